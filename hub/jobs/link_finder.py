"""The linker: looks for candidates behind the deliveries, as long as the hub runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from adapters.matching.find_links import link_waiting
from graph.engine.store import GraphDownError, StatementError, Store
from graph.ingest.person_blocks import wait_for_rows
from hub.settings import Settings
from security.vault.secret_files import password, secret_file

REST_SECONDS = 1.0
"""How long the linker rests where nothing waits, or the graph is away."""

log = structlog.get_logger()


def blocks_key(settings: Settings) -> bytes:
    """The key of the digests by which candidates are found."""
    return secret_file(settings.keys / "blocks", password)


@asynccontextmanager
async def linking(settings: Settings, store: Store) -> AsyncIterator[None]:
    """Candidates are looked for until the end of the block."""
    ending = asyncio.Event()
    task = asyncio.create_task(_link(store, blocks_key(settings), ending))
    try:
        yield
    finally:
        # Whoever is cut off in the middle of a statement leaves a connection in doubt: it ends by itself.
        ending.set()
        await task


async def _link(store: Store, secret: bytes, ending: asyncio.Event) -> None:
    are_rows_waiting = False
    while not ending.is_set():
        try:
            if not are_rows_waiting:
                await wait_for_rows(store)
                are_rows_waiting = True
            count = await link_waiting(store, secret)
        except (GraphDownError, StatementError) as error:
            log.warning("no candidates are looked for", error=type(error).__name__)
            count = 0
        if not count:
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), REST_SECONDS)


async def link_all(settings: Settings, store: Store) -> int:
    """Look for candidates until nothing waits. Returns for how many keys.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; what waits waits on.
    """
    secret, total = blocks_key(settings), 0
    await wait_for_rows(store)
    while count := await link_waiting(store, secret):
        total += count
    return total
