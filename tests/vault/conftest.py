"""A graph of its own for tests that change keys, with a small country in it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from adapters.bulk.load_files import load_contents
from adapters.bulk.validate_line import record_of
from graph.engine.store import Address, Store, open_store
from prevention.grounds import require_lawful
from schema.catalogue import CATALOGUE, index_name
from synthetic import generate_in_memory
from tests.conftest import Graph
from tests.support.engines import IDS, vault
from tests.support.feeding.graphs import emptied

PERSONS = 120
Values = dict[tuple[str, str], str]
"""The value of each sealed field of each record, by id and field."""


@dataclass(frozen=True)
class Sealed:
    """A graph whose records are sealed, its keys, and what its sealed fields are known to hold."""

    address: Address
    home: Path
    values: Values

    @property
    def folder(self) -> Path:
        """Where the keys lie."""
        return self.home / "keys"

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """The graph as a process of its own sees it: with connections and a vault of its own."""
        async with open_store(self.address, 60, vault(self.home), require_lawful) as store:
            yield store

    async def wrong(self) -> list[str]:
        """The records whose sealed fields do not open, hold something else, or would not be found."""
        found = []
        seen = 0
        async with self.store() as store:
            for entity in CATALOGUE.sealed_entities:
                for row in await store.read(f"MATCH (n:{entity.name}) RETURN properties(n)", {}):
                    for field in CATALOGUE.sealed(entity):
                        wanted = self.values.get((row["id"], field.name))
                        if wanted is None:
                            continue
                        seen += 1
                        opened = store.sealer.open(entity.name, row["id"], field.name, row[field.name])
                        indexes = store.sealer.indexes(entity.name, field.name, wanted)
                        if opened != wanted or row[index_name(field)] not in indexes or "sealing" in row:
                            found.append(f"{row['id']} {field.name}")
        assert seen == len(self.values)
        return found


def known_values(contents: dict[str, bytes]) -> Values:
    """What the feeds say of every sealed field."""
    found: Values = {}
    for entity in CATALOGUE.sealed_entities:
        for line in contents.get(entity.feed, b"").splitlines():
            given, record = orjson.loads(line), record_of(IDS, entity, line)
            for field in CATALOGUE.sealed(entity):
                if given.get(field.name) is not None:
                    found[record.id, field.name] = given[field.name]
    return found


@pytest.fixture(scope="module")
def sealed(empty_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """Each engine, empty before and after, with keys of these tests alone."""
    contents = generate_in_memory(PERSONS, 3)
    empty_graph.run(emptied(empty_graph))
    made = Sealed(empty_graph.address, tmp_path_factory.mktemp("sealed"), known_values(contents))

    async def fill() -> None:
        async with made.store() as store:
            await store.prepare()
            await load_contents(store, contents, lambda feed, done, size: None)

    asyncio.run(fill())
    yield made
    empty_graph.run(emptied(empty_graph))
