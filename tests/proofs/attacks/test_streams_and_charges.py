"""Nothing is charged or told to a subscriber for changes that are not shown to it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import pytest

from tests.proofs.attacks.closed_doors import bring_open, open_person
from tests.support.outside.bodies import HOME
from tests.support.outside.hubs import Hub
from tests.support.outside.issuing import Caller, token
from tests.support.outside.records import card, closed

DEAR = """subscription { changes { position kind id record { id __typename ... on Person { familyName
  registrations(first: 50) { nodes { id unit { id code } inspector { id } } }
  cases(first: 50) { nodes { id events(first: 8) { nodes { id } } } } } } } }"""
"""A stream is opened only where a hundred records of it can be paid from one allowance."""

CHEAP = "{ me { role } }"
HIDDEN = (1, 3, 7)
OWN = 100
"""More than the caller's own questions take, and less than one record of the stream."""
QUIET_SECONDS = 2.5
"""The hub looks for changes many times in so long."""


@dataclass
class Subscriber:
    """A stream that is read in the background: what was told, and how many there are."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    caught_up: threading.Event = field(default_factory=threading.Event)
    heard: threading.Event = field(default_factory=threading.Event)

    def take(self, data: str) -> None:
        assert "errors" not in data, data
        for change in (json.loads(data).get("data") or {}).get("changes", ()):
            if change["kind"] == "CAUGHT_UP":
                self.caught_up.set()
            else:
                self.changes.append(change)
                self.heard.set()


@contextmanager
def subscribed(hub: Hub, who: Caller) -> Iterator[Subscriber]:
    """A stream of the caller's from now on, once it has caught up."""
    made = Subscriber()
    headers = {"Authorization": f"Bearer {token(who)}", "Accept": "text/event-stream"}
    with httpx.Client(base_url=hub.url, timeout=60) as client:
        request = client.build_request("POST", "/graphql", json={"query": DEAR}, headers=headers)
        response = client.send(request, stream=True)
        assert response.status_code == 200, response.read()

        def read() -> None:
            try:
                for line in response.iter_lines():
                    if line.startswith("data: ") and line != "data: ":
                        made.take(line.removeprefix("data: "))
            except (httpx.HTTPError, RuntimeError):
                return

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        assert made.caught_up.wait(30)
        yield made
        hub.client.get("/healthz")
        response.close()


def left(hub: Hub, who: Caller) -> int:
    """What is left of the caller's allowance."""
    return int(hub.ask(who, CHEAP)["extensions"]["cost"]["remaining"])


def lost(hub: Hub, who: Caller, work: Any) -> int:
    """How much less is left in the seconds after ``work`` than before it, at worst."""
    full = left(hub, who)
    work()
    worst, deadline = full, time.monotonic() + QUIET_SECONDS
    while time.monotonic() < deadline:
        worst = min(worst, left(hub, who))
        # Asked more often than this, the questions themselves would use the allowance up.
        time.sleep(0.05)
    return full - worst


@pytest.mark.parametrize("count", HIDDEN)
def test_a_stream_is_charged_nothing_for_hidden_stays(hub: Hub, count: int) -> None:
    who = Caller("precinct", HOME[:2], subject=f"stream-{count}")
    rng = Random(f"stream {count}")
    stays = [closed("crisis-centre-stays", f"S-{count}-{place}", card(rng)) for place in range(count)]
    with subscribed(hub, who) as told:
        for _ in range(3):
            left(hub, who)

        def hide() -> None:
            for place, made in enumerate(stays):
                hub.brought(made, f"stream-{count}-{place}")

        # A question costs ten: the caller's own questions are all that is paid.
        assert lost(hub, who, hide) <= OWN
        assert told.changes == []


def test_a_stream_is_charged_for_what_it_tells(hub: Hub) -> None:
    who = Caller("precinct", HOME[:2], subject="stream-open")
    with subscribed(hub, who) as told:
        assert lost(hub, who, lambda: bring_open(hub, open_person("Ағын"))) > OWN
        assert told.heard.wait(20)


def test_a_stay_of_somebody_openly_known_tells_and_costs_nothing(hub: Hub) -> None:
    who, person = Caller("precinct", HOME[:2], subject="stream-known"), open_person("Белгілі")
    bring_open(hub, person)
    hub.rest()
    with subscribed(hub, who) as told:
        assert (
            lost(hub, who, lambda: hub.brought(closed("crisis-centre-stays", "S-known", person), "s-known")) <= OWN
        )
        assert told.changes == []
