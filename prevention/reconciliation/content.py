"""What is signed: the content of an act, and the statement that each head signs. Texts, so that bytes are certain.

The content is JSON with sorted keys and no blanks. A statement names the act, the digest of its content, whose turn
it is, the key, the day, and the signature before it, so that order and content hold each other; docs/verify_act.py
reads both without the hub.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from prevention.reconciliation.compare import Difference, Finding, ReconciliationPeriod, Total
from prevention.reconciliation.read_registers import District, Office
from schema.types.scalars import write_datetime

CONTENT_TYPE = "ortaq reconciliation act 1"
STATEMENT_TYPE = "ortaq reconciliation signature 1"


@dataclass(frozen=True, kw_only=True)
class RegistrationSource:
    """The record of a system on which a registration stood: system, feed, version and days."""

    system: str
    feed: str
    version: str
    changed_at: dt.datetime
    received_at: dt.datetime


RegistrationSources = Mapping[str, RegistrationSource]
"""By id of a registration."""


@dataclass(frozen=True, kw_only=True)
class TableHeading:
    """What stands over the table of an act."""

    id: str
    kind: str
    norm: str
    district: District
    year: int
    quarter: int
    period: ReconciliationPeriod
    drawn_by: str
    drawn_on: dt.date


def digest_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def written(value: Any) -> str:
    """``value`` as JSON, always in the same bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_of(
    heading: TableHeading,
    totals: Iterable[Total],
    offices: Mapping[str, tuple[Office, ...]],
    differences: Iterable[Mapping[str, Any]],
) -> str:
    """The content of an act. ``differences`` are those of :func:`said_of`: of them it holds a digest alone."""
    difference_list = list(differences)
    return written(
        {
            "type": CONTENT_TYPE,
            "id": heading.id,
            "kind": heading.kind,
            "norm": heading.norm,
            "district": {"kato": heading.district.kato, "kk": heading.district.kk, "ru": heading.district.ru},
            "year": heading.year,
            "quarter": heading.quarter,
            "from": heading.period.start.isoformat(),
            "until": heading.period.end.isoformat(),
            "drawnUpBy": heading.drawn_by,
            "drawnUpOn": heading.drawn_on.isoformat(),
            "rows": [_row(total, offices[total.body]) for total in totals],
            "differences": {"count": len(difference_list), "sha256": digest_of(written(difference_list))},
        }
    )


def _row(total: Total, offices: tuple[Office, ...]) -> dict[str, Any]:
    units = [{"id": office.id, "code": office.code, "kk": office.kk, "ru": office.ru} for office in offices]
    numbers = {"putOn": total.put_on, "takenOff": total.taken_off, "standing": total.standing}
    return {"body": total.body, "units": units, **numbers}


def difference_content(
    difference: Difference, period: ReconciliationPeriod, sources: RegistrationSources
) -> dict[str, Any]:
    """A difference as plain values."""
    return {
        "person": difference.person,
        "column": difference.column,
        "missingIn": difference.missing_in,
        "since": difference.since.isoformat(),
        "findings": [finding_content(finding, period, sources) for finding in difference.findings],
    }


def finding_content(finding: Finding, period: ReconciliationPeriod, sources: RegistrationSources) -> dict[str, Any]:
    """A finding as plain values. What happened after the period is not of this act."""
    entry, source = finding.entry, sources.get(finding.entry.id)
    closed = entry.closed_on if entry.closed_on is not None and entry.closed_on <= period.end else None
    return {
        "body": finding.body,
        "elsewhere": finding.elsewhere,
        "unit": entry.unit,
        "registration": entry.id,
        "status": "OPEN" if entry.is_in_force(period) else "CLOSED",
        "registeredOn": entry.registered_on.isoformat() if entry.registered_on else None,
        "closedOn": closed.isoformat() if closed else None,
        "sourceSystem": source.system if source else None,
        "sourceFeed": source.feed if source else None,
        "sourceVersion": source.version if source else None,
        "sourceChangedAt": write_datetime(source.changed_at) if source else None,
        "sourceReceivedAt": write_datetime(source.received_at) if source else None,
    }


def statement_of(
    act: str, content: str, place: int, body: str, key: str, signed_on: dt.date, before: bytes | None
) -> bytes:
    """What the head of ``body`` signs at ``place``. ``before`` is the signature at the place before it."""
    lines = (
        STATEMENT_TYPE,
        f"act {act}",
        f"content {digest_of(content)}",
        f"place {place}",
        f"body {body}",
        f"key {key}",
        f"day {signed_on.isoformat()}",
        f"before {hashlib.sha256(before).hexdigest() if before is not None else '-'}",
    )
    return "".join(f"{line}\n" for line in lines).encode()
