"""The hub's one clock. Every moment and every day of the product comes from here (tests/house/test_clock.py).

Durations are measured by ``time.monotonic`` and ``time.perf_counter``, which nobody sets, and not by this.
"""

import datetime as dt
from importlib.resources import files
from zoneinfo import ZoneInfo

# From the package and not from the machine, whose own tables may be of before 2024.
with files("tzdata").joinpath("zoneinfo", "Asia", "Almaty").open("rb") as _zone:
    KAZAKHSTAN = ZoneInfo.from_file(_zone, "Asia/Almaty")
"""Almaty time, the country's clock: UTC+6 until 29 February 2024, UTC+5 from 1 March."""


def moment_now() -> dt.datetime:
    """This moment, with UTC for its zone."""
    return dt.datetime.now(dt.UTC)


def utc_now() -> dt.datetime:
    """This moment in UTC, without zone, as the graph has moments."""
    return moment_now().replace(tzinfo=None)


def unix_now() -> float:
    """This moment in seconds since 1970, as tokens have moments."""
    return moment_now().timestamp()


def today_in_kazakhstan() -> dt.date:
    """The day in Kazakhstan: on it minority is decided, deadlines fall and agreements end."""
    return moment_now().astimezone(KAZAKHSTAN).date()
