"""The watcher: works duties out as facts arrive and as the clock goes on, as long as the hub runs."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from graph.engine.store import Store
from prevention.engine import update_changed
from prevention.norm_records import save_law
from security.clock import utc_now

REST_SECONDS = 1.0
"""How long the watcher rests where nothing changes, or the graph is away."""

log = structlog.get_logger()


@asynccontextmanager
async def duty_watcher(store: Store) -> AsyncIterator[None]:
    """Duties are watched until the end of the block."""
    ending = asyncio.Event()
    task = asyncio.create_task(_watch(store, ending))
    try:
        yield
    finally:
        # Whoever is cut off in the middle of a statement leaves a connection in doubt: it ends by itself.
        ending.set()
        await task


async def work_out_duties(store: Store, progress: Callable[[int], None]) -> None:
    """Work out all that is owed now, before anybody asks. ``progress`` is told how many changes and files more were
    looked at.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; a repeat goes on from there.
    """
    await save_law(store)
    while count := await update_changed(store, _now()):
        progress(count)


async def _watch(store: Store, ending: asyncio.Event) -> None:
    is_current = False
    while not ending.is_set():
        try:
            if not is_current:
                await save_law(store)
                is_current = True
            count = await update_changed(store, _now(), lambda: not ending.is_set())
        except Exception as error:
            # The hub serves on, and the watcher tries again. The type alone is said: a text may hold a value.
            log.warning("no duties are watched", error=type(error).__name__)
            count = 0
        if not count:
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), REST_SECONDS)


def _now() -> dt.datetime:
    return utc_now().replace(microsecond=0)
