"""The hub without what access control costs: a caller who may see everything, no access log, nothing to decrypt.

What the hub is compared with to know that cost; it is the same hub otherwise.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette

from bench.hub_side import UNMEASURED
from hub.app import create_app
from hub.log_config import configure_log
from hub.server import keep_in_memory
from hub.settings import Settings
from resolvers.access.access_record import no_audit
from schema.model import AccessClass
from security.authorization.disclosure import Disclosure
from security.authorization.policy import Policy, PolicyCell


class Opened:
    """A sealer that opens a value once and remembers it, as if it had never been sealed."""

    def __init__(self, sealer: Any) -> None:
        self._sealer = sealer
        self._open: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sealer, name)

    def open(self, type_name: str, record_id: str, field: str, sealed: str) -> str:
        """The value, from memory if it can be."""
        value = self._open.get(sealed)
        if value is None:
            value = self._open[sealed] = self._sealer.open(type_name, record_id, field, sealed)
        return value


def _seeing_all(policy: Policy) -> Policy:
    """The roles of ``policy``, each of which is released everything in the whole country."""
    cells = {
        access: (PolicyCell(release=Disclosure.FULL, scope="all", norms=("1233-P",)),) for access in AccessClass
    }
    return Policy({name: replace(role, cells=cells, limits={}) for name, role in policy.roles.items()})


def app() -> Starlette:
    """The open hub on the graph that the environment names."""
    configure_log()
    keep_in_memory()
    hub = create_app(Settings(limits=UNMEASURED))
    whole = hub.router.lifespan_context

    @asynccontextmanager
    async def opened(application: Starlette) -> AsyncIterator[None]:
        async with whole(application):
            state = application.state.hub
            state.engine.store.sealer = Opened(state.engine.store.sealer)
            state.engine = replace(state.engine, policy=_seeing_all(state.engine.policy), record=no_audit)
            yield

    hub.router.lifespan_context = opened
    return hub
