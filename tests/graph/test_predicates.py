"""A predicate asks of a path once, however many of its tests lead along it."""

from graph.query import predicates
from graph.query.cypher import Parameters, predicate
from graph.query.predicates import Exists, Fixed, Hop, Predicate, all_of, any_of, negate

BASIS = (Hop("BASED_ON", True, "CourtDecision", "d"),)
SCOPE = predicates.Test(variable="d", name="area", operator="eq", value=Fixed("75"))


def numbered(number: str) -> Predicate:
    """Whether the basis, in scope, has a number."""
    return Exists(
        "n", BASIS, all_of(SCOPE, predicates.Test(variable="d", name="number", operator="eq", value=Fixed(number)))
    )


def text(tested: Predicate) -> str:
    return predicate(tested, Parameters())


def test_any_of_several_is_one_record_at_the_end_of_the_path() -> None:
    assert text(any_of(numbered("1"), numbered("2"))) == (
        "EXISTS { MATCH (n)-[:BASED_ON]->(d:CourtDecision) "
        "WHERE (d.area = $p0 AND (d.number = $p1 OR d.number = $p2)) RETURN 1 }"
    )


def test_none_of_several_is_no_record_at_the_end_of_the_path() -> None:
    neither = all_of(negate(numbered("1")), negate(numbered("2")))
    assert text(neither) == f"NOT ({text(any_of(numbered('1'), numbered('2')))})"


def test_all_of_several_may_be_different_records() -> None:
    assert text(all_of(numbered("1"), numbered("2"))).count("EXISTS") == 2


def test_not_any_of_several_may_be_of_different_records() -> None:
    assert text(any_of(negate(numbered("1")), negate(numbered("2")))).count("EXISTS") == 2


def test_another_path_is_another_test() -> None:
    register = (Hop("REGISTERS", True, "Person", "d"),)
    other = Exists("n", register, SCOPE)
    assert text(any_of(numbered("1"), other, numbered("2"))).count("EXISTS") == 2
