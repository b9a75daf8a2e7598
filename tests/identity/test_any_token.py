"""Whatever stands in a token, signed or not, the verifier answers with a caller or a refusal, and never falls."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from security.identity.jwks import ALGORITHMS, usable_keys
from security.identity.rejection_reasons import TokenError
from security.identity.verifier import Verifier
from tests.identity.partner import KEY_SET, demanding, encoded, payload, signed_bytes, verifier

HEADER = {"alg": "EdDSA", "kid": "ed", "typ": "at+jwt"}
NAMES = [*payload(), "nbf", "unit", "scope", "cnf", "x5t#S256"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(10**300, 10**320) | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def proves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Verifier, asyncio.Runner]]:
    folder: Path = tmp_path_factory.mktemp("any")
    with asyncio.Runner() as runner:
        yield verifier(folder, policy=demanding("education", once=True)), runner


def _put(proves: tuple[Verifier, asyncio.Runner], token: str) -> None:
    proving, runner = proves
    with suppress(TokenError):
        runner.run(proving.caller(token, None))


@given(changes=st.dictionaries(st.sampled_from(NAMES), JSON, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_claims(proves: tuple[Verifier, asyncio.Runner], changes: dict[str, Any]) -> None:
    body = json.dumps({**payload(), **changes}).encode()
    _put(proves, signed_bytes(json.dumps(HEADER).encode(), body))


@given(changes=st.dictionaries(st.sampled_from([*HEADER, "crit", "b64"]), JSON, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_header(proves: tuple[Verifier, asyncio.Runner], changes: dict[str, Any]) -> None:
    _put(proves, signed_bytes(json.dumps({**HEADER, **changes}).encode(), json.dumps(payload()).encode()))


@given(head=st.binary(max_size=40), body=st.binary(max_size=40), text=st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_bytes(proves: tuple[Verifier, asyncio.Runner], head: bytes, body: bytes, text: str) -> None:
    _put(proves, signed_bytes(head, body))
    _put(proves, text)
    _put(proves, f"{encoded(head)}.{text}.{encoded(body)}")


@given(
    changes=st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "n", "e", "alg", "use", "kid", "key_ops"]), JSON
    )
)
@settings(max_examples=200, deadline=None)
def test_any_published_key(changes: dict[str, Any]) -> None:
    for entry in KEY_SET["keys"]:
        usable_keys({"keys": [{**entry, **changes}, entry]}, ALGORITHMS)
