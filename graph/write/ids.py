"""Ids of records: the type's prefix and a keyed digest of where the record comes from.

The same source record always has the same id, so that a repeat of a feed meets the record that is there. Without
the hub's own key nobody can tell from an id where the record comes from, nor confirm a guess.

The key is put over the digest that ids were once made of without it: what an id of that time is now follows from
the id alone (``graph/rekeying``).
"""

import base64
import hashlib
from typing import Protocol

from schema.model import Entity

HUB = "HUB"
"""The system of records that are the hub's own: agencies, acts, norms and plans, and what it works out."""


class IdKey(Protocol):
    """Holds the hub's key of ids."""

    def digest(self, text: str) -> str:
        """The digest of ``text`` by the key: 26 small letters and digits from 2 to 7 (128 bits in base32)."""


def record_id(key: IdKey, entity: Entity, system: str, source_id: str) -> str:
    """The id of ``system``'s record ``source_id``, for example ``per_mzxw6ytboi2gc3tfonqwi3dfor``."""
    return keyed(key, unkeyed_record_id(entity, system, source_id))


def unkeyed_record_id(entity: Entity, system: str, source_id: str) -> str:
    """What the id of a record is made of."""
    digest = hashlib.blake2b(f"{system}/{source_id}".encode(), digest_size=10).digest()
    return f"{entity.prefix}_{base64.b32encode(digest).decode().lower()}"


def closed_key(key: IdKey, open_key: str, compartment: str) -> str:
    """The key of a person among the mentions of a compartment, of that which open mentions have."""
    return hub_id(key, "per", f"{open_key} {compartment}", 10)


def hub_id(key: IdKey, prefix: str, text: str, size: int) -> str:
    """The id of something that is no type of the API; ``text`` names it, ``size`` is the digest's in bytes."""
    return keyed(key, unkeyed_hub_id(prefix, text, size))


def unkeyed_hub_id(prefix: str, text: str, size: int) -> str:
    """What :func:`hub_id` is made of."""
    return f"{prefix}_{hashlib.blake2b(text.encode(), digest_size=size).hexdigest()}"


def keyed(key: IdKey, unkeyed: str) -> str:
    """The id that is made of ``unkeyed``, a prefix and a digest without a key."""
    return f"{unkeyed.partition('_')[0]}_{key.digest(unkeyed)}"
