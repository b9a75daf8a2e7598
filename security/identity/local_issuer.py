"""The local issuer: for a demonstration, for tests, and for sites without a provider of their own."""

import json
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from schema.identifiers import AreaCode, UnitId
from security.clock import unix_now
from security.vault.secret_files import secret_file

AUDIENCE = "ortaq"
LOCAL_ISSUER = "ortaq-local"
AT_JWT = "at+jwt"
"""The type of an access token (RFC 9068, section 2.1)."""


class IssuerKeyError(Exception):
    """The local issuer's key file holds something else."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What a token should say. ``lifetime`` is in seconds."""

    role: str
    area: AreaCode | None
    unit: UnitId | None
    agency: str | None
    purposes: tuple[str, ...]
    subject: str
    lifetime: int
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Issuer:
    """Signs tokens with a key of the hub's own."""

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
        now = int(unix_now())
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
        if claims.feeds:
            payload["feeds"] = list(claims.feeds)
        for name in ("area", "unit", "agency"):
            if (value := getattr(claims, name)) is not None:
                payload[name] = value
        headers = {"kid": self.key_id, "typ": AT_JWT}
        return jwt.encode(payload, self.key, algorithm="EdDSA", headers=headers)


def local_issuer(path: Path) -> Issuer:
    """The issuer whose key stands in ``path``, made if there is none.

    Raises:
        IssuerKeyError: the file holds no Ed25519 key.
    """
    pem = secret_file(
        path,
        lambda: Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise IssuerKeyError(f"{path} holds no Ed25519 key")
    return Issuer(key)
