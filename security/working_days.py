"""Working days in Kazakhstan: five a week, without public holidays, and with the days that the Government moved."""

import datetime as dt
import tomllib
from functools import lru_cache
from pathlib import Path

import holidays

_DAY = dt.timedelta(days=1)
_PUBLIC = holidays.country_holidays("KZ")
_MOVED: dict[dt.date, bool] = {}
for _moved_day in tomllib.loads((Path(__file__).parent / "working_days.toml").read_text(encoding="utf-8"))["moved"]:
    _MOVED |= {_moved_day["from"]: True, _moved_day["to"]: False}


@lru_cache(20_000)
def is_working_day(day: dt.date) -> bool:
    """Whether ``day`` is worked."""
    moved = _MOVED.get(day)
    return bool(_PUBLIC.is_working_day(day)) if moved is None else moved


def working_day_after(day: dt.date, number: int) -> dt.date:
    """The ``number``-th working day after ``day``; ``day`` itself is not counted."""
    while number:
        day += _DAY
        number -= is_working_day(day)
    return day


def working_day_from(day: dt.date) -> dt.date:
    """``day``, or the first working day after it."""
    return day if is_working_day(day) else working_day_after(day, 1)
