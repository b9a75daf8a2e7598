"""Keys that may sign: the public keys of a JSON Web Key Set (RFC 7517), each pinned to one algorithm."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ALGORITHMS = ("EdDSA", "ES256", "RS256")
_ALGORITHM_OF = {("OKP", "Ed25519"): "EdDSA", ("EC", "P-256"): "ES256", ("RSA", None): "RS256"}
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
MAX_KEYS = 64
"""Keys of one set that are looked at."""

RSA_BITS = range(2048, 8193)
"""Lengths of an RSA modulus: shorter is weak (RFC 7518, section 3.3), longer buys nothing but work."""


class KeySetError(Exception):
    """What should be a key set is none."""


@dataclass(frozen=True)
class Key:
    """A public key and the one algorithm with which it may be used. Two keys of the same material are equal."""

    key_id: str
    algorithm: str
    material: tuple[tuple[str, str], ...]
    public: jwt.PyJWK


def usable_keys(key_set: Any, algorithms: tuple[str, ...]) -> Mapping[str, Key]:
    """The keys of ``key_set`` that may sign with one of ``algorithms``, by key id.

    A key is left out that is private, for encryption, without an id, of a type that fits no allowed
    algorithm, or whose id another key of the set has too. An issuer that publishes no key has withdrawn all.

    Raises:
        KeySetError: this is no key set.
    """
    entries = key_set.get("keys") if isinstance(key_set, dict) else None
    if not isinstance(entries, list):
        raise KeySetError("not a JSON Web Key Set")
    entries = [entry for entry in entries[:MAX_KEYS] if isinstance(entry, dict)]
    times = Counter(str(entry.get("kid")) for entry in entries)
    keys = (_key(entry, algorithms) for entry in entries if times[str(entry.get("kid"))] == 1)
    return {key.key_id: key for key in keys if key is not None}


def _key(entry: dict[str, Any], algorithms: tuple[str, ...]) -> Key | None:
    key_id, kind = entry.get("kid"), entry.get("kty")
    algorithm = _ALGORITHM_OF.get((str(kind), None if kind == "RSA" else str(entry.get("crv"))))
    if not isinstance(key_id, str) or not key_id or algorithm is None or algorithm not in algorithms:
        return None
    if entry.get("alg", algorithm) != algorithm or entry.get("use", "sig") != "sig" or _PRIVATE & entry.keys():
        return None
    uses = entry.get("key_ops", ["verify"])
    if not isinstance(uses, list) or "verify" not in uses:
        return None
    try:
        public = jwt.PyJWK(entry, algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if isinstance(public.key, RSAPublicKey) and public.key.key_size not in RSA_BITS:
        return None
    material = tuple((name, str(entry[name])) for name in ("kty", "crv", "x", "y", "n", "e") if name in entry)
    return Key(key_id, algorithm, material, public)
