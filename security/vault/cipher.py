"""The cipher: AES-256-GCM (NIST SP 800-38D), each value bound to the place at which it is stored.

A sealed value is the number of its key version, a full stop, and base64 of nonce, ciphertext and tag. Type,
record and field are authenticated with it: moved to another record or field, it does not open. The nonce is
random (96 bits), so one key may seal at most 2**32 values (SP 800-38D, section 8.3).
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class CipherError(Exception):
    """The ciphertext was not made with this key for this place. Holds no value."""


class FieldCipher:
    """Seals and opens with one data key."""

    def __init__(self, version: int, key: bytes) -> None:
        self._aead = AESGCM(key)
        self.prefix = f"{version}."

    def seal(self, place: bytes, value: str) -> str:
        """The ciphertext of ``value`` for ``place`` (:func:`place_of`)."""
        nonce = os.urandom(NONCE_BYTES)
        return self.prefix + base64.b64encode(nonce + self._aead.encrypt(nonce, value.encode(), place)).decode()

    def open(self, place: bytes, sealed: str) -> str:
        """The value that was sealed for ``place``.

        Raises:
            CipherError: it was altered, or sealed for another place or with another key.
        """
        try:
            raw = base64.b64decode(sealed.removeprefix(self.prefix), validate=True)
            return self._aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise CipherError from error


def place_of(type_name: str, record_id: str, field: str) -> bytes:
    """A place of the graph as associated data. None of the three holds the separator."""
    return f"{type_name}\0{record_id}\0{field}".encode()


def version_of(sealed: str) -> int | None:
    """The key version that a sealed value names; None if it is not one."""
    version, stop, _ = sealed.partition(".")
    return int(version) if stop and version.isascii() and version.isdigit() else None
