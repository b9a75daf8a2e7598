"""Doing: an order is checked and written in one transaction, once for each key of a caller.

What the order names is written first and looked at then, so that of two who do something about one record at once
the later one sees what the earlier one did. Whatever is refused leaves nothing behind.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import orjson

from graph.engine.records import Record
from graph.engine.sealer import Sealer
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.golden_records import to_persons
from graph.write.amend import amend
from graph.write.commit import commit
from graph.write.ids import IdKey, keyed
from graph.write.openness import references_to_persons
from graph.write.writer import upsert_records
from prevention.duties.responsible_units import Units, units_by_post
from prevention.work import queries
from prevention.work.command import Command, CommandOutcome, CommandResult, WorkError
from prevention.work.command_context import NOTICE, CommandContext
from prevention.work.handlers import EFFECTS
from schema.catalogue import CATALOGUE, SOURCE
from schema.identifiers import AreaCode, NormCode
from schema.internal.feed_records import CLOSED_CLASSES, LEADS
from schema.internal.work_entries import ENTRY_PREFIX, WORK_ENTRY
from schema.work.declaration import Input

_CONTENT = (SOURCE, "work")


async def execute(store: Store, command: Command) -> CommandOutcome:
    """Carry ``command`` out, or answer what was answered to it before.

    Raises:
        WorkError: it cannot be entered; nothing is written.
        graph.engine.store.GraphDownError: the graph is away; a repeat under the same key does what is left to do.
    """
    units = await units_by_post(store)

    async def job(work: UnitOfWork) -> CommandOutcome:
        return await _execute(work, command, units)

    return await commit(store, job)


async def answered(store: Store, command: Command) -> CommandOutcome | None:
    """What was answered to the caller under the key of ``command``; None where nothing was.

    It is ids alone, and was given to the same caller before: a repeat is told the same, come what may.

    Raises:
        WorkError: KEY_REUSED: it was something else.
        graph.engine.store.GraphDownError: the graph is away.
    """
    rows = await store.read(queries.SAVED_OUTCOME, {"id": entry_id(store.sealer, _ident(command))})
    return _repeated(store.sealer, command, *rows[0]) if rows else None


async def _execute(work: UnitOfWork, command: Command, units: Units) -> CommandOutcome:
    ident = _ident(command)
    entry = entry_id(work.sealer, ident)
    (before,) = await work.lock_or_create(WORK_ENTRY, [entry])
    if before.get("outcome") is not None:
        return _repeated(work.sealer, command, before["content"], before["outcome"])
    await _lock_rows(work, command)
    await _check_unit(work, command)
    effect = await EFFECTS[command.work.name](CommandContext(work=work, command=command, units=units, ident=ident))
    await _check_known(work, effect, command)
    await _write(work, effect, command)
    outcome = _outcome(effect)
    entry_values = {
        "content": work.sealer.index(*_CONTENT, _content(command)),
        "outcome": _outcome_text(outcome),
        "at": command.now,
    }
    await work.rows(queries.SAVE_OUTCOME, id=entry, **entry_values)
    return outcome


async def _check_unit(work: UnitOfWork, command: Command) -> None:
    """See that the unit for which the caller acts is of the caller's agency, and serves a place of the territory.

    A token may name another. What is entered would stand on that unit's records, and be shown to it.
    """
    for row in await work.rows(queries.UNIT_AREA_AND_AGENCY, id=command.unit):
        is_other = command.agency is not None and row["agency"] not in (None, command.agency)
        # A unit of the whole country has no area, and serves every place.
        serves = _lies_in(row["area"], command.area) or _lies_in(command.area, row["area"])
        if is_other or not serves:
            raise WorkError("WORK_REFUSED", command.norm)


async def _check_known(work: UnitOfWork, effect: CommandResult, command: Command) -> None:
    """See that nothing open is entered on somebody of whom closed records alone tell.

    What is entered names a person and says nothing of them, so all that others would see of the person from then
    on were what the closed records say. An open record with a card of its own comes first.
    """
    named_ids = {
        target
        for record in effect.new
        for entity, relation, access in references_to_persons()
        if record.entity == entity and access not in CLOSED_CLASSES
        for target in record.links.get(relation.name, ())
    }
    if await work.rows(
        queries.PERSONS_OF_CLOSED_RECORDS, ids=sorted(named_ids.difference(record.id for record in effect.new))
    ):
        raise WorkError("WORK_CLOSED_ONLY", command.norm)


async def _lock_rows(work: UnitOfWork, command: Command) -> None:
    """Write to all that is named, in one order for all, and see that it is there."""
    for label, ids, reach in sorted(_named_ids(command)):
        rows = await work.rows(queries.areas_of(label, lock=reach != "open"), ids=list(ids))
        if len(rows) < len(ids):
            raise WorkError("WORK_UNKNOWN", command.norm)
        if reach == "area" and not all(_lies_in(row["area"], command.area) for row in rows):
            raise WorkError("WORK_ELSEWHERE", command.norm)


def _lies_in(area: AreaCode | None, within: str | None) -> bool:
    """Whether a place lies in a caller's territory. For a caller without one nothing does."""
    return within is not None and (area or "").startswith(within)


def _named_ids(command: Command) -> Iterable[tuple[str, tuple[str, ...], str]]:
    for input_ in command.work.inputs:
        if input_.target and command.values.get(input_.name) is not None:
            ids = ids_of(input_, command.values[input_.name], command.norm)
            yield CATALOGUE.entity(input_.target).name, ids, input_.reach


def ids_of(input_: Input, value: Any, norm: NormCode | None) -> tuple[str, ...]:
    """The ids that an argument names, each once.

    Raises:
        WorkError: WORK_UNKNOWN: one is no id of a record of that type.
    """
    ids = tuple(sorted(set(value if isinstance(value, list) else [value])))
    if any((owner := CATALOGUE.by_prefix(record_id)) is None or owner.name != input_.target for record_id in ids):
        raise WorkError("WORK_UNKNOWN", norm)
    return ids


async def _write(work: UnitOfWork, effect: CommandResult, command: Command) -> None:
    """Write what an order comes to. On the person it is about, something new hangs."""
    place = {entity.name: number for number, entity in enumerate(CATALOGUE.load_order)}
    ordered = sorted(effect.new, key=lambda record: place[record.entity.name])
    for _, group in groupby(ordered, key=lambda record: record.entity.name):
        records = list(group)
        brought = await upsert_records(work, records[0].entity, records)
        if brought.refused:
            raise WorkError("WORK_UNKNOWN", command.norm)
    for amendment in effect.amended:
        await amend(work, amendment.entity, amendment.id, amendment.values, amendment.links)
        work.touch([amendment.id])
    if effect.person is not None:
        await _follow_claim(work, effect, ordered)
        work.touch([effect.person], around=[effect.person])


async def _follow_claim(work: UnitOfWork, effect: CommandResult, records: list[Record]) -> None:
    """Let what is entered mean the person by a mention, as feeds' facts do.

    Persons are put together and parted, and it goes along; but not to another human
    (graph/ingest/official_entries.py).
    """
    via = effect.via or await _claim_of(work, effect.person)
    if via is None:
        return
    for entity, relation in to_persons():
        ids = [r.id for r in records if r.entity == entity and relation.name in r.links]
        if ids:
            text = queries.link_to_claim(entity.name, relation.edge)
            await work.rows(text, ids=ids, person=effect.person, via=via)


async def _claim_of(work: UnitOfWork, person: str | None) -> str | None:
    """The mention of the source that leads on who somebody is (schema/internal/feed_records.py)."""
    rows = await work.rows(queries.CLAIMS_OF_PERSON, person=person)
    first = {system: place for place, system in enumerate(LEADS[0].systems)}
    ranked = sorted((first.get(row["system"].partition(":")[0], len(first)), row["id"]) for row in rows)
    return ranked[0][1] if ranked else None


def _repeated(sealer: Sealer, command: Command, content: str, outcome: str) -> CommandOutcome:
    """What was answered before, if it was to the same. A digest by a key that is retired is taken for the same."""
    if content not in sealer.indexes(*_CONTENT, _content(command)):
        in_use = {index.partition(".")[0] for index in sealer.indexes(*_CONTENT, "")}
        if content.partition(".")[0] in in_use:
            raise WorkError("KEY_REUSED", command.norm)
    return _read(outcome)


def _outcome(effect: CommandResult) -> CommandOutcome:
    notices = () if effect.secret else tuple(r.id for r in effect.new if r.entity == NOTICE)
    return CommandOutcome(
        norm=effect.norm, at=effect.at, record=effect.record, notices=notices, person=effect.person
    )


def entry_id(key: IdKey, ident: str) -> str:
    """The id of what is kept of an order, by what it and the records that it makes are told by."""
    return keyed(key, f"{ENTRY_PREFIX}_{ident}")


def _ident(command: Command) -> str:
    # A caller who acts for two units must not learn for one which keys it used for the other.
    of_unit = (command.unit,) if command.unit else ()
    return hashlib.blake2b(repr((command.caller, *of_unit, command.key)).encode(), digest_size=16).hexdigest()


def _content(command: Command) -> str:
    """The digest of what is wanted; it is kept under a key of the hub."""
    content = {"name": command.work.name, "unit": command.unit, "values": dict(command.values)}
    return hashlib.sha256(orjson.dumps(content, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _outcome_text(outcome: CommandOutcome) -> str:
    fields = [outcome.norm, outcome.at.isoformat(), outcome.record, list(outcome.notices), outcome.person]
    return orjson.dumps(fields).decode()


def _read(text: str) -> CommandOutcome:
    norm, at, record, notices, person = orjson.loads(text)
    return CommandOutcome(
        norm=norm, at=dt.datetime.fromisoformat(at), record=record, notices=tuple(notices), person=person
    )
