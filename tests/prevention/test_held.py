"""89-22.2b by feeds and by ``ortaq load``: who is held on no ruling, or longer than it allows, is told of."""

import datetime as dt
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from prevention.deadlines import begin_of, end_of
from prevention.decisions import EXPULSION
from prevention.duties.duty_facts import CourtDecision, PersonFile, Placement
from prevention.duties.stays import last_day
from prevention.engine import update_changed
from security.clock import today_in_kazakhstan
from tests.conftest import Graph
from tests.prevention.test_by_every_door import CARD, Row, Told, by_door
from tests.support.feeding.doors import lines
from tests.support.feeding.graphs import OTHER

SERVICE, INSTITUTION, TOLD = "89-22.2b/service", "89-22.2b/institution", "89-22.2b/told"
RULES = (SERVICE, INSTITUTION, TOLD)
FOREIGN = {**CARD, "citizenship": "UZB"}
OPEN = {SERVICE: "OPEN", INSTITUTION: "OPEN"}
OVERDUE = {SERVICE: "OVERDUE", INSTITUTION: "OVERDUE"}
STAYS = "MATCH (s:SpecialPlacement) RETURN s.id"


class Held:
    """A foreigner in a graph, of whom stays are told at one door."""

    def __init__(self, told: Told, door: str) -> None:
        self.told = told
        self.door = door
        if door == "load":
            row = {"recordId": "p", "familyName": "Ахметов", "region": "KATO/101000000", "birthDate": "1990-01-01"}
            assert not told.load("persons", {**row, "citizenship": "UZB"})

    def ruling(self, record: str = "d", /, version: int = 1, **more: Any) -> None:
        """A decision of a court, by which the person is to be expelled if nothing else is said."""
        values = {"kind": "EXPULSION", "decidedOn": "2026-02-20", **more}
        if self.door == "feed":
            article = {"article": "188"} if values["kind"] == "SENTENCE" else {}
            self.told.feed(
                "court-decisions", record, version, **{"court": "сот", "persons": [FOREIGN], **article, **values}
            )
        else:
            row = {
                "recordId": record,
                "version": version,
                "persons": ["T/p"],
                "court": "сот",
                "number": record,
                **values,
            }
            assert not self.told.load(
                "court_decisions", {n: value for n, value in row.items() if value is not None}
            )

    def stay(self, on: str, number: str = "s", version: int = 1, ruling: str | None = "d", **more: Any) -> str:
        """A stay; the code or reason by which it is refused, empty if it came in."""
        if self.door == "load":
            row = {"recordId": number, "version": version, "person": "T/p", "from": on, "unit": "MIA/SP", **more}
            refused = self.told.load("special_placements", row | ({"ruling": f"T/{ruling}"} if ruling else {}))
            return str(refused[0].reason) if refused else ""
        placed = {"placedOn": on, "institution": "SP", "ruling": ruling, **more}
        return self.foreigner(number, version, placement=placed)

    def foreigner(self, number: str, version: int, **more: Any) -> str:
        """A record of the migration service."""
        values = {"person": FOREIGN, "status": "OPEN", "registeredOn": "2026-03-01", "unit": "MS", **more}
        taken = self.told.feed("migration-foreigners", number, version, **values)
        return "" if taken.counts.quarantined == 0 else self.code()

    def code(self) -> str:
        """The code of what is in quarantine."""
        found = self.told.graph.run(self.told.graph.store.read("MATCH (q:Quarantined) RETURN q.code", {}))
        return str(found[-1])

    def on(self, day: str) -> dict[str, str]:
        """Where the duties stand at the end of a day; of several stays, that of the worst."""
        return self.told.on(dt.date.fromisoformat(day), *RULES)

    def stays(self) -> int:
        """How many stays are on record."""
        return len(self.told.graph.run(self.told.graph.store.read(STAYS, {})))


@pytest.fixture
def told(bare: Graph) -> Told:
    return Told(bare)


GROUNDLESS: dict[str, Row | None] = {
    "unknown": None,
    "a refusal": {"isRefusal": True},
    "a sentence": {"kind": "SENTENCE"},
    "a treatment": {"kind": "COMPULSORY_TREATMENT"},
    "a parole": {"kind": "PAROLE"},
    "something else": {"kind": "OTHER"},
    "not in force yet": {"inForceOn": "2026-03-03"},
    "decided later": {"decidedOn": "2026-03-03"},
    "run out": {"until": "2026-03-01"},
    "run out by months": {"decidedOn": "2026-01-20", "termMonths": 1},
}


async def _watched(told: Told, day: dt.date) -> None:
    while await update_changed(told.graph.store, end_of(day)):
        pass


def is_unlawful(held: Held, on: str) -> bool:
    """Whether of every stay that began on a day the service and the institution owe an end from that day on."""
    store, run = held.told.graph.store, held.told.graph.run
    run(_watched(held.told, dt.date.fromisoformat(on)))
    owed = "MATCH (d:Duty) WHERE d.rule IN $rules AND toString(d.arisesOn) = $on RETURN [d.rule, d.status]"
    began = "MATCH (s:SpecialPlacement) WHERE toString(s.from) = $on RETURN s.id"
    stays = run(store.read(began, {"on": on}))
    found = run(store.read(owed, {"on": on, "rules": [SERVICE, INSTITUTION]}))
    expected = [[rule, "OVERDUE"] for rule in (INSTITUTION, SERVICE) for _ in stays]
    return bool(stays) and sorted(list(each) for each in found) == expected


@pytest.mark.parametrize("court", GROUNDLESS)
@by_door
def test_whoever_is_held_on_no_ruling_is_told_of_at_once(told: Told, door: str, court: str) -> None:
    held, said = Held(told, door), GROUNDLESS[court]
    if said is not None:
        held.ruling(**said)
    came = held.stay("2026-03-02")
    if said is None and door == "load":
        assert came, "a file names a ruling that has to be there"
        return
    assert came == "" and held.stays() == 1
    with capture_logs() as logged:
        assert held.on("2026-03-02") == {**OVERDUE, TOLD: "OPEN"}
    loud = [each for each in logged if each["log_level"] == "error"]
    assert sorted(each["duty"] for each in loud) == [INSTITUTION, SERVICE]
    assert held.on("2026-03-03") == {**OVERDUE, TOLD: "OVERDUE"}
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-05", outcome="RELEASED") == ""
    assert held.on("2026-03-05") == {**dict.fromkeys(OPEN, "DONE_LATE"), TOLD: "OVERDUE"}


@by_door
def test_who_is_set_free_on_the_first_of_unlawful_days_was_held_on_it(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling(isRefusal=True)
    assert held.stay("2026-03-02", endedOn="2026-03-02", outcome="RELEASED") == ""
    found = held.on("2026-03-03")
    assert {rule: found[rule] for rule in OPEN} == dict.fromkeys(OPEN, "DONE_LATE")


@by_door
def test_nothing_is_due_before_it_arises(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling(isRefusal=True)
    assert held.stay("2026-03-02") == ""
    held.on("2026-03-05")
    text = "MATCH (d:Duty) WHERE d.rule IN $rules RETURN [d.arisesOn, d.dueOn]"
    for arises, due_on in told.graph.run(told.graph.store.read(text, {"rules": list(RULES)})):
        assert due_on.to_native() >= begin_of(arises.to_native())


@by_door
def test_who_is_held_again_when_the_thirty_days_are_used_is_told_of_at_once(told: Told, door: str) -> None:
    """Released on the thirtieth day, free for two days, and held again on the same ruling."""
    held = Held(told, door)
    held.ruling()
    assert held.stay("2026-03-02", endedOn="2026-03-31", outcome="RELEASED") == ""
    assert held.stay("2026-04-03", "again") == ""
    assert is_unlawful(held, "2026-04-03")


@by_door
def test_a_second_stay_is_on_record_while_the_first_is_said_to_have_ended_by_the_expulsion(
    told: Told, door: str
) -> None:
    """The first was released, and its record says so later; the second stands on a ruling of its own."""
    held = Held(told, door)
    held.ruling()
    held.ruling("e", decidedOn="2026-03-01")
    assert held.stay("2026-03-02", endedOn="2026-03-10", outcome="EXPELLED") == ""
    assert held.stay("2026-03-12", "t", ruling="e") == ""
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-10", outcome="RELEASED") == ""
    assert held.stays() == 2


BARE = {"familyName": "Ахметов", "givenName": "Марат", "patronymic": "Серікұлы", "birthDate": "1985-02-12"}


@pytest.mark.parametrize("first", ["the court", "the migration service"])
def test_a_stay_of_somebody_without_a_number_stands_on_the_ruling_of_the_same_card(told: Told, first: str) -> None:
    """Held for 36 days: it is told of as held too long, and not as held on nothing."""
    held, card = Held(told, "feed"), {**BARE, "citizenship": "UZB", "sex": "MALE", "kato": CARD["kato"]}
    if first == "the court":
        held.ruling(persons=[card])
    placed: Row = {"placedOn": "2026-03-02", "institution": "SP", "ruling": "d"}
    assert held.foreigner("s", 1, person=card, placement=placed) == ""
    if first != "the court":
        held.ruling(persons=[card])
    while told.graph.run(link_waiting(told.graph.store, b"s" * 32)):
        pass
    assert held.on("2026-03-31") == {**OPEN, TOLD: "OVERDUE"}
    assert held.on("2026-04-06") == {**OVERDUE, TOLD: "OVERDUE"}
    assert due(held) == [dt.date(2026, 3, 31)]


def test_who_is_held_on_no_ruling_at_all_is_told_of(told: Told) -> None:
    held = Held(told, "load")
    assert held.stay("2026-03-02", ruling=None) == "" and is_unlawful(held, "2026-03-02")


@by_door
def test_who_is_held_on_a_ruling_about_somebody_else_is_told_of(told: Told, door: str) -> None:
    held = Held(told, door)
    if door == "load":
        other = {"recordId": "q", "familyName": "Басқа", "birthDate": "1980-01-01", "citizenship": "UZB"}
        assert not told.load("persons", other)
    held.ruling(persons=[{**FOREIGN, "iin": OTHER}] if door == "feed" else ["T/q"])
    assert held.stay("2026-03-02") == "" and is_unlawful(held, "2026-03-02")


def test_of_a_citizen_who_is_held_is_told(told: Told) -> None:
    held = Held(told, "load")
    held.ruling()
    assert not told.load("persons", {"recordId": "p", "version": 2, "familyName": "А", "citizenship": "KAZ"})
    assert held.stay("2026-03-02") == "" and is_unlawful(held, "2026-03-02")


def test_of_whom_another_agency_knows_that_they_are_a_citizen_is_told(told: Told) -> None:
    held = Held(told, "feed")
    held.ruling()
    assert held.stay("2026-03-02") == ""
    assert held.on("2026-03-10") == OPEN
    citizen = {**CARD, "citizenship": "KAZ"}
    values: Row = {"category": "DOMESTIC_OFFENDER", "status": "OPEN", "registeredOn": "2026-03-05", "unit": "PSU"}
    assert told.feed("police-registered-element", "k", person=citizen, **values).counts.applied == 1
    found = held.on("2026-03-10")
    assert {rule: found[rule] for rule in OPEN} == OVERDUE and TOLD in found
    assert held.stay("2026-03-02", "t") == "" and is_unlawful(held, "2026-03-02")


WITHDRAWN: dict[str, Row] = {
    "a refusal after all": {"isRefusal": True},
    "of another kind": {"kind": "OTHER"},
    "in force later": {"inForceOn": "2026-03-20"},
    "shorter": {"until": "2026-03-05"},
    "on somebody else": {},
}


@pytest.mark.parametrize("how", WITHDRAWN)
@by_door
def test_whose_ruling_is_withdrawn_is_held_without_a_ground_at_once(told: Told, door: str, how: str) -> None:
    held, said = Held(told, door), WITHDRAWN[how]
    held.ruling()
    assert held.stay("2026-03-02") == ""
    assert held.on("2026-03-10") == OPEN
    if how == "on somebody else":
        if door == "load":
            assert not told.load("persons", {"recordId": "q", "familyName": "Б", "birthDate": "1980-01-01"})
        held.ruling(version=2, persons=[{**FOREIGN, "iin": OTHER}] if door == "feed" else ["T/q"])
    else:
        held.ruling(version=2, **said)
    found = held.on("2026-03-10")
    assert {rule: found[rule] for rule in OPEN} == OVERDUE and TOLD in found
    assert held.stay("2026-03-02", version=2) == ""
    again = held.on("2026-03-10")
    assert {rule: again[rule] for rule in OPEN} == OVERDUE, "a newer version has no ground either"
    assert held.stay("2026-03-02", version=3, endedOn="2026-03-11", outcome="RELEASED") == ""
    done = held.on("2026-03-11")
    assert {rule: done[rule] for rule in OPEN} == dict.fromkeys(OPEN, "DONE_LATE")


def test_whose_ruling_is_deleted_is_held_without_a_ground_at_once(told: Told) -> None:
    held = Held(told, "feed")
    held.ruling()
    assert held.stay("2026-03-02") == ""
    assert held.on("2026-03-10") == OPEN
    told.feed("court-decisions", "d", 2, deleted=True)
    assert held.on("2026-03-10") == {**OVERDUE, TOLD: "OVERDUE"}
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-11", outcome="RELEASED") == ""


def due(held: Held) -> list[dt.date]:
    """The last days of all stays, as their institution owes them."""
    text = "MATCH (d:Duty {rule: $rule}) RETURN d.dueOn"
    found = held.told.graph.run(held.told.graph.store.read(text, {"rule": SERVICE}))
    return sorted((each.to_native() + dt.timedelta(hours=5)).date() for each in found)


@by_door
def test_the_thirty_days_run_once_for_a_ruling(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling()
    assert held.stay("2026-03-02") == ""
    assert held.stay("2026-03-10", "overlapping") == ""
    told.graph.run(_watched(told, dt.date(2026, 3, 31)))
    assert due(held) == [dt.date(2026, 3, 31)] * 2
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-31", outcome="RELEASED") == ""
    assert held.stay("2026-03-31", "again") == "", "the thirtieth day itself"
    assert held.stay("2026-04-01", "later") == "" and is_unlawful(held, "2026-04-01"), "they are over"
    assert due(held) == [*[dt.date(2026, 3, 31)] * 3, dt.date(2026, 4, 1)]


@by_door
def test_a_later_beginning_does_not_begin_the_thirty_days_again(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling()
    held.ruling("e")
    assert held.stay("2026-03-02") == ""
    assert held.stay("2026-03-20", version=2, ruling="e") == "", "nor does another ruling"
    assert held.on("2026-03-31") == {**OPEN, TOLD: "OVERDUE"}
    assert held.on("2026-04-01") == {**OVERDUE, TOLD: "OVERDUE"}
    assert held.stay("2026-04-01", "again") == ""
    assert is_unlawful(held, "2026-04-01"), "the first ruling's days are over as well"


@pytest.mark.parametrize("how", ["deleted", "left out"])
def test_a_stay_on_record_is_not_taken_back(told: Told, how: str) -> None:
    held = Held(told, "feed")
    held.ruling()
    assert held.stay("2026-03-02") == ""
    everything = {**OVERDUE, TOLD: "OVERDUE"}
    assert held.on("2026-04-06") == everything
    if how == "deleted":
        taken = told.feed("migration-foreigners", "s", 2, deleted=True)
        assert taken.counts.quarantined == 1 and held.code() == "STAY_ON_RECORD"
    else:
        assert held.foreigner("s", 2) == "STAY_ON_RECORD"
    assert held.on("2026-04-06") == everything and held.stays() == 1
    assert held.stay("2026-03-02", version=3, endedOn="2026-04-06", outcome="RELEASED") == ""
    assert held.on("2026-04-06") == {**dict.fromkeys(OPEN, "DONE_LATE"), TOLD: "OVERDUE"}


@by_door
def test_the_shorter_of_ruling_and_placement_counts(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling(until="2026-03-11")
    assert held.stay("2026-03-02", until="2026-03-20") == ""
    assert held.on("2026-03-11") == OPEN
    assert held.on("2026-03-12") == {**OVERDUE, TOLD: "OPEN"}


@by_door
def test_nobody_is_held_in_a_police_unit(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling()
    where: Row = {"institution": "PSU"} if door == "feed" else {"unit": "MIA/PSU"}
    refused = held.stay("2026-03-02", **where)
    assert refused == "NO_SPECIAL_INSTITUTION" if door == "feed" else refused
    assert held.stays() == 0
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-05", outcome="RELEASED", **where) == ""


@by_door
def test_nobody_is_held_from_tomorrow_nor_set_free_by_a_day_to_come(told: Told, door: str) -> None:
    held, today = Held(told, door), today_in_kazakhstan()
    held.ruling()
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    refused = held.stay(tomorrow)
    assert refused == "IN_THE_FUTURE" if door == "feed" else refused
    assert held.stay(
        "2026-03-02", "t", ruling=None if door == "load" else "none", endedOn=tomorrow, outcome="RELEASED"
    )
    assert held.stays() == 0


def test_lines_of_a_file_are_checked_in_any_order(told: Told) -> None:
    """The decisions of one load come before the stays that stand on them."""
    row = {"recordId": "p", "familyName": "Ахметов", "birthDate": "1990-01-01", "citizenship": "UZB"}
    head = {"system": "T", "version": 1}
    ruling = {**head, "recordId": "d", "persons": ["T/p"], "kind": "EXPULSION", "decidedOn": "2026-02-20"}
    stay = {**head, "recordId": "s", "person": "T/p", "from": "2026-03-02", "unit": "MIA/SP", "ruling": "T/d"}
    files = {"special_placements": lines([stay]), "persons": lines([{**head, **row}])}
    files["court_decisions"] = lines([ruling])
    reports = told.graph.run(load_contents(told.graph.store, files, lambda *_: None))
    assert not [line for report in reports for line in report.refused]


def test_two_rulings_without_a_day_of_freedom_are_one_time_of_thirty_days() -> None:
    """89-22.2b: "not exceeding thirty days" is said of the placement, and not of each ruling."""
    rulings = tuple(CourtDecision(id=ruling_id, kind=EXPULSION, decided=dt.date(2026, 2, 20)) for ruling_id in "de")

    def last(*stays: tuple[str, str | None, str], expelled: bool = False) -> dt.date:
        """The last lawful day of the last of some stays."""
        placed = tuple(
            Placement(
                id=str(number),
                since=dt.date.fromisoformat(since),
                ended=dt.date.fromisoformat(ended) if ended else None,
                ruling=ruling,
                rulings=(ruling,),
                expelled=expelled and ended is not None,
            )
            for number, (since, ended, ruling) in enumerate(stays)
        )
        return last_day(PersonFile(id="per", citizenship="UZB", decisions=rulings, placements=placed), placed[-1])

    assert last(("2026-03-02", "2026-03-20", "d"), ("2026-03-20", None, "e")) == dt.date(2026, 3, 31)
    assert last(("2026-03-02", "2026-03-20", "d"), ("2026-03-21", None, "e")) == dt.date(2026, 3, 31)
    assert last(("2026-03-02", None, "d"), ("2026-03-21", None, "e")) == dt.date(2026, 3, 31), "held on both"
    free = dt.date(2026, 4, 20)
    assert last(("2026-03-02", "2026-03-20", "d"), ("2026-03-22", None, "e")) == free, "a day of freedom"
    over = last(("2026-03-02", "2026-03-31", "d"), ("2026-04-01", None, "e"))
    assert over == dt.date(2026, 3, 31), "no day of it is lawful"
    three = (("2026-03-02", "2026-03-12", "d"), ("2026-03-13", "2026-03-22", "e"), ("2026-03-22", None, "d"))
    assert last(*three) == dt.date(2026, 3, 31)


@by_door
def test_a_second_ruling_at_the_heels_of_the_first_is_told_at_once(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling()
    held.ruling("e")
    assert held.stay("2026-03-02", endedOn="2026-03-31", outcome="RELEASED") == ""
    assert held.stay("2026-04-01", "t", ruling="e") == "", "there is a court's ruling: it is told, and not hidden"
    assert held.stays() == 2
    told.graph.run(_watched(told, dt.date(2026, 4, 1)))
    text = "MATCH (d:Duty)-[:OWED_FOR]->() WHERE d.status IN ['OPEN', 'OVERDUE'] RETURN d.rule + ' ' + d.status"
    owed = sorted(each for each in told.graph.run(told.graph.store.read(text, {})) if each.startswith("89-22.2b"))
    assert owed == [f"{INSTITUTION} OVERDUE", f"{SERVICE} OVERDUE", f"{TOLD} OPEN", f"{TOLD} OVERDUE"]
    assert held.stay("2026-04-01", "t", 2, "e", endedOn="2026-04-02", outcome="RELEASED") == ""
    assert held.stay("2026-04-04", "u", ruling="e") == "", "after a day of freedom the second ruling goes on"
    told.graph.run(_watched(told, dt.date(2026, 4, 4)))
    assert due(held)[-1] == dt.date(2026, 4, 30), "from its own first day"
