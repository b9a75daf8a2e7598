"""Four norms on which liberty hangs, told by feeds and by ``ortaq load``, day by day; by mutations: tests/work."""

import datetime as dt
from typing import Any

import pytest

from adapters.bulk.load_files import load_contents
from adapters.systems import FEEDS
from graph.ingest.batches import Batch
from prevention.deadlines import end_of
from tests.conftest import Graph
from tests.prevention.test_watching import settle
from tests.support.feeding.doors import lines
from tests.support.feeding.graphs import ONE, OTHER
from tests.support.feeding.kit import Intake

Row = dict[str, Any]
KINDS = {"SP": {"kind": "SPECIAL_INSTITUTION", "level": "REGION"}}
DUTIES = "MATCH (d:Duty) WHERE d.rule IN $rules RETURN [d.rule, d.status]"
CARD = {"iin": ONE, "familyName": "Ахметов", "kato": "101000000"}
HOME = {"kato": "101000000", "address": "1"}


class Told:
    """What is told to a graph, by feeds or in the hub's own form."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.intake = Intake(graph.store)
        place = {"system": "KATO", "recordId": "101000000", "version": 1, "kato": "101000000", "name": {"kk": "С"}}
        assert not self.load("regions", place)
        # Feeds name bodies by their codes, which the hub has to know.
        codes = (("MIA", "PSU"), ("MIA", "SP"), ("MIGRATION", "MS"))
        assert not self.load(
            "units", *({"system": of, "recordId": code, "code": code, **KINDS.get(code, {})} for of, code in codes)
        )
        assert not self.load("penal_institutions", {"system": "PENAL", "recordId": "PEN", "name": "PEN"})

    def feed(self, name: str, number: str, version: int = 1, /, **record: Any) -> Batch:
        """One record of a feed."""
        changed = f"2026-01-{version:02}T10:00:00Z"
        head = {"recordId": number, "version": version, "changedAt": changed}
        return self.graph.run(self.intake.take(FEEDS[name], {**head, **record}))

    def load(self, name: str, *rows: Row) -> list[Any]:
        """Lines in the hub's own form; those that are refused."""
        given = [{"system": "T", "version": 1, **row} for row in rows]
        reports = self.graph.run(load_contents(self.graph.store, {name: lines(given)}, lambda *_: None))
        return [line for report in reports for line in report.refused]

    def on(self, day: dt.date, *rules: str) -> dict[str, str]:
        """Where the duties of some rules stand at the end of a day."""
        settle(self.graph, end_of(day))
        found = self.graph.run(self.graph.store.read(DUTIES, {"rules": list(rules)}))
        assert len({rule for rule, _ in found}) == len(found)
        return dict(found)


@pytest.fixture
def told(bare: Graph) -> Told:
    return Told(bare)


def decided(told: Told, door: str, number: str, kind: str, on: str, **more: Any) -> None:
    """A decision of a court about the person, in force from its day unless that is said otherwise."""
    more = {name: value for name, value in {"inForceOn": on, **more}.items() if value is not None}
    if door == "feed":
        article: Row = {"article": "188"} if kind == "SENTENCE" else {}
        more = {"court": "сот", "kind": kind, "decidedOn": on, "persons": [CARD], **article, **more}
        told.feed("court-decisions", number, **more)
    else:
        row = {"recordId": number, "persons": ["T/p"], "kind": kind, "decidedOn": on, **more}
        assert not told.load("court_decisions", row)


def registered(told: Told, door: str, number: str, category: str, on: str, version: int = 1, **more: Any) -> Any:
    """A registration of the person."""
    values = {"category": category, "status": "OPEN", "registeredOn": on, **more}
    if door == "feed":
        values["decision"] = values.pop("basis", None)
        given = {name: value for name, value in values.items() if value is not None}
        return told.feed("police-registered-element", number, version, person=CARD, unit="PSU", **given)
    basis = {"basis": f"T/{values.pop('basis')}"} if values.get("basis") else {}
    return told.load("registrations", {"recordId": number, "version": version, "person": "T/p", **values, **basis})


def released(told: Told, door: str, kind: str, on: str) -> None:
    """A notice of release to a residence that the person chose."""
    if door == "feed":
        told.feed("penal-releases", "r", person=CARD, institution="PEN", ground=kind, releasedOn=on, chosen=HOME)
        return
    home = {"recordId": "h", "owner": "T/p", "kind": "CHOSEN_AFTER_RELEASE", "region": "KATO/101000000"}
    assert not told.load("addresses", home)
    row = {"recordId": "r", "person": "T/p", "kind": kind, "releasedOn": on, "chosenAddress": "T/h"}
    assert not told.load("release_notices", row)


def tracked(told: Told, door: str) -> None:
    """An accumulation file on the person."""
    values: Row = {"number": "1", "kind": "RELEASE_TRACKING", "status": "OPEN", "openedOn": "2026-06-09"}
    if door == "feed":
        told.feed("police-cases", "c", person=CARD, leadUnit="PSU", **values)
    else:
        assert not told.load("cases", {"recordId": "c", "subject": "T/p", **values})


def happened(told: Told, door: str, number: str, norm: str, kind: str, at: str, **more: Any) -> Any:
    """An event in that file."""
    values = {"kind": kind, "at": at, "text": "x", **more}
    if door == "feed":
        return told.feed("police-case-events", number, case="c", unit="PSU", norm=norm, **values)
    return told.load("case_events", {"recordId": number, "case": "T/c", "norm": f"HUB/{norm}", **values})


def person(told: Told, door: str, **more: Any) -> None:
    if door == "load":
        row = {"recordId": "p", "familyName": "Ахметов", "region": "KATO/101000000", "birthDate": "1990-01-01"}
        assert not told.load("persons", {**row, **more})


by_door = pytest.mark.parametrize("door", ["feed", "load"])


@by_door
def test_622_13_puts_on_the_list_and_under_no_supervision(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "d", "PAROLE", "2026-01-10", until="2026-08-31")
    registered(told, door, "r", "PAROLEE", "2026-02-01", basis="d")
    assert told.on(dt.date(2026, 8, 31), "622-13") == {}
    stands = "MATCH (r:Registration) RETURN r.category + ' ' + r.status"
    if door == "feed":
        # The police's system keeps the register, and the hub waits for it to say so.
        assert told.on(dt.date(2026, 9, 1), "622-13") == {"622-13": "OPEN"}
        assert told.on(dt.date(2026, 9, 2), "622-13") == {"622-13": "OVERDUE"}
        registered(told, door, "s", "SUPERVISED", "2026-09-02", basis="d")
        assert told.on(dt.date(2026, 9, 2), "622-13") == {"622-13": "OVERDUE"}, "supervision is another thing"
        registered(told, door, "l", "FALLS_UNDER_SUPERVISION_LAW", "2026-09-02")
        assert told.on(dt.date(2026, 9, 2), "622-13") == {"622-13": "DONE_LATE"}
    else:
        assert told.on(dt.date(2026, 9, 1), "622-13") == {"622-13": "DONE"}
        found = sorted(told.graph.run(told.graph.store.read(stands, {})))
        assert found == ["FALLS_UNDER_SUPERVISION_LAW OPEN", "PAROLEE CLOSED"]


@by_door
def test_nobody_comes_in_as_supervised_without_a_court(told: Told, door: str) -> None:
    person(told, door)
    came = registered(told, door, "s", "SUPERVISED", "2026-09-02")
    refused = came.counts.quarantined if door == "feed" else len(came)
    assert refused == 1
    assert told.graph.run(told.graph.store.read("MATCH (r:Registration) RETURN r.id", {})) == []


UNGROUNDED: dict[str, Row | None] = {
    "unknown": None,
    "of parole": {"kind": "PAROLE", "on": "2026-01-10", "until": "2030-08-31"},
    "run out": {"kind": "ADMINISTRATIVE_SUPERVISION", "on": "2025-01-10", "until": "2026-01-10"},
    "over today": {"kind": "ADMINISTRATIVE_SUPERVISION", "on": "2025-01-10", "until": "2026-10-01"},
    "refused": {"kind": "ADMINISTRATIVE_SUPERVISION", "on": "2026-01-10", "until": "2030-01-10", "isRefusal": True},
    "not in force yet": {"kind": "ADMINISTRATIVE_SUPERVISION", "on": "2026-08-30", "inForceOn": "2026-09-15"},
    "without a day of its force": {
        "kind": "ADMINISTRATIVE_SUPERVISION",
        "on": "2026-01-10",
        "until": "2030-01-10",
        "inForceOn": None,
    },
    "of months that are over": {"kind": "ADMINISTRATIVE_SUPERVISION", "on": "2025-01-10", "termMonths": 12},
    "on somebody else": {"kind": "ADMINISTRATIVE_SUPERVISION", "on": "2026-01-10", "until": "2030-01-10"},
}


@pytest.mark.parametrize("court", UNGROUNDED)
@by_door
def test_nobody_is_supervised_on_a_decision_without_force(told: Told, door: str, court: str) -> None:
    person(told, door)
    said = UNGROUNDED[court]
    if said is not None:
        whom = dict(said)
        if court == "on somebody else":
            whom["persons"] = [{**CARD, "iin": OTHER}] if door == "feed" else ["T/q"]
            if door == "load":
                assert not told.load("persons", {"recordId": "q", "familyName": "Басқа", "birthDate": "1980-01-01"})
        decided(told, door, "d", **whom)
    came = registered(told, door, "s", "SUPERVISED", "2026-09-02", basis="d")
    assert (came.counts.quarantined if door == "feed" else len(came)) == 1
    assert told.graph.run(told.graph.store.read("MATCH (r:Registration) RETURN r.id", {})) == []


@by_door
def test_somebody_is_supervised_on_a_decision_in_force(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "d", "ADMINISTRATIVE_SUPERVISION", "2026-05-20", until="2030-05-20")
    came = registered(told, door, "s", "SUPERVISED", "2026-09-02", basis="d")
    assert (came.counts.quarantined if door == "feed" else len(came)) == 0
    assert len(told.graph.run(told.graph.store.read("MATCH (r:Registration) RETURN r.id", {}))) == 1


@by_door
def test_622_2_counts_ten_years_once(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "life", "SENTENCE", "2001-05-05", isLife=True)
    decided(told, door, "d", "PAROLE", "2026-01-10", inForceOn="2026-01-25")
    released(told, door, "PAROLE", "2026-02-01")
    off: Row = {"status": "CLOSED", "closedOn": "2031-05-05"}
    registered(told, door, "r", "PAROLEE", "2026-02-10", basis="d", **off)
    registered(told, door, "n", "PAROLEE", "2031-05-05", basis="d")
    assert told.on(dt.date(2036, 1, 31), "622-13") == {}
    assert told.on(dt.date(2036, 2, 1), "622-13") == {"622-13": "OPEN" if door == "feed" else "DONE"}


@by_door
def test_622_2_counts_ten_years_from_a_leap_day(told: Told, door: str) -> None:
    """The month in which they end has no 29th: its last day is the last of the term."""
    person(told, door)
    decided(told, door, "life", "SENTENCE", "1990-01-01", isLife=True)
    decided(told, door, "d", "PAROLE", "2016-02-29")
    released(told, door, "PAROLE", "2016-02-29")
    registered(told, door, "r", "PAROLEE", "2016-02-29", basis="d")
    assert told.on(dt.date(2026, 2, 28), "622-13") == {}
    assert told.on(dt.date(2026, 3, 1), "622-13") == {"622-13": "OPEN" if door == "feed" else "DONE"}


@by_door
def test_a_term_of_months_ends_with_a_month_that_has_no_such_day(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "d", "PAROLE", "2025-10-31", termMonths=4)
    registered(told, door, "r", "PAROLEE", "2025-11-01", basis="d")
    assert told.on(dt.date(2026, 2, 28), "622-13") == {}
    assert told.on(dt.date(2026, 3, 1), "622-13") == {"622-13": "OPEN" if door == "feed" else "DONE"}


@by_door
def test_89_8c_of_a_supervised_person(told: Told, door: str) -> None:
    person(told, door)
    decided(told, door, "d", "ADMINISTRATIVE_SUPERVISION", "2026-05-20", until="2027-05-20")
    released(told, door, "TERM_SERVED", "2026-06-01")
    tracked(told, door)
    rules = ("89-8b", "89-8c")
    assert told.on(dt.date(2026, 6, 22), *rules) == {}
    assert told.on(dt.date(2026, 6, 23), *rules) == {"89-8b": "OPEN"}
    happened(told, door, "1", "89-8b", "SEARCH_STEP", "2026-06-25T05:00:00Z")
    assert told.on(dt.date(2026, 6, 25), *rules) == {"89-8b": "DONE", "89-8c": "OPEN"}
    for number, kind in enumerate(("PRETRIAL_INVESTIGATION", "RESTRAINT", "WANTED_NOTICE"), 2):
        assert told.on(dt.date(2026, 6, 26), *rules) == {"89-8b": "DONE", "89-8c": "OPEN"}
        happened(told, door, str(number), "89-8c", kind, f"2026-06-26T0{number}:00:00Z")
    assert told.on(dt.date(2026, 6, 26), *rules) == {"89-8b": "DONE", "89-8c": "DONE"}


@pytest.mark.parametrize("kind", ["PRETRIAL_INVESTIGATION", "RESTRAINT", "WANTED_NOTICE", "COURT_MOTION"])
@by_door
def test_nobody_is_wanted_for_whom_nobody_searched(told: Told, door: str, kind: str) -> None:
    person(told, door)
    if kind != "COURT_MOTION":
        decided(told, door, "d", "ADMINISTRATIVE_SUPERVISION", "2026-05-20", until="2027-05-20")
    released(told, door, "PAROLE" if kind == "COURT_MOTION" else "TERM_SERVED", "2026-06-01")
    tracked(told, door)
    court = {"court": "сот"} if kind == "COURT_MOTION" else {}
    came = happened(told, door, "1", "89-8c", kind, "2026-06-25T06:00:00Z", **court)
    assert (came.counts.quarantined if door == "feed" else len(came)) == 1
    happened(told, door, "2", "89-8b", "SEARCH_STEP", "2026-06-26T05:00:00Z")
    came = happened(told, door, "3", "89-8c", kind, "2026-06-25T06:00:00Z", **court)
    assert (came.counts.quarantined if door == "feed" else len(came)) == 1, "the search came later"
    if kind == "WANTED_NOTICE":
        for number, act in enumerate(("PRETRIAL_INVESTIGATION", "RESTRAINT")):
            happened(told, door, f"4-{number}", "89-8c", act, "2026-06-26T05:30:00Z")
    came = happened(told, door, "4", "89-8c", kind, "2026-06-26T06:00:00Z", **court)
    assert (came.counts.quarantined if door == "feed" else len(came)) == 0


@by_door
def test_89_8c_of_a_parolee_asks_a_named_court(told: Told, door: str) -> None:
    person(told, door)
    released(told, door, "PAROLE", "2026-06-01")
    tracked(told, door)
    happened(told, door, "1", "89-8b", "SEARCH_STEP", "2026-06-25T05:00:00Z")
    assert told.on(dt.date(2026, 6, 25), "89-8c") == {"89-8c": "OPEN"}
    came = happened(told, door, "2", "89-8c", "COURT_MOTION", "2026-06-25T06:00:00Z")
    assert (came.counts.quarantined if door == "feed" else len(came)) == 1, "to which court?"
    happened(told, door, "3", "89-8c", "COURT_MOTION", "2026-06-25T06:00:00Z", court="Семей қалалық соты")
    assert told.on(dt.date(2026, 6, 25), "89-8c") == {"89-8c": "DONE"}


@by_door
def test_89_22_2b_ends_on_the_thirtieth_day(told: Told, door: str) -> None:
    person(told, door, citizenship="UZB")
    foreign: Row = {"persons": [{**CARD, "citizenship": "UZB"}]} if door == "feed" else {}
    decided(told, door, "d", "EXPULSION", "2026-02-20", **foreign)

    def stay(version: int, **ended: str) -> None:
        if door == "feed":
            placed = {"placedOn": "2026-03-02", "institution": "SP", "ruling": "d", **ended}
            card = {**CARD, "citizenship": "UZB"}
            values = {"person": card, "status": "OPEN", "registeredOn": "2026-03-01", "unit": "MS"}
            told.feed("migration-foreigners", "f", version, **values, placement=placed)
        else:
            row = {"recordId": "s", "version": version, "person": "T/p", "from": "2026-03-02", **ended}
            row |= {"unit": "MIA/SP", "ruling": "T/d"}
            assert not told.load("special_placements", row)

    rules = ("89-22.2b/service", "89-22.2b/institution", "89-22.2b/told")
    held = dict.fromkeys(rules[:2], "OPEN")
    stay(1)
    assert told.on(dt.date(2026, 3, 25), *rules) == held
    assert told.on(dt.date(2026, 3, 26), *rules) == {**held, rules[2]: "OPEN"}
    assert told.on(dt.date(2026, 3, 31), *rules) == {**held, rules[2]: "OVERDUE"}
    assert told.on(dt.date(2026, 4, 1), *rules) == dict.fromkeys(rules, "OVERDUE")
    stay(2, endedOn="2026-04-01", outcome="EXPELLED")
    late = dict.fromkeys(rules[:2], "DONE_LATE")
    assert told.on(dt.date(2026, 4, 2), *rules) == {**late, rules[2]: "OVERDUE"}
