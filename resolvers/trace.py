"""Trace: the access log as callers with releases of class TRACE may read it.

An entry is in a caller's scope if one of the persons touched is, or if whoever read belongs to the caller's area.
Of the persons of an entry only those in scope are told.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag

from resolvers.binding import Context, fixed_value
from resolvers.errors import HubError
from resolvers.own_view import told
from resolvers.pages import page_size
from resolvers.selection import Selection
from resolvers.terms import norms_of
from resolvers.trail import Ledger
from schema.model import AccessClass
from schema.roots import MAX_VALUES
from security.audit.entry import open_reason, time_of
from security.audit.reading import (
    Logged,
    Span,
    TooLongError,
    due_on,
    readings,
    told_to_person,
    unreviewed,
)
from security.caller import Grants
from security.cursors import CursorError
from security.release import Release

CHUNK = 200
"""How many entries are read before it is asked which of their persons are in scope."""

ORDER = "accessLog"
"""For what a cursor of the log is good."""


@dataclass(frozen=True)
class Log:
    """Where the access log lies, the key of its reasons, and for how long one question may read it."""

    home: Path
    reasons: bytes
    seconds: float


Known = Callable[[Iterable[str]], Awaitable[frozenset[str]]]
"""Of ids of persons, those in the scope within which the caller reads the log."""

Trace = Callable[[Log, Context, Known], Awaitable[Any]]
"""Makes the answer of a root field that reads the log."""


def trace_of(selection: Selection, grants: Grants, ledger: Ledger) -> Trace:
    """What answers the root field ``selection``; what it releases goes in ``ledger``.

    Raises:
        HubError: BAD_PAGE.
    """
    norms = norms_of(grants, AccessClass.TRACE, Release.FULL)
    type_name, asked = next(iter(selection.variants.items()))
    for wanted in asked:
        if not wanted.name.startswith("__"):
            ledger.release(f"{type_name}.{wanted.name}", norms)
    if selection.name == "accessLog":
        page_size(selection.arguments)
    answer = _ANSWERS[selection.name]

    async def trace(log: Log, context: Context, known: Known) -> Any:
        try:
            return told(selection, await answer(selection, log, context, known))
        except TooLongError as error:
            raise HubError("STATEMENT_TIMEOUT") from error

    return trace


def scope_of(grants: Grants) -> Grants | None:
    """Grants by which just the persons are seen of whom the log may be read; None where that is everybody."""
    cells = tuple(cell for cell in grants.of(AccessClass.TRACE) if cell.release == Release.FULL)
    if any(cell.scope == "all" for cell in cells):
        return None
    lines = ((AccessClass.MINOR, cells), (AccessClass.PERSON, cells))
    return Grants(lines, grants.area, grants.unit, grants.agency)


@dataclass(frozen=True)
class _Shown:
    """An entry in scope, and those of its persons who are."""

    logged: Logged
    persons: list[str]


async def _in_scope(found: Iterator[Logged], context: Context, known: Known) -> AsyncIterator[_Shown]:
    cells = context.grants.of(AccessClass.TRACE)
    whole = any(cell.scope == "all" for cell in cells)
    area = context.grants.area if any(cell.scope == "area" for cell in cells) else None
    while chunk := await asyncio.to_thread(lambda: list(islice(found, CHUNK))):
        persons = {person for each in chunk for person in each.entry["persons"]}
        seen = frozenset(persons) if whole else await _all_known(persons, known)
        for each in chunk:
            own = [person for person in each.entry["persons"] if person in seen]
            reader = each.entry["area"]
            if whole or own or (area is not None and reader is not None and reader.startswith(area)):
                yield _Shown(each, own)


async def _all_known(persons: Iterable[str], known: Known) -> frozenset[str]:
    ids, found = iter(sorted(persons)), frozenset[str]()
    while some := list(islice(ids, MAX_VALUES)):
        found |= await known(some)
    return found


async def _access_log(selection: Selection, log: Log, context: Context, known: Known) -> dict[str, Any]:
    asked, size = selection.arguments, page_size(selection.arguments)
    person, caller = _value(asked, "person", context), _value(asked, "caller", context)
    kind = asked.get("kind")
    found = readings(
        log.home,
        _span(asked, context, _position(asked, context)),
        person=person,
        caller=caller,
        kind=kind.lower() if kind else None,
        seconds=log.seconds,
    )
    shown: list[_Shown] = []
    read = dict(_position(asked, context))
    more = False
    async for each in _in_scope(found, context, known):
        if len(shown) == size:
            more = True
            break
        shown.append(each)
        read[each.logged.entry["stream"]] = each.logged.entry["number"]
    _touch(selection, "nodes", shown, context)
    if person is not None and shown:
        context.trail.persons.add(person)
    end = context.seal.seal(sorted(read.items()), ORDER, context.grants.digest) if shown else None
    return {"nodes": [_reading(each, log) for each in shown], "hasNextPage": more, "endCursor": end}


async def _unreviewed(selection: Selection, log: Log, context: Context, known: Known) -> list[dict[str, Any]]:
    found = (each.reading for each in unreviewed(log.home, log.seconds))
    shown = [each async for each in _in_scope(found, context, known)]
    _touch(selection, None, shown, context)
    return [_reading(each, log) for each in shown]


async def _norms(selection: Selection, log: Log, context: Context, known: Known) -> list[dict[str, Any]]:
    counted = Counter[str]()
    found = readings(log.home, _span(selection.arguments, context), seconds=log.seconds)
    async for each in _in_scope(found, context, known):
        counted.update(each.logged.entry["norms"])
    return [{"norm": norm, "answers": count} for norm, count in sorted(counted.items())]


async def _extract(selection: Selection, log: Log, context: Context, known: Known) -> list[dict[str, Any]]:
    person = _value(selection.arguments, "person", context)
    found = readings(log.home, _span(selection.arguments, context), person=person, seconds=log.seconds)
    shown = [each async for each in _in_scope(found, context, known) if person in each.persons]
    if shown:
        context.trail.persons.add(person)
    return [{**told_to_person(each.logged), "time": _seconds(each.logged.time)} for each in shown]


_ANSWERS: Mapping[str, Callable[[Selection, Log, Context, Known], Awaitable[Any]]] = {
    "accessLog": _access_log,
    "unreviewedEmergencies": _unreviewed,
    "accessNorms": _norms,
    "accessExtract": _extract,
}


def _reading(shown: _Shown, log: Log) -> dict[str, Any]:
    entry = shown.logged.entry
    emergency = entry["kind"] == "emergency"
    return {
        **entry,
        "place": shown.logged.place,
        "time": _seconds(entry["time"]),
        "kind": entry["kind"].upper(),
        "reason": _reason(entry["reason"], log),
        "persons": shown.persons,
        "withheld": [dict(zip(("field", "release", "rows"), each, strict=True)) for each in entry["withheld"]],
        "reviewDue": due_on(entry["time"]).isoformat() if emergency else None,
    }


def _reason(sealed: str | None, log: Log) -> str | None:
    if sealed is None:
        return None
    try:
        return open_reason(log.reasons, sealed)
    except InvalidTag:
        return None


def _touch(selection: Selection, under: str | None, shown: list[_Shown], context: Context) -> None:
    """Whoever is named in the answer was touched by it."""
    lists = [selection] if under is None else [each for each in selection.only if each.name == under]
    if any(part.name == "persons" for each in lists for part in each.only):
        context.trail.persons.update(person for each in shown for person in each.persons)


def _span(asked: Mapping[str, Any], context: Context, after: Mapping[str, int] | None = None) -> Span:
    moments = (_value(asked, name, context) for name in ("since", "until"))
    since, until = ("" if each is None else time_of(each.replace(tzinfo=dt.UTC)) for each in moments)
    return Span(since, until, after or {})


def _position(asked: Mapping[str, Any], context: Context) -> dict[str, int]:
    cursor = _value(asked, "after", context)
    if cursor is None:
        return {}
    try:
        return dict(context.seal.open(cursor, ORDER, context.grants.digest))
    except CursorError as error:
        raise HubError("BAD_CURSOR") from error


def _value(asked: Mapping[str, Any], name: str, context: Context) -> Any:
    return fixed_value(asked[name], context.variables) if name in asked else None


def _seconds(time: str) -> str:
    """A time of the log as the API writes one."""
    moment = dt.datetime.fromisoformat(time).replace(tzinfo=None)
    return moment.isoformat() + "Z"
