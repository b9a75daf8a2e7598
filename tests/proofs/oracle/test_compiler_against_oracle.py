"""Generated questions, answered by the compiler on each engine and by the oracle: the answers are the same.

``ORTAQ_CASES`` and ``ORTAQ_SEED`` ask for more, or others (tests/support/sizes.py).
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Answer, Engine, Request, execute
from schema.identifiers import AreaCode, area_code, unit_id
from security.authorization.caller import Caller
from tests.conftest import Graph
from tests.proofs.oracle.answer import Beside, Oracle
from tests.proofs.oracle.compare import compare, learn
from tests.proofs.oracle.generate import Case, Generator
from tests.support.engines import EMBEDDED
from tests.support.sizes import CASES, SEED

SHARES = max(8, CASES // 250)
NEO4J_PART = 5
"""Neo4j takes half a second to plan a statement it has not met, so it is asked every fifth as often."""


def ask(graph: Graph, hub: Engine, case: Case, variables: dict[str, Any]) -> Any:
    """The compiler's answer, or the codes of its errors."""
    who = case.caller
    caller = Caller(
        subject="test",
        role=who.role,
        area=area_code(who.area),
        unit=unit_id(who.unit),
        agency=who.agency,
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    request = Request(query=case.query, variables=variables, operation_name=case.operation_name)
    try:
        return graph.run(execute(replace(hub, clock=lambda: case.today), caller, request))
    except (HubError, RequestErrors) as error:
        return f"error: {error}"


@pytest.fixture(scope="module")
def generator(country: Path, sdl: str) -> Generator:
    return Generator(sdl, country)


@pytest.fixture(scope="module")
def oracle(country: Path, sdl: str) -> Oracle:
    return Oracle(sdl, country)


@pytest.mark.parametrize("share", range(SHARES))
def test_no_difference(graph: Graph, oracle: Oracle, generator: Generator, share: int) -> None:
    hub = graph.hub()
    differences: list[str] = []
    count = CASES if graph.engine == EMBEDDED else CASES // NEO4J_PART
    for index in range(share, count, SHARES):
        case = generator.case_at(SEED, index)
        differences += _differences(graph, hub, oracle, case)
    assert not differences, f"{len(differences)} differences:\n\n" + "\n\n".join(differences[:3])


def _differences(graph: Graph, hub: Engine, oracle: Oracle, case: Case) -> list[str]:
    beside = Beside()
    expected = oracle.answer(
        case.query, case.variables, case.caller, case.today, operation_name=case.operation_name, beside=beside
    )
    answer = ask(graph, hub, case, case.variables)
    actual = answer.data if isinstance(answer, Answer) else answer
    found = compare(expected, actual)
    if isinstance(answer, Answer):
        found += _beside(beside, answer)
    if found:
        return [f"{case}\n" + "\n".join(found[:5])]
    return _next_page(graph, hub, oracle, case, learn(expected, actual), actual)


def _beside(beside: Beside, answer: Answer) -> list[str]:
    """What differs in that which goes with the answer: the notes of what was withheld, and the persons."""
    notes: Counter[tuple[tuple[str, ...], str]] = Counter()
    for note in answer.extensions.get("access", ()):
        notes[tuple(note["path"]), note["release"]] += note["rows"]
    found = [f"withheld: expected {beside.withheld}, found {notes}"] if notes != beside.withheld else []
    if answer.touched != beside.persons:
        found.append(f"persons: {len(beside.persons)} expected, {len(answer.touched)} found")
    return found


def _next_page(
    graph: Graph, hub: Engine, oracle: Oracle, case: Case, cursors: dict[str, Any], actual: Any
) -> list[str]:
    if case.continuation is None:
        return []
    cursor = actual
    for step in case.continuation.path:
        cursor = cursor[step] if cursor is not None else None
    if cursor is None:
        return []
    variables = {**case.variables, case.continuation.variable: cursor}
    expected = oracle.answer(
        case.query,
        variables,
        case.caller,
        case.today,
        operation_name=case.operation_name,
        cursors=cursors,
    )
    answer = ask(graph, hub, case, variables)
    found = compare(expected, answer.data if isinstance(answer, Answer) else answer)
    return [f"the next page of {case}\n" + "\n".join(found[:5])] if found else []


def test_a_connection_of_which_nothing_is_left_keeps_its_place(graph: Graph) -> None:
    """Left out with all that stands in it, it is not in the rows that are handed on as they are."""
    caller = Caller(
        subject="test",
        role="analytics",
        area=AreaCode(""),
        unit=None,
        agency=None,
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    query = """query ($no: Boolean!) { courtDecisions(first: 1) {
      nodes { number cases { nodes @include(if: $no) { id } } kind } } }"""
    answer = graph.run(
        execute(graph.hub(), caller, Request(query=query, variables={"no": False}, operation_name=None))
    )
    (node,) = answer.data["courtDecisions"]["nodes"]
    assert list(node) == ["number", "cases", "kind"] and node["cases"] == {}
