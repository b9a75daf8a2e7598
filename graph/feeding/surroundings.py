"""What is stored of the persons whom a step touches: all mentions that may be of one person with its own."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.feeding.components import COMPOSED, IN_FORCE, Link, Stated, number_of
from graph.records import Record
from graph.sealing import Sealer
from graph.statements import rows_of
from schema.catalogue import CATALOGUE, SOURCE, index_name
from schema.feeding import CLOSED, PERSON_KEY, PERSON_LINK, STANDS, STATED_KATO, STATED_REGION

FIRST_RECEIVED = "firstReceivedAt"
"""Of a mention: when its first version was taken in. Who came first names a person, and keeps naming them."""

_ENTITY = CATALOGUE.entity(SOURCE)
_IIN = index_name(next(f for f in CATALOGUE.sealed(_ENTITY) if f.name == "iin"))
_SAID = (*COMPOSED, STATED_REGION, STATED_KATO, "address")
_READ = (*_SAID, "id", "system", "changedAt", PERSON_KEY, CLOSED)
_STORED = ", ".join(f".{name}" for name in (*_READ, FIRST_RECEIVED))


@dataclass
class Surroundings:
    """Mentions by id as they will be, their keys, and the links of these keys."""

    mentions: dict[str, Stated] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    links: dict[tuple[str, str], Link] = field(default_factory=dict)


def stated_of(record: Record, received_at: dt.datetime, stored: Stated | None) -> Stated:
    """The mention that ``record`` is, received now; ``stored`` is what stands of it, if anything does."""
    values = {name: record.properties.get(name) for name in _SAID}
    return Stated(
        record.id,
        record.properties[PERSON_KEY],
        record.properties["system"],
        stored.first_received if stored else received_at,
        record.properties["changedAt"],
        values,
        stored.owner if stored else None,
        bool(record.properties.get(CLOSED)),
    )


async def mentions_of(transaction: AsyncManagedTransaction, sealer: Sealer, keys: Iterable[str]) -> list[Stated]:
    """All mentions of these keys."""
    return await _mentions(transaction, sealer, PERSON_KEY, keys)


async def stored_mentions(transaction: AsyncManagedTransaction, sealer: Sealer, ids: Iterable[str]) -> list[Stated]:
    """The mentions with these ids that are stored."""
    return await _mentions(transaction, sealer, "id", ids)


async def surroundings(
    transaction: AsyncManagedTransaction,
    sealer: Sealer,
    keys: Iterable[str],
    fresh: Mapping[str, Stated],
    gone: Iterable[str] = (),
) -> Surroundings:
    """Everything of the persons of ``keys``, once the mentions ``fresh`` are written and ``gone`` are deleted."""
    found = Surroundings()
    leaving = set(gone)
    waiting = set(keys)
    while waiting:
        stored = await _mentions(transaction, sealer, PERSON_KEY, waiting)
        kept = {m.id: m for m in stored if m.id not in leaving and m.id not in fresh}
        kept |= {m.id: m for m in fresh.values() if m.key in waiting}
        found.mentions |= kept
        found.keys |= waiting
        links = await _links(transaction, waiting)
        found.links |= {(link.one, link.other): link for link in links}
        beside = {key for link in links if link.status in IN_FORCE for key in (link.one, link.other)}
        beside |= await _on_same_person(transaction, {m.owner for m in stored if m.owner is not None})
        waiting = (beside | await _with_same_number(transaction, sealer, found, waiting, fresh)) - found.keys
    return found


async def _on_same_person(transaction: AsyncManagedTransaction, persons: set[str]) -> set[str]:
    """The keys of all who stand on ``persons`` now: whoever parts from others changes what is left."""
    rows = await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (:Person {{id: id}})<-[:{STANDS}]-(s:{SOURCE}) "
        f"RETURN DISTINCT s.{PERSON_KEY} AS key",
        ids=sorted(persons),
    )
    return {row["key"] for row in rows if row["key"]}


async def _mentions(
    transaction: AsyncManagedTransaction, sealer: Sealer, by: str, values: Iterable[str]
) -> list[Stated]:
    rows = await rows_of(
        transaction,
        f"UNWIND $values AS value MATCH (s:{SOURCE} {{{by}: value}}) "
        f"RETURN s {{{_STORED}}} AS stored, [(s)-[:{STANDS}]->(p:Person) | p.id] AS owners",
        values=sorted(values),
    )
    return [_stated(row["stored"], row["owners"], sealer) for row in rows if row["stored"].get(PERSON_KEY)]


def _stated(stored: Mapping[str, Any], owners: list[str], sealer: Sealer) -> Stated:
    values: dict[str, Any] = {name: stored.get(name) for name in _SAID}
    if values["birthDate"] is not None:
        values["birthDate"] = values["birthDate"].to_native()
    if values["iin"] is not None:
        values["iin"] = sealer.open(SOURCE, stored["id"], "iin", values["iin"])
    first, changed = (stored[name].to_native().replace(tzinfo=None) for name in (FIRST_RECEIVED, "changedAt"))
    owner = owners[0] if owners else None
    closed = bool(stored.get(CLOSED))
    return Stated(stored["id"], stored[PERSON_KEY], stored["system"], first, changed, values, owner, closed)


async def _links(transaction: AsyncManagedTransaction, keys: Iterable[str]) -> list[Link]:
    rows: list[dict[str, Any]] = []
    for end in ("one", "other"):
        rows += await rows_of(
            transaction,
            f"UNWIND $keys AS key MATCH (l:{PERSON_LINK} {{{end}: key}}) "
            "RETURN l.one AS one, l.other AS other, l.status AS status",
            keys=sorted(keys),
        )
    return [Link(row["one"], row["other"], row["status"]) for row in rows]


async def _with_same_number(
    transaction: AsyncManagedTransaction,
    sealer: Sealer,
    found: Surroundings,
    keys: set[str],
    fresh: Mapping[str, Stated],
) -> set[str]:
    """The keys whose mentions state a number that one of ``keys`` has, and whose own it is."""
    by_key: dict[str, list[Stated]] = {}
    for mention in found.mentions.values():
        if mention.key in keys:
            by_key.setdefault(mention.key, []).append(mention)
    numbers = {number for each in by_key.values() if (number := number_of(each)) is not None}
    indexes = [index for number in sorted(numbers) for index in sealer.indexes(SOURCE, "iin", number)]
    rows = await rows_of(
        transaction,
        f"UNWIND $indexes AS index MATCH (s:{SOURCE} {{{_IIN}: index}}) RETURN DISTINCT s.{PERSON_KEY} AS key",
        indexes=indexes,
    )
    others = {row["key"] for row in rows if row["key"]}
    return others | {m.key for m in fresh.values() if m.values.get("iin") in numbers}
