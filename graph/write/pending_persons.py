"""Persons who wait to be put together anew, because something was written that decides who they are."""

from collections.abc import Iterable, Sequence

from graph.engine.records import VERSION, Record
from graph.engine.unit_of_work import UnitOfWork
from schema.catalogue import IIN_INDEX, SOURCE, SUBJECT
from schema.internal.feed_records import ANEW, DATE_OF_NUMBER, PERSON_KEY, STANDS, TO_MATCH


async def wait_anew(work: UnitOfWork, persons: Iterable[str]) -> None:
    """Let ``persons``, and the mentions beside them, be put together anew by the linker."""
    ids = sorted(persons)
    if ids:
        await work.rows(f"UNWIND $ids AS id MERGE (t:{TO_MATCH} {{id: id}}) SET t.{ANEW} = true", ids=ids)


async def wait_to_match(work: UnitOfWork, persons: Iterable[str]) -> None:
    """Let candidates be looked for of those of ``persons`` whom the hub holds by a row of its own."""
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE p.{VERSION} IS NOT NULL "
        f"AND NOT EXISTS {{ MATCH (:{TO_MATCH} {{id: p.id}}) }} RETURN id",
        ids=sorted(set(persons)),
    )
    await _wait(work, [row["id"] for row in rows])


async def _wait(work: UnitOfWork, keys: list[str]) -> None:
    await work.rows(f"UNWIND $ids AS id MERGE (t:{TO_MATCH} {{id: id}})", ids=keys)


async def wait_for_claims(work: UnitOfWork, rows: Sequence[Record]) -> None:
    """Let mentions that came before the hub's own ``rows`` of persons join them: by number, by key, by likeness, or
    no more."""
    ids = [row.id for row in rows]
    indexes = [
        [index, row.id]
        for row in rows
        if row.properties.get("iin")
        for index in work.sealer.indexes(SOURCE, "iin", row.properties["iin"])
    ]
    rows_beside = await work.rows(
        f"UNWIND $indexes AS pair MATCH (s:{SOURCE} {{{IIN_INDEX}: pair[0]}}) WHERE s.{PERSON_KEY} IS NOT NULL "
        "RETURN DISTINCT pair[1] AS id",
        indexes=indexes,
    )
    await _undate(work, {row["id"] for row in rows_beside})
    rows_beside += await work.rows(
        f"UNWIND $ids AS id MATCH (s:{SOURCE} {{{PERSON_KEY}: id}}) RETURN DISTINCT id", ids=ids
    )
    rows_beside += await work.rows(
        f"UNWIND $ids AS id MATCH (:{SUBJECT} {{id: id}})<-[:{STANDS}]-(s:{SOURCE}) "
        f"WHERE s.{PERSON_KEY} IS NOT NULL RETURN DISTINCT id",
        ids=ids,
    )
    await _wait(work, ids)
    await wait_anew(work, {row["id"] for row in rows_beside})


async def _undate(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Take the date of birth of rows that is their number's, until it is known whose the number is.

    A child may have the father's (graph/ingest/loaded_persons.py gives it back).
    """
    await work.rows(
        f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE p.{DATE_OF_NUMBER} = true SET p.birthDate = null",
        ids=sorted(ids),
    )
