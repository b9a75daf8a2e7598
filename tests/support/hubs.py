"""A hub as its users meet it: the command, as a process of its own, on a port of its own."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from hub.http.authentication import issuer_of
from hub.settings import Settings
from schema.identifiers import AreaCode
from security.identity.local_issuer import Claims

ORTAQ = Path(sys.executable).with_name("ortaq")
START_SECONDS = 180
OFFICER = Claims(
    role="public_security",
    area=AreaCode("75"),
    unit=None,
    agency="MIA",
    purposes=("CASE_WORK",),
    subject="demo",
    lifetime=3600,
)


@dataclass(frozen=True)
class Served:
    """A running hub, its address, and a token that it takes: the one that it printed, if it demonstrates."""

    process: "subprocess.Popen[str]"
    url: str
    token: str

    def ask(self, query: str, **more: Any) -> httpx.Response:
        """The hub's answer to ``query``, asked with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return httpx.post(f"{self.url}/graphql", json={"query": query, **more}, headers=headers, timeout=30)


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, port: int) -> dict[str, str]:
    """The environment of a hub of its own."""
    return {**os.environ, "ORTAQ_HOME": str(home), "PORT": str(port)}


def command(home: Path, port: int, *words: str) -> "subprocess.CompletedProcess[str]":
    """``ortaq`` with these words, run to its end."""
    return subprocess.run(
        [str(ORTAQ), *words],
        env=environment(home, port),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def served(
    home: Path,
    port: int,
    persons: int,
    settings: Mapping[str, str] | None = None,
    trust: ssl.SSLContext | None = None,
    within: Sequence[str] = (),
) -> Iterator[Served]:
    """A hub that answers, until the end of the block: over HTTP, or over TLS that ``trust`` believes.

    With ``persons`` it demonstrates with so many. It starts with the umask that most shells have. ``within`` are
    words of a command that runs the hub's.
    """
    process = subprocess.Popen(
        [*within, str(ORTAQ), "serve", *(["--demo", str(persons)] if persons else [])],
        umask=0o022,
        env={**environment(home, port), **(settings or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    url = f"{'https' if trust else 'http'}://127.0.0.1:{port}"
    try:
        token = process.stdout.readline().strip() if persons and process.stdout else ""
        _await(url, process, trust or True)
        token = token or issuer_of(Settings(home=home, local_issuer=True)).issue(OFFICER)
        yield Served(process, url, token)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        if process.stdout:
            process.stdout.close()


def demonstrated(home: Path, persons: int) -> Path:
    """The folder of a hub that has demonstrated with so many, and was stopped."""
    with served(home, free_port(), persons):
        pass
    return home


def copied(home: Path, to: Path) -> Path:
    """The same hub in another folder: the same keys and the same data."""
    shutil.copytree(home, to, symlinks=True, dirs_exist_ok=True)
    to.chmod(0o700)
    return to


def _await(url: str, process: "subprocess.Popen[str]", trust: ssl.SSLContext | bool) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the hub ended with {process.returncode}")
        try:
            if httpx.get(f"{url}/readyz", timeout=5, verify=trust).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the hub did not answer in time")
