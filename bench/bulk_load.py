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

from adapters.bulk.load_files import BATCH, feed_files, load
from adapters.bulk.validate_line import record_of
from bench.country import STATEMENT_SECONDS, population, started, vault
from graph.engine.records import Record
from graph.engine.store import Store, open_store
from graph.write.ids import IdKey
from prevention.grounds import require_lawful
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


Links = dict[tuple[str, str], list[list[Any]]]
"""Links by edge and the label at the other end: the two ids, and what the link says it goes by, if anything."""


@dataclass(frozen=True)
class Bare:
    """Rows of one kind and their links, and the work of writing them in a transaction of the bare loader."""

    label: str
    rows: Rows
    links: Links

    async def __call__(self, transaction: AsyncManagedTransaction) -> None:
        nodes = f"UNWIND $rows AS row MERGE (n:{self.label} {{id: row.id}}) SET n += row.properties"
        await (await transaction.run(nodes, {"rows": self.rows})).consume()
        for (edge, target), links in self.links.items():
            text = (
                f"UNWIND $links AS l MATCH (n:{self.label} {{id: l[0]}}) MATCH (m:{target} {{id: l[1]}}) "
                f"MERGE (n)-[r:{edge}]->(m)"
            )
            if any(len(link) > 2 and link[2] is not None for link in links):
                text += " SET r.via = l[2]"
            await (await transaction.run(text, {"links": links})).consume()


async def loading(persons: int) -> Loading:
    """Load a population into one fresh graph by the hub, and into another by the bare driver."""
    directory = population(persons)
    hub_seconds, batches = await _by_hub(directory)
    bare_seconds = await _bare(batches)
    count = sum(len(batch.rows) for batch in batches)
    return Loading(count, count / hub_seconds, count / bare_seconds)


async def _by_hub(directory: Path) -> tuple[float, list[Bare]]:
    """The seconds that the hub takes, and what it has stored, as the bare loader will get it."""
    with tempfile.TemporaryDirectory() as home, started(Path(home)) as address:
        async with open_store(address, STATEMENT_SECONDS, vault(Path(home)), require_lawful) as store:
            await store.prepare()
            began = time.perf_counter()
            await load(store, directory, lambda feed, done, size: None)
            seconds = time.perf_counter() - began
            return seconds, [
                each for entity, path in feed_files(directory) for each in await _stored(store, entity, path)
            ]


async def _stored(store: Store, entity: Entity, path: Path) -> list[Bare]:
    kept = await store.read(f"MATCH (n:{entity.name}) RETURN properties(n)", {})
    by_id = {row["id"]: row for row in kept}
    records = _records(store.sealer, entity, path)
    return [_batch(entity, records[at : at + BATCH], by_id) for at in range(0, len(records), BATCH)]


def _records(key: IdKey, entity: Entity, path: Path) -> list[Record]:
    return [record_of(key, entity, line) for line in path.read_bytes().splitlines()]


def _batch(entity: Entity, records: list[Record], by_id: dict[str, Any]) -> Bare:
    links: Links = defaultdict(list)
    for record in records:
        for name, targets in record.links.items():
            relation = CATALOGUE.relation(entity, name)
            for target in targets:
                owner = CATALOGUE.by_prefix(target)
                if relation is not None and owner is not None:
                    links[relation.edge, owner.name].append([record.id, target])
    rows = [{"id": record.id, "properties": by_id[record.id]} for record in records]
    return Bare(entity.name, rows, dict(links))


async def _bare(batches: list[Bare]) -> float:
    with tempfile.TemporaryDirectory() as home, started(Path(home)) as address:
        async with open_store(address, STATEMENT_SECONDS, vault(Path(home)), require_lawful) as store:
            await store.prepare()
            began = time.perf_counter()
            for batch in batches:
                await store.write(batch)
            return time.perf_counter() - began
