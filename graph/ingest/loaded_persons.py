"""Persons whom the hub holds by a record of its own: who of them mentions tell of."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.engine.records import VERSION
from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import Component
from graph.ingest.number_holders import NumberedCard, numbered_card
from graph.ingest.person_claim import ClaimValues, RowCard
from graph.ingest.person_keys import are_parted, made_key
from schema.catalogue import IIN_INDEX, SUBJECT
from schema.identity_numbers import birth_date_in
from schema.internal.feed_records import CLOSED, COMPARTMENT, DATE_OF_NUMBER, HAS_OPEN_RECORD, STATED_KATO, VIA

_VALUES = ("familyName", "givenName", "patronymic", "birthDate", "sex", "citizenship", "phone", "workplace")
_STORED = ", ".join(f".{name}" for name in ("id", "iin", DATE_OF_NUMBER, *_VALUES))
_OPEN_ROW = f"p.{VERSION} IS NOT NULL AND coalesce(p.{CLOSED}, false) = false"
_ROWS = f"""UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE {_OPEN_ROW}
  RETURN p {{{_STORED}}} AS stored, [(p)-[:LIVES_IN]->(r:Region) | r.kato] AS districts,
    [(p)<-[o:ADDRESS_OF]-(a:Address) WHERE o.{VIA} IS NULL | [a.id, a.text, a.from, a.until]] AS addresses"""
OPEN_ROWS = f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE {_OPEN_ROW} RETURN id"
"""Those of ``ids`` that are ids of open rows."""


@dataclass(frozen=True, kw_only=True)
class LoadedPerson:
    """A person whom the hub holds by a record of its own, with the numbers by which it was looked for.

    ``values`` is what the record says of who the person is. ``compartment`` is whose secret the record is, empty
    where it is none; ``known_openly`` whether an open record refers to the person; ``card`` is what the record
    itself says, with its number, where it has one; ``has_numbers_date`` whether it says no date of birth.
    """

    id: str
    numbers: frozenset[str]
    compartment: str
    known_openly: bool
    card: NumberedCard | None
    values: Mapping[str, Any]
    has_numbers_date: bool

    def may_be(self, component: Component) -> bool:
        """Whether a component may stand on the person: what is of two compartments never meets."""
        if not component.compartment:
            return not self.compartment
        return self.known_openly if not self.compartment else self.compartment == component.compartment


async def kept_by_the_hub(
    work: UnitOfWork, claims: Iterable[ClaimValues], numbers: Iterable[str] = (), keys: Iterable[str] = ()
) -> list[LoadedPerson]:
    """The persons held by records of the hub's own who have a number or a key of one of ``claims``, or one of
    ``numbers`` or ``keys``."""
    all_claims = list(claims)
    all_keys = {*keys, *(key for claim in all_claims for key in (claim.key, claim.open_key))}
    stated = (claim.values.get("iin") for claim in all_claims)
    searched = {*numbers, *(number for number in stated if number is not None)}
    by_index = {index: number for number in searched for index in work.sealer.indexes(SUBJECT, "iin", number)}
    stored = (
        f"p.id AS id, p.{COMPARTMENT} AS compartment, coalesce(p.{CLOSED}, false) AS closed, "
        f"coalesce(p.{HAS_OPEN_RECORD}, false) AS known_openly, p.givenName AS givenName, "
        "p.birthDate AS birthDate, p.familyName AS familyName, p.patronymic AS patronymic, "
        f"p.sex AS sex, p.iin AS iin, coalesce(p.{DATE_OF_NUMBER}, false) AS has_numbers_date"
    )
    own_rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) WHERE p.{VERSION} IS NOT NULL RETURN {stored}",
        ids=sorted(all_keys),
    )
    numbered = await work.rows(
        f"UNWIND $indexes AS index MATCH (p:Person {{{IIN_INDEX}: index}}) WHERE p.{VERSION} IS NOT NULL "
        f"RETURN {stored}, index",
        indexes=sorted(by_index),
    )
    numbers_of: dict[str, set[str]] = defaultdict(set)
    for row in numbered:
        numbers_of[row["id"]].add(by_index[row["index"]])
    rows_by_id = {row["id"]: row for row in (*own_rows, *numbered)}
    return [_loaded_person(work.sealer, row, numbers_of[row["id"]]) for _, row in sorted(rows_by_id.items())]


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
        card=numbered_card({**values, "birthDate": None} if row["has_numbers_date"] else values, compartment),
        values={**values, "iin": own_number},
        has_numbers_date=row["has_numbers_date"],
    )


def own_cards(loaded_persons: Iterable[LoadedPerson]) -> dict[str, NumberedCard]:
    """What the records of the hub's own say that have a number, by the person's id."""
    return {person.id: person.card for person in loaded_persons if person.card is not None}


async def claims_of_rows(work: UnitOfWork, keys: Iterable[str]) -> list[ClaimValues]:
    """What the open rows of the hub's own with these keys say, each as a card: an address and a district too."""
    rows = await work.rows(_ROWS, ids=sorted(keys))
    return [_as_claim(work.sealer, row) for row in rows]


def _as_claim(sealer: Sealer, row: Mapping[str, Any]) -> ClaimValues:
    stored, key = row["stored"], row["stored"]["id"]
    values: dict[str, Any] = {name: stored.get(name) for name in _VALUES}
    if stored.get(DATE_OF_NUMBER):
        values["birthDate"] = None
    sealed = stored.get("iin")
    values["iin"] = None if sealed is None else sealer.open(SUBJECT, key, "iin", sealed)
    values["address"] = _home(row["addresses"])
    values[STATED_KATO] = min((kato for kato in row["districts"] if kato), default=None)
    return ClaimValues(
        id=key,
        key=key,
        system="",
        first_received=dt.datetime.min,
        changed_at=dt.datetime.min,
        values=values,
        open_key=key,
    )


def _home(addresses: Iterable[tuple[str, str | None, dt.date | None, dt.date | None]]) -> str | None:
    """The address at which somebody lives: of those that have not ended, the one with the latest first day.

    Each is id, text, first and last day. Where the days are the same the ids decide, so that it is always one.
    """
    lasting = [
        (since or dt.date.min, address_id, text)
        for address_id, text, since, until in addresses
        if text and not until
    ]
    return max(lasting)[2] if lasting else None


def row_cards(loaded_persons: Iterable[LoadedPerson], others_numbers: Container[str]) -> list[RowCard]:
    """The open ones among the persons as cards. The number of those among ``others_numbers`` is somebody else's."""
    return [
        RowCard(
            id=person.id,
            as_sent=person.values,
            values={
                **person.values,
                "iin": None if person.id in others_numbers else person.values["iin"],
                "birthDate": None if person.has_numbers_date else person.values["birthDate"],
            },
            known_openly=person.known_openly,
        )
        for person in loaded_persons
        if not person.compartment
    ]


def without_numbers(loaded_persons: Iterable[LoadedPerson], others_numbers: Container[str]) -> list[LoadedPerson]:
    """The persons, of whom those among ``others_numbers`` are nobody's with their number: it is somebody else's."""
    return [
        replace(person, numbers=frozenset()) if person.id in others_numbers else person for person in loaded_persons
    ]


async def date_by_own_numbers(
    work: UnitOfWork, loaded_persons: Iterable[LoadedPerson], others_numbers: Container[str]
) -> frozenset[str]:
    """Let those whose record says no date of birth have their number's, and none where it is somebody else's.

    Returns their ids, where something changed.
    """
    rows = []
    for person in loaded_persons:
        born = None if person.id in others_numbers else birth_date_in(person.values["iin"])
        if person.has_numbers_date and born != person.values["birthDate"]:
            rows.append({"id": person.id, "born": born})
    await work.rows(f"UNWIND $rows AS row MATCH (p:{SUBJECT} {{id: row.id}}) SET p.birthDate = row.born", rows=rows)
    return frozenset(str(row["id"]) for row in rows)


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
