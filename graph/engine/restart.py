"""Revival: the embedded graph is started again when it has stopped, and when it hangs.

The engine ends every statement after so many seconds. One that has not so much as greeted anybody for as long does
not work any more, though its process is there: it is killed, and what it had committed is on disk.
"""

import asyncio
import time

import structlog
from neo4j import AsyncDriver, AsyncGraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from graph.engine.embedded_arcadedb import START_SECONDS, Running

WATCH_SECONDS = 1.0

log = structlog.get_logger()


async def keep_running(running: Running, seconds: float) -> None:
    """Start the graph again whenever it has stopped, or has been silent for ``seconds``. Until cancelled."""
    driver = AsyncGraphDatabase.driver(
        running.url,
        auth=(running.user, running.password),
        max_connection_pool_size=1,
        connection_timeout=seconds,
        connection_acquisition_timeout=seconds,
        telemetry_disabled=True,
    )
    async with driver:
        # It answered before anybody asked for it to be watched.
        heard = time.monotonic()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if not running.alive:
                log.warning("graph stopped; starting it again")
            elif await _greets(driver, seconds):
                heard = time.monotonic()
                continue
            elif time.monotonic() < heard + seconds:
                continue
            else:
                log.warning("graph hangs; killing it and starting it again")
                await asyncio.to_thread(running.kill)
            running.revive()
            heard = time.monotonic() + START_SECONDS


async def _greets(driver: AsyncDriver, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await driver.verify_connectivity()
    except (DriverError, Neo4jError, OSError):
        return False
    return True
