"""An issuer's keys over HTTP: found, kept, followed through a rotation, and asked for no more than need be."""

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from security.identity import discovery
from security.identity.discovery import COOL_DOWN, MAX_BYTES, REFRESH, STALE, DiscoveredKeys, is_safe_address
from security.identity.jwks import ALGORITHMS, KeySetError, usable_keys
from tests.identity.certificates import authority, leaf
from tests.identity.partner import KEY_SET

DOCUMENT, KEYS = "/.well-known/openid-configuration", "/keys"
ED, EC, RSA = KEY_SET["keys"]


@dataclass
class Site:
    """A partner's web server: what it serves, and what it was asked."""

    url: str
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def page(self, path: str, content: Any, status: int = 200, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.pages[path] = (status, headers, body)

    def publish(self, *keys: dict[str, Any]) -> None:
        self.page(DOCUMENT, {"issuer": self.url, "jwks_uri": f"{self.url}{KEYS}"})
        self.page(KEYS, {"keys": list(keys)})


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is the library's
            opened.asked.append(self.path)
            status, headers, body = opened.pages.get(self.path, (404, {}, b"{}"))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep still."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    opened = Site(f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield opened
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as opened:
        opened.publish(ED)
        yield opened


@dataclass
class Clock:
    """Time that passes when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_keys_are_fetched_once(site: Site) -> None:
    keys = DiscoveredKeys(site.url, ALGORITHMS)

    async def work() -> None:
        found = await asyncio.gather(*(keys.find("ed") for _ in range(20)))
        assert all(key is not None and key.algorithm == "EdDSA" for key in found)

    asyncio.run(work())
    assert site.asked == [DOCUMENT, KEYS]


def test_many_unknown_keys_cost_one_fetch_in_a_cool_down(site: Site) -> None:
    clock = Clock()
    keys = DiscoveredKeys(site.url, ALGORITHMS, clock=clock)

    async def work() -> None:
        await keys.find("ed")
        clock.now += COOL_DOWN
        assert await asyncio.gather(*(keys.find(f"k{n}") for n in range(50))) == [None] * 50
        clock.now += COOL_DOWN - 1
        assert await keys.find("k51") is None
        assert site.asked.count(KEYS) == 2
        clock.now += 1
        assert await keys.find("k52") is None
        assert site.asked.count(KEYS) == 3
        assert await keys.find("ed") is not None

    asyncio.run(work())


def test_unknown_keys_at_the_very_start_cost_one_fetch_more(site: Site) -> None:
    keys = DiscoveredKeys(site.url, ALGORITHMS, clock=Clock())

    async def work() -> None:
        assert await asyncio.gather(*(keys.find(f"k{n}") for n in range(50))) == [None] * 50
        assert site.asked.count(KEYS) == 2

    asyncio.run(work())


def test_rotation_is_followed_and_a_withdrawn_key_is_gone(site: Site) -> None:
    clock = Clock()
    keys = DiscoveredKeys(site.url, ALGORITHMS, clock=clock)

    async def work() -> None:
        assert await keys.find("ed") is not None
        site.publish(EC)
        clock.now += COOL_DOWN
        assert await keys.find("ec") is not None
        assert await keys.find("ed") is None

    asyncio.run(work())


def test_old_set_is_fetched_beside_the_requests(site: Site) -> None:
    clock = Clock()
    keys = DiscoveredKeys(site.url, ALGORITHMS, clock=clock)

    async def work() -> None:
        await keys.find("ed")
        site.publish(EC)
        clock.now += REFRESH
        assert await keys.find("ed") is not None
        (beside,) = asyncio.all_tasks() - {asyncio.current_task()}
        await beside
        site.asked.clear()
        assert await keys.find("ec") is not None
        assert site.asked == []

    asyncio.run(work())


def test_issuer_that_is_away_is_believed_for_a_while_and_no_longer(site: Site) -> None:
    clock = Clock()
    keys = DiscoveredKeys(site.url, ALGORITHMS, clock=clock)

    async def work() -> None:
        await keys.find("ed")
        site.pages.clear()
        clock.now += STALE - 1
        assert await keys.find("ed") is not None
        (beside,) = asyncio.all_tasks() - {asyncio.current_task()}
        await beside
        clock.now += COOL_DOWN
        assert await keys.find("ed") is None
        site.publish(ED)
        assert await keys.find("ed") is None
        clock.now += COOL_DOWN
        assert await keys.find("ed") is not None

    asyncio.run(work())


def test_slow_issuer_holds_nobody_else_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "WHOLE_FETCH", 0.2)

    async def work() -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        keys = DiscoveredKeys(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", ALGORITHMS)
        looking = asyncio.create_task(keys.find("ed"))
        turns = 0
        while not looking.done():
            await asyncio.sleep(0.01)
            turns += 1
        assert looking.result() is None
        assert turns >= 5
        server.close()

    asyncio.run(work())


def test_issuer_with_a_path_and_a_slash(site: Site) -> None:
    issuer = f"{site.url}/realms/edu/"
    site.page(f"/realms/edu{DOCUMENT}", {"issuer": issuer, "jwks_uri": f"{site.url}{KEYS}"})
    assert asyncio.run(DiscoveredKeys(issuer, ALGORITHMS).find("ed")) is not None


WRONG: dict[str, Any] = {
    "another issuer": lambda s: s.page(DOCUMENT, {"issuer": "https://x.example", "jwks_uri": f"{s.url}{KEYS}"}),
    "issuer with a slash more": lambda s: s.page(DOCUMENT, {"issuer": f"{s.url}/", "jwks_uri": f"{s.url}{KEYS}"}),
    "keys over plain http": lambda s: s.page(DOCUMENT, {"issuer": s.url, "jwks_uri": "http://id.example.kz/keys"}),
    "keys in a file": lambda s: s.page(DOCUMENT, {"issuer": s.url, "jwks_uri": "file:///etc/keys"}),
    "keys nowhere": lambda s: s.page(DOCUMENT, {"issuer": s.url}),
    "document that is a list": lambda s: s.page(DOCUMENT, []),
    "document that is no JSON": lambda s: s.page(DOCUMENT, b"<html>"),
    "document nested deeply": lambda s: s.page(DOCUMENT, b"[" * 100_000),
    "moved elsewhere": lambda s: s.page(DOCUMENT, b"", 302, Location=KEYS),
    "not found": lambda s: s.pages.clear(),
    "keys too large": lambda s: s.page(KEYS, {"keys": [ED], "more": "x" * MAX_BYTES}),
    "keys that are no set": lambda s: s.page(KEYS, [ED]),
    "all keys withdrawn": lambda s: s.publish(),
    "squeezed wrongly": lambda s: s.page(KEYS, b"no gzip", **{"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_document_gives_no_key(site: Site, name: str) -> None:
    WRONG[name](site)
    with capture_logs() as logged:
        assert asyncio.run(DiscoveredKeys(site.url, ALGORITHMS).find("ed")) is None
    assert all(set(entry) == {"event", "issuer", "error", "log_level"} for entry in logged)


def test_https_is_checked_against_the_authorities_named(tmp_path: Path) -> None:
    known = authority()
    certificate, key = leaf(known, "issuer").write(tmp_path, "issuer")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    trusted = ssl.create_default_context(cafile=known.write(tmp_path, "ca")[0])
    with running(context) as site:
        site.publish(ED)
        assert asyncio.run(DiscoveredKeys(site.url, ALGORITHMS, trusted).find("ed")) is not None
        assert asyncio.run(DiscoveredKeys(site.url, ALGORITHMS).find("ed")) is None


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.example.kz", True),
        ("https://id.example.kz:8443/keys?v=1", True),
        ("http://127.0.0.1:3000", True),
        ("http://localhost:3000", True),
        ("http://[::1]:3000/x", True),
        ("http://id.example.kz", False),
        ("http://127.0.0.1.example.kz", False),
        ("http://localhost.example.kz", False),
        ("https://user@id.example.kz", False),
        ("https://id.example.kz#x", False),
        ("https://", False),
        ("https://id.example.kz:99999", False),
        ("https://[::1", False),
        ("ftp://127.0.0.1", False),
        ("ortaq", False),
        ("", False),
    ],
)
def test_keys_come_over_https_or_from_this_machine(address: str, safe: bool) -> None:
    assert is_safe_address(address) is safe


def _only(**changes: Any) -> dict[str, Any]:
    return {"keys": [{**ED, **changes}]}


UNFIT: dict[str, Any] = {
    "of no id": _only(kid=None),
    "of an id that is no text": _only(kid=1),
    "for encryption": _only(use="enc"),
    "for signing alone": _only(key_ops=["sign"]),
    "with uses that are no list": _only(key_ops=1),
    "of another algorithm": _only(alg="ES256"),
    "of another curve": _only(crv="Ed448"),
    "of a curve not allowed": {"keys": [{**EC, "crv": "P-384"}]},
    "of another type": _only(kty="EC"),
    "private": _only(d="AAAA"),
    "secret": {"keys": [{"kty": "oct", "k": "AAAA", "kid": "ed", "alg": "HS256"}]},
    "of odd bytes": _only(x="!"),
    "of too few bytes": _only(x="AAAA"),
    "off the curve": {"keys": [{**EC, "x": EC["y"]}]},
    "of a short modulus": {"keys": [{**RSA, "n": RSA["n"][:171]}]},
    "of a huge modulus": {"keys": [{**RSA, "n": RSA["n"] * 5}]},
    "twice under one id": {"keys": [ED, {**EC, "kid": "ed"}]},
    "no object": {"keys": ["ed"]},
    "far down a long set": {"keys": [{"kid": str(n)} for n in range(64)] + [ED]},
}


@pytest.mark.parametrize("name", UNFIT)
def test_unfit_key_is_left_out(name: str) -> None:
    assert usable_keys(UNFIT[name], ALGORITHMS) == {}


def test_key_of_an_algorithm_that_the_issuer_is_not_pinned_to() -> None:
    assert set(usable_keys(KEY_SET, ("ES256",))) == {"ec"}


@pytest.mark.parametrize("found", [None, [], {}, {"keys": {}}, {"keys": "ed"}])
def test_what_is_no_key_set_is_said_to_be_none(found: Any) -> None:
    with pytest.raises(KeySetError):
        usable_keys(found, ALGORITHMS)
