"""From proven claims to a caller: nothing the issuer may not say, nothing that the hub's own scopes leave out."""

from dataclasses import replace
from typing import Any

from schema.identifiers import area_code, unit_id
from schema.model import AccessClass
from security.authorization.caller import Caller
from security.authorization.purposes import PURPOSES
from security.identity.issuers import MaySay, TrustedIssuer, is_area
from security.identity.jws_parse import decoded
from security.identity.rejection_reasons import RejectionReason, TokenError

HUB_SCOPES = "ortaq:"
"""Begins every scope that is the hub's own. Others, such as ``openid profile email``, are for other readers."""

CLASS_SCOPE = "ortaq:class:"
PURPOSE_SCOPE = "ortaq:purpose:"
FEED_SCOPE = "ortaq:feed:"
MAX_TEXT = 255
"""Characters of a subject, a token id, or any other text that the hub keeps of a token."""


def caller_of(claims: dict[str, Any], issuer: TrustedIssuer) -> Caller:
    """The caller whom proven ``claims`` of ``issuer`` name.

    Raises:
        TokenError: CLAIM where a claim is missing or not of its form, ASSERTION where the issuer may not say it.
    """
    values = {name: claims.get(claim) for name, claim in issuer.claim_names.items()}
    role, area, unit, agency = (_text(values[name]) for name in ("role", "area", "unit", "agency"))
    purposes = values["purposes"] if values["purposes"] is not None else []
    if not isinstance(purposes, list) or not all(isinstance(p, str) and p in PURPOSES for p in purposes):
        raise TokenError(RejectionReason.CLAIM)
    subject = _text(claims.get("sub"))
    feeds = values["feeds"] if values["feeds"] is not None else []
    if not isinstance(feeds, list) or not all(isinstance(feed, str) and _text(feed) for feed in feeds):
        raise TokenError(RejectionReason.CLAIM)
    if not role or not subject or (area is not None and not is_area(area)):
        raise TokenError(RejectionReason.CLAIM)
    caller = Caller(
        subject=f"{issuer.name}/{subject}",
        role=role,
        area=area_code(area),
        unit=unit_id(unit or None),
        agency=agency or None,
        purposes=tuple(purposes),
        expires=int(claims["exp"]),
        feeds=tuple(feeds),
    )
    if not _may_say(issuer.may_say, caller):
        raise TokenError(RejectionReason.ASSERTION)
    return narrowed(caller, claims["scope"]) if "scope" in claims else caller


def _may_say(may: MaySay, caller: Caller) -> bool:
    return (
        (may.roles is None or caller.role in may.roles)
        and (may.agencies is None or caller.agency is None or caller.agency in may.agencies)
        and (may.units is None or caller.unit is None or caller.unit in may.units)
        and (caller.area is None or any(caller.area.startswith(area) for area in may.areas))
        and may.purposes.issuperset(caller.purposes)
        and (may.feeds is None or may.feeds.issuperset(caller.feeds))
    )


def narrowed(caller: Caller, scope: Any) -> Caller:
    """``caller`` with the classes, purposes and feeds alone that ``scope`` names (RFC 6749, section 3.3).

    Where none of the hub's own is among them, nothing is narrowed. One that begins as the hub's own and is not
    known narrows and grants nothing; what the role or the token lacks, no scope adds.

    Raises:
        TokenError: CLAIM; the scope is not a text.
    """
    if not isinstance(scope, str):
        raise TokenError(RejectionReason.CLAIM)
    names = frozenset(scope.split())
    if not any(name.casefold().startswith(HUB_SCOPES) for name in names):
        return caller
    classes = frozenset(access for access in AccessClass if f"{CLASS_SCOPE}{access.value}" in names)
    purposes = tuple(purpose for purpose in caller.purposes if f"{PURPOSE_SCOPE}{purpose}" in names)
    feeds = tuple(feed for feed in caller.feeds if f"{FEED_SCOPE}{feed}" in names)
    return replace(caller, purposes=purposes, classes=classes, feeds=feeds)


def certificate_of(claims: dict[str, Any]) -> bytes | None:
    """SHA-256 of the certificate that the token is bound to (RFC 8705, section 3.1); None if to none.

    Raises:
        TokenError: CLAIM; the token is bound in a way that the hub does not know, or the digest is none.
    """
    if "cnf" not in claims:
        return None
    bound = claims["cnf"]
    if not isinstance(bound, dict) or set(bound) != {"x5t#S256"} or not isinstance(bound["x5t#S256"], str):
        raise TokenError(RejectionReason.CLAIM)
    digest = decoded(bound["x5t#S256"])
    if len(digest) != 32:
        raise TokenError(RejectionReason.CLAIM)
    return digest


def token_id(claims: dict[str, Any]) -> str | None:
    """The token's own id (``jti``).

    Raises:
        TokenError: CLAIM; it is not a text.
    """
    return _text(claims.get("jti")) or None


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > MAX_TEXT or (value and not value.isprintable()):
        raise TokenError(RejectionReason.CLAIM)
    return value
