"""Even times: what was worked out leaves when a whole step is over, so that its time tells nothing of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

NAMED_IN_A_STEP = 50
"""For so many persons that a delivery names its step is as much longer as for none.

To bring one in takes 1 to 3 ms among many, and up to 10 ms where closed records know the person: so the step is
longer than the work by a factor, and no sender comes near its edge by naming others beside.
"""

MOST_NAMED = 1_000
"""More make no longer step: so many are committed together, and a sender is not to wait for minutes."""


async def until_whole_step(begun: float, step: float) -> None:
    """Return when a whole step of so many seconds is over since ``begun`` (monotonic)."""
    await asyncio.sleep(step - (time.monotonic() - begun) % step)


def receipt_step(seconds: float, name_count: int) -> float:
    """The step, in seconds, for a delivery that names persons so many times; ``seconds`` is that of one."""
    return seconds * (1 + min(name_count, MOST_NAMED) / NAMED_IN_A_STEP)


def receipt_hold(seconds: float) -> Callable[[int], Awaitable[None]]:
    """Holds the receipt of a delivery that begins now, until a whole step is over.

    To put a record beside closed ones about the same person, or to take it away again, takes longer than to find
    none. A step is counted by the persons named, and not by the records: one record may name hundreds.
    """
    begun = time.monotonic()

    async def hold(name_count: int) -> None:
        await until_whole_step(begun, receipt_step(seconds, name_count))

    return hold
