"""Filters as large and as deep as the limits allow are answered, as their small equivalents are."""

from typing import Any

import pytest

from resolvers.execute import Request, execute
from schema.identifiers import AreaCode
from security.authorization.caller import Caller
from security.limits.declared import Limits
from tests.conftest import Graph

WHO = Caller(
    subject="tests",
    role="public_security",
    area=AreaCode("75"),
    unit=None,
    agency=None,
    purposes=("CASE_WORK",),
    expires=2**40,
)
QUERY = "query ($w: PersonFilter) { persons(first: 5, where: $w) { totalCount nodes { id } } }"
MOST = Limits().filter_tests
OPEN = {"registrations": {"some": {"status": {"eq": "OPEN"}}}}
FEMALE = {"sex": {"eq": "FEMALE"}}


def asked(graph: Graph, where: dict[str, Any]) -> Any:
    """The answer to a filter."""
    return graph.run(
        execute(graph.hub(), WHO, Request(query=QUERY, variables={"w": where}, operation_name=None))
    ).data["persons"]


def _nobody(number: int) -> dict[str, Any]:
    """A test that no person passes; each is another."""
    return {("familyName", "givenName", "patronymic")[number % 3]: {"eq": f"нет {number}"}}


def _nested(depth: int, inner: dict[str, Any], *words: str) -> dict[str, Any]:
    for level in range(depth):
        word = words[level % len(words)]
        inner = {word: inner if word == "not" else [inner, _nobody(level) if word == "or" else {}]}
    return inner


@pytest.mark.parametrize("size", [199, MOST])
def test_a_long_or(graph: Graph, size: int) -> None:
    wanted = asked(graph, FEMALE)
    assert wanted["totalCount"] > 0
    assert asked(graph, {"or": [*(_nobody(number) for number in range(size - 1)), FEMALE]}) == wanted


@pytest.mark.parametrize("size", [199, MOST])
def test_a_long_and(graph: Graph, size: int) -> None:
    parts = [{"not": _nobody(number)} for number in range(size - 1)]
    known = {"familyName": {"isNull": False}, "givenName": {"isNull": False}, "patronymic": {"isNull": False}}
    assert asked(graph, {"and": [*parts[:-3], FEMALE, known]}) == asked(graph, {"and": [FEMALE, known]})


def test_a_long_or_behind_a_relation(graph: Graph) -> None:
    tests = [{"basis": {"number": {"eq": f"нет {number}"}}} for number in range(12)]
    many = {"registrations": {"some": {"or": [*tests, {"status": {"eq": "OPEN"}}]}}}
    assert asked(graph, many) == asked(graph, OPEN)


def test_a_long_list(graph: Graph) -> None:
    names = [f"нет {number}" for number in range(500)]
    assert asked(graph, {"or": [{"familyName": {"in": names}}, FEMALE]}) == asked(graph, FEMALE)


def _levels(where: Any) -> int:
    """How deep a filter is, as docs/limits.md counts: every object, every list and the value in the end."""
    members = where.values() if isinstance(where, dict) else where if isinstance(where, list) else ()
    return 1 + max((_levels(member) for member in members), default=0)


@pytest.mark.parametrize("words", [("not", "not"), ("or",), ("and",), ("or", "and"), ("not", "not", "or")])
def test_a_deep_nest(graph: Graph, words: tuple[str, ...]) -> None:
    """As deep as docs/limits.md allows: twice as deep as a selection."""
    depth = 0
    while _levels(_nested(depth + len(words), OPEN, *words)) <= 2 * Limits().depth:
        depth += len(words)
    deepest = _nested(depth, OPEN, *words)
    assert _levels(deepest) > 2 * Limits().depth - 2 * len(words)
    assert asked(graph, deepest) == asked(graph, OPEN)
