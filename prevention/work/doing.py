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
from neo4j import AsyncManagedTransaction

from graph.amending import amend
from graph.changes import append
from graph.feeding.persons import to_persons
from graph.records import Record
from graph.sealing import Sealer
from graph.statements import rows_of
from graph.store import Store
from graph.writer import bring_in
from prevention.duties.units import Units, units_by_post
from prevention.work.effects import EFFECTS
from prevention.work.order import Effect, Order, Outcome, WorkError
from prevention.work.scene import NOTICE, Scene
from schema.catalogue import AREA, CATALOGUE, SOURCE
from schema.feeding import VIA
from schema.work.words import Input
from schema.working import TURN, WORK_ENTRY

_BEGIN = (
    f"MERGE (w:{WORK_ENTRY} {{id: $id}}) SET w.{TURN} = coalesce(w.{TURN}, 0) + 1 "
    "RETURN w.content AS content, w.outcome AS outcome"
)
_END = f"MATCH (w:{WORK_ENTRY} {{id: $id}}) SET w.content = $content, w.outcome = $outcome, w.at = $at"
_CONTENT = (SOURCE, "work")


async def do(store: Store, order: Order) -> Outcome:
    """Carry ``order`` out, or answer what was answered to it before.

    Raises:
        WorkError: it cannot be entered; nothing is written.
        graph.store.GraphDownError: the graph is away; a repeat under the same key does what is left to do.
    """
    units = await units_by_post(store)

    async def work(transaction: AsyncManagedTransaction) -> Outcome:
        return await _do(transaction, store.sealer, order, units)

    async with store.sealer.writing():
        return (await store.write(work))[0]


async def _do(transaction: AsyncManagedTransaction, sealer: Sealer, order: Order, units: Units) -> Outcome:
    ident = hashlib.blake2b(repr((order.caller, order.key)).encode(), digest_size=16).hexdigest()
    content = hashlib.sha256(_canonical(order)).hexdigest()
    before = (await rows_of(transaction, _BEGIN, id=ident))[0]
    if before["outcome"] is not None:
        if before["content"] not in sealer.indexes(*_CONTENT, content):
            raise WorkError("KEY_REUSED", order.norm)
        return _read(before["outcome"])
    await _take_turns(transaction, order)
    effect = await EFFECTS[order.work.name](Scene(transaction, order, units, ident))
    touched = await _write(transaction, sealer, effect, order)
    outcome = _outcome(effect)
    kept = {"content": sealer.index(*_CONTENT, content), "outcome": _kept(outcome), "at": order.now}
    await rows_of(transaction, _END, id=ident, **kept)
    await append(transaction, touched)
    return outcome


async def _take_turns(transaction: AsyncManagedTransaction, order: Order) -> None:
    """Write to all that is named, in one order for all, and see that it is there."""
    for label, ids, reach in sorted(_named(order)):
        turn = "" if reach == "open" else f"SET n.{TURN} = coalesce(n.{TURN}, 0) + 1 "
        text = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) {turn}RETURN n.{AREA} AS area"
        found = await rows_of(transaction, text, ids=list(ids))
        if len(found) < len(ids):
            raise WorkError("WORK_UNKNOWN", order.norm)
        if reach == "area" and not all((row["area"] or "").startswith(order.area) for row in found):
            raise WorkError("WORK_ELSEWHERE", order.norm)


def _named(order: Order) -> Iterable[tuple[str, tuple[str, ...], str]]:
    for each in order.work.inputs:
        if each.target and order.values.get(each.name) is not None:
            yield CATALOGUE.entity(each.target).name, ids_of(each, order.values[each.name]), each.reach


def ids_of(named: Input, value: Any) -> tuple[str, ...]:
    """The ids that an argument names, each once.

    Raises:
        WorkError: WORK_UNKNOWN: one is no id of a record of that type.
    """
    ids = tuple(sorted(set(value if isinstance(value, list) else [value])))
    if any((owner := CATALOGUE.by_prefix(id)) is None or owner.name != named.target for id in ids):
        raise WorkError("WORK_UNKNOWN")
    return ids


async def _write(transaction: AsyncManagedTransaction, sealer: Sealer, effect: Effect, order: Order) -> list[str]:
    """Write what an order comes to. Returns the ids of all that changed with it."""
    touched: list[str] = []
    place = {entity.name: number for number, entity in enumerate(CATALOGUE.load_order)}
    ordered = sorted(effect.new, key=lambda record: place[record.entity.name])
    for _, group in groupby(ordered, key=lambda record: record.entity.name):
        records = list(group)
        brought = await bring_in(transaction, sealer, records[0].entity, records)
        if brought.refused:
            raise WorkError("WORK_UNKNOWN", order.norm)
        touched += brought.touched
    for each in effect.amended:
        await amend(transaction, each.entity, each.id, each.values, each.links)
        touched.append(each.id)
    if effect.person is not None:
        await _follow_mention(transaction, effect, ordered)
        touched.append(effect.person)
    return touched


async def _follow_mention(transaction: AsyncManagedTransaction, effect: Effect, records: list[Record]) -> None:
    """Let what is entered mean the person by a mention, as feeds' facts do: it goes with whoever that is of."""
    via = effect.via or await _mention_of(transaction, effect.person)
    if via is None:
        return
    for entity, relation in to_persons():
        ids = [r.id for r in records if r.entity == entity and relation.name in r.links]
        if ids:
            await rows_of(
                transaction,
                f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}})-[l:{relation.edge}]->"
                f"(:Person {{id: $person}}) SET l.{VIA} = $via",
                ids=ids,
                person=effect.person,
                via=via,
            )


async def _mention_of(transaction: AsyncManagedTransaction, person: str | None) -> str | None:
    text = "MATCH (p:Person {id: $person})<-[:SOURCE_OF]-(s:SourceRecord) RETURN min(s.id) AS id"
    found = await rows_of(transaction, text, person=person)
    return found[0]["id"] if found else None


def _outcome(effect: Effect) -> Outcome:
    notices = () if effect.secret else tuple(r.id for r in effect.new if r.entity == NOTICE)
    return Outcome(effect.norm, effect.at, effect.record, notices, effect.person)


def _canonical(order: Order) -> bytes:
    said = {"name": order.work.name, "unit": order.unit, "values": dict(order.values)}
    return orjson.dumps(said, default=str, option=orjson.OPT_SORT_KEYS)


def _kept(outcome: Outcome) -> str:
    said = [outcome.norm, outcome.at.isoformat(), outcome.record, list(outcome.notices), outcome.person]
    return orjson.dumps(said).decode()


def _read(kept: str) -> Outcome:
    norm, at, record, notices, person = orjson.loads(kept)
    return Outcome(norm, dt.datetime.fromisoformat(at), record, tuple(notices), person)
