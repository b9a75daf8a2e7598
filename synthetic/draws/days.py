"""Calendar of the made-up population: every date is counted from one fixed day.

The same seed and day give the same bytes. The day is read once, when this package is imported: a process writes
populations of one day.
"""

import os
from datetime import date, timedelta

DAY_VARIABLE = "ORTAQ_POPULATION_DAY"
"""The variable of the environment that names another reference day, as `YYYY-MM-DD`."""

REFERENCE_DAY = date.fromisoformat(os.environ.get(DAY_VARIABLE, "2026-06-30"))
"""The day on which the agencies are imagined to send their files."""

TODAY = REFERENCE_DAY.toordinal()
"""The reference day as a day number. Days are numbers inside this package, text in the files."""

YEAR = 365
"""Days of a year, where leap days do not matter."""

_FIRST = date(1920, 1, 1).toordinal()
_TEXTS = tuple((date.fromordinal(_FIRST) + timedelta(n)).isoformat() for n in range(45_000))


def iso(day: int) -> str:
    """The day as text. Looked up, because a population writes millions of dates."""
    return _TEXTS[day - _FIRST]


def moment(day: int, minute: int) -> str:
    """A point in time, ``minute`` minutes after midnight UTC of ``day``."""
    return f"{_TEXTS[day - _FIRST]}T{minute // 60:02}:{minute % 60:02}:00Z"


def number(text: str) -> int:
    """The day number of a date in a data file."""
    return date.fromisoformat(text).toordinal()


def years_before(years: int) -> int:
    """The day on which somebody was born who turns ``years`` on the reference day."""
    return REFERENCE_DAY.replace(year=REFERENCE_DAY.year - years).toordinal()


EIGHTEEN = years_before(18)
"""Whoever was born after this day is a minor on the reference day."""
