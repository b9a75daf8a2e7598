"""The key of ids of the graphs that tests make, and ids by it, worked out here from what docs/vault.md says."""

import base64
import hashlib
import hmac

ID_KEY = bytes(range(32))
"""The key."""


def record_id(prefix: str, reference: str) -> str:
    """The id of the record that a system calls ``SYSTEM/recordId``."""
    return keyed(unkeyed_record_id(prefix, reference))


def unkeyed_record_id(prefix: str, reference: str) -> str:
    """What the id was before there was a key."""
    digest = hashlib.blake2b(reference.encode(), digest_size=10).digest()
    return f"{prefix}_{base64.b32encode(digest).decode().lower()}"


def keyed(unkeyed: str) -> str:
    """The id that one without a key has become."""
    digest = hmac.new(ID_KEY, unkeyed.encode(), hashlib.sha256).digest()[:16]
    return f"{unkeyed.split('_', maxsplit=1)[0]}_{base64.b32encode(digest).decode().lower().rstrip('=')}"
