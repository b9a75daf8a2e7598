"""A row of the hub's own and a card of one human without a number in common: compared as two cards are."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from graph.ingest.clusters import CONFIRMED, LINKED, PROPOSED, REJECTED
from graph.ingest.identity_links import StoredLink, decide, links, links_of, persons_of
from graph.ingest.person_blocks import wait_for_rows, waiting_keys
from graph.write.commit import commit_statement
from tests.conftest import Graph
from tests.feeding.test_closed import SHELTER, stay
from tests.support.feeding.callers import data_of
from tests.support.feeding.canonical import canonical
from tests.support.feeding.graphs import SEMEY, emptied, iin
from tests.support.feeding.kit import EPOCH, REGISTER, SECOND, Intake, deletion, registered

SECRET = b"a secret of the tests, 32 bytes."
REGION = orjson.dumps({"system": "KATO", "recordId": SEMEY, "version": 1, "kato": SEMEY})
HOME, ELSEWHERE = "Абай көшесі, 12-4", "Абай көшесі, 90-1"
SERIK: dict[str, Any] = {
    "familyName": "Ахметов",
    "givenName": "Ерлан",
    "patronymic": "Серікұлы",
    "birthDate": "1985-03-12",
    "sex": "MALE",
}
SPELT = {**SERIK, "familyName": "Akhmetov", "givenName": "Yerlan", "patronymic": "Серикович"}
DATED = {**SERIK, "birthDate": "1985-03-13", "address": None}
AT_HOME = {"address": "ул. Абая, д. 12, кв. 4", "kato": SEMEY}
QUESTIONS: dict[str, dict[str, Any]] = {
    "a twin": {"givenName": "Ержан"},
    "another date": {"birthDate": "1987-05-19"},
    "a day off, and no home": {"birthDate": "1985-03-13", "address": None},
    "no date": {"birthDate": None},
    "another father": {"patronymic": "Маратұлы"},
}
STRANGERS: dict[str, dict[str, Any]] = {
    "a brother": {"givenName": "Самат"},
    "a son of the name": {"birthDate": "2012-07-08"},
}


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": REGION}, lambda *_: None))
    yield Intake(empty_graph.store)


async def _load(
    intake: Intake, *, number: str = "P1", version: int = 1, home: str | None = HOME, **row: Any
) -> None:
    """A row of a person, with an address and a registration of its own."""
    card = {name: value for name, value in {**SERIK, **row}.items() if value is not None}
    envelope = {"system": "MIA", "recordId": number, "version": version}
    registration = {**envelope, "person": f"MIA/{number}", "category": "JUVENILE", "status": "OPEN"}
    contents = {
        "persons": orjson.dumps({**envelope, **card, "region": f"KATO/{SEMEY}"}),
        "registrations": orjson.dumps({**registration, "registeredOn": "2026-02-02"}),
    }
    if home is not None:
        contents["addresses"] = orjson.dumps({**envelope, "owner": f"MIA/{number}", "text": home})
    reports = await load_contents(intake.store, contents, lambda *_: None)
    assert not [line for report in reports for line in report.refused]


async def _card(intake: Intake, card: dict[str, Any], version: int = 1) -> None:
    await intake.take(REGISTER, registered("7", version, person={**AT_HOME, **card}))


async def _linked(intake: Intake) -> list[StoredLink]:
    while await link_waiting(intake.store, SECRET):
        pass
    return await links(intake.store, None, 100)


async def _people(intake: Intake) -> list[list[Any]]:
    """By given name: the registrations."""
    text = "MATCH (p:Person) RETURN [p.givenName, [(p)<-[:REGISTERS]-(r) | r.category]]"
    return sorted([name, sorted(kinds)] for name, kinds in await intake.store.read(text, {}))


async def _questions(intake: Intake) -> int:
    return len(await intake.store.read("MATCH (:Person)-[r:POSSIBLY_SAME]->(:Person) RETURN 1", {})) // 2


async def _both(intake: Intake, first: str, card: dict[str, Any], **row: Any) -> list[StoredLink]:
    if first == "row":
        await _load(intake, **row)
        await _linked(intake)
    await _card(intake, card)
    if first == "card":
        await _linked(intake)
        await _load(intake, **row)
    return await _linked(intake)


@pytest.mark.parametrize("first", ["row", "card"])
def test_a_row_and_a_card_of_one_human_are_one_person(empty_graph: Graph, intake: Intake, first: str) -> None:
    run = empty_graph.run
    (link,) = run(_both(intake, first, SPELT))
    assert link.status == LINKED
    assert run(_people(intake)) == [["Ерлан", ["JUVENILE", "PROBATIONER"]]]
    assert run(_questions(intake)) == 0
    (person,) = run(persons_of(intake.store, link.id))
    assert [each.id for each, _ in run(links_of(intake.store, person))] == [link.id]


@pytest.mark.parametrize("first", ["row", "card"])
def test_a_telephone_is_as_good_as_a_home(empty_graph: Graph, intake: Intake, first: str) -> None:
    run = empty_graph.run
    card = {**SPELT, "phone": "+77051112233", "address": None, "kato": None}
    (link,) = run(_both(intake, first, card, home=None, phone="8 705 111 22 33"))
    assert link.status == LINKED and len(run(_people(intake))) == 1


@pytest.mark.parametrize("first", ["row", "card"])
@pytest.mark.parametrize("unlike", QUESTIONS.values(), ids=QUESTIONS)
def test_who_may_be_somebody_else_is_a_question(
    empty_graph: Graph, intake: Intake, unlike: dict[str, Any], first: str
) -> None:
    run = empty_graph.run
    (link,) = run(_both(intake, first, {**SERIK, **unlike}))
    assert link.status == PROPOSED and len(run(_people(intake))) == 2 and run(_questions(intake)) == 1
    assert len(run(persons_of(intake.store, link.id))) == 2


@pytest.mark.parametrize("first", ["row", "card"])
@pytest.mark.parametrize("unlike", STRANGERS.values(), ids=STRANGERS)
def test_who_is_somebody_else_is_not_asked_about(
    empty_graph: Graph, intake: Intake, unlike: dict[str, Any], first: str
) -> None:
    run = empty_graph.run
    assert run(_both(intake, first, {**SERIK, **unlike})) == []
    assert len(run(_people(intake))) == 2 and run(_questions(intake)) == 0


@pytest.mark.parametrize("first", ["row", "card"])
def test_two_numbers_are_two_persons(empty_graph: Graph, intake: Intake, first: str) -> None:
    run = empty_graph.run
    card = {**SERIK, "iin": iin("85031230012")}
    assert run(_both(intake, first, card, iin=iin("85031230077"))) == []
    assert len(run(_people(intake))) == 2 and run(_questions(intake)) == 0


@pytest.mark.parametrize("first", ["row", "card"])
def test_a_link_that_is_rejected_is_as_if_it_had_never_been(empty_graph: Graph, intake: Intake, first: str) -> None:
    run = empty_graph.run
    if first == "row":
        run(_load(intake))
        run(_card(intake, SPELT))
    else:
        run(_card(intake, SPELT))
        run(_load(intake))
    before = run(canonical(intake.store))
    (link,) = run(_linked(intake))
    assert run(canonical(intake.store)) != before
    run(decide(intake.store, link.id, REJECTED, "tests", EPOCH))
    assert [line for line in run(canonical(intake.store)) if not line.startswith("PersonLink")] == before
    run(_load(intake, version=2))
    run(_card(intake, SPELT, 2))
    assert [each.status for each in run(_linked(intake))] == [REJECTED]
    assert len(run(_people(intake))) == 2 and run(_questions(intake)) == 0
    run(decide(intake.store, link.id, None, "tests", EPOCH))
    assert len(run(_people(intake))) == 1


def test_a_doubtful_pair_is_confirmed_and_undone(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    (link,) = run(_both(intake, "row", DATED))
    proposed = run(canonical(intake.store))
    run(decide(intake.store, link.id, CONFIRMED, "tests", EPOCH))
    assert run(_people(intake)) == [["Ерлан", ["JUVENILE", "PROBATIONER"]]] and run(_questions(intake)) == 0
    assert len(run(persons_of(intake.store, link.id))) == 1
    run(decide(intake.store, link.id, None, "tests", EPOCH))
    assert run(canonical(intake.store)) == proposed


@pytest.mark.parametrize("status", [LINKED, CONFIRMED])
@pytest.mark.parametrize("other", ["Самат", "Ержан"])
def test_a_row_that_is_somebody_elses_by_now_comes_apart(
    empty_graph: Graph, intake: Intake, other: str, status: str
) -> None:
    run = empty_graph.run
    card = SPELT if status == LINKED else DATED
    (link,) = run(_both(intake, "row", card))
    if status == CONFIRMED:
        run(decide(intake.store, link.id, CONFIRMED, "tests", EPOCH))
    assert len(run(_people(intake))) == 1
    run(_load(intake, version=2, givenName=other))
    left = run(_linked(intake))
    assert len(run(_people(intake))) == 2
    assert all(each.status == PROPOSED and not each.decided_by for each in left)
    run(_load(intake, version=3))
    assert [each.status for each in run(_linked(intake))] == [LINKED if status == LINKED else PROPOSED]


def test_a_card_that_is_somebody_elses_by_now_comes_apart(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    (link,) = run(_both(intake, "row", DATED))
    run(decide(intake.store, link.id, CONFIRMED, "tests", EPOCH))
    run(_card(intake, {**SERIK, "givenName": "Самат"}, 2))
    assert run(_people(intake)) == [["Ерлан", ["JUVENILE"]], ["Самат", ["PROBATIONER"]]]
    assert run(_linked(intake)) == []


def test_a_row_is_compared_by_the_home_that_it_has_by_now(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    card = {**SERIK, "patronymic": None}
    (link,) = run(_both(intake, "row", card, home=ELSEWHERE, patronymic=None))
    assert link.status == PROPOSED
    address = {"system": "MIA", "recordId": "P1", "version": 2, "owner": "MIA/P1", "text": HOME}
    run(load_contents(intake.store, {"addresses": orjson.dumps(address)}, lambda *_: None))
    assert [each.status for each in run(_linked(intake))] == [LINKED]


def test_a_card_that_goes_takes_its_link_along(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(_load(intake))
    alone = run(canonical(intake.store))
    run(_card(intake, SPELT))
    run(_linked(intake))
    run(intake.take(REGISTER, deletion("7", 2)))
    assert run(_linked(intake)) == []
    assert [line for line in run(canonical(intake.store)) if '"deleted":true' not in line] == alone


@pytest.mark.parametrize("first", ["row", "card"])
def test_the_one_person_is_protected_as_the_younger(empty_graph: Graph, intake: Intake, first: str) -> None:
    run = empty_graph.run
    years = "MATCH (p:Person) RETURN p.adultOn.year ORDER BY p.adultOn.year"
    (link,) = run(_both(intake, first, {**DATED, "birthDate": "2010-03-12"}, birthDate="2008-03-12"))
    assert run(intake.store.read(years, {})) == [2026, 2028]
    run(decide(intake.store, link.id, CONFIRMED, "tests", EPOCH))
    assert run(intake.store.read(years, {})) == [2028]
    run(decide(intake.store, link.id, None, "tests", EPOCH))
    assert run(intake.store.read(years, {})) == [2026, 2028]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_card_that_is_like_two_rows_joins_nobody(
    empty_graph: Graph, intake: Intake, order: tuple[int, ...]
) -> None:
    """Two rows of one sender are two persons as long as the sender says so."""
    run = empty_graph.run
    for place in order:
        if place == 2:
            run(_card(intake, SPELT))
        else:
            run(_load(intake, number=f"P{place}"))
        run(_linked(intake))
    assert [each.status for each in run(_linked(intake))] == [LINKED, LINKED]
    assert len(run(_people(intake))) == 3 and run(_questions(intake)) == 2
    first, second = run(_linked(intake))
    run(decide(intake.store, first.id, REJECTED, "tests", EPOCH))
    assert len(run(_people(intake))) == 2 and run(_questions(intake)) == 0
    run(decide(intake.store, first.id, CONFIRMED, "tests", EPOCH))
    run(decide(intake.store, second.id, CONFIRMED, "tests", EPOCH))
    assert len(run(_people(intake))) == 3, "two rows are two"


@pytest.mark.parametrize("first", ["row", "card"])
def test_a_number_that_comes_later_outweighs_the_link(empty_graph: Graph, intake: Intake, first: str) -> None:
    run = empty_graph.run
    run(_both(intake, first, SPELT, iin=iin("85031230012")))
    assert len(run(_people(intake))) == 1
    run(_card(intake, {**SPELT, "iin": iin("85031230077")}, 2))
    run(_linked(intake))
    assert len(run(_people(intake))) == 2


def test_the_order_in_which_they_came_does_not_matter(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run

    async def come(place: int) -> None:
        if place == 0:
            await _load(intake)
        elif place == 1:
            await _card(intake, SPELT)
        elif place == 2:
            await intake.take(SECOND, registered("8", person={**SERIK, **AT_HOME, "patronymic": None}))
        else:
            await _load(intake, number="P2", givenName="Нұрлан")

    told = []
    for turn in range(4):
        run(emptied(empty_graph))
        run(load_contents(intake.store, {"regions": REGION}, lambda *_: None))
        for place in (*range(turn, 4), *range(turn)):
            run(come(place))
            if turn % 2:
                run(_linked(intake))
        run(_linked(intake))
        told.append(run(canonical(intake.store)))
    assert told[1:] == told[:1] * 3


def test_a_pair_is_shown_to_who_may_see_both_and_to_nobody_else(empty_graph: Graph, intake: Intake) -> None:
    """Of the row's person a closed record alone tells: that somebody is treated shows in no candidate."""
    run = empty_graph.run
    row = {"system": "MIA", "recordId": "P1", "version": 1, **SERIK, "region": f"KATO/{SEMEY}"}
    treated = {"system": "MIA", "recordId": "T1", "version": 1, "person": "MIA/P1"}
    contents = {"persons": orjson.dumps(row), "treatments": orjson.dumps(treated)}
    reports = run(load_contents(intake.store, contents, lambda *_: None))
    assert not [line for report in reports for line in report.refused]
    run(_card(intake, DATED))
    assert [each.status for each in run(_linked(intake))] == [PROPOSED] and run(_questions(intake)) == 1
    hub = empty_graph.hub()
    query = "{ persons { nodes { possiblySame { totalCount nodes { birthDate } } } } }"
    nodes = run(data_of(hub, "analytics", "", query))["persons"]["nodes"]
    assert [each["possiblySame"] for each in nodes] == [{"totalCount": 0, "nodes": []}]


def test_rows_that_an_earlier_release_loaded_are_looked_at(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(_card(intake, SPELT))
    run(_linked(intake))
    run(_load(intake))
    run(commit_statement(intake.store, "MATCH (t:ToMatch) DETACH DELETE t"))
    assert run(_linked(intake)) == []
    run(wait_for_rows(intake.store))
    assert [each.status for each in run(_linked(intake))] == [LINKED]
    run(wait_for_rows(intake.store))
    assert run(waiting_keys(intake.store, 10)) == []


@pytest.mark.parametrize("first", ["row", "card"])
def test_a_shelters_card_stands_on_a_row_of_whom_an_open_record_tells(
    empty_graph: Graph, intake: Intake, first: str
) -> None:
    run = empty_graph.run
    hub = empty_graph.hub()
    query = "{ persons { nodes { id familyName phone sources { totalCount } possiblySame { totalCount } } } }"
    row = {"system": "MIA", "recordId": "P1", "version": 1, **SERIK, "phone": "+77051112233"}
    registration = {"system": "MIA", "recordId": "G1", "version": 1, "person": "MIA/P1", "category": "JUVENILE"}
    her = stay("s", **SPELT, phone="8 705 111 22 33", workplace="Жұмыс")
    if first == "card":
        run(intake.take(SHELTER, her, unit="crc_x"))
        run(_linked(intake))
    run(load_contents(intake.store, {"persons": orjson.dumps(row)}, lambda *_: None))
    if first == "row":
        run(intake.take(SHELTER, her, unit="crc_x"))
    run(_linked(intake))
    assert run(_stays(intake)) == [False], "of the row nobody knows: it is nobody that a shelter could tell of"
    opened = {**registration, "status": "OPEN", "registeredOn": "2026-02-02"}
    run(load_contents(intake.store, {"registrations": orjson.dumps(opened)}, lambda *_: None))
    before = run(data_of(hub, "analytics", "", query))["persons"]["nodes"]
    run(_linked(intake))
    assert run(_stays(intake)) == [True]
    assert run(data_of(hub, "analytics", "", query))["persons"]["nodes"] == before
    assert run(links(intake.store, None, 10)) == [], "a link of a closed card is listed to nobody"


async def _stays(intake: Intake) -> list[bool]:
    """Of each stay, whether it is of a person whom a row of the hub's own tells of."""
    text = "MATCH (s:ShelterStay)-->(p:Person) RETURN p.feedVersion IS NOT NULL"
    return await intake.store.read(text, {})
