"""Keys by which records are ordered by name: stored beside each name, by every writer."""

from collections.abc import Mapping
from typing import Any

from schema.kazakh_order import order_key
from schema.model import Entity, Field

_LANGUAGES = ("Kk", "Ru", "En")


def order_property(stored_name: str) -> str:
    """The property that holds the key of a name, by the property that holds the name."""
    return f"{stored_name}Order"


def stored_names(field: Field) -> tuple[str, ...]:
    """The properties in which the values of a name are stored."""
    return tuple(f"{field.name}{language}" for language in _LANGUAGES) if field.localized else (field.name,)


def order_keys(entity: Entity, properties: Mapping[str, Any]) -> dict[str, str | None]:
    """The keys of the names among ``properties``; None for a name that is taken away."""
    names = [name for field in entity.fields if field.is_name for name in stored_names(field)]
    return {
        order_property(name): None if properties[name] is None else order_key(properties[name])
        for name in names
        if name in properties
    }
