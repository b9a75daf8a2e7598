"""What an official entered about somebody stays with that human, whomever the court's record is of later."""

import pytest

from tests.support.feeding.graphs import ONE
from tests.work.conftest import DISTRICT, Office
from tests.work.court import FIRST, REGISTERED, SECOND, WHO, Card, Court, Row, bare, by_number, cards


@pytest.fixture
def court(office: Office) -> Court:
    return Court(office)


@cards
def test_a_registration_stays_on_whom_it_was_made(court: Court, card: Card) -> None:
    court.says("d", 1, card(FIRST))
    mine = court.put_on()
    assert court.owed("89-6.2/ground") == []
    court.says("d", 2, card(SECOND))
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"], (
        "told as without a ground, from its day"
    )
    on = court.office.read("MATCH (:CourtDecision)-[:CONCERNS]->(p) RETURN p.familyName")
    assert on == ["Каримов"], "the other has the court's decision, and nothing else"
    off = {"registration": mine, "closedOn": "2026-03-16", "reason": "DECISION_FELL_AWAY"}
    assert court.office.do("takeOffRegister", **off)["norm"] == "89-6.2"
    assert court.whose() == ["Ахметов SUPERVISED CLOSED"]
    court.put_on(name="Каримов")
    assert court.whose() == ["Ахметов SUPERVISED CLOSED", "Каримов SUPERVISED OPEN"]


@cards
def test_whom_a_decision_was_on_beside_another_keeps_what_was_entered(court: Court, card: Card) -> None:
    """A court's record numbers its persons: if the first goes, the second takes the first's place."""
    court.says("d", 1, card(FIRST), card(SECOND))
    court.put_on()
    court.put_on(name="Каримов")
    both = ["Ахметов SUPERVISED OPEN", "Каримов SUPERVISED OPEN"]
    court.says("d", 2, card(SECOND), card(FIRST))
    assert court.whose() == both
    assert court.owed("89-6.2/ground") == []
    court.says("d", 3, card(SECOND))
    assert court.whose() == both
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]


@cards
def test_a_decision_that_is_deleted_and_comes_again_on_another_takes_nothing_along(
    court: Court, card: Card
) -> None:
    court.says("d", 1, card(FIRST))
    court.put_on()
    court.says("d", 2, deleted=True)
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    court.says("d", 3, card(SECOND))
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    assert court.person("Каримов")


@cards
def test_a_decision_that_comes_again_on_the_same_is_the_ground_again(court: Court, card: Card) -> None:
    court.says("d", 1, card(FIRST))
    court.put_on()
    court.says("d", 2, deleted=True)
    court.says("d", 3, card(FIRST))
    assert court.owed("89-6.2/ground") == [] and court.person()
    court.says("d", 4, card(SECOND))
    court.says("d", 5, card(FIRST))
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == [] and court.person()


@pytest.mark.parametrize("also", ["a record of its own", "a notice of release"])
@cards
def test_whoever_is_known_otherwise_keeps_what_was_entered(court: Court, card: Card, also: str) -> None:
    if also == "a record of its own":
        number = {"iin": ONE} if card is by_number else {}
        court.office.person("john", familyName="Ахметов", givenName="Марат", born="1990-01-01", **number)
        court.says("d", 1, FIRST)
        if card is bare:
            return
    else:
        row: Row = {"institution": "prison", "ground": "TERM_SERVED", "releasedOn": "2026-03-01"}
        prison = {"system": "PENAL", "recordId": "prison", "version": 1, "name": "p", "region": f"KATO/{DISTRICT}"}
        court.office.bring("penal_institutions", prison)
        court.feed("penal-releases", "r", person=card(FIRST), **row)
        court.says("d", 1, card(FIRST))
    before = court.person()
    court.put_on()
    court.says("d", 2, card(SECOND))
    assert court.whose() == ["Ахметов SUPERVISED OPEN"] and court.person() == before
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    assert court.office.read("MATCH (s:SourceRecord {system: 'HUB'}) RETURN s.id") == [], "no card is needed"


MENDED: dict[str, Row] = {
    "the family name": {**FIRST, "familyName": "Ахмедов"},
    "the date of birth": {**FIRST, "birthDate": "1990-10-01"},
    "the number taken off": {**bare(FIRST), "birthDate": FIRST["birthDate"]},
    "everything but the number": {**SECOND, "iin": ONE},
}


@pytest.mark.parametrize("how", MENDED)
def test_a_card_is_mended_and_what_was_entered_goes_along(court: Court, how: str) -> None:
    court.says("d", 1, FIRST)
    court.put_on()
    court.says("d", 2, MENDED[how])
    assert court.whose() == [f"{MENDED[how]['familyName']} SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == []


def test_nobody_becomes_another_field_by_field(court: Court) -> None:
    """The name with one version, the date of birth with the next."""
    court.says("d", 1, bare(FIRST))
    court.put_on()
    court.says("d", 2, {**bare(FIRST), "familyName": "Каримов", "givenName": "Бауыржан"})
    assert court.whose() == ["Каримов SUPERVISED OPEN"], "a name mended"
    court.says("d", 3, bare(SECOND))
    assert court.office.read(REGISTERED) == ["Ахметов 1990-04-17"], "on whom the inspector put there"
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    court.says("d", 4, bare(FIRST))
    assert court.office.read(REGISTERED) == ["Ахметов 1990-04-17"]
    assert court.owed("89-6.2/ground") == [] and court.person()


UNDATED: Row = {name: value for name, value in bare(FIRST).items() if name != "birthDate"}
STEPS: dict[str, list[Row]] = {
    "the date off, the name, the date": [UNDATED, {**UNDATED, "familyName": "Каримов"}, bare(SECOND)],
    "the number off, the name, the date": [bare(FIRST), {**bare(FIRST), "familyName": "Каримов"}, bare(SECOND)],
    "the name, deleted": [{**bare(FIRST), "familyName": "Каримов"}, {}],
    "another at once, and on": [bare(SECOND), {**bare(SECOND), "birthDate": "1999-09-09"}],
}


@pytest.mark.parametrize("how", STEPS)
@cards
def test_however_a_card_becomes_anothers_what_was_entered_stays_as_it_was(
    court: Court, card: Card, how: str
) -> None:
    court.says("d", 1, card(FIRST))
    court.put_on()
    before = court.office.read(WHO)
    for version, said in enumerate(STEPS[how], 2):
        court.says("d", version, *([said] if said else []), deleted=not said)
    assert court.office.read(WHO) == before and before[0].endswith(card(FIRST)["birthDate"])
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    court.says("d", 9, card(FIRST))
    assert court.office.read(WHO) == before
    assert court.owed("89-6.2/ground") == [] and court.person()


def test_what_is_entered_about_the_next_is_held_against_the_card_of_the_next(court: Court) -> None:
    court.says("d", 1, bare(FIRST))
    court.put_on()
    court.says("d", 2, bare(SECOND))
    court.put_on(name="Каримов")
    court.says("d", 3, {**bare(SECOND), "familyName": "Керимов"})
    assert court.whose() == ["Ахметов SUPERVISED OPEN", "Керимов SUPERVISED OPEN"], "a name mended"
    court.says("d", 4, {**bare(SECOND), "familyName": "Керимов", "birthDate": "1999-09-09"})
    assert court.office.read(REGISTERED) == ["Ахметов 1990-04-17", "Каримов 1985-05-05"]


def test_what_was_entered_about_each_of_three_stays_with_each(court: Court) -> None:
    third: Row = {"familyName": "Оспанов", "givenName": "Ерлан", "birthDate": "1970-07-07", "kato": DISTRICT}
    for version, card in enumerate((FIRST, SECOND, third), 1):
        court.says("d", version, card)
        court.put_on(name=card["familyName"])
    assert court.whose() == [f"{name} SUPERVISED OPEN" for name in ("Ахметов", "Каримов", "Оспанов")]
    owed = [f"{name} 89-6.2/ground OVERDUE" for name in ("Ахметов", "Каримов")]
    assert court.owed("89-6.2/ground") == owed
