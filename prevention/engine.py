"""Watching: duties are worked out anew as facts arrive, by the log of changes, and when the clock changes them.

What is written beside the duties of some files is, in the same transaction, how far the log has been worked in and
when each file has to be looked at again; whoever is stopped in the middle goes on where this stands. To work out
everything anew gives the same duties, since nothing else is remembered. What the hub itself has to do for a person
it does there too: it makes matches (89-11a), and moves a parolee whose term has ended (622-13).
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork, native
from graph.write.change_log import after, last
from graph.write.commit import commit, commit_statement
from prevention import queries
from prevention.deadlines import day_of
from prevention.duties.affected_files import FILES, subjects_of
from prevention.duties.duty_facts import PersonFile
from prevention.duties.evaluate import Evaluated, UnitOf, worked_out
from prevention.duties.read_facts import meeting_files, person_files, unit_files
from prevention.duties.responsible_units import units_by_post
from prevention.duties.rules.all_rules import OF_MEETINGS, OF_PERSONS, OF_UNITS
from prevention.duties.rules.digest import RULES
from prevention.duties.rules.rule import Status
from prevention.duties.save_duties import save_duties
from prevention.matches.save_matches import save_matches
from prevention.repairs.early_list_moves import undo_moves
from prevention.repairs.journal_words import keep_words_apart
from prevention.repairs.registrations_without_court import Correction, repair_registrations
from prevention.work.parole_expiry import move_expired
from schema.catalogue import CATALOGUE
from schema.internal.duty_watch import DUTY_FILE

BATCH = 250
"""Files that are worked out in one transaction."""

_CHANGES = 10
_ID = "duties"
_HELD = frozenset({"89-22.2b/service", "89-22.2b/institution"})
_AGAINST = frozenset({"89-8c/ground", "89-8c/lift"})
_log = structlog.get_logger()

Progress = Callable[[int], None]
"""Called with how many files have been worked out."""


@dataclass(frozen=True)
class WatchState:
    """How far the log has been worked in, and the day from which units are watched.

    ``rules`` is a digest of the rules by which all files were worked out, ``units`` of the units that owed then.
    """

    position: int
    since: dt.date
    rules: str | None = None
    units: str | None = None


async def update_changed(store: Store, now: dt.datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Work in some of what has changed by ``now`` (in UTC, without zone).

    Returns how many changes and files were looked at; 0: nothing was left to do.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; a repeat goes on from there.
    """
    state = await _state(store)
    if state is None or state.rules != RULES:
        return await recompute_all(store, now, go_on=go_on)
    changes = await after(store, state.position, _CHANGES)
    ids = {record_id for change in changes for record_id in change.ids}
    subjects = await subjects_of(store, ids)
    subjects |= set(await store.read(queries.FILES_TO_WAKE, {"now": _text(now), "limit": BATCH}))
    if subjects or changes:
        position = changes[-1].position if changes else state.position
        await _work_out(store, state, sorted(subjects), now, position)
    return len(subjects) + len(changes)


async def recompute_all(
    store: Store,
    now: dt.datetime,
    progress: Progress = lambda count: None,
    go_on: Callable[[], bool] = lambda: True,
    mended: Callable[[Sequence[Correction]], None] = lambda corrections: None,
) -> int:
    """Work out everything anew, as long as ``go_on`` says so. Returns how many files there are.

    ``mended`` is called with what the hub had done wrongly before and is mended on the way.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    state = await _state(store) or await _begin(store, now)
    units, seen_ids = await units_by_post(store), set[str]()
    for label in (*FILES, DUTY_FILE):
        # The files of those who are no more come last: what was owed for them is gone.
        text, at = queries.ids_after(label), ""
        while go_on() and (ids := await store.read(text, {"after": at, "limit": BATCH})):
            if news := [record_id for record_id in ids if record_id not in seen_ids]:
                mended(await _one(store, state, news, units.unit_of, now))
            at = ids[-1]
            seen_ids.update(ids)
            progress(len(seen_ids))
    if go_on():
        await commit_statement(store, queries.SAVE_RULES_AND_UNITS, id=_ID, rules=RULES, units=units.digest)
    return len(seen_ids)


async def watched_since(store: Store) -> dt.date | None:
    """The day from which units are watched; None: no hub has watched this graph yet.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    state = await _state(store)
    return None if state is None else state.since


async def read_search_as(store: Store, reading: str, by: str, now: dt.datetime) -> None:
    """Let this site read 89-8b as ``reading`` says, on the word of ``by``. All duties are worked out anew for it.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    if await _state(store) is None:
        await _begin(store, now)
    await commit_statement(store, queries.SAVE_SEARCH_READING, id=_ID, reading=reading, by=by, on=day_of(now))


async def _work_out(
    store: Store, state: WatchState, subjects: Sequence[str], now: dt.datetime, position: int
) -> None:
    units = await units_by_post(store)
    if units.digest != state.units:
        # Another unit may owe what was owed until now.
        await commit_statement(store, queries.WAKE_ALL_FILES, id=_ID, now=_text(now))
        await commit_statement(store, queries.SAVE_UNITS, id=_ID, units=units.digest)
    batches = [subjects[at : at + BATCH] for at in range(0, len(subjects), BATCH)] or [[]]
    for batch in batches[:-1]:
        await _one(store, state, batch, units.unit_of, now)
    await _one(store, state, batches[-1], units.unit_of, now, position)


async def _one(
    store: Store,
    state: WatchState,
    ids: Sequence[str],
    units: UnitOf,
    now: dt.datetime,
    position: int | None = None,
) -> Sequence[Correction]:
    """Work out some files, in one transaction; with the last of them the log is worked in up to ``position``."""

    async def job(work: UnitOfWork) -> Sequence[Correction]:
        await work.rows(queries.ADVANCE_WATCH, id=_ID, position=position)
        persons, touched, mended = await _persons(work, ids, units, now)
        evaluated_files = {**persons, **await _others(work, state, ids, units, now)}
        _say_who_is_held(persons)
        saved_ids = await save_duties(work, evaluated_files)
        # What the hub does of itself, it does to what hangs on a person, and to no person's own record.
        work.touch([*sorted(touched), *saved_ids], persons)
        return mended

    return await commit(store, job)


def _say_who_is_held(evaluated_files: Mapping[str, Evaluated]) -> None:
    """Say aloud which units hold somebody for longer than the law allows (89-22.2b), or want them (89-8c)."""
    for evaluated in evaluated_files.values():
        for duty in evaluated.duties:
            if duty.rule in _HELD and duty.status is Status.OVERDUE:
                _log.error("somebody may be held past the last lawful day", duty=duty.rule, unit=duty.unit)
            if duty.rule in _AGAINST and duty.status is Status.OVERDUE:
                _log.error("somebody may be wanted without a ground", duty=duty.rule, unit=duty.unit)


async def _persons(
    work: UnitOfWork, ids: Sequence[str], units: UnitOf, now: dt.datetime
) -> tuple[Mapping[str, Evaluated], set[str], Sequence[Correction]]:
    """The duties on persons, after what the hub itself has to do for them; the ids of all that it changed; and what
    it mended."""

    async def evaluated(of: Sequence[str]) -> tuple[list[PersonFile], dict[str, Evaluated]]:
        files = await person_files(work, of, day_of(now)) if of else []
        return files, {file.id: worked_out(OF_PERSONS, file, units, now) for file in files}

    files, evaluated_files = await evaluated(_of("Person", ids))
    mended, touched = await repair_registrations(work, files, now)
    undone = await undo_moves(work, files, now)
    touched |= undone
    if mended or undone:
        files, evaluated_files = await evaluated(_of("Person", ids))
    touched |= await keep_words_apart(work, files)
    touched |= await save_matches(work, files, now)
    touched |= await move_expired(work, files, evaluated_files, now)
    _, again = await evaluated([file_id for file_id in evaluated_files if file_id in touched])
    return {**evaluated_files, **again}, touched, mended


async def _others(
    work: UnitOfWork, state: WatchState, ids: Sequence[str], units: UnitOf, now: dt.datetime
) -> Mapping[str, Evaluated]:
    of_units, of_meetings = _of("Unit", ids), _of("ReportMeeting", ids)
    bodies = await unit_files(work, of_units, state.since, day_of(now)) if of_units else []
    meetings = await meeting_files(work, of_meetings) if of_meetings else []
    return {
        **{body.id: worked_out(OF_UNITS, body, units, now) for body in bodies},
        **{meeting.id: worked_out(OF_MEETINGS, meeting, units, now) for meeting in meetings},
    }


async def _state(store: Store) -> WatchState | None:
    rows = await store.read(queries.WATCH_STATE, {"id": _ID})
    if not rows:
        return None
    return WatchState(rows[0]["position"], native(rows[0]["since"]), rows[0]["rules"], rows[0]["units"])


async def _begin(store: Store, now: dt.datetime) -> WatchState:
    position, since = await last(store), day_of(now)
    await commit_statement(store, queries.BEGIN_WATCH, id=_ID, position=position, since=since)
    return WatchState(position, since)


def _of(name: str, ids: Sequence[str]) -> list[str]:
    prefix = f"{CATALOGUE.entity(name).prefix}_"
    return [record_id for record_id in ids if record_id.startswith(prefix)]


def _text(now: dt.datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"
