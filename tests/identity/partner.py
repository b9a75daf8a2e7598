"""A partner's issuer with a key of each sort, and tokens of it: good ones, and such as no issuer would make."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import AllowedPrivateKeys, ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from security.authorization.policy import Policy
from security.identity.discovery import FixedKeys
from security.identity.issuers import CLAIM_NAMES, MaySay, TrustedIssuer, local_entry
from security.identity.jwks import ALGORITHMS, usable_keys
from security.identity.local_issuer import Issuer
from security.identity.used_tokens import SeenTokens
from security.identity.verifier import Verifier
from tests.support.policy_files import agreed_policy

NAME = "https://id.example.kz"
AUDIENCE = "https://hub.example.kz"
EDWARDS = Ed25519PrivateKey.generate()
CURVE = ec.generate_private_key(ec.SECP256R1())
LOCAL = Issuer(Ed25519PrivateKey.generate())
RSA = rsa.generate_private_key(65537, 2048)
PRIVATE: dict[str, tuple[AllowedPrivateKeys, str]] = {
    "ed": (EDWARDS, "EdDSA"),
    "ec": (CURVE, "ES256"),
    "rsa": (RSA, "RS256"),
}
KEY_SET = {
    "keys": [
        {**json.loads(OKPAlgorithm.to_jwk(EDWARDS.public_key())), "kid": "ed", "use": "sig"},
        {**json.loads(ECAlgorithm.to_jwk(CURVE.public_key())), "kid": "ec", "alg": "ES256"},
        {**json.loads(RSAAlgorithm.to_jwk(RSA.public_key())), "kid": "rsa", "key_ops": ["verify"]},
    ]
}
TRUSTED = TrustedIssuer(
    name=NAME,
    audience=AUDIENCE,
    algorithms=ALGORITHMS,
    types=("at+jwt",),
    lifetime=3600,
    claim_names={name: name for name in CLAIM_NAMES},
    may_say=MaySay(
        roles=frozenset({"education", "precinct"}),
        agencies=frozenset({"MES"}),
        units=frozenset({"uni_1"}),
        areas=("75", "10"),
        purposes=frozenset({"CASE_WORK", "REPORTING"}),
    ),
    keys=FixedKeys(usable_keys(KEY_SET, ALGORITHMS)),
)
ENTRY = f"""
[[issuer]]
url = "{NAME}"
audience = "{AUDIENCE}"
algorithms = ["EdDSA", "ES256", "RS256"]
roles = ["education", "precinct"]
agencies = ["MES"]
units = ["uni_1"]
areas = ["75", "10"]
purposes = ["CASE_WORK", "REPORTING"]
keys = "keys.json"
"""


def payload(**changes: Any) -> dict[str, Any]:
    """The claims of a good token, with these changed; None leaves a claim out."""
    now = int(time.time())
    whole = {
        "iss": NAME,
        "aud": AUDIENCE,
        "sub": "s",
        "iat": now,
        "exp": now + 900,
        "jti": "t1",
        "role": "education",
        "area": "7510",
        "agency": "MES",
        "purposes": ["CASE_WORK"],
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def signed(body: dict[str, Any], kid: str = "ed", **headers: Any) -> str:
    """A token with the signature of one of the partner's keys."""
    key, algorithm = PRIVATE[kid]
    return jwt.encode(body, key, algorithm=algorithm, headers={"typ": "at+jwt", "kid": kid, **headers})


def signed_bytes(header: bytes, body: bytes) -> str:
    """A token of just these bytes with a right Ed25519 signature: what no library would write."""
    start = f"{encoded(header)}.{encoded(body)}"
    return f"{start}.{encoded(EDWARDS.sign(start.encode()))}"


def encoded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def demanding(role: str, once: bool = False, bound: bool = False) -> Policy:
    """The shipped policy with these demands of one role's tokens."""
    roles = agreed_policy().roles
    return Policy({**roles, role: replace(roles[role], once=once, bound=bound)})


def verifier(
    home: Path,
    issuer: TrustedIssuer = TRUSTED,
    policy: Policy | None = None,
    clock: Callable[[], float] = time.time,
) -> Verifier:
    """A verifier that trusts ``issuer`` and a local one."""
    issuers = {each.name: each for each in (issuer, local_entry(LOCAL))}
    return Verifier(issuers, policy or agreed_policy(), SeenTokens(home / "seen.sqlite"), clock)
