"""A hub that is held, filled or stopped: it answers others in time, and nothing is written without its entry.

A hub of its own with short statements. Its limits of files and descriptors are set from outside, as a full disk or
a small machine would have them (prlimit, on Linux).
"""

import contextlib
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.proofs.attacks.closed_doors import bring_open, open_person
from tests.support.outside.bodies import HOME
from tests.support.outside.hubs import Hub, Prepared, serving
from tests.support.outside.issuing import Caller, token

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prlimit and /proc are Linux's")

CLOSED_WITHIN = 20.0
STATEMENT_SECONDS = 3
ANSWERED_WITHIN = 15.0
QUESTION = "{ persons { totalCount } }"


@pytest.fixture(scope="module")
def held(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    own = prepared.copied(tmp_path_factory.mktemp("held") / "home")
    with serving(own, {"ORTAQ_STATEMENT_SECONDS": str(STATEMENT_SECONDS)}) as hub:
        bring_open(hub, open_person("Бар"))
        hub.rest()
        yield hub


def officer(subject: str) -> Caller:
    return Caller("public_security", HOME[:2], subject=subject)


@pytest.mark.parametrize("said", [b"", b"POST /graphql HTTP/1.1\r\nHost: loc"], ids=["nothing", "half a header"])
def test_a_connection_that_says_too_little_is_closed(held: Hub, said: bytes) -> None:
    with _connected(held) as opened:
        opened.sendall(said)
        opened.settimeout(CLOSED_WITHIN)
        with contextlib.suppress(ConnectionResetError):
            try:
                while opened.recv(1000):
                    pass
            except TimeoutError:
                pytest.fail("still open")


def _connected(hub: Hub) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(hub.url.rpartition(":")[2])), timeout=5)


def _status(hub: Hub, path: str) -> int | str:
    """The status of an answer to somebody who has not asked before."""
    try:
        return httpx.get(f"{hub.url}{path}", timeout=10).status_code
    except httpx.TransportError as error:
        return type(error).__name__


@contextlib.contextmanager
def full(hub: Hub) -> Iterator[None]:
    """The hub's own files cannot grow; those of its graph, a process of its own, can."""
    pid = hub.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


MEETING = """mutation ($ids: [ID!]!, $key: String!) {
  announceMeeting(precincts: $ids, plannedFor: "2027-03-01T10:00:00Z", place: "мектеп", key: $key) { norm } }"""


def _inspector(hub: Hub) -> Caller:
    return Caller("precinct", HOME[:2], hub.bodies[f"UPP-{HOME}"], "MIA", subject="inspector")


def _meetings(hub: Hub) -> int:
    precincts = hub.told(_inspector(hub), "{ precincts { nodes { meetings { totalCount } } } }")["precincts"]
    return sum(node["meetings"]["totalCount"] for node in precincts["nodes"])


def test_a_mutation_whose_entry_cannot_be_written_is_not_done(held: Hub) -> None:
    precincts = held.told(_inspector(held), "{ precincts { nodes { id point { id } } } }")["precincts"]["nodes"]
    ids = [node["id"] for node in precincts if node["point"]["id"] == held.bodies[f"UPP-{HOME}"]]
    said = held.ask(_inspector(held), MEETING, {"ids": ids, "key": "with-room"})
    assert "errors" not in said, said
    before = _meetings(held)
    with full(held):
        said = held.ask(_inspector(held), MEETING, {"ids": ids, "key": "without-room"})
        assert said["errors"][0]["extensions"]["code"] == "LOG_DOWN"
    assert _await(lambda: _meetings(held)) == before


def test_a_hub_whose_log_cannot_be_written_is_not_ready(held: Hub) -> None:
    assert _status(held, "/readyz") == 200
    with full(held):
        held.ask(officer("readyz"), QUESTION)
        assert _await(lambda: _status(held, "/readyz") == 503)
    assert _await(lambda: _status(held, "/readyz") == 200)


def _await(work: Any, seconds: float = 30) -> Any:
    """What ``work`` gives once that is not False and it does not fail."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if (made := work()) is not False:
                return made
        except (AssertionError, KeyError, httpx.TransportError):
            if time.monotonic() > deadline:
                raise
        if time.monotonic() > deadline:
            return None
        time.sleep(0.2)


def test_a_graph_that_hangs_is_answered_in_time_and_started_again(held: Hub) -> None:
    """The last test of the module: its graph may be another afterwards."""
    child = _child(held.process.pid)
    os.kill(child, signal.SIGSTOP)
    try:
        began = time.monotonic()
        response = _asked(held, ANSWERED_WITHIN)
        assert response in (503, 504), response
        assert time.monotonic() - began < ANSWERED_WITHIN
        assert _await(lambda: _asked(held, 10) == 200, 60)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGCONT)


def _asked(hub: Hub, seconds: float) -> int | str:
    headers = {"Authorization": f"Bearer {token(officer('hang'))}"}
    try:
        return httpx.post(
            f"{hub.url}/graphql", json={"query": QUESTION}, headers=headers, timeout=seconds
        ).status_code
    except httpx.TransportError as error:
        return type(error).__name__


def _child(pid: int) -> int:
    """The process of the graph: the hub's child that is a Java machine."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            name, _, rest = path.read_text().partition(") ")
            if int(rest.split()[1]) == pid and "java" in name:
                return int(path.parent.name)
    raise AssertionError("the hub has no graph of its own")
