"""What an official entered about somebody stays with that human, whatever ``ortaq load`` says of them later."""

from typing import Any

import pytest

from adapters.bulk.load_files import load_contents
from graph.write.ids import record_id
from schema.catalogue import CATALOGUE
from tests.support.engines import IDS
from tests.support.feeding.doors import lines
from tests.work.conftest import DISTRICT, Office, unit
from tests.work.court import FIRST, LIST, SECOND, SUPERVISION, WHO, Card, Court, Row, bare, by_number, cards

GROUND = "89-6.2/ground"
OF_WHOM = """MATCH (:Registration)-[:REGISTERS]->(p:Person)
  RETURN p.id + ' ' + p.familyName + ' ' + toString(p.birthDate)"""
OVERDUE = ["Ахметов 89-6.2/ground OVERDUE"]
_OF_ANOTHER = "iin: something was entered here about this person; another has a record of their own"
NAMES = ("familyName", "givenName", "patronymic")


class Files(Court):
    """A court whose decisions, and persons of whom they are, come in files too."""

    def describes(self, version: int, card: Row, system: str = "T", number: str = "p") -> bool:
        """A version of the person's own record; whether it is taken in. The only other answer is the refusal."""
        said = {name: value for name, value in card.items() if name not in ("kato", "phone", "personId")}
        row = {"system": system, "recordId": number, "version": version, "region": f"KATO/{DISTRICT}", **said}
        reports = self.office.run(
            load_contents(self.office.graph.store, {"persons": lines([row])}, lambda *_: None)
        )
        refused = [line.reason for report in reports for line in report.refused]
        assert refused in ([], [_OF_ANOTHER])
        self.link()
        return not refused

    def decides(self, version: int, *persons: str, **more: Any) -> None:
        """A version of the decision, in the hub's own form."""
        row = {"system": "COURT", "recordId": "d", "version": version, "persons": list(persons)}
        row |= {"kind": SUPERVISION, "decidedOn": "2026-01-10", "inForceOn": "2026-01-20", **more}
        self.office.bring("court_decisions", row)

    def who(self) -> str:
        """Who stands on a register."""
        (found,) = self.office.read(WHO)
        return str(found)


@pytest.fixture
def files(office: Office) -> Files:
    return Files(office)


def with_names(card: Row, of: Row) -> Row:
    """A card with the names of another."""
    rest = {name: value for name, value in card.items() if name not in NAMES}
    return {**rest, **{name: of[name] for name in NAMES if name in of}}


NAMED = with_names(FIRST, SECOND)
DATED: Row = {**NAMED, "birthDate": SECOND["birthDate"]}
NUMBERLESS: Row = {name: value for name, value in FIRST.items() if name != "iin"}
UNDATED: Row = {name: value for name, value in bare(FIRST).items() if name != "birthDate"}
STEPS: dict[str, tuple[list[Row], list[bool]]] = {
    "at once": ([SECOND], [False]),
    "the name, the date, the number": ([NAMED, DATED, SECOND], [True, True, False]),
    "the date, the number": ([{**FIRST, "birthDate": SECOND["birthDate"]}, SECOND], [True, False]),
    "the number first": ([{**FIRST, "iin": SECOND["iin"]}, SECOND], [False, False]),
    "the number off, the name, the date": (
        [NUMBERLESS, with_names(NUMBERLESS, SECOND), bare(SECOND), SECOND],
        [True, True, False, False],
    ),
    "all of it off, another": ([{}, SECOND], [True, False]),
    "the number and the date off, the name": ([UNDATED, with_names(UNDATED, SECOND)], [True, False]),
}
UNNUMBERED: dict[str, tuple[list[Row], list[bool]]] = {
    "at once": ([bare(SECOND)], [False]),
    "the name, the date": ([with_names(bare(FIRST), SECOND), bare(SECOND)], [True, False]),
    "the date, the name": (
        [{**bare(FIRST), "birthDate": SECOND["birthDate"]}, with_names(bare(SECOND), SECOND)],
        [True, False],
    ),
    "all of it off, another": ([{}, bare(SECOND)], [True, False]),
    "the date off, the name, a number": (
        [UNDATED, with_names(UNDATED, SECOND), SECOND],
        [True, False, False],
    ),
}


@pytest.mark.parametrize(("card", "how"), [(by_number, how) for how in STEPS] + [(bare, how) for how in UNNUMBERED])
def test_a_persons_own_record_becomes_not_another_human(files: Files, card: Card, how: str) -> None:
    assert files.describes(1, card(FIRST))
    files.decides(1, "T/p")
    files.put_on()
    before = files.who()
    steps, taken = (STEPS if card is by_number else UNNUMBERED)[how]
    for version, (said, is_taken) in enumerate(zip(steps, taken, strict=True), 2):
        last = files.who()
        assert files.describes(version, said) == is_taken, said
        assert is_taken or files.who() == last
    assert files.describes(9, card(FIRST)) and files.who() == before
    assert files.owed(GROUND) == []


@pytest.mark.parametrize("how", ["the name", "the date", "the number off", "a given name off"])
def test_a_persons_own_record_is_mended(files: Files, how: str) -> None:
    mended = {
        "the name": {**FIRST, "familyName": "Ахмедов"},
        "the date": {**FIRST, "birthDate": "1990-10-01"},
        "the number off": bare(FIRST),
        "a given name off": {name: value for name, value in FIRST.items() if name != "givenName"},
    }[how]
    assert files.describes(1, FIRST)
    files.decides(1, "T/p")
    files.put_on()
    assert files.describes(2, mended)
    assert files.whose() == [f"{mended['familyName']} SUPERVISED OPEN"] and files.owed(GROUND) == []


def test_what_is_entered_between_two_steps_is_held_against_the_card_of_that_moment(files: Files) -> None:
    assert files.describes(1, bare(FIRST))
    files.decides(1, "T/p")
    assert files.describes(2, with_names(bare(FIRST), SECOND))
    files.put_on(name="Каримов")
    assert files.describes(3, bare(SECOND)), "a date mended: the name is that of the entry"
    assert not files.describes(4, {**bare(SECOND), "familyName": "Оспанов", "birthDate": "1970-07-07"})
    assert not files.describes(5, {**bare(SECOND), "familyName": "Оспанов", "birthDate": "1970-04-17"})
    assert files.whose() == ["Каримов SUPERVISED OPEN"] and files.owed(GROUND) == []


def test_of_whom_nothing_was_entered_is_whoever_the_file_says(files: Files) -> None:
    """What the file itself says goes along: its sender knows whom its number is of."""
    assert files.describes(1, FIRST)
    files.decides(1, "T/p")
    files.office.register("r", "p", "SUPERVISED", "2026-03-02", basis="COURT/d")
    assert files.describes(2, SECOND)
    assert files.whose() == ["Каримов SUPERVISED OPEN"]


@pytest.mark.parametrize("what", ["a stay", "the list"])
def test_no_stay_nor_standing_on_the_list_becomes_anothers_by_the_persons_record(files: Files, what: str) -> None:
    """They do not even where the same file says them (89-22.2b, 622-13)."""
    assert files.describes(1, {**FIRST, "citizenship": "UZB"})
    if what == "a stay":
        files.decides(1, "T/p", kind="EXPULSION")
        row = {"system": "T", "recordId": "s", "version": 1, "person": "T/p", "from": "2026-03-02"}
        place = {"unit": "T/PD-SPECIAL-750000000", "ruling": "COURT/d"}
        files.office.bring("special_placements", row | place)
    else:
        files.office.register("r", "p", LIST, "2026-03-02")
    assert not files.describes(2, {**SECOND, "citizenship": "UZB"})
    assert files.person()


@cards
def test_a_decision_in_a_file_is_corrected_to_another_and_back(files: Files, card: Card) -> None:
    assert files.describes(1, card(FIRST)) and files.describes(1, card(SECOND), number="q")
    files.decides(1, "T/p")
    files.put_on()
    before = files.who()
    for version, persons in enumerate((("T/q",), ("T/q", "T/p"), ("T/q",)), 2):
        files.decides(version, *persons)
        assert files.who() == before
        assert files.owed(GROUND) == ([] if "T/p" in persons else OVERDUE)
    files.decides(5, "T/p")
    assert files.who() == before and files.owed(GROUND) == []


def by_the_feed(files: Files, card: Card) -> None:
    """The court's feed corrects the person whom it numbers 77: the name, then the date, then the number."""
    for version, said in enumerate((NAMED, DATED, SECOND), 2):
        files.says("d", version, {**card(said), "personId": "77"})


@cards
def test_a_file_after_the_feed_makes_nobody_another(files: Files, card: Card) -> None:
    """The feed's person has no record of its own yet; the file names the person by the court's own number."""
    files.says("d", 1, {**card(FIRST), "personId": "77"})
    files.put_on()
    before = files.office.read(OF_WHOM)
    assert not files.describes(1, card(SECOND), "COURT", "77")
    assert files.office.read(OF_WHOM) == before
    assert files.describes(2, card(FIRST), "COURT", "77") and files.office.read(OF_WHOM) == before
    by_the_feed(files, card)
    assert not files.describes(3, card(SECOND), "COURT", "77")
    assert files.describes(4, card(FIRST), "COURT", "77") and files.office.read(OF_WHOM) == before
    assert files.owed(GROUND) == OVERDUE


@cards
def test_the_feed_after_a_file_makes_nobody_another(files: Files, card: Card) -> None:
    assert files.describes(1, card(FIRST), "COURT", "77")
    files.says("d", 1, {**card(FIRST), "personId": "77"})
    files.put_on()
    before = files.office.read(OF_WHOM)
    by_the_feed(files, card)
    assert files.office.read(OF_WHOM) == before and files.owed(GROUND) == OVERDUE
    files.says("d", 9, {**card(FIRST), "personId": "77"})
    assert files.office.read(OF_WHOM) == before and files.owed(GROUND) == []


def test_file_and_feed_in_turn_make_nobody_another(files: Files) -> None:
    """The name by the file, the date by the feed, the number by the file."""
    assert files.describes(1, FIRST)
    files.says("d", 1, FIRST)
    files.put_on()
    assert files.describes(2, NAMED)
    files.says("d", 2, DATED)
    assert not files.describes(3, SECOND)
    files.says("d", 3, SECOND)
    assert files.whose() == ["Каримов SUPERVISED OPEN"], "the name was mended, and the number is that of the entry"
    assert files.owed(GROUND) == ["Каримов 89-6.2/ground OVERDUE"]
    assert files.describes(4, FIRST)
    files.says("d", 4, FIRST)
    assert files.owed(GROUND) == [] and files.person()


def test_a_stay_entered_here_does_not_become_anothers_by_a_file(files: Files) -> None:
    foreign = {"citizenship": "UZB"}
    assert files.describes(1, {**bare(FIRST), **foreign})
    files.decides(1, "T/p", kind="EXPULSION", decidedOn="2026-03-01", inForceOn="2026-03-01")
    given = {"person": files.person(), "institution": unit("PD-SPECIAL"), "placedOn": "2026-03-10"}
    given["ruling"] = record_id(IDS, CATALOGUE.entity("CourtDecision"), "COURT", "d")
    assert files.office.do("placeInSpecialInstitution", "migration", **given)["norm"] == "89-22.2b"
    assert files.describes(2, {**with_names(bare(FIRST), SECOND), **foreign})
    assert not files.describes(3, {**bare(SECOND), **foreign})
    held = "MATCH (:SpecialPlacement)-[:HELD]->(p) RETURN p.familyName + ' ' + toString(p.birthDate)"
    assert files.office.read(held) == ["Каримов 1990-04-17"]
