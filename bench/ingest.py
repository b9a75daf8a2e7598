"""Feeds: a delivery taken in whole, beside a bare ``UNWIND … MERGE`` of the rows that it ends as.

The hub reads, validates, composes persons, seals numbers, keeps provenance and signs receipts. The bare loader gets
what stands in the graph in the end, ready made: the same nodes and links, in steps of the same size.
"""

import datetime as dt
import io
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from neo4j import AsyncManagedTransaction

from adapters.bulk.load_files import load_contents
from adapters.delivery.deliver import STEP, Delivery, IngestContext, deliver
from adapters.delivery.receipts import Receipts
from adapters.feeds.feed import Sender, WireFormat
from adapters.systems import FEEDS
from bench.bulk_load import Bare, Links
from bench.country import STATEMENT_SECONDS, started, vault
from graph.engine.store import Store, open_store
from prevention.grounds import require_lawful
from schema.catalogue import CATALOGUE
from security.identity.local_issuer import local_issuer
from synthetic import generate_in_memory
from synthetic.draws.dice import Dice
from synthetic.draws.iin import IinBook

FEED = FEEDS["probation-register"]
FAMILY = ("Сейітов", "Ким", "Иванова", "Әбенова", "Оспанов", "Шмидт")
GIVEN = ("Дәурен", "Анна", "Ерлан", "Мария", "Айгүл", "Пётр")


@dataclass(frozen=True)
class Feeding:
    """Records a second of both, and by how many bytes the hub's memory grew while it took the delivery in."""

    records: int
    hub: float
    bare: float
    grown: int

    @property
    def ratio(self) -> float:
        """The hub's rate as a share of the bare one."""
        return self.hub / self.bare


@dataclass(frozen=True)
class _World:
    """The bodies that records name."""

    contents: dict[str, bytes]
    districts: tuple[str, ...]


def _bodies() -> _World:
    wanted = ("regions", "agencies", "units", "inspectors")
    contents = {feed: lines for feed, lines in generate_in_memory(1, 1).items() if feed in wanted}
    codes = (orjson.loads(line)["code"] for line in contents["units"].splitlines())
    return _World(contents, tuple(code[5:] for code in codes if code.startswith("PROB-") and len(code) == 9))


def lines(count: int, districts: tuple[str, ...]) -> Iterator[bytes]:
    """``count`` records of the probation service's register, of nearly as many made-up persons."""
    dice = Dice(1)
    book, rng = IinBook(dice), random.Random(1)
    first = dt.date(1960, 1, 1).toordinal()
    for n in range(count):
        born = first + rng.randrange(45 * 365)
        district = rng.choice(districts)
        person = {
            "personId": f"P-{n - (n % 7 == 0)}",
            "iin": book.issue(born, n % 2 == 0) if n % 10 else None,
            "familyName": rng.choice(FAMILY),
            "givenName": rng.choice(GIVEN),
            "birthDate": dt.date.fromordinal(born).isoformat(),
            "kato": f"{district}00000",
            "address": f"Абай көшесі, {n % 400}",
        }
        yield orjson.dumps(
            {
                "recordId": f"R-{n}",
                "version": 1,
                "changedAt": "2026-10-01T10:00:00Z",
                "person": {name: value for name, value in person.items() if value is not None},
                "status": "OPEN",
                "registeredOn": "2026-09-30",
                "unit": f"PROB-{district}",
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )


async def feeding(records: int) -> Feeding:
    """Take one delivery in by the hub, and load what stands in the graph then into another by the bare driver."""
    world = _bodies()
    hub_seconds, grown, batches = await _by_hub(records, world)
    bare_seconds = await _bare(batches, world)
    return Feeding(records, records / hub_seconds, records / bare_seconds, grown)


@asynccontextmanager
async def _empty(world: _World) -> AsyncIterator[tuple[Store, Path]]:
    with tempfile.TemporaryDirectory() as home, started(Path(home)) as address:
        async with open_store(address, STATEMENT_SECONDS, vault(Path(home)), require_lawful) as store:
            await store.prepare()
            await load_contents(store, world.contents, lambda *_: None)
            yield store, Path(home)


async def _by_hub(records: int, world: _World) -> tuple[float, int, list[Bare]]:
    async with _empty(world) as (store, home):
        signer = local_issuer(home / "receipts.pem")
        ingest = IngestContext(store, home / "feeds", Receipts(signer.key, signer.key_id))
        delivery = Delivery(
            feed=FEED, format=WireFormat.NDJSON, sender=Sender(FEED.system), caller="bench", key="1"
        )
        with ingest.spool() as spool:
            await spool.fill(_chunks(records, world.districts), 2**40)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began = time.perf_counter()
            batch = await deliver(ingest, delivery, spool)
            seconds = time.perf_counter() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        if batch.counts.applied != records:
            raise RuntimeError(f"{batch.counts} of {records} records")
        return seconds, grown, [each for label in LABELS for each in await _stored(store, label)]


async def _chunks(records: int, districts: tuple[str, ...]) -> AsyncIterator[bytes]:
    block = io.BytesIO()
    for line in lines(records, districts):
        block.write(line)
        if block.tell() > 2**20:
            yield block.getvalue()
            block = io.BytesIO()
    yield block.getvalue()


LABELS = ("Person", "SourceRecord", "Registration", "Address", "FeedRecord", "ToMatch")


async def _stored(store: Store, label: str) -> list[Bare]:
    rows = await store.read(f"MATCH (n:{label}) RETURN properties(n) ORDER BY n.id", {})
    ends = await store.read(
        f"MATCH (n:{label})-[r]->(m) RETURN [n.id, type(r), m.id, properties(r).via] ORDER BY n.id", {}
    )
    links: dict[str, list[list[Any]]] = defaultdict(list)
    for one, edge, other, via in ends:
        links[one].append([one, edge, other, via])
    return [_batch(label, rows[at : at + STEP], links) for at in range(0, len(rows), STEP)]


def _batch(label: str, rows: list[dict[str, Any]], links: dict[str, list[list[Any]]]) -> Bare:
    found: Links = defaultdict(list)
    for row in rows:
        for one, edge, other, via in links.get(row["id"], ()):
            owner = CATALOGUE.by_prefix(other)
            if owner is not None:
                found[edge, owner.name].append([one, other, via])
    return Bare(label, [{"id": row["id"], "properties": row} for row in rows], found)


async def _bare(batches: list[Bare], world: _World) -> float:
    async with _empty(world) as (store, _):
        began = time.perf_counter()
        # A step of the hub is one transaction of all its kinds of node: the bare loader gets the same.
        by_step = [[each for each in batches if each.label == label] for label in LABELS]
        for turn in range(max(len(each) for each in by_step)):
            parts = [each[turn] for each in by_step if turn < len(each)]
            await store.write(partial(_all, parts))
        return time.perf_counter() - began


async def _all(parts: list[Bare], transaction: AsyncManagedTransaction) -> None:
    for part in parts:
        await part(transaction)
