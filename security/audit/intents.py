"""Intents: a change is announced in the access log before it is made, and its outcome told after it.

An intent whose outcome could not be written is owed: nothing more is announced before what is owed is on disk. An
intent of a process that ended before its outcome is resolved by the next one that opens the log.
"""

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from security.audit.entry import AuditEntry, now
from security.audit.log import AccessLog, AccessLogDownError, free_streams
from security.audit.query import entries

_NAMED = '"intent":"'
"""What stands in the line of an intent, and in that of its outcome."""


class Intents:
    """The changes of one process, in its stream of the log."""

    def __init__(self, log: AccessLog) -> None:
        self._log = log
        self._owed: list[AuditEntry] = []
        self._settling = asyncio.Lock()

    async def announce(self, entry: AuditEntry) -> str:
        """Write that what ``entry`` tells is about to be done. Returns the intent's id when it is on disk.

        Raises:
            AccessLogDownError: it is not, and nothing may be written.
        """
        await self._settle()
        intent_id = secrets.token_hex(16)
        await self._log.append(replace(entry, kind="intent", intent=intent_id))
        return intent_id

    async def append(self, entry: AuditEntry) -> str:
        """Write an entry and return its place.

        Raises:
            AccessLogDownError: it is not on disk. The outcome of an intent is written later.
        """
        try:
            return await self._log.append(entry)
        except AccessLogDownError:
            if entry.intent is not None:
                self._owed.append(entry)
            raise

    async def _settle(self) -> None:
        async with self._settling:
            while self._owed:
                await self._log.append(self._owed[0])
                del self._owed[0]


def unfinished(home: Path) -> Iterator[dict[str, Any]]:
    """The intents under ``home`` that have no outcome, by time; those of running processes are among them."""
    waiting: dict[str, dict[str, Any]] = {}
    concluded = set[str]()
    for logged in entries(home, about=(_NAMED,)):
        intent_id = logged.entry["intent"]
        if logged.entry["kind"] == "intent":
            waiting[intent_id] = logged.entry
        else:
            concluded.add(intent_id)
    yield from (entry for intent_id, entry in waiting.items() if intent_id not in concluded)


def left(home: Path, own_stream: str) -> list[dict[str, Any]]:
    """The unfinished intents whose process has ended: those of ``own_stream`` and of streams that nobody holds."""
    intents = list(unfinished(home))
    ended = {own_stream, *free_streams(home)} if intents else {own_stream}
    return [entry for entry in intents if entry["stream"] in ended]


def resolution(intent: Mapping[str, Any], *, written: bool) -> AuditEntry:
    """The outcome of an intent that a process left: what the graph says of it."""
    texts = ("area", "unit", "agency", "purpose", "case", "reason", "operation", "command", "intent")
    content: dict[str, Any] = {name: intent.get(name) for name in ("caller", "role", *texts)}
    content |= {name: tuple(intent[name]) for name in ("persons", "fields", "norms")}
    return AuditEntry(kind="found_written" if written else "found_unwritten", time=now(), **content)
