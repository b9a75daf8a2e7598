"""Searching: how long a name takes to be found, as it is typed, among few persons and among many.

The persons are those of the made-up country, written as the writer writes them but for their links, each as known
by an open record. Questions go to the hub's engine in this process, which holds no answer: it is the work that is
measured.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from adapters.bulk.validate_line import record_of
from bench.cases import OFFICER, PRECINCT, Who
from bench.country import STATEMENT_SECONDS, population, say, started, vault
from graph.engine.name_forms import keep_name_forms
from graph.engine.records import Record
from graph.engine.sealer import sealed_properties
from graph.engine.store import Store, open_store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from graph.write.derived import derive
from prevention.grounds import require_lawful
from resolvers.engine.bookmarks import Bookmarks
from resolvers.engine.plan_cache import Plans
from resolvers.execute import Engine, Request, execute
from schema.api.graphql_schema import graphql_schema
from schema.catalogue import AREA, CATALOGUE, SUBJECT
from schema.identifiers import area_code
from schema.internal.feed_records import HAS_OPEN_RECORD
from security.authorization.caller import Caller
from security.authorization.policy import load_policy
from security.vault.cursor_seal import CursorSeal, new_key

WHO = (OFFICER, PRECINCT, Who("analytics", ""))
QUERY = "query ($text: String!) { search(text: $text) { complete hits { matched record { id } } } }"
NAMES = 60
SEED = 11
_FAR = 2**40
_SOME = (
    "MATCH (p:Person) WHERE p.familyName IS NOT NULL AND p.givenName IS NOT NULL AND p.areaKey STARTS WITH $area "
    "RETURN [p.familyName, p.givenName] ORDER BY p.id LIMIT 2000"
)
_WRITE = "UNWIND $rows AS row CREATE (p:Person {id: row.id}) SET p += row.properties"
_BATCH = 1_000
_PERSON = CATALOGUE.entity(SUBJECT)


@dataclass(frozen=True)
class Searched:
    """The 95th percentile of a search, in milliseconds, by role, among so many persons."""

    persons: int
    milliseconds: dict[str, float]


async def searching(persons: int) -> Searched:
    """Search an embedded graph of its own with so many persons, as every caller of :data:`WHO`."""
    folder = population(persons)
    with TemporaryDirectory() as home, started(Path(home)) as address:
        async with open_store(address, STATEMENT_SECONDS, vault(Path(home)), require_lawful) as store:
            await store.prepare()
            say(f"bringing {persons} persons in to be searched")
            await _write_persons(store, (folder / "persons.ndjson").read_bytes().splitlines())
            hub = _hub(store)
            return Searched(persons, {who.role: await _p95(hub, store, who) for who in WHO})


async def _write_persons(store: Store, lines: Sequence[bytes]) -> None:
    for first in range(0, len(lines), _BATCH):
        records = [record_of(store.sealer, _PERSON, line) for line in lines[first : first + _BATCH]]
        areas = [
            str(orjson.loads(line).get("region", "")).partition("/")[2] for line in lines[first : first + _BATCH]
        ]
        rows = [_row(store, record, area) for record, area in zip(records, areas, strict=True)]

        async def job(work: UnitOfWork, records: Sequence[Record] = records, rows: Sequence[Any] = rows) -> None:
            await work.rows(_WRITE, rows=list(rows))
            await keep_name_forms(work, [record.properties for record in records])

        await commit(store, job)


def _row(store: Store, record: Record, area: str) -> dict[str, Any]:
    sealed = sealed_properties(store.sealer, _PERSON, record.id, record.properties)
    derived = derive(_PERSON, record.id, record.properties, {"region": [{AREA: area}]})
    return {"id": record.id, "properties": {**sealed, **derived, HAS_OPEN_RECORD: True}}


def _hub(store: Store) -> Engine:
    return Engine(
        store=store,
        plans=Plans(schema=graphql_schema(), dialect=store.dialect),
        policy=load_policy(),
        seal=CursorSeal(new_key()),
        bookmarks=Bookmarks(),
    )


async def _p95(hub: Engine, store: Store, who: Who) -> float:
    names = await store.read(_SOME, {"area": who.area or "75"})
    typed = [text for name in Random(SEED).sample(names, NAMES) for text in typing(*name)]
    for text in typed[:50]:
        await _seconds(hub, who, text)
    times = [await _seconds(hub, who, text) for text in typed]
    return quantiles(times, n=20)[-1] * 1000


def typing(family: str, given_name: str) -> Iterator[str]:
    """What is sought while somebody types a name, and with a letter left out."""
    yield from (family[:3], family[:5], family, f"{family} {given_name[:2]}", f"{given_name} {family}")
    yield family[:2] + family[3:]


async def _seconds(hub: Engine, who: Who, text: str) -> float:
    caller = Caller(
        subject="bench",
        role=who.role,
        area=area_code(who.area),
        unit=None,
        agency="MIA",
        purposes=("CASE_WORK",),
        expires=_FAR,
    )
    began = time.perf_counter()
    await execute(hub, caller, Request(query=QUERY, variables={"text": text}, operation_name=None))
    return time.perf_counter() - began
