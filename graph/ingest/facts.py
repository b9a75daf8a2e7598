"""Facts: what records stand for beside persons. A link to a record that has not come yet waits for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.engine.records import VERSION, Record
from graph.engine.sealer import Sealer, sealed_properties
from graph.engine.unit_of_work import UnitOfWork
from graph.write.derived import derive
from graph.write.stays import RULING, STAY, note_rulings, remember
from graph.write.writer import StoredValues, derive_again, known_of, left_by, refresh_derived, unlink
from schema.catalogue import ADULT_ON, AREA, CATALOGUE, SOURCE
from schema.internal import feed_records
from schema.internal.feed_records import VIA, WAITING, WAITS_FOR
from schema.model import Entity, Relation

FEED_RECORD_OF = feed_records.FEED_RECORD_OF


@dataclass(frozen=True)
class Written:
    """A fact to be written, and the feed record that it stands on."""

    record: Record
    feed_record: str


async def write_facts(
    work: UnitOfWork,
    facts: Iterable[Written],
    person_of: Mapping[str, str],
    persons: StoredValues,
) -> set[str]:
    """Write ``facts``, whose links to persons are the ids of mentions. Returns what else changed with them.

    ``persons`` is what is stored of those persons.
    """
    by_entity: dict[str, list[Written]] = defaultdict(list)
    for fact in facts:
        by_entity[fact.record.entity.name].append(fact)
    touched: set[str] = set()
    for entity in CATALOGUE.load_order:
        if entity.name in by_entity:
            touched |= await _write_kind(work, entity, by_entity[entity.name], person_of, persons)
    return touched


async def _write_kind(
    work: UnitOfWork,
    entity: Entity,
    facts: list[Written],
    person_of: Mapping[str, str],
    persons: StoredValues,
) -> set[str]:
    meant = [replace(f.record, links=_meant(f.record.links, person_of)) for f in facts]
    stored_values = await known_of(work, entity, meant, persons)
    rows: list[dict[str, Any]] = [
        {
            "id": record.id,
            "set": {**_properties(record, stored_values, work.sealer), FEED_RECORD_OF: fact.feed_record},
        }
        for record, fact in zip(meant, facts, strict=True)
    ]
    updated = [record.id for record in meant if record.id in stored_values]
    if entity == STAY:
        await remember(work, updated)
    await work.rows(f"UNWIND $rows AS row MERGE (n:{entity.name} {{id: row.id}}) SET n += row.set", rows=rows)
    touched: set[str] = set()
    if updated:
        touched |= set(await left_by(work, entity, updated))
        await unlink(work, entity, updated)
        await _stop_waiting(work, entity.name, updated)
    await _link(work, entity, [fact.record for fact in facts], person_of, stored_values)
    if entity == STAY:
        await remember(work, [record.id for record in meant])
    if entity == RULING:
        await note_rulings(work, [record.id for record in meant])
    now = {row["id"]: row["set"] for row in rows}
    moved = [
        record_id
        for record_id in updated
        if any(now[record_id].get(n) != stored_values[record_id].get(n) for n in (AREA, ADULT_ON))
    ]
    touched |= set(await refresh_derived(work, entity, moved))
    return touched | await _answer_waiting(work, [record.id for record in meant if record.id not in stored_values])


def _meant(links: Mapping[str, tuple[str, ...]], person_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(dict.fromkeys(person_of.get(target_id, target_id) for target_id in ids))
        for name, ids in links.items()
    }


def _properties(record: Record, stored_values: StoredValues, sealer: Sealer) -> dict[str, Any]:
    targets = {name: [stored_values[t] for t in ids if t in stored_values] for name, ids in record.links.items()}
    sealed = sealed_properties(sealer, record.entity, record.id, record.properties)
    return {**sealed, **derive(record.entity, record.id, record.properties, targets), VERSION: record.version}


async def _link(
    work: UnitOfWork,
    entity: Entity,
    facts: list[Record],
    person_of: Mapping[str, str],
    stored_values: StoredValues,
) -> None:
    pairs: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    waiting: list[list[str]] = []
    for fact in facts:
        for name, ids in fact.links.items():
            relation = CATALOGUE.relation(entity, name)
            for target in dict.fromkeys(ids):
                owner = CATALOGUE.by_prefix(target)
                if relation is None:
                    continue
                if target in person_of:
                    pairs[relation.edge, "Person"].append([fact.id, person_of[target], target])
                elif owner is None:
                    continue
                elif target in stored_values:
                    pairs[relation.edge, owner.name].append([fact.id, target])
                else:
                    waiting.append([fact.id, target, relation.edge])
    for (edge, label), links in pairs.items():
        via = f" {{{VIA}: l[2]}}" if label == "Person" else ""
        await work.rows(
            f"UNWIND $links AS l MATCH (n:{entity.name} {{id: l[0]}}) MATCH (m:{label} {{id: l[1]}}) "
            f"CREATE (n)-[:{edge}{via}]->(m)",
            links=links,
        )
    await _wait(work, entity.name, waiting)


async def _wait(work: UnitOfWork, label: str, waiting: list[list[str]]) -> None:
    await work.rows(
        f"UNWIND $ids AS id MERGE (w:{WAITING} {{id: id}})",
        ids=sorted({target for _, target, _ in waiting}),
    )
    await work.rows(
        f"UNWIND $waiting AS l MATCH (n:{label} {{id: l[0]}}) MATCH (w:{WAITING} {{id: l[1]}}) "
        f"CREATE (n)-[:{WAITS_FOR} {{edge: l[2]}}]->(w)",
        waiting=waiting,
    )


async def _stop_waiting(work: UnitOfWork, label: str, ids: list[str]) -> None:
    """Let records wait for nothing any more, and forget what nobody waits for."""
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[:{WAITS_FOR}]->(w:{WAITING}) RETURN DISTINCT w.id AS id",
        ids=ids,
    )
    if not rows:
        return
    await work.delete_links(f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[r:{WAITS_FOR}]->()", ids=ids)
    waiting_rows = await work.rows(
        f"UNWIND $ids AS id MATCH (w:{WAITING} {{id: id}}) "
        f"RETURN w.id AS id, [(w)<-[:{WAITS_FOR}]-(n) | n.id] AS waiters",
        ids=[row["id"] for row in rows],
    )
    alone = [row["id"] for row in waiting_rows if not row["waiters"]]
    await work.rows(f"UNWIND $ids AS id MATCH (w:{WAITING} {{id: id}}) DETACH DELETE w", ids=alone)


async def _answer_waiting(work: UnitOfWork, come: list[str]) -> set[str]:
    """Make the links that waited for the records ``come``. Returns the ids of those that waited."""
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (w:{WAITING} {{id: id}})<-[r:{WAITS_FOR}]-(n) "
        "RETURN w.id AS target, n.id AS id, r.edge AS edge",
        ids=sorted(come),
    )
    links: dict[tuple[str, str, str], list[list[str]]] = defaultdict(list)
    for row in rows:
        waiter, target = CATALOGUE.by_prefix(row["id"]), CATALOGUE.by_prefix(row["target"])
        if waiter is not None and target is not None:
            links[waiter.name, row["edge"], target.name].append([row["id"], row["target"]])
    for (waiter_name, edge, target_name), pairs in links.items():
        await work.rows(
            f"UNWIND $pairs AS l MATCH (n:{waiter_name} {{id: l[0]}}) MATCH (m:{target_name} {{id: l[1]}}) "
            f"CREATE (n)-[:{edge}]->(m)",
            pairs=pairs,
        )
    await work.rows(
        f"UNWIND $ids AS id MATCH (w:{WAITING} {{id: id}}) DETACH DELETE w",
        ids=sorted({row["target"] for row in rows}),
    )
    touched = {row["id"] for row in rows}
    for name in {waiter for waiter, _, _ in links}:
        ids = sorted({pair[0] for key, pairs in links.items() if key[0] == name for pair in pairs})
        await derive_again(work, CATALOGUE.entity(name), ids)
        touched |= set(await refresh_derived(work, CATALOGUE.entity(name), ids))
    return touched


async def delete_facts(work: UnitOfWork, ids: Iterable[str]) -> set[str]:
    """Delete records; what other records say of them waits, in case they come again.

    Returns those others, and the records that the deleted ones were about or lay in.
    """
    going = set(ids)
    touched: set[str] = set()
    by_label: dict[str, list[str]] = defaultdict(list)
    for fact_id in sorted(going):
        owner = CATALOGUE.by_prefix(fact_id)
        if owner is not None:
            by_label[owner.name].append(fact_id)
    for label, members in by_label.items():
        touched |= set(await left_by(work, CATALOGUE.entity(label), members)) - going
        for entity, relation in _leading_to(CATALOGUE.entity(label)):
            touched |= await _unanswer(work, entity, relation, label, members, going)
        await _stop_waiting(work, label, members)
        await work.rows(f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n", ids=members)
    return touched


def _leading_to(entity: Entity) -> list[tuple[Entity, Relation]]:
    return [
        (other, relation)
        for other in CATALOGUE.entities.values()
        for relation in other.relations
        if relation.edge and entity in CATALOGUE.members(relation.target) and other.name != SOURCE
    ]


async def _unanswer(
    work: UnitOfWork,
    entity: Entity,
    relation: Relation,
    label: str,
    members: list[str],
    going: set[str],
) -> set[str]:
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (m:{label} {{id: id}})<-[r:{relation.edge}]-(n:{entity.name}) "
        "RETURN n.id AS id, m.id AS target",
        ids=members,
    )
    staying = [row for row in rows if row["id"] not in going]
    if not staying:
        return set()
    await work.delete_links(
        f"UNWIND $pairs AS l MATCH (n:{entity.name} {{id: l[0]}})-[r:{relation.edge}]->(:{label} {{id: l[1]}})",
        pairs=[[row["id"], row["target"]] for row in staying],
    )
    await _wait(work, entity.name, [[row["id"], row["target"], relation.edge] for row in staying])
    ids = sorted({row["id"] for row in staying})
    await derive_again(work, entity, ids)
    return {*ids, *await refresh_derived(work, entity, ids)}
