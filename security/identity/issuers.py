"""Who may issue tokens, and what each issuer may say: one TOML file of the site, checked when the hub starts.

An outside issuer says what its entry lists and nothing else: no other role, agency, unit, area, purpose or feed.
What an entry leaves out may not be said at all.
"""

import json
import ssl
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from security.authorization.purposes import PURPOSES
from security.identity.discovery import DiscoveredKeys, FixedKeys, KeySource, is_safe_address
from security.identity.jwks import ALGORITHMS, KeySetError, usable_keys
from security.identity.local_issuer import AT_JWT, AUDIENCE, LOCAL_ISSUER, Issuer

TYPES = (AT_JWT, "jwt")
ANY = "*"
"""In a list of units: every unit."""

LOCAL_MINUTES = 31 * 24 * 60
MAX_MINUTES = 24 * 60
"""Longest lifetime that an entry may allow an outside issuer's tokens."""

CLAIM_NAMES = ("role", "area", "unit", "agency", "purposes", "feeds")
ENTRIES = frozenset(
    {
        "url",
        "audience",
        "algorithms",
        "types",
        "max_minutes",
        "roles",
        "agencies",
        "units",
        "areas",
        "purposes",
        "feeds",
    }
    | {"claims", "keys", "ca"}
)
_DEMANDED = ("url", "audience", "algorithms", "roles", "purposes")


class IssuersError(Exception):
    """The file of issuers says something that cannot be meant. The message names the file and the entry."""


@dataclass(frozen=True, kw_only=True)
class MaySay:
    """What an issuer's tokens may say. None stands for anything: the local issuer alone has that."""

    roles: frozenset[str] | None
    agencies: frozenset[str] | None
    units: frozenset[str] | None
    areas: tuple[str, ...]
    purposes: frozenset[str]
    feeds: frozenset[str] | None = frozenset()


@dataclass(frozen=True, kw_only=True)
class TrustedIssuer:
    """An issuer, its keys, and how its tokens are read. ``lifetime`` is the longest, in seconds."""

    name: str
    audience: str
    algorithms: tuple[str, ...]
    types: tuple[str, ...]
    lifetime: int
    claim_names: Mapping[str, str]
    may_say: MaySay
    keys: KeySource


def local_entry(issuer: Issuer) -> TrustedIssuer:
    """The local issuer, trusted with everything that a token can say."""
    return TrustedIssuer(
        name=LOCAL_ISSUER,
        audience=AUDIENCE,
        algorithms=("EdDSA",),
        types=(AT_JWT,),
        lifetime=LOCAL_MINUTES * 60,
        claim_names={name: name for name in CLAIM_NAMES},
        may_say=MaySay(
            roles=None, agencies=None, units=None, areas=("",), purposes=frozenset(PURPOSES), feeds=None
        ),
        keys=FixedKeys(usable_keys(issuer.key_set, ("EdDSA",))),
    )


def read_issuers(path: Path, roles: Collection[str]) -> Mapping[str, TrustedIssuer]:
    """The outside issuers that ``path`` names, by the ``iss`` of their tokens. ``roles`` are the policy's.

    Raises:
        IssuersError: the file is not there or not TOML, or an entry is unknown, missing or cannot be meant.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IssuersError(f"{path}: {type(error).__name__}: {error}") from error
    entries = data.get("issuer")
    if set(data) != {"issuer"} or not isinstance(entries, list):
        raise IssuersError(f"{path}: the file is a list of [[issuer]] tables and nothing else")
    found: dict[str, TrustedIssuer] = {}
    for number, entry in enumerate(entries, 1):
        issuer = _IssuerTable(path, number, entry).issuer(frozenset(roles))
        if issuer.name in found or issuer.name == LOCAL_ISSUER:
            raise IssuersError(f"{path}: issuer {number}: url {issuer.name} is taken")
        found[issuer.name] = issuer
    return found


@dataclass(frozen=True)
class _IssuerTable:
    """One ``[[issuer]]`` while it is read."""

    path: Path
    number: int
    data: Mapping[str, Any]

    def issuer(self, roles: frozenset[str]) -> TrustedIssuer:
        for name in self.data:
            if name not in ENTRIES:
                raise self.wrong(f"unknown entry {name}")
        for name in _DEMANDED:
            if name not in self.data:
                raise self.wrong(f"{name} is missing")
        algorithms = self.listed("algorithms", ALGORITHMS)
        types = self.listed("types", TYPES) if "types" in self.data else (AT_JWT,)
        minutes = self.data.get("max_minutes", 60)
        if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= MAX_MINUTES:
            raise self.wrong(f"max_minutes is not a whole number from 1 to {MAX_MINUTES}")
        return TrustedIssuer(
            name=self.text("url"),
            audience=self.text("audience"),
            algorithms=algorithms,
            types=types,
            lifetime=minutes * 60,
            claim_names=self.claim_names(),
            may_say=self.may_say(roles),
            keys=self.keys(algorithms),
        )

    def may_say(self, roles: frozenset[str]) -> MaySay:
        areas = self.listed("areas")
        if wrong := [area for area in areas if not is_area(area)]:
            raise self.wrong(f"areas: {wrong[0]!r} is not a KATO prefix")
        units = frozenset(self.listed("units"))
        return MaySay(
            roles=frozenset(self.listed("roles", roles)),
            agencies=frozenset(self.listed("agencies")),
            units=None if ANY in units else units,
            areas=areas,
            purposes=frozenset(self.listed("purposes", PURPOSES)),
            feeds=frozenset(self.listed("feeds")),
        )

    def claim_names(self) -> Mapping[str, str]:
        given = self.data.get("claims", {})
        if not isinstance(given, dict):
            raise self.wrong("claims is not a table")
        for name, claim in given.items():
            if name not in CLAIM_NAMES:
                raise self.wrong(f"claims: {name} is none of {', '.join(CLAIM_NAMES)}")
            if not isinstance(claim, str) or not claim:
                raise self.wrong(f"claims: {name} is not the name of a claim")
        return {name: given.get(name, name) for name in CLAIM_NAMES}

    def keys(self, algorithms: tuple[str, ...]) -> KeySource:
        if "keys" in self.data:
            return self.fixed_keys(self.path.parent / self.text("keys"), algorithms)
        url = self.text("url")
        if not is_safe_address(url) or "?" in url:
            raise self.wrong("url is not an https address (http on loopback alone)")
        if "ca" not in self.data:
            return DiscoveredKeys(url, algorithms)
        try:
            trust = ssl.create_default_context(cafile=self.path.parent / self.text("ca"))
        except (OSError, ssl.SSLError) as error:
            raise self.wrong(f"ca: {type(error).__name__}") from error
        return DiscoveredKeys(url, algorithms, trust)

    def fixed_keys(self, file: Path, algorithms: tuple[str, ...]) -> KeySource:
        try:
            keys = usable_keys(json.loads(file.read_text(encoding="utf-8")), algorithms)
        except (OSError, ValueError, KeySetError) as error:
            raise self.wrong(f"keys: {type(error).__name__}") from error
        if not keys:
            raise self.wrong("keys: no key of the set can be used with the algorithms named")
        return FixedKeys(keys)

    def text(self, name: str) -> str:
        value = self.data[name]
        if not isinstance(value, str) or not value:
            raise self.wrong(f"{name} is not a text")
        return value

    def listed(self, name: str, known: Collection[str] | None = None) -> tuple[str, ...]:
        """The texts listed under ``name``. With ``known``, at least one, and each of them known."""
        values = self.data.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.wrong(f"{name} is not a list of texts")
        if known is not None and not values:
            raise self.wrong(f"{name} names nothing")
        for value in values:
            if known is not None and value not in known:
                raise self.wrong(f"{name}: {value} is not known")
        return tuple(values)

    def wrong(self, what: str) -> IssuersError:
        url = self.data.get("url")
        named = f" ({url})" if isinstance(url, str) else ""
        return IssuersError(f"{self.path}: issuer {self.number}{named}: {what}")


def is_area(text: str) -> bool:
    """Whether ``text`` is a KATO prefix; the empty one is the whole country."""
    return len(text) <= 9 and (not text or (text.isascii() and text.isdigit()))
