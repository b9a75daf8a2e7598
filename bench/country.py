"""A made-up country in an embedded graph of the benchmark's own, made and loaded once and kept between runs."""

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.bulk.load_files import load
from graph.engine import embedded_arcadedb
from graph.engine.store import Address, Store, open_store
from graph.write.id_scheme import check_ids
from prevention.grounds import require_lawful
from schema.catalogue import CATALOGUE
from security.vault.secret_files import password, secret_file
from security.vault.vault import Vault, open_vault
from synthetic import generate

HOME = Path("var/bench")
SEED = 7
STATEMENT_SECONDS = 60.0

_WATCHED = """MATCH (p:Person)<-[:REGISTERS]-(:Registration) WHERE p.areaKey STARTS WITH $area
  RETURN DISTINCT {id: p.id, key: p.areaKey}"""
_NUMBERS = "MATCH (p:Person) WHERE p.iin IS NOT NULL AND p.adultOn <= $today RETURN [p.id, p.iin]"


@dataclass(frozen=True)
class Sample:
    """Records to ask for: persons on a register, with their area keys, and numbers of adults of the country.

    ``indexes`` are the blind indexes of the numbers, by which the floor finds them.
    """

    watched: tuple[tuple[str, str], ...]
    iins: tuple[str, ...]
    indexes: Mapping[str, str]

    def of_area(self, area: str) -> tuple[str, ...]:
        """Ids of the persons whose area begins with ``area``."""
        return tuple(each for each, key in self.watched if key.startswith(area))


@dataclass(frozen=True)
class Country:
    """A running graph of so many persons. ``home`` holds its data and keys."""

    persons: int
    home: Path
    address: Address


def population(persons: int) -> Path:
    """The feed files of ``persons`` persons, made if they are not there."""
    home = (HOME / str(persons)).resolve()
    made, directory = home / "generated", home / "population"
    if not made.exists():
        say(f"generating {persons} persons")
        directory.mkdir(parents=True, exist_ok=True)
        generate(persons, SEED, directory)
        made.touch()
    return directory


STATEMENT_SECONDS = 600


def vault(home: Path) -> Vault:
    """The vault of the graph whose data lies under ``home``."""
    return open_vault(home / "keys", tuple(entity.name for entity in CATALOGUE.sealed_entities))


@contextmanager
def started(home: Path) -> Iterator[Address]:
    """The embedded graph whose data lies under ``home``, until the end of the block."""
    key = home / "keys" / "graph"
    secret = secret_file(key, password).decode()
    running = embedded_arcadedb.start(home / "graph", secret, key, STATEMENT_SECONDS)
    try:
        yield Address(running.url, running.user, running.password, embedded_arcadedb.DATABASE)
    finally:
        running.stop()


@contextmanager
def country(persons: int) -> Iterator[Country]:
    """The running graph of a country; the first call with a size loads it."""
    home = population(persons).parent
    with started(home) as address:
        yield Country(persons, home, address)


async def settle(place: Country) -> Sample:
    """Load the country unless it is there, and choose what will be asked for."""
    async with open_store(place.address, STATEMENT_SECONDS, vault(place.home), require_lawful) as store:
        loaded = place.home / "loaded"
        if not loaded.exists():
            await store.prepare()
            await check_ids(store)
            await load(store, place.home / "population", _Line(f"loading {place.persons} persons"))
            say("")
            loaded.touch()
        return await _sample(store)


async def _sample(store: Store) -> Sample:
    watched = await store.read(_WATCHED, {"area": "75"})
    stored = await store.read(_NUMBERS, {"today": dt.date.today()})
    iins = sorted(store.sealer.open("Person", each, "iin", sealed) for each, sealed in stored)
    indexes = {iin: store.sealer.index("Person", "iin", iin) for iin in iins}
    return Sample(tuple(sorted((row["id"], row["key"]) for row in watched)), tuple(iins), indexes)


@dataclass(frozen=True)
class _Line:
    """A progress line on standard error."""

    title: str

    def __call__(self, feed: str, done: int, size: int) -> None:
        sys.stderr.write(f"\r{self.title}: {feed:24}{100 * done // max(1, size):4} %")
        sys.stderr.flush()


def say(text: str) -> None:
    """A line on standard error: what is being done."""
    print(text, file=sys.stderr, flush=True)
