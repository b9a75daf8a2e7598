"""Working days and terms, against dates worked out by hand with a calendar of each year."""

import datetime as dt

import pytest

from prevention.deadlines import (
    Length,
    Period,
    begin_of,
    day_of,
    end_of,
    last_of_months,
    months_after,
    period_of,
    periods,
)
from security.working_days import is_working_day, working_day_after, working_day_from

REST = {
    2024: "01-01 01-02 03-08 03-21 03-22 03-25 05-01 05-07 05-08 05-09 07-08 08-30 10-25 12-16",
    2025: "01-01 01-02 01-03 01-07 03-10 03-21 03-24 03-25 05-01 05-07 05-09 06-06 07-07 09-01 10-27 12-16",
    2026: "01-01 01-02 01-07 03-09 03-23 03-24 03-25 05-01 05-07 05-11 05-27 07-06 10-26 12-16",
    2027: "01-01 01-04 01-07 03-08 03-15 03-22 03-23 03-24 05-03 05-07 05-10 07-06 10-25 12-16",
}
"""The days from Monday to Friday on which there is no work."""

WORKED = {dt.date(2024, 5, 4), dt.date(2025, 1, 5)}
"""A Saturday and a Sunday that were worked, for 8 May 2024 and 3 January 2025."""


@pytest.mark.parametrize("year", REST)
def test_every_day_of_a_year(year: int) -> None:
    rest = {dt.date.fromisoformat(f"{year}-{day}") for day in REST[year].split()}
    day = dt.date(year, 1, 1)
    while day.year == year:
        expected = day in WORKED or (day.weekday() < 5 and day not in rest)
        assert is_working_day(day) == expected, day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        # Over Nauryz of 2026: Thursday, then Friday, and Thursday 26 after five days of rest.
        ("2026-03-19", 1, "2026-03-20"),
        ("2026-03-19", 2, "2026-03-26"),
        ("2026-03-19", 5, "2026-03-31"),
        ("2026-03-19", 15, "2026-04-14"),
        # Over the turn of a year: 31 December, 5, 6, 8 and 9 January.
        ("2025-12-30", 1, "2025-12-31"),
        ("2025-12-30", 5, "2026-01-09"),
        # 29 February, a Thursday.
        ("2024-02-28", 1, "2024-02-29"),
        ("2024-02-29", 1, "2024-03-01"),
        # Saturday 4 May 2024 is worked, Wednesday 8 May is not.
        ("2024-05-03", 1, "2024-05-04"),
        ("2024-05-03", 3, "2024-05-10"),
        ("2024-12-31", 1, "2025-01-05"),
        ("2027-03-12", 1, "2027-03-16"),
    ],
)
def test_working_days_are_counted(day: str, number: int, expected: str) -> None:
    assert working_day_after(dt.date.fromisoformat(day), number).isoformat() == expected


def test_a_day_of_rest_waits_for_work() -> None:
    assert working_day_from(dt.date(2026, 3, 21)) == dt.date(2026, 3, 26)
    assert working_day_from(dt.date(2026, 3, 20)) == dt.date(2026, 3, 20)


def test_a_day_lasts_from_midnight_to_midnight_in_almaty() -> None:
    day = dt.date(2026, 3, 20)
    assert begin_of(day) == dt.datetime(2026, 3, 19, 19)
    assert end_of(day) == dt.datetime(2026, 3, 20, 18, 59, 59)
    assert day_of(begin_of(day)) == day_of(end_of(day)) == day
    assert day_of(dt.datetime(2026, 3, 20, 19)) == dt.date(2026, 3, 21)


def test_the_clocks_went_back_an_hour_on_1_march_2024() -> None:
    assert begin_of(dt.date(2024, 2, 29)) == dt.datetime(2024, 2, 28, 18)
    assert begin_of(dt.date(2024, 3, 2)) == dt.datetime(2024, 3, 1, 19)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 120, "2034-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2025-12-31", 1, "2026-01-31"),
    ],
)
def test_months_end_where_they_end(day: str, months: int, expected: str) -> None:
    assert months_after(dt.date.fromisoformat(day), months).isoformat() == expected


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        # The month of the end has no such day: its last day is the last of the term.
        ("2016-02-29", 120, "2026-02-28"),
        ("2016-02-28", 120, "2026-02-27"),
        ("2016-02-29", 96, "2024-02-28"),
        ("2025-10-31", 4, "2026-02-28"),
        ("2025-10-30", 4, "2026-02-28"),
        ("2025-10-29", 4, "2026-02-28"),
        ("2025-10-28", 4, "2026-02-27"),
        ("2023-10-31", 4, "2024-02-29"),
        ("2023-10-29", 4, "2024-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-03-30", 1, "2026-04-29"),
        ("2025-12-31", 1, "2026-01-30"),
        ("2026-06-01", 120, "2036-05-31"),
        ("2026-01-01", 1, "2026-01-31"),
    ],
)
def test_the_last_day_of_a_term_in_months(first: str, months: int, last: str) -> None:
    assert last_of_months(dt.date.fromisoformat(first), months).isoformat() == last


@pytest.mark.parametrize(
    ("day", "length", "name", "first", "last"),
    [
        ("2024-02-29", Length.MONTH, "2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12-31", Length.QUARTER, "2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-06-30", Length.HALF_YEAR, "2026-H1", "2026-01-01", "2026-06-30"),
        ("2027-01-01", Length.YEAR, "2027", "2027-01-01", "2027-12-31"),
    ],
)
def test_periods(day: str, length: Length, name: str, first: str, last: str) -> None:
    period = period_of(dt.date.fromisoformat(day), length)
    assert (period.name, period.first.isoformat(), period.last.isoformat()) == (name, first, last)


def test_periods_between_two_days() -> None:
    names = [each.name for each in periods(dt.date(2025, 11, 30), dt.date(2026, 2, 1), Length.MONTH)]
    assert names == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert Period(dt.date(2026, 10, 1), Length.QUARTER).next.name == "2027-Q1"
