"""Loading: the hub's way in beside a bare ``UNWIND … MERGE`` of the same rows.

The bare loader gets what the hub's loader ends with, ready made: the same properties, the same links, in the
same batches and transactions, on a graph with the same constraints. It reads no file and checks nothing.
"""

import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neo4j import AsyncManagedTransaction

from adapters.feed_files import BATCH, feed_files, load
from adapters.intake import record_of
from bench.country import STATEMENT_SECONDS, population, started, vault
from graph.records import Record
from graph.store import Store, open_store
from schema.catalogue import CATALOGUE
from schema.model import Entity

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Loading:
    """Records a second of both."""

    records: int
    hub: float
    bare: float

    @property
    def ratio(self) -> float:
        """The hub's rate as a share of the bare one."""
        return self.hub / self.bare


@dataclass(frozen=True)
class _Batch:
    """Rows of one kind, and their links by edge and the label at the other end."""

    label: str
    rows: Rows
    links: dict[tuple[str, str], list[list[str]]]


async def loading(persons: int) -> Loading:
    """Load a population into one fresh graph by the hub, and into another by the bare driver."""
    directory = population(persons)
    hub_seconds, batches = await _by_hub(directory)
    bare_seconds = await _bare(batches)
    count = sum(len(batch.rows) for batch in batches)
    return Loading(count, count / hub_seconds, count / bare_seconds)


async def _by_hub(directory: Path) -> tuple[float, list[_Batch]]:
    """The seconds that the hub takes, and what it has stored, as the bare loader will get it."""
    with tempfile.TemporaryDirectory() as home, started(Path(home)) as address:
        async with open_store(address, STATEMENT_SECONDS, vault(Path(home))) as store:
            await store.prepare()
            began = time.perf_counter()
            await load(store, directory, lambda feed, done, size: None)
            seconds = time.perf_counter() - began
            return seconds, [
                each for entity, path in feed_files(directory) for each in await _stored(store, entity, path)
            ]


async def _stored(store: Store, entity: Entity, path: Path) -> list[_Batch]:
    kept = await store.read(f"MATCH (n:{entity.name}) RETURN properties(n)", {})
    by_id = {row["id"]: row for row in kept}
    records = _records(entity, path)
    return [_batch(entity, records[at : at + BATCH], by_id) for at in range(0, len(records), BATCH)]


def _records(entity: Entity, path: Path) -> list[Record]:
    return [record_of(entity, line) for line in path.read_bytes().splitlines()]


def _batch(entity: Entity, records: list[Record], by_id: dict[str, Any]) -> _Batch:
    links: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for record in records:
        for name, targets in record.links.items():
            relation = CATALOGUE.relation(entity, name)
            for target in targets:
                owner = CATALOGUE.by_prefix(target)
                if relation is not None and owner is not None:
                    links[relation.edge, owner.name].append([record.id, target])
    rows = [{"id": record.id, "properties": by_id[record.id]} for record in records]
    return _Batch(entity.name, rows, dict(links))


async def _bare(batches: list[_Batch]) -> float:
    with tempfile.TemporaryDirectory() as home, started(Path(home)) as address:
        async with open_store(address, STATEMENT_SECONDS, vault(Path(home))) as store:
            await store.prepare()
            began = time.perf_counter()
            for batch in batches:
                await store.write(_Bare(batch))
            return time.perf_counter() - began


@dataclass(frozen=True)
class _Bare:
    """The work of one transaction of the bare loader."""

    batch: _Batch

    async def __call__(self, transaction: AsyncManagedTransaction) -> None:
        label = self.batch.label
        nodes = f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row.properties"
        await (await transaction.run(nodes, {"rows": self.batch.rows})).consume()
        for (edge, target), links in self.batch.links.items():
            text = (
                f"UNWIND $links AS l MATCH (n:{label} {{id: l[0]}}) MATCH (m:{target} {{id: l[1]}}) "
                f"MERGE (n)-[:{edge}]->(m)"
            )
            await (await transaction.run(text, {"links": links})).consume()
