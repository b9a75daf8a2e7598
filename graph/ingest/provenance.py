"""Provenance: on which record of which delivery something in the graph stands."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork, native
from graph.ingest.facts import FEED_RECORD_OF
from schema.catalogue import CATALOGUE, SUBJECT
from schema.internal.feed_records import FEED_BATCH, FEED_RECORD, STANDS_ON


@dataclass(frozen=True, kw_only=True)
class FeedSource:
    """A record of a feed as it stands: its system and feed, its version there, and the delivery that brought it."""

    feed_record: str
    system: str
    feed: str
    version: int
    changed_at: dt.datetime
    received_at: dt.datetime
    batch: str


async def sources_of(store: Store, record_id: str) -> list[FeedSource]:
    """The records on which the one with this id stands, the newest first. A person stands on every open mention.

    What the hub holds by a record of its own form (``ortaq load``) stands on none.
    """
    entity = CATALOGUE.by_prefix(record_id)
    if entity is None:
        return []
    node_pattern = f"MATCH (n:{entity.name} {{id: $id}}) "
    if entity.name == SUBJECT:
        node_pattern += f"MATCH (n)<-[:{STANDS_ON}]-(s) WITH s.{FEED_RECORD_OF} AS record "
    else:
        node_pattern += f"WITH n.{FEED_RECORD_OF} AS record "
    text = (
        f"{node_pattern} MATCH (f:{FEED_RECORD} {{id: record}}) MATCH (b:{FEED_BATCH} {{id: f.batch}}) "
        "RETURN [f.id, b.system, b.feed, f.version, f.changedAt, f.receivedAt, f.batch]"
    )
    sources = [_source(row) for row in await store.read(text, {"id": record_id})]
    return sorted(sources, key=lambda source: (source.changed_at, source.feed_record), reverse=True)


async def sources_by_record(work: UnitOfWork, ids: Iterable[str]) -> dict[str, FeedSource]:
    """The records of feeds with these ids, as they stand, by id. In a transaction that is the caller's."""
    text = (
        f"UNWIND $ids AS id MATCH (f:{FEED_RECORD} {{id: id}}) MATCH (b:{FEED_BATCH} {{id: f.batch}}) "
        "RETURN [f.id, b.system, b.feed, f.version, f.changedAt, f.receivedAt, f.batch] AS found"
    )
    rows = await work.rows(text, ids=sorted(set(ids)))
    return {source.feed_record: source for source in (_source(row["found"]) for row in rows)}


def _source(row: list[Any]) -> FeedSource:
    record, system, feed, version, changed, received, batch = native(row)
    return FeedSource(
        feed_record=record,
        system=system,
        feed=feed,
        version=version,
        changed_at=changed,
        received_at=received,
        batch=batch,
    )
