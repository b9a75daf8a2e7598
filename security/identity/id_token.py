"""The id token: by whom the issuer says that somebody has signed in (OpenID Connect Core 1.0, section 3.1.3.7)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from security.clock import unix_now
from security.identity.claims import MAX_TEXT
from security.identity.issuers import TrustedIssuer
from security.identity.jws_parse import taken_apart
from security.identity.rejection_reasons import RejectionReason, TokenError
from security.identity.verifier import check_times, signed_claims, signing_key

ID_TOKEN_SECONDS = 3600
"""The longest lifetime of an id token. It is looked at once, right after it was made."""

_TYPES = ("", "jwt")


@dataclass(frozen=True)
class SignedInPerson:
    """Who has signed in: the subject, as :class:`security.authorization.caller.Caller` has it, and a name."""

    subject: str
    name: str | None = field(repr=False)


async def person_of(
    id_token: str, issuer: TrustedIssuer, client_id: str, nonce: str, clock: Callable[[], float] = unix_now
) -> SignedInPerson:
    """Who has signed in, by an id token of ``issuer`` for the hub as ``client_id``, made for ``nonce``.

    Raises:
        TokenError: the token is not that.
    """
    unproven = taken_apart(id_token)
    if unproven.issuer != issuer.name:
        raise TokenError(RejectionReason.ISSUER)
    key = await signing_key(unproven, issuer, _TYPES)
    claims = signed_claims(id_token, key, issuer.name, client_id)
    check_times(claims, ID_TOKEN_SECONDS, clock())
    _check_audience(claims, client_id)
    if not isinstance(claims.get("nonce"), str) or not secrets.compare_digest(
        claims["nonce"].encode(), nonce.encode()
    ):
        raise TokenError(RejectionReason.NONCE)
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject or len(subject) > MAX_TEXT:
        raise TokenError(RejectionReason.CLAIM)
    return SignedInPerson(f"{issuer.name}/{subject}", _name(claims.get("name")))


def _check_audience(claims: dict[str, Any], client_id: str) -> None:
    """Refuse a token that is for others too, or was asked for by another client."""
    audience = claims["aud"]
    if audience not in (client_id, [client_id]) or claims.get("azp", client_id) != client_id:
        raise TokenError(RejectionReason.AUDIENCE)


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and value.isprintable() and 0 < len(value) <= MAX_TEXT else None
