"""Cases and what happened in them. An event is told by the body that learns of it, who need not lead the case."""

from collections.abc import Callable, Iterator

from synthetic.wire.envelope import WireRow, draw, enveloped
from synthetic.wire.journal import entry_of
from synthetic.wire.source import PopulationReader, code, codes
from synthetic.wire.told import WireRecord

_CASES = {"PROB": "probation-cases", "MIA": "police-cases", "MIGRATION": "migration-cases"}
_EVENTS = {"PROB": "probation-case-events", "MIA": "police-case-events", "MIGRATION": "migration-case-events"}
_CHECKED = frozenset({"89-8d", "517-9.2"})
_MONITORED = "622-42.2"
_ABSENT = "1098-23.9"
_MONTHS = 2
_BREACHES = ("TAMPERING", "REMOVAL", "LIMITS_BROKEN", "LIMITS_BROKEN")


def cases(source: PopulationReader) -> Iterator[WireRecord]:
    """Cases, each by the body that leads it."""
    for row in source.rows("Case"):
        numbers = [source.sent_by_court(decision) for decision in row.get("decisions", ())]
        content = {
            "number": row["number"],
            "kind": row["kind"],
            "status": row["status"],
            "openedOn": row["openedOn"],
            "closedOn": row.get("closedOn"),
            "person": source.card(row["subject"], row["system"]),
            "leadUnit": code(row["leadUnit"]),
            "inspector": code(row.get("inspector")),
            "decisions": [number for number in numbers if number],
            "agencies": codes(row.get("agencies")),
        }
        yield WireRecord(_CASES[row["system"]], enveloped(row["recordId"], content), stays=True)


def events(source: PopulationReader) -> Iterator[WireRecord]:
    """What happened in cases."""
    for row in source.rows("CaseEvent"):
        case, norm = source.case(row["case"]), code(row.get("norm"))
        entry = entry_of(source, row, case)
        if entry is not None:
            yield entry
        elif norm == _ABSENT:
            yield from _absences(source, row, case)
        else:
            yield _teller(case, norm, row["kind"])(source, row, case)


def _teller(
    case: WireRow, norm: str | None, kind: str
) -> Callable[[PopulationReader, WireRow, WireRow], WireRecord]:
    if norm in _CHECKED:
        return _answer
    if norm == _MONITORED:
        return _breach
    called = case["kind"] == "DOMESTIC_VIOLENCE" and kind in ("NOTICE", "VIOLATION")
    return _summary if called or norm == "622-9.3" else _own_absence


def _own_absence(source: PopulationReader, row: WireRow, case: WireRow) -> WireRecord:
    content = {
        "case": case["recordId"],
        "kind": row["kind"],
        "at": row["at"],
        "text": row["text"],
        "unit": code(row["unit"]),
        "inspector": code(row.get("inspector")),
        "norm": code(row.get("norm")),
    }
    return WireRecord(_EVENTS[row["system"]], enveloped(row["recordId"], content))


def _answer(source: PopulationReader, row: WireRow, case: WireRow) -> WireRecord:
    content = {
        "person": source.card(case["subject"], "KPSISU"),
        "caseSystem": case["system"],
        "case": case["recordId"],
        "kind": "SEARCH_STEP",
        "at": row["at"],
        "text": row["text"],
    }
    return WireRecord("law-enforcement-exchange", enveloped(row["recordId"], content))


def _summary(source: PopulationReader, row: WireRow, case: WireRow) -> WireRecord:
    district = str(row["unit"]).rpartition("-")[2]
    content = {
        "case": case["recordId"],
        "kind": row["kind"],
        "at": row["at"],
        "text": row["text"],
        "unit": f"DUTY-{district[:2]}",
    }
    return WireRecord("duty-summaries", enveloped(row["recordId"], content))


def _breach(source: PopulationReader, row: WireRow, case: WireRow) -> WireRecord:
    content = {
        "caseSystem": case["system"],
        "case": case["recordId"],
        "device": f"EB-{draw(case['recordId'], 1278) + 1:04}",
        "breach": _BREACHES[draw(row["recordId"], len(_BREACHES))],
        "at": row["at"],
        "unit": code(row["unit"]),
    }
    return WireRecord("monitoring-events", enveloped(row["recordId"], content))


def _absences(source: PopulationReader, row: WireRow, case: WireRow) -> Iterator[WireRecord]:
    year, month = int(row["at"][:4]), int(row["at"][5:7])
    for back in range(_MONTHS):
        month_number = year * 12 + month - 1 - back
        content = {
            "person": source.card(case["subject"], "EDU"),
            "case": case["recordId"],
            "month": f"{month_number // 12}-{month_number % 12 + 1:02}",
            "daysMissed": draw(f"{row['recordId']}{back}", 12) + 1,
            "at": row["at"],
        }
        record = enveloped(f"{row['recordId']}-{back + 1}", content)
        del record["at"]
        yield WireRecord("education-absences", record)
