"""An entry of the access log: ids, names of fields and norms. No value and no name of a person stands in it."""

import base64
import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schema.identifiers import AreaCode, UnitId
from security.clock import moment_now
from security.norms import NORMS, NormError

EntryKind = Literal[
    "read",
    "emergency",
    "reviewed",
    "refused",
    "intent",
    "done",
    "failed",
    "found_written",
    "found_unwritten",
]
START = "0" * 64
"""What stands for the hash of the entry before the first."""

MARK = 16
"""Characters of a mark."""

_NONCE = 12
_ID = re.compile(r"[!-~]{1,600}")
_FIELD = r"[A-Za-z]+(?:\.[A-Za-z0-9]+)?"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_SEALED = re.compile(r"[A-Za-z0-9+/=]*")
_PERSONS = re.compile(r"[a-z]+_[a-z0-9]{1,40}(?:\n[a-z]+_[a-z0-9]{1,40})*")
_PATTERNS = {
    "kind": re.compile(r"[a-z_]{1,20}"),
    "role": re.compile(r"[a-z][a-z_]{0,39}"),
    "area": re.compile(r"\d{0,9}"),
    "purpose": re.compile(r"[A-Z_]{1,40}"),
    "case": re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,39}"),
    "operation": re.compile(r"(?:[0-9a-f]{64})?"),
    "fields": re.compile(_FIELD),
    "withheld": re.compile(rf"{_FIELD} [A-Z]+ \d+"),
    "reviews": re.compile(r"w\d{3}/\d+"),
    "intent": re.compile(r"[0-9a-f]{32}"),
    "command": re.compile(r"[a-z][a-z -]{0,59}"),
}


class EntryError(ValueError):
    """An entry that might hold a value or a name. Nothing of it is written."""


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One answer that was given, the review of one, or an attempt to do something that was refused.

    ``operation`` is a keyed hash of the document. ``persons`` are ids. ``fields`` are those that the answer could
    hold, as ``Type.field``; ``withheld`` those of which some were not given in full, with the release they had
    and the number of rows. ``reason`` is sealed (:func:`seal_reason`). ``reviews`` is the entry that a review is
    of, as ``stream/number``. ``intent`` is the id that an intent has and its outcome names; ``command`` the words
    of the command by which whoever runs the hub changes something.
    """

    kind: EntryKind
    time: str
    caller: str
    role: str
    area: AreaCode | None
    unit: UnitId | None
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
    intent: str | None = None
    command: str | None = None


def checked(entry: AuditEntry) -> AuditEntry:
    """``entry``, in which everything looks like the id, the number or the name of a field that it should be.

    Raises:
        EntryError: something does not, and might be a value or somebody's name. The message names the field only.
    """
    if not _TIME.fullmatch(entry.time) or not (entry.reason is None or _SEALED.fullmatch(entry.reason)):
        raise EntryError("the time or the reason of an entry of the access log is malformed")
    # One match for all of them: a page has hundreds of persons.
    if entry.persons and not _PERSONS.fullmatch("\n".join(entry.persons)):
        raise EntryError("the persons of an entry of the access log are malformed")
    for name in _PATTERNS:
        if not _fits(name, getattr(entry, name)):
            raise EntryError(f"the {name} of an entry of the access log is malformed")
    if not _are_norms(entry.norms):
        raise EntryError("the norms of an entry of the access log are none that the hub knows")
    return entry


@lru_cache(4096)
def _are_norms(texts: tuple[str, ...]) -> bool:
    # Asked of the catalogue that the role files are checked against: what releases can always be written down.
    try:
        for text in texts:
            NORMS.cited(text)
    except NormError:
        return False
    return True


@lru_cache(4096)
def _fits(name: str, value: str | tuple[Any, ...] | None) -> bool:
    # Remembered, since a plan's answers have the same fields and norms every time.
    pattern = _PATTERNS[name]
    if isinstance(value, tuple):
        texts = (item if isinstance(item, str) else f"{item[0]} {item[1]} {item[2]}" for item in value)
        return all(pattern.fullmatch(text) for text in texts)
    return value is None or pattern.fullmatch(value) is not None


def as_id(text: str) -> str:
    """An id from outside as the log has it: itself, or its digest where it is no mere id and may be a name."""
    return text if _ID.fullmatch(text) else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def content_of(line: bytes) -> dict[str, Any]:
    """What a line of the log says, without its place in the stream."""
    content: dict[str, Any] = orjson.loads(line)
    del content["number"], content["previous"]
    return content


def contents(entry: AuditEntry, stream: str) -> dict[str, Any]:
    """What the line of ``entry`` says, without its place in the stream."""
    return {
        "agency": entry.agency and as_id(entry.agency),
        "area": entry.area,
        "caller": as_id(entry.caller),
        "case": entry.case,
        "command": entry.command,
        "fields": entry.fields,
        "intent": entry.intent,
        "kind": entry.kind,
        "norms": entry.norms,
        "operation": entry.operation,
        "persons": entry.persons,
        "purpose": entry.purpose,
        "reason": entry.reason,
        "reviews": entry.reviews,
        "role": entry.role,
        "stream": stream,
        "time": entry.time,
        "unit": entry.unit and as_id(entry.unit),
        "withheld": entry.withheld,
    }


def line_of(content: dict[str, Any], number: int, previous: str) -> bytes:
    """A line of the log, without the newline: JSON with sorted keys and no spaces (as RFC 8785 has it)."""
    return orjson.dumps({**content, "number": number, "previous": previous}, option=orjson.OPT_SORT_KEYS)


def mark_of(content: dict[str, Any]) -> str:
    """The mark by which heads know an entry wherever it stands: 8 octets of the SHA-256 of its content."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:MARK]


def hash_of(line: bytes) -> str:
    """The hash that the next entry names: SHA-256 of the line, in hexadecimal."""
    return hashlib.sha256(line).hexdigest()


def now() -> str:
    """This moment in UTC, to the millisecond (RFC 3339)."""
    return time_of(moment_now())


def time_of(moment: dt.datetime) -> str:
    """A moment as entries have it: UTC, to the millisecond, so that times compare as texts do."""
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
