"""Batches: what was delivered, how far it came, and its receipt; and the records that were refused."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from graph.engine.grounds import UngroundedError
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork, native
from graph.ingest.apply_step import apply, without_ungrounded
from graph.write.commit import commit
from graph.write.feed_messages import DeliveryCounts, DeliveryStep, Rejected
from graph.write.ids import IdKey, hub_id
from schema.internal.feed_records import FEED_BATCH, QUARANTINED

NOTHING = DeliveryCounts()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A delivery: who sent what under which key, how far it is, and the signed receipt once it is done.

    ``sender`` is the caller; ``system`` the name under which the records are kept. ``payload`` is the SHA-256 of
    what was sent. ``name_count``: how often the step that was just taken in named persons, or unsaid of them what
    an earlier version had said; it is not stored.
    """

    id: str
    sender: str
    system: str
    feed: str
    key: str
    payload: str
    begun_at: dt.datetime
    counts: DeliveryCounts = NOTHING
    done_at: dt.datetime | None = None
    receipt: str | None = None
    name_count: int = field(default=0, compare=False)


def batch_id(id_key: IdKey, sender: str, system: str, feed: str, key: str) -> str:
    """The id of what ``sender`` delivers under ``key``. The same key of somebody else is another batch.

    So is that of the same sender for another body: one body must not learn which keys another one uses.
    """
    of_body = (system,) if ":" in system else ()
    return hub_id(id_key, "bat", repr((sender, *of_body, feed, key)), 16)


Sign = Callable[[Batch], str]
"""Makes the receipt of a batch that is done."""

_FIELDS = "id sender system feed key payload begunAt doneAt receipt received applied unchanged quarantined"
_BATCH = f"b {{{', '.join(f'.{name}' for name in _FIELDS.split())}}}"


_REFUSE = f"UNWIND $rows AS row MERGE (q:{QUARANTINED.name} {{id: row.id}}) SET q += row.set"

# One engine takes no message of 16 MiB, and does not say so. A single record is never as large.
_MESSAGE = 4 * 2**20


async def find_batch(store: Store, delivery_id: str) -> Batch | None:
    """The batch of that id, if it was begun."""
    rows = await store.read(f"MATCH (b:{FEED_BATCH} {{id: $id}}) RETURN {_BATCH}", {"id": delivery_id})
    return _batch(rows[0]) if rows else None


async def batches(store: Store, sender: str | None, feed: str | None, limit: int) -> list[Batch]:
    """The newest batches of a sender, or of all."""
    rows = await store.read(
        f"MATCH (b:{FEED_BATCH}) "
        "WHERE ($sender IS NULL OR b.sender = $sender) AND ($feed IS NULL OR b.feed = $feed) "
        f"RETURN {_BATCH} ORDER BY b.begunAt DESC LIMIT $limit",
        {"sender": sender, "feed": feed, "limit": limit},
    )
    return [_batch(row) for row in rows]


async def begin_batch(store: Store, batch: Batch) -> Batch:
    """Make the batch known; if it was begun before, what stands of it."""

    async def job(work: UnitOfWork) -> dict[str, Any]:
        properties = {
            "sender": batch.sender,
            "system": batch.system,
            "feed": batch.feed,
            "key": batch.key,
            "payload": batch.payload,
            "begunAt": batch.begun_at,
            **_stored(batch.counts),
        }
        text = f"MERGE (b:{FEED_BATCH} {{id: $id}}) ON CREATE SET b += $set RETURN {_BATCH} AS b"
        rows = await work.rows(text, id=batch.id, set=properties)
        stored: dict[str, Any] = rows[0]["b"]
        return stored

    row = await commit(store, job)
    return _batch(row)


async def apply_batch_step(
    store: Store, step: DeliveryStep, last: bool, sign: Sign, settles: str | None = None
) -> Batch:
    """Write a step of a batch: its records, what is refused, how far it came and, with the last, the receipt.

    ``settles`` is the refused record of an earlier batch that is tried again, and stands there no more. All in one
    transaction. A step that is in already is left as it is: a repeat after an answer that was lost.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; a repeat of the batch goes on from there.
    """

    while True:
        try:
            return await _apply_batch_step(store, step, last, sign, settles)
        except UngroundedError as error:
            step = without_ungrounded(step, error)


async def _apply_batch_step(store: Store, step: DeliveryStep, last: bool, sign: Sign, settles: str | None) -> Batch:
    async def job(work: UnitOfWork) -> Batch:
        batch = await _locked(work, step.batch)
        if batch.done_at is not None or batch.counts.received != step.begins:
            return batch
        applied = await apply(work, step)
        await _quarantine(work, batch, step, applied.rejected)
        if settles is not None:
            await _settle(work, settles)
        work.touch(sorted(applied.changed), applied.around)
        batch = replace(batch, counts=batch.counts.plus(applied.counts), name_count=applied.name_count)
        if last:
            batch = replace(batch, done_at=step.received_at)
            batch = replace(batch, receipt=sign(batch))
        await _save(work, batch)
        return batch

    return await commit(store, job)


async def _locked(work: UnitOfWork, delivery_id: str) -> Batch:
    (stored,) = await work.lock(FEED_BATCH, [delivery_id])
    return _batch(stored)


async def _save(work: UnitOfWork, batch: Batch) -> None:
    properties = {**_stored(batch.counts), "doneAt": batch.done_at, "receipt": batch.receipt}
    await work.rows(f"MATCH (b:{FEED_BATCH} {{id: $id}}) SET b += $set", id=batch.id, set=properties)


async def _quarantine(
    work: UnitOfWork,
    batch: Batch,
    step: DeliveryStep,
    rejected: tuple[Rejected, ...],
) -> None:
    rows: list[dict[str, Any]] = []
    size = 0
    for rejected_record in rejected:
        refused_id = quarantined_id(work.sealer, batch.id, rejected_record.position)
        text = rejected_record.original.decode("latin-1")
        properties = {
            "batch": batch.id,
            "sender": batch.sender,
            "system": batch.system,
            "feed": batch.feed,
            "position": rejected_record.position,
            "code": rejected_record.code,
            "where": rejected_record.where,
            "whole": rejected_record.whole,
            "read": rejected_record.read,
            "receivedAt": step.received_at,
            "original": work.sealer.seal(QUARANTINED.name, refused_id, "original", text),
        }
        rows.append({"id": refused_id, "set": properties})
        size += len(rejected_record.original)
        if size > _MESSAGE:
            await work.rows(_REFUSE, rows=rows)
            rows, size = [], 0
    await work.rows(_REFUSE, rows=rows)


async def _settle(work: UnitOfWork, refused_id: str) -> None:
    await work.rows(f"MATCH (q:{QUARANTINED.name} {{id: $id}}) DETACH DELETE q", id=refused_id)


def quarantined_id(key: IdKey, batch: str, position: int) -> str:
    """The id of the refused record at ``position`` of a batch."""
    return hub_id(key, QUARANTINED.prefix, f"{batch}/{position}", 12)


def _stored(counts: DeliveryCounts) -> dict[str, int]:
    return {
        "received": counts.received,
        "applied": counts.applied,
        "unchanged": counts.unchanged,
        "quarantined": counts.quarantined,
    }


def _batch(stored: dict[str, Any]) -> Batch:
    row = native(stored)
    counts = DeliveryCounts(row["received"], row["applied"], row["unchanged"], row["quarantined"])
    texts = {name: row[name] for name in ("id", "sender", "system", "feed", "key", "payload")}
    return Batch(
        **texts, begun_at=row["begunAt"], counts=counts, done_at=row.get("doneAt"), receipt=row.get("receipt")
    )
