"""A unit of work: one transaction that writes, the keys for what it seals, and the records that it touches.

``graph/write/commit.py`` begins one, and ends it by noting in the log of changes what was touched.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Container, Iterable, Sequence
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.engine.records import Record
from graph.engine.sealer import Sealer

Grounds = Callable[["UnitOfWork", Sequence[Record]], Awaitable[None]]
"""Checks that records just written stand on what the law asks.

Raises:
    graph.engine.grounds.UngroundedError: some do not. The unit of work must not be committed.
"""

LOCK = "turn"
"""Stored property: a number that is written to lock a record."""


class UnitOfWork:
    """What is read and written in one transaction."""

    def __init__(self, transaction: AsyncManagedTransaction, sealer: Sealer, grounds: Grounds) -> None:
        self._transaction = transaction
        self.sealer = sealer
        self._grounds = grounds
        self._written: dict[str, None] = {}
        self._around: dict[str, None] = {}

    async def rows(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a statement, by the names of its columns, as :func:`native` gives their values.

        Of lists that are all empty nothing is asked.
        """
        if parameters and all(value == [] for value in parameters.values()):
            return []
        result = await self._transaction.run(text, parameters)
        return [{name: native(value) for name, value in row.items()} for row in await result.data()]

    async def lock(self, label: str, ids: Iterable[str]) -> list[dict[str, Any]]:
        """Let nobody else write these records before the commit. Returns what is stored of those that are there.

        An engine without locks lets the later of two commits fail, and it begins again.
        """
        return await self._locked(f"MATCH (n:{label} {{id: id}})", ids)

    async def lock_or_create(self, label: str, ids: Iterable[str]) -> list[dict[str, Any]]:
        """As :meth:`lock`; what is not there is created."""
        return await self._locked(f"MERGE (n:{label} {{id: id}})", ids)

    async def _locked(self, node: str, ids: Iterable[str]) -> list[dict[str, Any]]:
        text = f"UNWIND $ids AS id {node} SET n.{LOCK} = coalesce(n.{LOCK}, 0) + 1 RETURN properties(n) AS stored"
        return [row["stored"] for row in await self.rows(text, ids=sorted(set(ids)))]

    async def delete_links(self, match: str, **parameters: Any) -> None:
        """Delete every relationship ``r`` that ``match`` finds.

        All of them are found before the first is deleted: the embedded engine fails where it walks along the
        relationships of a node that it has just taken some from.
        """
        await self.rows(f"{match} WITH collect(DISTINCT r) AS links UNWIND links AS link DELETE link", **parameters)

    async def check_grounds(self, records: Sequence[Record]) -> None:
        """Check that ``records``, just written, stand on what the law asks.

        Raises:
            graph.engine.grounds.UngroundedError: some do not.
        """
        await self._grounds(self, records)

    def touch(self, ids: Iterable[str], around: Container[str] = ()) -> None:
        """Note for the log of changes that ``ids`` were written, or that something was that hangs on them.

        ``around``: those of them that were not written themselves.
        """
        for record_id in ids:
            (self._around if record_id in around else self._written)[record_id] = None

    @property
    def touched(self) -> tuple[str, ...]:
        """The ids of all records that the log of changes is to name."""
        return (*self._written, *(record_id for record_id in self._around if record_id not in self._written))

    @property
    def around(self) -> frozenset[str]:
        """Those of :attr:`touched` that were not written themselves."""
        return frozenset(self._around.keys() - self._written.keys())


def native(value: Any) -> Any:
    """A stored value as Python has it: a date, or a time in UTC without a zone; a list or map of such."""
    if isinstance(value, list):
        return [native(part) for part in value]
    if isinstance(value, dict):
        return {name: native(part) for name, part in value.items()}
    if not hasattr(value, "to_native"):
        return value
    moment = value.to_native()
    if isinstance(moment, dt.datetime) and moment.tzinfo is not None:
        return moment.astimezone(dt.UTC).replace(tzinfo=None)
    return moment
