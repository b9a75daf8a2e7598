"""Every token that comes in is put to the proof here, and nowhere else."""

import asyncio
import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cachetools import LRUCache
from jwt.types import Options

from security.authorization.caller import Caller
from security.authorization.policy import Policy
from security.clock import unix_now
from security.identity.claims import caller_of, certificate_of, token_id
from security.identity.issuers import TrustedIssuer
from security.identity.jwks import Key
from security.identity.jws_parse import Unproven, taken_apart
from security.identity.rejection_reasons import RejectionReason, TokenError
from security.identity.used_tokens import SeenTokens

LEEWAY = 30
"""Seconds by which clocks may differ."""

LAST_SECOND = 2**53
"""Dates beyond are none: past it whole numbers and fractions cannot be told apart or computed with."""

REMEMBERED = 10_000
"""Proven tokens that are kept, so that a caller who asks often pays for the signature once."""

_CLAIMS: Options = {
    "require": ["exp", "iat", "iss", "aud", "sub"],
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
"""PyJWT takes times as texts and cuts fractions off; ``check_times`` does not."""

_REASONS: tuple[tuple[type[jwt.PyJWTError], RejectionReason], ...] = (
    (jwt.InvalidAudienceError, RejectionReason.AUDIENCE),
    (jwt.InvalidIssuerError, RejectionReason.ISSUER),
    (jwt.InvalidSignatureError, RejectionReason.SIGNATURE),
    (jwt.InvalidAlgorithmError, RejectionReason.ALGORITHM),
    (jwt.DecodeError, RejectionReason.MALFORMED),
)


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A token that passed every test but those that belong to one request: certificate and replay."""

    issuer: TrustedIssuer
    key: Key
    caller: Caller
    certificate: bytes | None
    token_id: str | None


class Verifier:
    """Proves tokens against the issuers that the hub trusts, by name, and the demands of the policy's roles."""

    def __init__(
        self,
        issuers: Mapping[str, TrustedIssuer],
        policy: Policy,
        used_tokens: SeenTokens,
        clock: Callable[[], float] = unix_now,
    ) -> None:
        self.issuers = issuers
        self._policy = policy
        self._seen = used_tokens
        self._clock = clock
        self._known: LRUCache[bytes, Proven] = LRUCache(REMEMBERED)

    async def caller(self, token: str, certificate: bytes | None) -> Caller:
        """The caller whom ``token`` names. ``certificate`` is the SHA-256 of the one that the caller showed.

        Raises:
            TokenError: the token is not one of an issuer for this hub now, or not for this request.
        """
        name = hashlib.sha256(token.encode()).digest()
        proven = self._known.get(name)
        if proven is None or proven.caller.expires <= self._clock() or not await self._key_stands(proven):
            self._known.pop(name, None)
            proven = self._known[name] = await self._prove(token)
        await self._admit(proven, certificate)
        return proven.caller

    async def is_still_valid(self, token: str) -> bool:
        """Whether a token by which a connection was opened still holds: not expired, and its key not withdrawn.

        It is not used up once more.
        """
        name = hashlib.sha256(token.encode()).digest()
        proven = self._known.get(name)
        try:
            if proven is None:
                proven = self._known[name] = await self._prove(token)
        except TokenError:
            return False
        return proven.caller.expires > self._clock() and await self._key_stands(proven)

    async def _key_stands(self, proven: Proven) -> bool:
        """Whether the issuer still has the key: a token does not outlive one that was withdrawn."""
        return await proven.issuer.keys.find(proven.key.key_id) == proven.key

    async def _admit(self, proven: Proven, certificate: bytes | None) -> None:
        caller = proven.caller
        if proven.certificate is not None and proven.certificate != certificate:
            raise TokenError(RejectionReason.CERTIFICATE)
        role = self._policy.roles.get(caller.role)
        if role is None:
            return
        if role.bound and proven.certificate is None:
            raise TokenError(RejectionReason.UNBOUND)
        # Last, so that whoever stole a token without its certificate cannot use it up.
        if role.once and not await self._first_time(proven):
            raise TokenError(RejectionReason.REPLAYED)

    async def _first_time(self, proven: Proven) -> bool:
        if proven.token_id is None:
            return False
        expires = proven.caller.expires + LEEWAY
        return await asyncio.to_thread(self._seen.first_time, proven.issuer.name, proven.token_id, expires)

    async def _prove(self, token: str) -> Proven:
        unproven = taken_apart(token)
        issuer = self.issuers.get(unproven.issuer)
        if issuer is None:
            raise TokenError(RejectionReason.ISSUER)
        key = await signing_key(unproven, issuer, issuer.types)
        claims = signed_claims(token, key, issuer.name, issuer.audience)
        check_times(claims, issuer.lifetime, self._clock())
        return Proven(
            issuer=issuer,
            key=key,
            caller=caller_of(claims, issuer),
            certificate=certificate_of(claims),
            token_id=token_id(claims),
        )


async def signing_key(unproven: Unproven, issuer: TrustedIssuer, types: Collection[str]) -> Key:
    """The key of ``issuer`` by which a token says that it is signed. The signature itself is not looked at.

    Raises:
        TokenError: the token is of none of these ``types``, or no key of the issuer fits it.
    """
    if unproven.kind not in types:
        raise TokenError(RejectionReason.TYPE)
    if unproven.algorithm not in issuer.algorithms:
        raise TokenError(RejectionReason.ALGORITHM)
    key = await issuer.keys.find(unproven.key_id)
    if key is None:
        raise TokenError(RejectionReason.KEY)
    if key.algorithm != unproven.algorithm:
        raise TokenError(RejectionReason.ALGORITHM)
    return key


def signed_claims(token: str, key: Key, issuer: str, audience: str) -> dict[str, Any]:
    """The claims of a token that ``key`` has signed, of that issuer for that audience. Its dates are not looked at.

    Raises:
        TokenError: it is not that, or a claim is missing.
    """
    try:
        return jwt.decode(
            token,
            key.public.key,
            algorithms=[key.algorithm],
            audience=audience,
            issuer=issuer,
            leeway=LEEWAY,
            options=_CLAIMS,
        )
    except jwt.PyJWTError as error:
        raise TokenError(
            next((r for kind, r in _REASONS if isinstance(error, kind)), RejectionReason.CLAIM)
        ) from None


def check_times(claims: dict[str, Any], lifetime: int, now: float) -> None:
    """Hold the token's dates against ``now`` (RFC 7519, sections 4.1.4 to 4.1.6).

    Raises:
        TokenError: CLAIM, EXPIRED, NOT_YET or LIFETIME.
    """
    for name in ("exp", "iat", "nbf"):
        value = claims.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LAST_SECOND:
            raise TokenError(RejectionReason.CLAIM)
    if claims["exp"] <= now - LEEWAY:
        raise TokenError(RejectionReason.EXPIRED)
    if max(claims["iat"], claims.get("nbf", 0)) > now + LEEWAY:
        raise TokenError(RejectionReason.NOT_YET)
    if claims["exp"] - claims["iat"] > lifetime:
        raise TokenError(RejectionReason.LIFETIME)
