"""89-8b and 89-8c by feeds and by ``ortaq load``: what a step of the search is, and acts that are told late.

An act is judged by its own moment. Whatever became known since, it was lawful or it was not; and whoever was
declared wanted and has been found is to be wanted no more, in whichever order that is told.
"""

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from adapters.bulk.load_files import load_contents
from prevention.deadlines import end_of
from tests.prevention.test_acts import ACTS, COURT, STEP, act, parolee, refused, supervised
from tests.prevention.test_by_every_door import CARD, Row, Told, by_door, decided, happened, released, tracked
from tests.prevention.test_watching import settle
from tests.support.feeding.doors import lines

ARRIVED = "2026-07-01T06:00:00Z"
LIFT, GROUND = "89-8c/lift", "89-8c/ground"
DUTIES = "MATCH (d:Duty) WHERE d.rule IN $rules RETURN [d.rule, d.status]"


@pytest.fixture
def told(bare: Any) -> Told:
    return Told(bare)


def arrived(told: Told, door: str, at: str = ARRIVED, number: str = "seen") -> None:
    """An event by which the person came."""
    assert refused(told, door, happened(told, door, number, "89-6.2", "ARRIVAL", at)) == ""


def noted(told: Told, door: str, kind: str, on: str) -> None:
    """A notice of the release, sent anew, that says on which day the person came."""
    if door == "feed":
        home = {"kato": "101000000", "address": "1"}
        values: Row = {"person": CARD, "institution": "PEN", "ground": kind, "releasedOn": "2026-06-01"}
        came = told.feed("penal-releases", "r", 2, **values, chosen=home, arrivedOn=on)
        assert came.counts.quarantined == 0
        return
    row: Row = {"recordId": "r", "version": 2, "person": "T/p", "kind": kind, "releasedOn": "2026-06-01"}
    assert not told.load("release_notices", {**row, "chosenAddress": "T/h", "arrivedOn": on})


def of_three(told: Told, door: str, hour: str = "2026-06-26T0{}:00:00Z") -> list[str]:
    """The three acts against a supervised person; the codes or reasons by which they are refused."""
    return [act(told, door, kind, hour.format(number), number=str(number)) for number, kind in enumerate(ACTS)]


def on(told: Told, day: str, *rules: str) -> list[str]:
    """How many duties of some rules there are at the end of a day, and where they stand."""
    settle(told.graph, end_of(dt.date.fromisoformat(day)))
    return sorted(" ".join(row) for row in told.graph.run(told.graph.store.read(DUTIES, {"rules": list(rules)})))


NO_STEPS = ["CLOSING", "DECISION", "OTHER", "TRANSFER", "ASSESSMENT", "VIOLATION"]
STEPS = ["SEARCH_STEP", "INTERVIEW", "NOTICE", "CHECK_VISIT"]


@pytest.mark.parametrize("kind", [*NO_STEPS, *STEPS])
@by_door
def test_what_does_the_search_is_what_89_8c_calls_a_step_of_it(told: Told, door: str, kind: str) -> None:
    parolee(told, door)
    happened(told, door, "step", "89-8b", kind, STEP)
    expected = ["89-8b DONE", "89-8c OPEN"] if kind in STEPS else ["89-8b OPEN"]
    assert on(told, "2026-06-25", "89-8b", "89-8c") == expected
    assert (act(told, door, "COURT_MOTION") == "") == (kind in STEPS)


def test_what_one_unit_tells_another_is_no_step_of_the_search(told: Told) -> None:
    """The text asks for inquiries to hospitals, morgues and social organisations; a notice is told to a unit."""
    parolee(told, "load")
    row: Row = {"recordId": "n", "sentAt": STEP, "person": "T/p", "norm": "HUB/89-8b", "sender": "MIA/PSU"}
    assert not told.load("notices", row)
    assert on(told, "2026-06-25", "89-8b", "89-8c") == ["89-8b OPEN"]
    assert act(told, "load", "COURT_MOTION")


@pytest.mark.parametrize("how", ["an event", "the notice"])
@by_door
def test_three_acts_told_after_the_arrival_come_in_and_are_to_be_lifted(told: Told, door: str, how: str) -> None:
    supervised(told, door)
    if how == "an event":
        arrived(told, door)
    else:
        noted(told, door, "TERM_SERVED", "2026-07-01")
    assert of_three(told, door) == ["", "", ""]
    assert on(told, "2026-07-01", "89-8c", LIFT, GROUND) == ["89-8c DONE", f"{LIFT} OPEN"]
    assert on(told, "2026-07-02", "89-8c", LIFT, GROUND) == ["89-8c DONE", f"{LIFT} OVERDUE"]


@by_door
def test_a_motion_told_after_the_arrival_comes_in(told: Told, door: str) -> None:
    parolee(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    arrived(told, door)
    assert act(told, door, "COURT_MOTION", "2026-06-25T09:00:00Z") == ""
    assert on(told, "2026-07-01", "89-8c", GROUND) == ["89-8c DONE"]
    assert act(told, door, "COURT_MOTION", "2026-07-01T09:00:00Z", number="after"), "the person had come"
    assert act(told, door, "COURT_MOTION", "2026-07-02T09:00:00Z", number="later")


@by_door
def test_an_act_is_judged_by_its_moment_on_the_day_of_the_arrival(told: Told, door: str) -> None:
    parolee(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    arrived(told, door)
    assert act(told, door, "COURT_MOTION", "2026-07-01T05:00:00Z", number="before") == ""
    assert act(told, door, "COURT_MOTION", "2026-07-01T07:00:00Z", number="after")
    assert on(told, "2026-07-01", GROUND) == []
    noted(told, door, "PAROLE", "2026-07-01")
    assert act(told, door, "COURT_MOTION", "2026-07-01T05:30:00Z", number="day"), "a day lasts from its beginning"


@by_door
def test_an_act_after_the_arrival_stays_refused_and_so_does_one_before_the_search(told: Told, door: str) -> None:
    supervised(told, door)
    arrived(told, door)
    assert all(of_three(told, door, "2026-07-02T0{}:00:00Z"))
    assert all(of_three(told, door, "2026-06-24T0{}:00:00Z")), "nobody had searched"


@by_door
def test_an_act_told_after_the_supervision_has_ended_is_judged_by_its_own_day(told: Told, door: str) -> None:
    """The court's term ends on 30 June; the person comes in August, when nobody is under supervision any more."""
    if door == "load":
        row = {"recordId": "p", "familyName": "Ахметов", "region": "KATO/101000000", "birthDate": "1990-01-01"}
        assert not told.load("persons", row)
    decided(told, door, "d", "ADMINISTRATIVE_SUPERVISION", "2026-05-20", until="2026-06-30")
    released(told, door, "TERM_SERVED", "2026-06-01")
    tracked(told, door)
    happened(told, door, "step", "89-8b", "SEARCH_STEP", STEP)
    arrived(told, door, "2026-08-03T06:00:00Z")
    assert of_three(told, door) == ["", "", ""]
    assert act(told, door, "PRETRIAL_INVESTIGATION", "2026-07-02T05:00:00Z", number="after"), "under no control"
    assert on(told, "2026-08-04", LIFT, GROUND) == [f"{LIFT} OVERDUE"]


def _files(is_parolee: bool) -> dict[str, list[Row]]:
    """All that is told of somebody, as files of one load."""
    kind = "PAROLE" if is_parolee else "TERM_SERVED"
    court: Row = {
        "recordId": "d",
        "persons": ["T/p"],
        "kind": "ADMINISTRATIVE_SUPERVISION",
        "decidedOn": "2026-05-20",
    }
    home: Row = {"recordId": "h", "owner": "T/p", "kind": "CHOSEN_AFTER_RELEASE", "region": "KATO/101000000"}
    case: Row = {"number": "1", "kind": "RELEASE_TRACKING", "status": "OPEN", "openedOn": "2026-06-09"}
    release: Row = {"recordId": "r", "person": "T/p", "kind": kind, "releasedOn": "2026-06-01"}
    return {
        "persons": [
            {"recordId": "p", "familyName": "Ахметов", "region": "KATO/101000000", "birthDate": "1990-01-01"}
        ],
        "court_decisions": [] if is_parolee else [{**court, "inForceOn": "2026-05-20", "until": "2027-05-20"}],
        "addresses": [home],
        "release_notices": [{**release, "chosenAddress": "T/h", "arrivedOn": "2026-07-01"}],
        "cases": [{"recordId": "c", "subject": "T/p", **case}],
    }


@pytest.mark.parametrize("order", list(permutations(("step", "acts", "came"))), ids=" ".join)
@pytest.mark.parametrize("is_parolee", [False, True], ids=["supervised", "parolee"])
def test_one_load_in_any_order(told: Told, is_parolee: bool, order: tuple[str, ...]) -> None:
    step: Row = {"recordId": "step", "kind": "SEARCH_STEP", "at": STEP, "norm": "HUB/89-8b"}
    came: Row = {"recordId": "came", "kind": "ARRIVAL", "at": ARRIVED, "norm": "HUB/89-6.2"}
    kinds = ("COURT_MOTION",) if is_parolee else ACTS
    acts: list[Row] = [
        {"recordId": f"act-{number}", "kind": kind, "at": f"2026-06-25T0{6 + number}:00:00Z", "norm": "HUB/89-8c"}
        for number, kind in enumerate(kinds)
    ]
    acts = [{**row, **(COURT if is_parolee else {})} for row in acts]
    events = {"step": [step], "acts": acts, "came": [came]}
    files = _files(is_parolee)
    files["case_events"] = [{"case": "T/c", "text": "x", **row} for name in order for row in events[name]]
    contents = {
        name: lines([{"system": "T", "version": 1, **row} for row in rows]) for name, rows in files.items() if rows
    }
    reports = told.graph.run(load_contents(told.graph.store, contents, lambda *_: None))
    assert [line.reason for report in reports for line in report.refused] == []
    owed = ["89-8c DONE"] if is_parolee else ["89-8c DONE", f"{LIFT} OVERDUE"]
    assert on(told, "2026-07-02", "89-8c", LIFT, GROUND) == owed
