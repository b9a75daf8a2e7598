"""From the graph to files. Everything about many persons, units or meetings is read with one statement a kind."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from graph.engine.unit_of_work import UnitOfWork
from graph.write.stays import EXPELLED
from prevention.deadlines import DAY
from prevention.decisions import DecisionTerm
from prevention.duties import queries
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

T = TypeVar("T")
FactRows = Sequence[Mapping[str, Any]]


async def person_files(work: UnitOfWork, ids: Sequence[str], today: dt.date) -> list[PersonFile]:
    """The files of the persons with these ids; of one who is not there, an empty file."""
    texts = (
        queries.HOMES_OF_PERSONS,
        queries.REGISTRATIONS_OF_PERSONS,
        queries.CASES_OF_PERSONS,
        queries.EVENTS_OF_PERSONS,
        queries.NOTICES_OF_PERSONS,
        queries.RELEASES_OF_PERSONS,
        queries.DECISIONS_OF_PERSONS,
        queries.MATCHES_OF_PERSONS,
        queries.REGISTER_EVENTS_OF_PERSONS,
        queries.PLACEMENTS_OF_PERSONS,
    )
    persons = {row["of"]: row for row in await _rows(work, queries.PERSONS_BY_ID, ids)}
    reading = next((row["reading"] or "" for row in await work.rows(queries.READING_OF_SEARCHES)), "")
    facts_by_text = [_by(await _rows(work, text, ids)) for text in texts]
    homes, registrations, cases, events, notices, releases, decisions, matches, met, placements = facts_by_text
    uses = {r["id"]: r for r in await _rows(work, queries.USES_OF_RULINGS, ruling_ids(decisions, placements))}
    uses |= {r["id"]: r for r in await _rows(work, queries.USES_OF_RULINGS, shared_ids(decisions, uses))}
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
    units = {row["id"]: row for row in await _rows(work, queries.UNITS_BY_ID, ids)}
    work_records = _by(await _rows(work, queries.WORK_OF_UNITS, ids))
    precincts = _by(await _rows(work, queries.PRECINCTS_OF_UNITS, ids))
    acts = _by(await _rows(work, queries.SIGNED_ACTS_OF_UNITS, ids))
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
    meetings = {row["id"]: row for row in await _rows(work, queries.MEETINGS_BY_ID, ids)}
    complaints = _by(await _rows(work, queries.COMPLAINTS_OF_MEETINGS, ids))
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
