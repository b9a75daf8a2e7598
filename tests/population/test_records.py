"""Every line keeps to the declarations of the schema."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from schema.catalogue import CATALOGUE
from schema.model import Entity, Field, Relation, Scalar
from tests.population.fed import Fed, Record, reference

ENVELOPE = {"system", "recordId", "version"}
WITHOUT_RECORDS = {"Duty", "Plan", "Measure", "MeasureExecutor", "Indicator", "IndicatorTarget", "IndicatorValue"}
WITHOUT_RECORDS |= {"MeetingParticipant"}
WITHOUT_RECORDS |= {"SpecialPlacement"}
WITHOUT_RECORDS |= {name for name in CATALOGUE.entities if name.startswith("Reconciliation")}
"""Plans come from their official texts, and acts are the hub's own."""


def _is_date(value: object) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def _is_moment(value: object) -> bool:
    return isinstance(value, str) and value == f"{datetime.fromisoformat(value):%Y-%m-%dT%H:%M:%SZ}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


CHECKS: dict[Scalar, Callable[[Any], bool]] = {
    Scalar.STRING: _is_text,
    Scalar.INT: lambda v: type(v) is int,
    Scalar.FLOAT: lambda v: type(v) in (int, float),
    Scalar.BOOLEAN: lambda v: type(v) is bool,
    Scalar.DATE: _is_date,
    Scalar.DATETIME: _is_moment,
    Scalar.IIN: lambda v: isinstance(v, str) and bool(re.fullmatch(r"\d{12}", v)),
}


def _field_fits(field: Field, value: object) -> bool:
    if field.computed_from:
        return False
    if field.localized:
        return isinstance(value, dict) and set(value) == {"kk", "ru", "en"} and all(map(_is_text, value.values()))
    if field.enum:
        return value in field.enum.values
    values = value if field.many else [value]
    return isinstance(values, list) and all(CHECKS[field.scalar](v) for v in values)


def _relation_fits(fed: Fed, relation: Relation, value: object) -> bool:
    if not relation.edge or isinstance(value, list) != relation.many:
        return False
    values = value if isinstance(value, list) else [value]
    if not values or len(set(values)) != len(values):
        return False
    return all(isinstance(v, str) and _leads(fed, relation.target, v) for v in values)


def _leads(fed: Fed, target: str, value: str) -> bool:
    if target in CATALOGUE.entities:
        return value in fed.references[target]
    kind, _, rest = value.partition(":")
    return kind in {e.name for e in CATALOGUE.members(target)} and rest in fed.references[kind]


def _faults(fed: Fed, entity: Entity, record: Record) -> list[str]:
    faults = []
    for name, value in record.items():
        if name in ENVELOPE:
            continue
        field, relation = CATALOGUE.field(entity, name), CATALOGUE.relation(entity, name)
        fits = _field_fits(field, value) if field else relation is not None and _relation_fits(fed, relation, value)
        if not fits:
            faults.append(f"{entity.name}.{name} = {value!r}")
    return faults


@pytest.mark.parametrize("name", sorted(set(CATALOGUE.entities) - WITHOUT_RECORDS))
def test_every_line_keeps_to_the_schema(small: Fed, name: str) -> None:
    records = small.records[name]
    assert records
    entity = CATALOGUE.entity(name)
    assert [fault for r in records for fault in _faults(small, entity, r)] == []


@pytest.mark.parametrize("name", sorted(WITHOUT_RECORDS))
def test_what_official_texts_bring_is_left_out(small: Fed, name: str) -> None:
    assert not small.records[name]


def test_envelopes_are_whole_and_references_unique(small: Fed) -> None:
    for name, records in small.records.items():
        assert len(small.references[name]) == len(records)
        for record in records:
            assert record["version"] == 1
            assert re.fullmatch(r"[A-Z]+", record["system"])
            assert re.fullmatch(r"[0-9A-Za-z.-]+", record["recordId"])


def test_record_ids_hold_no_iin(small: Fed) -> None:
    iins = {r["iin"] for r in small.records["Person"] if "iin" in r}
    for records in small.records.values():
        assert not [r for r in records if any(iin in r["recordId"] for iin in iins)]


def test_nothing_is_null(small: Fed) -> None:
    for records in small.records.values():
        assert not [r for r in records if any(v is None or v == [] for v in r.values())]


@pytest.mark.parametrize("name", ["Region", "Unit"])
def test_parents_come_before_children(small: Fed, name: str) -> None:
    seen: set[str] = set()
    for record in small.records[name]:
        assert record.get("parent") is None or record["parent"] in seen
        seen.add(reference(record))


SPANS = [
    ("Registration", "registeredOn", "closedOn"),
    ("Case", "openedOn", "closedOn"),
    ("CourtDecision", "decidedOn", "inForceOn"),
    ("ProtectiveOrder", "issuedOn", "until"),
    ("Address", "from", "until"),
    ("Enrolment", "from", "until"),
    ("ShelterStay", "from", "until"),
    ("Treatment", "from", "until"),
    ("ProgrammePlace", "from", "until"),
    ("Notice", "sentAt", "confirmedAt"),
    ("WorkRecord", "period", "doneOn"),
    ("ReleaseNotice", "notifiedOn", "releasedOn"),
    ("ProactiveMatch", "foundAt", "decidedAt"),
    ("ReportMeeting", "announcedOn", "plannedFor"),
]


@pytest.mark.parametrize(("name", "first", "last"), SPANS)
def test_spans_do_not_end_before_they_begin(large: Fed, name: str, first: str, last: str) -> None:
    assert not [r for r in large.records[name] if first in r and last in r and r[first] > r[last]]


def test_what_happened_lies_in_the_past(large: Fed) -> None:
    today = "2026-06-30"
    for name, field in (
        ("Person", "birthDate"),
        ("Registration", "registeredOn"),
        ("Registration", "closedOn"),
        ("Case", "openedOn"),
        ("Case", "closedOn"),
        ("CourtDecision", "decidedOn"),
        ("ProtectiveOrder", "issuedOn"),
        ("ReleaseNotice", "arrivedOn"),
        ("ShelterStay", "appealedOn"),
        ("RiskAssessment", "assessedOn"),
        ("Treatment", "from"),
        ("ProgrammePlace", "from"),
        ("Enrolment", "from"),
        ("OperativeFile", "openedOn"),
    ):
        assert max(r[field] for r in large.records[name] if field in r) <= today, (name, field)


def test_status_and_last_day_agree(large: Fed) -> None:
    for name in ("Registration", "Case"):
        assert all((r["status"] == "CLOSED") == ("closedOn" in r) for r in large.records[name])
