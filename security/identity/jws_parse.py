"""A token taken apart, strictly: JWS compact serialisation (RFC 7515, section 7.1) holding claims (RFC 7519).

Nothing here is proven yet. What has two readings (a name twice, padding, bits left over) is refused, so that no
two programs on a token's way can read it differently.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from security.identity.rejection_reasons import RejectionReason, TokenError

MAX_TOKEN = 8192
"""Characters of a token; it is refused before anything of it is read."""

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
NOT_OURS = frozenset({"b64", "crit", "enc", "jku", "jwk", "x5c", "x5u", "zip"})
"""Header parameters that bring a key along, or that must be understood and are not (RFC 7515, section 4.1)."""


@dataclass(frozen=True)
class Unproven:
    """What a token says, before its signature is checked."""

    algorithm: str
    key_id: str
    kind: str
    claims: dict[str, Any]

    @property
    def issuer(self) -> str:
        """The issuer that the token names; empty if it names none."""
        issuer = self.claims.get("iss")
        return issuer if isinstance(issuer, str) else ""


def taken_apart(token: str) -> Unproven:
    """The parts of ``token``.

    Raises:
        TokenError: OVERSIZED, MALFORMED, HEADER or KEY.
    """
    if len(token) > MAX_TOKEN:
        raise TokenError(RejectionReason.OVERSIZED)
    if not _COMPACT.fullmatch(token):
        raise TokenError(RejectionReason.MALFORMED)
    head, body, signature = token.split(".")
    decoded(signature)
    header = _object(decoded(head))
    if NOT_OURS & header.keys():
        raise TokenError(RejectionReason.HEADER)
    algorithm, key_id, kind = header.get("alg"), header.get("kid"), header.get("typ", "")
    if not isinstance(algorithm, str) or not isinstance(kind, str):
        raise TokenError(RejectionReason.HEADER)
    if not isinstance(key_id, str) or not key_id:
        raise TokenError(RejectionReason.KEY)
    return Unproven(algorithm, key_id, kind.lower().removeprefix("application/"), _object(decoded(body)))


def decoded(text: str) -> bytes:
    """The bytes of unpadded base64url (RFC 7515, section 2) in its one canonical form.

    Raises:
        TokenError: MALFORMED.
    """
    try:
        decoded_bytes = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise TokenError(RejectionReason.MALFORMED) from None
    if base64.urlsafe_b64encode(decoded_bytes).rstrip(b"=").decode() != text:
        raise TokenError(RejectionReason.MALFORMED)
    return decoded_bytes


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise TokenError(RejectionReason.MALFORMED) from None
    if not isinstance(value, dict):
        raise TokenError(RejectionReason.MALFORMED)
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice")
    return members


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
