"""What names somebody is answered at an even time. Whether hidden and absent take alike, a benchmark says."""

import time
from pathlib import Path

import pytest

from resolvers.engine.hold_answer import STEP_SECONDS, STEP_SECONDS_A_NAME
from tests.audit.test_trace import asking
from tests.conftest import Graph
from tests.support.feeding.graphs import ONE, OTHER

LOOKUP = "query ($n: [IIN!]!) { lookup(iins: $n) { found } }"
BY_NUMBER = "query ($n: IIN!) { personByIin(iin: $n) { id } }"
ID = "per_aaaaaaaaaaaaaaaaaaaaaaaaaa"
NODE = "query ($n: ID!) { node(id: $n) { id } }"
NODES = "query ($n: [ID!]!) { nodes(ids: $n) { id } }"
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
