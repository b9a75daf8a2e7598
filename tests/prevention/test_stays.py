"""89-22.2b by feeds and by ``ortaq load``: the thirty days run once, whatever is said of a stay afterwards."""

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.identity_links import place_again
from graph.write.commit import commit
from prevention.deadlines import end_of
from prevention.decisions import EXPULSION
from prevention.duties.duty_facts import CourtDecision, PersonFile, Placement
from prevention.duties.stays import last_day
from security.clock import today_in_kazakhstan
from tests.prevention.test_by_every_door import CARD, Row, Told, by_door, happened
from tests.prevention.test_held import FOREIGN, OPEN, OVERDUE, SERVICE, TOLD, Held, due, is_unlawful
from tests.prevention.test_watching import settle
from tests.support.feeding.graphs import OTHER, iin

ANOTHER = {**FOREIGN, "iin": OTHER, "familyName": "Каримов", "givenName": "Тимур"}
TYPING = {**FOREIGN, "iin": iin("90010130034")}
"""The same card with other digits in its number."""

ON_RECORD = "STAY_ON_RECORD"
LAST: Row = {"endedOn": "2026-03-31", "outcome": "RELEASED"}


@pytest.fixture
def told(bare: Any) -> Told:
    return Told(bare)


class Two(Held):
    """The foreigner, and others with rulings of their own: ``q`` in a file, or whoever a card is of."""

    def other(self, record: str, /, card: Row = ANOTHER, **more: Any) -> None:
        """A ruling on another person."""
        if self.door == "load":
            row = {"recordId": "q", "familyName": "Каримов", "birthDate": "1985-05-05", "citizenship": "UZB"}
            assert not self.told.load("persons", row)
        self.ruling(record, persons=["T/q"] if self.door == "load" else [card], **more)

    def of(self, card: Row, on: str, number: str = "s", version: int = 1, ruling: str = "d", **more: Any) -> str:
        """A stay of somebody with another card; in a file, of ``q``."""
        if self.door == "load":
            return self.stay(on, number, version, ruling, person="T/q", **more)
        placed = {"placedOn": on, "institution": "SP", "ruling": ruling, **more}
        return self.foreigner(number, version, person=card, placement=placed)


def is_refused(two: Held, said: str, code: str) -> bool:
    """Whether it was refused for that reason; a file says the reason in words."""
    words = {ON_RECORD: "on record", "IN_THE_FUTURE": "not happened yet"}
    return said == code if two.door == "feed" else words[code] in said


def last_days(two: Held) -> list[str]:
    """The last days of all stays, as the watcher works them out for what has come."""
    settle(two.told.graph, end_of(dt.date(2026, 3, 25)))
    return [day.isoformat() for day in due(two)]


@by_door
def test_an_ended_stay_does_not_become_anothers(told: Told, door: str) -> None:
    two = Two(told, door)
    two.ruling()
    two.other("e")
    assert two.stay("2026-03-02", **LAST) == ""
    assert is_refused(two, two.of(ANOTHER, "2026-03-02", version=2, ruling="e", **LAST), ON_RECORD)
    assert two.stay("2026-04-01", "again") == "" and is_unlawful(two, "2026-04-01"), "the thirty days are over"
    assert two.of(ANOTHER, "2026-04-01", "of its own", ruling="e") == ""


@by_door
def test_a_stay_that_goes_on_does_not_become_anothers(told: Told, door: str) -> None:
    two = Two(told, door)
    two.ruling()
    two.other("e")
    assert two.stay("2026-03-02") == ""
    held = {**OPEN, TOLD: "OVERDUE"}
    assert two.on("2026-03-28") == held
    assert is_refused(two, two.of(ANOTHER, "2026-03-02", version=2, ruling="e"), ON_RECORD)
    assert two.on("2026-03-28") == held
    assert is_refused(two, two.of(ANOTHER, "2026-03-02", version=3, ruling="e", **LAST), ON_RECORD)
    assert two.stay("2026-03-02", version=4, endedOn="2026-03-28", outcome="RELEASED") == "", "to end it is easy"
    assert two.on("2026-03-28") == {**dict.fromkeys(OPEN, "DONE"), TOLD: "OVERDUE"}


CARDS: dict[str, tuple[Row, Row, bool]] = {
    "another number": (FOREIGN, TYPING, True),
    "another person's card without a number": (
        {"familyName": "Ахметов", "birthDate": "1990-01-01", "citizenship": "UZB"},
        {"familyName": "Каримов", "birthDate": "1985-05-05", "citizenship": "UZB"},
        True,
    ),
    "a name mended": (FOREIGN, {**FOREIGN, "familyName": "Ахмедов"}, False),
    "a given name added": (FOREIGN, {**FOREIGN, "givenName": "Арман"}, False),
    "another telephone": (FOREIGN, {**FOREIGN, "phone": "+7 701 123 45 67"}, False),
    "a name mended without a number": (
        {"familyName": "Ахметов", "birthDate": "1990-01-01", "citizenship": "UZB"},
        {"familyName": "Ахмедов", "birthDate": "1990-01-01", "citizenship": "UZB"},
        False,
    ),
    "a date mended without a number": (
        {"familyName": "Ахметов", "birthDate": "1990-01-01", "citizenship": "UZB"},
        {"familyName": "Ахметов", "birthDate": "1990-10-01", "citizenship": "UZB"},
        False,
    ),
}


@pytest.mark.parametrize("how", CARDS)
@pytest.mark.parametrize("first", ["the court", "the migration service"])
def test_the_card_of_a_stay_is_corrected_and_is_no_others(told: Told, how: str, first: str) -> None:
    two, (old, new, refused) = Two(told, "feed"), CARDS[how]
    if first == "the court":
        two.ruling(persons=[old])
    assert two.of(old, "2026-03-02", **LAST) == ""
    if first != "the court":
        two.ruling(persons=[old])
    assert two.of(new, "2026-03-02", version=2, **LAST) == (ON_RECORD if refused else "")
    if "number" not in how or how == "another number":
        assert two.of(old, "2026-04-01", "again") == "" and is_unlawful(two, "2026-04-01")


def test_a_card_that_leaves_its_ruling_takes_no_stay_along(told: Told) -> None:
    """The number is taken off the card: it stands no longer with the card of the ruling."""
    two = Two(told, "feed")
    two.ruling()
    assert two.stay("2026-03-02", **LAST) == ""
    bare = {"familyName": "Ахметов", "kato": CARD["kato"], "citizenship": "UZB"}
    assert two.of(bare, "2026-03-02", version=2, **LAST) == ON_RECORD
    assert two.stay("2026-04-01", "again") == "" and is_unlawful(two, "2026-04-01")


def test_a_card_does_not_become_anothers_field_by_field(told: Told) -> None:
    """The name with one version, and the date of birth with the next."""
    two = Two(told, "feed")
    old: Row = {"familyName": "Ахметов", "birthDate": "1990-01-01", "citizenship": "UZB"}
    two.ruling("f", persons=[ANOTHER])
    assert two.of(old, "2026-03-02", **LAST) == ""
    named = {**old, "familyName": "Каримов"}
    assert two.of(named, "2026-03-02", version=2, **LAST) == ""
    assert two.of({**named, "birthDate": "1985-05-05"}, "2026-03-02", version=3, **LAST) == ON_RECORD
    assert two.of({**named, "birthDate": "1990-01-01"}, "2026-03-02", version=4, **LAST) == ""


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("order", [",".join(order) for order in permutations(("iin", "givenName", "birthDate"))])
def test_a_card_without_a_number_becomes_not_anothers_in_any_order(told: Told, order: str, known: bool) -> None:
    two = Two(told, "feed")
    said: Row = {"familyName": "Ахметов", "givenName": "Ерлан", "birthDate": "1980-05-17", "citizenship": "UZB"}
    other = {**said, "iin": OTHER, "givenName": "Тимур", "birthDate": "1985-05-05"}
    if known:
        two.ruling("f", persons=[other])
    assert two.of(said, "2026-03-02", ruling="f", **LAST) == ""
    came = []
    for version, field in enumerate(order.split(","), 2):
        said = {**said, field: other[field]}
        came.append(two.of(said, "2026-03-02", version=version, ruling="f", **LAST))
        on = "MATCH (:SpecialPlacement)-[:HELD]->(p)<-[:CONCERNS]-(d) RETURN d.id"
        assert told.graph.run(told.graph.store.read(on, {})) == []
    assert came[-1] == ON_RECORD


def test_two_records_with_one_card_do_not_leave_the_ruling_together(told: Told) -> None:
    two = Two(told, "feed")
    two.ruling()
    numbered = {**FOREIGN, "personId": "7"}
    assert two.of(numbered, "2026-03-02", **LAST) == ""
    assert two.of(numbered, "2026-03-31", "t") == ""
    bare = {name: value for name, value in numbered.items() if name != "iin"}
    assert two.of(bare, "2026-03-31", "t", 2) in (ON_RECORD, "")
    assert two.of(bare, "2026-03-02", "s", 2, **LAST) in (ON_RECORD, "")
    text = "MATCH (:SpecialPlacement)-[:HELD]->(p)<-[:CONCERNS]-(d) RETURN d.id"
    assert len(told.graph.run(told.graph.store.read(text, {}))) == 2, "both are of the ruling's person"


def test_a_stay_that_came_by_a_file_does_not_become_anothers_by_the_feed(told: Told) -> None:
    """One number of one system is one stay, by whatever door."""
    by_file, by_feed = Two(told, "load"), Two(told, "feed")
    assert not told.load("persons", {"recordId": "p", "version": 2, "familyName": "Ахметов", "iin": CARD["iin"]})
    by_feed.ruling(persons=[FOREIGN])
    by_feed.other("e")
    row: Row = {"system": "MIGRATION", "recordId": "s", "person": "T/p", "from": "2026-03-02", "unit": "MIA/SP"}
    assert not told.load("special_placements", {**row, "ruling": "COURT/d", **LAST})
    assert by_feed.of(ANOTHER, "2026-03-02", version=2, ruling="e", **LAST) == ON_RECORD
    assert by_feed.of(FOREIGN, "2026-03-02", version=3, **LAST) == ""
    other: Row = {"recordId": "q", "familyName": "Каримов", "birthDate": "1985-05-05", "citizenship": "UZB"}
    assert not told.load("persons", other)
    came = told.load("special_placements", {**row, "version": 9, "person": "T/q", "ruling": "COURT/d", **LAST})
    assert is_refused(by_file, str(came[0].reason), ON_RECORD)


@by_door
def test_the_days_of_a_ruling_are_gone_for_whomever_it_is_said_to_be_on(told: Told, door: str) -> None:
    """The court corrects the person of the ruling: the same man under another card, or somebody else."""
    two = Two(told, door)
    two.ruling()
    two.other("e")
    assert two.stay("2026-03-02", **LAST) == ""
    two.ruling(version=2, persons=["T/q"] if door == "load" else [ANOTHER])
    assert two.of(ANOTHER, "2026-04-01", "anew") == "" and is_unlawful(two, "2026-04-01")
    assert two.of(ANOTHER, "2026-03-20", "within") == "", "the days that are left"
    assert last_days(two) == ["2026-03-02", "2026-03-31"], "of the first, who is held on no ruling now, none"


@by_door
def test_the_days_are_gone_where_the_stay_named_another_ruling_since(told: Told, door: str) -> None:
    two = Two(told, door)
    two.ruling()
    two.ruling("f")
    two.other("e")
    assert two.stay("2026-03-02", **LAST) == ""
    assert two.stay("2026-03-02", version=2, ruling="f", **LAST) == ""
    two.ruling(version=2, persons=["T/q"] if door == "load" else [ANOTHER])
    assert two.of(ANOTHER, "2026-04-01", "anew") == "" and is_unlawful(two, "2026-04-01")


def test_the_days_are_gone_before_the_ruling_is_known_and_after_it_came_anew(told: Told) -> None:
    two = Two(told, "feed")
    two.ruling("f")
    assert two.stay("2026-03-02", **LAST) == "", "that a stay ended is never refused"
    assert two.stay("2026-03-02", version=2, ruling="f", **LAST) == ""
    two.ruling()
    assert two.stay("2026-04-01", "again") == "" and is_unlawful(two, "2026-04-01")
    told.feed("court-decisions", "d", 2, deleted=True)
    two.ruling(version=3)
    assert two.stay("2026-04-01", "again", 2) == "" and is_unlawful(two, "2026-04-01")


def test_a_longer_use_of_a_ruling_changes_the_duties_of_others_on_it(told: Told) -> None:
    """What is worked out as it comes is what comes of working everything out anew."""
    two = Two(told, "feed")
    two.ruling(persons=[FOREIGN, ANOTHER])
    assert two.of(ANOTHER, "2026-03-20", "q") == ""
    assert two.on("2026-03-31")[SERVICE] == "OPEN"
    assert two.stay("2026-03-01", endedOn="2026-03-05", outcome="RELEASED") == ""
    assert last_days(two) == ["2026-03-30", "2026-03-30"]


def test_a_stay_goes_with_its_person(told: Told) -> None:
    """Persons who turn out to be one are put together, and the days go along."""
    two = Two(told, "feed")
    two.ruling()
    assert two.stay("2026-03-02", **LAST) == ""
    named = {"recordId": "p", "familyName": "Ахметов", "iin": CARD["iin"], "birthDate": "1990-01-01"}
    assert not told.load("persons", {**named, "citizenship": "UZB"})
    assert two.stay("2026-03-02", version=2, **LAST) == "", "the card did not change"
    keys = told.graph.run(told.graph.store.read("MATCH (s:SourceRecord) RETURN s.personKey", {}))

    async def again(work: UnitOfWork) -> None:
        await place_again(work, set(keys))

    told.graph.run(commit(told.graph.store, again))
    persons = told.graph.run(told.graph.store.read("MATCH (:SpecialPlacement)-[:HELD]->(p) RETURN p.id", {}))
    assert len(persons) == 1
    assert two.stay("2026-04-01", "again") == "" and is_unlawful(two, "2026-04-01")


@by_door
def test_an_end_that_is_to_come_is_no_end(told: Told, door: str) -> None:
    two, today = Two(told, door), today_in_kazakhstan()
    two.ruling(decidedOn=(today - dt.timedelta(days=20)).isoformat())
    began = (today - dt.timedelta(days=5)).isoformat()
    ahead: Row = {"endedOn": (today + dt.timedelta(days=1)).isoformat(), "outcome": "RELEASED"}
    assert is_refused(two, two.stay(began, **ahead), "IN_THE_FUTURE")
    assert two.stays() == 0
    assert two.stay(began, version=2) == ""
    assert is_refused(two, two.stay(began, version=3, **ahead), "IN_THE_FUTURE")
    assert two.stay(began, version=4, endedOn=today.isoformat(), outcome="RELEASED") == ""


def executed(two: Held, on: str, kind: str = "CLOSING", number: str = "x") -> Any:
    """An event by which the expulsion was executed."""
    values: Row = {"number": "1", "kind": "FOREIGNER_RELEASE", "status": "OPEN", "openedOn": "2026-02-21"}
    if two.door == "feed":
        two.told.feed("migration-cases", "c", person=FOREIGN, leadUnit="MS", **values)
        event = {"case": "c", "unit": "MS", "norm": "89-26", "kind": kind, "at": f"{on}T06:00:00Z", "text": "x"}
        return two.told.feed("migration-case-events", number, **event)
    two.told.load("cases", {"recordId": "c", "subject": "T/p", **values})
    return happened(two.told, "load", number, "89-26", kind, f"{on}T06:00:00Z")


@pytest.mark.parametrize("kind", ["CLOSING", "TRANSFER", "OTHER"])
@by_door
def test_a_ruling_that_was_executed_is_spent(told: Told, door: str, kind: str) -> None:
    two = Two(told, door)
    two.ruling()
    executed(two, "2026-03-10", kind)
    assert two.stay("2026-03-12") == "" and is_unlawful(two, "2026-03-12")
    assert two.stay("2026-03-10", "the same day") == ""
    settle(two.told.graph, end_of(dt.date(2026, 3, 12)))
    assert [day.isoformat() for day in due(two)] == ["2026-03-10", "2026-03-12"], "it was the last day"
    assert two.stay("2026-03-08", "before", endedOn="2026-03-10", outcome="EXPELLED") == ""
    assert two.stay("2026-03-12", "after", endedOn="2026-03-14", outcome="RELEASED") == "", "never refused"
    found = two.told.graph.run(two.told.graph.store.read("MATCH (s:SpecialPlacement) RETURN s.id", {}))
    assert len(found) == 4
    two.ruling("f", decidedOn="2026-03-11")
    assert two.stay("2026-03-12", "anew", ruling="f") == ""


@by_door
def test_a_ruling_on_which_somebody_was_expelled_is_spent(told: Told, door: str) -> None:
    two = Two(told, door)
    two.ruling()
    two.other("e")
    assert two.stay("2026-03-02", endedOn="2026-03-10", outcome="EXPELLED") == ""
    assert two.stay("2026-03-12", "again") == "" and is_unlawful(two, "2026-03-12")
    # What was once said is not unsaid, and under another card it is the same ruling.
    assert two.stay("2026-03-02", version=2, endedOn="2026-03-10", outcome="RELEASED") == ""
    assert two.stay("2026-03-13", "once more") == "" and is_unlawful(two, "2026-03-13")
    two.ruling(version=2, persons=["T/q"] if door == "load" else [ANOTHER])
    assert two.of(ANOTHER, "2026-03-14", "another") == "" and is_unlawful(two, "2026-03-14")


@by_door
def test_who_is_held_when_the_expulsion_turns_out_to_be_executed_before_is_held_without_a_ground(
    told: Told, door: str
) -> None:
    two = Two(told, door)
    two.ruling()
    assert two.stay("2026-03-12") == ""
    assert two.on("2026-03-13") == OPEN
    executed(two, "2026-03-10")
    assert two.on("2026-03-13") == {**OVERDUE, TOLD: "OVERDUE"}


@by_door
def test_no_expulsion_is_executed_on_a_day_to_come(told: Told, door: str) -> None:
    two, today = Two(told, door), today_in_kazakhstan()
    two.ruling()
    came = executed(two, (today + dt.timedelta(days=2)).isoformat())
    assert (came.counts.quarantined if door == "feed" else len(came)) == 1


THIRTIETHS = {
    "2024-01-31": "2024-02-29",
    "2024-02-01": "2024-03-01",
    "2024-02-29": "2024-03-29",
    "2023-01-31": "2023-03-01",
    "2025-01-30": "2025-02-28",
    "2025-12-31": "2026-01-29",
    "2026-03-31": "2026-04-29",
}


@pytest.mark.parametrize("first", THIRTIETHS)
def test_the_thirtieth_day_over_the_ends_of_months_and_leap_days(first: str) -> None:
    """Of two stays on one ruling, of which the second begins on the thirtieth day, or on the day after it."""
    since, last = dt.date.fromisoformat(first), dt.date.fromisoformat(THIRTIETHS[first])
    assert (last - since).days == 29
    ruling = CourtDecision(id="d", kind=EXPULSION, decided=dt.date(2022, 12, 1))
    used = Placement(id="1", since=since, ended=since, ruling="d", rulings=("d",))
    for begins in (last, last + dt.timedelta(days=1)):
        again = Placement(id="2", since=begins, ruling="d", rulings=("d",))
        file = PersonFile(id="per", citizenship="UZB", decisions=(ruling,), placements=(used, again))
        assert last_day(file, again) == last


@by_door
def test_the_thirty_days_over_the_end_of_a_year(told: Told, door: str) -> None:
    two = Two(told, door)
    two.ruling(decidedOn="2025-12-01")
    assert two.stay("2025-12-31", endedOn="2025-12-31", outcome="RELEASED") == ""
    assert two.stay("2026-01-29", "on the thirtieth") == "" and not is_unlawful(two, "2026-01-29")
    assert two.stay("2026-01-30", "a day more") == "" and is_unlawful(two, "2026-01-30")
