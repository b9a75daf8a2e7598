"""What is stored of the persons whom a step touches: all mentions that may be of one person with its own."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.engine.records import VERSION, Record
from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import COMPOSED, IN_FORCE, KeyLink
from graph.ingest.person_claim import ClaimValues
from schema.catalogue import CATALOGUE, IIN_INDEX, SOURCE, SUBJECT, index_name
from schema.internal.feed_records import (
    CLOSED,
    COMPARTMENT,
    DECIDED_ON,
    OPEN_KEY,
    PERSON_KEY,
    PERSON_LINK,
    STANDS,
    STATED_KATO,
    STATED_REGION,
)

FIRST_RECEIVED = "firstReceivedAt"
"""Of a mention: when its first version was taken in. Who came first names a person, and keeps naming them."""

_ENTITY = CATALOGUE.entity(SOURCE)
_IIN = index_name(next(f for f in CATALOGUE.sealed(_ENTITY) if f.name == "iin"))
_SAID = (*COMPOSED, STATED_REGION, STATED_KATO, "address")
_READ = (*_SAID, "id", "system", "changedAt", PERSON_KEY, OPEN_KEY, CLOSED, COMPARTMENT)
_STORED = ", ".join(f".{name}" for name in (*_READ, FIRST_RECEIVED))


@dataclass(kw_only=True)
class Surroundings:
    """Mentions by id as they will be, their keys, and the links of these keys. Keys are those of rows of the
    hub's own too.

    ``fresh`` are the mentions that are written or deleted now, ``parted`` the persons on whom these stood, and
    ``numbers`` what they state, and stated before.
    """

    claims: dict[str, ClaimValues] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    links: dict[tuple[str, str], KeyLink] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    parted: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)


def stated_of(record: Record, received_at: dt.datetime, stored: ClaimValues | None) -> ClaimValues:
    """The mention that ``record`` is, received now; ``stored`` is what stands of it, if anything does."""
    properties = record.properties
    return ClaimValues(
        id=record.id,
        key=properties[PERSON_KEY],
        system=properties["system"],
        first_received=stored.first_received if stored else received_at,
        changed_at=properties["changedAt"],
        values={name: properties.get(name) for name in _SAID},
        open_key=properties[OPEN_KEY] or properties[PERSON_KEY],
        owner=stored.owner if stored else None,
        compartment=properties[COMPARTMENT] or "",
    )


async def claims_of(work: UnitOfWork, keys: Iterable[str]) -> list[ClaimValues]:
    """All mentions of these keys."""
    return await _claims(work, PERSON_KEY, keys)


async def stored_claims(work: UnitOfWork, ids: Iterable[str]) -> list[ClaimValues]:
    """The mentions with these ids that are stored."""
    return await _claims(work, "id", ids)


async def neighbourhood_of(
    work: UnitOfWork,
    keys: Iterable[str],
    fresh: Mapping[str, ClaimValues],
    removed_ids: Iterable[str] = (),
) -> Surroundings:
    """Everything of the persons of ``keys``, once the claims ``fresh`` are written and ``removed_ids`` deleted."""
    leaving = set(removed_ids)
    around = Surroundings(fresh=leaving | fresh.keys())
    waiting = set(keys)
    while waiting:
        stored = await _claims(work, PERSON_KEY, waiting)
        stored_claims = {m.id: m for m in stored if m.id not in leaving and m.id not in fresh}
        stored_claims |= {m.id: m for m in fresh.values() if m.key in waiting}
        same_sender = await _closed_keys(work, waiting)
        same_sender |= {m.key for m in fresh.values() if m.open_key in waiting}
        same_sender |= {m.open_key for m in (*stored_claims.values(), *stored)}
        around.claims |= stored_claims
        around.parted |= {m.owner for m in stored if m.id in around.fresh and m.owner is not None}
        around.numbers |= {m.values["iin"] for m in (*stored_claims.values(), *stored) if m.values.get("iin")}
        around.keys |= waiting
        links = await _links(work, waiting)
        around.links |= {(link.one, link.other): link for link in links}
        linked_keys = {key for link in links if link.status in IN_FORCE for key in (link.one, link.other)}
        owners = {m.owner for m in stored if m.owner is not None}
        rows, numbers = await _rows_with_numbers(work, waiting)
        # Who is held by a row of the hub's own has its id, which is a key too.
        linked_keys |= owners | await _on_same_person(work, owners | rows)
        # A mention that goes, or changes its number, may have kept others from it.
        linked_keys |= await _with_same_number(work, (*stored_claims.values(), *stored), fresh, numbers)
        linked_keys |= await _rows_with_same_number(work, (*stored_claims.values(), *stored))
        waiting = (same_sender | linked_keys) - around.keys
    return around


async def keys_beside(work: UnitOfWork, persons: Iterable[str]) -> set[str]:
    """The keys of mentions that stand on persons held by records of the hub's own, or state their number."""
    ids = set(persons)
    _, numbers = await _rows_with_numbers(work, ids)
    indexes = [index for number in sorted(numbers) for index in work.sealer.indexes(SOURCE, "iin", number)]
    return await _keys_with(work, indexes) | await _on_same_person(work, ids)


async def _rows_with_numbers(work: UnitOfWork, keys: Iterable[str]) -> tuple[set[str], set[str]]:
    """The rows of the hub's own among ``keys``, and the numbers that they state."""
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE p.{VERSION} IS NOT NULL RETURN id, p.iin AS iin",
        ids=sorted(keys),
    )
    numbered = [row for row in rows if row["iin"] is not None]
    numbers = {work.sealer.open(SUBJECT, row["id"], "iin", row["iin"]) for row in numbered}
    return {row["id"] for row in rows}, numbers


async def _rows_with_same_number(work: UnitOfWork, claims: Iterable[ClaimValues]) -> set[str]:
    """The rows of the hub's own that state a number that one of ``claims`` states."""
    numbers = {m.values["iin"] for m in claims if m.values.get("iin")}
    indexes = [index for number in sorted(numbers) for index in work.sealer.indexes(SUBJECT, "iin", number)]
    rows = await work.rows(
        f"UNWIND $indexes AS index MATCH (p:{SUBJECT} {{{IIN_INDEX}: index}}) WHERE p.{VERSION} IS NOT NULL "
        "RETURN DISTINCT p.id AS id",
        indexes=indexes,
    )
    return {row["id"] for row in rows}


async def keys_with_numbers_of(work: UnitOfWork, claims: Iterable[ClaimValues]) -> set[str]:
    """The keys whose mentions state a number that one of ``claims`` states."""
    return await _with_same_number(work, claims, {}, ())


async def _keys_with(work: UnitOfWork, indexes: list[str]) -> set[str]:
    rows = await work.rows(
        f"UNWIND $indexes AS index MATCH (s:{SOURCE} {{{_IIN}: index}}) RETURN DISTINCT s.{PERSON_KEY} AS key",
        indexes=indexes,
    )
    return {row["key"] for row in rows if row["key"]}


async def _closed_keys(work: UnitOfWork, keys: Iterable[str]) -> set[str]:
    """The keys of the closed mentions of whom open ones have one of ``keys``."""
    rows = await work.rows(
        f"UNWIND $keys AS key MATCH (s:{SOURCE} {{{OPEN_KEY}: key}}) RETURN DISTINCT s.{PERSON_KEY} AS key",
        keys=sorted(keys),
    )
    return {row["key"] for row in rows}


async def _on_same_person(work: UnitOfWork, persons: set[str]) -> set[str]:
    """The keys of all who stand on ``persons`` now: whoever parts from others changes what is left."""
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (:Person {{id: id}})<-[:{STANDS}]-(s:{SOURCE}) "
        f"RETURN DISTINCT s.{PERSON_KEY} AS key",
        ids=sorted(persons),
    )
    return {row["key"] for row in rows if row["key"]}


async def _claims(work: UnitOfWork, by: str, values: Iterable[str]) -> list[ClaimValues]:
    rows = await work.rows(
        f"UNWIND $values AS value MATCH (s:{SOURCE} {{{by}: value}}) "
        f"RETURN s {{{_STORED}}} AS stored, [(s)-[:{STANDS}]->(p:Person) | p.id] AS owners",
        values=sorted(values),
    )
    return [_stated(row["stored"], row["owners"], work.sealer) for row in rows if row["stored"].get(PERSON_KEY)]


def _stated(stored: Mapping[str, Any], owners: list[str], sealer: Sealer) -> ClaimValues:
    values: dict[str, Any] = {name: stored.get(name) for name in _SAID}
    if values["iin"] is not None:
        values["iin"] = sealer.open(SOURCE, stored["id"], "iin", values["iin"])
    key = stored[PERSON_KEY]
    # Who shares the secret of a closed mention is not known of one that says nothing of it: nobody else does.
    compartment = (stored.get(COMPARTMENT) or key) if stored.get(CLOSED) else ""
    return ClaimValues(
        id=stored["id"],
        key=key,
        system=stored["system"],
        first_received=stored[FIRST_RECEIVED],
        changed_at=stored["changedAt"],
        values=values,
        open_key=stored.get(OPEN_KEY) or key,
        owner=owners[0] if owners else None,
        compartment=compartment,
    )


async def _links(work: UnitOfWork, keys: Iterable[str]) -> list[KeyLink]:
    rows: list[dict[str, Any]] = []
    for end in ("one", "other"):
        rows += await work.rows(
            f"UNWIND $keys AS key MATCH (l:{PERSON_LINK} {{{end}: key}}) "
            f"RETURN l.one AS one, l.other AS other, l.status AS status, l.{DECIDED_ON} AS told",
            keys=sorted(keys),
        )
    return [_link(row) for row in rows]


def _link(row: Mapping[str, Any]) -> KeyLink:
    digests = row["told"]
    return KeyLink(row["one"], row["other"], row["status"], None if digests is None else tuple(digests))


async def _with_same_number(
    work: UnitOfWork,
    claims: Iterable[ClaimValues],
    fresh: Mapping[str, ClaimValues],
    numbers_of_rows: Iterable[str],
) -> set[str]:
    """The keys whose mentions state a number that one of ``claims`` states, or one of ``numbers_of_rows``."""
    numbers = {*numbers_of_rows, *(m.values["iin"] for m in claims if m.values.get("iin"))}
    indexes = [index for number in sorted(numbers) for index in work.sealer.indexes(SOURCE, "iin", number)]
    return await _keys_with(work, indexes) | {m.key for m in fresh.values() if m.values.get("iin") in numbers}
