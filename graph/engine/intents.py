"""The intent under which something is written, kept in the transaction that writes it.

``graph/write/intent_markers.py`` says of an intent without an outcome whether anything was written under it.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from neo4j import AsyncManagedTransaction

from schema.internal.work_entries import WRITE_INTENT
from security.clock import unix_now

T = TypeVar("T")
_current: ContextVar[str | None] = ContextVar("intent", default=None)


@contextmanager
def under(intent: str | None) -> Iterator[None]:
    """What is written in the block is written under ``intent``; under none, as the hub does by itself."""
    token = _current.set(intent)
    try:
        yield
    finally:
        _current.reset(token)


def marked(
    work: Callable[[AsyncManagedTransaction], Awaitable[T]],
) -> Callable[[AsyncManagedTransaction], Awaitable[T]]:
    """``work``, which also leaves the intent under which it is done."""
    intent = _current.get()
    if intent is None:
        return work

    async def marking(transaction: AsyncManagedTransaction) -> T:
        result = await work(transaction)
        text = f"MERGE (i:{WRITE_INTENT} {{id: $id}}) SET i.at = $at"
        await (await transaction.run(text, {"id": intent, "at": int(unix_now() * 1000)})).consume()
        return result

    return marking
