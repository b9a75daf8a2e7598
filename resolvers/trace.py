"""Trace: the access log as callers with releases of class TRACE may read it.

An entry is in a caller's scope if one of the persons touched is, or if whoever read belongs to the caller's area.
Of the persons of an entry only those in scope are told.
"""

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cryptography.exceptions import InvalidTag

from resolvers.binding import Context, fixed_value
from resolvers.errors import HubError
from resolvers.pages import page_size
from resolvers.selection import Selection, told
from resolvers.sources import Computed, Known, Log, Sources
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
from security.policy import Cell
from security.release import Release

CHUNK = 50
"""How many entries are read before it is asked which of their persons are in scope."""

MOST_PERSONS = 20_000
"""How many persons, counted once for every entry, the entries of one answer may be about."""

_reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="access-log-reader")
# One thread, and not one of those that write the log: whoever reads it must not hold up everybody's answers.

ORDER = "accessLog"
"""For what a cursor of the log is good."""


def trace_of(selection: Selection, grants: Grants, ledger: Ledger) -> Computed:
    """What answers the root field ``selection``; what it releases goes in ``ledger``.

    Raises:
        HubError: BAD_PAGE.
    """
    _release(selection, norms_of(grants, AccessClass.TRACE, Release.FULL), ledger)
    if selection.name == "accessLog":
        page_size(selection.arguments)
    answer = _ANSWERS[selection.name]

    async def trace(sources: Sources, context: Context) -> Any:
        if sources.log is None:
            return None
        try:
            return told(selection, await answer(selection, sources.log, context, sources.known))
        except TooLongError as error:
            raise HubError("STATEMENT_TIMEOUT") from error

    return Computed(trace)


def _release(selection: Selection, norms: tuple[str, ...], ledger: Ledger) -> None:
    for type_name, asked in selection.variants.items():
        for wanted in asked:
            if not wanted.name.startswith("__"):
                ledger.release(f"{type_name}.{wanted.name}", norms)
                _release(wanted, norms, ledger)


def _cells(grants: Grants) -> tuple[Cell, ...]:
    """The cells by which the log is read: what is less than FULL shows nothing of it."""
    return tuple(cell for cell in grants.of(AccessClass.TRACE) if cell.release == Release.FULL)


def _whole(grants: Grants) -> bool:
    """Whether the log is read of everybody."""
    return any(cell.scope == "all" for cell in _cells(grants))


def scope_of(grants: Grants) -> Grants | None:
    """Grants by which just the persons are seen of whom the log may be read; None where that is everybody."""
    if _whole(grants):
        return None
    cells = _cells(grants)
    lines = ((AccessClass.MINOR, cells), (AccessClass.PERSON, cells))
    return Grants(lines, grants.area, grants.unit, grants.agency)


@dataclass(frozen=True)
class _Shown:
    """An entry in scope, and those of its persons who are. ``whole``: none is left out."""

    logged: Logged
    persons: list[str]
    whole: bool


async def _in_scope(
    found: Iterator[Logged], log: Log, context: Context, known: Known, person: str | None = None
) -> AsyncIterator[_Shown]:
    """Those of ``found`` that the caller may know of; where it is asked about a person, that person must be."""
    everybody = _whole(context.grants)
    area = context.grants.area if any(cell.scope == "area" for cell in _cells(context.grants)) else None
    loop, end, count = asyncio.get_running_loop(), time.monotonic() + log.seconds, 0
    while chunk := await loop.run_in_executor(_reader, lambda: list(islice(found, CHUNK))):
        persons = {every for each in chunk for every in each.entry["persons"]}
        seen = frozenset(persons) if everybody else await _all_known(persons, context, known)
        for each in chunk:
            given = each.entry["persons"]
            own = [every for every in given if every in seen]
            reader = each.entry["area"]
            ours = area is not None and reader is not None and reader.startswith(area)
            if (person in own) if person is not None else (everybody or own or ours):
                count += len(own)
                yield _Shown(each, own, len(own) == len(given))
        if count > MOST_PERSONS:
            raise HubError("ANSWER_TOO_LARGE")
        if time.monotonic() > end:
            raise TooLongError


async def _all_known(persons: Iterable[str], context: Context, known: Known) -> frozenset[str]:
    ids, found = iter(sorted(persons)), frozenset[str]()
    while some := list(islice(ids, MAX_VALUES)):
        found |= await known(context, some)
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
    whole = _whole(context.grants)
    read = dict(_position(asked, context))
    more = False
    async for each in _in_scope(found, log, context, known, person):
        if len(shown) == size:
            more = True
            break
        shown.append(each)
        read[each.logged.entry["stream"]] = each.logged.entry["number"]
    _touch(selection, "nodes", shown, context)
    if person is not None and shown:
        context.trail.persons.add(person)
    end = context.seal.seal(sorted(read.items()), ORDER, context.grants.digest) if shown else None
    return {"nodes": [_reading(each, log, whole) for each in shown], "hasNextPage": more, "endCursor": end}


async def _unreviewed(selection: Selection, log: Log, context: Context, known: Known) -> list[dict[str, Any]]:
    span = _span(selection.arguments, context)
    found = (each.reading for each in unreviewed(log.home, span, log.seconds))
    shown = [each async for each in _in_scope(found, log, context, known)]
    _touch(selection, None, shown, context)
    return [_reading(each, log, _whole(context.grants)) for each in shown]


async def _norms(selection: Selection, log: Log, context: Context, known: Known) -> list[dict[str, Any]]:
    counted = Counter[str]()
    found = readings(log.home, _span(selection.arguments, context), seconds=log.seconds)
    async for each in _in_scope(found, log, context, known):
        if each.logged.entry["kind"] != "refused":
            counted.update(each.logged.entry["norms"])
    return [{"norm": norm, "answers": count} for norm, count in sorted(counted.items())]


async def _extract(selection: Selection, log: Log, context: Context, known: Known) -> list[dict[str, Any]]:
    person = _value(selection.arguments, "person", context)
    found = readings(log.home, _span(selection.arguments, context), person=person, seconds=log.seconds)
    told_of = [told_to_person(each.logged) async for each in _in_scope(found, log, context, known, person)]
    if told_of:
        context.trail.persons.add(person)
    return [{**each, "time": _seconds(each["time"])} for each in told_of]


_ANSWERS: Mapping[str, Callable[[Selection, Log, Context, Known], Awaitable[Any]]] = {
    "accessLog": _access_log,
    "unreviewedEmergencies": _unreviewed,
    "accessNorms": _norms,
    "accessExtract": _extract,
}


def _reading(shown: _Shown, log: Log, whole: bool) -> dict[str, Any]:
    entry = shown.logged.entry
    emergency = entry["kind"] == "emergency"
    return {
        **entry,
        # Places are numbered, and rows counted, with those of whom the caller may not know.
        "place": shown.logged.place if whole else None,
        "time": _seconds(entry["time"]),
        "kind": entry["kind"].upper(),
        "reason": _reason(entry["reason"], log),
        "persons": shown.persons,
        "withheld": [
            {"field": name, "release": release, "rows": rows if shown.whole else None}
            for name, release, rows in entry["withheld"]
        ],
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


def _seconds(logged: str) -> str:
    """A time of the log as the API writes one."""
    moment = dt.datetime.fromisoformat(logged).replace(tzinfo=None)
    return moment.isoformat() + "Z"
