"""The file of issuers: what cannot be meant stops the hub, with file and entry; and what each issuer may say."""

import asyncio
import datetime as dt
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schema.identifiers import AreaCode
from schema.model import AccessClass
from security.authorization.caller import Caller, grants_of
from security.identity.discovery import DiscoveredKeys
from security.identity.issuers import read_issuers
from security.site_file import SiteFileError
from tests.identity.partner import ENTRY, KEY_SET, NAME, TRUSTED, payload, signed, verifier
from tests.support.hubs import command, free_port
from tests.support.policy_files import agreed_policy

ROLES = agreed_policy().roles


def _written(folder: Path, text: str) -> Path:
    (folder / "keys.json").write_text(json.dumps(KEY_SET), encoding="utf-8")
    path = folder / "issuers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_entry_is_read(tmp_path: Path) -> None:
    text = ENTRY + 'types = ["at+jwt", "jwt"]\nmax_minutes = 5\n[issuer.claims]\nrole = "ortaq_role"\n'
    issuer = read_issuers(_written(tmp_path, text), ROLES)[NAME]
    assert issuer.may_say == TRUSTED.may_say
    assert (issuer.lifetime, issuer.types) == (300, ("at+jwt", "jwt"))
    assert (issuer.claim_names["role"], issuer.claim_names["area"]) == ("ortaq_role", "area")


def test_without_a_file_of_keys_they_are_discovered(tmp_path: Path) -> None:
    text = ENTRY.replace('keys = "keys.json"', "")
    assert isinstance(read_issuers(_written(tmp_path, text), ROLES)[NAME].keys, DiscoveredKeys)


WITHOUT_KEYS = ENTRY.replace('keys = "keys.json"\n', "")
WRONG = {
    "not TOML": ("issuer = [", "1: not TOML"),
    "another table": ("[issuers]\n", "issuer: is missing"),
    "nothing": ("", "issuer: is missing"),
    "no list": ("issuer = 1\n", "issuer: must be a list"),
    "unknown entry": (ENTRY + 'rolls = ["ngo"]\n', "issuer 1: rolls: unknown entry"),
    "no audience": (ENTRY.replace("audience", "#"), "audience: is missing"),
    "empty audience": (
        ENTRY.replace("hub.example.kz", "").replace('"https://"', '""'),
        "must not be empty",
    ),
    "unknown role": (ENTRY.replace('"precinct"', '"precint"'), "roles 2: must be one of .*precinct"),
    "no roles": (ENTRY.replace('["education", "precinct"]', "[]"), "roles: must name at least one"),
    "roles that are no list": (ENTRY.replace('["education", "precinct"]', '"education"'), "roles: must be a list"),
    "unknown purpose": (ENTRY.replace("REPORTING", "CURIOSITY"), "purposes 2: must be one of .*REPORTING"),
    "HS256": (ENTRY.replace("RS256", "HS256"), "algorithms 3: must be one of ES256, EdDSA, RS256"),
    "none": (ENTRY.replace("RS256", "none"), "algorithms 3: must be one of ES256, EdDSA, RS256"),
    "no algorithm": (ENTRY.replace('["EdDSA", "ES256", "RS256"]', "[]"), "algorithms: must name at least one"),
    "unknown type": (ENTRY + 'types = ["id"]\n', "types 1: must be one of at.jwt, jwt"),
    "odd area": (ENTRY.replace('"75"', '"75x"'), "areas 1: must be a KATO prefix"),
    "odd lifetime": (ENTRY + "max_minutes = 0\n", "max_minutes: must be 1 or more"),
    "true lifetime": (ENTRY + "max_minutes = true\n", "max_minutes: must be a whole number"),
    "no keys": (ENTRY.replace("keys.json", "none.json"), "keys: FileNotFoundError"),
    "keys that are none": (ENTRY.replace("keys.json", "issuers.toml"), "keys: JSONDecodeError"),
    "keys of others": (
        ENTRY.replace('"EdDSA", "ES256", "RS256"', '"ES256"').replace("keys.json", "ed.json"),
        "no key",
    ),
    "plain http": (WITHOUT_KEYS.replace(NAME, "http://id.example.kz"), "url must be an https address"),
    "query in the address": (WITHOUT_KEYS.replace(NAME, f"{NAME}?x=1"), "url must be an https address"),
    "unknown authority": (WITHOUT_KEYS + 'ca = "none.pem"\n', "ca: FileNotFoundError"),
    "authority that is none": (WITHOUT_KEYS + 'ca = "keys.json"\n', "ca: SSLError"),
    "unknown claim": (ENTRY + '[issuer.claims]\nregion = "x"\n', "claims: region: must be one of 'role', 'area'"),
    "claim that is no name": (ENTRY + "[issuer.claims]\nrole = 1\n", "claims: role: must be a text"),
    "claims that are no table": (ENTRY + "claims = 1\n", "claims: must be a table"),
    "the same twice": (ENTRY + ENTRY, "two tables have the same url"),
    "the local name": (ENTRY.replace(NAME, "ortaq-local"), "url is the local issuer's own name"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_file_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    text, message = WRONG[name]
    (tmp_path / "ed.json").write_text(json.dumps({"keys": KEY_SET["keys"][:1]}), encoding="utf-8")
    path = _written(tmp_path, text)
    with pytest.raises(SiteFileError, match=message) as refused:
        read_issuers(path, ROLES)
    assert str(refused.value).startswith(f"{path}:")


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("ORTAQ_ISSUERS", "none.toml", "none.toml:1: the file cannot be read as text: FileNotFoundError"),
        ("ORTAQ_TRUSTED_PROXIES", "10.0.0.1/8", "ORTAQ_TRUSTED_PROXIES: 10.0.0.1/8 is no network"),
        ("ORTAQ_TLS_KEY", "key.pem", "ORTAQ_TLS_CERTIFICATE and ORTAQ_TLS_KEY go together"),
        ("ORTAQ_TLS_CLIENT_AUTHORITIES", "ca.pem", "ORTAQ_TLS_CERTIFICATE and ORTAQ_TLS_KEY go together"),
    ],
)
def test_hub_does_not_start_on_a_wrong_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, message: str
) -> None:
    monkeypatch.setenv(setting, value)
    ended = command(tmp_path, free_port(), "serve")
    assert ended.returncode != 0
    assert message in ended.stderr and "Traceback" not in ended.stderr
    assert not (tmp_path / "graph").exists()


def _caller(home: Path, **claims: Any) -> Caller:
    return asyncio.run(verifier(home).caller(signed(payload(**claims)), None))


def test_claims_are_read_under_the_partners_names(tmp_path: Path) -> None:
    names = {**TRUSTED.claim_names, "role": "https://ortaq.example/role", "purposes": "uses"}
    body = payload(role="prosecutor", purposes=["INVESTIGATION"], uses=["REPORTING"])
    body["https://ortaq.example/role"] = "precinct"
    proves = verifier(tmp_path, replace(TRUSTED, claim_names=names))
    caller = asyncio.run(proves.caller(signed(body), None))
    assert (caller.role, caller.purposes) == ("precinct", ("REPORTING",))


def test_what_is_left_out_is_not_granted(tmp_path: Path) -> None:
    caller = _caller(tmp_path, area=None, agency=None, purposes=None)
    assert (caller.area, caller.unit, caller.agency, caller.purposes) == (None, None, None, ())


@pytest.mark.parametrize(
    ("scope", "classes", "purposes"),
    [
        ("ortaq:class:PERSON ortaq:purpose:CASE_WORK", {"PERSON"}, ("CASE_WORK",)),
        ("ortaq:class:PERSON ortaq:class:CONTACT", {"PERSON", "CONTACT"}, ()),
        ("ortaq:class:HEALTH ortaq:purpose:INVESTIGATION", {"HEALTH"}, ()),
        ("ortaq:class:PERSONS ortaq:class:person openid *", set(), ()),
        ("ortaq:class: ortaq:class:* ortaq:purpose:*", set(), ()),
        ("openid ortaq:nothing", set(), ()),
        ("profile ORTAQ:CLASS:PERSON", set(), ()),
        ("openid profile email ortaq:class:PERSON ortaq:purpose:CASE_WORK", {"PERSON"}, ("CASE_WORK",)),
    ],
)
def test_scopes_leave_what_they_name(
    tmp_path: Path, scope: str, classes: set[str], purposes: tuple[str, ...]
) -> None:
    caller = _caller(tmp_path, scope=scope, purposes=["CASE_WORK", "REPORTING"])
    assert (set(caller.classes or ()), caller.purposes) == ({AccessClass(name) for name in classes}, purposes)
    assert caller.classes is not None


@pytest.mark.parametrize(
    "scope",
    [
        "openid profile email",
        "openid",
        "offline_access  email",
        "",
        "roles web-origins acr basic",
        "hub:read",
        "x ortaq",
    ],
)
def test_scopes_that_are_not_the_hubs_own_narrow_nothing(tmp_path: Path, scope: str) -> None:
    claims = {"purposes": ["CASE_WORK"], "exp": int(time.time()) + 300}
    assert _caller(tmp_path, scope=scope, **claims) == _caller(tmp_path, **claims)


DAY = dt.date(2026, 6, 30)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_scopes_can_only_narrow_a_role(role: str) -> None:
    whole = Caller(
        subject="s", role=role, area=AreaCode("75"), unit=None, agency=None, purposes=("CASE_WORK",), expires=2**40
    )
    everything = grants_of(whole, ROLES[role], DAY)
    for access in AccessClass:
        narrowed = grants_of(replace(whole, classes=frozenset({access})), ROLES[role], DAY)
        assert set(narrowed.cells) <= set(everything.cells)
        assert narrowed.of(access) == everything.of(access)
        assert all(narrowed.of(other) == () for other in AccessClass if other != access)
        if len(narrowed.cells) < len(everything.cells):
            assert narrowed.shape != everything.shape and narrowed.digest != everything.digest
    # No scope names statistics or work: a token with scopes leaves none.
    named = grants_of(replace(whole, classes=frozenset(AccessClass)), ROLES[role], DAY)
    assert named == replace(everything, statistics=None, work=())
