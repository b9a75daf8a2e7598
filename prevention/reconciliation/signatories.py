"""Heads: whose public keys may sign acts, and for which unit. Private keys never come here.

The site keeps them in one file under the hub's home, written by ``ortaq reconciliation head``. A key is named by
the thumbprint of RFC 7638, and good from a first to a last day; what was signed on one of those days stays signed.
"""

import base64
import binascii
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from filelock import FileLock

from schema.identifiers import UnitId
from security.vault.secret_files import replace_secret

FILE = Path("reconciliation") / "heads.json"


class HeadsError(Exception):
    """What the operator asked of the heads cannot be done. Says why."""


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """The head of a unit, and the key with which that head signs for the body whose register the unit keeps.

    ``public`` is the key in base64url; ``until`` the last day on which it is good; None while nobody ends it.
    ``formerly`` is the unit's id of the time before ids were keyed, under which acts of that time name it.
    """

    key: str
    public: str
    unit: UnitId
    body: str
    name: str
    rank: str
    since: dt.date
    until: dt.date | None = None
    formerly: str | None = None

    @property
    def units(self) -> frozenset[str]:
        """The ids under which acts name the head's unit."""
        return frozenset((self.unit,) if self.formerly is None else (self.unit, self.formerly))

    def good_on(self, day: dt.date) -> bool:
        """Whether the key was good on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)

    def has_signed(self, statement: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this head's under ``statement``."""
        return signed_by(self.public, statement, signature)


def signed_by(public: str, statement: bytes, signature: bytes) -> bool:
    """Whether the key ``public``, in base64url, made ``signature`` of ``statement``."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes_of(public)).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def text_of(raw: bytes) -> str:
    """Bytes in base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """The opposite of :func:`text_of`.

    Raises:
        ValueError: it is something else.
    """
    try:
        decoded = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64url") from error
    if text_of(decoded) != text:
        raise ValueError("not base64url as it is written")
    return decoded


def public_of(key: Ed25519PublicKey) -> str:
    """A public key in base64url."""
    return text_of(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def thumbprint(public: str) -> str:
    """The name of a key: its thumbprint (RFC 7638, section 3; members as RFC 8037, appendix A.3 has them)."""
    text = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": public}, separators=(",", ":"), sort_keys=True)
    return text_of(hashlib.sha256(text.encode()).digest())


def heads(home: Path) -> tuple[Signatory, ...]:
    """Every head that was ever written down, in that order."""
    try:
        rows: list[dict[str, Any]] = json.loads((home / FILE).read_bytes())
    except FileNotFoundError:
        return ()
    return tuple(_head(row) for row in rows)


def add(home: Path, head: Signatory) -> None:
    """Write a head down.

    Raises:
        HeadsError: the key is written down already: a key belongs to one head of one unit.
    """
    with _locked(home):
        signatories = heads(home)
        if any(signatory.key == head.key for signatory in signatories):
            raise HeadsError("this key is written down already; a key belongs to one head of one unit")
        _save(home, (*signatories, head))


def end(home: Path, key: str, last: dt.date) -> Signatory:
    """Let a key be good until ``last``. What it signed by then stays signed.

    Raises:
        HeadsError: nobody has this key.
    """
    with _locked(home):
        signatories = heads(home)
        signatory_found = next((signatory for signatory in signatories if signatory.key == key), None)
        if signatory_found is None:
            raise HeadsError("nobody has this key; ortaq reconciliation head list names them")
        ended = replace(signatory_found, until=last)
        _save(home, (ended if signatory is signatory_found else signatory for signatory in signatories))
        return ended


def former(head: Signatory, unit: UnitId) -> Signatory:
    """The head, of whose unit ``unit`` is the id from now on."""
    return head if head.unit == unit else replace(head, unit=unit, formerly=head.unit)


def replace_heads(home: Path, signatories: Iterable[Signatory]) -> None:
    """Write all heads down anew."""
    with _locked(home):
        _save(home, signatories)


def signatory_content(head: Signatory) -> dict[str, Any]:
    """A head as JSON has it, for the file and for whoever verifies acts."""
    days = {"since": head.since.isoformat(), "until": head.until.isoformat() if head.until else None}
    return {**asdict(head), **days}


def _head(row: dict[str, Any]) -> Signatory:
    until = row["until"]
    days = {
        "since": dt.date.fromisoformat(row["since"]),
        "until": dt.date.fromisoformat(until) if until is not None else None,
    }
    return Signatory(**{**row, **days})


def _locked(home: Path) -> FileLock:
    (home / FILE).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FileLock((home / FILE).with_suffix(".lock"))


def _save(home: Path, signatories: Iterable[Signatory]) -> None:
    text = json.dumps([signatory_content(signatory) for signatory in signatories], ensure_ascii=False, indent=1)
    replace_secret(home / FILE, text.encode())
