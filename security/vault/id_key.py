"""The key of ids: the file ``keys/ids``. Made once, and never changed: whatever has an id would get another.

HMAC-SHA-256 (RFC 2104, FIPS 198-1), cut to 128 bits (NIST SP 800-107, section 5.3.3).
"""

import base64
import hmac
import os

FILE = "ids"
KEY_BYTES = 32
_DIGEST_BYTES = 16


def new_id_key() -> bytes:
    """A new random key of ids."""
    return os.urandom(KEY_BYTES)


def id_digest(key: bytes, text: str) -> str:
    """The digest of ``text`` in base32: 26 small letters and digits from 2 to 7."""
    digest = hmac.digest(key, text.encode(), "sha256")[:_DIGEST_BYTES]
    return base64.b32encode(digest).decode().rstrip("=").lower()
