"""Signed tokens (RFC 7519): the local issuer, and the check of every token that comes in.

Signatures are EdDSA or ES256; keys come from a JSON Web Key Set (RFC 7517): the local issuer's own, and that of
an outside issuer if one is named. A token that was verified is remembered until it expires, so that a caller
who asks often pays for the signature once.
"""

import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cachetools import LRUCache
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm
from jwt.types import Options

from security.caller import Caller
from security.purposes import PURPOSES
from security.secrets import secret_file

ALGORITHMS = ["EdDSA", "ES256"]
AUDIENCE = "ortaq"
LOCAL_ISSUER = "ortaq-local"
LEEWAY = 30
"""Seconds by which clocks may differ."""

_CLAIMS: Options = {"require": ["exp", "iat", "iss", "aud", "sub"]}


class TokenError(Exception):
    """A token that is not accepted. Says nothing of its contents."""


@dataclass(frozen=True)
class Claims:
    """What a token should say. ``lifetime`` is in seconds."""

    role: str
    area: str | None
    unit: str | None
    agency: str | None
    purposes: tuple[str, ...]
    subject: str
    lifetime: int


@dataclass(frozen=True)
class Issuer:
    """The local issuer: for a demonstration, for tests, and for sites without a provider of their own."""

    key: Ed25519PrivateKey

    @property
    def key_set(self) -> dict[str, Any]:
        """The public half, as a JSON Web Key Set."""
        jwk = json.loads(OKPAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**jwk, "kid": self.key_id, "alg": "EdDSA", "use": "sig"}]}

    @property
    def key_id(self) -> str:
        """A short name of the key, the same as long as the key is."""
        raw = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return raw.hex()[:16]

    def issue(self, claims: Claims) -> str:
        """A signed token that says ``claims``."""
        now = int(time.time())
        payload = {
            "iss": LOCAL_ISSUER,
            "aud": AUDIENCE,
            "sub": claims.subject,
            "iat": now,
            "exp": now + claims.lifetime,
            "jti": str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)),
            "role": claims.role,
            "purposes": list(claims.purposes),
        }
        for name in ("area", "unit", "agency"):
            if (value := getattr(claims, name)) is not None:
                payload[name] = value
        return jwt.encode(payload, self.key, algorithm="EdDSA", headers={"kid": self.key_id})


def local_issuer(path: Path) -> Issuer:
    """The issuer whose key stands in ``path``, made if there is none."""
    pem = secret_file(
        path,
        lambda: Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TokenError(f"{path} holds no Ed25519 key")
    return Issuer(key)


@dataclass(frozen=True)
class Verifier:
    """Checks tokens against the key sets of the issuers that the hub trusts, by issuer name."""

    key_sets: dict[str, jwt.PyJWKSet]
    _known: LRUCache[str, Caller] = field(default_factory=lambda: LRUCache(10_000), repr=False)

    def caller(self, token: str) -> Caller:
        """The caller whom ``token`` names.

        Raises:
            TokenError: the token is malformed, expired, not for this hub, or signed by nobody it trusts.
        """
        known = self._known.get(token)
        if known is not None and known.expires > time.time():
            return known
        caller = self._verify(token)
        self._known[token] = caller
        return caller

    def _verify(self, token: str) -> Caller:
        try:
            header = jwt.get_unverified_header(token)
            issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss"))
            keys = self.key_sets[issuer]
            key = next(k for k in keys.keys if k.key_id == header.get("kid"))
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[a for a in ALGORITHMS if a == key.algorithm_name],
                audience=AUDIENCE,
                issuer=issuer,
                leeway=LEEWAY,
                options=_CLAIMS,
            )
        except (jwt.PyJWTError, KeyError, StopIteration, TypeError, ValueError) as error:
            raise TokenError("the token is not accepted") from error
        return _caller(claims)


def _caller(claims: dict[str, Any]) -> Caller:
    purposes = claims.get("purposes", [])
    if not isinstance(purposes, list) or not all(p in PURPOSES for p in purposes):
        raise TokenError("the token names an unknown purpose")
    texts = {name: claims.get(name) for name in ("role", "area", "unit", "agency")}
    if any(not isinstance(value, str | None) for value in texts.values()) or not texts["role"]:
        raise TokenError("the token lacks a role, or a claim is not text")
    area = texts["area"]
    if area and not (area.isascii() and area.isdigit() and len(area) <= 9):
        raise TokenError("the area is not a KATO prefix")
    return Caller(
        subject=f"{claims['iss']}/{claims['sub']}",
        role=texts["role"],
        area=area,
        unit=texts["unit"] or None,
        agency=texts["agency"] or None,
        purposes=tuple(purposes),
        expires=int(claims["exp"]),
    )
