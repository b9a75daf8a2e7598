"""The one writer: batches of validated records of one kind, each batch in one transaction.

A record that is there with the same or a newer version stays as it is, so that a repeat changes nothing. A
record that refers to something unknown is refused, the others of its batch come in.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.engine.grounds import (
    LIST_OF_ANOTHER,
    LIST_ON_RECORD,
    PERSON_OF_ANOTHER,
    STAY_ON_RECORD,
    TEXTS,
    UngroundedError,
)
from graph.engine.name_forms import keep_name_forms
from graph.engine.record_keys import NO_AREA, set_area_keys
from graph.engine.records import VERSION, Record, Refusal, WriteOutcome
from graph.engine.sealer import Sealer, sealed_properties
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit_with_bookmarks
from graph.write.derived import UNKNOWN_AGE, derive, followers, youngest
from graph.write.disputed_dates import compare_sources
from graph.write.entered_persons import of_another_human
from graph.write.openness import is_told_by
from graph.write.pending_persons import wait_for_claims, wait_to_match
from graph.write.reference_kinds import KIND, by_reference, edge_types
from graph.write.stays import RULING, STAY, note_rulings, of_somebody_else, remember
from graph.write.supervision_list import listed_as_another, unlisted
from graph.write.unique_numbers import with_a_number_of_another
from schema.catalogue import ADULT_ON, AREA, AREA_KEY, CATALOGUE, SOURCE, SUBJECT
from schema.internal.feed_records import CLOSED, DATE_OF_NUMBER, STANDS_CLOSED_ON, STANDS_ON
from schema.model import Entity, Relation

ADDRESS = "Address"
"""What tells where somebody lives, by which persons are compared."""

StoredValues = dict[str, dict[str, Any]]
"""Stored facts of the records that a batch touches, by id."""


@dataclass(frozen=True)
class Upserted:
    """What a batch did: the ids of the records that it wrote, and which it refused."""

    written: frozenset[str]
    refused: tuple[Refusal, ...]


async def write(store: Store, entity: Entity, records: Sequence[Record]) -> WriteOutcome:
    """Bring in ``records`` of ``entity``.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; nothing of the batch is in.
    """

    ungrounded: dict[str, str] = {}
    while True:
        indices = [index for index, record in enumerate(records) if record.id not in ungrounded]
        try:
            upserted, bookmarks = await _write(store, entity, [records[index] for index in indices])
        except UngroundedError as error:
            ungrounded |= dict.fromkeys(error.ids, TEXTS[error.code])
            continue
        refused = [Refusal(i, ungrounded[record.id]) for i, record in enumerate(records) if record.id in ungrounded]
        refused += [Refusal(indices[refusal.index], refusal.reason) for refusal in upserted.refused]
        written = len(upserted.written)
        return WriteOutcome(written, len(records) - written - len(refused), tuple(refused), bookmarks)


async def _write(store: Store, entity: Entity, records: Sequence[Record]) -> tuple[Upserted, frozenset[str]]:
    async def job(work: UnitOfWork) -> Upserted:
        brought = await upsert_records(work, entity, records)
        await work.check_grounds([record for record in records if record.id in brought.written])
        return brought

    return await commit_with_bookmarks(store, job)


async def upsert_records(work: UnitOfWork, entity: Entity, records: Sequence[Record]) -> Upserted:
    """Write ``records`` as part of ``work``; what else goes in is the caller's."""
    stored = await known_of(work, entity, records)
    doubled = await with_a_number_of_another(work, records) if entity.name == SUBJECT else ()
    accepted, refusals = _check(entity, records, stored, doubled)
    fresh = [r for r in accepted if "version" not in stored.get(r.id, {})]
    newer = [r for r in accepted if "version" in stored.get(r.id, {}) and _is_newer(r, stored[r.id]["version"])]
    if off := await unlisted(work, newer):
        raise UngroundedError(off, LIST_ON_RECORD, "category")
    if others := await listed_as_another(work, newer):
        raise UngroundedError(others, LIST_OF_ANOTHER, "person")
    if entity.name == SUBJECT and (changed := await of_another_human(work, newer)):
        raise UngroundedError(changed, PERSON_OF_ANOTHER, "iin")
    rows = {r.id: _row(r, stored, work.sealer) for r in (*fresh, *newer)}
    if entity == STAY and (moved_stays := await of_somebody_else(work, newer)):
        raise UngroundedError(moved_stays, STAY_ON_RECORD, "person")
    if entity == STAY:
        await remember(work, [r.id for r in newer])
    await _write_nodes(work, entity, list(rows.values()))
    left = await left_by(work, entity, [r.id for r in newer])
    await unlink(work, entity, [r.id for r in newer])
    await _link(work, entity, [*fresh, *newer])
    if entity == STAY:
        await remember(work, rows)
    if entity == RULING:
        await note_rulings(work, rows)
    moved = await refresh_derived(work, entity, [r.id for r in newer if _moved(rows[r.id], stored[r.id])])
    referring = {*entity.anchors, *(r.name for r in entity.relations if r.target == SUBJECT)}
    about = [target for r in (*fresh, *newer) for name in referring for target in r.links.get(name, ())]
    if entity.name == SUBJECT:
        await keep_name_forms(work, [r.properties for r in (*fresh, *newer)])
        await wait_for_claims(work, [*fresh, *newer])
    if entity.name == ADDRESS:
        await wait_to_match(work, [*about, *left])
    if entity.name in (SUBJECT, SOURCE):
        moved += await protect(work, [*rows, *about, *left])
    around = (*left, *(target for target in about if target in stored))
    work.touch((*rows, *moved))
    work.touch(around, around)
    return Upserted(frozenset(rows), tuple(refusals))


def _is_newer(record: Record, stored: int | None) -> bool:
    """Whether a record is newer than what is stored. What a feed's mentions made has no version of its own."""
    return stored is None or record.version > stored


async def replace_records(work: UnitOfWork, entity: Entity, records: list[Record]) -> None:
    """Write records that the hub works out, whatever stands of them. Links to what is not there are left out."""
    stored = await known_of(work, entity, records)
    await _write_nodes(work, entity, [_row(r, stored, work.sealer) for r in records])
    await unlink(work, entity, [r.id for r in records if "version" in stored.get(r.id, {})])
    await _link(work, entity, records)


async def known_of(
    work: UnitOfWork,
    entity: Entity,
    records: Sequence[Record],
    already: StoredValues | None = None,
) -> StoredValues:
    """What is stored of the batch's own records and of those they refer to, beside what is ``already`` known."""
    wanted_ids: dict[str, set[str]] = defaultdict(set)
    for record in records:
        wanted_ids[entity.name].add(record.id)
        for targets in record.links.values():
            for target in targets:
                if (owner := CATALOGUE.by_prefix(target)) is not None:
                    wanted_ids[owner.name].add(target)
    stored: StoredValues = dict(already or {})
    for label, ids in wanted_ids.items():
        rows = await work.rows(
            f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) "
            f"RETURN n.id AS id, n.{VERSION} AS version, n.{AREA} AS {AREA}, n.{ADULT_ON} AS {ADULT_ON}",
            ids=sorted(ids - stored.keys()),
        )
        for row in rows:
            stored[row["id"]] = row
    return stored


def _check(
    entity: Entity, records: Sequence[Record], stored_values: StoredValues, doubled: Container[str]
) -> tuple[list[Record], list[Refusal]]:
    """Tell the records that can come in from those that refer to nothing known, or are ``doubled``."""
    accepted: dict[str, Record] = {}
    refusals: list[Refusal] = []
    optional = {relation.name: relation.optional for relation in entity.relations}
    for index, record in enumerate(records):
        missing = [
            name
            for name, ids in record.links.items()
            if not optional[name] and any(t not in stored_values and t not in accepted for t in ids)
        ]
        if missing:
            refusals.append(Refusal(index, f"{missing[0]} refers to a record that the hub does not have"))
        elif record.id in doubled:
            refusals.append(Refusal(index, "iin: another row has this number, and a number is one person's"))
        elif record.id in accepted and accepted[record.id].version >= record.version:
            continue
        else:
            accepted[record.id] = record
            if entity.name in {r.target for r in entity.relations if r.edge} and record.id not in stored_values:
                stored_values[record.id] = {"id": record.id, **_derived(record, stored_values)}
    return list(accepted.values()), refusals


def _derived(record: Record, stored_values: StoredValues) -> dict[str, Any]:
    targets = {name: [stored_values[t] for t in ids if t in stored_values] for name, ids in record.links.items()}
    return derive(record.entity, record.id, record.properties, targets)


def _row(record: Record, stored_values: StoredValues, sealer: Sealer) -> dict[str, Any]:
    sealed = sealed_properties(sealer, record.entity, record.id, record.properties)
    properties = {**sealed, **_derived(record, stored_values), VERSION: record.version}
    return {"id": record.id, "properties": properties}


def _moved(row: dict[str, Any], stored: dict[str, Any]) -> bool:
    properties = row["properties"]
    return any(properties.get(name) != stored.get(name) for name in (AREA, ADULT_ON) if name in properties)


async def _write_nodes(work: UnitOfWork, entity: Entity, rows: list[dict[str, Any]]) -> None:
    if rows:
        await work.rows(
            f"UNWIND $rows AS row MERGE (n:{entity.name} {{id: row.id}}) SET n += row.properties",
            rows=rows,
        )


async def left_by(work: UnitOfWork, entity: Entity, ids: list[str]) -> list[str]:
    """Whom records were about until now, or where they lay: who is seen because of one may not be seen any more."""
    names = entity.anchors or ((entity.area,) if entity.name != SUBJECT else ())
    edges = "|".join(r.edge for r in entity.relations if r.edge and r.name in names)
    if not ids or not edges:
        return []
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}})-[:{edges}]->(m) RETURN DISTINCT m.id AS id",
        ids=ids,
    )
    return [row["id"] for row in rows]


async def unlink(work: UnitOfWork, entity: Entity, ids: list[str]) -> None:
    """Take away every link that records declare."""
    if not ids:
        return
    edges = [relation.edge for relation in entity.relations if relation.edge]
    for edge in (*edges, *((STANDS_CLOSED_ON,) if entity.name == SOURCE else ())):
        await work.delete_links(
            f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}})-[r:{edge}]->()",
            ids=ids,
        )


async def _link(work: UnitOfWork, entity: Entity, records: Iterable[Record]) -> None:
    pairs: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for record in records:
        for name, ids in record.links.items():
            for target in dict.fromkeys(ids):
                owner = CATALOGUE.by_prefix(target)
                relation = CATALOGUE.relation(entity, name)
                if owner is not None and relation is not None:
                    pairs[_edge(record, relation), owner.name].append([record.id, target])
    for (edge, label), links in pairs.items():
        await work.rows(
            f"UNWIND $links AS l MATCH (n:{entity.name} {{id: l[0]}}) MATCH (m:{label} {{id: l[1]}}) "
            f"CREATE (n)-[:{edge}]->(m)",
            links=links,
        )


def _edge(record: Record, relation: Relation) -> str:
    """The relationship type of a link. A closed mention stands on its person by one of its own."""
    closed = relation.edge == STANDS_ON and record.properties.get(CLOSED)
    return STANDS_CLOSED_ON if closed else relation.edge


async def protect(work: UnitOfWork, ids: Iterable[str]) -> list[str]:
    """Let persons whom the hub holds by records of its own be minors as long as anything open says so of them.

    That is their own record and the sources that stand on it, each by its date and its number. Sources of whomever
    say whether their date is another. Returns the ids of all that changed.
    """
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE p.{VERSION} IS NOT NULL "
        f"RETURN p.id AS id, p.birthDate AS birthDate, p.iin AS iin, p.{ADULT_ON} AS {ADULT_ON}, "
        f"p.birthDate IS NULL AND coalesce(p.{DATE_OF_NUMBER}, false) AS is_undated, "
        f"[(p)<-[:{STANDS_ON}]-(s:{SOURCE}) | [s.id, s.birthDate, s.iin]] AS sources",
        ids=sorted(set(ids)),
    )
    days: dict[str, Any] = {}
    for row in rows:
        cards = [
            # Of whom nobody says a date of birth, somebody else's number says none.
            (SUBJECT, row["id"], row["birthDate"], None if row["is_undated"] else row["iin"]),
            *((SOURCE, *source_values) for source_values in row["sources"]),
        ]
        day = youngest(_card_values(work.sealer, *card) for card in cards)
        if row[ADULT_ON] != day:
            days[row["id"]] = day
    await work.rows(
        f"UNWIND $rows AS row MATCH (p:{SUBJECT} {{id: row.id}}) SET p.{ADULT_ON} = row.day",
        rows=[{"id": person_id, "day": day} for person_id, day in sorted(days.items())],
    )
    disputing = await compare_sources(work, ids)
    return [*days, *disputing, *await refresh_derived(work, CATALOGUE.entity(SUBJECT), sorted(days))]


def _card_values(sealer: Sealer, type_name: str, record_id: str, born: Any, iin: str | None) -> dict[str, Any]:
    number = None if iin is None else sealer.open(type_name, record_id, "iin", iin)
    return {"birthDate": born, "iin": number}


async def refresh_derived(work: UnitOfWork, entity: Entity, ids: list[str]) -> list[str]:
    """Bring the records up to date that take over the area or the age of those that changed.

    Returns the ids of those of which that may be noticed (``graph.write.openness.is_told_by``).
    """
    followed: list[str] = []
    if not ids:
        return followed
    references = followers(entity)
    if not references:
        return followed
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (m:{entity.name} {{id: id}})<-[r:{edge_types(references)}]-(f) "
        f"RETURN DISTINCT f.id AS id, {KIND}",
        ids=ids,
    )
    for other, relation, following in by_reference(references, rows):
        touched = [row["id"] for row in following]
        await derive_again(work, other, touched)
        followers_of_those = await refresh_derived(work, other, touched)
        followed += [*touched, *followers_of_those] if is_told_by(other, relation) else []
    return followed


async def derive_again(work: UnitOfWork, entity: Entity, ids: list[str]) -> None:
    """Work out anew what records take over. One that refers to nobody any more is in no area, and of a minor."""
    if entity.area and (by_area := CATALOGUE.relation(entity, entity.area)) is not None:
        area_keys = f" SET {set_area_keys('n')}" if entity.name == SUBJECT else ""
        await work.rows(
            f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}}) OPTIONAL MATCH (n)-[:{by_area.edge}]->(m) "
            f"WITH n, coalesce(min(CASE WHEN m.{AREA} <> '' THEN m.{AREA} END), '') AS a SET n.{AREA} = a, "
            f"n.{AREA_KEY} = CASE WHEN a = '' THEN $none ELSE a END + '/' + n.id{area_keys}",
            ids=ids,
            none=NO_AREA,
        )
    edges = "|".join(r.edge for r in entity.relations if r.name in entity.anchors)
    if edges:
        await work.rows(
            f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}}) OPTIONAL MATCH (n)-[:{edges}]->(m) "
            f"WITH n, coalesce(max(m.{ADULT_ON}), $unknown) AS d SET n.{ADULT_ON} = d",
            ids=ids,
            unknown=UNKNOWN_AGE,
        )
