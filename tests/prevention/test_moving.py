"""A parolee whose unserved term has ended is moved on the day, once, where the hub itself keeps the register."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import delete_facts
from graph.write.commit import commit
from graph.write.writer import write
from prevention.deadlines import DAY, begin_of, end_of
from tests.conftest import Graph
from tests.prevention.test_watching import PERSON, UNIT, anew, fact, norm, settle, standing

LIST = "FALLS_UNDER_SUPERVISION_LAW"
REGISTERS = """MATCH (r:Registration)-[:REGISTERS]->(p:Person) OPTIONAL MATCH (r)-[:KEPT_BY]->(u:Unit)
  OPTIONAL MATCH (r)-[:WATCHED_BY]->(i:Inspector) OPTIONAL MATCH (r)-[:BASED_ON]->(d:CourtDecision)
  RETURN [r.category, r.status, toString(r.registeredOn), toString(r.closedOn), p.id, u.id, i.id, d.id]"""
EVENTS = """MATCH (e:CaseEvent)-[:HAPPENED_IN]->(c:Case) OPTIONAL MATCH (e)-[:UNDER]->(n:Norm)
  OPTIONAL MATCH (e)-[:RECORDED_BY]->(u:Unit) RETURN [e.kind, c.id, n.code, u.id]"""
PAROLE = fact("CourtDecision", 1, {"kind": "PAROLE", "decidedOn": dt.date(2026, 1, 10)}, persons=PERSON)
INSPECTOR = fact("Inspector", 1, {"name": "Серік"})


def registers(graph: Graph) -> list[list[Any]]:
    return sorted(graph.run(graph.store.read(REGISTERS, {})), key=str)


def events(graph: Graph) -> list[list[Any]]:
    return sorted(graph.run(graph.store.read(EVENTS, {})))


def duty(graph: Graph) -> list[list[str]]:
    return [row[2:6] for row in standing(graph) if row[1] == "622-13"]


def parolee(graph: Graph, since: dt.date, until: dt.date | None, **closed: Any) -> None:
    """A person on the register of parolees, on a decision until that day, with two cases."""
    values = {"category": "PAROLEE", "status": "OPEN", "registeredOn": since, **closed}
    decision = fact("CourtDecision", 1, {**PAROLE.properties, "until": until}, persons=PERSON)
    cases = [
        fact("Case", number, {"kind": kind, "status": "OPEN", "openedOn": since}, subject=PERSON)
        for number, kind in enumerate(("PAROLE_CONTROL", "RELEASE_TRACKING"), 1)
    ]
    unit = fact("Unit", 1, {"kind": "PUBLIC_SECURITY", "level": "COUNTRY"})
    links = {"unit": UNIT, "inspector": INSPECTOR.id, "basis": decision.id}
    registration = fact("Registration", 1, values, person=PERSON, **links)
    for each in (unit, INSPECTOR, fact("Person", 1, {}), decision, *cases, registration):
        graph.run(write(graph.store, each.entity, [each]))


def decide(graph: Graph, number: int, kind: str, day: dt.date, **more: Any) -> None:
    decision = fact(
        "CourtDecision", number, {"kind": kind, "decidedOn": day, "inForceOn": day, **more}, persons=PERSON
    )
    graph.run(write(graph.store, decision.entity, [decision]))


def moved(since: dt.date, day: dt.date) -> list[list[Any]]:
    """Both registrations, once the person has been moved on a day."""
    kept = [PERSON, UNIT, INSPECTOR.id]
    return [
        ["FALLS_UNDER_SUPERVISION_LAW", "OPEN", day.isoformat(), None, *kept, None],
        ["PAROLEE", "CLOSED", since.isoformat(), day.isoformat(), *kept, PAROLE.id],
    ]


@pytest.mark.parametrize("late", [0, 3])
@pytest.mark.parametrize(
    ("since", "until", "life", "day"),
    [
        (dt.date(2026, 2, 1), dt.date(2026, 8, 31), False, dt.date(2026, 9, 1)),
        (dt.date(2026, 2, 1), dt.date(2028, 2, 29), False, dt.date(2028, 3, 1)),
        # Ten years from the day of the parole, 10 January 2026, which is the first of them, whatever the decision
        # says (622-2), and whenever the registration began.
        (dt.date(2026, 2, 1), dt.date(2028, 1, 1), True, dt.date(2036, 1, 10)),
        (dt.date(2028, 2, 29), None, True, dt.date(2036, 1, 10)),
    ],
)
def test_whose_term_has_ended_is_moved_on_the_day(
    bare: Graph, since: dt.date, until: dt.date | None, life: bool, day: dt.date, late: int
) -> None:
    parolee(bare, since, until)
    if life:
        decide(bare, 2, "SENTENCE", dt.date(2010, 1, 1), isLife=True)
    settle(bare, end_of(day - DAY))
    assert [row[:2] for row in registers(bare)] == [["PAROLEE", "OPEN"]] and duty(bare) == []
    now = begin_of(day) + late * DAY
    settle(bare, now)
    assert registers(bare) == moved(since, day)
    case = fact("Case", 1, {}).id
    assert events(bare) == [["TRANSFER", case, "622-13", UNIT]]
    shut = "MATCH (c:Case {kind: 'PAROLE_CONTROL'}) RETURN [c.status, toString(c.closedOn)]"
    assert bare.run(bare.store.read(shut, {})) == [["CLOSED", day.isoformat()]], "the control file closes with it"
    other = "MATCH (c:Case {kind: 'RELEASE_TRACKING'}) RETURN c.status"
    assert bare.run(bare.store.read(other, {})) == ["OPEN"]
    # It stands where the hub moves late, too: the person was to be on the list from that day.
    assert [row[0] for row in duty(bare)] == ["DONE"]
    stood = standing(bare)
    assert anew(bare, now) == stood
    for days in (1, 400):
        settle(bare, now + days * DAY)
    assert registers(bare) == moved(since, day) and len(events(bare)) == 1


def test_a_fact_that_comes_late_moves_as_well(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    settle(bare, begin_of(day))
    parolee(bare, since, day - DAY)
    settle(bare, begin_of(day + DAY))
    assert registers(bare) == moved(since, day)


def test_without_a_case_of_the_control_nothing_is_written_down(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    parolee(bare, since, day - DAY)
    closed = {"kind": "PAROLE_CONTROL", "status": "CLOSED", "openedOn": since, "closedOn": since}
    case = replace(fact("Case", 1, closed, subject=PERSON), version=2)
    bare.run(write(bare.store, case.entity, [case]))
    settle(bare, begin_of(day))
    assert registers(bare) == moved(since, day) and events(bare) == []


def test_what_an_agency_keeps_is_left_alone(bare: Graph) -> None:
    parolee(bare, dt.date(2026, 2, 1), dt.date(2026, 8, 31))

    async def take_over(work: UnitOfWork) -> None:
        registration_id = fact("Registration", 1, {}).id
        text = "MATCH (r:Registration {id: $id}) SET r.feedRecord = 'rec_1'"
        await work.rows(text, id=registration_id)
        work.touch([registration_id])

    bare.run(commit(bare.store, take_over))
    for day, status in ((1, "OPEN"), (2, "OVERDUE")):
        settle(bare, begin_of(dt.date(2026, 9, day)))
        assert [row[:2] for row in registers(bare)] == [["PAROLEE", "OPEN"]] and events(bare) == []
        assert [row[0] for row in duty(bare)] == [status]


def test_whose_conviction_is_expunged_is_not_moved(bare: Graph) -> None:
    parolee(bare, dt.date(2026, 2, 1), dt.date(2026, 8, 31))
    decide(bare, 2, "CONVICTION_EXPUNGED", dt.date(2026, 8, 30))
    settle(bare, begin_of(dt.date(2026, 9, 3)))
    assert [row[:2] for row in registers(bare)] == [["PAROLEE", "OPEN"]]


@pytest.mark.parametrize("since", [dt.date(2026, 5, 1), dt.date(2026, 9, 1)])
@pytest.mark.parametrize("category", ["SUPERVISED", LIST])
def test_who_is_on_the_list_is_put_on_it_once_whoever_is_supervised(
    bare: Graph, since: dt.date, category: str
) -> None:
    parolee(bare, dt.date(2026, 2, 1), dt.date(2026, 8, 31))
    day = dt.date(2026, 4, 1)
    court = {"kind": "ADMINISTRATIVE_SUPERVISION", "decidedOn": day, "inForceOn": day, "until": dt.date(2027, 4, 1)}
    decision = fact("CourtDecision", 2, court, persons=PERSON)
    values = {"category": category, "status": "OPEN", "registeredOn": since}
    basis = {"basis": decision.id} if category == "SUPERVISED" else {}
    other = fact("Registration", 2, values, person=PERSON, unit=UNIT, **basis)
    for each in (decision, other):
        bare.run(write(bare.store, each.entity, [each]))
    settle(bare, begin_of(dt.date(2026, 9, 3)))
    put_on = [[LIST, "OPEN", "2026-09-01"]] if category == "SUPERVISED" else []
    assert [row[:3] for row in registers(bare)] == sorted(
        [["PAROLEE", "CLOSED", "2026-02-01"], [category, "OPEN", since.isoformat()], *put_on]
    )
    assert [row[0] for row in duty(bare)] == ["DONE"]


@pytest.mark.parametrize("day", [dt.date(2026, 6, 1), dt.date(2026, 9, 2)])
def test_who_was_taken_off_by_hand_is_not_moved(bare: Graph, day: dt.date) -> None:
    parolee(bare, dt.date(2026, 2, 1), dt.date(2026, 8, 31), status="CLOSED", closedOn=day)
    settle(bare, begin_of(dt.date(2026, 9, 3)))
    assert [row[:4] for row in registers(bare)] == [["PAROLEE", "CLOSED", "2026-02-01", day.isoformat()]]


def test_of_two_registrations_one_move_is_made(bare: Graph) -> None:
    since = dt.date(2026, 2, 1)
    parolee(bare, since, dt.date(2026, 8, 31))
    values = {"category": "PAROLEE", "status": "OPEN", "registeredOn": since}
    second = fact("Registration", 2, values, person=PERSON, unit=UNIT, basis=PAROLE.id)
    bare.run(write(bare.store, second.entity, [second]))
    settle(bare, begin_of(dt.date(2026, 9, 3)))
    assert sorted(row[:2] for row in registers(bare)) == [
        [LIST, "OPEN"],
        ["PAROLEE", "CLOSED"],
        ["PAROLEE", "CLOSED"],
    ]
    assert len(events(bare)) == 1 and {row[0] for row in duty(bare)} == {"DONE"}


def test_the_law_names_the_norm_of_the_move(bare: Graph) -> None:
    text = "MATCH (n:Norm {id: $id}) RETURN n.code"
    assert bare.run(bare.store.read(text, {"id": norm("622-13")})) == ["622-13"]


def corrected(graph: Graph, until: dt.date, version: int = 2) -> None:
    """The court corrects the last day of the unserved term."""
    decision = fact("CourtDecision", 1, {**PAROLE.properties, "until": until}, persons=PERSON)
    graph.run(write(graph.store, decision.entity, [replace(decision, version=version)]))


FILE = "MATCH (c:Case {kind: 'PAROLE_CONTROL'}) RETURN [c.status, toString(c.closedOn)]"


def test_a_move_on_a_day_that_the_court_corrects_is_undone_and_made_when_it_is_due(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    parolee(bare, since, day - DAY)
    settle(bare, begin_of(day))
    assert registers(bare) == moved(since, day)
    later = day + 300 * DAY
    corrected(bare, later - DAY)
    now = begin_of(day + 5 * DAY)
    settle(bare, now)
    stands = ["PAROLEE", "OPEN", since.isoformat(), None, PERSON, UNIT, INSPECTOR.id, PAROLE.id]
    assert registers(bare) == [stands] and duty(bare) == []
    assert bare.run(bare.store.read(FILE, {})) == [["OPEN", None]]
    assert [row[0] for row in events(bare)] == ["OTHER", "TRANSFER"], "the file says so"
    stood = standing(bare)
    assert anew(bare, now) == stood and registers(bare) == [stands] and len(events(bare)) == 2
    settle(bare, begin_of(later))
    assert registers(bare) == moved(since, later)
    assert bare.run(bare.store.read(FILE, {})) == [["CLOSED", later.isoformat()]]


def test_who_was_registered_anew_after_the_correction_is_off_the_list(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    parolee(bare, since, day - DAY)
    settle(bare, begin_of(day))
    values = {"category": "PAROLEE", "status": "OPEN", "registeredOn": day}
    second = fact("Registration", 2, values, person=PERSON, unit=UNIT, basis=PAROLE.id)
    bare.run(write(bare.store, second.entity, [second]))
    corrected(bare, day + 300 * DAY)
    settle(bare, begin_of(day + DAY))
    assert sorted(row[:2] for row in registers(bare)) == [["PAROLEE", "CLOSED"], ["PAROLEE", "OPEN"]]


def test_a_move_that_was_right_is_left_though_the_term_is_corrected(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    parolee(bare, since, day - DAY)
    settle(bare, begin_of(day))
    for version, until in enumerate((day - 20 * DAY, day + 3 * DAY), 2):
        corrected(bare, until, version)
        settle(bare, begin_of(day + 10 * DAY))
        assert registers(bare) == moved(since, day)


def life(graph: Graph, paroled: dt.date, released: dt.date | None, version: int) -> None:
    """What the court and the prison say of the parole after a life sentence."""
    court = fact(
        "CourtDecision", 1, {**PAROLE.properties, "decidedOn": paroled, "inForceOn": paroled}, persons=PERSON
    )
    graph.run(write(graph.store, court.entity, [replace(court, version=version)]))
    if released is not None:
        notice = fact("ReleaseNotice", 1, {"kind": "PAROLE", "releasedOn": released}, person=PERSON)
        graph.run(write(graph.store, notice.entity, [replace(notice, version=version)]))


@pytest.mark.parametrize("told_of_release", [True, False])
def test_the_move_after_a_life_sentence_is_undone_when_the_ten_years_end_later(
    bare: Graph, told_of_release: bool
) -> None:
    since = dt.date(2026, 2, 1)
    parolee(bare, since, None)
    decide(bare, 2, "SENTENCE", dt.date(2000, 1, 1), isLife=True)
    life(bare, dt.date(2026, 1, 10), dt.date(2026, 1, 20) if told_of_release else None, 2)
    day = dt.date(2036, 1, 20 if told_of_release else 10)
    settle(bare, begin_of(day))
    assert registers(bare) == moved(since, day)
    # Both the court and the prison had written the wrong year.
    life(bare, dt.date(2028, 1, 10), dt.date(2028, 1, 20) if told_of_release else None, 3)
    now = begin_of(day + 5 * DAY)
    settle(bare, now)
    stands = ["PAROLEE", "OPEN", since.isoformat(), None, PERSON, UNIT, INSPECTOR.id, PAROLE.id]
    assert registers(bare) == [stands] and duty(bare) == []
    stood = standing(bare)
    assert anew(bare, now) == stood
    later = day.replace(year=2038)
    settle(bare, begin_of(later))
    assert registers(bare) == moved(since, later)


def test_a_second_parole_that_comes_after_the_move_undoes_it(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    parolee(bare, since, day - DAY)
    settle(bare, begin_of(day))
    assert registers(bare) == moved(since, day)
    decide(bare, 2, "PAROLE", dt.date(2026, 7, 1), until=day + 100 * DAY)
    settle(bare, begin_of(day + DAY))
    assert [row[:2] for row in registers(bare)] == [["PAROLEE", "OPEN"]] and duty(bare) == []


def test_who_was_on_the_list_before_the_move_is_under_control_again(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    parolee(bare, since, day - DAY)
    other = fact(
        "Registration", 2, {"category": LIST, "status": "OPEN", "registeredOn": day - DAY}, person=PERSON, unit=UNIT
    )
    bare.run(write(bare.store, other.entity, [other]))
    settle(bare, begin_of(day))
    assert [row[:2] for row in registers(bare)] == [[LIST, "OPEN"], ["PAROLEE", "CLOSED"]]
    corrected(bare, day + 300 * DAY)
    now = begin_of(day + DAY)
    settle(bare, now)
    assert [row[:2] for row in registers(bare)] == [[LIST, "OPEN"], ["PAROLEE", "OPEN"]]
    assert [row[1:3] for row in standing(bare) if row[1].startswith("622-13")] == [["622-13/ground", "OVERDUE"]]
    stood = standing(bare)
    assert anew(bare, now) == stood


def test_a_parole_that_the_court_refused_prolongs_no_control(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    parolee(bare, since, day - DAY)
    settle(bare, begin_of(day))
    values = {**PAROLE.properties, "until": day + 100 * DAY, "isRefusal": True}
    refusal = replace(fact("CourtDecision", 1, values, persons=PERSON), version=2)
    bare.run(write(bare.store, refusal.entity, [refusal]))
    settle(bare, begin_of(day + DAY))
    assert [row[:2] for row in registers(bare)] == [[LIST, "OPEN"], ["PAROLEE", "CLOSED"]]


def test_a_move_on_a_parole_that_is_deleted_stays_and_is_told(bare: Graph) -> None:
    since, day = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
    parolee(bare, since, day - DAY)
    settle(bare, begin_of(day))

    async def delete(work: UnitOfWork) -> None:
        work.touch([*await delete_facts(work, [PAROLE.id]), PERSON])

    bare.run(commit(bare.store, delete))
    settle(bare, begin_of(day + 2 * DAY))
    assert [row[:2] for row in registers(bare)] == [[LIST, "OPEN"], ["PAROLEE", "CLOSED"]]
    ground = [row[1:3] for row in standing(bare) if row[1] == "622-13/ground"]
    assert ground == [["622-13/ground", "OVERDUE"]], "whoever was never paroled is not on the list"
    # The court sends it again under another number, and with a later term.
    decide(bare, 2, "PAROLE", dt.date(2026, 1, 10), until=day + 100 * DAY)
    settle(bare, begin_of(day + 3 * DAY))
    assert [row[:2] for row in registers(bare)] == [["PAROLEE", "OPEN"]]
