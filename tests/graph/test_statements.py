"""One statement a root, counted at the driver; and what was met before is not made again."""

from dataclasses import replace
from typing import Any

import pytest
from neo4j import AsyncSession

from resolvers.engine import plan_cache
from resolvers.execute import Engine, Request, execute
from resolvers.request import documents
from schema.identifiers import AreaCode, HubId, UnitId
from security.authorization.caller import Caller
from tests.conftest import Graph

PSU = Caller(
    subject="one",
    role="public_security",
    area=AreaCode("75"),
    unit=None,
    agency=None,
    purposes=("CASE_WORK",),
    expires=2**40,
)
DEEP = """query($n: Int, $w: PersonFilter) { persons(first: $n, where: $w) {
  totalCount pageInfo { endCursor } nodes {
  decisions { totalCount nodes { persons { nodes { region { parent { name } } } } } }
  registrations { nodes { unit { inspectors(first: 2) { nodes { cases { totalCount } } } } } } } } }"""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that reach the driver."""
    seen: list[str] = []
    run = AsyncSession.run

    async def counting(self: AsyncSession, query: Any, *rest: Any, **more: Any) -> Any:
        seen.append(str(query))
        return await run(self, query, *rest, **more)

    monkeypatch.setattr(AsyncSession, "run", counting)
    return seen


def ask(graph: Graph, hub: Engine, caller: Caller, query: str, **variables: Any) -> Any:
    return graph.run(execute(hub, caller, Request(query=query, variables=variables, operation_name=None)))


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        (DEEP, 1),
        ("{ persons { totalCount } }", 1),
        ("{ a: persons(first: 1) { nodes { id } } b: units(first: 1) { totalCount nodes { id } } }", 2),
        ('{ nodes(ids: ["per_a", "unt_a", "ngo_a", "zzz"]) { id } }', 1),
        ('{ node(id: "zzz") { id } }', 0),
        ('{ lookup(iins: ["900101350012", "000000000000"]) { found holders { code } } }', 1),
        ("{ __typename me { role } }", 0),
        ("{ __schema { queryType { name } } }", 0),
    ],
)
def test_one_statement_a_root(graph: Graph, counted: list[str], query: str, statements: int) -> None:
    ask(graph, graph.hub(), PSU, query)
    assert len(counted) == statements


def test_operation_met_before_is_not_made_again(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = graph.hub()
    ask(graph, hub, PSU, DEEP, n=2, w={"familyName": {"startsWith": "А"}})

    def never(*_: object, **__: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(documents, "parse", never)
    monkeypatch.setattr(documents, "validate", never)
    monkeypatch.setattr(plan_cache, "compile_operation", never)
    ask(graph, hub, PSU, DEEP, n=2, w={"familyName": {"startsWith": "С"}})
    ask(
        graph,
        hub,
        replace(PSU, subject="two", area=AreaCode("71")),
        DEEP,
        n=2,
        w={"familyName": {"startsWith": "Б"}},
    )
    for other in (
        replace(PSU, role="ngo"),
        replace(PSU, area=AreaCode("")),
        replace(PSU, unit=UnitId(HubId("unt_x"))),
    ):
        with pytest.raises(AssertionError):
            ask(graph, hub, other, DEEP, n=2, w={"familyName": {"startsWith": "А"}})
    with pytest.raises(AssertionError):
        ask(graph, hub, PSU, DEEP, n=2, w={"familyName": {"contains": "А"}})
