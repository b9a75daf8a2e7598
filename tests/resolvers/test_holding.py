"""What names somebody is answered at an even time. Whether hidden and absent take alike, a benchmark says."""

import time
from pathlib import Path

import pytest

from resolvers.engine.hold_answer import STEP_SECONDS, STEP_SECONDS_A_NAME
from resolvers.roots.search import SECONDS
from tests.audit.test_trace import asking
from tests.conftest import Graph
from tests.support.feeding.graphs import ONE, OTHER

LOOKUP = "query ($n: [IIN!]!) { lookup(iins: $n) { found } }"
BY_NUMBER = "query ($n: IIN!) { personByIin(iin: $n) { id } }"
ID = "per_aaaaaaaaaaaaaaaaaaaaaaaaaa"
NODE = "query ($n: ID!) { node(id: $n) { id } }"
NODES = "query ($n: [ID!]!) { nodes(ids: $n) { id } }"
LOG = "{ a: accessLog(first: 5) { hasNextPage } b: accessLog(first: 5) { hasNextPage } }"
SEARCHES = '{ a: search(text: "Жүніс") { complete } b: search(text: "Жүн") { complete } }'
BY_ID = "query ($n: ID!) { persons(where: { id: { eq: $n } }) { totalCount } }"
FILTERED = "query ($n: [IIN!]!) { persons(where: { iin: { in: $n } }) { totalCount } }"


@pytest.mark.parametrize(
    ("query", "asked", "numbers"),
    [
        (LOOKUP, [ONE], 1),
        (LOOKUP, [ONE, OTHER] * 50, 100),
        (BY_NUMBER, ONE, 1),
        (FILTERED, [ONE, OTHER], 2),
        (NODE, ID, 1),
        (NODES, [ID] * 20, 20),
        (BY_ID, ID, 1),
    ],
)
def test_a_question_that_names_somebody_is_held(
    graph: Graph, tmp_path: Path, query: str, asked: object, numbers: int
) -> None:
    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            begun = time.monotonic()
            body = await ask("analytics", "", query, {"n": asked})
            assert "data" in body
            assert time.monotonic() - begun >= STEP_SECONDS + numbers * STEP_SECONDS_A_NAME

    graph.run(work())


def test_the_log_is_read_for_as_long_whatever_is_concealed(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORTAQ_HOLD_SECONDS", "0.3")

    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            begun = time.monotonic()
            assert "data" in await ask("auditor", "", LOG, {})
            assert time.monotonic() - begun >= 2 * 0.3, "a step for every root that reads it"

    graph.run(work())


def test_every_search_of_a_question_is_held(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            begun = time.monotonic()
            assert "data" in await ask("precinct", "7910", SEARCHES, {})
            assert time.monotonic() - begun >= STEP_SECONDS + 2 * SECONDS, "a step for every search"

    graph.run(work())
