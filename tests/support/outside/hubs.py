"""Hubs as processes: prepared once with the bodies of the country, copied as a folder, and served."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from graphql import GraphQLSchema, build_client_schema, get_introspection_query

from tests.support.hubs import free_port
from tests.support.outside.bodies import AGENCIES, write_bodies
from tests.support.outside.issuing import Caller, token, write_entry
from tests.support.outside.records import FEEDS, Delivered, payload_of, sender_of

ORTAQ = Path(sys.executable).with_name("ortaq")
START_SECONDS = 300
QUIET_SECONDS = 1.2
"""The hub looks for links and duties every second: so long after a change it has begun to."""


@dataclass(frozen=True)
class Prepared:
    """The folder of a hub that holds bodies and nobody, and the site's file of issuers."""

    home: Path
    issuers: Path
    roles: tuple[str, ...]

    def copied(self, home: Path) -> "Prepared":
        """The same hub in another folder: the same keys, the same bodies."""
        shutil.copytree(self.home, home, symlinks=True)
        home.chmod(0o700)
        return Prepared(home, self.issuers, self.roles)

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """``ortaq`` with these words on the folder, run to its end."""
        return run(self.home, *words)


def run(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """``ortaq`` with these words, run to its end."""
    environment = {**os.environ, "ORTAQ_HOME": str(home)}
    return subprocess.run(
        [str(ORTAQ), *words], env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def prepare(folder: Path) -> Prepared:
    """A hub's folder with the bodies loaded."""
    home, bodies = folder / "home", folder / "bodies"
    home.mkdir(mode=0o700)
    bodies.mkdir()
    write_bodies(bodies)
    loaded = run(home, "load", str(bodies))
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    roles = tuple(line.split()[0] for line in run(home, "roles").stdout.splitlines() if line.strip())
    return Prepared(home, write_entry(folder, roles, AGENCIES, FEEDS), roles)


@dataclass(eq=False)
class Hub:
    """A running hub, as its callers reach it."""

    url: str
    prepared: Prepared
    process: "subprocess.Popen[bytes]"
    client: httpx.Client
    output: bytearray = field(default_factory=bytearray)
    bodies: dict[str, str] = field(default_factory=dict)
    """Ids of bodies, by name."""

    @property
    def printed(self) -> str:
        """What the process wrote to its standard output and errors."""
        return self.output.decode(errors="replace")

    def ask(
        self,
        caller: Caller,
        query: str,
        variables: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The body of the answer to a question."""
        sent = {"Authorization": f"Bearer {token(caller)}", **(headers or {})}
        body = {"query": query, "variables": dict(variables or {})}
        return self.client.post("/graphql", json=body, headers=sent).json()

    def told(self, caller: Caller, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data of an answer that went well."""
        said = self.ask(caller, query, variables)
        assert "errors" not in said, (caller, query, said)
        return said["data"]

    def deliver(self, made: Delivered, key: str) -> Any:
        """The answer to a delivery of records by whoever sends such ones."""
        content, kind = payload_of(made)
        headers = {
            "Authorization": f"Bearer {token(sender_of(made, self.bodies))}",
            "Ortaq-Purpose": "FEED",
            "Idempotency-Key": key,
            "Content-Type": kind,
        }
        return self.client.post(f"/feeds/{made.feed}", content=content, headers=headers).json()

    def brought(self, made: Delivered, key: str) -> Any:
        """A delivery of which nothing was refused."""
        said = self.deliver(made, key)
        assert said.get("state") == "DONE" and said["quarantined"] == 0, (made, said)
        return said

    def rest(self) -> None:
        """Let the hub do what it does by itself after a change."""
        time.sleep(QUIET_SECONDS)


@contextmanager
def serving(prepared: Prepared, settings: Mapping[str, str] | None = None) -> Iterator[Hub]:
    """A hub that answers, until the end of the block."""
    with started(prepared, settings) as waiting:
        yield ready(waiting)


@contextmanager
def started(prepared: Prepared, settings: Mapping[str, str] | None = None) -> Iterator[Hub]:
    """A hub's process that may not answer yet (:func:`ready`), ended with the block."""
    port = free_port()
    environment = {
        **os.environ,
        "ORTAQ_HOME": str(prepared.home),
        "PORT": str(port),
        "ORTAQ_ISSUERS": str(prepared.issuers),
        **(settings or {}),
    }
    process = subprocess.Popen(
        [str(ORTAQ), "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
    hub = Hub(f"http://127.0.0.1:{port}", prepared, process, client)
    # By a pipe, and not into a file: a test lets the hub's files grow no more.
    reader = threading.Thread(target=_drain, args=(hub,), daemon=True)
    reader.start()
    try:
        yield hub
    finally:
        client.close()
        process.terminate()
        process.wait(60)
        reader.join(10)


def _drain(hub: Hub) -> None:
    assert hub.process.stdout is not None
    while piece := hub.process.stdout.read1(65_536):  # type: ignore[attr-defined]
        hub.output.extend(piece)


def ready(hub: Hub) -> Hub:
    """The hub once it answers, with the ids of its bodies."""
    deadline = time.monotonic() + START_SECONDS
    while not _answers(hub):
        assert hub.process.poll() is None, hub.printed
        assert time.monotonic() < deadline, "the hub did not answer in time"
        time.sleep(0.2)
    hub.bodies.update(_bodies(hub))
    return hub


def _answers(hub: Hub) -> bool:
    try:
        return hub.client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


BODIES = (
    """{ units(first: 200) { nodes { id code } } crisisCenters { nodes { id name } } ngos { nodes { id name } } }"""
)


def _bodies(hub: Hub) -> dict[str, str]:
    data = hub.told(Caller("public_security", ""), BODIES)
    nodes = [node for connection in data.values() if connection for node in connection["nodes"]]
    return {str(node.get("code") or node.get("name")): str(node["id"]) for node in nodes}


def schema_for(hub: Hub, caller: Caller) -> GraphQLSchema:
    """The schema as the caller is shown it."""
    asker = replace(caller, subject=f"{caller.name}-schema")
    return build_client_schema(hub.told(asker, get_introspection_query(descriptions=False)))


def as_text(said: Any) -> str:
    """An answer as text, to be compared with another."""
    return json.dumps(said, ensure_ascii=False)
