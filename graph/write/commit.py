"""Committing: the one way in which the hub writes to the graph.

A unit of work holds the keys from the sealing of its values until the commit, so that none of them is retired
meanwhile, and it names in the log of changes, last, what it touched. The engine may begin it again when it met
another that wrote the same: what it does must depend on what it reads there alone.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from neo4j import AsyncManagedTransaction

from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.change_log import append

T = TypeVar("T")


async def commit(store: Store, job: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """Do ``job`` in one unit of work. Returns its result.

    Raises:
        graph.engine.store.GraphDownError: the graph is away. Nothing is written, or the connection broke while it
            was committed and nobody knows.
        graph.engine.store.StatementError: it refused a statement; nothing is written. So with what ``job`` raises.
    """
    return (await commit_with_bookmarks(store, job))[0]


async def commit_with_bookmarks(
    store: Store, job: Callable[[UnitOfWork], Awaitable[T]]
) -> tuple[T, frozenset[str]]:
    """As :func:`commit`. Returns also the bookmarks by which a later read contains what was written."""

    async def run(transaction: AsyncManagedTransaction) -> T:
        work = UnitOfWork(transaction, store.sealer, store.grounds)
        result = await job(work)
        await append(work)
        return result

    async with store.sealer.writing():
        return await store.write(run)


async def commit_statement(store: Store, text: str, **parameters: object) -> list[dict[str, Any]]:
    """Run one writing statement that touches no record. Returns its rows; raises as :func:`commit`."""

    async def job(work: UnitOfWork) -> list[dict[str, Any]]:
        return await work.rows(text, **parameters)

    return await commit(store, job)
