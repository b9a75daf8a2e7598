"""Even times: what was worked out leaves when a whole step is over, so that its time tells nothing of it."""

import asyncio
import time

DELIVERY_STEP_SECONDS = 0.15
DELIVERY_STEP_SECONDS_A_RECORD = 0.005
"""A receipt leaves when the next whole step is over. A record takes some 30 ms alone and 1 to 3 ms among many."""

MOST_RECORDS_OF_A_STEP = 1_000
"""More records make no longer step: so many are committed together, and a sender is not to wait for minutes."""


async def until_whole_step(begun: float, step: float) -> None:
    """Return when a whole step of so many seconds is over since ``begun`` (monotonic)."""
    await asyncio.sleep(step - (time.monotonic() - begun) % step)


async def hold_receipt(begun: float, records: int) -> None:
    """Hold the receipt of a delivery of so many records. ``begun`` is when work on it began (monotonic).

    To put a record beside closed ones about the same person takes longer than to find none.
    """
    records = min(records, MOST_RECORDS_OF_A_STEP)
    await until_whole_step(begun, DELIVERY_STEP_SECONDS + DELIVERY_STEP_SECONDS_A_RECORD * records)
