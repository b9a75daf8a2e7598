"""The hub as a client of an issuer that signs people in: its id there, and how it shows that it is that client."""

import ssl
import stat
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import quote_plus

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pydantic import Field, model_validator

from security.clock import unix_now
from security.identity.provider_endpoints import DiscoveredEndpoints
from security.site_file import SiteTable, SiteText, SiteTexts, refuse
from security.vault.private_folder import OTHERS

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
OPENID = "openid"

PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey


class ClientFileError(Exception):
    """The file of the client's secret or key cannot be used."""


@dataclass(frozen=True)
class ClientSecret:
    """Authenticates by a secret (``client_secret_basic``, OpenID Connect Core 1.0, section 9)."""

    secret: str = field(repr=False)

    def proof(self, client_id: str, _issuer: str) -> tuple[dict[str, str], tuple[str, str]]:
        """What is added to a form, and name and password of the header: both encoded (RFC 6749, section 2.3.1)."""
        return {}, (quote_plus(client_id), quote_plus(self.secret))


@dataclass(frozen=True)
class ClientKey:
    """Authenticates by a signature (``private_key_jwt``). ``key_id`` is the one that the issuer knows, if any."""

    key: PrivateKey = field(repr=False)
    algorithm: str
    key_id: str | None

    def proof(self, client_id: str, issuer: str) -> tuple[dict[str, str], None]:
        """What is added to a form: a statement good once, for a minute, to this issuer alone (RFC 7523)."""
        now = int(unix_now())
        statement: dict[str, Any] = {
            "iss": client_id,
            "sub": client_id,
            "aud": issuer,
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
        }
        headers = {"kid": self.key_id} if self.key_id is not None else {}
        assertion = jwt.encode(statement, self.key, algorithm=self.algorithm, headers=headers)
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}, None


@dataclass(frozen=True, kw_only=True)
class SignInClient:
    """How the hub asks an issuer to sign somebody in. ``labels`` is the issuer's name for people, by language."""

    client_id: str
    authentication: ClientSecret | ClientKey
    scopes: tuple[str, ...]
    resource: str | None
    labels: Mapping[str, str]
    provider: DiscoveredEndpoints
    trust: ssl.SSLContext | bool


class LabelTable(SiteTable):
    """What people are shown as the issuer's name."""

    kk: SiteText
    ru: SiteText
    en: SiteText


class SignInTable(SiteTable):
    """``[issuer.sign_in]``, as docs/identity.md explains it."""

    client_id: SiteText
    secret: SiteText | None = None
    key: SiteText | None = None
    key_id: SiteText | None = None
    scopes: Annotated[SiteTexts, Field(min_length=1)] = (OPENID,)
    resource: bool = False
    label: LabelTable

    @model_validator(mode="after")
    def _shows_who_it_is_in_one_way(self) -> Self:
        if (self.secret is None) == (self.key is None):
            refuse("name a file either as secret or as key")
        if self.key_id is not None and self.key is None:
            refuse("key_id goes with key")
        if OPENID not in self.scopes:
            refuse("scopes must have openid")
        return self

    def client(self, issuer: str, audience: str, trust: ssl.SSLContext | bool, folder: Path) -> SignInClient:
        """The client that the table describes; files that it names lie in ``folder``.

        Raises:
            ClientFileError: a file cannot be used.
        """
        return SignInClient(
            client_id=self.client_id,
            authentication=self._authentication(folder),
            scopes=self.scopes,
            resource=audience if self.resource else None,
            labels=self.label.model_dump(),
            provider=DiscoveredEndpoints(issuer, trust),
            trust=trust,
        )

    def _authentication(self, folder: Path) -> ClientSecret | ClientKey:
        if self.secret is not None:
            secret = _private_bytes(folder / self.secret).decode("utf-8", "replace").strip()
            if not secret or not secret.isprintable():
                raise ClientFileError("the file of the secret holds none")
            return ClientSecret(secret)
        assert self.key is not None
        key = _private_key(_private_bytes(folder / self.key))
        return ClientKey(key, _algorithm_of(key), self.key_id)


def _private_bytes(path: Path) -> bytes:
    try:
        if stat.S_IMODE(path.stat().st_mode) & OTHERS:
            raise ClientFileError("others can reach the file of the secret or key; run chmod go-rwx on it")
        return path.read_bytes()
    except OSError as error:
        raise ClientFileError(f"the file of the secret or key: {type(error).__name__}") from error


def _private_key(pem: bytes) -> PrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        raise ClientFileError("the file holds no private key in PEM") from None
    if isinstance(key, EllipticCurvePrivateKey) and not isinstance(key.curve, SECP256R1):
        raise ClientFileError("the key's curve must be P-256")
    if not isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey):
        raise ClientFileError("the key must be Ed25519, P-256 or RSA")
    return key


def _algorithm_of(key: PrivateKey) -> str:
    if isinstance(key, Ed25519PrivateKey):
        return "EdDSA"
    return "ES256" if isinstance(key, EllipticCurvePrivateKey) else "RS256"
