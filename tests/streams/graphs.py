"""Graphs for tests that follow what is written: emptied, written to record by record."""

from typing import Any

import orjson

from adapters.bulk.validate_line import record_of
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from graph.write.writer import upsert_records, write
from schema.catalogue import CATALOGUE
from tests.conftest import Graph
from tests.support.engines import IDS

ALMATY = "750000000"
ASTANA = "710000000"
_LETTERS = str.maketrans("0123456789", "абвгдежзик")


async def emptied(graph: Graph) -> None:
    """Take out all that is in the graph."""

    async def empty(work: UnitOfWork) -> None:
        await work.rows("MATCH (n) DETACH DELETE n")

    await commit(graph.store, empty)


async def put(graph: Graph, type_name: str, name: str, version: int = 1, **said: Any) -> str:
    """Write a record of the system T by that name; its id. It must come in."""
    entity = CATALOGUE.entity(type_name)
    record = record_of(IDS, entity, orjson.dumps({"system": "T", "recordId": name, "version": version, **said}))
    outcome = await write(graph.store, entity, [record])
    assert (outcome.written, outcome.refused) == (1, ())
    return record.id


async def two_areas(graph: Graph) -> None:
    """An empty country with two cities."""
    await emptied(graph)
    for kato in (ALMATY, ASTANA):
        await put(graph, "Region", kato, kato=kato)


async def person(graph: Graph, name: str, area: str = ALMATY, version: int = 1, **said: Any) -> str:
    """Write an adult of that family name who lives in ``area``, and whom an open mention names; the id."""
    # A number is in nobody's name.
    given = {"familyName": name.translate(_LETTERS), "birthDate": "1980-01-01", "region": f"T/{area}", **said}
    entity, line = CATALOGUE.entity("Person"), {"system": "T", "recordId": name, "version": version, **given}
    record = record_of(IDS, entity, orjson.dumps(line))

    async def job(work: UnitOfWork) -> int:
        brought = await upsert_records(work, entity, [record])
        claim = (
            "MATCH (p:Person {id: $id}) MERGE (s:SourceRecord {id: $mention}) "
            "SET s.personKey = $id, s.system = 'T', s.firstReceivedAt = datetime(), s.changedAt = datetime() "
            "MERGE (s)-[:SOURCE_OF]->(p)"
        )
        words = {"id": record.id, "mention": mention_of(record.id)}
        await work.rows(claim, **words)
        return len(brought.written)

    written = await commit(graph.store, job)
    assert written == 1
    return record.id


def mention_of(person_id: str) -> str:
    """The id of the mention by which :func:`person` lets an open record tell of them."""
    return person_id.replace("per_", "src_")


async def registered(graph: Graph, name: str, of: str, version: int = 1, **said: Any) -> str:
    """Write a registration of the person of that name; the id."""
    given = {"category": "PROBATIONER", "status": "OPEN", "person": f"T/{of}", **said}
    return await put(graph, "Registration", name, version, **given)


async def deleted(graph: Graph, record_id: str) -> None:
    """Take a record out, and say so, as whoever takes records out has to."""

    async def job(work: UnitOfWork) -> None:
        text = "MATCH (n {id: $id}) DETACH DELETE n"
        await work.rows(text, id=record_id)
        work.touch([record_id])

    await commit(graph.store, job)
