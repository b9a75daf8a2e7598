"""Totals and differences against those worked out by hand (cases.toml)."""

import datetime as dt
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from prevention.reconciliation.compare import (
    COLUMNS,
    Difference,
    Finding,
    ReconciliationPeriod,
    RegisterEntry,
    compare,
    period_of,
)
from prevention.reconciliation.kinds import KINDS, PROBATIONERS
from prevention.statistics import Quarter
from schema.identifiers import AreaCode, HubId, UnitId

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
GROWN_UP, CHILD = dt.date(2000, 1, 1), dt.date(2030, 1, 1)


def day(text: str) -> dt.date | None:
    return None if text in "-?" else dt.date.fromisoformat(text)


def entry(number: int, line: str, minors: list[str]) -> RegisterEntry:
    """A registration as the cases write one."""
    kind, district, person, on, off, *rest = line.split()
    return RegisterEntry(
        id=f"reg_{number}",
        person=person,
        unit=UnitId(HubId(f"{kind}-{district}")),
        unit_kind=kind,
        kato=AreaCode(f"{district}10000"),
        category=rest[0] if rest else "PROBATIONER",
        status="OPEN" if off == "-" else "CLOSED",
        registered_on=day(on),
        closed_on=day(off),
        adult_on=CHILD if person in minors else GROWN_UP,
    )


def shown(difference: Difference, period: ReconciliationPeriod) -> str:
    """A difference as the cases write one."""
    found = ", ".join(_finding(each, period) for each in difference.findings)
    return f"{difference.person} {difference.column} {difference.missing_in} {difference.since} | {found}"


def _finding(finding: Finding, period: ReconciliationPeriod) -> str:
    off = finding.entry.closed_on
    closed = (
        str(off) if off is not None and off <= period.end else "-" if finding.entry.is_in_force(period) else "?"
    )
    where = "elsewhere " if finding.elsewhere else ""
    return f"{finding.body} {where}{finding.entry.registered_on} {closed}"


@pytest.mark.parametrize("name", CASES)
def test_totals_and_differences(name: str) -> None:
    case = CASES[name]
    period = period_of(Quarter(*case["quarter"]))
    kind = KINDS[case.get("kind", "PROBATIONERS")]
    entries = [entry(n, line, case.get("minors", [])) for n, line in enumerate(case["registrations"])]
    for order in range(3):
        random.Random(order).shuffle(entries)
        found = compare(kind, case.get("district", "7511") + "10000", period, entries)
        rows = [f"{t.body} {t.put_on} {t.taken_off} {t.standing}" for t in found.totals]
        assert rows == case["totals"]
        assert sorted(shown(each, period) for each in found.differences) == sorted(case["differences"])


def test_periods_begin_with_the_year() -> None:
    found = [period_of(Quarter(2028, number)) for number in (1, 2, 3, 4)]
    assert {each.start for each in found} == {dt.date(2028, 1, 1)}
    assert [each.end.isoformat() for each in found] == ["2028-03-31", "2028-06-30", "2028-09-30", "2028-12-31"]


def test_rows_differ_by_just_the_persons_who_are_named() -> None:
    """Whatever the registers: the persons of a column, less those missing in a register, are that register's."""
    dice = random.Random(5)
    people = [f"p{n}" for n in range(12)]
    for _ in range(200):
        entries = [entry(n, _line(dice, people), []) for n in range(40)]
        found = compare(PROBATIONERS, "751110000", period_of(Quarter(2026, dice.randint(1, 4))), entries)
        for at, column in enumerate(COLUMNS):
            missing = [each for each in found.differences if each.column == column]
            rows = [(t.body, (t.put_on, t.taken_off, t.standing)[at]) for t in found.totals]
            sizes = {count + sum(1 for each in missing if each.missing_in == body) for body, count in rows}
            assert len(sizes) == 1


def _line(dice: random.Random, people: list[str]) -> str:
    start = dt.date(2025, 10, 1) + dt.timedelta(days=dice.randrange(500))
    end = start + dt.timedelta(days=dice.randrange(300)) if dice.random() < 0.6 else "-"
    kind = dice.choice(("PROBATION", "PUBLIC_SECURITY", "ANALYTICS"))
    return f"{kind} {dice.choice(('7511', '7513'))} {dice.choice(people)} {start} {end}"
