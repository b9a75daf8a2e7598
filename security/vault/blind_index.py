"""The blind index: HMAC-SHA-256 (RFC 2104, FIPS 198-1) of a value, by which it is found without being read.

Equal values of one field have equal indexes, values of two fields never: type and field are part of what is
authenticated. Without the key an index says nothing, however few values there may be.
"""

import base64
import hmac

KEY_BYTES = 32


def blind_index(version: int, key: bytes, type_name: str, field: str, value: str) -> str:
    """The index of ``value``, after the number of its key version."""
    digest = hmac.digest(key, f"{type_name}\0{field}\0{value}".encode(), "sha256")
    return f"{version}.{base64.b64encode(digest).decode()}"
