"""An outside issuer of tokens, as a site names one: its keys, its entry in the hub's file, its tokens.

docs/identity.md. The hub's own local issuer is not used: a site may have turned it off.
"""

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

URL = "https://id.tests.example.kz"
AUDIENCE = "https://hub.tests.example.kz"
KID = "tests-1"
PURPOSES = (
    "CASE_WORK",
    "PREVENTION_CHECK",
    "RECONCILIATION",
    "REPORTING",
    "INVESTIGATION",
    "OVERSIGHT",
    "FEED",
    "EMERGENCY",
)
KEY = Ed25519PrivateKey.generate()
SECONDS = 3600


@dataclass(frozen=True)
class Caller:
    """What a token says. ``unit`` is the hub's id of a body."""

    role: str
    area: str = "75"
    unit: str | None = None
    agency: str | None = None
    purposes: tuple[str, ...] = ("CASE_WORK",)
    feeds: tuple[str, ...] = ()
    subject: str = ""

    @property
    def name(self) -> str:
        """The subject: whom the hub counts and charges."""
        return self.subject or f"{self.role}-{self.area}"


def token(caller: Caller) -> str:
    """A signed token of the issuer."""
    now = int(time.time())
    said: dict[str, Any] = {
        "iss": URL,
        "aud": AUDIENCE,
        "sub": caller.name,
        "iat": now,
        "exp": now + SECONDS,
        "jti": str(uuid.uuid4()),
        "role": caller.role,
        "area": caller.area,
        "purposes": list(caller.purposes),
    }
    said |= {"unit": caller.unit} if caller.unit else {}
    said |= {"agency": caller.agency} if caller.agency else {}
    said |= {"feeds": list(caller.feeds)} if caller.feeds else {}
    return jwt.encode(said, KEY, algorithm="EdDSA", headers={"kid": KID, "typ": "at+jwt"})


def write_entry(folder: Path, roles: Sequence[str], agencies: Sequence[str], feeds: Sequence[str]) -> Path:
    """The file that ORTAQ_ISSUERS names: the issuer may say anything of these."""
    jwk = json.loads(OKPAlgorithm.to_jwk(KEY.public_key()))
    (folder / "keys.json").write_text(json.dumps({"keys": [{**jwk, "kid": KID, "alg": "EdDSA", "use": "sig"}]}))
    entry = {
        "url": URL,
        "audience": AUDIENCE,
        "algorithms": ["EdDSA"],
        "max_minutes": SECONDS // 60,
        "roles": list(roles),
        "agencies": list(agencies),
        "units": ["*"],
        "areas": [""],
        "purposes": list(PURPOSES),
        "feeds": list(feeds),
        "keys": "keys.json",
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in entry.items()]
    path = folder / "issuers.toml"
    path.write_text("\n".join(["[[issuer]]", *lines, ""]))
    return path
