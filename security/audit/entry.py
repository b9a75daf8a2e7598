"""An entry of the access log: ids, names of fields and norms. No value and no name of a person stands in it."""

import base64
import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Kind = Literal["read", "emergency", "reviewed"]
START = "0" * 64
"""What stands for the hash of the entry before the first."""

_NONCE = 12


@dataclass(frozen=True)
class Entry:
    """One answer that was given, or the review of one.

    ``operation`` is the SHA-256 of the document. ``persons`` are ids. ``fields`` are those that the answer could
    hold, as ``Type.field``; ``withheld`` those of which some were not given in full, with the release they had
    and the number of rows. ``reason`` is sealed (:func:`seal_reason`). ``reviews`` is the entry that a review is
    of, as ``stream/number``.
    """

    kind: Kind
    time: str
    caller: str
    role: str
    area: str | None
    unit: str | None
    agency: str | None
    purpose: str
    case: str | None = None
    reason: str | None = None
    operation: str = ""
    persons: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    withheld: tuple[tuple[str, str, int], ...] = ()
    norms: tuple[str, ...] = ()
    reviews: str | None = None


def line_of(entry: Entry, stream: str, number: int, previous: str) -> bytes:
    """The entry as its line of the log, without the newline: JSON with sorted keys and no spaces."""
    body: dict[str, Any] = {
        "agency": entry.agency,
        "area": entry.area,
        "caller": entry.caller,
        "case": entry.case,
        "fields": entry.fields,
        "kind": entry.kind,
        "norms": entry.norms,
        "number": number,
        "operation": entry.operation,
        "persons": entry.persons,
        "previous": previous,
        "purpose": entry.purpose,
        "reason": entry.reason,
        "reviews": entry.reviews,
        "role": entry.role,
        "stream": stream,
        "time": entry.time,
        "unit": entry.unit,
        "withheld": entry.withheld,
    }
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def hash_of(line: bytes) -> str:
    """The hash that the next entry names: SHA-256 of the line, in hexadecimal."""
    return hashlib.sha256(line).hexdigest()


def now() -> str:
    """This moment in UTC, to the millisecond (RFC 3339)."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_reasons_key() -> bytes:
    """A new key for reasons: 256 bits."""
    return AESGCM.generate_key(256)


def seal_reason(key: bytes, reason: str) -> str:
    """A reason in words, for those alone who hold the key (AES-256-GCM): it may name somebody."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, reason.encode(), b"reason")).decode()


def open_reason(key: bytes, sealed: str) -> str:
    """A reason, opened.

    Raises:
        cryptography.exceptions.InvalidTag: it was not sealed with that key.
    """
    raw = base64.b64decode(sealed)
    return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], b"reason").decode()
