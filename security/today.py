"""The day in Kazakhstan: on it minority is decided, deadlines fall and agreements end."""

import datetime as dt
from zoneinfo import ZoneInfo

KAZAKHSTAN = ZoneInfo("Asia/Almaty")


def today_in_kazakhstan() -> dt.date:
    """The date at this moment."""
    return dt.datetime.now(KAZAKHSTAN).date()
