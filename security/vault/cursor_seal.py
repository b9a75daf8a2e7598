"""Sealed cursors: a position in a connection, readable and usable only by the hub.

A cursor holds the values by which the connection is ordered, which the caller may not see, so it is encrypted
with AES-SIV (RFC 5297). That is deterministic: the same position has the same cursor, so that two answers that
should be the same are the same to the byte. The type, the order and the caller's grants are authenticated with
it: a cursor moved elsewhere opens nothing.
"""

import base64
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

KEY_BITS = 512


class CursorError(Exception):
    """A cursor that this hub did not make for this place and these grants."""


class CursorSeal:
    """Seals and opens cursors with one key."""

    def __init__(self, key: bytes) -> None:
        self._siv = AESSIV(key)

    def seal(self, position: list[Any], order: str, grants: bytes) -> str:
        """The cursor of ``position``, the values of the order's keys, in the connection that ``order`` names."""
        sealed = self._siv.encrypt(orjson.dumps(position), [order.encode(), grants])
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, cursor: object, order: str, grants: bytes) -> list[Any]:
        """The position that ``cursor`` holds.

        Raises:
            CursorError: it was altered, or made for another connection, order or caller.
        """
        if not isinstance(cursor, str) or len(cursor) > 2000:
            raise CursorError
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            position = orjson.loads(self._siv.decrypt(sealed, [order.encode(), grants]))
        except (ValueError, InvalidTag) as error:
            raise CursorError from error
        if not isinstance(position, list):
            raise CursorError
        return position


def new_key() -> bytes:
    """A random key for :class:`CursorSeal`."""
    return AESSIV.generate_key(KEY_BITS)
