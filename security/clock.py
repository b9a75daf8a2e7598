"""The day in Kazakhstan: on it minority is decided, deadlines fall and agreements end."""

import datetime as dt
from importlib.resources import files
from zoneinfo import ZoneInfo

# From the package and not from the machine, whose own tables may be of before 2024.
with files("tzdata").joinpath("zoneinfo", "Asia", "Almaty").open("rb") as _zone:
    KAZAKHSTAN = ZoneInfo.from_file(_zone, "Asia/Almaty")
"""Almaty time, the country's clock: UTC+6 until 29 February 2024, UTC+5 from 1 March."""


def today_in_kazakhstan() -> dt.date:
    """The date at this moment."""
    return dt.datetime.now(KAZAKHSTAN).date()
