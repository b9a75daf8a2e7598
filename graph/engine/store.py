"""The store: one graph over Bolt, with the official driver, whichever engine it is.

Reads run as auto-commit statements, writes in explicit transactions alone: on one engine an auto-commit
statement that fails half-way leaves its first half behind. Connections are pooled; an unreachable graph is a
:class:`GraphDownError`, never a driver's error.
"""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction, Bookmarks, Query
from neo4j.exceptions import (
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.engine import dialect as dialects
from graph.engine.dialect import Dialect
from graph.engine.intents import marked
from graph.engine.probes import probe
from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import Grounds

T = TypeVar("T")

# A server's notices quote whole statements, and say of an empty graph that its words are unknown.
logging.getLogger("neo4j.notifications").setLevel(logging.CRITICAL)
MERGE_ATTEMPTS = 5
MERGE_PAUSE = 0.02
"""Longest pause after the first conflict, in seconds; twice as long after each further one."""


LATE_SECONDS = 2.0
"""So much longer than a statement may take an answer is waited for: then it is not the statement that is slow."""


_DEFINITIONS = "definitions"
_PREPARED = "MATCH (d:Definitions {id: $id}) RETURN d.digest"
_REMEMBER = "MERGE (d:Definitions {id: $id}) SET d.digest = $digest"
"""Which constraints and indexes a graph has: to ask for each of them takes seconds."""


class GraphDownError(Exception):
    """The graph cannot be reached or does not answer in time."""


class StatementTimeoutError(GraphDownError):
    """A statement took longer than it may. The graph has ended it."""


class StatementError(Exception):
    """The graph refused a statement: a fault of the hub, not of the caller. Details are for the log alone."""


@dataclass(frozen=True)
class Address:
    """Where the graph is, and how to log in."""

    url: str
    user: str
    password: str
    database: str


class Store:
    """Reads and writes of one graph, and the keys by which its sealed values are closed and opened.

    ``grounds`` sees that what comes in stands on what the law asks.
    """

    def __init__(
        self,
        driver: AsyncDriver,
        database: str,
        dialect: Dialect,
        seconds: float,
        sealer: Sealer,
        grounds: Grounds,
    ) -> None:
        self._driver = driver
        self._database = database
        self._seconds = seconds
        self.dialect = dialect
        self.sealer = sealer
        self.grounds = grounds
        # All writers take a number from one counter (graph/write/change_log.py). Where the engine has no locks,
        # those of this process stand in line for it instead of working in vain.
        self._turn = nullcontext() if dialect.locks else asyncio.Lock()

    async def read(self, text: str, parameters: Mapping[str, Any], bookmarks: Iterable[str] = ()) -> list[Any]:
        """The first column of every row of a reading statement.

        ``bookmarks`` are those of earlier writes that the answer must contain.

        Raises:
            StatementTimeoutError: the statement took too long.
            GraphDownError: the graph is away or too slow.
            StatementError: it refused the statement.
        """
        marks = Bookmarks.from_raw_values(bookmarks)
        try:
            async with (
                asyncio.timeout(self._seconds + LATE_SECONDS),
                self._driver.session(
                    database=self._database, default_access_mode=READ_ACCESS, bookmarks=marks
                ) as session,
            ):
                result = await session.run(Query(text, timeout=self._seconds), dict(parameters))
                return await result.value()
        except (ServiceUnavailable, SessionExpired, OSError) as error:
            raise GraphDownError from error
        except (Neo4jError, DriverError) as error:
            raise _translated(error, text) from error

    async def write(self, work: Callable[[AsyncManagedTransaction], Awaitable[T]]) -> tuple[T, frozenset[str]]:
        """Run ``work`` in one transaction, and again if it met another that wrote the same.

        For ``graph/write/commit.py``; everything else is written through that.

        Returns its result and the bookmarks after it.

        Raises:
            GraphDownError: the graph is away.
            StatementError: it refused a statement.
        """
        for attempt in range(MERGE_ATTEMPTS):
            try:
                return await self._while_it_answers(self._written(work))
            except ConstraintError as error:
                # Two transactions that merge the same new key: the later one finds the node when it tries again.
                if attempt == MERGE_ATTEMPTS - 1:
                    raise StatementError("conflicting writes") from error
                await asyncio.sleep(secrets.randbelow(1000) / 1000 * MERGE_PAUSE * 2**attempt)
            except (ServiceUnavailable, SessionExpired, OSError) as error:
                raise GraphDownError from error
            except (Neo4jError, DriverError) as error:
                raise _translated(error, "") from error
        raise StatementError("conflicting writes")

    async def _written(self, work: Callable[[AsyncManagedTransaction], Awaitable[T]]) -> tuple[T, frozenset[str]]:
        async with self._turn, self._driver.session(database=self._database) as session:
            result = await session.execute_write(marked(work))
            return result, (await session.last_bookmarks()).raw_values

    async def _while_it_answers(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of ``work``, which may take long, but is given up when the graph answers nobody any more.

        Raises:
            GraphDownError: it was given up. Whether it was committed is not known, as after a broken connection.
        """
        task = asyncio.ensure_future(work)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=self._seconds / 2)
                if not task.done():
                    await self._hear()
            return await task
        finally:
            task.cancel()

    async def _hear(self) -> None:
        """Return when the graph greets.

        Raises:
            GraphDownError: it does not.
        """
        try:
            async with asyncio.timeout(self._seconds / 2):
                await self._driver.verify_connectivity()
        except ConnectionAcquisitionTimeoutError:
            # All connections are in use, which says nothing of the graph.
            return
        except (Neo4jError, DriverError, OSError) as error:
            raise GraphDownError from error

    async def prepare(self) -> None:
        """Create every constraint and index that is not there yet; where all of them were created, do nothing."""
        lines = dialects.definitions(self.dialect)
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        if await self.read(_PREPARED, {"id": _DEFINITIONS}) == [digest]:
            return
        remembered = (_REMEMBER, {"id": _DEFINITIONS, "digest": digest})
        for text, parameters in (*((line, {}) for line in lines), remembered):
            await self.write(_running(text, parameters))

    async def ping(self) -> bool:
        """Whether the graph answers."""
        try:
            await self.read("RETURN 1", {})
        except (GraphDownError, StatementError):
            return False
        return True


def _running(line: str, parameters: Mapping[str, str]) -> Callable[[AsyncManagedTransaction], Awaitable[None]]:
    async def work(transaction: AsyncManagedTransaction) -> None:
        await (await transaction.run(line, dict(parameters))).consume()

    return work


def _translated(error: Exception, text: str) -> Exception:
    code = getattr(error, "code", "") or ""
    if isinstance(error, ConnectionAcquisitionTimeoutError):
        return GraphDownError("no connection was free")
    if "TransactionTimedOut" in code:
        return StatementTimeoutError(code)
    if "Transient" in code or "Timeout" in code or "Terminated" in code:
        return GraphDownError(code)
    return StatementError(f"{code}: {text}")


@asynccontextmanager
async def open_store(address: Address, seconds: float, sealer: Sealer, grounds: Grounds) -> AsyncIterator[Store]:
    """Connect, find out which engine it is, and refuse one that cannot keep a secret.

    Raises:
        GraphDownError: nobody answers at the address.
        graph.engine.probes.UnfitEngineError: the engine gets a construct wrong on which access control stands.
    """
    driver = AsyncGraphDatabase.driver(
        address.url,
        auth=(address.user, address.password),
        max_connection_pool_size=64,
        connection_acquisition_timeout=5,
        connection_timeout=5,
        # One engine has no locks: whoever commits second begins again, and under load needs more than a few turns.
        max_transaction_retry_time=15,
        initial_retry_delay=0.05,
        retry_delay_multiplier=1.5,
        warn_notification_severity="OFF",
        telemetry_disabled=True,
    )
    async with driver:
        try:
            info = await driver.get_server_info()
        except (DriverError, Neo4jError, OSError) as error:
            raise GraphDownError(f"no graph answers at {address.url}") from error
        store = Store(
            driver=driver,
            database=address.database,
            dialect=dialects.of_agent(info.agent),
            seconds=seconds,
            sealer=sealer,
            grounds=grounds,
        )
        await probe(store.read)
        yield store
