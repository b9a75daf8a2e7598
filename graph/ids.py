"""Ids of records: the type's prefix and a digest of where the record comes from.

The same source record always has the same id, so that a repeat of a feed meets the record that is there.
"""

import base64
import hashlib

from schema.model import Entity

HUB = "HUB"
"""The system of records that are the hub's own: agencies, acts, norms and plans, and what it works out."""


def record_id(entity: Entity, system: str, source_id: str) -> str:
    """The id of ``system``'s record ``source_id``, for example ``per_mzxw6ytboi2gc3tf``."""
    digest = hashlib.blake2b(f"{system}/{source_id}".encode(), digest_size=10).digest()
    return f"{entity.prefix}_{base64.b32encode(digest).decode().lower()}"
