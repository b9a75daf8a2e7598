"""Bringing a graph's keys up to date: those by which records are ordered by name and searched.

A graph of before there were such keys, or whose keys were made by other rules, gets them page by page when a hub
opens it. Whoever is stopped begins again: a key follows from its record alone.
"""

import hashlib
from collections.abc import Callable
from typing import Any

import orjson

from graph.engine.name_forms import keep_name_forms
from graph.engine.order_keys import order_keys, stored_names
from graph.engine.record_keys import search_keys
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit, commit_statement
from graph.write.id_scheme import is_used
from schema.catalogue import AREA, CATALOGUE, SUBJECT
from schema.internal.search_keys import NUMBERED
from schema.kazakh_order import ALPHABET
from schema.model import Entity
from schema.spelling import rules

PAGE = 500
VERSION_OF_KEYS = "1"
"""Raised when keys are made otherwise than the rules and the alphabet alone say."""

Progress = Callable[[str, int], None]
"""Called with a label and how many of its records have their keys."""

_ID = "keys"
_READ = "MATCH (d:Definitions {id: $id}) RETURN d.digest"
_REMEMBER = "MERGE (d:Definitions {id: $id}) SET d.digest = $digest"


async def bring_keys_up_to_date(store: Store, progress: Progress) -> bool:
    """Give every record the keys that the rules of today make of it. False: it has them already.

    Raises:
        graph.engine.store.GraphDownError: the graph went away; the next call begins again.
    """
    digest = _digest_of_rules()
    if await store.read(_READ, {"id": _ID}) == [digest]:
        return False
    is_new = not await is_used(store)
    for entity in () if is_new else CATALOGUE.entities.values():
        if _properties_of_keys(entity):
            await _of_label(store, entity, progress)
    await commit_statement(store, _REMEMBER, id=_ID, digest=digest)
    return not is_new


def _digest_of_rules() -> str:
    text = orjson.dumps([VERSION_OF_KEYS, ALPHABET, rules()], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()


def _properties_of_keys(entity: Entity) -> list[str]:
    """The properties of which the keys of a record are made."""
    names = [name for field in entity.fields if field.is_name for name in stored_names(field)]
    numbers = ["number"] if entity.name in NUMBERED else []
    codes = ["code"] if names and CATALOGUE.field(entity, "code") is not None else []
    return [*names, *numbers, *codes]


async def _of_label(store: Store, entity: Entity, progress: Progress) -> None:
    columns = ", ".join(f"n.{name}" for name in ("id", AREA, *_properties_of_keys(entity)))
    text = f"MATCH (n:{entity.name}) WHERE n.id > $after RETURN [{columns}] ORDER BY n.id LIMIT {PAGE}"
    after, count = "", 0
    while rows := await store.read(text, {"after": after}):
        await _write_page(store, entity, rows)
        after, count = rows[-1][0], count + len(rows)
        progress(entity.name, count)


async def _write_page(store: Store, entity: Entity, rows: list[Any]) -> None:
    names = _properties_of_keys(entity)
    cards = [dict(zip(names, values, strict=True)) for _, _, *values in rows]
    keys = [
        {"id": row[0], "set": {**order_keys(entity, card), **search_keys(entity, row[0], card, row[1] or "")}}
        for row, card in zip(rows, cards, strict=True)
    ]

    async def job(work: UnitOfWork) -> None:
        await work.rows(f"UNWIND $rows AS row MATCH (n:{entity.name} {{id: row.id}}) SET n += row.set", rows=keys)
        if entity.name == SUBJECT:
            await keep_name_forms(work, cards)

    await commit(store, job)
