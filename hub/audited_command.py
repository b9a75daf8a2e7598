"""Announcing: what changes something through a command or a delivery is in the access log before and after it."""

import asyncio
import getpass
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

import structlog

from graph.engine.intents import under
from graph.engine.store import Store
from graph.write.intent_markers import forget, written_under
from hub.settings import Settings
from resolvers.errors import HubError
from security.audit.entry import AuditEntry, EntryKind, now
from security.audit.intents import Intents, left, resolution, unfinished
from security.audit.log import AccessLog, open_log
from security.authorization.caller import Caller
from security.clock import unix_now

T = TypeVar("T")
OPERATOR = "operator"
"""The role of whoever runs the hub, by its own commands."""

_ANY = ("Quarantined.original",)
"""A delivery may hold any class: whoever reads the log is released all of the closed ones, or not told who."""

_log = structlog.get_logger()


async def resolve(settings: Settings, store: Store, log: AccessLog, intents: Intents) -> int:
    """Tell the outcome of every intent that an ended process left, by what the graph has. Returns how many.

    Raises:
        AccessLogDownError: the log cannot be written; they are left for the next start.
        graph.engine.store.GraphDownError: the graph is away.
    """
    begun = unix_now()
    unfinished_intents = await asyncio.to_thread(left, settings.home, log.stream)
    written = await written_under(store, [intent["intent"] for intent in unfinished_intents])
    for intent in unfinished_intents:
        place = await intents.append(resolution(intent, written=intent["intent"] in written))
        _log.warning("a change had no outcome in the access log; it was looked up in the graph", place=place)
    waiting = [intent["intent"] for intent in await asyncio.to_thread(list, unfinished(settings.home))]
    await forget(store, begun, waiting)
    return len(unfinished_intents)


@asynccontextmanager
async def announced(intents: Intents, entry: AuditEntry) -> AsyncIterator[None]:
    """A change, in the block: its intent is on disk before it, its outcome after it.

    Raises:
        AccessLogDownError: the intent could not be written, and the block is not entered; or the outcome could not.
    """
    intent = await intents.announce(entry)
    outcome = replace(entry, kind="done", intent=intent)
    try:
        with under(intent):
            yield
    except BaseException as error:
        kind: EntryKind = "refused" if isinstance(error, HubError) else "failed"
        await intents.append(replace(outcome, kind=kind, time=now()))
        raise
    await intents.append(replace(outcome, time=now()))


def delivery_entry(caller: Caller, purpose: str, norms: tuple[str, ...]) -> AuditEntry:
    """What a delivery over HTTP tells of itself."""
    return AuditEntry(
        kind="intent",
        time=now(),
        caller=caller.subject,
        role=caller.role,
        area=caller.area,
        unit=caller.unit,
        agency=caller.agency,
        purpose=purpose,
        fields=_ANY,
        norms=norms,
    )


def command_entry(command: str) -> AuditEntry:
    """What a command tells of itself: its words, and the user of the operating system who runs it."""
    caller = f"command/{getpass.getuser()}"
    return AuditEntry(
        kind="intent",
        time=now(),
        caller=caller,
        role=OPERATOR,
        area=None,
        unit=None,
        agency=None,
        purpose="OPERATION",
        command=command,
    )


@asynccontextmanager
async def announced_command(settings: Settings, command: str, store: Store | None = None) -> AsyncIterator[None]:
    """A command that changes something, in the block; what ended processes left is resolved before it.

    Raises as :func:`announced`.
    """
    async with open_log(settings.home, settings.keys) as log:
        intents = Intents(log)
        if store is not None:
            await resolve(settings, store, log, intents)
        async with announced(intents, command_entry(command)):
            yield


def change(command: str, work: Callable[[], T]) -> T:
    """What ``work`` gives, which changes something beside the graph. Raises as :func:`announced`."""

    async def run() -> T:
        async with announced_command(Settings(), command):
            return work()

    return asyncio.run(run())


async def changing(settings: Settings, command: str | None, store: Store, work: Callable[[], Awaitable[T]]) -> T:
    """What ``work`` gives; of a ``command`` that changes something, announced before and told after it."""
    if command is None:
        return await work()
    async with announced_command(settings, command, store):
        return await work()
