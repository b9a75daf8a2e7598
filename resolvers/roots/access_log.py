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
from resolvers.request.selection import Selection, as_selected
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


def _release(selection: Selection, norms: tuple[str, ...], disclosures: DisclosurePlan) -> None:
    for type_name, selections in selection.variants.items():
        for child in selections:
            if not child.name.startswith("__"):
                disclosures.release(f"{type_name}.{child.name}", norms)
                _release(child, norms, disclosures)


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
class _LogRequest:
    """A question to the log: what it selects, what it is asked of, by whom, and what is concealed from them."""

    selection: Selection
    log: Log
    context: Context
    visible_ids: VisibleIds
    conceals: Conceals


async def _in_scope(
    readings_found: Iterator[Logged],
    request: _LogRequest,
    person: str | None = None,
    *,
    concealed: bool = False,
    names_persons: bool = True,
) -> AsyncIterator[VisibleEntry]:
    """Those of ``readings_found`` that the caller may know of. A person who is asked about must be known as well.

    ``concealed``: whoever reads the log of everybody is told too that an entry is concealed. ``names_persons``:
    whether the answer tells persons; where it does not, they are not counted.
    """
    context = request.context
    everybody = is_of_everybody(context.grants)
    area = context.grants.area if any(cell.scope == "area" for cell in _cells(context.grants)) else None
    loop, end, count = asyncio.get_running_loop(), time.monotonic() + request.log.seconds, 0
    while chunk := await loop.run_in_executor(_reader, lambda: list(islice(readings_found, CHUNK))):
        apart = {reading.place for reading in chunk if request.conceals(reading.entry, False)}
        persons = {
            person_id for reading in chunk if reading.place not in apart for person_id in reading.entry["persons"]
        }
        visible_ids = await _all_known(persons, context, request.visible_ids)
        if everybody:
            hiding = (reading for reading in chunk if _may_name_hidden(reading.entry, visible_ids))
            apart |= {reading.place for reading in hiding if request.conceals(reading.entry, True)}
        for reading in chunk:
            if reading.place in apart:
                if concealed and everybody:
                    yield VisibleEntry(reading, [], False, concealed=True)
                continue
            person_ids = reading.entry["persons"]
            visible_persons = [person_id for person_id in person_ids if person_id in visible_ids]
            reader = reading.entry["area"]
            is_own_agency = area is not None and reader is not None and reader.startswith(area)
            if (
                (person in visible_persons)
                if person is not None
                else (everybody or visible_persons or is_own_agency)
            ):
                count += len(visible_persons) if names_persons else 0
                yield VisibleEntry(reading, visible_persons, len(visible_persons) == len(person_ids))
        if count > MOST_PERSONS:
            raise HubError("ANSWER_TOO_LARGE")
        if time.monotonic() > end:
            raise TooLongError


def _may_name_hidden(entry: Mapping[str, Any], visible_ids: frozenset[str]) -> bool:
    """Whether an entry may name a person who is not in ``visible_ids``, or the outcome of its intent may.

    An intent names nobody. Told where its outcome is concealed, it would say whose change that was.
    """
    return entry["kind"] == INTENT or not visible_ids.issuperset(entry["persons"])


async def _all_known(persons: Iterable[str], context: Context, visible_of: VisibleIds) -> frozenset[str]:
    ids, visible_ids = iter(sorted(persons)), frozenset[str]()
    while some := list(islice(ids, MAX_VALUES)):
        visible_ids |= await visible_of(context, some)
    return visible_ids


async def _access_log(request: _LogRequest) -> dict[str, Any]:
    selection, log, context = request.selection, request.log, request.context
    size = page_size(selection.arguments)
    person, caller, kind = (argument_of(selection, name, context) for name in ("person", "caller", "kind"))
    log_readings = readings(
        log.home,
        _span(selection, context, _position(selection, context)),
        person=person,
        caller=caller,
        kind=kind.lower() if kind else None,
        seconds=log.seconds,
    )
    visible_entries: list[VisibleEntry] = []
    whole = is_of_everybody(context.grants)
    read = dict(_position(selection, context))
    more = False
    # Whoever asks for a person or a caller would learn whose a concealed entry is.
    unnamed = person is None and caller is None
    async for visible_entry in _in_scope(log_readings, request, person, concealed=unnamed):
        if len(visible_entries) == size:
            more = True
            break
        visible_entries.append(visible_entry)
        read[visible_entry.logged.entry["stream"]] = visible_entry.logged.entry["number"]
    _touch(selection, "nodes", visible_entries, context)
    if person is not None and visible_entries:
        context.trace.persons.add(person)
    end = context.seal.seal(sorted(read.items()), ORDER, context.grants.digest) if visible_entries else None
    return {
        "nodes": [entry_told(visible_entry, log, whole) for visible_entry in visible_entries],
        "hasNextPage": more,
        "endCursor": end,
    }


async def _unreviewed(request: _LogRequest) -> list[dict[str, Any]]:
    selection, log, context = request.selection, request.log, request.context
    span = _span(selection, context)
    log_readings = (emergency.reading for emergency in unreviewed(log.home, span, log.seconds))
    visible_entries = [visible_entry async for visible_entry in _in_scope(log_readings, request, concealed=True)]
    _touch(selection, None, visible_entries, context)
    return [entry_told(visible_entry, log, is_of_everybody(context.grants)) for visible_entry in visible_entries]


async def _norms(request: _LogRequest) -> list[dict[str, Any]]:
    counted = Counter[str]()
    span = _span(request.selection, request.context)
    log_readings = readings(request.log.home, span, seconds=request.log.seconds)
    async for visible_entry in _in_scope(log_readings, request, names_persons=False):
        if visible_entry.logged.entry["kind"] in ANSWERED:
            counted.update(visible_entry.logged.entry["norms"])
    return [{"norm": norm, "answers": count} for norm, count in sorted(counted.items())]


async def _extract(request: _LogRequest) -> list[dict[str, Any]]:
    selection, log, context = request.selection, request.log, request.context
    person = argument_of(selection, "person", context)
    log_readings = readings(log.home, _span(selection, context), person=person, seconds=log.seconds)
    told_of = [
        told_to_person(visible_entry.logged) async for visible_entry in _in_scope(log_readings, request, person)
    ]
    if told_of:
        context.trace.persons.add(person)
    return [{**entry, "time": written_time(entry["time"])} for entry in told_of]


def _touch(selection: Selection, under: str | None, visible_entries: list[VisibleEntry], context: Context) -> None:
    """Whoever is named in the answer was touched by it."""
    lists = [selection] if under is None else [child for child in selection.only if child.name == under]
    if any(part.name == "persons" for list_selection in lists for part in list_selection.only):
        context.trace.persons.update(
            person for visible_entry in visible_entries for person in visible_entry.persons
        )


def _span(selection: Selection, context: Context, after: Mapping[str, int] | None = None) -> Span:
    moments = (argument_of(selection, name, context) for name in ("since", "until"))
    since, until = ("" if moment is None else time_of(moment.replace(tzinfo=dt.UTC)) for moment in moments)
    return Span(since, until, after or {})


def _position(selection: Selection, context: Context) -> dict[str, int]:
    cursor = argument_of(selection, "after", context)
    if cursor is None:
        return {}
    try:
        return dict(context.seal.open(cursor, ORDER, context.grants.digest))
    except CursorError as error:
        raise HubError("BAD_CURSOR") from error


def _behaviour(answer: Callable[[_LogRequest], Awaitable[Any]]) -> RootBehaviour:
    def compute(selection: Selection, grants: Grants, disclosures: DisclosurePlan) -> Computed:
        _release(selection, norms_of(grants, AccessClass.TRACE, Disclosure.FULL), disclosures)

        async def trace(sources: ComputedSources, context: Context) -> Any:
            if sources.log is None:
                return None
            request = _LogRequest(
                selection=selection,
                log=sources.log,
                context=context,
                visible_ids=sources.visible_subjects,
                conceals=sources.conceals(context.grants),
            )
            try:
                return as_selected(selection, await answer(request))
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
