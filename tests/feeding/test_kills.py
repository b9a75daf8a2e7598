"""A hub, or its graph, that is killed while a delivery comes in: what was acknowledged is there, once, and adds up.

The sender does what any sender does: whatever it gets that is no receipt, it sends again under the same key.
``ORTAQ_KILLS`` asks for more kills than the few of every run.
"""

import asyncio
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import orjson
import psutil
import pytest

from adapters.delivery.receipts import read_receipt
from graph.engine.store import Store
from hub.graph_store import opened_store
from hub.http.ingest_context import signer_of
from hub.settings import Settings
from prevention.engine import recompute_all, update_changed
from security.clock import utc_now
from security.vault.id_key import FILE
from security.vault.secret_files import secret_file
from synthetic import generate_in_memory
from tests.support.feeding.canonical import canonical
from tests.support.feeding.graphs import iin
from tests.support.hubs import ORTAQ, command, environment, free_port
from tests.support.ids import ID_KEY
from tests.support.sizes import KILLS, SEED

ROUNDS = max(1, KILLS // 20)
"""Hubs that are killed, each a part of the times."""

RECORDS, PERSONS = (2_500, 900) if KILLS > 2 else (800, 300)
SECONDS = 180
UNIT = "PROB-3315"
LONGEST = 6.0
"""Within so many seconds of its start a delivery is killed."""


@dataclass
class Hub:
    """A hub that is started again whenever it was killed."""

    home: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it; the port answers once the graph is open."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "hub.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(ORTAQ), "serve"],
                env=environment(self.home, self.port),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def graph(self) -> psutil.Process | None:
        """The process of its graph."""
        assert self.process is not None
        try:
            return next((p for p in psutil.Process(self.process.pid).children() if "java" in p.name()), None)
        except psutil.NoSuchProcess:
            return None

    def kill(self) -> None:
        """Kill the hub at once."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Stop it as one does."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(60)


@contextmanager
def hub_at(home: Path) -> Iterator[Hub]:
    hub = Hub(home)
    hub.start()
    try:
        yield hub
    finally:
        if hub.process is not None and hub.process.poll() is None:
            hub.stop()


def _lines(delivery: int) -> bytes:
    """Records of one delivery: new ones, later versions of earlier ones, deletions, and some that are broken."""
    rng = random.Random(f"delivery {delivery}")
    lines = []
    for n in range(RECORDS):
        number, version = rng.randrange(RECORDS * 2), delivery + 1
        head = {"recordId": str(number), "version": version, "changedAt": "2026-02-01T00:00:00Z"}
        if rng.random() < 0.05:
            lines.append(orjson.dumps({**head, "deleted": True}))
        elif rng.random() < 0.03:
            lines.append(b'{"recordId": "broken"')
        else:
            who = rng.randrange(PERSONS)
            person = {"personId": f"P{who}", "iin": iin(f"{80 + who % 10}01013{who:05}"[:11]), "familyName": "Аты"}
            body = {"person": person, "status": "OPEN", "registeredOn": f"2026-01-{1 + n % 28:02}", "unit": UNIT}
            lines.append(orjson.dumps({**head, **body}))
    return b"\n".join(lines)


def _token(home: Path, port: int) -> str:
    words = "token --role probation --agency PROB --purpose FEED --feed probation-register"
    return command(home, port, *words.split()).stdout.strip()


def _bodies(home: Path) -> None:
    """Let the hub know the bodies that the records name."""
    home.mkdir(mode=0o700)
    secret_file(home / "keys" / FILE, lambda: ID_KEY)
    folder = home / "bodies"
    folder.mkdir()
    for feed, lines in generate_in_memory(1, 1).items():
        if feed in ("regions", "agencies", "units"):
            (folder / f"{feed}.ndjson").write_bytes(lines)
    loaded = command(home, free_port(), "load", str(folder))
    assert loaded.returncode == 0, loaded.stderr


def _send(hub: Hub, token: str, key: str, content: bytes) -> httpx.Response | None:
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": key,
        "Content-Type": "application/x-ndjson",
        "Ortaq-Purpose": "FEED",
    }
    url = f"http://127.0.0.1:{hub.port}/feeds/probation-register"
    try:
        return httpx.post(url, content=content, headers=headers, timeout=60)
    except httpx.TransportError:
        return None


def _until_receipt(hub: Hub, token: str, key: str, content: bytes) -> str:
    """Send until there is a receipt, as a sender does."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        answer = _send(hub, token, key, content)
        if answer is not None and answer.status_code == 200:
            receipt: str = answer.json()["receipt"]
            return receipt
        time.sleep(0.2)
    raise AssertionError(f"no receipt in {SECONDS} seconds")


def _deliver(home: Path, kills: int, turn: int) -> list[str]:
    """Deliveries, ``kills`` of them killed at random moments, hub and graph in turn. Returns the receipts."""
    rng = random.Random(f"kills {SEED} {turn}")
    receipts = []
    with hub_at(home) as hub:
        token = _token(home, hub.port)
        for delivery in range(max(1, KILLS // ROUNDS // 2)):
            content = _lines(delivery)
            sent: list[str] = []
            sender = threading.Thread(
                target=lambda key=str(delivery), content=content, sent=sent: sent.append(
                    _until_receipt(hub, token, key, content)
                )
            )
            sender.start()
            for kill in range(2 if kills else 0):
                sender.join(rng.uniform(0.2, LONGEST))
                graph = hub.graph()
                if (delivery + kill) % 2 and graph is not None:
                    graph.kill()
                else:
                    hub.kill()
                    hub.start()
            sender.join(SECONDS + 60)
            receipts += sent
    return receipts


async def _said(home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[list[int]], int]:
    """What the graph of a stopped hub says; its duties, worked in to the end, are those worked out anew."""
    monkeypatch.setenv("ORTAQ_HOME", str(home))
    async with opened_store(Settings()) as store:
        counts = "MATCH (b:FeedBatch) RETURN [b.received, b.applied, b.unchanged, b.quarantined]"
        held = await store.read("MATCH (q:Quarantined) RETURN count(q)", {})
        now = utc_now().replace(microsecond=0)
        while await update_changed(store, now):
            pass
        watched = await _duties(store)
        await recompute_all(store, now)
        assert watched and watched == await _duties(store)
        # What units owe depends on the day on which the hub began to watch: two hubs may differ in it at midnight.
        return await canonical(store, without=("Duty",)), await store.read(counts, {}), held[0]


async def _duties(store: Store) -> list[str]:
    duties = await store.read("MATCH (d:Duty)-[r]->(m) RETURN [properties(d), type(r), m.id]", {})
    return sorted(map(str, duties))


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_whatever_is_killed_every_acknowledged_record_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    homes = tmp_path / "killed", tmp_path / "calm"
    # Both hubs have one key of ids: records have the same id in both.
    _bodies(homes[0])
    shutil.copytree(homes[0], homes[1], symlinks=True)
    killed, calm = (_deliver(home, kills, turn) for home, kills in zip(homes, (KILLS, 0), strict=True))
    told, counts, held = asyncio.run(_said(homes[0], monkeypatch))
    calm_told, calm_counts, calm_held = asyncio.run(_said(homes[1], monkeypatch))
    # As sets: pytest takes an hour to compare two long lists that differ.
    assert not set(told) ^ set(calm_told) and len(told) == len(calm_told)
    assert (sorted(counts), held) == (sorted(calm_counts), calm_held)
    key = signer_of(Settings(home=homes[0])).key.public_key()
    names = ("received", "applied", "unchanged", "quarantined")
    said = [[read_receipt(receipt, key)[name] for name in names] for receipt in killed]
    assert len(said) == len(calm) and sorted(said) == sorted(counts)
    assert all(received == sum(parts) == RECORDS for received, *parts in said)
    assert held == sum(quarantined for *_, quarantined in said) > 0
