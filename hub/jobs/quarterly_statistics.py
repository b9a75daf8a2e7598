"""Quarters: each quarter that has ended is worked out for the statistics, as long as the hub runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog

from graph.engine.store import Store
from prevention.statistics import compute_next_quarter
from security.clock import today_in_kazakhstan

REST_SECONDS = 60.0
"""How long the job rests where every quarter is worked out, or the graph is away."""

log = structlog.get_logger()


@asynccontextmanager
async def working_out(home: Path, store: Store) -> AsyncIterator[None]:
    """Quarters are worked out until the end of the block."""
    ending = asyncio.Event()
    task = asyncio.create_task(_work_out(home, store, ending))
    try:
        yield
    finally:
        # Whoever is cut off in the middle of a statement leaves a connection in doubt: it ends by itself.
        ending.set()
        await task


async def _work_out(home: Path, store: Store, ending: asyncio.Event) -> None:
    while not ending.is_set():
        quarter = None
        try:
            quarter = await compute_next_quarter(store, home, today_in_kazakhstan())
        except Exception as error:
            # The hub serves on, and the job tries the same quarter again. The type alone is said.
            log.warning("no quarter is worked out", error=type(error).__name__)
        if quarter is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), REST_SECONDS)
        else:
            log.info("quarter worked out", year=quarter.year, quarter=quarter.number)
