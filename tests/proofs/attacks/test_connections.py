"""Connections that say nothing: they end, and they keep nobody else out."""

import select
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from hub.http.connection_limits import LEAST_BYTES, SPARE, Shares
from security.identity.certificates import read_proxies
from tests.support.hubs import Served, copied, free_port, served

SECONDS = 3.0
LATE = 5.0
DESCRIPTORS = 256
SILENT = 400
HALF = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccep"
TRICKLE = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n"

pytestmark = pytest.mark.skipif(shutil.which("prlimit") is None, reason="descriptors are limited by prlimit")


@pytest.fixture(scope="module")
def hub(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = {"ORTAQ_CONNECTION_SECONDS": str(SECONDS)}
    within = ("prlimit", f"--nofile={DESCRIPTORS}:")  # The graph, a process of its own, has more.
    home = copied(demonstration, tmp_path_factory.mktemp("home"))
    with served(home, free_port(), 0, settings, within=within) as running:
        yield running


def _connected(hub: Served, said: bytes) -> socket.socket:
    address = ("127.0.0.1", int(hub.url.rpartition(":")[2]))
    opened = socket.create_connection(address, 20)
    opened.sendall(said)
    return opened


def _from(address: str, hub: Served) -> httpx.Client:
    headers = {"Authorization": f"Bearer {hub.token}"}
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=hub.url, transport=transport, headers=headers, timeout=10)


def _has_ended(opened: socket.socket) -> bool:
    """Whether the other end has closed by now, in whatever way."""
    try:
        return bool(select.select([opened], [], [], 0)[0]) and opened.recv(1000) == b""
    except OSError:
        return True


def test_silent_connections_end_and_lock_nobody_out(hub: Served) -> None:
    with ExitStack() as stack:
        silent = []
        for number in range(SILENT):
            # Whoever is refused at once may learn of it while it says its half.
            try:
                silent.append(stack.enter_context(_connected(hub, HALF if number % 2 else b"")))
            except ConnectionError:
                continue
        begun = time.monotonic()
        assert sum(1 for each in silent if not _has_ended(each)) > SPARE
        with _from("127.0.0.2", hub) as other:
            for _ in range(5):
                assert other.get("/healthz").status_code == 200
                assert other.get("/readyz").status_code == 200
                assert other.post("/graphql", json={"query": "{ regions { totalCount } }"}).status_code == 200
        open_now = silent
        while open_now := [each for each in open_now if not _has_ended(each)]:
            assert time.monotonic() - begun < SECONDS + LATE
            time.sleep(0.05)
    with _from("127.0.0.1", hub) as same:
        assert same.get("/healthz").status_code == 200
        assert same.post("/graphql", json={"query": "{ regions { totalCount } }"}).status_code == 200


@pytest.mark.parametrize("begin", [TRICKLE, HALF])
def test_what_trickles_in_is_cut_off(hub: Served, begin: bytes) -> None:
    with _connected(hub, begin) as opened:
        begun = time.monotonic()
        while not _has_ended(opened):
            assert time.monotonic() - begun < 2 * SECONDS + LATE
            time.sleep(0.2)
            try:
                opened.sendall(b"x")
            except OSError:
                break
        assert time.monotonic() - begun > SECONDS / 2


def test_a_body_that_comes_steadily_is_taken(hub: Served) -> None:
    """Longer than a connection may be silent, and slowly, but not too slowly."""
    body = b'{"query": "{ regions { totalCount } }"' + b" " * round(LEAST_BYTES * SECONDS * 4) + b"}"

    def pieces() -> Iterator[bytes]:
        size = len(body) // 20 + 1
        for at in range(0, len(body), size):
            yield body[at : at + size]
            time.sleep(SECONDS * 1.5 / 20)

    with _from("127.0.0.1", hub) as client:
        kind = {"Content-Type": "application/json"}
        assert client.post("/graphql", content=pieces(), headers=kind).status_code == 200


def test_what_is_used_up_leaves_room_for_health_and_is_said_once() -> None:
    shares = Shares(most=4, share=2, seconds=1.0, proxies=read_proxies("10.9.0.0/16"))
    assert [shares.acquire("10.1.1.1") for _ in range(3)] == ["10.1.1.1", "10.1.1.1", None]
    with capture_logs() as logs:
        assert [shares.take_spare() for _ in range(SPARE + 1)] == [True] * SPARE + [False]
    (line,) = logs
    assert "10.1" not in str(line)
    # A proxy brings many callers; all together still leave what is the hub's own.
    assert [shares.acquire("10.9.1.1") for _ in range(3)] == ["10.9.1.1", "10.9.1.1", None]
    shares.leave("10.1.1.1")
    assert shares.acquire("10.2.2.2") == "10.2.2.2"


def test_an_address_of_ipv6_is_its_network() -> None:
    shares = Shares(most=9, share=1, seconds=1.0, proxies=read_proxies(""))
    assert shares.acquire("2001:db8::1") is not None
    assert shares.acquire("2001:db8::2") is None
    assert shares.acquire("2001:db8:0:1::1") is not None
