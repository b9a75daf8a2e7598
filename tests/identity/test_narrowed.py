"""A token's scopes on a real graph: what they leave out is hidden, whatever another caller asked just before."""

from dataclasses import replace
from typing import Any

from resolvers.execute import Engine, Request, execute
from schema.identifiers import AreaCode
from schema.model import AccessClass
from security.authorization.caller import Caller
from tests.conftest import Graph

WHOLE = Caller(
    subject="s",
    role="public_security",
    area=AreaCode(""),
    unit=None,
    agency=None,
    purposes=("CASE_WORK",),
    expires=2**40,
)
QUERY = """{ persons(first: 100, where: { birthDate: { lt: "1990-01-01" } }) { totalCount nodes {
  id familyName iin registrations { totalCount } } } }"""
LEFT = frozenset({AccessClass.PERSON})


def _asked(graph: Graph, hub: Engine, caller: Caller) -> dict[str, Any]:
    answer: dict[str, Any] = graph.run(
        execute(hub, caller, Request(query=QUERY, variables={}, operation_name=None))
    ).data["persons"]
    return answer


def test_narrowed_caller_gets_the_classes_that_are_left(graph: Graph) -> None:
    hub = graph.hub()
    whole, narrowed = (_asked(graph, hub, replace(WHOLE, classes=left)) for left in (None, LEFT))
    assert [node["id"] for node in whole["nodes"]] == [node["id"] for node in narrowed["nodes"]] != []
    assert any(node["iin"] for node in whole["nodes"])
    for before, after in zip(whole["nodes"], narrowed["nodes"], strict=True):
        assert before["registrations"] is not None
        assert after == {**before, "iin": None, "registrations": None}


def test_without_the_scope_for_minors_nobody_under_18_is_seen(graph: Graph) -> None:
    query = "{ persons { totalCount } }"

    def count(*left: AccessClass) -> int:
        caller = replace(WHOLE, classes=frozenset(left))
        return int(
            graph.run(execute(graph.hub(), caller, Request(query=query, variables={}, operation_name=None))).data[
                "persons"
            ]["totalCount"]
        )

    assert 0 == count() < count(*LEFT) < count(*LEFT, AccessClass.MINOR)
