"""Who may issue tokens, and what each issuer may say: one TOML file of the site, checked when the hub starts.

An outside issuer says what its entry lists and nothing else: no other role, agency, unit, area, purpose or feed.
What an entry leaves out may not be said at all.
"""

import json
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from security.authorization.purposes import PURPOSES
from security.identity.discovery import DiscoveredKeys, FixedKeys, KeySource, is_safe_address
from security.identity.jwks import ALGORITHMS, KeySetError, usable_keys
from security.identity.local_issuer import AT_JWT, AUDIENCE, LOCAL_ISSUER, Issuer
from security.identity.sign_in_client import ClientFileError, SignInClient, SignInTable
from security.site_file import SiteFileError, SiteTable, SiteText, SiteTexts, read_source, refuse, refuse_twice

TYPES = (AT_JWT, "jwt")
ANY = "*"
"""In a list of units: every unit."""

LOCAL_MINUTES = 31 * 24 * 60
MAX_MINUTES = 24 * 60
"""Longest lifetime that an entry may allow an outside issuer's tokens."""

ClaimName = Literal["role", "area", "unit", "agency", "purposes", "feeds"]
CLAIM_NAMES: tuple[ClaimName, ...] = get_args(ClaimName)


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
    """An issuer, its keys, and how its tokens are read. ``lifetime`` is the longest, in seconds.

    ``sign_in`` is there where the issuer signs people in.
    """

    name: str
    audience: str
    algorithms: tuple[str, ...]
    types: tuple[str, ...]
    lifetime: int
    claim_names: Mapping[str, str]
    may_say: MaySay
    keys: KeySource
    sign_in: SignInClient | None = None


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


def _among(value: str, info: ValidationInfo) -> str:
    """A role, purpose, algorithm or type, by the vocabulary that the context has for the field."""
    vocabulary = (info.context or {})[info.field_name]
    return value if value in vocabulary else refuse(f"must be one of {', '.join(sorted(vocabulary))}")


def _area(value: str) -> str:
    return value if is_area(value) else refuse("must be a KATO prefix: at most nine digits")


_OneOf = Annotated[str, AfterValidator(_among)]
_Vocabulary = Annotated[tuple[_OneOf, ...], Field(strict=False, min_length=1)]
KatoPrefix = Annotated[str, AfterValidator(_area)]


class IssuerTable(SiteTable):
    """One ``[[issuer]]``, as docs/identity.md explains it."""

    url: SiteText
    audience: SiteText
    algorithms: _Vocabulary
    types: _Vocabulary = (AT_JWT,)
    max_minutes: int = Field(60, ge=1, le=MAX_MINUTES)
    roles: _Vocabulary
    agencies: SiteTexts = ()
    units: SiteTexts = ()
    areas: Annotated[tuple[KatoPrefix, ...], Field(strict=False)] = ()
    purposes: _Vocabulary
    feeds: SiteTexts = ()
    claims: dict[ClaimName, SiteText] = Field(default_factory=dict)
    keys: SiteText | None = None
    ca: SiteText | None = None
    sign_in: SignInTable | None = None

    @model_validator(mode="after")
    def _is_an_address(self) -> Self:
        if self.url == LOCAL_ISSUER:
            refuse("url is the local issuer's own name")
        if self.keys is None and (not is_safe_address(self.url) or "?" in self.url):
            refuse("url must be an https address (http on loopback alone)")
        return self

    @model_validator(mode="after")
    def _can_sign_people_in(self) -> Self:
        if self.sign_in is not None and self.keys is not None:
            refuse("sign_in needs an issuer that can be reached: leave keys out")
        # An id token would pass for an access token otherwise, where the issuer's types do not tell them apart.
        if self.sign_in is not None and self.sign_in.client_id == self.audience:
            refuse("sign_in: client_id must not be the audience")
        return self

    def issuer(self, folder: Path) -> TrustedIssuer:
        """The issuer that the table describes; files that it names lie in ``folder``."""
        return TrustedIssuer(
            name=self.url,
            audience=self.audience,
            algorithms=self.algorithms,
            types=self.types,
            lifetime=self.max_minutes * 60,
            claim_names={name: self.claims.get(name, name) for name in CLAIM_NAMES},
            may_say=MaySay(
                roles=frozenset(self.roles),
                agencies=frozenset(self.agencies),
                units=None if ANY in self.units else frozenset(self.units),
                areas=self.areas,
                purposes=frozenset(self.purposes),
                feeds=frozenset(self.feeds),
            ),
            keys=self._key_source(folder),
            sign_in=self._sign_in_client(folder),
        )

    def _sign_in_client(self, folder: Path) -> SignInClient | None:
        if self.sign_in is None:
            return None
        return self.sign_in.client(self.url, self.audience, self._trust(folder), folder)

    def _trust(self, folder: Path) -> ssl.SSLContext | bool:
        return ssl.create_default_context(cafile=folder / self.ca) if self.ca else True

    def _key_source(self, folder: Path) -> KeySource:
        if self.keys is not None:
            keys = usable_keys(json.loads((folder / self.keys).read_text(encoding="utf-8")), self.algorithms)
            if not keys:
                raise KeySetError("no key of the set can be used with the algorithms named")
            return FixedKeys(keys)
        return DiscoveredKeys(self.url, self.algorithms, self._trust(folder))


class _IssuersFile(SiteTable):
    issuer: list[IssuerTable]

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        refuse_twice((table.url for table in self.issuer), "url")
        return self


def read_issuers(path: Path, roles: Collection[str]) -> Mapping[str, TrustedIssuer]:
    """The outside issuers that ``path`` names, by the ``iss`` of their tokens. ``roles`` are the policy's.

    Raises:
        SiteFileError: the file is not there or not TOML, or an entry is unknown, missing or cannot be meant.
    """
    source = read_source(path)
    vocabulary = {"roles": roles, "purposes": PURPOSES, "algorithms": ALGORITHMS, "types": TYPES}
    issuers = {}
    for number, table in enumerate(source.parse(_IssuersFile, vocabulary).issuer):
        try:
            issuers[table.url] = table.issuer(path.parent)
        except ClientFileError as error:
            problem = source.problem(f"issuer {number + 1}: sign_in: {error}", "issuer", number, "sign_in")
            raise SiteFileError([problem]) from error
        except (OSError, ValueError, KeySetError) as error:
            entry = "ca" if table.keys is None else "keys"
            why = str(error) if isinstance(error, KeySetError) else type(error).__name__
            problem = source.problem(f"issuer {number + 1}: {entry}: {why}", "issuer", number, entry)
            raise SiteFileError([problem]) from error
    return issuers


def is_area(text: str) -> bool:
    """Whether ``text`` is a KATO prefix; the empty one is the whole country."""
    return len(text) <= 9 and (not text or (text.isascii() and text.isdigit()))
