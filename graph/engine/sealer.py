"""Sealing: what the graph needs of the vault, so that no value of class IDENTITY is stored as it is.

A sealed field is stored as two properties: the ciphertext under the field's name, and a blind index of the
value, by which it is found. ``security/vault`` is what makes them; the graph knows this interface alone.
"""

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from graph.engine.order_keys import order_keys
from schema.catalogue import CATALOGUE, index_name
from schema.model import Entity


class Sealer(Protocol):
    """Encrypts values for one place of the graph: a type, a record of it, and a field."""

    def writing(self) -> AbstractAsyncContextManager[None]:
        """Held from the sealing of values until they are committed: until then their key is not retired."""

    def generation(self) -> int:
        """A number that changes whenever a key comes or goes. Asking makes the newest keys known."""

    def current(self, type_name: str) -> str:
        """With what every value begins that is sealed with the type's current key."""

    def seal(self, type_name: str, record_id: str, field: str, value: str) -> str:
        """The ciphertext of ``value``. The same value twice has two."""

    def open(self, type_name: str, record_id: str, field: str, sealed: str) -> str:
        """The value that was sealed for this place; an error of the vault's if it was not."""

    def index(self, type_name: str, field: str, value: str) -> str:
        """The blind index of ``value`` by the type's current key: equal for equal values of the field."""

    def indexes(self, type_name: str, field: str, value: str) -> list[str]:
        """The blind indexes of ``value`` by every key that is still in use."""

    def digest(self, text: str) -> str:
        """The digest of ``text`` by the key of ids (:class:`graph.write.ids.IdKey`)."""


def plain_text(value: str | dt.date) -> str:
    """The text that is sealed: a date as ISO 8601 writes it."""
    return value if isinstance(value, str) else value.isoformat()


def sealed_properties(
    sealer: Sealer, entity: Entity, record_id: str, properties: Mapping[str, Any]
) -> dict[str, Any]:
    """``properties`` as they are stored: sealed fields as ciphertext and blind index, names with order keys."""
    stored = {**properties, **order_keys(entity, properties)}
    for field in CATALOGUE.sealed(entity):
        if field.name not in properties:
            continue
        value = properties[field.name]
        text = None if value is None else plain_text(value)
        stored[field.name] = None if text is None else sealer.seal(entity.name, record_id, field.name, text)
        stored[index_name(field)] = None if text is None else sealer.index(entity.name, field.name, text)
    return stored
