"""What belongs to one request: the certificate that was shown, and a token that is good once."""

import asyncio
import base64
import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.settings import Settings
from security.identity.certificates import ProxyError, digest_from_proxy, read_proxies
from security.identity.rejection_reasons import RejectionReason, TokenError
from security.identity.used_tokens import SeenTokens
from security.identity.verifier import Verifier
from tests.identity.certificates import authority, leaf
from tests.identity.doors import Asked, asked
from tests.identity.partner import demanding, encoded, payload, signed, verifier
from tests.identity.test_tokens import bearer, outside

CA = authority()
OURS, OTHERS = leaf(CA, "ours").der, leaf(CA, "others").der
DIGEST = hashlib.sha256(OURS).digest()


def bound() -> str:
    """A token bound to the certificate. Made when it is used: collected early, a long run would see it expire."""
    return signed(payload(cnf={"x5t#S256": encoded(DIGEST)}))


def reason(proves: Verifier, token: str, certificate: bytes | None = None) -> RejectionReason | None:
    try:
        asyncio.run(proves.caller(token, certificate))
    except TokenError as refused:
        return refused.reason
    return None


def test_bound_token_wants_its_certificate_each_time(tmp_path: Path) -> None:
    proves, token = verifier(tmp_path), bound()
    assert reason(proves, token, DIGEST) is None
    assert reason(proves, token, None) == RejectionReason.CERTIFICATE
    assert reason(proves, token, hashlib.sha256(OTHERS).digest()) == RejectionReason.CERTIFICATE
    assert reason(proves, token, DIGEST) is None


def test_role_may_demand_a_bound_token(tmp_path: Path) -> None:
    proves = verifier(tmp_path, policy=demanding("education", bound=True))
    assert reason(proves, signed(payload()), DIGEST) == RejectionReason.UNBOUND
    assert reason(proves, bound(), DIGEST) is None
    assert reason(proves, signed(payload(role="precinct")), None) is None


def test_token_of_a_role_that_wants_it_is_good_once(tmp_path: Path) -> None:
    proves = verifier(tmp_path, policy=demanding("education", once=True))
    token = signed(payload(jti="a"))
    assert [reason(proves, token), reason(proves, token)] == [None, RejectionReason.REPLAYED]
    assert reason(proves, signed(payload(jti="a", sub="other"))) == RejectionReason.REPLAYED
    assert reason(proves, signed(payload(jti="b"))) is None
    assert reason(proves, signed(payload(jti=None))) == RejectionReason.REPLAYED
    assert reason(proves, signed(payload(jti=7))) == RejectionReason.CLAIM
    again = verifier(tmp_path, policy=demanding("education", once=True))
    assert reason(again, token) == RejectionReason.REPLAYED, "a restart forgot the token"


def test_other_roles_may_use_a_token_again(tmp_path: Path) -> None:
    proves = verifier(tmp_path)
    token = signed(payload(jti=None))
    assert [reason(proves, token), reason(proves, token)] == [None, None]


def test_stolen_token_without_its_certificate_is_not_used_up(tmp_path: Path) -> None:
    proves = verifier(tmp_path, policy=demanding("education", once=True, bound=True))
    token = bound()
    assert reason(proves, token, None) == RejectionReason.CERTIFICATE
    assert reason(proves, token, DIGEST) is None


def test_of_many_at_once_one_gets_in(tmp_path: Path) -> None:
    stores = [SeenTokens(tmp_path / "seen") for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(lambda number: stores[number % 4].first_time("i", "t", 2**40), range(32)))
    assert won.count(True) == 1


def test_processes_share_what_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    program = (
        "import sys; from pathlib import Path; from security.identity.used_tokens import SeenTokens;"
        "store = SeenTokens(Path(sys.argv[1]));"
        "print(sum(store.first_time('i', str(n), 2**40) for n in range(50)))"
    )
    command = [sys.executable, "-c", program, str(path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert sum(int(process.communicate(timeout=60)[0]) for process in running) == 50


def test_seen_file_is_closed_to_others_and_names_nobody(tmp_path: Path) -> None:
    SeenTokens(tmp_path / "seen").first_time("issuer-x", "token-x", 2**40)
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert b"issuer-x" not in path.read_bytes() and b"token-x" not in path.read_bytes()


def test_expired_entries_are_swept(tmp_path: Path) -> None:
    now = 1000.0
    store = SeenTokens(tmp_path / "seen", clock=lambda: now)
    assert store.first_time("i", "t", 1010)
    now = 1009.0
    assert not store.first_time("i", "t", 1010)
    now = 2000.0
    assert store.first_time("i", "t", 2010), "the entry outlived its token"


def _through_proxy(home: Path, peer: str, *certificates: str) -> int:
    settings = outside(home).model_copy(update={"trusted_proxies": "10.1.0.0/16, 2001:db8::/32"})
    headers = [bearer(bound()), *(("Client-Cert", value) for value in certificates)]
    return asked(settings, [Asked(headers)], peer)[0].status_code


def _field(der: bytes) -> str:
    """RFC 9440, section 2.2."""
    return f":{base64.b64encode(der).decode()}:"


@pytest.mark.parametrize("peer", ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8::7"])
def test_certificate_from_a_named_proxy_is_believed(tmp_path: Path, peer: str) -> None:
    assert _through_proxy(tmp_path, peer, _field(OURS)) == 200


@pytest.mark.parametrize("peer", ["10.2.0.1", "127.0.0.1", "2001:db9::7", "unix", ""])
def test_certificate_from_anybody_else_is_none(tmp_path: Path, peer: str) -> None:
    assert _through_proxy(tmp_path, peer, _field(OURS)) == 401


@pytest.mark.parametrize(
    "values",
    [
        [],
        [_field(OTHERS)],
        [_field(OURS), _field(OURS)],
        [f"{_field(OURS)}, {_field(OURS)}"],
        [_field(OURS) + ";a=1"],
        [base64.b64encode(OURS).decode()],
        [f":{encoded(OURS)}!:"],
        ["::"],
        [":AA=A:"],
        [":" + "A" * 40_000 + ":"],
    ],
    ids=["none", "other's", "twice", "list", "parameter", "bare", "odd letter", "empty", "odd padding", "huge"],
)
def test_wrong_certificate_from_a_proxy(tmp_path: Path, values: list[str]) -> None:
    assert _through_proxy(tmp_path, "10.1.2.3", *values) == 401


def test_digest_is_of_the_bytes_that_came() -> None:
    assert digest_from_proxy([_field(OURS)]) == DIGEST


def test_proxies_that_are_no_networks_are_named() -> None:
    with pytest.raises(ProxyError, match=r"ORTAQ_TRUSTED_PROXIES: 10\.0\.0\.1/8"):
        read_proxies("127.0.0.1, 10.0.0.1/8")
    assert read_proxies(Settings().trusted_proxies).networks == ()
