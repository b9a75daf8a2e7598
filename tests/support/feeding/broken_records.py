"""What may be wrong in a record whatever its form, and what is unusual in one and right all the same.

A fault is what is put where in a good record, and what the hub has to say of it: a code, and the field at fault.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.feeds.feed import Feed, WireFormat
from adapters.systems import FEEDS
from schema.plain_signs import LetterAmongDigitsError

Row = dict[str, Any]

MISSING = None
"""Put in the place of a value that is left out."""

UNPARSED_DAY, UNPARSED_TIME = "INVALID: date from datetime parsing", "INVALID: datetime from date parsing"
UNWRITTEN, IMPLAUSIBLE = "INVALID: a date is written YYYY-MM-DD", "INVALID: a day from 1900 to 2100"
DIGITS, CHECK = "INVALID: an IIN has twelve digits", "INVALID: the check digit of the IIN is wrong"
LETTER = f"INVALID: {LetterAmongDigitsError()}"
HOLDS, UNKNOWN_BODY = "HOLDS_IDENTIFICATION_NUMBER", "UNKNOWN_BODY"
CONTROL, INVISIBLE = (
    "INVALID: a text without control characters",
    "INVALID: a number without invisible characters",
)
LEFT_OUT, TOO_LONG, TOO_SHORT = "INVALID: missing", "INVALID: string too long", "INVALID: string too short"
NO_WORD, NO_TEXT, PATTERN = "INVALID: literal error", "INVALID: string type", "INVALID: string pattern mismatch"
LONG_NUMBER = "INVALID: a number of that many digits is sent as a text"
NO_CLOCK = "INVALID: a time is written HH:MM"
EXTRA, NO_INT = "INVALID: extra forbidden", "INVALID: int parsing"


@dataclass(frozen=True)
class Ground:
    """A real feed in one of its forms, and which of its fields is what. ``card`` is where its first person is.

    ``disorder`` are fields that contradict each other, and what is said of it; ``bodies`` are those that name one.
    """

    feed: Feed
    form: WireFormat
    card: str
    day: str
    word: str
    line: str
    disorder: tuple[Mapping[str, Any], str]
    bodies: tuple[str, ...]
    fact: str


_CLOSED = (
    {"status": "CLOSED", "registeredOn": "2026-03-02", "closedOn": "2026-03-01"},
    "closedOn is before the first day",
)
GROUNDS = {
    WireFormat.NDJSON: Ground(
        feed=FEEDS["police-registered-element"],
        form=WireFormat.NDJSON,
        card="person",
        day="registeredOn",
        word="category",
        line="person.address",
        disorder=_CLOSED,
        bodies=("unit", "inspector"),
        fact="Registration",
    ),
    WireFormat.CSV: Ground(
        feed=FEEDS["probation-register"],
        form=WireFormat.CSV,
        card="person",
        day="registeredOn",
        word="status",
        line="person.address",
        disorder=_CLOSED,
        bodies=("unit", "inspector"),
        fact="Registration",
    ),
    WireFormat.XLSX: Ground(
        feed=FEEDS["juvenile-journal"],
        form=WireFormat.XLSX,
        card="minor",
        day="happenedOn",
        word="kind",
        line="text",
        disorder=(
            {"inquiryOpenedOn": "2026-06-20", "inquiryClosedOn": "2026-06-19"},
            "inquiryClosedOn is before inquiryOpenedOn",
        ),
        bodies=("unit", "school", "inspector"),
        fact="CaseEvent",
    ),
    WireFormat.XML: Ground(
        feed=FEEDS["court-decisions"],
        form=WireFormat.XML,
        card="persons.0",
        day="decidedOn",
        word="kind",
        line="court",
        disorder=({"decidedOn": "2026-03-02", "inForceOn": "2026-03-01"}, "inForceOn is before decidedOn"),
        bodies=(),
        fact="CourtDecision",
    ),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a record: what is put where, and the code and field under which it is refused."""

    name: str
    changes: Mapping[str, Any]
    code: str
    where: str
    follows: bool = field(default=False, kw_only=True)
    """Whether it is a second record under the number of the one before it."""


def faults(ground: Ground, number: str) -> list[Fault]:
    """What may be wrong with a record in any form. ``number`` is a valid one, of nobody in the records."""
    iin, day = f"{ground.card}.iin", ground.day
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    return [
        *_days(day),
        Fault("ended before it began", ground.disorder[0], f"INVALID: {ground.disorder[1]}", "record"),
        _one("a birthday that does not exist", f"{ground.card}.birthDate", "2001-02-29", UNPARSED_DAY),
        *_moments(),
        _one("a wrong check digit", iin, wrong, CHECK),
        _one("eleven digits, as where a table dropped the nought", iin, number[1:], DIGITS),
        _one("thirteen digits", iin, number + "1", DIGITS),
        _one("letters for digits", iin, number[:2] + "О" + number[3:], LETTER),
        _one("digits of another script", iin, number.translate({48 + n: 0x660 + n for n in range(10)}), DIGITS),
        _one("a number in a text", ground.line, f"ЖСН {number}, Абай көшесі", HOLDS),
        _one("a number for a name", f"{ground.card}.familyName", number, HOLDS),
        _one("a number as that of the person", f"{ground.card}.personId", number, HOLDS),
        _one("a number as that of the record", "recordId", number, HOLDS),
        _one("an unknown word", ground.word, "SOMETHING", NO_WORD),
        _one("a word in small letters", ground.word, "closed", NO_WORD),
        _one("a district of eight digits", f"{ground.card}.kato", "10100000", PATTERN),
        _one("an unknown district", f"{ground.card}.kato", "999999999", UNKNOWN_BODY),
        *(_one(f"an unknown {name}", name, "NOBODY-1", UNKNOWN_BODY) for name in ground.bodies),
        *(_one(f"no code of {name}", name, "10 10", PATTERN) for name in ground.bodies),
        *(_one(f"no {name}", name, MISSING, LEFT_OUT) for name in ("recordId", "version", "changedAt", day)),
        _one("a long line", f"{ground.card}.familyName", "Жа" * 251, TOO_LONG),
        _one("a long number", "recordId", "R" * 121, TOO_LONG),
        *_versions(),
        _one("a text turned around", f"{ground.card}.familyName", "\u202eвонавИ", CONTROL),
        _one("an invisible character in a number", "recordId", "REG\u200b-77", INVISIBLE),
        _one("deleted, and all the same full", "deleted", "true", EXTRA, where="record"),
        Fault(
            "a version used again",
            {f"{ground.card}.familyName": "Басқаев"},
            "VERSION_REUSED",
            "version",
            follows=True,
        ),
    ]


def _one(name: str, path: str, value: Any, code: str, *, where: str | None = None) -> Fault:
    return Fault(name, {path: value}, code, path if where is None else where)


def _days(day: str) -> list[Fault]:
    return [
        _one("30 February", day, "2026-02-30", UNPARSED_DAY),
        _one("month 13", day, "2026-13-01", UNPARSED_DAY),
        _one("the day first", day, "15.03.2026", UNWRITTEN),
        _one("the month first", day, "03/15/2026", UNWRITTEN),
        _one("no strokes", day, "20260315", UNWRITTEN),
        _one("days since 1900", day, "46096", UNWRITTEN),
        _one("seconds since 1970", day, "1773532800", UNWRITTEN),
        _one("a word", day, "бүгін", UNWRITTEN),
        _one("the year 1899", day, "1899-12-31", IMPLAUSIBLE),
        _one("the year 2101", day, "2101-01-01", IMPLAUSIBLE),
        _one("a time on the day", day, "2026-03-15T10:00:00", "INVALID: date from datetime inexact"),
    ]


def _moments() -> list[Fault]:
    at = "changedAt"
    return [
        _one("a time without a zone", at, "2026-03-15T10:00:00", "INVALID: a point in time needs its offset or Z"),
        _one("a day alone", at, "2026-03-15", "INVALID: a point in time needs its offset or Z"),
        _one("a time of days since 1900", at, "46096.5", UNWRITTEN),
        _one("a time of seconds since 1970", at, "1773532800", UNWRITTEN),
        _one("the hour 25", at, "2026-03-15T25:00:00Z", UNPARSED_TIME),
        _one("a time in 2101", at, "2101-01-01T00:00:00Z", "INVALID: a point in time from 1900 to 2100"),
        _one("a time in 1899", at, "1899-12-31T23:59:59Z", "INVALID: a point in time from 1900 to 2100"),
    ]


def _versions() -> list[Fault]:
    return [
        _one("a version below nought", "version", "-1", "INVALID: greater than equal"),
        _one("a huge version", "version", str(2**53), "INVALID: less than"),
        _one("a version of 400 digits", "version", "1" * 400, "INVALID: less than"),
        _one("half a version", "version", "1.5", NO_INT),
        _one("an endless version", "version", "Infinity", NO_INT),
        _one("a version that is none", "version", "NaN", NO_INT),
        _one("a version beyond all", "version", "1e400", NO_INT),
    ]


def unusual(ground: Ground) -> list[tuple[str, Mapping[str, Any]]]:
    """What is unusual and right. Whoever writes a name otherwise is not to be refused for it.

    Joiners are part of how some scripts are written, a soft hyphen or a mark of direction comes with what is copied
    from a page. They are left out at the door, and the name comes in.
    """
    name, day = f"{ground.card}.familyName", ground.day
    return [
        ("29 February of a leap year", {f"{ground.card}.birthDate": "2012-02-29"}),
        ("a day with midnight", {day: "{}T00:00:00"}),
        ("another offset", {"changedAt": "2026-06-15T10:00:00.5+05:00"}),
        ("a Hebrew name", {name: "כהן"}),
        ("an Arabic name with a joiner", {name: "عبد\u200cالله"}),
        ("a zero-width space in a name", {name: "Ива\u200bнов"}),
        ("a soft hyphen and a mark of direction", {name: "Ива\u00adнов\u200f"}),
        ("letters and accents apart", {name: "И\u0306ванов"}),
        ("a letter beyond the first plane", {name: "𠮷田"}),
        ("a quote, a semicolon, a bracket", {ground.line: "О\"Нил; <б> & 'в', г"}),
        ("blanks around", {name: "  Иванов\t"}),
        ("no number", {f"{ground.card}.iin": MISSING}),
        ("the greatest version", {"version": str(2**53 - 1)}),
        ("a number of digits", {"recordId": "00012026"}),
    ]


def changed(row: Row, changes: Mapping[str, Any]) -> Row:
    """The record with what is put into it, at dotted paths; ``{}`` stands for what was there."""
    made = copy.deepcopy(row)
    for path, value in changes.items():
        *above, last = path.split(".")
        inner: Any = made
        for name in above:
            inner = inner[int(name)] if isinstance(inner, list) else inner[name]
        if value is MISSING:
            inner.pop(last, None)
        else:
            inner[last] = value.replace("{}", str(inner.get(last))) if isinstance(value, str) else value
    return made
