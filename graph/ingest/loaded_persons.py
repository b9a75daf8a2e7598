"""Persons whom the hub holds by a record of its own: who of them mentions tell of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.engine.records import VERSION
from graph.engine.sealer import Sealer
from graph.engine.statements import rows_of
from graph.ingest.clusters import Component
from graph.ingest.identity_numbers import Holder, holder
from graph.ingest.person_claim import ClaimValues
from schema.catalogue import IIN_INDEX, SUBJECT
from schema.internal.feed_records import CLOSED, COMPARTMENT, HAS_OPEN_RECORD


@dataclass(frozen=True)
class LoadedPerson:
    """A person whom the hub holds by a record of its own, with the numbers by which it was looked for.

    ``compartment`` is whose secret the record is, empty where it is none; ``known_openly`` whether an open record
    refers to the person; ``holder`` the person as the holder of a number, where record and number fit.
    """

    id: str
    numbers: frozenset[str]
    compartment: str
    known_openly: bool
    holder: Holder | None

    def may_be(self, component: Component) -> bool:
        """Whether a component may stand on the person: what is of two compartments never meets."""
        if not component.compartment:
            return not self.compartment
        return self.known_openly if not self.compartment else self.compartment == component.compartment


async def kept_by_the_hub(
    transaction: AsyncManagedTransaction, sealer: Sealer, mentions: Iterable[ClaimValues]
) -> list[LoadedPerson]:
    """The persons held by records of the hub's own who have a number or a key of one of ``mentions``."""
    keys, by_index = set[str](), dict[str, str]()
    for mention in mentions:
        keys |= {mention.key, mention.open_key}
        if (number := mention.values.get("iin")) is not None:
            by_index |= dict.fromkeys(sealer.indexes(SUBJECT, "iin", number), number)
    stored = (
        f"p.id AS id, p.{COMPARTMENT} AS compartment, coalesce(p.{CLOSED}, false) AS closed, "
        f"coalesce(p.{HAS_OPEN_RECORD}, false) AS known_openly, p.givenName AS givenName, "
        "p.birthDate AS birthDate, p.familyName AS familyName, p.sex AS sex"
    )
    own = await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) WHERE p.{VERSION} IS NOT NULL RETURN {stored}",
        ids=sorted(keys),
    )
    numbered = await rows_of(
        transaction,
        f"UNWIND $indexes AS index MATCH (p:Person {{{IIN_INDEX}: index}}) WHERE p.{VERSION} IS NOT NULL "
        f"RETURN {stored}, index",
        indexes=sorted(by_index),
    )
    numbers: dict[str, set[str]] = defaultdict(set)
    for row in numbered:
        numbers[row["id"]].add(by_index[row["index"]])
    return [_kept(row, numbers[id]) for id, row in sorted({row["id"]: row for row in (*own, *numbered)}.items())]


def _kept(row: Mapping[str, Any], numbers: Iterable[str]) -> LoadedPerson:
    compartment = (row["compartment"] or row["id"]) if row["closed"] else ""
    sought = frozenset(numbers)
    said = {
        "iin": min(sought, default=None),
        "givenName": row["givenName"],
        "familyName": row["familyName"],
        "sex": row["sex"],
        "birthDate": row["birthDate"] and row["birthDate"].to_native(),
    }
    return LoadedPerson(row["id"], sought, compartment, row["known_openly"], holder(said, compartment))


def person_of_component(component: Component, kept: Iterable[LoadedPerson]) -> str:
    """The id of the person whom a component is: by its number, by its keys, or a person of its own."""
    may_be = sorted(
        (p for p in kept if p.may_be(component)), key=lambda person: (not person.compartment, person.id)
    )
    numbered = [person.id for person in may_be if component.iin in person.numbers]
    named = [person.id for person in may_be if person.id in component.keys]
    # Of two that may be the person, an open one comes last and stands.
    return numbered[-1] if numbered else named[-1] if named else component.key
