"""Closing mentions that an older hub stored as open: whom a shelter named, and whom an order protects.

What is closed is decided when a record comes in (``adapters.delivery.map_record.compartments``). Of what came
before that was decided, it follows from the system and from the references that the mention brought.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from graph.engine.record_keys import NO_AREA
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import FEED_RECORD_OF
from graph.write.commit import commit
from graph.write.derived import UNKNOWN_AGE
from graph.write.ids import closed_key
from graph.write.openness import references_to_persons
from schema.catalogue import ADULT_ON, AREA, AREA_KEY, SOURCE, SUBJECT
from schema.internal.feed_records import (
    CLOSED,
    CLOSED_CLASSES,
    COMPARTMENT,
    FEED_BATCH,
    FEED_RECORD,
    OPEN_KEY,
    PERSON_KEY,
    STANDS,
    STANDS_CLOSED_ON,
    STANDS_ON,
    TO_MATCH,
    VIA,
    is_closed_system,
    secret_of,
)
from schema.model import AccessClass

_PAGE = 500
_OPEN = (
    f"MATCH (s:{SOURCE}) WHERE s.id > $after AND s.{PERSON_KEY} IS NOT NULL "
    f"AND coalesce(s.{CLOSED}, false) = false RETURN [s.id, s.system, s.{PERSON_KEY}] ORDER BY s.id LIMIT {_PAGE}"
)
_CLOSE = f"UNWIND $rows AS row MATCH (s:{SOURCE} {{id: row.id}}) SET s += row.set"
_STAND = (
    f"UNWIND $rows AS row MATCH (s:{SOURCE} {{id: row.id}})-[r:{STANDS_ON}]->(p:{SUBJECT}) "
    f"CREATE (s)-[:{STANDS_CLOSED_ON} {{{VIA}: row.id}}]->(p)"
)
_STOOD = f"UNWIND $rows AS row MATCH (s:{SOURCE} {{id: row.id}})-[r:{STANDS_ON}]->(:{SUBJECT})"
_WAIT = f"UNWIND $keys AS key MERGE (t:{TO_MATCH} {{id: key}})"  # the linker looks at their links again


async def close_mentions(store: Store, progress: Callable[[str, int], None]) -> None:
    """Close every stored mention that would come in as closed today. To be followed by placing the persons anew.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; a repeat does what is left.
    """
    after, count = "", 0
    while claims := await store.read(_OPEN, {"after": after}):
        after = claims[-1][0]
        classes = await _classes(
            store, [claim_id for claim_id, system, _ in claims if not is_closed_system(system)]
        )
        senders = await _senders(store, [claim_id for claim_id, system, _ in claims if is_closed_system(system)])
        compartments = {
            # Where nobody knows any more which shelter sent it, whoever it calls so is by themselves.
            claim_id: senders.get(claim_id, key) if is_closed_system(system) else secret_of(classes[claim_id])
            for claim_id, system, key in claims
            if is_closed_system(system) or (classes[claim_id] and classes[claim_id] <= CLOSED_CLASSES)
        }
        if compartments:
            await _close(store, compartments, {claim_id: key for claim_id, _, key in claims})
        count += len(claims)
        progress("mentions looked at", count)


async def _senders(store: Store, claims: list[str]) -> dict[str, str]:
    """The name under which the records of the sender of each of ``claims`` are kept."""
    rows = await store.read(
        f"UNWIND $ids AS id MATCH (s:{SOURCE} {{id: id}}) MATCH (f:{FEED_RECORD} {{id: s.{FEED_RECORD_OF}}}) "
        f"MATCH (b:{FEED_BATCH} {{id: f.batch}}) RETURN [id, b.system]",
        {"ids": claims},
    )
    return dict(rows)


async def _classes(store: Store, claims: list[str]) -> Mapping[str, set[AccessClass]]:
    """The classes of the references that came by each of ``claims``."""
    classes: dict[str, set[AccessClass]] = defaultdict(set)
    for entity, relation, access in references_to_persons():
        if entity.name == SOURCE:
            continue
        rows = await store.read(
            f"UNWIND $ids AS id MATCH (s:{SOURCE} {{id: id}})-[:{STANDS}]->(p:{SUBJECT}) "
            f"MATCH (p)<-[r:{relation.edge}]-(:{entity.name}) WHERE r.{VIA} = id RETURN DISTINCT id",
            {"ids": claims},
        )
        for claim_id in rows:
            classes[claim_id].add(access)
    return classes


async def _close(store: Store, compartments: Mapping[str, str], key_of: Mapping[str, str]) -> None:
    rows: list[dict[str, Any]] = []
    for claim_id, compartment in sorted(compartments.items()):
        closed = {
            CLOSED: True,
            COMPARTMENT: compartment,
            PERSON_KEY: closed_key(store.sealer, key_of[claim_id], compartment),
            OPEN_KEY: key_of[claim_id],
        }
        # A closed mention is in nobody's area.
        nobodys = {AREA: "", AREA_KEY: f"{NO_AREA}/{claim_id}", ADULT_ON: UNKNOWN_AGE}
        rows.append({"id": claim_id, "set": {**closed, **nobodys}})
    keys = {key_of[claim_id] for claim_id in compartments} | {row["set"][PERSON_KEY] for row in rows}

    async def job(work: UnitOfWork) -> None:
        await work.rows(_STAND, rows=rows)
        await work.delete_links(_STOOD, rows=rows)
        await work.rows(_CLOSE, rows=rows)
        await work.rows(_WAIT, keys=sorted(keys))

    await commit(store, job)
