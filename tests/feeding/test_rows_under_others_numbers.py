"""A row of the hub's own under somebody else's number makes nobody the other, whichever of them comes first."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from tests.conftest import Graph
from tests.support.feeding.graphs import SEMEY, emptied, iin
from tests.support.feeding.kit import REGISTER, Intake, deletion, registered

SECRET = b"a secret of the tests, 32 bytes."
NUMBER = iin("90020130012")
REGION = orjson.dumps({"system": "KATO", "recordId": SEMEY, "version": 1, "kato": SEMEY})
FATHER = {
    "iin": NUMBER,
    "familyName": "Ахметов",
    "givenName": "Марат",
    "patronymic": "Серікұлы",
    "birthDate": "1990-02-01",
    "sex": "MALE",
}
ROWS: dict[str, tuple[dict[str, Any], int, int]] = {
    "a son": ({"givenName": "Данияр", "patronymic": "Маратұлы", "birthDate": "2012-05-06"}, 2030, 0),
    "a son of no date": ({"givenName": "Данияр", "patronymic": "Маратұлы"}, 9999, 1),
    "a wife": ({"givenName": "Айгүл", "sex": "FEMALE", "birthDate": "1991-05-06"}, 2009, 0),
    "a wife of no date": ({"givenName": "Айгүл", "sex": "FEMALE"}, 9999, 0),
    "a brother": ({"givenName": "Болат", "patronymic": "Серікұлы", "birthDate": "1994-05-06"}, 2012, 0),
    "a son a letter off": ({"givenName": "Марал", "patronymic": "Маратұлы", "birthDate": "2012-05-06"}, 2030, 1),
    "a brother a letter off": ({"givenName": "Мурат", "patronymic": "Серікұлы"}, 9999, 1),
}
"""Rows under the father's number; the year in which each is adult, and whether somebody is asked of it."""


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": REGION}, lambda *_: None))
    yield Intake(empty_graph.store)


async def _load(intake: Intake, row: dict[str, Any], version: int = 1) -> None:
    person = {"system": "MIA", "recordId": "P1", "version": version, "familyName": "Ахметов", **row}
    registration = {"system": "MIA", "recordId": "G1", "version": 1, "person": "MIA/P1", "category": "JUVENILE"}
    registration |= {"status": "OPEN", "registeredOn": "2026-02-02"}
    contents = {"persons": orjson.dumps(person), "registrations": orjson.dumps(registration)}
    reports = await load_contents(intake.store, contents, lambda *_: None)
    assert not [line for report in reports for line in report.refused]


async def _link(intake: Intake) -> None:
    while await link_waiting(intake.store, SECRET):
        pass


async def _people(intake: Intake) -> list[list[Any]]:
    """By given name: the registrations, and the year of adulthood."""
    text = """MATCH (p:Person) RETURN [p.givenName, [(p)<-[:REGISTERS]-(r) | r.category], p.adultOn.year]"""
    return sorted([name, sorted(kinds), year] for name, kinds, year in await intake.store.read(text, {}))


async def _questions(intake: Intake) -> int:
    return len(await intake.store.read("MATCH (:Person)-[r:POSSIBLY_SAME]->(:Person) RETURN 1", {})) // 2


@pytest.mark.parametrize("first", ["load", "feed"])
@pytest.mark.parametrize("whose", ROWS)
def test_a_row_under_somebody_elses_number_stays_itself(
    empty_graph: Graph, intake: Intake, whose: str, first: str
) -> None:
    run = empty_graph.run
    row, adult, questions = ROWS[whose]
    if first == "feed":
        run(intake.take(REGISTER, registered("1", person=FATHER)))
    run(_load(intake, {"iin": NUMBER, **row}))
    if first == "feed":
        # Whoever may be a child is one before anybody has looked whose the number is.
        assert {name: year for name, _, year in run(_people(intake))}[row["givenName"]] >= adult
    run(_link(intake))
    if first == "load":
        run(intake.take(REGISTER, registered("1", person=FATHER)))
        run(_link(intake))
    both = [[row["givenName"], ["JUVENILE"], adult], ["Марат", ["PROBATIONER"], 2008]]
    assert run(_people(intake)) == sorted(both)
    assert run(_questions(intake)) == questions
    run(intake.take(REGISTER, deletion("1", 2)))
    run(_link(intake))
    alone = {9999: 2008}.get(adult, adult)
    assert run(_people(intake)) == [[row["givenName"], ["JUVENILE"], alone]], "the number is the row's again"


def test_a_row_that_is_put_right_has_its_own_date(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person=FATHER)))
    run(_load(intake, {"iin": NUMBER, "givenName": "Данияр"}))
    run(_link(intake))
    run(_load(intake, {"iin": iin("12050650012"), "givenName": "Данияр"}, version=2))
    run(_link(intake))
    assert run(_people(intake)) == [["Данияр", ["JUVENILE"], 2030], ["Марат", ["PROBATIONER"], 2008]]


def test_a_row_of_whose_number_it_is_stays_joined(empty_graph: Graph, intake: Intake) -> None:
    """A row without a date that has the name of the card is the person of the number."""
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person=FATHER)))
    run(_load(intake, {"iin": NUMBER, "givenName": "Марат"}))
    run(_link(intake))
    assert run(_people(intake)) == [["Марат", ["JUVENILE", "PROBATIONER"], 2008]]
