"""An expungement ends what stands on its conviction alone; of several paroles control ends with the last."""

import datetime as dt
from typing import Any

import pytest

from prevention.duties.convictions import articles, has_force, lifted_on
from prevention.duties.duty_facts import CourtDecision, PersonFile
from security.clock import today_in_kazakhstan
from tests.prevention.test_by_every_door import CARD, Told, by_door, decided, person, registered, released, told
from tests.support.feeding.graphs import OTHER

__all__ = ["told"]
LIST = "FALLS_UNDER_SUPERVISION_LAW"
STANDS = "MATCH (r:Registration) RETURN r.category + ' ' + r.status"
PAROLED = dt.date(2025, 1, 10)
OLD = CourtDecision(id="old", kind="SENTENCE", decided=dt.date(2014, 5, 5), article="ҚК 106(1)")
LAST = CourtDecision(id="last", kind="SENTENCE", decided=dt.date(2016, 5, 5), article="ҚК 188(2)")


def expunged(on: dt.date, article: str) -> CourtDecision:
    return CourtDecision(id="x", kind="CONVICTION_EXPUNGED", decided=on, in_force=on, article=article)


def test_articles_are_those_whatever_way_they_are_written() -> None:
    ways = ("ҚК 106(1)", "106(1)", "ст. 106 ч. 1 УК РК", "ҚК 106-бап 1-бөлік", "УК  106.1", "qk 106 (1)")
    assert {articles(way) for way in ways} == {frozenset({("106", "1")})}
    assert articles("ҚК 188(2), 191(1) и 73-1(1)") == {("188", "2"), ("191", "1"), ("73-1", "1")}
    assert articles("") == articles("бап") == frozenset()


@pytest.mark.parametrize(
    ("on", "article", "lifted"),
    [
        # Of another conviction, at any time.
        (dt.date(2017, 5, 5), "ҚК 106(1)", False),
        (dt.date(2026, 5, 5), "106-бап 1-бөлік", False),
        # Before the parole: the court that granted it shows that the conviction stood.
        (dt.date(2017, 5, 5), "", False),
        (dt.date(2017, 5, 5), "ҚК 99", False),
        # Of the conviction itself, of one that is not named, or of an article that nobody knows.
        (dt.date(2026, 5, 5), "ҚК 188(2)", True),
        (dt.date(2026, 5, 5), "ҚК 188", True),
        (dt.date(2026, 5, 5), "", True),
        (dt.date(2026, 5, 5), "ҚК 99", True),
    ],
)
def test_an_expungement_lifts_the_convictions_that_it_can_be_of(on: dt.date, article: str, lifted: bool) -> None:
    parole = CourtDecision(id="p", kind="PAROLE", decided=PAROLED, until=dt.date(2028, 1, 1))
    file = PersonFile(id="per", decisions=(OLD, LAST, parole, expunged(on, article)))
    assert lifted_on(file, PAROLED, PAROLED) == (on if lifted else None)
    assert has_force(file, "PAROLE", dt.date(2027, 1, 1)) is not lifted


def test_a_parole_after_the_last_conviction_was_expunged_stands_on_the_one_before() -> None:
    parole = CourtDecision(id="p", kind="PAROLE", decided=PAROLED, until=dt.date(2028, 1, 1))
    first, second = expunged(dt.date(2017, 1, 1), "188(2)"), expunged(dt.date(2026, 1, 1), "106(1)")
    file = PersonFile(id="per", decisions=(OLD, LAST, parole, first))
    assert lifted_on(file, PAROLED, PAROLED) is None
    file = PersonFile(id="per", decisions=(*file.decisions, second))
    assert lifted_on(file, PAROLED, PAROLED) == dt.date(2026, 1, 1)


def paroled(told: Told, door: str, until: str = "2026-09-30") -> None:
    """Somebody with two convictions, paroled on the second; the first is expunged."""
    person(told, door)
    decided(told, door, "old", "SENTENCE", "2014-05-05", article="ҚК 106(1)")
    decided(told, door, "last", "SENTENCE", "2016-05-05", article="ҚК 188(2)")
    decided(told, door, "x", "CONVICTION_EXPUNGED", "2017-05-05", article="ҚК 106(1)")
    decided(told, door, "p", "PAROLE", "2025-01-10", until=until)
    registered(told, door, "r", "PAROLEE", "2025-02-01", basis="p")


@by_door
def test_another_conviction_that_is_expunged_ends_no_control_and_no_list(told: Told, door: str) -> None:
    paroled(told, door)
    rules = ("622-13", "622-13/off", "622-13/ground")
    assert told.on(dt.date(2026, 9, 30), *rules) == {}
    # By a feed the police's system keeps the register; what is the hub's own it moves itself.
    if door == "feed":
        assert told.on(dt.date(2026, 10, 1), *rules) == {"622-13": "OPEN"}
        registered(told, door, "r", "PAROLEE", "2025-02-01", 2, basis="p", status="CLOSED", closedOn="2026-10-01")
        registered(told, door, "l", LIST, "2026-10-01")
    assert told.on(dt.date(2026, 10, 1), *rules) == {"622-13": "DONE"}
    decided(told, door, "y", "CONVICTION_EXPUNGED", "2026-10-02", article="ҚК 106(1)")
    assert told.on(dt.date(2026, 10, 3), *rules) == {"622-13": "DONE"}
    decided(told, door, "z", "CONVICTION_EXPUNGED", "2026-10-04", article="188 ч. 2")
    assert told.on(dt.date(2026, 10, 4), *rules) == {"622-13": "DONE", "622-13/off": "OPEN"}


@by_door
def test_control_ends_with_the_last_of_the_paroles_that_have_force(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "s", "SENTENCE", "2018-01-01")
    decided(told, door, "p", "PAROLE", "2025-11-01", until="2026-08-31")
    registered(told, door, "r", "PAROLEE", "2025-11-05", basis="p")
    decided(told, door, "q", "PAROLE", "2026-03-01", until="2026-10-31")
    # The same parole told twice, without its term, prolongs nothing; nor does a refusal, or one long ago.
    decided(told, door, "t", "PAROLE", "2025-11-01")
    decided(told, door, "n", "PAROLE", "2026-03-01", until="2027-10-31", isRefusal=True)
    decided(told, door, "o", "PAROLE", "2010-03-01", until="2030-10-31")
    assert told.on(dt.date(2026, 10, 31), "622-13", "622-13/off") == {}
    assert told.graph.run(told.graph.store.read(STANDS, {})) == ["PAROLEE OPEN"]
    assert told.on(dt.date(2026, 11, 1), "622-13") == {"622-13": "OPEN" if door == "feed" else "DONE"}


def test_a_second_parole_that_comes_late_undoes_the_move(told: Told) -> None:
    person(told, "load")
    decided(told, "load", "p", "PAROLE", "2025-11-01", until="2026-08-31")
    registered(told, "load", "r", "PAROLEE", "2025-11-05", basis="p")
    assert told.on(dt.date(2026, 9, 5), "622-13") == {"622-13": "DONE"}
    decided(told, "load", "q", "PAROLE", "2026-03-01", until="2026-10-31")
    assert told.on(dt.date(2026, 9, 6), "622-13") == {}
    assert told.graph.run(told.graph.store.read(STANDS, {})) == ["PAROLEE OPEN"]
    assert told.on(dt.date(2026, 11, 1), "622-13") == {"622-13": "DONE"}


@pytest.mark.parametrize("goes_on", [True, False])
def test_who_is_released_again_under_control_need_not_be_registered_again(told: Told, goes_on: bool) -> None:
    person(told, "load")
    until = "2026-12-31" if goes_on else "2026-02-15"
    decided(told, "load", "p", "PAROLE", "2025-11-01", until=until)
    decided(told, "load", "q", "PAROLE", "2026-03-01", until="2026-12-31")
    case = {"recordId": "c", "number": "1", "kind": "PAROLE_CONTROL", "status": "OPEN", "openedOn": "2025-11-05"}
    assert not told.load("cases", {**case, "subject": "T/p"})
    registered(told, "load", "r", "PAROLEE", "2025-11-05", basis="p")
    released(told, "load", "PAROLE", "2026-03-05")
    notice = {"recordId": "r", "version": 2, "person": "T/p", "kind": "PAROLE", "releasedOn": "2026-03-05"}
    assert not told.load("release_notices", {**notice, "arrivedOn": "2026-03-05", "chosenAddress": "T/h"})
    found = told.on(dt.date(2026, 3, 6), "622-2")
    assert found == {"622-2": "DONE" if goes_on else "OVERDUE"}


@by_door
def test_while_one_parole_stands_the_other_conviction_ends_no_control(told: Told, door: str) -> None:
    paroled(told, door)
    decided(told, door, "new", "SENTENCE", "2025-06-01", article="ҚК 345(2)")
    decided(told, door, "q", "PAROLE", "2026-03-01", until="2026-12-31")
    decided(told, door, "y", "CONVICTION_EXPUNGED", "2026-05-01", article="ҚК 188(2)")
    assert told.on(dt.date(2026, 12, 31), "622-13", "622-13/off") == {}
    decided(told, door, "z", "CONVICTION_EXPUNGED", "2026-12-31", article="ҚК 345(2)")
    assert told.on(dt.date(2026, 12, 31), "622-13/off") == {"622-13/off": "OPEN"}


BEFORE: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "never paroled": (("SENTENCE", {"on": "2020-01-10"}),),
    "control goes on": (
        ("SENTENCE", {"on": "2020-01-10"}),
        ("PAROLE", {"on": "2025-01-10", "until": "2026-02-10"}),
    ),
    "a second parole goes on": (
        ("PAROLE", {"on": "2025-01-10", "until": "2026-01-10"}),
        ("PAROLE", {"on": "2025-06-10", "until": "2026-02-10"}),
    ),
    "parole refused": (("PAROLE", {"on": "2025-01-10", "until": "2026-01-10", "isRefusal": True}),),
}


@pytest.mark.parametrize("ground", BEFORE)
@by_door
def test_who_is_on_the_list_too_early_or_never_paroled_is_shown(told: Told, door: str, ground: str) -> None:
    person(told, door)
    for number, (kind, values) in enumerate(BEFORE[ground]):
        decided(told, door, f"d{number}", kind, **values)
    registered(told, door, "l", LIST, "2026-02-01")
    # A registration as parolee that stands on nothing is no ground either.
    registered(told, door, "r", "PAROLEE", "2026-01-15")
    rules = ("622-13/ground", "622-13/kept")
    assert told.on(dt.date(2026, 2, 1), *rules) == {"622-13/ground": "OPEN"}
    assert told.on(dt.date(2026, 2, 10), *rules) == {"622-13/ground": "OVERDUE"}
    later = {"622-13/ground": "DONE_LATE" if "goes on" in ground else "OVERDUE"}
    assert told.on(dt.date(2026, 2, 11), *rules) == later, "the control ended on the day before"
    registered(told, door, "l", LIST, "2026-02-01", 2, status="CLOSED", closedOn="2026-02-05")
    assert told.on(dt.date(2026, 2, 11), *rules)["622-13/ground"] == "DONE_LATE"
    kept = told.on(dt.date(2026, 2, 11), *rules).get("622-13/kept")
    assert kept in (None, "CANCELLED"), "rightly taken off"


UNSAID: dict[str, dict[str, Any] | None] = {
    "deleted": None,
    "of another register": {"category": "RELEASED"},
    "of supervision": {"category": "SUPERVISED", "status": "CLOSED", "closedOn": "2026-02-03"},
}


# Nothing of the hub's own form deletes.
WAYS_OFF = [(door, how) for door in ("feed", "load") for how in UNSAID if (door, how) != ("load", "deleted")]


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(("door", "how"), WAYS_OFF)
def test_nobody_is_taken_off_the_list_without_a_word(told: Told, door: str, how: str, closed: bool) -> None:
    said = UNSAID[how]
    person(told, door)
    decided(told, door, "s", "SENTENCE", "2020-01-10")
    decided(told, door, "p", "PAROLE", "2025-01-10", until="2026-01-10")
    off: dict[str, Any] = {"status": "CLOSED", "closedOn": "2026-02-02"}
    registered(told, door, "l", LIST, "2026-02-01", **(off if closed else {}))
    rules = ("622-13/kept", "622-13/ground")
    missed = {"622-13/kept": "OVERDUE"} if closed else {}
    assert told.on(dt.date(2026, 2, 3), *rules) == missed
    came: Any
    if said is None:
        came = told.feed("police-registered-element", "l", 2, deleted=True)
    else:
        came = registered(told, door, "l", **{"category": LIST, "on": "2026-02-01", **said}, version=2)
    if door == "feed":
        assert came.counts.quarantined == 1
        assert told.graph.run(told.graph.store.read("MATCH (q:Quarantined) RETURN q.code", {})) == [
            "LIST_ON_RECORD"
        ]
    else:
        assert [each.reason.partition(":")[0] for each in came] == ["category"]
    assert told.on(dt.date(2026, 2, 3), *rules) == missed
    # On which day the person was taken off is always taken.
    came = registered(told, door, "l", LIST, "2026-02-01", 3, **off)
    assert came.counts.quarantined == 0 if door == "feed" else came == []
    assert told.on(dt.date(2026, 2, 3), *rules) == {"622-13/kept": "OVERDUE"}
    again = registered(told, door, "l", LIST, "2026-02-01", 4)
    assert again.counts.quarantined == 0 if door == "feed" else again == []
    assert told.on(dt.date(2026, 2, 3), *rules) == {}


@by_door
def test_what_is_of_no_list_is_corrected_and_deleted_as_before(told: Told, door: str) -> None:
    person(told, door)
    registered(told, door, "l", "RELEASED", "2026-02-01")
    came = registered(told, door, "l", LIST, "2026-02-01", 2)
    assert came.counts.quarantined == 0 if door == "feed" else came == []
    if door == "feed":
        registered(told, door, "m", "RELEASED", "2026-02-01")
        assert told.feed("police-registered-element", "m", 2, deleted=True).counts.quarantined == 0


ANOTHER = {"iin": OTHER, "familyName": "Каримов", "birthDate": "1985-05-05", "kato": "101000000"}
SAME = {**CARD, "familyName": "Ахмедов"}


def listed(told: Told, door: str, version: int, card: dict[str, Any], on: str = "2026-02-01", **more: Any) -> str:
    """A standing on the list of whoever a card is of; the code or reason by which it is refused."""
    values = {"category": LIST, "status": "OPEN", "registeredOn": on, **more}
    if door == "load":
        row = {"recordId": "l", "version": version, "person": "T/q" if card is ANOTHER else "T/p", **values}
        came = told.load("registrations", row)
        return str(came[0].reason) if came else ""
    taken = told.feed("police-registered-element", "l", version, person=card, unit="PSU", **values)
    found = told.graph.run(told.graph.store.read("MATCH (q:Quarantined) RETURN q.code", {}))
    return str(found[-1]) if taken.counts.quarantined else ""


@pytest.mark.parametrize("closed", [False, True])
@by_door
def test_who_is_on_the_list_does_not_become_another(told: Told, door: str, closed: bool) -> None:
    person(told, door)
    if door == "load":
        assert not told.load("persons", {"recordId": "q", "familyName": "Каримов", "birthDate": "1985-05-05"})
    decided(told, door, "p", "PAROLE", "2025-01-10", until="2026-01-10")
    off: dict[str, Any] = {"status": "CLOSED", "closedOn": "2026-02-03"} if closed else {}
    assert listed(told, door, 1, CARD, **off) == ""
    whose = "MATCH (:Registration)-[:REGISTERS]->(p:Person) RETURN p.familyName"
    for version, more in ((2, {}), (3, off), (4, {"status": "CLOSED", "closedOn": "2026-02-04"})):
        said = listed(told, door, version, ANOTHER, **more)
        assert said == "LIST_OF_ANOTHER" if door == "feed" else said.startswith("person: ")
    assert told.graph.run(told.graph.store.read(whose, {})) == ["Ахметов"]
    assert listed(told, door, 5, SAME, status="CLOSED", closedOn="2026-02-03") == "", "a name mended"
    assert told.on(dt.date(2026, 2, 4), "622-13/kept") == {"622-13/kept": "OVERDUE"}


def test_who_is_on_the_list_does_not_become_another_field_by_field(told: Told) -> None:
    old = {"familyName": "Ахметов", "birthDate": "1990-04-17", "kato": "101000000"}
    assert listed(told, "feed", 1, old) == ""
    assert listed(told, "feed", 2, {**old, "familyName": "Каримов"}) == ""
    assert listed(told, "feed", 3, {**old, "familyName": "Каримов", "birthDate": "1985-05-05"}) == "LIST_OF_ANOTHER"
    assert listed(told, "feed", 4, old) == ""


@by_door
def test_nobody_is_on_the_list_from_a_day_to_come(told: Told, door: str) -> None:
    person(told, door)
    today = today_in_kazakhstan()
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    said = listed(told, door, 1, CARD, tomorrow)
    assert said == "IN_THE_FUTURE" if door == "feed" else said
    assert listed(told, door, 2, CARD, today.isoformat()) == ""
    said = listed(told, door, 3, CARD, tomorrow)
    assert said == "IN_THE_FUTURE" if door == "feed" else said
    said = listed(told, door, 4, CARD, tomorrow, status="CLOSED", closedOn=tomorrow)
    assert said == "IN_THE_FUTURE" if door == "feed" else said
    since = "MATCH (r:Registration) RETURN toString(r.registeredOn)"
    assert told.graph.run(told.graph.store.read(since, {})) == [today.isoformat()]


@by_door
def test_nobody_is_off_the_list_by_a_day_to_come(told: Told, door: str) -> None:
    """Closed by such a day, somebody would be off it from today, and nobody would be told."""
    person(told, door)
    today = today_in_kazakhstan()
    assert listed(told, door, 1, CARD, "2026-02-01") == ""
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    said = listed(told, door, 2, CARD, "2026-02-01", status="CLOSED", closedOn=tomorrow)
    assert said == "IN_THE_FUTURE" if door == "feed" else said
    assert told.graph.run(told.graph.store.read("MATCH (r:Registration) RETURN r.status", {})) == ["OPEN"]
    assert listed(told, door, 3, CARD, "2026-02-01", status="CLOSED", closedOn=today.isoformat()) == ""
