"""Persons put together of what sources say of them: which node a component is, what stands on it, what moves.

A person whom the hub holds by a record of its own (it has a feed version) keeps what that record says; mentions
stand beside it. Every other person is made of mentions alone, and goes with the last of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.derived import derive
from graph.feeding.candidates import propose
from graph.feeding.components import COMPOSED, Component, Stated, components, composed
from graph.feeding.surroundings import Surroundings
from graph.sealing import Sealer, sealed_properties
from graph.statements import rows_of
from graph.writer import VERSION, derive_again, follow
from schema.catalogue import ADULT_ON, AREA, CATALOGUE, IIN_INDEX, SOURCE, SUBJECT
from schema.feeding import STANDS, STANDS_CLOSED_ON, STANDS_ON, STATED_REGION, VIA
from schema.model import Entity, Relation

PERSON = CATALOGUE.entity(SUBJECT)


@dataclass(frozen=True)
class Placed:
    """Where mentions stand: the person of each, those of whom something changed, and those who may be gone."""

    person_of: Mapping[str, str]
    touched: frozenset[str]
    left: frozenset[str]


async def place(transaction: AsyncManagedTransaction, sealer: Sealer, around: Surroundings) -> Placed:
    """Write the persons of ``around``, and let stored mentions stand on theirs with the facts that came by them.

    Mentions that are not stored yet are given a person, and are for the caller to write.
    """
    found = components(around.mentions.values(), around.links.values())
    kept = await _kept_by_the_hub(transaction, sealer, found)
    person_of: dict[str, str] = {}
    made: dict[str, Component] = {}
    for component in found:
        person = _of(component, kept)
        person_of |= {mention.id: person for mention in component.mentions}
        if person not in kept.ids:
            made[person] = component
    moved = [m for m in around.mentions.values() if m.owner is not None and m.owner != person_of[m.id]]
    followed = await _write(transaction, sealer, made)
    followed |= await _move(transaction, moved, person_of)
    left = frozenset(m.owner for m in moved if m.owner is not None)
    beside = await propose(transaction, around, person_of)
    return Placed(person_of, frozenset(person_of.values()) | left | followed | beside, left)


@dataclass(frozen=True)
class _Kept:
    """Persons whom the hub holds by records of its own: their ids, and by number."""

    ids: frozenset[str]
    by_number: Mapping[str, str]


async def _kept_by_the_hub(
    transaction: AsyncManagedTransaction, sealer: Sealer, found: Iterable[Component]
) -> _Kept:
    keys, by_index = set[str](), dict[str, str]()
    for component in found:
        keys |= component.keys
        if component.iin is not None:
            by_index |= dict.fromkeys(sealer.indexes(SUBJECT, "iin", component.iin), component.iin)
    own = await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) WHERE p.{VERSION} IS NOT NULL RETURN p.id AS id",
        ids=sorted(keys),
    )
    numbered = await rows_of(
        transaction,
        f"UNWIND $indexes AS index MATCH (p:Person {{{IIN_INDEX}: index}}) WHERE p.{VERSION} IS NOT NULL "
        "RETURN p.id AS id, index",
        indexes=sorted(by_index),
    )
    by_number = {by_index[row["index"]]: row["id"] for row in sorted(numbered, key=lambda row: row["id"])}
    return _Kept(frozenset(row["id"] for row in own) | frozenset(by_number.values()), by_number)


def _of(component: Component, kept: _Kept) -> str:
    """The id of the person whom a component is."""
    if component.iin is not None and component.iin in kept.by_number:
        return kept.by_number[component.iin]
    own = sorted(component.keys & kept.ids)
    return own[0] if own else component.key


async def _write(
    transaction: AsyncManagedTransaction, sealer: Sealer, made: Mapping[str, Component]
) -> frozenset[str]:
    """Write persons who are made of mentions. Returns the records that follow them."""
    stated = {person: composed(component.mentions) for person, component in made.items()}
    regions = {values[STATED_REGION] for values in stated.values() if values[STATED_REGION]}
    known = await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (r:Region {{id: id}}) RETURN r.id AS id, r.{AREA} AS {AREA}",
        ids=sorted(regions),
    )
    areas = {row["id"]: row for row in known}
    rows: list[dict[str, Any]] = []
    for person, values in stated.items():
        properties = {name: values[name] for name in COMPOSED}
        where = [areas[values[STATED_REGION]]] if values[STATED_REGION] in areas else []
        derived = derive(PERSON, person, properties, {"region": where})
        rows.append({"id": person, "set": {**sealed_properties(sealer, PERSON, person, properties), **derived}})
    before = await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) RETURN p.id AS id, p.{AREA} AS {AREA}, p.{ADULT_ON} AS on, "
        "[(p)-[:LIVES_IN]->(r:Region) | r.id] AS regions",
        ids=sorted(made),
    )
    await rows_of(transaction, "UNWIND $rows AS row MERGE (p:Person {id: row.id}) SET p += row.set", rows=rows)
    await _settle(transaction, stated, {row["id"]: row["regions"] for row in before}, areas)
    now = {row["id"]: row["set"] for row in rows}
    changed = [
        row["id"]
        for row in before
        if row[AREA] != now[row["id"]][AREA] or _day(row["on"]) != now[row["id"]][ADULT_ON]
    ]
    return frozenset(await follow(transaction, PERSON, changed))


def _day(stored: Any) -> Any:
    return None if stored is None else stored.to_native()


async def _settle(
    transaction: AsyncManagedTransaction,
    stated: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, list[str]],
    areas: Mapping[str, Any],
) -> None:
    """Let persons live where they are said to."""
    wanted = {person: values[STATED_REGION] for person, values in stated.items() if values[STATED_REGION] in areas}
    gone = [person for person, regions in before.items() if regions and regions != [wanted.get(person)]]
    await rows_of(
        transaction, "UNWIND $ids AS id MATCH (p:Person {id: id})-[r:LIVES_IN]->() DELETE r", ids=sorted(gone)
    )
    links = [[person, region] for person, region in wanted.items() if before.get(person) != [region]]
    await rows_of(
        transaction,
        "UNWIND $links AS l MATCH (p:Person {id: l[0]}) MATCH (r:Region {id: l[1]}) CREATE (p)-[:LIVES_IN]->(r)",
        links=links,
    )


def to_persons() -> list[tuple[Entity, Relation]]:
    """Every relation along which a fact refers to a person."""
    return [
        (entity, relation)
        for entity in CATALOGUE.entities.values()
        for relation in entity.relations
        if relation.edge and relation.target == SUBJECT and entity.name not in (SUBJECT, SOURCE)
    ]


async def _move(
    transaction: AsyncManagedTransaction, moved: list[Stated], person_of: Mapping[str, str]
) -> frozenset[str]:
    """Let mentions, and every fact that came by them, stand on other persons. Returns the facts' ids."""
    if not moved:
        return frozenset()
    await _move_mentions(transaction, moved, person_of)
    moves = [[m.id, m.owner, person_of[m.id]] for m in moved]
    touched: dict[str, list[str]] = defaultdict(list)
    for entity, relation in to_persons():
        found = await rows_of(
            transaction,
            f"UNWIND $moves AS move MATCH (:Person {{id: move[1]}})<-[r:{relation.edge}]-(f:{entity.name}) "
            f"WHERE r.{VIA} = move[0] RETURN f.id AS id, move",
            moves=moves,
        )
        if not found:
            continue
        pairs = [[row["id"], *row["move"]] for row in found]
        await rows_of(
            transaction,
            f"UNWIND $pairs AS pair MATCH (f:{entity.name} {{id: pair[0]}})-[r:{relation.edge}]->"
            f"(:Person {{id: pair[2]}}) WHERE r.{VIA} = pair[1] DELETE r",
            pairs=pairs,
        )
        await rows_of(
            transaction,
            f"UNWIND $pairs AS pair MATCH (f:{entity.name} {{id: pair[0]}}) MATCH (p:Person {{id: pair[3]}}) "
            f"CREATE (f)-[:{relation.edge} {{{VIA}: pair[1]}}]->(p)",
            pairs=pairs,
        )
        touched[entity.name] += [row["id"] for row in found]
    found_ids: set[str] = set()
    for name, ids in touched.items():
        await derive_again(transaction, CATALOGUE.entity(name), sorted(set(ids)))
        found_ids |= {*ids, *await follow(transaction, CATALOGUE.entity(name), sorted(set(ids)))}
    return frozenset(found_ids) | {mention.id for mention in moved}


async def _move_mentions(
    transaction: AsyncManagedTransaction, moved: list[Stated], person_of: Mapping[str, str]
) -> None:
    await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (s:{SOURCE} {{id: id}})-[r:{STANDS}]->(:Person) DELETE r",
        ids=[mention.id for mention in moved],
    )
    await stand(transaction, moved, person_of)
    open_ids = [mention.id for mention in moved if not mention.closed]
    if open_ids:
        await derive_again(transaction, CATALOGUE.entity(SOURCE), open_ids)


async def stand(
    transaction: AsyncManagedTransaction, mentions: Iterable[Stated], person_of: Mapping[str, str]
) -> None:
    """Let mentions stand on their persons."""
    every = list(mentions)
    for edge, closed in ((STANDS_ON, False), (STANDS_CLOSED_ON, True)):
        await rows_of(
            transaction,
            f"UNWIND $links AS l MATCH (s:{SOURCE} {{id: l[0]}}) MATCH (p:Person {{id: l[1]}}) "
            f"CREATE (s)-[:{edge} {{{VIA}: l[0]}}]->(p)",
            links=[[m.id, person_of[m.id]] for m in every if m.closed == closed],
        )


async def clear(transaction: AsyncManagedTransaction, persons: Iterable[str]) -> None:
    """Delete those of ``persons`` who were made of mentions and on whom none stands any more."""
    found = await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) WHERE p.{VERSION} IS NULL "
        "RETURN p.id AS id, "
        f"[(p)<-[:{STANDS}]-(s:{SOURCE}) | s.id] AS mentions",
        ids=sorted(persons),
    )
    alone = [row["id"] for row in found if not row["mentions"]]
    await rows_of(transaction, "UNWIND $ids AS id MATCH (p:Person {id: id}) DETACH DELETE p", ids=alone)
