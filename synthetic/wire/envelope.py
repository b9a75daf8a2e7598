"""What every record on the wire says of itself, and the corrections and deletions that follow some of them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from zlib import crc32

from synthetic.draws.days import REFERENCE_DAY

WireRow = dict[str, Any]
"""A record on the wire, as JSON has it."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ENDS = ("closedOn", "endedOn", "heldOn", "arrivedOn", "acknowledgedAt", "answeredOn")
_CORRECTED, _DELETED = (40, 3), (60, 5)
"""Every 40th record is corrected, from the third on; every 60th is deleted, from the fifth on."""
_CARDS = ("person", "minor", "offender")


def draw(text: str, sides: int) -> int:
    """A number below ``sides`` that depends on ``text`` alone."""
    return crc32(text.encode()) % sides


def enveloped(number: str, content: Mapping[str, Any]) -> WireRow:
    """The record ``number``: changed on the last of its days that has come, once more if it has ended."""
    values = {name: value for name, value in content.items() if value not in (None, [], {})}
    days = [date.fromisoformat(day) for day in _days(values)]
    last = max((day for day in days if day <= REFERENCE_DAY), default=REFERENCE_DAY)
    version = 1 + any(name in values for name in _ENDS)
    return {"recordId": number, "version": version, "changedAt": _moment(last, number), **values}


def history(row: WireRow, place: int, *, stays: bool) -> Iterator[WireRow]:
    """The record at ``place`` of its feed and what follows it. One to which others refer ``stays``."""
    yield row
    if place % _CORRECTED[0] == _CORRECTED[1]:
        corrected = _corrected(row)
        if corrected is not None:
            yield {**corrected, **_next(row)}
    if not stays and place % _DELETED[0] == _DELETED[1]:
        yield {"recordId": row["recordId"], **_next(row), "deleted": True}


def _days(content: Mapping[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        if isinstance(value, str) and name[-2:] in ("On", "At", "at", "il") and _DAY.match(value):
            yield value[:10]


def _moment(day: date, number: str) -> str:
    minute = 4 * 60 + draw(number, 9 * 60)
    return f"{day.isoformat()}T{minute // 60:02}:{minute % 60:02}:00Z"


def _next(row: WireRow) -> WireRow:
    day = date.fromisoformat(row["changedAt"][:10]) + timedelta(days=1)
    return {"version": row["version"] + 1, "changedAt": _moment(day, row["recordId"])}


def _corrected(row: WireRow) -> WireRow | None:
    """The record with something set right: a phone number, a remark, a count."""
    for name in _CARDS:
        if name in row:
            return {**row, name: {**row[name], "phone": f"+7701{draw(row['recordId'], 9_000_000) + 1_000_000}"}}
    if "text" in row:
        return {**row, "text": f"{row['text']} (нақтыланды)"}
    if row.get("freeBeds"):
        return {**row, "freeBeds": row["freeBeds"] - 1}
    if "source" in row:
        return {**row, "value": round(row["value"] + 0.1, 1)}
    return None
