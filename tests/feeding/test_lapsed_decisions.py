"""A decision that two cards are of one person, of which one is put right to be somebody else: a question again."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from graph.ingest.clusters import CONFIRMED, PROPOSED
from graph.ingest.identity_links import StoredLink, decide, links
from tests.conftest import Graph
from tests.support.feeding.graphs import SEMEY, emptied, iin
from tests.support.feeding.kit import EPOCH, REGISTER, SECOND, Intake, registered

SECRET = b"a secret of the tests, 32 bytes."
REGION = orjson.dumps({"system": "KATO", "recordId": SEMEY, "version": 1, "kato": SEMEY})
SERIK: dict[str, Any] = {
    "familyName": "Ахметов",
    "givenName": "Ерлан",
    "patronymic": "Серікұлы",
    "birthDate": "1985-03-12",
    "sex": "MALE",
    "kato": SEMEY,
}
LIKE = {**SERIK, "patronymic": None, "birthDate": None}
DATED = {**SERIK, "birthDate": "1985-03-13"}
OTHERS: dict[str, dict[str, Any]] = {
    "another name": {"givenName": "Самат"},
    "a name a letter apart": {"givenName": "Ержан"},
    "another date": {"birthDate": "1991-07-08"},
    "another number and date": {"iin": iin("91070830012"), "birthDate": "1991-07-08"},
    "another sex": {"givenName": "Ерлана", "sex": "FEMALE"},
    "another father": {"patronymic": "Маратұлы"},
    "another man": {"givenName": "Самат", "patronymic": "Маратұлы", "birthDate": "1991-07-08"},
}
SAME: dict[str, dict[str, Any]] = {
    "a new telephone": {"phone": "+77051112233"},
    "the other one's date": {"birthDate": "1985-03-12"},
    "the father's name in the other style": {"patronymic": "Серикович"},
    "the number of the day": {"iin": iin("85031230012"), "birthDate": "1985-03-12"},
    "a Russian keyboard": {"patronymic": "Серикулы"},
}


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": REGION}, lambda *_: None))
    yield Intake(empty_graph.store)


async def _linked(intake: Intake) -> list[StoredLink]:
    while await link_waiting(intake.store, SECRET):
        pass
    return await links(intake.store, None, 10)


async def _persons(intake: Intake) -> int:
    (found,) = await intake.store.read("MATCH (p:Person) RETURN count(p)", {})
    return int(found)


async def _confirmed(intake: Intake, one: dict[str, Any], other: dict[str, Any]) -> StoredLink:
    """The link between two cards that an officer made one."""
    await intake.take(REGISTER, registered("1", person=one))
    await intake.take(SECOND, registered("9", person=other))
    (link,) = await _linked(intake)
    assert link.status == PROPOSED
    await decide(intake.store, link.id, CONFIRMED, "tests", EPOCH)
    assert await _persons(intake) == 1
    return link


@pytest.mark.parametrize("end", ["1", "9"])
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_card_that_is_somebody_elses_by_now_comes_apart(
    empty_graph: Graph, intake: Intake, other: dict[str, Any], end: str
) -> None:
    run = empty_graph.run
    run(_confirmed(intake, SERIK, DATED))
    feed, card = (REGISTER, SERIK) if end == "1" else (SECOND, DATED)
    run(intake.take(feed, registered(end, 2, person={**card, **other})))
    assert run(_persons(intake)) == 2
    found = run(_linked(intake))
    assert run(_persons(intake)) == 2 and all(link.status == PROPOSED and not link.decided_by for link in found)


@pytest.mark.parametrize("other", ["another date", "another man", "another number and date"])
def test_it_comes_apart_where_the_other_card_says_nothing_that_contradicts(
    empty_graph: Graph, intake: Intake, other: str
) -> None:
    run = empty_graph.run
    run(_confirmed(intake, {**SERIK, "iin": iin("85031230012")}, LIKE))
    run(intake.take(REGISTER, registered("1", 2, person={**SERIK, **OTHERS[other]})))
    assert run(_persons(intake)) == 2
    run(_linked(intake))
    assert run(_persons(intake)) == 2


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_a_card_that_is_put_right_stays_the_persons(
    empty_graph: Graph, intake: Intake, same: dict[str, Any]
) -> None:
    run = empty_graph.run
    link = run(_confirmed(intake, SERIK, DATED))
    run(intake.take(SECOND, registered("9", 2, person={**DATED, **same})))
    assert run(_persons(intake)) == 1
    assert link.id in {each.id for each in run(_linked(intake)) if each.status == CONFIRMED}


def test_a_year_of_which_the_day_is_known_later_is_no_other_persons(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(_confirmed(intake, LIKE, {**SERIK, "birthDate": "1985-01-01"}))
    run(intake.take(SECOND, registered("9", 2, person=SERIK)))
    assert run(_persons(intake)) == 1


def test_it_may_be_decided_again(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(_confirmed(intake, SERIK, DATED))
    married = {**DATED, "birthDate": "1985-03-15"}
    run(intake.take(SECOND, registered("9", 2, person=married)))
    (link,) = run(_linked(intake))
    assert link.status == PROPOSED and run(_persons(intake)) == 2
    run(decide(intake.store, link.id, CONFIRMED, "tests", EPOCH))
    run(intake.take(SECOND, registered("9", 3, person={**married, "phone": "+77051112233"})))
    assert run(_persons(intake)) == 1


async def _load(intake: Intake, version: int, card: dict[str, Any]) -> None:
    line = {"system": "MIA", "recordId": "9", "version": version, **card}
    del line["kato"]
    await load_contents(intake.store, {"persons": orjson.dumps(line)}, lambda *_: None)
    await _linked(intake)


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("first", ["load", "feed"])
def test_a_row_that_is_somebody_elses_by_now_comes_apart(
    empty_graph: Graph, intake: Intake, other: dict[str, Any], first: str
) -> None:
    """The row of the hub's own is of the sender's person 9, as one of the two cards is."""
    run = empty_graph.run
    if first == "load":
        run(_load(intake, 1, DATED))
    run(_confirmed(intake, SERIK, DATED))
    if first == "feed":
        run(_load(intake, 1, DATED))
    assert run(_persons(intake)) == 1
    run(_load(intake, 2, {**DATED, **other}))
    assert run(_persons(intake)) > 1 or run(_linked(intake))[0].status == PROPOSED
