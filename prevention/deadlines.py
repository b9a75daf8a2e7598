"""Terms: the days and hours from and by which something is due, in the time of Kazakhstan.

A day lasts from midnight to midnight in Almaty time; whatever is due by a day is due by its last second. Moments
are in UTC and without a zone, as the graph keeps them. Terms in working days never end on a day of rest; days of
the calendar ("by the 5th", "ten days before") are kept as the norm says them, whatever day of the week they are.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from security.clock import KAZAKHSTAN

DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)


def begin_of(day: dt.date) -> dt.datetime:
    """Midnight with which ``day`` begins."""
    local = dt.datetime.combine(day, dt.time(), KAZAKHSTAN)
    return local.astimezone(dt.UTC).replace(tzinfo=None)


def end_of(day: dt.date) -> dt.datetime:
    """The last second of ``day``."""
    return begin_of(day + DAY) - _SECOND


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Kazakhstan on which ``moment`` falls."""
    return moment.replace(tzinfo=dt.UTC).astimezone(KAZAKHSTAN).date()


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, earlier if negative; the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_of_months(first: dt.date, months: int) -> dt.date:
    """The last day of so many months whose first day is ``first``.

    The first day is counted: of a year from 1 June the last day is 31 May. Where somebody's liberty hangs on the
    term, the day more that another way of counting gives is not taken. Where the month of the end has no day of
    that number, the last day of that month is the last of the term: of a year from 29 February it is 28 February.
    """
    after = months_after(first, months)
    return after if after.day < first.day else after - DAY


class Length(IntEnum):
    """How many months a period lasts."""

    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6
    YEAR = 12


@dataclass(frozen=True, order=True)
class Period:
    """A month, a quarter, a half-year or a year of the calendar, by its first day."""

    first: dt.date
    length: Length

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return last_of_months(self.first, self.length)

    @property
    def next(self) -> "Period":
        """The period after it."""
        return Period(months_after(self.first, self.length), self.length)

    @property
    def name(self) -> str:
        """Its name, for example ``2026-02``, ``2026-Q1``, ``2026-H1`` or ``2026``."""
        number = (self.first.month - 1) // self.length + 1
        shapes = {
            Length.MONTH: f"{self.first:%Y-%m}",
            Length.QUARTER: f"{self.first.year}-Q{number}",
            Length.HALF_YEAR: f"{self.first.year}-H{number}",
            Length.YEAR: f"{self.first.year}",
        }
        return shapes[self.length]


def period_of(day: dt.date, length: Length) -> Period:
    """The period of that length in which ``day`` falls."""
    return Period(dt.date(day.year, (day.month - 1) // length * length + 1, 1), length)


def periods(since: dt.date, until: dt.date, length: Length) -> Iterator[Period]:
    """The periods that begin or go on between two days."""
    period = period_of(since, length)
    while period.first <= until:
        yield period
        period = period.next
