"""Trace: the access log as callers with releases of class TRACE may read it.

An entry is in a caller's scope if one of the persons touched is, or if whoever read belongs to the caller's
area. Of the persons of an entry only those in scope are told. Somebody of whom closed records alone tell is
named to whoever is released one of these, and to no other reader of the log of everybody. Of an entry of a
closed class that the caller is not released, or of one that names somebody of whom the caller may not know
(resolvers/access/concealed_entries.py), whoever reads the log of everybody is told kind and time alone; to
others an entry of a closed class is not there.
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

from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.access.concealed_entries import Conceals
from resolvers.access.record_visibility import scope_can_hold
from resolvers.access.withheld import norms_of
from resolvers.errors import HubError
from resolvers.plan.cost import cost_of_log
from resolvers.plan.page_arguments import page_size
from resolvers.request.selection import Selection, told
from resolvers.roots.behaviour import RootBehaviour, argument_of, from_sources
from resolvers.roots.computed import Computed, ComputedSources, Log, VisibleIds
from resolvers.roots.log_entries import VisibleEntry, entry_told, written_time
from schema.model import AccessClass
from schema.types.roots import MAX_VALUES
from security.audit.entry import time_of
from security.audit.query import ANSWERED, Logged, Span, TooLongError, readings, told_to_person, unreviewed
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell
from security.vault.cursor_seal import CursorError

CHUNK = 50
"""How many entries are read before it is asked which of their persons are in scope."""

MOST_PERSONS = 20_000
"""How many persons, counted once for every entry, the entries of one answer may be about."""

_reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="access-log-reader")
# One thread, and not one of those that write the log: whoever reads it must not hold up everybody's answers.

INTENT = "intent"
"""The kind of the entry that is written before a change."""

ORDER = "accessLog"
"""For what a cursor of the log is good."""


def _release(selection: Selection, norms: tuple[str, ...], ledger: DisclosurePlan) -> None:
    for type_name, asked in selection.variants.items():
        for wanted in asked:
            if not wanted.name.startswith("__"):
                ledger.release(f"{type_name}.{wanted.name}", norms)
                _release(wanted, norms, ledger)


def _cells(grants: Grants) -> tuple[PolicyCell, ...]:
    """The cells by which the log is read: what is less than FULL shows nothing of it."""
    return tuple(cell for cell in grants.of(AccessClass.TRACE) if cell.release == Disclosure.FULL)


def reads_log(grants: Grants) -> bool:
    """Whether some entry of the access log can be shown to the caller. An agreement that has ended shows none."""
    return any(scope_can_hold(cell.scope, grants) for cell in _cells(grants))


def is_of_everybody(grants: Grants) -> bool:
    """Whether the log is read of everybody."""
    return any(cell.scope == "all" for cell in _cells(grants))


def scope_of(grants: Grants) -> Grants:
    """Grants by which just the persons are seen of whom the log may be read."""
    cells = _cells(grants)
    # The other classes say which closed records the caller is released, and so who is known by these alone.
    lines = {**dict(grants.cells), AccessClass.MINOR: cells, AccessClass.PERSON: cells}
    return Grants(cells=tuple(sorted(lines.items())), area=grants.area, unit=grants.unit, agency=grants.agency)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A question to the log: what it selects, what it is asked of, by whom, and what is concealed from them."""

    selection: Selection
    log: Log
    context: Context
    known: VisibleIds
    conceals: Conceals


async def _in_scope(
    found: Iterator[Logged],
    asked: _Asked,
    person: str | None = None,
    *,
    concealed: bool = False,
    names_persons: bool = True,
) -> AsyncIterator[VisibleEntry]:
    """Those of ``found`` that the caller may know of; where it is asked about a person, that person must be.

    ``concealed``: whoever reads the log of everybody is told too that an entry is concealed. ``names_persons``:
    whether the answer tells persons; where it does not, they are not counted.
    """
    context = asked.context
    everybody = is_of_everybody(context.grants)
    area = context.grants.area if any(cell.scope == "area" for cell in _cells(context.grants)) else None
    loop, end, count = asyncio.get_running_loop(), time.monotonic() + asked.log.seconds, 0
    while chunk := await loop.run_in_executor(_reader, lambda: list(islice(found, CHUNK))):
        apart = {each.place for each in chunk if asked.conceals(each.entry, False)}
        persons = {every for each in chunk if each.place not in apart for every in each.entry["persons"]}
        seen = await _all_known(persons, context, asked.known)
        if everybody:
            hiding = (each for each in chunk if _may_name_hidden(each.entry, seen))
            apart |= {each.place for each in hiding if asked.conceals(each.entry, True)}
        for each in chunk:
            if each.place in apart:
                if concealed and everybody:
                    yield VisibleEntry(each, [], False, concealed=True)
                continue
            given = each.entry["persons"]
            own = [every for every in given if every in seen]
            reader = each.entry["area"]
            ours = area is not None and reader is not None and reader.startswith(area)
            if (person in own) if person is not None else (everybody or own or ours):
                count += len(own) if names_persons else 0
                yield VisibleEntry(each, own, len(own) == len(given))
        if count > MOST_PERSONS:
            raise HubError("ANSWER_TOO_LARGE")
        if time.monotonic() > end:
            raise TooLongError


def _may_name_hidden(entry: Mapping[str, Any], seen: frozenset[str]) -> bool:
    """Whether an entry, or the outcome of the change of which it is the intent, may name somebody not ``seen``.

    An intent names nobody. Told where its outcome is concealed, it would say whose change that was.
    """
    return entry["kind"] == INTENT or not seen.issuperset(entry["persons"])


async def _all_known(persons: Iterable[str], context: Context, known: VisibleIds) -> frozenset[str]:
    ids, found = iter(sorted(persons)), frozenset[str]()
    while some := list(islice(ids, MAX_VALUES)):
        found |= await known(context, some)
    return found


async def _access_log(asked: _Asked) -> dict[str, Any]:
    selection, log, context = asked.selection, asked.log, asked.context
    size = page_size(selection.arguments)
    person, caller, kind = (argument_of(selection, name, context) for name in ("person", "caller", "kind"))
    found = readings(
        log.home,
        _span(selection, context, _position(selection, context)),
        person=person,
        caller=caller,
        kind=kind.lower() if kind else None,
        seconds=log.seconds,
    )
    shown: list[VisibleEntry] = []
    whole = is_of_everybody(context.grants)
    read = dict(_position(selection, context))
    more = False
    # Whoever asks for a person or a caller would learn whose a concealed entry is.
    unnamed = person is None and caller is None
    async for each in _in_scope(found, asked, person, concealed=unnamed):
        if len(shown) == size:
            more = True
            break
        shown.append(each)
        read[each.logged.entry["stream"]] = each.logged.entry["number"]
    _touch(selection, "nodes", shown, context)
    if person is not None and shown:
        context.trail.persons.add(person)
    end = context.seal.seal(sorted(read.items()), ORDER, context.grants.digest) if shown else None
    return {"nodes": [entry_told(each, log, whole) for each in shown], "hasNextPage": more, "endCursor": end}


async def _unreviewed(asked: _Asked) -> list[dict[str, Any]]:
    selection, log, context = asked.selection, asked.log, asked.context
    span = _span(selection, context)
    found = (each.reading for each in unreviewed(log.home, span, log.seconds))
    shown = [each async for each in _in_scope(found, asked, concealed=True)]
    _touch(selection, None, shown, context)
    return [entry_told(each, log, is_of_everybody(context.grants)) for each in shown]


async def _norms(asked: _Asked) -> list[dict[str, Any]]:
    counted = Counter[str]()
    span = _span(asked.selection, asked.context)
    found = readings(asked.log.home, span, seconds=asked.log.seconds)
    async for each in _in_scope(found, asked, names_persons=False):
        if each.logged.entry["kind"] in ANSWERED:
            counted.update(each.logged.entry["norms"])
    return [{"norm": norm, "answers": count} for norm, count in sorted(counted.items())]


async def _extract(asked: _Asked) -> list[dict[str, Any]]:
    selection, log, context = asked.selection, asked.log, asked.context
    person = argument_of(selection, "person", context)
    found = readings(log.home, _span(selection, context), person=person, seconds=log.seconds)
    told_of = [told_to_person(each.logged) async for each in _in_scope(found, asked, person)]
    if told_of:
        context.trail.persons.add(person)
    return [{**each, "time": written_time(each["time"])} for each in told_of]


def _touch(selection: Selection, under: str | None, shown: list[VisibleEntry], context: Context) -> None:
    """Whoever is named in the answer was touched by it."""
    lists = [selection] if under is None else [each for each in selection.only if each.name == under]
    if any(part.name == "persons" for each in lists for part in each.only):
        context.trail.persons.update(person for each in shown for person in each.persons)


def _span(asked: Selection, context: Context, after: Mapping[str, int] | None = None) -> Span:
    moments = (argument_of(asked, name, context) for name in ("since", "until"))
    since, until = ("" if each is None else time_of(each.replace(tzinfo=dt.UTC)) for each in moments)
    return Span(since, until, after or {})


def _position(asked: Selection, context: Context) -> dict[str, int]:
    cursor = argument_of(asked, "after", context)
    if cursor is None:
        return {}
    try:
        return dict(context.seal.open(cursor, ORDER, context.grants.digest))
    except CursorError as error:
        raise HubError("BAD_CURSOR") from error


def _behaviour(answer: Callable[[_Asked], Awaitable[Any]]) -> RootBehaviour:
    def compute(selection: Selection, grants: Grants, ledger: DisclosurePlan) -> Computed:
        _release(selection, norms_of(grants, AccessClass.TRACE, Disclosure.FULL), ledger)

        async def trace(sources: ComputedSources, context: Context) -> Any:
            if sources.log is None:
                return None
            asked = _Asked(
                selection=selection,
                log=sources.log,
                context=context,
                known=sources.known,
                conceals=sources.conceals(context.grants),
            )
            try:
                return told(selection, await answer(asked))
            except TooLongError as error:
                raise HubError("STATEMENT_TIMEOUT") from error

        return Computed(trace, reads_log=True)

    return RootBehaviour(
        visibility=lambda grants, records: reads_log(grants), cost=cost_of_log, answer=from_sources(compute)
    )


BEHAVIOURS = {
    "accessLog": _behaviour(_access_log),
    "unreviewedEmergencies": _behaviour(_unreviewed),
    "accessNorms": _behaviour(_norms),
    "accessExtract": _behaviour(_extract),
}
