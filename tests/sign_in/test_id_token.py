"""Id tokens that are none: of another issuer, client, person's sign-in, or time."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from security.identity.discovery import FixedKeys
from security.identity.id_token import person_of
from security.identity.rejection_reasons import RejectionReason, TokenError
from tests.identity.partner import NAME, TRUSTED, signed

NONCE = "nonce-of-this-sign-in"


def _claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = {
        "iss": NAME,
        "aud": "ortaq",
        "sub": "person-1",
        "iat": now,
        "exp": now + 300,
        "nonce": NONCE,
        "name": "Made-up name",
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def _rejection(token: str, **changes: Any) -> RejectionReason:
    with pytest.raises(TokenError) as raised:
        asyncio.run(person_of(token, replace(TRUSTED, **changes), "ortaq", NONCE))
    return raised.value.reason


@pytest.mark.parametrize("kid", ["ed", "ec", "rsa"])
@pytest.mark.parametrize("kind", ["JWT", None])
def test_a_good_one_says_who_has_signed_in(kid: str, kind: str | None) -> None:
    person = asyncio.run(person_of(signed(_claims(), kid, typ=kind), TRUSTED, "ortaq", NONCE))
    assert (person.subject, person.name) == (f"{NAME}/person-1", "Made-up name")
    assert "Made-up" not in repr(person)


WRONG = [
    ({"nonce": "another"}, RejectionReason.NONCE),
    ({"nonce": None}, RejectionReason.NONCE),
    ({"nonce": 1}, RejectionReason.NONCE),
    ({"aud": "another"}, RejectionReason.AUDIENCE),
    ({"aud": ["ortaq", "another"]}, RejectionReason.AUDIENCE),
    ({"azp": "another"}, RejectionReason.AUDIENCE),
    ({"iss": "https://other.example.kz"}, RejectionReason.ISSUER),
    ({"exp": None}, RejectionReason.CLAIM),
    ({"sub": None}, RejectionReason.CLAIM),
    ({"sub": ""}, RejectionReason.CLAIM),
]


@pytest.mark.parametrize(("changes", "reason"), WRONG, ids=str)
def test_one_that_is_none_is_refused(changes: dict[str, Any], reason: RejectionReason) -> None:
    assert _rejection(signed(_claims(**changes), typ="JWT")) == reason


WRONG_TIMES = [
    ({"exp": -60}, RejectionReason.EXPIRED),
    ({"exp": 7200}, RejectionReason.LIFETIME),
    ({"iat": 600, "exp": 900}, RejectionReason.NOT_YET),
]
"""In seconds from the moment at which a test runs, which may be an hour after it was collected."""


@pytest.mark.parametrize(("seconds", "reason"), WRONG_TIMES, ids=str)
def test_one_of_another_time_is_refused(seconds: dict[str, int], reason: RejectionReason) -> None:
    now = int(time.time())
    claims = _claims(**{name: now + offset for name, offset in seconds.items()})
    assert _rejection(signed(claims, typ="JWT")) == reason


def test_an_access_token_is_no_id_token() -> None:
    assert _rejection(signed(_claims(), typ="at+jwt")) == RejectionReason.TYPE


def test_a_forged_one_is_refused() -> None:
    token = signed(_claims(), typ="JWT")
    assert _rejection(f"{token[:-8]}{'A' * 8}") == RejectionReason.SIGNATURE
    assert _rejection(token, keys=FixedKeys({})) == RejectionReason.KEY
    assert _rejection(token, algorithms=("ES256",)) == RejectionReason.ALGORITHM


@pytest.mark.parametrize("name", [None, "", 1, "x" * 256, "two\nlines"])
def test_a_name_that_is_none_is_left_out(name: Any) -> None:
    token = signed(_claims(name=name), typ="JWT")
    assert asyncio.run(person_of(token, TRUSTED, "ortaq", NONCE)).name is None
