"""A hub in this process that lets people sign in with a provider, and the provider's people."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from starlette.applications import Starlette

from hub.app import create_app
from hub.settings import Settings
from tests.conftest import Runner
from tests.identity.provider_process import HUB, Provider, private_keys
from tests.sign_in.person import HUB_ADDRESS, Person

CLIENT_KEY = ec.generate_private_key(ec.SECP256R1())
SECRET = "a secret: of+the hub/client"
PEOPLE: Mapping[str, Any] = {
    name: {
        "name": f"Made-up {name}",
        "claims": {
            "ortaq_role": role,
            "ortaq_area": "7510",
            "ortaq_agency": "MES",
            "ortaq_purposes": purposes,
        },
    }
    for name, role, purposes in (
        ("teacher", "education", ["CASE_WORK", "REPORTING"]),
        ("detective", "criminal", ["CASE_WORK", "INVESTIGATION"]),
        # Says what the site's file does not let its issuer say.
        ("impostor", "auditor", ["OVERSIGHT"]),
    )
}
_ADDRESSES = count(1)


def clients(*origins: str) -> list[dict[str, Any]]:
    """The hub as a client of the provider: with a key, and with a secret."""
    shared = {
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [f"{origin}/sign-in/callback" for origin in origins],
        "post_logout_redirect_uris": [f"{origin}/sign-in" for origin in origins],
    }
    public = {**json.loads(ECAlgorithm.to_jwk(CLIENT_KEY.public_key())), "kid": "hub", "use": "sig", "alg": "ES256"}
    by_key = {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [public]}}
    by_secret = {"token_endpoint_auth_method": "client_secret_basic", "client_secret": SECRET}
    return [{"client_id": "by-key", **shared, **by_key}, {"client_id": "by-secret", **shared, **by_secret}]


def write_client_key(path: Path, key: Any = CLIENT_KEY) -> None:
    """Write the client's private key, for its owner alone."""
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(pem)
    path.chmod(0o600)


def issuers_file(folder: Path, provider: Provider, client_id: str = "by-key") -> Path:
    """The site's file of issuers, with the provider, and the files that it names."""
    write_client_key(folder / "client.pem")
    (folder / "client.secret").write_text(f"{SECRET}\n", encoding="utf-8")
    (folder / "client.secret").chmod(0o600)
    proof = 'key = "client.pem"\nkey_id = "hub"' if client_id == "by-key" else 'secret = "client.secret"'
    path = folder / f"issuers-{client_id}.toml"
    path.write_text(
        f'[[issuer]]\nurl = "{provider.url}"\naudience = "{HUB}"\nalgorithms = ["EdDSA", "ES256", "RS256"]\n'
        'roles = ["education", "criminal"]\nagencies = ["MES"]\nareas = ["75"]\n'
        'purposes = ["CASE_WORK", "REPORTING", "INVESTIGATION"]\n'
        '[issuer.claims]\nrole = "ortaq_role"\narea = "ortaq_area"\nagency = "ortaq_agency"\n'
        'purposes = "ortaq_purposes"\n'
        f'[issuer.sign_in]\nclient_id = "{client_id}"\n{proof}\nscopes = ["openid", "profile"]\nresource = true\n'
        '[issuer.sign_in.label]\nkk = "Әріптес"\nru = "Партнёр"\nen = "the partner"\n',
        encoding="utf-8",
    )
    return path


@dataclass
class Site:
    """A running hub, and its provider."""

    app: Starlette
    run: Runner
    provider: Provider
    keys: list[dict[str, Any]] = field(default_factory=lambda: private_keys(1))

    def person(self, hub: str = HUB_ADDRESS) -> Person:
        """Somebody at a browser that has not been here before."""
        return person_at(self.app, self.run, hub)

    def provide(self, seconds: int = 300, people: Mapping[str, Any] = PEOPLE, new_keys: bool = False) -> None:
        """Let the provider serve these people, with tokens that live so long."""
        if new_keys:
            self.keys = private_keys(next(_ADDRESSES) + 1)
        further = clients(HUB_ADDRESS, "https://hub")
        self.provider.begin({"keys": self.keys, "clients": further, "people": people, "seconds": seconds})


def person_at(app: Starlette, run: Runner, hub: str = HUB_ADDRESS) -> Person:
    """Somebody at a browser that has not been here before, at an address of its own."""
    number = next(_ADDRESSES)
    return Person(app, run, f"10.1.{number // 250}.{number % 250 + 1}", hub)


@contextmanager
def running_app(settings: Settings, run: Runner, demo: bool = False) -> Iterator[Starlette]:
    """The application with a graph of its own, until the end of the block."""
    app = create_app(settings, demo=demo)
    lifespan = app.router.lifespan_context(app)
    run(lifespan.__aenter__())
    try:
        yield app
    finally:
        run(lifespan.__aexit__(None, None, None))
