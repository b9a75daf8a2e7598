"""Receipts: what became of a delivery, signed, for the sender to keep.

A receipt is a JWT (RFC 7519) signed with Ed25519 (RFC 8037). Whoever holds it can prove what the hub acknowledged,
with the hub's public key alone; it holds counts and digests, and nothing of the records.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from graph.ingest.batches import Batch

TYPE = "receipt+jwt"
"""The type of a receipt: no access token can be taken for one (RFC 8725, section 3.11)."""

ISSUER = "ortaq"


class NoReceiptError(Exception):
    """The text is no receipt of this hub."""


@dataclass(frozen=True)
class Receipts:
    """Signs receipts. ``key_id`` names the key in the hub's published set."""

    key: Ed25519PrivateKey
    key_id: str

    def sign(self, batch: Batch) -> str:
        """The receipt of a batch that is done."""
        headers = {"kid": self.key_id, "typ": TYPE}
        return jwt.encode(receipt_of(batch), self.key, algorithm="EdDSA", headers=headers)


def receipt_of(batch: Batch) -> dict[str, Any]:
    """What a receipt says. Times are in seconds since 1970 (RFC 7519, section 2)."""
    done_at = batch.done_at or batch.begun_at
    return {
        "iss": ISSUER,
        "sub": batch.sender,
        "iat": _seconds(done_at),
        "batch": batch.id,
        "feed": batch.feed,
        "system": batch.system,
        "idempotencyKey": batch.key,
        "sha256": batch.payload,
        "begun": _seconds(batch.begun_at),
        "received": batch.counts.received,
        "applied": batch.counts.applied,
        "unchanged": batch.counts.unchanged,
        "quarantined": batch.counts.quarantined,
    }


def read_receipt(text: str, key: Ed25519PublicKey) -> dict[str, Any]:
    """What a receipt says, its signature checked.

    Raises:
        NoReceiptError: it was not signed with this key, or is something else.
    """
    try:
        if jwt.get_unverified_header(text).get("typ") != TYPE:
            raise NoReceiptError
        # A receipt is a proof of the past: there is no time at which it stops being true.
        claims: dict[str, Any] = jwt.decode(text, key, algorithms=["EdDSA"], issuer=ISSUER)
    except jwt.InvalidTokenError as error:
        raise NoReceiptError from error
    return claims


def _seconds(moment: dt.datetime) -> int:
    return int(moment.replace(tzinfo=dt.UTC).timestamp())
