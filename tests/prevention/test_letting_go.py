"""Whoever is kept on a register without a ground can be let go by every door, and the unit is told to."""

import datetime as dt
from typing import Any

import pytest

from adapters.systems import FEEDS
from graph.write.commit import commit_statement
from prevention.deadlines import DAY, end_of
from prevention.engine import recompute_all
from tests.prevention.test_by_every_door import CARD, Told, by_door, decided, person, registered, told

__all__ = ["told"]
LIST = "FALLS_UNDER_SUPERVISION_LAW"
OTHER_CARD = {**CARD, "iin": None, "familyName": "Басқа", "birthDate": "1980-01-01"}
GROUND = "89-6.2/ground"
TODAY = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=5)).date()
STATES = "MATCH (r:Registration) RETURN r.category + ' ' + r.status"
COURT: dict[str, Any] = {"kind": "ADMINISTRATIVE_SUPERVISION", "on": "2026-01-10"}
FATES: dict[str, dict[str, Any] | None] = {
    "deleted": None,
    "a refusal": {"isRefusal": True},
    "of another kind": {"kind": "OTHER"},
    "of another person": {"persons": "another"},
    "in force later": {"inForceOn": str(TODAY + DAY)},
    "run out": {"until": "2026-10-01"},
    "of months that are over": {"termMonths": 9},
}


def changed(told: Told, door: str, fate: str) -> None:
    """The court corrects or deletes its decision."""
    said = FATES[fate]
    if said is None:
        if door == "feed":
            told.graph.run(told.intake.take(FEEDS["court-decisions"], _deleted("d")))
        else:
            text = "MATCH (d:CourtDecision) DETACH DELETE d"
            told.graph.run(commit_statement(told.graph.store, text))
        return
    if door == "feed":
        record = {"court": "сот", "kind": COURT["kind"], "decidedOn": COURT["on"], "inForceOn": COURT["on"]}
        record |= {"persons": [CARD], **said}
        if record["persons"] == "another":
            record["persons"] = [{name: value for name, value in OTHER_CARD.items() if value is not None}]
        told.feed("court-decisions", "d", 2, **record)
        return
    row = {"recordId": "d", "version": 2, "persons": ["T/p"], "kind": COURT["kind"], "decidedOn": COURT["on"]}
    row |= {"inForceOn": COURT["on"], **said}
    if row["persons"] == "another":
        assert not told.load("persons", {"recordId": "q", "familyName": "Басқа", "birthDate": "1980-01-01"})
        row["persons"] = ["T/q"]
    assert not told.load("court_decisions", row)


def _deleted(number: str) -> dict[str, Any]:
    return {"recordId": number, "version": 2, "changedAt": "2026-01-02T10:00:00Z", "deleted": True}


def refused(door: str, came: Any) -> int:
    """How many records were refused."""
    return int(came.counts.quarantined) if door == "feed" else len(came)


@pytest.mark.parametrize("fate", FATES)
@by_door
def test_what_ends_a_supervision_comes_in_whatever_became_of_the_decision(told: Told, door: str, fate: str) -> None:
    person(told, door)
    decided(told, door, "d", **COURT)
    assert refused(door, registered(told, door, "s", "SUPERVISED", "2026-02-01", basis="d")) == 0
    assert told.on(TODAY, "89-6.2/off", GROUND) == {}
    changed(told, door, fate)
    if door == "load" and fate == "deleted":
        # Nothing of the hub's own form deletes: the operator works all out anew.
        told.graph.run(recompute_all(told.graph.store, end_of(TODAY)))
    rule = "89-6.2/off" if "until" in (FATES[fate] or {}) or "termMonths" in (FATES[fate] or {}) else GROUND
    assert told.on(TODAY, "89-6.2/off", GROUND) == {rule: "OVERDUE"}
    basis: dict[str, Any] = {"basis": "d"} if door == "feed" else {}
    kept = registered(told, door, "s", "SUPERVISED", "2026-02-01", 2, **basis)
    assert refused(door, kept) == 1, "nothing keeps somebody under supervision without a court"
    off: dict[str, Any] = {"status": "CLOSED", "closedOn": str(TODAY)}
    if rule != GROUND:
        off["basis"] = "d"
    assert refused(door, registered(told, door, "s", "SUPERVISED", "2026-02-01", 3, **off)) == 0
    assert told.graph.run(told.graph.store.read(STATES, {})) == ["SUPERVISED CLOSED"]
    assert told.on(TODAY, "89-6.2/off", GROUND) == {rule: "DONE_LATE"}


@by_door
def test_an_end_that_is_to_come_keeps_somebody_until_then(told: Told, door: str) -> None:
    person(told, door)
    off: dict[str, Any] = {"status": "CLOSED", "closedOn": str(TODAY + 30 * DAY)}
    assert refused(door, registered(told, door, "s", "SUPERVISED", "2026-02-01", **off)) == 1


@by_door
def test_nobody_is_supervised_from_a_day_to_come(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "d", **COURT)
    for number, day in (("1", TODAY + DAY), ("2", dt.date(2030, 1, 1))):
        assert refused(door, registered(told, door, number, "SUPERVISED", str(day), basis="d")) == 1
    assert refused(door, registered(told, door, "3", "SUPERVISED", str(TODAY), basis="d")) == 0


@by_door
def test_the_last_day_of_a_term_tells_the_unit_to_let_go(told: Told, door: str) -> None:
    person(told, door)
    until = TODAY + 3 * DAY
    decided(told, door, "d", **COURT, until=str(until))
    registered(told, door, "s", "SUPERVISED", "2026-02-01", basis="d")
    assert told.on(until, "89-6.2/off") == {}
    assert told.on(until + DAY, "89-6.2/off") == {"89-6.2/off": "OPEN"}
    assert told.on(until + 2 * DAY, "89-6.2/off") == {"89-6.2/off": "OVERDUE"}


@pytest.mark.parametrize("category", [LIST, "PAROLEE"])
@by_door
def test_an_expunged_conviction_tells_the_unit_to_let_go(told: Told, door: str, category: str) -> None:
    person(told, door)
    decided(told, door, "c", "SENTENCE", "2023-01-10")
    decided(told, door, "d", "PAROLE", "2026-01-10", until="2026-09-30")
    basis: dict[str, Any] = {"basis": "d"} if category == "PAROLEE" else {}
    registered(told, door, "r", category, "2026-02-01", **basis)
    decided(told, door, "x", "CONVICTION_EXPUNGED", "2020-01-10")
    assert told.on(dt.date(2026, 9, 1), "622-13/off") == {}, "another conviction, long before"
    decided(told, door, "y", "CONVICTION_EXPUNGED", "2026-08-25", inForceOn="2026-09-10")
    assert told.on(dt.date(2026, 9, 9), "622-13/off") == {}
    assert told.on(dt.date(2026, 9, 10), "622-13/off") == {"622-13/off": "OPEN"}
    # The term ends meanwhile: the person is not put on the list, and is not forgotten either.
    assert told.on(dt.date(2026, 10, 2), "622-13/off", "622-13") == {"622-13/off": "OVERDUE"}
    off: dict[str, Any] = {"status": "CLOSED", "closedOn": "2026-10-03", **basis}
    registered(told, door, "r", category, "2026-02-01", 2, **off)
    assert told.on(dt.date(2026, 10, 3), "622-13/off") == {"622-13/off": "DONE_LATE"}


@by_door
def test_a_term_of_months_ends_control_as_one_with_a_last_day(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "d", "PAROLE", "2026-01-10", termMonths=7)
    registered(told, door, "r", "PAROLEE", "2026-02-01", basis="d")
    assert told.on(dt.date(2026, 8, 9), "622-13") == {}
    found = told.on(dt.date(2026, 8, 10), "622-13")
    assert found == {"622-13": "OPEN" if door == "feed" else "DONE"}


UNPAROLED: dict[str, dict[str, Any] | None] = {
    "on no decision": None,
    "refused": {"kind": "PAROLE", "on": "2026-01-10", "isRefusal": True},
    "a sentence": {"kind": "SENTENCE", "on": "2026-01-10"},
    "in force later": {"kind": "PAROLE", "on": "2026-01-10", "inForceOn": "2030-01-01"},
}


@pytest.mark.parametrize("ground", UNPAROLED)
@by_door
def test_a_parolee_without_a_decision_in_force_is_shown(told: Told, door: str, ground: str) -> None:
    person(told, door)
    said = UNPAROLED[ground]
    if said is not None:
        decided(told, door, "d", **said)
    basis: dict[str, Any] = {"basis": "d"} if said else {}
    registered(told, door, "r", "PAROLEE", "2026-02-01", **basis)
    assert told.on(dt.date(2026, 2, 1), "622-2/ground") == {"622-2/ground": "OPEN"}
    assert told.on(dt.date(2026, 2, 2), "622-2/ground") == {"622-2/ground": "OVERDUE"}
    # The ground comes: nothing was missing.
    decided(told, door, "e", "PAROLE", "2026-01-10", inForceOn="2026-01-25")
    registered(told, door, "r", "PAROLEE", "2026-02-01", 2, basis="e")
    assert told.on(dt.date(2026, 2, 2), "622-2/ground") == {}


@by_door
def test_the_list_without_a_conviction_is_shown(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "d", "SPECIAL_REQUIREMENTS", "2026-01-10")
    registered(told, door, "r", LIST, "2026-02-01")
    assert told.on(dt.date(2026, 2, 2), "622-13/ground") == {"622-13/ground": "OVERDUE"}
    off: dict[str, Any] = {"status": "CLOSED", "closedOn": "2026-02-03"}
    registered(told, door, "r", LIST, "2026-02-01", 2, **off)
    found = told.on(dt.date(2026, 2, 3), "622-13/ground", "622-13/kept")
    assert found == {"622-13/ground": "DONE_LATE"}, "nobody is to be put on it again"


CONTROL = ("622-13", "622-13/control")


@by_door
def test_whoever_stands_as_parolee_when_control_is_over_is_to_be_taken_off(told: Told, door: str) -> None:
    """To be moved to the list (622-13) is to leave the parolees: to stand on both is to be watched for longer."""
    person(told, door)
    decided(told, door, "d", "PAROLE", "2026-01-10", until="2026-08-31")
    registered(told, door, "r", "PAROLEE", "2026-02-01", basis="d")
    assert told.on(dt.date(2026, 8, 31), *CONTROL) == {}
    if door == "load":
        # What the hub keeps itself it moves itself.
        assert told.on(dt.date(2026, 9, 2), *CONTROL) == dict.fromkeys(CONTROL, "DONE")
        return
    registered(told, door, "l", LIST, "2026-09-01")
    assert told.on(dt.date(2026, 9, 1), *CONTROL) == {CONTROL[0]: "DONE", CONTROL[1]: "OPEN"}
    assert told.on(dt.date(2026, 9, 2), *CONTROL) == {CONTROL[0]: "DONE", CONTROL[1]: "OVERDUE"}
    registered(told, door, "r", "PAROLEE", "2026-02-01", 2, basis="d", status="CLOSED", closedOn="2026-09-02")
    assert told.on(dt.date(2026, 9, 2), *CONTROL) == {CONTROL[0]: "DONE", CONTROL[1]: "DONE_LATE"}


def test_a_second_control_ends_though_the_person_is_on_the_list_already(told: Told) -> None:
    """One standing on the list does for both controls, and neither goes on for it."""
    person(told, "feed")
    decided(told, "feed", "s", "SENTENCE", "2020-01-10")
    decided(told, "feed", "d", "PAROLE", "2025-01-10", until="2025-12-31")
    registered(told, "feed", "l", LIST, "2026-01-01")
    decided(told, "feed", "t", "SENTENCE", "2026-01-20", article="345")
    decided(told, "feed", "e", "PAROLE", "2026-03-01", until="2026-08-31")
    registered(told, "feed", "r", "PAROLEE", "2026-03-01", basis="e")
    assert told.on(dt.date(2026, 8, 31), *CONTROL) == {}
    assert told.on(dt.date(2026, 9, 2), *CONTROL) == {CONTROL[0]: "DONE", CONTROL[1]: "OVERDUE"}
    off: dict[str, Any] = {"status": "CLOSED", "closedOn": "2026-09-02"}
    registered(told, "feed", "r", "PAROLEE", "2026-03-01", 2, basis="e", **off)
    assert told.on(dt.date(2026, 9, 2), *CONTROL) == {CONTROL[0]: "DONE", CONTROL[1]: "DONE_LATE"}


@by_door
def test_the_list_is_left_with_the_conviction_while_another_control_goes_on(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "s", "SENTENCE", "2020-01-10", article="ҚК 106(1)")
    decided(told, door, "d", "PAROLE", "2025-01-10", until="2025-12-31")
    registered(told, door, "l", LIST, "2026-01-01")
    decided(told, door, "t", "SENTENCE", "2026-01-20", article="ҚК 188(2)")
    decided(told, door, "e", "PAROLE", "2026-03-01", until="2026-12-31")
    registered(told, door, "r", "PAROLEE", "2026-03-01", basis="e")
    decided(told, door, "x", "CONVICTION_EXPUNGED", "2026-06-01", article="ҚК 106(1)")
    assert told.on(dt.date(2026, 6, 1), "622-13/off") == {"622-13/off": "OPEN"}, "of the list alone"
    assert told.on(dt.date(2026, 6, 2), "622-13/off") == {"622-13/off": "OVERDUE"}


def test_nobody_is_told_to_end_a_control_that_goes_on_or_was_ended_early(told: Told) -> None:
    person(told, "feed")
    decided(told, "feed", "d", "PAROLE", "2026-01-10", until="2026-08-31")
    off: dict[str, Any] = {"status": "CLOSED", "closedOn": "2026-05-01"}
    registered(told, "feed", "r", "PAROLEE", "2026-02-01", basis="d", **off)
    assert told.on(dt.date(2026, 9, 2), CONTROL[1]) == {}
    decided(told, "feed", "e", "PAROLE", "2026-08-01", until="2026-12-31")
    registered(told, "feed", "n", "PAROLEE", "2026-08-01", basis="e")
    assert told.on(dt.date(2026, 9, 3), CONTROL[1]) == {}
