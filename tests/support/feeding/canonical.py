"""What a graph says, in a form in which two graphs that say the same are the same text."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import orjson

from graph.engine.store import Store
from schema.catalogue import AREA_KEY, CATALOGUE, SOURCE, SUBJECT, index_name
from schema.internal.feed_records import FEED_RECORD, PERSON_LINK, WAITING
from schema.internal.search_keys import AREA_SPELLING, AREA_SPELLING_BY_GIVEN, SPELLING, SPELLING_BY_GIVEN
from schema.model import Entity

TIMES = ("receivedAt", "firstReceivedAt", "batch", "content")
"""What depends on when and with what else a record came in, or on a key of the hub."""

KEYS_WITH_THE_ID = {SPELLING, SPELLING_BY_GIVEN, AREA_SPELLING, AREA_SPELLING_BY_GIVEN}
"""Keys of a person that end with the person's id."""


async def canonical(store: Store, without: Collection[str] = ()) -> list[str]:
    """Every node and link, as sorted lines. A person is named by the mentions that stand on it.

    ``without`` names entities of which nothing is said.
    """
    names = await _names(store)
    lines: list[str] = []
    entities = [entity for entity in CATALOGUE.entities.values() if entity.name not in without]
    for entity in entities:
        rows = await store.read(f"MATCH (n:{entity.name}) RETURN properties(n)", {})
        lines += [_line(entity, row, names, store) for row in rows]
    for label in (FEED_RECORD, PERSON_LINK, WAITING):
        rows = await store.read(f"MATCH (n:{label}) RETURN properties(n)", {})
        lines += [f"{label} {_text(row)}" for row in rows]
    for label in (*(entity.name for entity in entities), WAITING):
        text = f"MATCH (n:{label})-[r]->(m) RETURN [n.id, type(r), properties(r), m.id]"
        for one, edge, properties, other in await store.read(text, {}):
            lines.append(f"{names.get(one, one)} -{edge}{_text(properties)}-> {names.get(other, other)}")
    return sorted(lines)


async def digest(store: Store) -> str:
    """The canonical form's SHA-256."""
    return hashlib.sha256("\n".join(await canonical(store)).encode()).hexdigest()


async def _names(store: Store) -> dict[str, str]:
    text = f"MATCH (p:{SUBJECT}) RETURN [p.id, [(p)<-[:SOURCE_OF]-(s:{SOURCE}) | s.id]]"
    return {
        person_id: "person of " + " ".join(sorted(claims))
        for person_id, claims in await store.read(text, {})
        if claims
    }


def _line(entity: Entity, row: Mapping[str, Any], names: Mapping[str, str], store: Store) -> str:
    values = dict(row)
    for field in CATALOGUE.sealed(entity):
        values.pop(index_name(field), None)
        if values.get(field.name) is not None:
            values[field.name] = store.sealer.open(entity.name, row["id"], field.name, values[field.name])
    if entity.name == SUBJECT:
        values.pop(AREA_KEY, None)
        values["id"] = names.get(row["id"], row["id"])
        for key in KEYS_WITH_THE_ID & values.keys():
            values[key] = str(values[key]).replace(row["id"], values["id"])
    return f"{entity.name} {_text(values)}"


def _text(values: Mapping[str, Any]) -> str:
    kept = {name: value for name, value in values.items() if name not in TIMES and value is not None}
    return orjson.dumps(kept, default=str, option=orjson.OPT_SORT_KEYS).decode()
