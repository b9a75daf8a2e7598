"""From the graph to files. Everything about many persons, units or meetings is read with one statement a kind."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import FEED_RECORD_OF
from graph.write.stays import EXPELLED, FIRST_SAID, LAST_SAID, LAST_UNEXPELLED, RULINGS_SAID
from prevention.deadlines import DAY
from prevention.decisions import DecisionTerm
from prevention.duties.duty_facts import (
    Case,
    Complaint,
    CourtDecision,
    Deed,
    DeedUnit,
    Home,
    Match,
    Meeting,
    PersonFile,
    Placement,
    Precinct,
    PrisonRelease,
    RegisterEvent,
    Registration,
    UnitFile,
    UnitWork,
)
from prevention.duties.uses_of_rulings import days_used, ruling_ids, shared_ids
from schema.identifiers import NOWHERE
from schema.internal.duty_watch import (
    DUTY_WATCH,
    HELD_SINCE,
    MADE_FOR,
    RULING_USE,
    SAID_AS,
    SEARCH_READING,
    SPENT_ON,
)
from schema.internal.feed_records import VIA

T = TypeVar("T")
FactRows = Sequence[Mapping[str, Any]]

_READING = f"MATCH (w:{DUTY_WATCH}) RETURN w.{SEARCH_READING} AS reading"
_PERSONS = """UNWIND $ids AS id MATCH (p:Person {id: id})
  RETURN p.id AS of, p.area AS area, p.citizenship AS citizenship"""
_HOMES = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:ADDRESS_OF]-(a:Address)
  OPTIONAL MATCH (a)-[:LIES_IN]->(r:Region)
  RETURN p.id AS of, a.id AS id, a.kind AS kind, a.from AS since, r.area AS area"""
_REGISTRATIONS = f"""UNWIND $ids AS id MATCH (p:Person {{id: id}})<-[:REGISTERS]-(r:Registration)
  OPTIONAL MATCH (r)-[:KEPT_BY]->(u:Unit) OPTIONAL MATCH (r)-[:BASED_ON]->(d:CourtDecision)
  RETURN p.id AS of, r.id AS id, r.category AS category, r.status AS status, r.registeredOn AS since,
    r.closedOn AS closed, u.id AS unit, r.{FEED_RECORD_OF} IS NULL AS own, d.id AS basis, d.kind AS kind,
    d.until AS until, d.termMonths AS months, d.decidedOn AS decided, d.inForceOn AS force"""
_CASES = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:ABOUT]-(c:Case)
  OPTIONAL MATCH (c)-[:LED_BY]->(u:Unit)
  RETURN p.id AS of, c.id AS id, c.kind AS kind, c.openedOn AS opened, c.closedOn AS closed, u.id AS unit"""
_EVENTS = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:ABOUT]-(c:Case)<-[:HAPPENED_IN]-(e:CaseEvent)
  OPTIONAL MATCH (e)-[:UNDER]->(n:Norm) OPTIONAL MATCH (e)-[:RECORDED_BY]->(u:Unit)
  RETURN p.id AS of, e.id AS id, e.kind AS kind, e.at AS at, n.code AS norm, u.id AS unit, c.id AS case,
    u.kind AS unitKind, u.level AS unitLevel, u.area AS unitArea"""
_NOTICES = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:TELLS_OF]-(e:Notice)-[:ASKED_BY]->(n:Norm)
  OPTIONAL MATCH (e)-[:SENT_BY]->(u:Unit) OPTIONAL MATCH (e)-[:BELONGS_IN]->(c:Case)
  OPTIONAL MATCH (e)-[:SENT_TO]->(t:Unit) OPTIONAL MATCH (t)-[:BELONGS_TO]->(a:Agency)
  RETURN p.id AS of, e.id AS id, e.sentAt AS at, n.code AS norm, u.id AS unit, c.id AS case,
    u.kind AS unitKind, u.level AS unitLevel, u.area AS unitArea,
    t.id AS to, t.kind AS toKind, t.level AS toLevel, t.area AS toArea, a.code AS toAgency"""
_RELEASES = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:NOTIFIES_OF]-(r:ReleaseNotice)
  OPTIONAL MATCH (r)-[:CHOSE]->(a:Address) OPTIONAL MATCH (a)-[:LIES_IN]->(g:Region)
  OPTIONAL MATCH (r)-[:RELEASED_FROM]->(i:PenalInstitution)
  RETURN p.id AS of, p.area AS own, r.id AS id, r.kind AS kind, r.notifiedOn AS notified,
    r.releasedOn AS released, r.plannedArrivalOn AS planned, r.arrivedOn AS arrived, a.id AS address,
    g.area AS area, i.area AS institution"""
_DECISIONS = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:CONCERNS]-(d:CourtDecision)
  RETURN p.id AS of, d.id AS id, d.kind AS kind, d.decidedOn AS decided, d.until AS until,
    d.termMonths AS months, d.isLife AS life, d.isRefusal AS refusal,
    d.inForceOn AS force, d.article AS article, d.number AS number, d.court AS court"""
_MET = f"""UNWIND $ids AS id MATCH (p:Person {{id: id}})<-[l:MET]-(e:RegisterEvent)
  RETURN p.id AS of, e.id AS id, e.register AS register, e.happenedAt AS at, l.{VIA} AS via"""
_MATCHES = f"""UNWIND $ids AS id MATCH (p:Person {{id: id}})<-[:MATCHES]-(m:ProactiveMatch)
  OPTIONAL MATCH (m)-[:MADE_OF]->(e:RegisterEvent)
  RETURN p.id AS of, m.id AS id, m.foundAt AS found, m.decision AS decision, m.decidedAt AS decided,
    m.acknowledgedAt AS acknowledged, m.forwardedAt AS forwarded, e.id AS event, m.{MADE_FOR} IS NOT NULL AS own"""
_PLACEMENTS = f"""UNWIND $ids AS id MATCH (p:Person {{id: id}})<-[:HELD]-(s:SpecialPlacement)
  OPTIONAL MATCH (s)-[:HELD_IN]->(u:Unit) OPTIONAL MATCH (s)-[:SANCTIONED_BY]->(d:CourtDecision)
  RETURN p.id AS of, s.id AS id, s.from AS since, s.until AS until, s.endedOn AS ended,
    u.id AS unit, u.area AS area, d.id AS ruling, s.{FIRST_SAID} AS first, s.{RULINGS_SAID} AS rulings,
    s.outcome AS outcome, s.{LAST_SAID} AS last, s.{LAST_UNEXPELLED} AS unexpelled"""
_USES = f"""UNWIND $ids AS id MATCH (u:{RULING_USE} {{id: id}})
  RETURN u.id AS id, u.{HELD_SINCE} AS since, u.{SPENT_ON} AS spent, u.{SAID_AS} AS said"""
_UNITS = "UNWIND $ids AS id MATCH (u:Unit {id: id}) RETURN u.id AS id, u.kind AS kind, u.level AS level"
_WORK = """UNWIND $ids AS id MATCH (u:Unit {id: id})<-[:DONE_BY]-(w:WorkRecord)-[:DONE_UNDER]->(n:Norm)
  RETURN u.id AS of, w.id AS id, n.code AS norm, w.doneOn AS done, w.period AS period"""
_MEETINGS = """UNWIND $ids AS id MATCH (m:ReportMeeting {id: id})
  OPTIONAL MATCH (m)-[:HELD_FOR]->(:Precinct)-[:SERVED_FROM]->(u:Unit)
  WITH m, min(u.id) AS point
  RETURN m.id AS id, point, m.plannedFor AS planned, m.announcedOn AS announced, m.heldOn AS held,
    m.protocol IS NOT NULL AS protocol, m.protocolOn AS protocolOn"""
_COMPLAINTS = """UNWIND $ids AS id MATCH (m:ReportMeeting {id: id})<-[:HEARD_IN]-(c:Complaint)
  OPTIONAL MATCH (c)-[:PASSED_TO]->(a:Agency)
  RETURN m.id AS of, c.id AS id, c.receivedOn AS received, c.withinCompetence AS within, a.id AS passed,
    c.authorToldOn AS told, c.answeredOn AS answered"""
_PRECINCTS = """UNWIND $ids AS id MATCH (u:Unit {id: id})<-[:SERVED_FROM]-(p:Precinct)
  OPTIONAL MATCH (p)<-[:HELD_FOR]-(m:ReportMeeting)
  RETURN u.id AS of, p.id AS id, m.heldOn AS held"""
_ACTS = """UNWIND $ids AS id
  MATCH (u:Unit {id: id})<-[:COUNTED_AT]-(:ReconciliationTotal)-[:ROW_OF]->(a:ReconciliationAct)
  WHERE a.status = 'SIGNED' MATCH (a)<-[:SIGNED_UNDER]-(s:ReconciliationSignature)
  RETURN u.id AS of, a.id AS id, a.norm AS norm, a.until AS until, max(s.signedOn) AS done"""


async def person_files(work: UnitOfWork, ids: Sequence[str], today: dt.date) -> list[PersonFile]:
    """The files of the persons with these ids; of one who is not there, an empty file."""
    texts = (_HOMES, _REGISTRATIONS, _CASES, _EVENTS, _NOTICES, _RELEASES, _DECISIONS, _MATCHES, _MET, _PLACEMENTS)
    persons = {row["of"]: row for row in await _rows(work, _PERSONS, ids)}
    reading = next((row["reading"] or "" for row in await work.rows(_READING)), "")
    facts_by_text = [_by(await _rows(work, text, ids)) for text in texts]
    homes, registrations, cases, events, notices, releases, decisions, matches, met, placements = facts_by_text
    uses = {r["id"]: r for r in await _rows(work, _USES, ruling_ids(decisions, placements))}
    uses |= {r["id"]: r for r in await _rows(work, _USES, shared_ids(decisions, uses))}
    return [
        PersonFile(
            id=person_id,
            area=persons.get(person_id, {}).get("area") or NOWHERE,
            today=today,
            citizenship=persons.get(person_id, {}).get("citizenship"),
            homes=tuple(Home(r["id"], r["kind"] or "", r["area"] or NOWHERE, r["since"]) for r in homes[person_id]),
            registrations=tuple(_registration(r) for r in registrations[person_id] if r["since"]),
            cases=tuple(
                Case(id=r["id"], kind=r["kind"], opened=r["opened"], closed=r["closed"], unit=r["unit"])
                for r in cases[person_id]
                if r["opened"]
            ),
            releases=tuple(_release(r) for r in releases[person_id] if r["released"]),
            decisions=tuple(
                _decision(r, *days_used(r, decisions[person_id], placements[person_id], uses))
                for r in decisions[person_id]
                if r["decided"]
            ),
            matches=tuple(_match(r) for r in matches[person_id] if r["found"]),
            register_events=tuple(
                RegisterEvent(r["id"], r["register"], r["at"], r["via"])
                for r in met[person_id]
                if r["register"] and r["at"]
            ),
            deeds=(
                *(_deed(r) for r in events[person_id] if r["at"]),
                *(_deed(r, is_notice=True) for r in notices[person_id] if r["at"]),
            ),
            reading=reading,
            placements=tuple(_placement(r) for r in placements[person_id] if r["since"]),
        )
        for person_id in ids
    ]


async def unit_files(work: UnitOfWork, ids: Sequence[str], since: dt.date, today: dt.date) -> list[UnitFile]:
    """The files of the units with these ids; of one that is not there, an empty file."""
    units = {row["id"]: row for row in await _rows(work, _UNITS, ids)}
    work_records = _by(await _rows(work, _WORK, ids))
    precincts = _by(await _rows(work, _PRECINCTS, ids))
    acts = _by(await _rows(work, _ACTS, ids))
    return [
        UnitFile(
            id=unit_id,
            kind=units.get(unit_id, {}).get("kind") or "",
            level=units.get(unit_id, {}).get("level") or "",
            since=since,
            today=today,
            work=(
                *(UnitWork(r["id"], r["norm"], r["done"], r["period"]) for r in work_records[unit_id] if r["done"]),
                # An act is of a quarter that has ended, and does the reconciliation of the next.
                *(UnitWork(r["id"], r["norm"], r["done"], r["until"] + DAY) for r in acts[unit_id]),
            ),
            precincts=tuple(
                Precinct(one, tuple(r["held"] for r in precincts[unit_id] if r["id"] == one and r["held"]))
                for one in dict.fromkeys(r["id"] for r in precincts[unit_id])
            ),
        )
        for unit_id in ids
    ]


async def meeting_files(work: UnitOfWork, ids: Sequence[str]) -> list[Meeting]:
    """The files of the meetings with these ids; of one that is not there, an empty file."""
    meetings = {row["id"]: row for row in await _rows(work, _MEETINGS, ids)}
    complaints = _by(await _rows(work, _COMPLAINTS, ids))
    return [
        Meeting(
            id=meeting_id,
            point=row["point"],
            planned=row["planned"],
            announced=row["announced"],
            held_on=row["held"],
            has_protocol=row["protocol"],
            complaints=tuple(_complaint(r) for r in complaints[meeting_id] if r["received"]),
            protocol_on=row["protocolOn"],
        )
        if (row := meetings.get(meeting_id)) is not None
        else Meeting(id=meeting_id, point=None)
        for meeting_id in ids
    ]


def _registration(row: Mapping[str, Any]) -> Registration:
    # Taken off on a day that nobody wrote down: nothing is asked for its sake any more.
    closed = row["closed"] or (row["since"] if row["status"] == "CLOSED" else None)
    return Registration(
        id=row["id"],
        category=row["category"],
        since=row["since"],
        closed=closed,
        unit=row["unit"],
        until=_term(row).last,
        is_own=row["own"],
        basis=row["basis"],
    )


def _release(row: Mapping[str, Any]) -> PrisonRelease:
    return PrisonRelease(
        id=row["id"],
        kind=row["kind"] or "",
        released=row["released"],
        notified=row["notified"],
        planned=row["planned"],
        arrived=row["arrived"],
        area=row["area"] or row["own"] or NOWHERE,
        institution=row["institution"] or NOWHERE,
        homeless=row["address"] is None,
    )


def _decision(row: Mapping[str, Any], held_since: dt.date | None, spent_on: dt.date | None) -> CourtDecision:
    return CourtDecision(
        id=row["id"],
        kind=row["kind"],
        decided=row["decided"],
        until=_term(row).last,
        is_life=row["life"] is True,
        is_refusal=row["refusal"] is True,
        in_force=row["force"],
        held_since=held_since,
        spent_on=spent_on,
        article=row["article"] or "",
    )


def _term(row: Mapping[str, Any]) -> DecisionTerm:
    return DecisionTerm(
        kind=row["kind"] or "", decided=row["decided"], force=row["force"], until=row["until"], months=row["months"]
    )


def _placement(row: Mapping[str, Any]) -> Placement:
    rulings = {*(row["rulings"] or ()), *([row["ruling"]] if row["ruling"] else ())}
    return Placement(
        id=row["id"],
        since=row["since"],
        until=row["until"],
        # What is stored without its last day is of a hub that did not keep it.
        ended=None if row["ended"] is None else max(row["ended"], row["last"] or row["ended"]),
        unit=row["unit"],
        area=row["area"] or NOWHERE,
        ruling=row["ruling"],
        first=row["first"],
        rulings=tuple(sorted(rulings)),
        expelled=row["outcome"] == EXPELLED,
        unexpelled=row["unexpelled"],
    )


def _match(row: Mapping[str, Any]) -> Match:
    return Match(
        id=row["id"],
        found_at=row["found"],
        decision=row["decision"] or "PENDING",
        decided=row["decided"],
        acknowledged=row["acknowledged"],
        forwarded=row["forwarded"],
        event=row["event"],
        is_own=row["own"],
    )


def _deed(row: Mapping[str, Any], *, is_notice: bool = False) -> Deed:
    return Deed(
        id=row["id"],
        norm=row["norm"] or "",
        at=row["at"],
        kind=row.get("kind") or "NOTICE",
        is_notice=is_notice,
        unit=row["unit"],
        sender=_unit(row, "unit"),
        recipient=_unit(row, "to") if is_notice else None,
        case=row["case"],
    )


def _unit(row: Mapping[str, Any], name: str) -> DeedUnit | None:
    if row[name] is None:
        return None
    return DeedUnit(
        kind=row[f"{name}Kind"] or "",
        level=row[f"{name}Level"] or "",
        area=row[f"{name}Area"] or NOWHERE,
        agency=row.get(f"{name}Agency") or "",
    )


def _complaint(row: Mapping[str, Any]) -> Complaint:
    passed = row["passed"] is not None
    return Complaint(
        id=row["id"],
        received=row["received"],
        within_competence=row["within"] is not False,
        passed=passed,
        told_on=row["told"],
        answered=row["answered"],
    )


async def _rows(work: UnitOfWork, text: str, ids: Sequence[str]) -> FactRows:
    return await work.rows(text, ids=list(ids))


def _by(rows: Iterable[Mapping[str, Any]]) -> defaultdict[str, list[Mapping[str, Any]]]:
    by_file: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: str(row["id"])):
        by_file[row["of"]].append(row)
    return by_file
