"""Graphs as hubs wrote them before ids were keyed."""

from copy import copy
from typing import Any, cast

from graph.engine.sealer import Sealer
from graph.engine.store import Store
from tests.conftest import Graph


class _OldSealer:
    """A vault without a key of ids: what a digest is made over stays as it is."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sealer, name)

    def digest(self, text: str) -> str:
        return text.partition("_")[2]


def old_store(graph: Graph) -> Store:
    """The graph's store, as a hub of that time has it."""
    store = copy(graph.store)
    store.sealer = cast(Sealer, _OldSealer(store.sealer))
    return store
