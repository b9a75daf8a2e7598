"""Duties as of a past day are those that stood when that day ended."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.engine.records import Record
from graph.write.change_log import last
from graph.write.writer import write
from hub.cli.main import app
from hub.reports.past_duties import Wanted, listed_on
from prevention.deadlines import begin_of, end_of
from prevention.engine import watched_since
from schema.identifiers import HubId, NormCode, UnitId
from tests.conftest import Graph
from tests.prevention.test_watching import CASE, PERSON, UNIT, fact, norm, settle
from tests.support.feeding.graphs import lawful

LIST = """MATCH (d:Duty) OPTIONAL MATCH (d)-[:BINDS]->(u:Unit) OPTIONAL MATCH (d)-[:REQUIRED_BY]->(n:Norm)
  RETURN [d.id, n.code, d.status, toString(d.arisesOn), toString(d.dueOn), u.code] ORDER BY d.dueOn, d.id"""
EVER = 10_000


@pytest.fixture
def clean(empty_graph: Graph) -> Iterator[Graph]:
    empty_graph.run(lawful(empty_graph))
    yield empty_graph


def noon(day: dt.date) -> dt.datetime:
    return begin_of(day) + dt.timedelta(hours=12)


def later(record: Record, **properties: Any) -> Record:
    """The record as it comes again."""
    return replace(record, version=record.version + 1, properties={**record.properties, **properties})


def chronicle() -> dict[dt.date, list[Record]]:
    """What happened on each day to somebody released on parole and in a unit, as agencies told of it."""
    june = [dt.date(2026, 6, number) for number in range(1, 31)]
    released = {"kind": "PAROLE", "notifiedOn": june[1], "releasedOn": june[4], "plannedArrivalOn": june[5]}
    notice = fact("ReleaseNotice", 1, released, person=PERSON, chosenAddress=fact("Address", 1, {}).id)
    absent = {"category": "DID_NOT_ARRIVE", "status": "OPEN", "registeredOn": june[12]}
    standing = fact("Registration", 1, absent, person=PERSON, unit=UNIT)
    found = {"register": "PASSPORT", "foundAt": noon(june[14]), "decision": "PENDING"}
    match = fact("ProactiveMatch", 1, found, person=PERSON)
    ordered = {"kind": "DECISION", "at": noon(june[2])}
    copied = {"kind": "TRANSFER", "at": noon(june[24])}
    work = {"doneOn": june[9], "period": june[0]}
    return {
        june[0]: [
            fact("Unit", 1, {"kind": "PUBLIC_SECURITY", "level": "DISTRICT", "code": "PSU-1"}),
            fact("Unit", 2, {"kind": "POLICE", "level": "COUNTRY", "code": "APC"}),
            fact("Unit", 3, {"kind": "PUBLIC_SECURITY", "level": "COUNTRY", "code": "PS-C"}),
            fact("Person", 1, {}),
            fact("Address", 1, {"kind": "CHOSEN_AFTER_RELEASE"}, owner=PERSON),
            fact("Case", 1, {"kind": "RELEASE_TRACKING", "status": "OPEN", "openedOn": june[0]}, subject=PERSON),
        ],
        june[1]: [notice],
        june[2]: [fact("CaseEvent", 1, ordered, case=CASE, norm=norm("1098-23.16"))],
        june[5]: [],
        june[6]: [],
        june[9]: [fact("WorkRecord", 1, work, norm=norm("1098-13"), unit=UNIT)],
        june[12]: [standing],
        june[14]: [match],
        june[15]: [later(match, decision="NOTIFY", decidedAt=noon(june[15]))],
        june[18]: [later(notice, arrivedOn=june[18]), later(standing, status="CLOSED", closedOn=june[18])],
        june[24]: [fact("CaseEvent", 2, copied, case=CASE, norm=norm("1098-23.16"))],
        june[29]: [],
    }


def with_seconds(row: list[str | None]) -> list[str | None]:
    """One of the engines leaves them out of a full minute."""
    due = row[4] and dt.datetime.fromisoformat(row[4]).isoformat()
    return [*row[:4], due, row[5]]


def listed(graph: Graph, day: dt.date, wanted: Wanted | None = None, limit: int = EVER) -> list[list[str | None]]:
    rows = graph.run(listed_on(graph.store, day, wanted or Wanted(), limit))
    return [list(row) for row in rows]


def test_each_past_day_has_the_duties_that_stood_when_it_ended(clean: Graph) -> None:
    stood: dict[dt.date, Sequence[Sequence[str | None]]] = {}
    for day, records in chronicle().items():
        for each in records:
            clean.run(write(clean.store, each.entity, [each]))
        settle(clean, end_of(day))
        stood[day] = [with_seconds(row) for row in clean.run(clean.store.read(LIST, {}))]
    position = clean.run(last(clean.store))
    for day, rows in stood.items():
        assert sorted(listed(clean, day), key=str) == sorted(rows, key=str), day
    seen = {str(row[2]) for rows in stood.values() for row in rows}
    assert seen == {"OPEN", "DONE", "DONE_LATE", "OVERDUE", "CANCELLED"}
    assert clean.run(last(clean.store)) == position
    before = min(stood) - dt.timedelta(days=1)
    assert clean.run(watched_since(clean.store)) == min(stood) and listed(clean, before) == []
    whole = listed(clean, max(stood))
    assert whole == listed(clean, max(stood), limit=len(whole)) and whole[:2] == listed(clean, max(stood), limit=2)
    assert [row for row in whole if row[1] == "1098-13"] == listed(
        clean, max(stood), Wanted(norm=NormCode("1098-13"))
    )
    assert [row for row in whole if row[5] == "APC" and row[2] == "OPEN"] == listed(
        clean, max(stood), Wanted(status="OPEN", unit=UnitId(HubId("APC")))
    )


def test_a_graph_that_nobody_has_watched_has_no_duties_of_units(clean: Graph) -> None:
    unit = fact("Unit", 2, {"kind": "POLICE", "level": "COUNTRY"})
    clean.run(write(clean.store, unit.entity, [unit]))
    assert listed(clean, dt.date(2026, 6, 1)) == []


@pytest.mark.parametrize("day", ["2999-01-01", "today"])
def test_a_day_that_is_not_over_is_refused(day: str) -> None:
    assert CliRunner().invoke(app, ["duties", "list", "--on", day]).exit_code == 2
