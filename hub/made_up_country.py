"""The made-up country of a demonstration, as it stands on the day on which it is made.

So that something is due today, every date in it is counted from that day: releases, registrations, meetings.
"""

import asyncio
import datetime as dt
import os
import sys

import orjson

DEMO_SEED = 7
DAY_VARIABLE = "ORTAQ_POPULATION_DAY"
"""As `synthetic/draws/days.py` reads it."""


class CountryError(Exception):
    """The country could not be made; its process says why on standard error."""


async def made_up_country(persons: int, day: dt.date) -> dict[str, bytes]:
    """The lines of each feed of a country of so many persons on ``day``, unless the environment names another day.

    It never stands on disk.

    Raises:
        CountryError: the process that makes it failed.
    """
    command = (sys.executable, "-m", "synthetic", str(persons), str(DEMO_SEED))
    environment = {DAY_VARIABLE: day.isoformat(), **os.environ}
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=environment)
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise CountryError(f"the made-up country was not made: its process ended with {process.returncode}")
    return {feed: lines.encode() for feed, lines in orjson.loads(output).items()}
