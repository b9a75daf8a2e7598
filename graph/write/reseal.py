"""Sealing anew: what is sealed with a key that is not current any more, found and replaced page by page.

A value is replaced only if it is still the one that was read: what somebody wrote meanwhile stays, and was
sealed with the current key anyway.
"""

from dataclasses import dataclass
from typing import Any

from graph.engine.sealer import Sealer
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from schema.catalogue import CATALOGUE, index_name
from schema.model import Entity, Field

PAGE = 500


@dataclass(frozen=True)
class Stale:
    """A record's sealed values that are not of the current key, by field."""

    id: str
    values: dict[str, str]


async def sample(store: Store, entity: Entity) -> list[tuple[str, str, str]]:
    """One sealed value of each field, where there is one: id of the record, name of the field, value."""
    samples = []
    for field in CATALOGUE.sealed(entity):
        rows = await store.read(
            f"MATCH (n:{entity.name}) WHERE n.{field.name} IS NOT NULL RETURN [n.id, n.{field.name}] LIMIT 1", {}
        )
        samples += [(record_id, field.name, sealed) for record_id, sealed in rows]
    return samples


async def count_stale(store: Store, entity: Entity, prefix: str) -> int:
    """How many records have a value that does not begin with ``prefix``, as the current key's do."""
    rows = await store.read(
        f"MATCH (n:{entity.name}) WHERE {_is_stale(entity)} RETURN count(n)", {"prefix": prefix}
    )
    return int(rows[0])


async def stale_page(store: Store, entity: Entity, prefix: str, after: str) -> list[Stale]:
    """The next records, by id, with a value that does not begin with ``prefix``; none at the end."""
    names = ", ".join(f"n.{field.name}" for field in CATALOGUE.sealed(entity))
    rows = await store.read(
        f"MATCH (n:{entity.name}) WHERE n.id > $after AND ({_is_stale(entity)}) "
        f"RETURN [n.id, {names}] ORDER BY n.id LIMIT {PAGE}",
        {"prefix": prefix, "after": after},
    )
    return [_stale(entity, prefix, row) for row in rows]


async def seal_anew(store: Store, entity: Entity, page: list[Stale]) -> None:
    """Replace the values of ``page`` that are still there, in one transaction."""
    rows = {field: _rows(store.sealer, entity, field, page) for field in CATALOGUE.sealed(entity)}

    async def job(work: UnitOfWork) -> None:
        # To write a record locks it, or makes the commit fail if somebody else wrote it: what is compared after
        # that is what stands.
        ids = [stale.id for stale in page]
        lock = f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}}) SET n.sealing = true"
        await work.rows(lock, ids=ids)
        for field, changed in rows.items():
            name = field.name
            text = (
                f"UNWIND $rows AS row MATCH (n:{entity.name} {{id: row.id}}) WHERE n.{name} = row.old "
                f"SET n.{name} = row.new, n.{index_name(field)} = row.index"
            )
            await work.rows(text, rows=changed)
        free = f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}}) REMOVE n.sealing"
        await work.rows(free, ids=ids)

    await commit(store, job)


def _is_stale(entity: Entity) -> str:
    return " OR ".join(f"NOT n.{field.name} STARTS WITH $prefix" for field in CATALOGUE.sealed(entity))


def _stale(entity: Entity, prefix: str, row: list[Any]) -> Stale:
    record_id, *values = row
    values_by_name = zip((field.name for field in CATALOGUE.sealed(entity)), values, strict=True)
    return Stale(
        record_id, {name: old for name, old in values_by_name if old is not None and not old.startswith(prefix)}
    )


def _rows(sealer: Sealer, entity: Entity, field: Field, page: list[Stale]) -> list[dict[str, str]]:
    rows = []
    for stale_value in page:
        old = stale_value.values.get(field.name)
        if old is not None:
            value = sealer.open(entity.name, stale_value.id, field.name, old)
            rows.append(
                {
                    "id": stale_value.id,
                    "old": old,
                    "new": sealer.seal(entity.name, stale_value.id, field.name, value),
                    "index": sealer.index(entity.name, field.name, value),
                }
            )
    return rows
