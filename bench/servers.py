"""The two servers: processes of their own on loopback, one worker each, with the same settings."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import orjson

from bench.cases import Asked, Case, Who
from bench.country import Country
from hub.http.authentication import issuer_of
from hub.settings import Settings
from schema.identifiers import AreaCode
from security.identity.local_issuer import Claims

START_SECONDS = 60
STOP_SECONDS = 20
LIFETIME = 12 * 3600


class ServerError(Exception):
    """A server did not come up."""


@dataclass(frozen=True)
class Server:
    """A running server. ``tokens`` are the callers' access tokens; the floor has none."""

    port: int
    tokens: dict[Who, str]

    def requests(self, case: Case) -> list[bytes]:
        """The requests of a case, as bytes that are ready to be sent."""
        return [self._request(case, asked) for asked in case.asked]

    def _request(self, case: Case, asked: Asked) -> bytes:
        headers = [f"Host: 127.0.0.1:{self.port}", "Accept: application/json", "Content-Type: application/json"]
        if self.tokens:
            path = "/graphql"
            body = orjson.dumps({"query": case.query, "variables": asked.variables})
            headers += [f"Authorization: Bearer {self.tokens[case.who]}", "Ortaq-Purpose: CASE_WORK"]
        else:
            path, body = case.path, orjson.dumps(asked.body)
        head = [f"POST {path} HTTP/1.1", *headers, f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(head).encode() + body


@dataclass(frozen=True)
class Pair:
    """The hub and those it is compared with, on the same graph."""

    country: Country
    hub: Server
    floor: Server
    opened: Server

    def other(self, case: Case) -> Server:
        """The server that the hub is compared with in ``case``."""
        return self.floor if case.beside == "floor" else self.opened


@contextmanager
def pair(country: Country, callers: tuple[Who, ...]) -> Iterator[Pair]:
    """The servers, until the end of the block."""
    issuer = issuer_of(Settings(home=country.home, local_issuer=True))
    claims = {
        who: Claims(
            role=who.role,
            area=AreaCode(who.area),
            unit=None,
            agency="MIA",
            purposes=("CASE_WORK",),
            subject="bench",
            lifetime=LIFETIME,
        )
        for who in callers
    }
    tokens = {who: issuer.issue(said) for who, said in claims.items()}
    with (
        _served("bench.hub_side:app", country) as hub,
        _served("bench.floor:app", country) as floor,
        _served("bench.open_side:app", country) as opened,
    ):
        yield Pair(country, Server(hub, tokens), Server(floor, {}), Server(opened, tokens))


@contextmanager
def _served(factory: str, country: Country) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port), "--loop", "uvloop"]
    command += [
        "--http",
        "httptools",
        "--no-access-log",
        "--log-level",
        "warning",
        "--no-server-header",
        "--no-proxy-headers",
    ]
    process = subprocess.Popen(command, env={**os.environ, **_environment(country)})
    try:
        await_port(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(country: Country) -> dict[str, str]:
    return {
        "ORTAQ_HOME": str(country.home),
        "ORTAQ_LOCAL_ISSUER": "1",
        "ORTAQ_GRAPH_URL": country.address.url,
        "ORTAQ_GRAPH_USER": country.address.user,
        "ORTAQ_GRAPH_PASSWORD": country.address.password,
        "ORTAQ_GRAPH_DATABASE": country.address.database,
    }


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int, process: "subprocess.Popen[bytes]", within: float = START_SECONDS) -> None:
    """Wait until something listens on a port.

    Raises:
        ServerError: the process ended, or nothing listened ``within`` so many seconds.
    """
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"a server ended with {process.returncode} while starting")
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)
    raise ServerError(f"a server did not listen within {within} s")


def ask(server: Server, request: bytes) -> bytes:
    """The body of the answer to one ready-made request.

    Raises:
        ServerError: the answer's status is not 200.
    """
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    path = lines[0].split(" ")[1]
    headers = dict(line.split(": ", 1) for line in lines[1:])
    wanted = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", body, headers)
    with urllib.request.urlopen(wanted, timeout=60) as answer:
        if answer.status != 200:
            raise ServerError(f"{path} answered {answer.status}")
        return bytes(answer.read())
