"""Tokens, policy files, cursors and secret files: what is not exactly right is refused."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm

from schema.model import AccessClass
from security.cursors import CursorError, CursorSeal, new_key
from security.policy import load_policy
from security.policy_source import PolicyError
from security.secrets import secret_file
from security.tokens import AUDIENCE, LOCAL_ISSUER, Claims, Issuer, TokenError, Verifier

ISSUER = Issuer(Ed25519PrivateKey.generate())
OUTSIDE = ec.generate_private_key(ec.SECP256R1())
OUTSIDE_SET = {
    "keys": [{**json.loads(ECAlgorithm.to_jwk(OUTSIDE.public_key())), "kid": "o1", "alg": "ES256", "use": "sig"}]
}
VERIFIER = Verifier(
    {LOCAL_ISSUER: jwt.PyJWKSet.from_dict(ISSUER.key_set), "partner": jwt.PyJWKSet.from_dict(OUTSIDE_SET)}
)
CLAIMS = Claims("precinct", "7510", None, None, ("CASE_WORK",), "s", 60)


def payload(**changes: Any) -> dict[str, Any]:
    now = int(dt.datetime.now(dt.UTC).timestamp())
    whole = {
        "iss": LOCAL_ISSUER,
        "aud": AUDIENCE,
        "sub": "s",
        "iat": now,
        "exp": now + 60,
        "role": "precinct",
        "purposes": ["CASE_WORK"],
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def signed(body: dict[str, Any], key: Any = ISSUER.key, algorithm: str = "EdDSA", kid: str = "") -> str:
    return jwt.encode(body, key, algorithm=algorithm, headers={"kid": kid or ISSUER.key_id})


def test_local_and_outside_tokens_are_accepted() -> None:
    assert VERIFIER.caller(ISSUER.issue(CLAIMS)).area == "7510"
    outside = signed(payload(iss="partner", role="penal"), OUTSIDE, "ES256", "o1")
    assert VERIFIER.caller(outside).role == "penal"


PAST = int(dt.datetime(2020, 1, 1, tzinfo=dt.UTC).timestamp())
BAD = {
    "expired": signed(payload(exp=PAST)),
    "no end": signed(payload(exp=None)),
    "other audience": signed(payload(aud="elsewhere")),
    "unknown issuer": signed(payload(iss="somebody")),
    "other key": signed(payload(), Ed25519PrivateKey.generate()),
    "key of another issuer": signed(payload(), OUTSIDE, "ES256", "o1"),
    "unknown key": signed(payload(), kid="k9"),
    "no signature": jwt.encode(payload(), "", algorithm="none", headers={"kid": ISSUER.key_id}),
    "secret that is public": signed(payload(), "a-shared-secret-of-thirty-two-bytes!", "HS256"),
    "no role": signed(payload(role=None)),
    "role that is no text": signed(payload(role=1)),
    "unknown purpose": signed(payload(purposes=["CURIOSITY"])),
    "purposes that are no list": signed(payload(purposes="CASE_WORK")),
    "area that is no prefix": signed(payload(area="75' OR 1=1")),
    "not a token": "x.y.z",
    "empty": "",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_token_is_refused(name: str) -> None:
    with pytest.raises(TokenError):
        VERIFIER.caller(BAD[name])


@pytest.mark.parametrize(
    "text",
    [
        'norms = ["517-8.1"]\n[release]\nPERSONS = "FULL area"\n',
        'norms = ["517-8.1"]\n[release]\nPERSON = "WHOLE area"\n',
        'norms = ["517-8.1"]\n[release]\nPERSON = "FULL everywhere"\n',
        'norms = ["because"]\n[release]\nPERSON = "FULL area"\n',
        '[release]\nPERSON = "FULL area"\n',
        'norms = ["517-8.1"]\nextra = 1\n',
        "not toml",
    ],
)
def test_bad_policy_names_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "precinct.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"precinct\.toml"):
        load_policy(tmp_path)


ACCESS = Path(__file__).parent.parent.parent / "shared" / "access.md"
LETTERS = {"F": "FULL", "M": "MASKED", "P": "POINTER"}


@pytest.mark.parametrize("path", [path for path in [ACCESS] if path.exists()])
def test_shipped_policy_is_the_published_matrix(path: Path) -> None:
    roles = load_policy().roles
    header: list[str] = []
    compared = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if len(cells) < 3:
            continue
        if cells[0] == "class":
            header = cells
        elif cells[0] in AccessClass.__members__:
            for role, cell in zip(header[1:], cells[1:], strict=True):
                wanted = [] if cell == "–" else [part.split() for part in cell.split(", ")]
                given = [[c.release.name, c.scope] for c in roles[role].cells.get(AccessClass(cells[0]), ())]
                assert given == [[LETTERS[letter], scope] for letter, scope in wanted], (role, cells[0])
                compared += 1
    assert compared == 20 * 11 and len(roles) == 20


def test_cursor_opens_only_where_it_was_made() -> None:
    seal = CursorSeal(new_key())
    cursor = seal.seal(["751000000/per_x", None], "Person,+areaKey", b"grants")
    assert seal.seal(["751000000/per_x", None], "Person,+areaKey", b"grants") == cursor
    assert seal.open(cursor, "Person,+areaKey", b"grants") == ["751000000/per_x", None]
    assert "per_x" not in cursor
    for changed, order, grants in (
        (cursor, "Person,-areaKey", b"grants"),
        (cursor, "Case,+areaKey", b"grants"),
        (cursor, "Person,+areaKey", b"others"),
        (cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB"), "Person,+areaKey", b"grants"),
        ("", "Person,+areaKey", b"grants"),
        (None, "Person,+areaKey", b"grants"),
    ):
        with pytest.raises(CursorError):
            seal.open(changed, order, grants)


def test_secret_file_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret"
    assert secret_file(path, lambda: b"one") == secret_file(path, lambda: b"two") == b"one"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(PermissionError):
        secret_file(path, lambda: b"three")
