"""A hub that is killed in the middle of a stream: whoever comes again with the last position has missed nothing."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.support.hubs import Served, copied, free_port, served

FOLLOW = """subscription ($after: String) {
  changes(after: $after, types: ["Person"]) { position kind id record { ... on Person { familyName } } }
}"""


def _messages(hub: Served, after: str) -> Iterator[list[dict[str, Any]]]:
    """What the hub tells after a position, until it ends or is ended."""
    body = {"query": FOLLOW, "variables": {"after": after}}
    headers = {"Authorization": f"Bearer {hub.token}", "Accept": "text/event-stream"}
    with httpx.stream("POST", f"{hub.url}/graphql", json=body, headers=headers, timeout=30) as response:
        for line in response.iter_lines():
            if line.startswith("data: {"):
                yield json.loads(line.removeprefix("data: "))["data"]["changes"]


def _until_caught_up(hub: Served, after: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for changes in _messages(hub, after):
        found += changes
        if changes[-1]["kind"] == "CAUGHT_UP":
            return found[:-1]
    raise AssertionError("the stream ended")


def test_nothing_is_missed_when_the_hub_is_killed(demonstration: Path, tmp_path: Path) -> None:
    port = free_port()
    with served(copied(demonstration, tmp_path), port, 0) as hub:
        whole = [each["id"] for each in _until_caught_up(hub, "")]
        assert len(whole) == len(set(whole)) > 0
        first = next(iter(_messages(hub, "")))
        half = first[: len(first) // 2]
        os.kill(hub.process.pid, signal.SIGKILL)
        hub.process.wait(30)
    with served(tmp_path, port, 0) as again:
        rest = [each["id"] for each in _until_caught_up(again, half[-1]["position"])]
    assert [each["id"] for each in half] + rest == whole
