"""Persons whom the hub holds by a record of its own: who of them mentions tell of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.engine.records import VERSION
from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import Component
from graph.ingest.number_holders import NumberedCard, numbered_card
from graph.ingest.person_claim import ClaimValues
from graph.ingest.person_keys import are_parted, made_key
from schema.catalogue import IIN_INDEX, SUBJECT
from schema.internal.feed_records import CLOSED, COMPARTMENT, HAS_OPEN_RECORD


@dataclass(frozen=True, kw_only=True)
class LoadedPerson:
    """A person whom the hub holds by a record of its own, with the numbers by which it was looked for.

    ``values`` is what the record says of who the person is. ``compartment`` is whose secret the record is, empty
    where it is none; ``known_openly`` whether an open record refers to the person; ``card`` is the
    record with its number, where it has one.
    """

    id: str
    numbers: frozenset[str]
    compartment: str
    known_openly: bool
    card: NumberedCard | None
    values: Mapping[str, Any]

    def may_be(self, component: Component) -> bool:
        """Whether a component may stand on the person: what is of two compartments never meets."""
        if not component.compartment:
            return not self.compartment
        return self.known_openly if not self.compartment else self.compartment == component.compartment


async def kept_by_the_hub(work: UnitOfWork, claims: Iterable[ClaimValues]) -> list[LoadedPerson]:
    """The persons held by records of the hub's own who have a number or a key of one of ``claims``."""
    keys, by_index = set[str](), dict[str, str]()
    for claim in claims:
        keys |= {claim.key, claim.open_key}
        if (number := claim.values.get("iin")) is not None:
            by_index |= dict.fromkeys(work.sealer.indexes(SUBJECT, "iin", number), number)
    stored = (
        f"p.id AS id, p.{COMPARTMENT} AS compartment, coalesce(p.{CLOSED}, false) AS closed, "
        f"coalesce(p.{HAS_OPEN_RECORD}, false) AS known_openly, p.givenName AS givenName, "
        "p.birthDate AS birthDate, p.familyName AS familyName, p.patronymic AS patronymic, "
        "p.sex AS sex, p.iin AS iin"
    )
    own_rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) WHERE p.{VERSION} IS NOT NULL RETURN {stored}",
        ids=sorted(keys),
    )
    numbered = await work.rows(
        f"UNWIND $indexes AS index MATCH (p:Person {{{IIN_INDEX}: index}}) WHERE p.{VERSION} IS NOT NULL "
        f"RETURN {stored}, index",
        indexes=sorted(by_index),
    )
    numbers: dict[str, set[str]] = defaultdict(set)
    for row in numbered:
        numbers[row["id"]].add(by_index[row["index"]])
    rows_by_id = {row["id"]: row for row in (*own_rows, *numbered)}
    return [_loaded_person(work.sealer, row, numbers[person_id]) for person_id, row in sorted(rows_by_id.items())]


def _loaded_person(sealer: Sealer, row: Mapping[str, Any], numbers: Iterable[str]) -> LoadedPerson:
    compartment = (row["compartment"] or row["id"]) if row["closed"] else ""
    searched = frozenset(numbers)
    values = {
        "iin": min(searched, default=None),
        "givenName": row["givenName"],
        "familyName": row["familyName"],
        "patronymic": row["patronymic"],
        "sex": row["sex"],
        "birthDate": row["birthDate"],
    }
    own_number = None if row["iin"] is None else sealer.open(SUBJECT, row["id"], "iin", row["iin"])
    return LoadedPerson(
        id=row["id"],
        numbers=searched,
        compartment=compartment,
        known_openly=row["known_openly"],
        card=numbered_card(values, compartment),
        values={**values, "iin": own_number},
    )


def person_of_component(component: Component, loaded_persons: Iterable[LoadedPerson]) -> str:
    """The id of the person whom a component is: by its number, by its keys, or a person of its own.

    A record of the hub's own that has a sender's number of the component, and is plainly of somebody else, is not
    the person.
    """
    persons = list(loaded_persons)
    may_be = sorted(
        (p for p in persons if p.may_be(component)), key=lambda person: (not person.compartment, person.id)
    )
    numbered = [person.id for person in may_be if component.iin in person.numbers]
    own_ids = [person.id for person in may_be if person.id in component.keys and not _is_parted(person, component)]
    # Of two that may be the person, an open one comes last and stands.
    if numbered or own_ids:
        return (numbered or own_ids)[-1]
    if all(component.key != person.id for person in persons):
        return component.key
    return made_key(min(component.claims, key=lambda claim: (claim.closed, claim.first_received, claim.id)))


def _is_parted(person: LoadedPerson, component: Component) -> bool:
    cards = [claim.values for claim in component.claims if claim.open_key == person.id]
    return any(are_parted(person.values, card) for card in cards)
