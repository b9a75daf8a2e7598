"""Properties that the hub works out: a record's area, the day on which its youngest person is adult, search keys.

They let a row scope be one comparison on an indexed property. When a record changes, the records that take
over its area or its people are brought up to date in the same transaction.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from graph.engine.record_keys import NO_AREA, search_keys
from graph.write.reference_kinds import Reference
from schema.catalogue import ADULT_ON, AREA, AREA_KEY, CATALOGUE, SOURCE, SUBJECT
from schema.entities.people import DISPUTED
from schema.identity_numbers import birth_date_in
from schema.model import Entity

ADULT_YEARS = 18
UNKNOWN_AGE = dt.date(9999, 12, 31)
"""A person whose birth date is not known counts as a minor: the stricter release holds."""

NOBODYS = {"area": "", "adultOn": UNKNOWN_AGE}
"""What a record takes over that refers to nobody whom it may tell of."""


def adult_on(birth_date: dt.date | None) -> dt.date:
    """The day on which somebody born on ``birth_date`` turns 18. Born on 29 February: 1 March."""
    if birth_date is None:
        return UNKNOWN_AGE
    try:
        return birth_date.replace(year=birth_date.year + ADULT_YEARS)
    except ValueError:
        return dt.date(birth_date.year + ADULT_YEARS, 3, 1)


def births_said(values: Iterable[Mapping[str, Any]]) -> list[dt.date]:
    """The birth dates that cards say, and those in their numbers."""
    days = [day for card in values for day in (card.get("birthDate"), birth_date_in(card.get("iin")))]
    return [day for day in days if day is not None]


def youngest(values: Iterable[Mapping[str, Any]]) -> dt.date:
    """The day on which somebody is adult whatever is true of what cards say: protected as the youngest of them."""
    return adult_on(max(births_said(values), default=None))


def derive(
    entity: Entity,
    record_id: str,
    properties: Mapping[str, Any],
    targets: Mapping[str, Iterable[Mapping[str, Any]]],
) -> dict[str, Any]:
    """The derived properties of a record.

    ``targets`` holds, by relation, the stored ``area`` and ``adultOn`` of the records it refers to.
    """
    derived: dict[str, Any] = {}
    if entity.area:
        if CATALOGUE.field(entity, entity.area) is not None:
            area = properties.get(entity.area) or ""
        else:
            area = min((t[AREA] for t in targets.get(entity.area, ()) if t[AREA]), default="")
        derived |= {AREA: area, AREA_KEY: f"{area or NO_AREA}/{record_id}"}
    derived |= search_keys(entity, record_id, properties, derived.get(AREA, ""))
    if entity.name == SUBJECT:
        derived[ADULT_ON] = youngest([properties])
        # Of whom open cards tell, what any of them says counts (graph/ingest/golden_records.py).
        derived[DISPUTED] = len(set(births_said([properties]))) > 1
    elif entity.anchors:
        days = [t[ADULT_ON] for name in entity.anchors for t in targets.get(name, ())]
        derived[ADULT_ON] = max(days, default=UNKNOWN_AGE)
    if entity.name == SOURCE:
        # Until it is compared with the person's (graph/write/disputed_dates.py).
        derived[DISPUTED] = False
    return derived


def followers(entity: Entity) -> list[Reference]:
    """The entities that take something over from ``entity``, with the relation along which they do."""
    return [
        (other, relation)
        for other in CATALOGUE.entities.values()
        for name in dict.fromkeys((other.area, *other.anchors))
        if (relation := CATALOGUE.relation(other, name)) is not None and relation.target == entity.name
    ]
