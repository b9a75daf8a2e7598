"""Every way of being refused, by name: one answer for all of them, and the reason in the log alone."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from structlog.testing import capture_logs

from hub.http.authentication import issuer_of
from hub.settings import Settings
from security.identity.jws_parse import MAX_TOKEN
from security.identity.local_issuer import LOCAL_ISSUER, Claims
from security.identity.rejection_reasons import RejectionReason, TokenError
from security.identity.verifier import LEEWAY
from security.limits.declared import Limits
from tests.identity.doors import Asked, asked
from tests.identity.partner import CURVE, ENTRY, KEY_SET, RSA, encoded, payload, signed, signed_bytes, verifier

HEADER = b'{"alg":"EdDSA","kid":"ed","typ":"at+jwt"}'
RSA_PEM = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _body(**changes: Any) -> bytes:
    return json.dumps(payload(**changes)).encode()


def _with(name: bytes, value: bytes) -> bytes:
    """The claims of a good token, with a value that no JSON library would write."""
    return (
        _body(exp=None)[:-1]
        + b","
        + name
        + value
        + (b"}" if name == b'"exp":' else b',"exp":%d}' % (time.time() + 60))
    )


def _headed(**more: Any) -> str:
    """A token with a right signature and this in its header."""
    return signed_bytes(json.dumps({**json.loads(HEADER), **more}).encode(), _body())


def _hand_signed(algorithm: str, secret: bytes, kid: str) -> str:
    """HMAC over a public key, which PyJWT itself declines to make."""
    start = f"{encoded(json.dumps({'alg': algorithm, 'kid': kid, 'typ': 'at+jwt'}).encode())}.{encoded(_body())}"
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(start.encode(), secret)
    return f"{start}.{encoded(signature)}"


def _odd_tail(token: str) -> str:
    """The same signature with bits set that base64url leaves over."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) | 1]


def bad_tokens() -> dict[str, tuple[str, RejectionReason]]:
    """Each with the reason it is refused for; made when asked for, since a slow run outlives them."""
    now, good = int(time.time()), signed(payload())
    return {
        "expired": (signed(payload(iat=now - 200, exp=now - 100)), RejectionReason.EXPIRED),
        "no end": (signed(payload(exp=None)), RejectionReason.CLAIM),
        "end that is a text": (signed(payload(exp=str(now + 60))), RejectionReason.CLAIM),
        "end that is true": (signed_bytes(HEADER, _body(exp=True)), RejectionReason.CLAIM),
        "end that is infinite": (signed_bytes(HEADER, _with(b'"exp":', b"1e999")), RejectionReason.CLAIM),
        "end of four hundred digits": (signed(payload(exp=10**400)), RejectionReason.CLAIM),
        "beginning before time": (signed(payload(iat=-1)), RejectionReason.CLAIM),
        "end that is NaN": (signed_bytes(HEADER, _with(b'"exp":', b"NaN")), RejectionReason.MALFORMED),
        "no beginning": (signed(payload(iat=None)), RejectionReason.CLAIM),
        "issued tomorrow": (signed(payload(iat=now + 86400, exp=now + 86460)), RejectionReason.NOT_YET),
        "not yet good": (signed(payload(nbf=now + 300)), RejectionReason.NOT_YET),
        "good for too long": (signed(payload(exp=now + 7200)), RejectionReason.LIFETIME),
        "unsigned": (f"{encoded(HEADER)}.{encoded(_body())}.", RejectionReason.MALFORMED),
        "none": (
            jwt.encode(payload(), "", algorithm="none", headers={"kid": "ed", "typ": "at+jwt"}),
            RejectionReason.MALFORMED,
        ),
        "none with a signature": (
            signed_bytes(HEADER.replace(b"EdDSA", b"none"), _body()),
            RejectionReason.ALGORITHM,
        ),
        "nOnE": (signed_bytes(HEADER.replace(b"EdDSA", b"nOnE"), _body()), RejectionReason.ALGORITHM),
        "HS256 with a public key": (_hand_signed("HS256", RSA_PEM, "rsa"), RejectionReason.ALGORITHM),
        "RS256 named for an HMAC": (_hand_signed("RS256", RSA_PEM, "rsa"), RejectionReason.SIGNATURE),
        "algorithm of another key": (
            jwt.encode(payload(), CURVE, algorithm="ES256", headers={"kid": "ed", "typ": "at+jwt"}),
            RejectionReason.ALGORITHM,
        ),
        "RS512": (
            jwt.encode(payload(), RSA, algorithm="RS512", headers={"kid": "rsa", "typ": "at+jwt"}),
            RejectionReason.ALGORITHM,
        ),
        "algorithm that is a list": (
            signed_bytes(HEADER.replace(b'"EdDSA"', b'["EdDSA"]'), _body()),
            RejectionReason.HEADER,
        ),
        "other key": (
            jwt.encode(payload(), Ed25519PrivateKey.generate(), "EdDSA", headers={"kid": "ed", "typ": "at+jwt"}),
            RejectionReason.SIGNATURE,
        ),
        "changed claims": (
            ".".join([good.split(".")[0], encoded(_body(area="10")), good.split(".")[2]]),
            RejectionReason.SIGNATURE,
        ),
        "unknown key": (_headed(kid="k9"), RejectionReason.KEY),
        "key id of two readings": (_headed(kid="../../ed"), RejectionReason.KEY),
        "unknown crit": (_headed(crit=["urn:example:new"]), RejectionReason.HEADER),
        "empty crit": (_headed(crit=[]), RejectionReason.HEADER),
        "b64 in crit": (_headed(crit=["b64"], b64=True), RejectionReason.HEADER),
        "embedded jwk": (_headed(jwk=KEY_SET["keys"][0]), RejectionReason.HEADER),
        "embedded jku": (_headed(jku="https://id.example.kz/keys"), RejectionReason.HEADER),
        "embedded x5u": (_headed(x5u="https://id.example.kz/cert"), RejectionReason.HEADER),
        "embedded x5c": (_headed(x5c=["MII"]), RejectionReason.HEADER),
        "compressed": (_headed(zip="DEF"), RejectionReason.HEADER),
        "oversized": (signed(payload(more="x" * MAX_TOKEN)), RejectionReason.OVERSIZED),
        "oversized and no token": ("." * 1_000_000, RejectionReason.OVERSIZED),
        "wrong audience": (signed(payload(aud="https://other.example.kz")), RejectionReason.AUDIENCE),
        "no audience": (signed(payload(aud=None)), RejectionReason.CLAIM),
        "audience with a slash more": (signed(payload(aud="https://hub.example.kz/")), RejectionReason.AUDIENCE),
        "unknown issuer": (signed(payload(iss="https://id.example.kz.evil.example")), RejectionReason.ISSUER),
        "issuer with a slash more": (signed(payload(iss="https://id.example.kz/")), RejectionReason.ISSUER),
        "no issuer": (signed(payload(iss=None)), RejectionReason.ISSUER),
        "local issuer's name, partner's key": (signed(payload(iss=LOCAL_ISSUER, aud="ortaq")), RejectionReason.KEY),
        "an ID token": (signed(payload(), typ="JWT"), RejectionReason.TYPE),
        "no type": (signed_bytes(b'{"alg":"EdDSA","kid":"ed"}', _body()), RejectionReason.TYPE),
        "no key id": (signed_bytes(b'{"alg":"EdDSA","typ":"at+jwt"}', _body()), RejectionReason.KEY),
        "key id that is a number": (signed_bytes(HEADER.replace(b'"ed"', b"1"), _body()), RejectionReason.KEY),
        "header name twice": (signed_bytes(HEADER[:-1] + b',"kid":"ed"}', _body()), RejectionReason.MALFORMED),
        "claim twice": (signed_bytes(HEADER, _body()[:-1] + b',"role":"precinct"}'), RejectionReason.MALFORMED),
        "claims that are a list": (signed_bytes(HEADER, b"[1]"), RejectionReason.MALFORMED),
        "claims nested deeply": (signed_bytes(HEADER, b"[" * 4000), RejectionReason.MALFORMED),
        "claims in UTF-16": (signed_bytes(HEADER, _body().decode().encode("utf-16")), RejectionReason.MALFORMED),
        "padded": (good + "==", RejectionReason.MALFORMED),
        "standard base64": (good.replace("_", "/").replace("-", "+") + "+", RejectionReason.MALFORMED),
        "bits left over": (_odd_tail(good), RejectionReason.MALFORMED),
        "new line at the end": (good + "\n", RejectionReason.MALFORMED),
        "four parts": (good + ".eA", RejectionReason.MALFORMED),
        "five parts": ("a.b.c.d.e", RejectionReason.MALFORMED),
        "letters beyond ASCII": (good + "é", RejectionReason.MALFORMED),
        "not a token": ("x.y.z", RejectionReason.MALFORMED),
        "no subject": (signed(payload(sub=None)), RejectionReason.CLAIM),
        "empty subject": (signed(payload(sub="")), RejectionReason.CLAIM),
        "subject with half a letter": (signed(payload(sub="\ud800")), RejectionReason.CLAIM),
        "subject of two lines": (signed(payload(sub="a\nb")), RejectionReason.CLAIM),
        "no role": (signed(payload(role=None)), RejectionReason.CLAIM),
        "role that is no text": (signed(payload(role=["education"])), RejectionReason.CLAIM),
        "unknown purpose": (signed(payload(purposes=["CURIOSITY"])), RejectionReason.CLAIM),
        "purposes that are no list": (signed(payload(purposes="CASE_WORK")), RejectionReason.CLAIM),
        "purpose that is no text": (signed(payload(purposes=[["CASE_WORK"]])), RejectionReason.CLAIM),
        "area that is no prefix": (signed(payload(area="75' OR 1=1")), RejectionReason.CLAIM),
        "scope that is a list": (signed(payload(scope=["ortaq:class:PERSON"])), RejectionReason.CLAIM),
        "role of others": (signed(payload(role="prosecutor")), RejectionReason.ASSERTION),
        "agency of others": (signed(payload(agency="MIA")), RejectionReason.ASSERTION),
        "unit of others": (signed(payload(unit="uni_2")), RejectionReason.ASSERTION),
        "area of others": (signed(payload(area="71")), RejectionReason.ASSERTION),
        "the whole country": (signed(payload(area="")), RejectionReason.ASSERTION),
        "area above its own": (signed(payload(area="7")), RejectionReason.ASSERTION),
        "purpose of others": (signed(payload(purposes=["INVESTIGATION"])), RejectionReason.ASSERTION),
        "bound to a certificate not shown": (
            signed(payload(cnf={"x5t#S256": encoded(bytes(32))})),
            RejectionReason.CERTIFICATE,
        ),
        "bound in an unknown way": (signed(payload(cnf={"jkt": encoded(bytes(32))})), RejectionReason.CLAIM),
        "bound in two ways": (
            signed(payload(cnf={"x5t#S256": encoded(bytes(32)), "jkt": encoded(bytes(32))})),
            RejectionReason.CLAIM,
        ),
        "bound to half a digest": (signed(payload(cnf={"x5t#S256": encoded(bytes(16))})), RejectionReason.CLAIM),
        "bound to null": (signed_bytes(HEADER, _with(b'"cnf":', b"null")), RejectionReason.CLAIM),
    }


@pytest.mark.parametrize("name", bad_tokens())
def test_refused_for_its_own_reason(tmp_path: Path, name: str) -> None:
    token, reason = bad_tokens()[name]
    with pytest.raises(TokenError) as refused:
        asyncio.run(verifier(tmp_path).caller(token, None))
    assert refused.value.reason == reason


@pytest.mark.parametrize("kid", ["ed", "ec", "rsa"])
def test_good_token_of_each_algorithm(tmp_path: Path, kid: str) -> None:
    caller = asyncio.run(verifier(tmp_path).caller(signed(payload(unit="uni_1"), kid), None))
    assert (caller.subject, caller.role, caller.area) == ("https://id.example.kz/s", "education", "7510")
    assert (caller.unit, caller.agency, caller.purposes, caller.classes) == ("uni_1", "MES", ("CASE_WORK",), None)


def test_several_audiences_and_the_long_form_of_the_type(tmp_path: Path) -> None:
    body = payload(aud=["https://other.example.kz", "https://hub.example.kz"])
    asyncio.run(verifier(tmp_path).caller(signed(body, typ="application/AT+JWT"), None))


def bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"


def outside(home: Path) -> Settings:
    (home / "keys.json").write_text(json.dumps(KEY_SET), encoding="utf-8")
    (home / "issuers.toml").write_text(ENTRY, encoding="utf-8")
    return Settings(home=home, issuers=home / "issuers.toml")


def test_all_refusals_are_one_answer_and_the_log_knows_the_reason(tmp_path: Path) -> None:
    settings = outside(tmp_path).model_copy(update={"limits": Limits(failures_per_minute=1000)})
    bad, good = bad_tokens(), signed(payload())
    refused = {
        **{name: [bearer(token)] for name, (token, _) in bad.items()},
        "no token": [],
        "empty token": [bearer("")],
        "other scheme": [("Authorization", "Basic eDp5")],
        "token twice": [bearer(good), bearer(good)],
    }
    with capture_logs() as logged:
        answers = asked(settings, [Asked(headers) for headers in refused.values()])
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(answer.headers.items()) for answer in answers}) == 1
    assert answers[0].headers["www-authenticate"] == 'Bearer error="invalid_token"'
    reasons = [entry for entry in logged if entry["event"] == "token refused"]
    assert [entry["reason"] for entry in reasons] == [*(reason for _, reason in bad.values()), *["missing"] * 4]
    assert all(set(entry) == {"event", "reason", "log_level"} for entry in reasons)


def test_good_tokens_of_both_issuers_are_answered(tmp_path: Path) -> None:
    settings = outside(tmp_path)
    local = issuer_of(settings).issue(
        Claims(role="penal", area=None, unit=None, agency=None, purposes=("CASE_WORK",), subject="s", lifetime=60)
    )
    answers = asked(settings, [Asked([bearer(token)]) for token in (local, signed(payload()))])
    assert [answer.json()["data"] for answer in answers] == [
        {"me": {"role": "penal", "area": None}},
        {"me": {"role": "education", "area": "7510"}},
    ]


def test_without_the_local_issuer_its_tokens_are_those_of_nobody(tmp_path: Path) -> None:
    on = outside(tmp_path)
    off = on.model_copy(update={"local_issuer": False})
    local = issuer_of(on).issue(
        Claims(role="penal", area=None, unit=None, agency=None, purposes=("CASE_WORK",), subject="s", lifetime=60)
    )
    nobody = signed(payload(iss="https://nobody.example"))
    with capture_logs() as logged:
        answers = asked(off, [Asked([bearer(token)]) for token in (local, nobody, signed(payload()))])
    assert [answer.status_code for answer in answers] == [401, 401, 200]
    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers
    assert [entry["reason"] for entry in logged if entry["event"] == "token refused"] == ["issuer", "issuer"]


def test_lacking_purpose_is_403_before_anything_runs(tmp_path: Path) -> None:
    # The graph of this hub is away: whatever reached it would be 503.
    stated = [bearer(signed(payload())), ("Ortaq-Purpose", "OVERSIGHT")]
    allowed = [bearer(signed(payload())), ("Ortaq-Purpose", "CASE_WORK")]
    query = "{ persons { totalCount } }"
    refused, reached = asked(outside(tmp_path), [Asked(stated, query), Asked(allowed, query)])
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "PURPOSE_REFUSED")
    assert reached.status_code == 503


def test_remembered_token_ends_when_it_expires(tmp_path: Path) -> None:
    start = int(time.time())
    now = float(start)
    proves = verifier(tmp_path, clock=lambda: now)
    token = signed(payload(iat=start, exp=start + 60))
    first = asyncio.run(proves.caller(token, None))
    assert asyncio.run(proves.caller(token, None)) is first
    now += 59 + LEEWAY
    asyncio.run(proves.caller(token, None))
    now += 1
    with pytest.raises(TokenError) as refused:
        asyncio.run(proves.caller(token, None))
    assert refused.value.reason == RejectionReason.EXPIRED
