"""Watching: duties are worked out anew as facts arrive, by the log of changes, and when the clock changes them.

What is written beside the duties of some files is, in the same transaction, how far the log has been worked in and
when each file has to be looked at again; whoever is stopped in the middle goes on where this stands. To work out
everything anew gives the same duties, since nothing else is remembered.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.changes import after, append, last
from graph.statements import rows_of
from graph.store import Store
from prevention.duties.evaluate import Evaluated, UnitOf, evaluate
from prevention.duties.reading import meeting_files, person_files, unit_files
from prevention.duties.rules import OF_MEETINGS, OF_PERSONS, OF_UNITS
from prevention.duties.subjects import FILES, subjects_of
from prevention.duties.units import units_by_post
from prevention.duties.writing import keep
from prevention.terms import day_of
from schema.catalogue import CATALOGUE
from schema.watching import DUTY_FILE, DUTY_WATCH, WAKES_AT

BATCH = 250
"""Files that are worked out in one transaction."""

_CHANGES = 10
_ID = "duties"
_STATE = f"MATCH (w:{DUTY_WATCH} {{id: $id}}) RETURN {{position: w.position, since: w.since, whole: w.whole}}"
_BEGIN = (
    f"MERGE (w:{DUTY_WATCH} {{id: $id}}) ON CREATE SET w.position = $position, w.since = $since, w.whole = false"
)
_MOVE = f"MATCH (w:{DUTY_WATCH} {{id: $id}}) SET w.position = $position"
_WHOLE = f"MATCH (w:{DUTY_WATCH} {{id: $id}}) SET w.whole = true"
_AWAKE = f"MATCH (f:{DUTY_FILE}) WHERE f.{WAKES_AT} <= $now RETURN f.id LIMIT $limit"
_WAKE_ALL = f"MATCH (f:{DUTY_FILE}) SET f.{WAKES_AT} = $now"
_PAGE = "MATCH (n:{label}) WHERE n.id > $after RETURN n.id ORDER BY n.id LIMIT $limit"

Progress = Callable[[int], None]
"""Called with how many files have been worked out."""


@dataclass(frozen=True)
class State:
    """How far the log has been worked in, and the day from which units are watched.

    ``whole``: whether all files have been worked out since the watch began.
    """

    position: int
    since: dt.date
    whole: bool


async def watch(store: Store, now: dt.datetime) -> int:
    """Work in some of what has changed by ``now`` (in UTC, without zone).

    Returns how many changes and files were looked at; 0: nothing was left to do.

    Raises:
        graph.store.GraphDownError: the graph is away; a repeat goes on from there.
    """
    state = await _state(store)
    if state is None or not state.whole:
        return await work_out_all(store, now)
    changes = await after(store, state.position, _CHANGES)
    ids = {id for change in changes for id in change.ids}
    subjects = await subjects_of(store, ids)
    if any(_kind(id) == "Unit" for id in ids):
        # Another unit may owe what was owed until now.
        await _run(store, _WAKE_ALL, now=_text(now))
    subjects |= set(await store.read(_AWAKE, {"now": _text(now), "limit": BATCH}))
    if subjects or changes:
        position = changes[-1].position if changes else state.position
        await _work_out(store, state, sorted(subjects), now, position)
    return len(subjects) + len(changes)


async def work_out_all(store: Store, now: dt.datetime, progress: Progress = lambda done: None) -> int:
    """Work out everything anew. Returns how many files there are.

    Raises:
        graph.store.GraphDownError: the graph is away.
    """
    state = await _state(store) or await _begin(store, now)
    units, seen = await units_by_post(store), set[str]()
    for label in (*FILES, DUTY_FILE):
        # The files of those who are no more come last: what was owed for them is gone.
        text, at = _PAGE.format(label=label), ""
        while ids := await store.read(text, {"after": at, "limit": BATCH}):
            if news := [id for id in ids if id not in seen]:
                await _one(store, state, news, units, now)
            at = ids[-1]
            seen.update(ids)
            progress(len(seen))
    await _run(store, _WHOLE)
    return len(seen)


async def _work_out(store: Store, state: State, subjects: Sequence[str], now: dt.datetime, position: int) -> None:
    units = await units_by_post(store)
    batches = [list(batch) for batch in _batches(subjects)] or [[]]
    for batch in batches[:-1]:
        await _one(store, state, batch, units, now)
    await _one(store, state, batches[-1], units, now, position)


async def _one(
    store: Store, state: State, ids: Sequence[str], units: UnitOf, now: dt.datetime, position: int | None = None
) -> None:
    """Work out some files, in one transaction; with the last of them the log is worked in up to ``position``."""

    async def work(transaction: AsyncManagedTransaction) -> None:
        if position is not None:
            await rows_of(transaction, _MOVE, id=_ID, position=position)
        found = await _evaluated(transaction, state, ids, units, now)
        await append(transaction, await keep(transaction, store.sealer, found))

    async with store.sealer.writing():
        await store.write(work)


async def _evaluated(
    transaction: AsyncManagedTransaction, state: State, ids: Sequence[str], units: UnitOf, now: dt.datetime
) -> Mapping[str, Evaluated]:
    today = day_of(now)
    of = {name: [id for id in ids if _kind(id) == name] for name in FILES}
    persons = await person_files(transaction, of["Person"], today) if of["Person"] else []
    bodies = await unit_files(transaction, of["Unit"], state.since, today) if of["Unit"] else []
    meetings = await meeting_files(transaction, of["ReportMeeting"]) if of["ReportMeeting"] else []
    return {
        **{each.id: evaluate(OF_PERSONS, each, units, now) for each in persons},
        **{each.id: evaluate(OF_UNITS, each, units, now) for each in bodies},
        **{each.id: evaluate(OF_MEETINGS, each, units, now) for each in meetings},
    }


async def _state(store: Store) -> State | None:
    found = await store.read(_STATE, {"id": _ID})
    return State(found[0]["position"], found[0]["since"].to_native(), found[0]["whole"]) if found else None


async def _begin(store: Store, now: dt.datetime) -> State:
    position, since = await last(store), day_of(now)
    await _run(store, _BEGIN, position=position, since=since)
    return State(position, since, False)


async def _run(store: Store, text: str, **parameters: Any) -> None:
    async def work(transaction: AsyncManagedTransaction) -> None:
        await rows_of(transaction, text, id=_ID, **parameters)

    await store.write(work)


def _batches(subjects: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(subjects)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _kind(id: str) -> str:
    entity = CATALOGUE.by_prefix(id)
    return entity.name if entity is not None else ""


def _text(now: dt.datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"
