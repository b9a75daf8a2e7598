"""89-8c by feeds and by ``ortaq load``: nobody is wanted who is not to be searched for, or was not searched for."""

import datetime as dt
from typing import Any

import pytest

from prevention.deadlines import end_of
from prevention.engine import update_changed
from security.clock import today_in_kazakhstan
from tests.conftest import Graph
from tests.prevention.test_by_every_door import (
    CARD,
    Told,
    by_door,
    decided,
    happened,
    person,
    registered,
    released,
    tracked,
)

STEP = "2026-06-25T05:00:00Z"
ACT = "2026-06-26T06:00:00Z"
COURT = {"court": "сот"}
EVENTS = "MATCH (e:CaseEvent) WHERE e.kind <> 'SEARCH_STEP' RETURN e.kind"
DUTIES = ("89-8c", "89-8c/ground", "89-8c/lift")
ANY_NORM = ["89-8b", "89-8d", "622-28", "89-13", "1095-18", None]
ACTS = ("PRETRIAL_INVESTIGATION", "RESTRAINT", "WANTED_NOTICE")


@pytest.fixture
def told(bare: Graph) -> Told:
    return Told(bare)


def refused(told: Told, door: str, came: Any) -> str:
    """The code or the reason by which a record was refused; empty: it came in."""
    if door == "load":
        return str(came[0].reason) if came else ""
    if came.counts.quarantined == 0:
        return ""
    return str(told.graph.run(told.graph.store.read("MATCH (q:Quarantined) RETURN q.code", {}))[-1])


def parolee(told: Told, door: str, on: str = "2026-06-01") -> None:
    """Somebody released on parole, on whom there is a file."""
    person(told, door)
    released(told, door, "PAROLE", on)
    tracked(told, door)


def supervised(told: Told, door: str) -> None:
    """Somebody whom a court put under supervision, released and not come, whom a search has missed."""
    person(told, door)
    decided(told, door, "d", "ADMINISTRATIVE_SUPERVISION", "2026-05-20", until="2027-05-20")
    released(told, door, "TERM_SERVED", "2026-06-01")
    tracked(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)


def act(told: Told, door: str, kind: str, at: str = ACT, norm: str | None = "89-8c", number: str = "act") -> str:
    """An act in the file; the code or reason by which it is refused."""
    values: dict[str, Any] = COURT if kind == "COURT_MOTION" else {}
    if norm is not None:
        return refused(told, door, happened(told, door, number, norm, kind, at, **values))
    if door == "feed":
        given = {"case": "c", "unit": "PSU", "kind": kind, "at": at, "text": "x", **values}
        return refused(told, door, told.feed("police-case-events", number, **given))
    row = {"recordId": number, "case": "T/c", "kind": kind, "at": at, "text": "x", **values}
    return refused(told, door, told.load("case_events", row))


@pytest.mark.parametrize("kind", [*ACTS, "COURT_MOTION"])
@by_door
def test_an_act_needs_its_ground_whatever_norm_it_names(told: Told, door: str, kind: str) -> None:
    parolee(told, door)
    for number, norm in enumerate(ANY_NORM):
        assert act(told, door, kind, norm=norm, number=str(number)), norm
    assert told.graph.run(told.graph.store.read(EVENTS, {})) == []


@pytest.mark.parametrize("sender", ["probation", "migration"])
def test_an_act_needs_its_ground_whoever_sends_it(told: Told, sender: str) -> None:
    kind, agency = {"probation": ("PROBATION", "PROB"), "migration": ("FOREIGNER_RELEASE", "MIGRATION")}[sender]
    assert not told.load("units", {"system": agency, "recordId": "U", "code": "U"})
    card = {"familyName": "Ахметов", "birthDate": "1990-01-01", "kato": "101000000", "citizenship": "UZB"}
    case = {"number": "1", "kind": kind, "status": "OPEN", "openedOn": "2026-06-09", "leadUnit": "U"}
    assert told.feed(f"{sender}-cases", "c", person=card, **case).counts.applied == 1
    for number, act in enumerate((*ACTS, "COURT_MOTION")):
        event = {"case": "c", "kind": act, "at": ACT, "text": "x", "unit": "U"}
        event |= COURT if act == "COURT_MOTION" else {}
        came = told.feed(f"{sender}-case-events", str(number), **event)
        assert refused(told, "feed", came) in ("NOT_SOUGHT", "NO_SEARCH")


@by_door
def test_whoever_was_not_released_is_not_wanted(told: Told, door: str) -> None:
    person(told, door)
    tracked(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    assert act(told, door, "COURT_MOTION") and act(told, door, "WANTED_NOTICE", number="2")


@by_door
def test_whoever_is_under_no_control_is_not_wanted(told: Told, door: str) -> None:
    person(told, door)
    released(told, door, "TERM_SERVED", "2026-06-01")
    tracked(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    assert act(told, door, "COURT_MOTION") and act(told, door, "RESTRAINT", number="2")


@by_door
def test_of_a_parolee_a_court_is_asked_and_of_the_supervised_the_police_acts(told: Told, door: str) -> None:
    parolee(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    assert act(told, door, "RESTRAINT")
    assert act(told, door, "COURT_MOTION", number="2") == ""


@by_door
def test_nobody_is_wanted_before_the_fifteenth_working_day(told: Told, door: str) -> None:
    parolee(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", "2026-06-03T05:00:00Z")
    assert act(told, door, "COURT_MOTION", "2026-06-22T06:00:00Z")
    assert act(told, door, "COURT_MOTION"), "and nobody has searched since"
    happened(told, door, "late", "89-8b", "SEARCH_STEP", "2026-06-23T05:00:00Z")
    assert act(told, door, "COURT_MOTION") == ""


@by_door
def test_a_search_before_the_release_is_none(told: Told, door: str) -> None:
    parolee(told, door)
    for number, at in enumerate(("2024-01-10T05:00:00Z", "2026-05-30T05:00:00Z")):
        happened(told, door, f"step-{number}", "89-8b", "SEARCH_STEP", at)
    assert act(told, door, "COURT_MOTION")


@pytest.mark.parametrize("norm", ["89-6.2", "89-16a"])
@by_door
def test_whoever_has_come_or_is_found_is_not_wanted(told: Told, door: str, norm: str) -> None:
    parolee(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    kind = "ARRIVAL" if norm == "89-6.2" else "INTERVIEW"
    happened(told, door, "seen", norm, kind, "2026-06-27T06:00:00Z")
    assert act(told, door, "COURT_MOTION", "2026-06-28T06:00:00Z")
    assert act(told, door, "COURT_MOTION", number="2") == "", "of the day before it is told late, and was lawful"


def controlled(told: Told, door: str, on: str) -> None:
    """A file of the control of parolees."""
    values: dict[str, Any] = {"number": "2", "kind": "PAROLE_CONTROL", "status": "OPEN", "openedOn": on}
    if door == "feed":
        told.feed("police-cases", "control", person=CARD, leadUnit="PSU", **values)
    else:
        assert not told.load("cases", {"recordId": "control", "subject": "T/p", **values})


SHOWN = ["APPEARANCE", "PAROLE_CONTROL", "PAROLEE", "PROBATIONER"]


@pytest.mark.parametrize("how", SHOWN)
@by_door
def test_whoever_was_met_or_taken_on_since_the_release_is_not_wanted(told: Told, door: str, how: str) -> None:
    parolee(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    if how == "APPEARANCE":
        happened(told, door, "seen", "622-28", how, "2026-06-25T09:00:00Z")
    elif how == "PAROLE_CONTROL":
        controlled(told, door, "2026-06-25")
    else:
        registered(told, door, "r", how, "2026-06-25")
    assert act(told, door, "COURT_MOTION")
    assert told.on(dt.date(2026, 6, 30), "89-8c").get("89-8c") in (None, "CANCELLED")


@pytest.mark.parametrize(
    ("kind", "norm"), [("CHECK_VISIT", "89-6.1"), ("CHECK_VISIT", "517-9.3"), ("MONITORING_ALERT", "622-42.2")]
)
@by_door
def test_what_may_be_done_without_the_person_shows_nobody(told: Told, door: str, kind: str, norm: str) -> None:
    parolee(told, door)
    controlled(told, door, "2026-05-20")
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    happened(told, door, "visit", norm, kind, "2026-06-25T09:00:00Z")
    assert act(told, door, "COURT_MOTION") == "", "and a file opened before the release is no sign either"


@by_door
def test_a_wanted_notice_is_the_last_of_three_acts(told: Told, door: str) -> None:
    supervised(told, door)
    assert act(told, door, "WANTED_NOTICE", number="1")
    assert act(told, door, "PRETRIAL_INVESTIGATION", number="2") == ""
    assert act(told, door, "WANTED_NOTICE", number="3")
    assert act(told, door, "RESTRAINT", "2026-06-27T06:00:00Z", number="4") == ""
    assert act(told, door, "WANTED_NOTICE", number="5"), "before the restraint"
    assert act(told, door, "WANTED_NOTICE", "2026-06-27T07:00:00Z", number="6") == ""


@by_door
def test_no_act_is_done_in_the_future(told: Told, door: str) -> None:
    supervised(told, door)
    tomorrow = (today_in_kazakhstan() + dt.timedelta(days=1)).isoformat()
    said = act(told, door, "PRETRIAL_INVESTIGATION", f"{tomorrow}T06:00:00Z")
    assert said == "IN_THE_FUTURE" if door == "feed" else said


def wanted(told: Told, door: str) -> None:
    """Somebody declared wanted, as the law has it."""
    supervised(told, door)
    for number, kind in enumerate(ACTS):
        assert act(told, door, kind, f"2026-06-26T0{number}:00:00Z", number=str(number)) == ""


def test_whose_search_is_deleted_is_wanted_without_a_ground(told: Told) -> None:
    wanted(told, "feed")
    assert told.on(dt.date(2026, 6, 29), *DUTIES) == {"89-8c": "DONE"}
    told.feed("police-case-events", "step", 2, deleted=True)
    acts = "MATCH (d:Duty {rule: '89-8c/ground'}) RETURN d.status"
    told.graph.run(_settled(told, dt.date(2026, 6, 29)))
    assert told.graph.run(told.graph.store.read(acts, {})) == ["OVERDUE"] * 3
    owed = "MATCH (d:Duty {rule: '89-8c'}) RETURN d.status"
    assert len(told.graph.run(told.graph.store.read(owed, {}))) == 1


@by_door
def test_whoever_is_found_is_wanted_no_more(told: Told, door: str) -> None:
    wanted(told, door)
    happened(told, door, "seen", "89-6.2", "ARRIVAL", "2026-07-01T06:00:00Z")
    assert told.on(dt.date(2026, 7, 1), *DUTIES)["89-8c/lift"] == "OPEN"
    assert told.on(dt.date(2026, 7, 2), *DUTIES)["89-8c/lift"] == "OVERDUE"
    happened(told, door, "off", "89-8c", "CLOSING", "2026-07-02T06:00:00Z")
    assert told.on(dt.date(2026, 7, 2), *DUTIES)["89-8c/lift"] == "DONE_LATE"


async def _settled(told: Told, day: dt.date) -> None:
    while await update_changed(told.graph.store, end_of(day)):
        pass


@by_door
def test_whoever_is_held_in_a_special_institution_is_not_wanted(told: Told, door: str) -> None:
    """A body that holds somebody knows where they are."""
    person(told, door, citizenship="UZB")
    released(told, door, "PAROLE", "2026-06-01")
    tracked(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    foreign: dict[str, Any] = {"persons": [{**CARD, "citizenship": "UZB"}]} if door == "feed" else {}
    decided(told, door, "e", "EXPULSION", "2026-06-10", **foreign)
    if door == "feed":
        placed = {"placedOn": "2026-06-25", "institution": "SP", "ruling": "e"}
        values = {"person": {**CARD, "citizenship": "UZB"}, "status": "OPEN", "registeredOn": "2026-06-24"}
        told.feed("migration-foreigners", "f", unit="MS", placement=placed, **values)
    else:
        row = {"recordId": "f", "person": "T/p", "from": "2026-06-25", "unit": "MIA/SP", "ruling": "T/e"}
        assert not told.load("special_placements", row)
    assert act(told, door, "COURT_MOTION")
