"""The comparison: what registers say of the same people, counted, and every difference named; nothing is asked.

A person counts once in a column, however many registrations there are. A registration whose first day nobody wrote
down is in no column, and one that is closed on an unknown day was neither taken off in the period nor stands.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prevention.reconciliation.kinds import ReconciliationKind, Register
from prevention.statistics import DISTRICT, Quarter
from schema.identifiers import AreaCode, UnitId

PUT_ON, TAKEN_OFF, STANDING = "PUT_ON", "TAKEN_OFF", "STANDING"
COLUMNS = (PUT_ON, TAKEN_OFF, STANDING)


@dataclass(frozen=True)
class ReconciliationPeriod:
    """From the start of the year to the last day of a quarter."""

    start: dt.date
    end: dt.date


def period_of(quarter: Quarter) -> ReconciliationPeriod:
    """What an act of ``quarter`` counts: columns 1 and 2 of Annex 2 begin with the year."""
    return ReconciliationPeriod(dt.date(quarter.year, 1, 1), quarter.last_day)


@dataclass(frozen=True, kw_only=True)
class RegisterEntry:
    """A registration as it stands in the graph. ``kato`` is the area of the unit that keeps it.

    ``adult_on`` is the day on which the person turns 18; ``via`` the mention by which the registration means the
    person, and ``feed_record`` the record of a feed on which it stands, where it came by one.
    """

    id: str
    person: str
    unit: UnitId
    unit_kind: str
    kato: AreaCode
    category: str
    status: str
    registered_on: dt.date | None
    closed_on: dt.date | None
    adult_on: dt.date
    via: str | None = None
    feed_record: str | None = None

    def lies_in(self, district: str) -> bool:
        """Whether the unit serves the district, given by its KATO code."""
        return self.kato[:DISTRICT] == district[:DISTRICT]

    def column_day(self, column: str, period: ReconciliationPeriod) -> dt.date | None:
        """The day by which the registration is in ``column``; None if it is not."""
        on, off = self.registered_on, self.closed_on
        if on is None or on > period.end:
            return None
        if column == PUT_ON:
            return on if on >= period.start else None
        if column == TAKEN_OFF:
            return off if off is not None and period.start <= off <= period.end else None
        return on if self.is_in_force(period) else None

    def is_in_force(self, period: ReconciliationPeriod) -> bool:
        """Whether it was in force when the last day of the period had ended."""
        return self.closed_on > period.end if self.closed_on is not None else self.status == "OPEN"


@dataclass(frozen=True)
class Total:
    """A row of the act: persons in each column of a body's register."""

    body: str
    put_on: int
    taken_off: int
    standing: int


@dataclass(frozen=True)
class Finding:
    """A registration of a person in whom registers differ, kept by ``body``, here or in another district."""

    body: str
    elsewhere: bool
    entry: RegisterEntry


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A person whom other registers have in ``column`` since the day ``since``, and that of ``missing_in`` has not.

    ``findings`` are what every register says of the person, and ``person`` the id that the person had then.
    """

    person: str
    column: str
    missing_in: str
    since: dt.date
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Comparison:
    """What comes out: a row for each body, in the order of the act, and the differences by person, column, body."""

    totals: tuple[Total, ...]
    differences: tuple[Difference, ...]


Days = Mapping[str, dt.date]
"""By person, the day by which they are in a column."""


def compare(
    kind: ReconciliationKind, district: str, period: ReconciliationPeriod, entries: Iterable[RegisterEntry]
) -> Comparison:
    """The registers of ``kind`` in a district, compared.

    ``entries`` are the registrations of everybody who has one in the district, those in other districts with them.
    """
    register_entries = tuple(entries)
    columns = {
        (register.body, column): _days(register, district, column, period, register_entries)
        for register in kind.registers
        for column in COLUMNS
    }
    totals = tuple(Total(body, *(len(columns[body, column]) for column in COLUMNS)) for body in kind.bodies)
    missing_entries = (missing_entry for column in COLUMNS for missing_entry in _missing(kind, column, columns))
    ordered = sorted(
        missing_entries,
        key=lambda missing_entry: (
            missing_entry[0],
            COLUMNS.index(missing_entry[1]),
            kind.bodies.index(missing_entry[2]),
        ),
    )
    by_person: dict[str, list[RegisterEntry]] = defaultdict(list)
    for entry in register_entries:
        by_person[entry.person].append(entry)
    differences = tuple(
        Difference(
            person=person,
            column=column,
            missing_in=body,
            since=since,
            findings=_findings(kind, district, period, by_person[person]),
        )
        for person, column, body, since in ordered
    )
    return Comparison(totals, differences)


def _belongs(register: Register, entry: RegisterEntry, period: ReconciliationPeriod) -> bool:
    young = not register.minors or entry.adult_on > period.end
    return entry.unit_kind in register.units and entry.category in register.categories and young


def _days(
    register: Register, district: str, column: str, period: ReconciliationPeriod, entries: tuple[RegisterEntry, ...]
) -> dict[str, dt.date]:
    """The persons whom a register has in a column, each with the first day."""
    days: dict[str, dt.date] = {}
    for entry in entries:
        day = entry.column_day(column, period)
        if day is not None and entry.lies_in(district) and _belongs(register, entry, period):
            days[entry.person] = min(day, days.get(entry.person, day))
    return days


def _missing(
    kind: ReconciliationKind, column: str, columns: Mapping[tuple[str, str], Days]
) -> Iterable[tuple[str, str, str, dt.date]]:
    """Person, column, the body whose register has not the person, and since when another one has."""
    everybody: dict[str, dt.date] = {}
    for body in kind.bodies:
        for person, day in columns[body, column].items():
            everybody[person] = min(day, everybody.get(person, day))
    for register in kind.registers:
        if not register.partial:
            days_here = columns[register.body, column]
            yield from ((p, column, register.body, day) for p, day in everybody.items() if p not in days_here)


def _findings(
    kind: ReconciliationKind, district: str, period: ReconciliationPeriod, entries: Iterable[RegisterEntry]
) -> tuple[Finding, ...]:
    """What every register says of the person of whom ``entries`` are all that is known."""
    findings = (
        Finding(register.body, not entry.lies_in(district), entry)
        for register in kind.registers
        for entry in entries
        if entry.registered_on is not None
        and entry.registered_on <= period.end
        and _belongs(register, entry, period)
    )
    return tuple(
        sorted(findings, key=lambda finding: (kind.bodies.index(finding.body), finding.elsewhere, finding.entry.id))
    )
