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
from graph.write.writer import bring_in
from prevention.duties.responsible_units import Units, units_by_post
from prevention.work.command import Command, CommandOutcome, CommandResult, WorkError
from prevention.work.command_context import NOTICE, CommandContext
from prevention.work.handlers import EFFECTS
from schema.catalogue import AREA, CATALOGUE, SOURCE, SUBJECT
from schema.identifiers import AreaCode, NormCode
from schema.internal.feed_records import CLOSED_CLASSES, HAS_OPEN_RECORD, LEADS, VIA
from schema.internal.work_entries import ENTRY_PREFIX, TURN, WORK_ENTRY
from schema.work.declaration import Input

_END = f"MATCH (w:{WORK_ENTRY} {{id: $id}}) SET w.content = $content, w.outcome = $outcome, w.at = $at"
_ANSWERED = f"MATCH (w:{WORK_ENTRY} {{id: $id}}) WHERE w.outcome IS NOT NULL RETURN [w.content, w.outcome]"
_UNIT = f"""MATCH (u:Unit {{id: $id}}) OPTIONAL MATCH (u)-[:BELONGS_TO]->(a:Agency)
  RETURN u.{AREA} AS area, a.code AS agency"""
_CLOSED_ONLY = (
    f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE coalesce(p.{HAS_OPEN_RECORD}, false) = false RETURN id"
)
_CONTENT = (SOURCE, "work")


async def do(store: Store, order: Command) -> CommandOutcome:
    """Carry ``order`` out, or answer what was answered to it before.

    Raises:
        WorkError: it cannot be entered; nothing is written.
        graph.engine.store.GraphDownError: the graph is away; a repeat under the same key does what is left to do.
    """
    units = await units_by_post(store)

    async def job(work: UnitOfWork) -> CommandOutcome:
        return await _do(work, order, units)

    return await commit(store, job)


async def answered(store: Store, order: Command) -> CommandOutcome | None:
    """What was answered to the caller under the key of ``order``; None where nothing was.

    It is ids alone, and was given to the same caller before: a repeat is told the same, come what may.

    Raises:
        WorkError: KEY_REUSED: it was something else.
        graph.engine.store.GraphDownError: the graph is away.
    """
    found = await store.read(_ANSWERED, {"id": entry_id(store.sealer, _ident(order))})
    return _repeated(store.sealer, order, *found[0]) if found else None


async def _do(work: UnitOfWork, order: Command, units: Units) -> CommandOutcome:
    ident = _ident(order)
    entry = entry_id(work.sealer, ident)
    (before,) = await work.lock_or_create(WORK_ENTRY, [entry])
    if before.get("outcome") is not None:
        return _repeated(work.sealer, order, before["content"], before["outcome"])
    await _take_turns(work, order)
    await _check_unit(work, order)
    effect = await EFFECTS[order.work.name](CommandContext(work=work, order=order, units=units, ident=ident))
    await _check_known(work, effect, order)
    await _write(work, effect, order)
    outcome = _outcome(effect)
    kept = {"content": work.sealer.index(*_CONTENT, _content(order)), "outcome": _kept(outcome), "at": order.now}
    await work.rows(_END, id=entry, **kept)
    return outcome


async def _check_unit(work: UnitOfWork, order: Command) -> None:
    """See that the unit for which the caller acts is of the caller's agency, and serves a place of the territory.

    A token may name another. What is entered would stand on that unit's records, and be shown to it.
    """
    for row in await work.rows(_UNIT, id=order.unit):
        is_other = order.agency is not None and row["agency"] not in (None, order.agency)
        # A unit of the whole country has no area, and serves every place.
        serves = _lies_in(row["area"], order.area) or _lies_in(order.area, row["area"])
        if is_other or not serves:
            raise WorkError("WORK_REFUSED", order.norm)


async def _check_known(work: UnitOfWork, effect: CommandResult, order: Command) -> None:
    """See that nothing open is entered on somebody of whom closed records alone tell.

    What is entered names a person and says nothing of them, so all that others would see of the person from then
    on were what the closed records say. An open record with a card of its own comes first.
    """
    named = {
        target
        for record in effect.new
        for entity, relation, access in references_to_persons()
        if record.entity == entity and access not in CLOSED_CLASSES
        for target in record.links.get(relation.name, ())
    }
    if await work.rows(_CLOSED_ONLY, ids=sorted(named.difference(record.id for record in effect.new))):
        raise WorkError("WORK_CLOSED_ONLY", order.norm)


async def _take_turns(work: UnitOfWork, order: Command) -> None:
    """Write to all that is named, in one order for all, and see that it is there."""
    for label, ids, reach in sorted(_named(order)):
        turn = "" if reach == "open" else f"SET n.{TURN} = coalesce(n.{TURN}, 0) + 1 "
        text = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) {turn}RETURN n.{AREA} AS area"
        found = await work.rows(text, ids=list(ids))
        if len(found) < len(ids):
            raise WorkError("WORK_UNKNOWN", order.norm)
        if reach == "area" and not all(_lies_in(row["area"], order.area) for row in found):
            raise WorkError("WORK_ELSEWHERE", order.norm)


def _lies_in(area: AreaCode | None, within: str | None) -> bool:
    """Whether a place lies in a caller's territory. For a caller without one nothing does."""
    return within is not None and (area or "").startswith(within)


def _named(order: Command) -> Iterable[tuple[str, tuple[str, ...], str]]:
    for each in order.work.inputs:
        if each.target and order.values.get(each.name) is not None:
            ids = ids_of(each, order.values[each.name], order.norm)
            yield CATALOGUE.entity(each.target).name, ids, each.reach


def ids_of(named: Input, value: Any, norm: NormCode | None) -> tuple[str, ...]:
    """The ids that an argument names, each once.

    Raises:
        WorkError: WORK_UNKNOWN: one is no id of a record of that type.
    """
    ids = tuple(sorted(set(value if isinstance(value, list) else [value])))
    if any((owner := CATALOGUE.by_prefix(record_id)) is None or owner.name != named.target for record_id in ids):
        raise WorkError("WORK_UNKNOWN", norm)
    return ids


async def _write(work: UnitOfWork, effect: CommandResult, order: Command) -> None:
    """Write what an order comes to. On the person it is about, something new hangs."""
    place = {entity.name: number for number, entity in enumerate(CATALOGUE.load_order)}
    ordered = sorted(effect.new, key=lambda record: place[record.entity.name])
    for _, group in groupby(ordered, key=lambda record: record.entity.name):
        records = list(group)
        brought = await bring_in(work, records[0].entity, records)
        if brought.refused:
            raise WorkError("WORK_UNKNOWN", order.norm)
    for each in effect.amended:
        await amend(work, each.entity, each.id, each.values, each.links)
        work.touch([each.id])
    if effect.person is not None:
        await _follow_mention(work, effect, ordered)
        work.touch([effect.person], around=[effect.person])


async def _follow_mention(work: UnitOfWork, effect: CommandResult, records: list[Record]) -> None:
    """Let what is entered mean the person by a mention, as feeds' facts do.

    Persons are put together and parted, and it goes along; but not to another human
    (graph/ingest/official_entries.py).
    """
    via = effect.via or await _mention_of(work, effect.person)
    if via is None:
        return
    for entity, relation in to_persons():
        ids = [r.id for r in records if r.entity == entity and relation.name in r.links]
        if ids:
            await work.rows(
                f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}})-[l:{relation.edge}]->"
                f"(:Person {{id: $person}}) SET l.{VIA} = $via",
                ids=ids,
                person=effect.person,
                via=via,
            )


async def _mention_of(work: UnitOfWork, person: str | None) -> str | None:
    """The mention of the source that leads on who somebody is (schema/internal/feed_records.py)."""
    text = "MATCH (p:Person {id: $person})<-[:SOURCE_OF]-(s:SourceRecord) RETURN s.id AS id, s.system AS system"
    found = await work.rows(text, person=person)
    first = {system: place for place, system in enumerate(LEADS[0].systems)}
    ranked = sorted((first.get(row["system"].partition(":")[0], len(first)), row["id"]) for row in found)
    return ranked[0][1] if ranked else None


def _repeated(sealer: Sealer, order: Command, content: str, outcome: str) -> CommandOutcome:
    """What was answered before, if it was to the same. A digest by a key that is retired is taken for the same."""
    if content not in sealer.indexes(*_CONTENT, _content(order)):
        in_use = {index.partition(".")[0] for index in sealer.indexes(*_CONTENT, "")}
        if content.partition(".")[0] in in_use:
            raise WorkError("KEY_REUSED", order.norm)
    return _read(outcome)


def _outcome(effect: CommandResult) -> CommandOutcome:
    notices = () if effect.secret else tuple(r.id for r in effect.new if r.entity == NOTICE)
    return CommandOutcome(
        norm=effect.norm, at=effect.at, record=effect.record, notices=notices, person=effect.person
    )


def entry_id(key: IdKey, ident: str) -> str:
    """The id of what is kept of an order, by what it and the records that it makes are told by."""
    return keyed(key, f"{ENTRY_PREFIX}_{ident}")


def _ident(order: Command) -> str:
    # A caller who acts for two units must not learn for one which keys it used for the other.
    of_unit = (order.unit,) if order.unit else ()
    return hashlib.blake2b(repr((order.caller, *of_unit, order.key)).encode(), digest_size=16).hexdigest()


def _content(order: Command) -> str:
    """The digest of what is wanted; it is kept under a key of the hub."""
    said = {"name": order.work.name, "unit": order.unit, "values": dict(order.values)}
    return hashlib.sha256(orjson.dumps(said, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _kept(outcome: CommandOutcome) -> str:
    said = [outcome.norm, outcome.at.isoformat(), outcome.record, list(outcome.notices), outcome.person]
    return orjson.dumps(said).decode()


def _read(kept: str) -> CommandOutcome:
    norm, at, record, notices, person = orjson.loads(kept)
    return CommandOutcome(
        norm=norm, at=dt.datetime.fromisoformat(at), record=record, notices=tuple(notices), person=person
    )
