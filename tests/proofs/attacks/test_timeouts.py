"""A statement that takes too long is ended by the graph, on both engines, and answered with its code."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.engine.store import Address, StatementTimeoutError, Store, open_store
from security.limits.declared import Limits
from tests.conftest import Graph
from tests.proofs.attacks.door import Door, code_of
from tests.support.engines import EMBEDDED, running

SECONDS = 1.0
SLOW = "UNWIND range(1, 30000) AS a UNWIND range(1, 30000) AS b WITH a, b WHERE a * b = 7 RETURN count(*)"
"""Nine hundred million rows: minutes on either engine."""


@pytest.fixture
def address(graph: Graph, tmp_path: Path) -> Iterator[Address]:
    """A graph that ends statements after SECONDS; a server heeds what the driver says, an embedded one does not."""
    if graph.engine == EMBEDDED:
        with running(EMBEDDED, tmp_path, SECONDS) as opened:
            yield opened
    else:
        yield graph.address


def _slowly(store: Store) -> Callable[..., Awaitable[list[Any]]]:
    """Sends the slow statement in place of every other."""
    read = store.read

    async def slow(text: str, parameters: Mapping[str, Any], bookmarks: Iterable[str] = ()) -> list[Any]:
        return await read(SLOW, {}, bookmarks)

    return slow


def test_slow_statement_is_ended_and_answered_with_its_code(
    graph: Graph, address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> bool:
        async with open_store(address, SECONDS, graph.store.sealer, graph.store.grounds) as store:
            with pytest.raises(StatementTimeoutError):
                await store.read(SLOW, {})
            return await store.ping()

    assert graph.run(work())

    async def asked() -> httpx.Response:
        async with open_store(address, SECONDS, graph.store.sealer, graph.store.grounds) as opened:
            monkeypatch.setattr(opened, "read", _slowly(opened))
            async with Door(graph, tmp_path, Limits(), opened).client("10.1.1.1") as client:
                return await client.post("/graphql", json={"query": "{ regions { totalCount } }"})

    response = graph.run(asked())
    assert (response.status_code, code_of(response)) == (504, "STATEMENT_TIMEOUT")
    assert "UNWIND" not in response.text
