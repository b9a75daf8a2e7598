"""The table of an issuer that signs people in, what cannot be meant in it, and how the client shows itself."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from security.identity.issuers import read_issuers
from security.identity.sign_in_client import ClientSecret, SignInClient
from security.site_file import SiteFileError
from tests.identity.partner import AUDIENCE, ENTRY, NAME
from tests.sign_in.site import write_client_key
from tests.support.policy_files import agreed_policy

REACHED = ENTRY.replace('keys = "keys.json"\n', "")
LABEL = '[issuer.sign_in.label]\nkk = "А"\nru = "Б"\nen = "C"\n'
BY_SECRET = f'[issuer.sign_in]\nclient_id = "ortaq"\nsecret = "s"\n{LABEL}'
BY_KEY = BY_SECRET.replace('secret = "s"', 'key = "k.pem"\nkey_id = "k1"')


def _client(folder: Path, text: str) -> SignInClient:
    file = folder / "issuers.toml"
    file.write_text(text, encoding="utf-8")
    client = read_issuers(file, agreed_policy().roles)[NAME].sign_in
    assert client is not None
    return client


def test_a_secret_is_encoded_before_it_is_sent(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("a+b c:%\n", encoding="utf-8")
    client = _client(tmp_path, REACHED + BY_SECRET)
    assert isinstance(client.authentication, ClientSecret) and "a+b" not in repr(client)
    form, (name, password) = client.authentication.proof("id:1", NAME)
    assert (form, name, password) == ({}, "id%3A1", "a%2Bb+c%3A%25") and unquote_plus(password) == "a+b c:%"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (Ed25519PrivateKey.generate(), "EdDSA"),
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (rsa.generate_private_key(65537, 2048), "RS256"),
    ],
    ids=["EdDSA", "ES256", "RS256"],
)
def test_a_key_signs_a_statement_for_one_issuer(tmp_path: Path, key: Any, algorithm: str) -> None:
    write_client_key(tmp_path / "k.pem", key)
    form, password = _client(tmp_path, REACHED + BY_KEY).authentication.proof("ortaq", NAME)
    assert password is None
    statement = form["client_assertion"]
    claims = jwt.decode(statement, key.public_key(), algorithms=[algorithm], audience=NAME)
    assert (claims["iss"], claims["sub"], claims["exp"] - claims["iat"]) == ("ortaq", "ortaq", 60)
    assert jwt.get_unverified_header(statement)["kid"] == "k1"
    again, _ = _client(tmp_path, REACHED + BY_KEY).authentication.proof("ortaq", NAME)
    assert again["client_assertion"] != statement


WRONG = {
    "no label": (REACHED + BY_SECRET.replace(LABEL, ""), "sign_in: label: is missing"),
    "both": (
        REACHED + BY_SECRET.replace('secret = "s"', 'secret = "s"\nkey = "k.pem"'),
        "either as secret or as key",
    ),
    "neither": (REACHED + BY_SECRET.replace('secret = "s"\n', ""), "either as secret or as key"),
    "id of no key": (REACHED + BY_SECRET.replace('"s"', '"s"\nkey_id = "k1"'), "key_id goes with key"),
    "no openid": (REACHED + BY_SECRET.replace('"s"', '"s"\nscopes = ["profile"]'), "scopes must have openid"),
    "the audience": (REACHED + BY_SECRET.replace('"ortaq"', f'"{AUDIENCE}"'), "client_id must not be the audience"),
    "out of reach": (ENTRY + BY_SECRET, "leave keys out"),
    "no file": (REACHED + BY_SECRET.replace('"s"', '"none"'), "sign_in: the file .* FileNotFoundError"),
    "empty file": (REACHED + BY_SECRET.replace('"s"', '"empty"'), "holds none"),
    "open file": (REACHED + BY_SECRET.replace('"s"', '"open"'), "chmod go-rwx"),
    "no key": (REACHED + BY_KEY.replace("k.pem", "s"), "no private key in PEM"),
    "another curve": (REACHED + BY_KEY.replace("k.pem", "p384.pem"), "must be P-256"),
    "unknown entry": (REACHED + BY_SECRET.replace("secret", "password"), "password: unknown entry"),
}


@pytest.mark.parametrize(("text", "problem"), WRONG.values(), ids=list(WRONG))
def test_what_cannot_be_meant_stops_the_hub(tmp_path: Path, text: str, problem: str) -> None:
    for name, content in (("s", "secret"), ("empty", " \n"), ("open", "secret"), ("keys.json", '{"keys": []}')):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "open").chmod(0o644)
    write_client_key(tmp_path / "p384.pem", ec.generate_private_key(ec.SECP384R1()))
    with pytest.raises(SiteFileError, match=problem):
        _client(tmp_path, text)
