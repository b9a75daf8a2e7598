"""Keys by which records are searched (schema/internal/search_keys.py), worked out for every writer."""

from collections.abc import Iterable, Mapping
from typing import Any

from schema.catalogue import AREA, SUBJECT
from schema.internal.search_keys import (
    AREA_DIGITS,
    AREA_SPELLING,
    AREA_SPELLING_BY_GIVEN,
    NUMBER_KEY,
    NUMBERED,
    SPELLING,
    SPELLING_BY_GIVEN,
)
from schema.model import Entity
from schema.search_forms import number_form, search_forms

UNIT = "Unit"
NO_AREA = "~"
"""Stands in the key of an area of a record without one: in no area, and after all of them."""

_UNIT_NAMES = ("nameKk", "nameRu", "nameEn", "code")


def search_keys(entity: Entity, record_id: str, properties: Mapping[str, Any], area: str) -> dict[str, str | None]:
    """The keys of a record; None for one that it has not, and nothing for a type that is not searched."""
    if entity.name == SUBJECT:
        return _person_keys(record_id, properties, area)
    if entity.name == UNIT:
        names = _key(record_id, *(search_forms(properties.get(name) or "") for name in _UNIT_NAMES))
        # Every word has a blank before it: whichever is typed may be any of them.
        return {SPELLING: None if names is None else f" {names}"}
    if entity.name in NUMBERED:
        return {NUMBER_KEY: _key(record_id, (number_form(properties.get("number") or ""),))}
    return {}


def _person_keys(record_id: str, properties: Mapping[str, Any], area: str) -> dict[str, str | None]:
    family, given_name, father = (
        search_forms(properties.get(name) or "") for name in ("familyName", "givenName", "patronymic")
    )
    by_family, by_given = _key(record_id, family, given_name, father), _key(record_id, given_name, family, father)
    region = f"{(area or NO_AREA)[:AREA_DIGITS]}/"
    return {
        SPELLING: by_family,
        SPELLING_BY_GIVEN: by_given,
        AREA_SPELLING: None if by_family is None else region + by_family,
        AREA_SPELLING_BY_GIVEN: None if by_given is None else region + by_given,
    }


def _key(record_id: str, *words: Iterable[str]) -> str | None:
    text = "".join(f"{word} " for part in words for word in part if word)
    return f"{text}/{record_id}" if text else None


def set_area_keys(variable: str) -> str:
    """A part of a statement that brings a person's keys of a region up to date with the person's area."""
    region = (
        f"CASE WHEN {variable}.{AREA} = '' THEN '{NO_AREA}' ELSE substring({variable}.{AREA}, 0, {AREA_DIGITS}) END"
    )
    return ", ".join(
        f"{variable}.{key} = {region} + '/' + {variable}.{of}"
        for key, of in ((AREA_SPELLING, SPELLING), (AREA_SPELLING_BY_GIVEN, SPELLING_BY_GIVEN))
    )
