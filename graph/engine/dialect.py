"""Where the two engines differ. Nothing else in the house knows which one it talks to."""

from dataclasses import dataclass

from graph.engine.order_keys import order_property
from schema.catalogue import AREA_KEY, CATALOGUE, DUTY, MATCH, SOURCE, SUBJECT, index_name
from schema.internal import duty_watch, feed_records, search_keys, work_entries
from schema.internal.duty_watch import MADE_FOR, SUBJECT_OF_DUTY
from schema.internal.feed_records import OPEN_KEY, PERSON_KEY
from schema.model import Entity


@dataclass(frozen=True)
class Dialect:
    """One engine's ways.

    ``typed``: an index serves ORDER BY only for a property whose type is declared, and the engine lets one
    declare it. ``keeps_order``: a map comes back with its keys in the order in which they were written. ``locks``:
    of two transactions that write the same, one waits for the other; otherwise the later one begins again.
    """

    name: str
    typed: bool
    keeps_order: bool
    locks: bool


ARCADEDB = Dialect("arcadedb", typed=True, keeps_order=True, locks=False)
NEO4J = Dialect("neo4j", typed=False, keeps_order=False, locks=True)


_OF_IDS: tuple[tuple[str, tuple[str, ...]], ...] = (("IdScheme", ()), ("IdChange", ()))
"""How ids were made (graph/write/id_scheme.py), and what those become that are made of others (graph/rekey.py)."""


def of_agent(agent: str) -> Dialect:
    """The dialect of a server by the agent name that it gives in the Bolt handshake."""
    return ARCADEDB if "ArcadeDB" in agent else NEO4J


def definitions(dialect: Dialect) -> list[str]:
    """The statements that create every constraint and index, each harmless if it is there already."""
    entity_indexes = [(entity.name, _indexed(entity)) for entity in CATALOGUE.entities.values()]
    internal_indexes = (
        *feed_records.INDEXES.items(),
        *duty_watch.INDEXES.items(),
        *work_entries.INDEXES.items(),
        *search_keys.INDEXES.items(),
        *_OF_IDS,
    )
    lines = [
        line
        for name, indexed in (*entity_indexes, *internal_indexes)
        for line in _definitions(name, indexed, dialect)
    ]
    return lines + _definitions_of_changes(dialect)


def _definitions_of_changes(dialect: Dialect) -> list[str]:
    """Those of the log of changes (graph/write/change_log.py): no position is given twice, whatever an engine
    allows."""
    keys = (("Change", "position", "INTEGER"), ("ChangeCounter", "id", "STRING"))
    unique = [f"CREATE CONSTRAINT {n}_{p} IF NOT EXISTS FOR (n:{n}) REQUIRE n.{p} IS UNIQUE" for n, p, _ in keys]
    if not dialect.typed:
        return unique
    # The type first: an index on a property without one is an index of texts, in which 10 comes before 9.
    return [
        *(
            f"CREATE CONSTRAINT {n}_{p}_type IF NOT EXISTS FOR (n:{n}) REQUIRE n.{p} IS :: {kind}"
            for n, p, kind in keys
        ),
        *unique,
    ]


def _indexed(entity: Entity) -> tuple[str, ...]:
    sealed = CATALOGUE.sealed(entity)
    indexed = [f.name for f in entity.fields if f.indexed and not f.localized and f not in sealed]
    indexed += [index_name(f) for f in sealed if f.indexed]
    indexed += [f"{f.name}Kk" for f in entity.fields if f.indexed and f.localized]
    indexed += [order_property(f.name) for f in entity.fields if f.indexed and f.is_name]
    if CATALOGUE.has_area(entity):
        indexed.append(AREA_KEY)
    if entity.name == SUBJECT:
        indexed += search_keys.PERSON_KEYS
    if entity.name in search_keys.NUMBERED:
        indexed.append(search_keys.NUMBER_KEY)
    if entity.name == SOURCE:
        indexed += [PERSON_KEY, OPEN_KEY]
    if entity.name == DUTY:
        indexed.append(SUBJECT_OF_DUTY)
    if entity.name == MATCH:
        indexed.append(MADE_FOR)
    return tuple(indexed)


def _definitions(name: str, indexed: tuple[str, ...], dialect: Dialect) -> list[str]:
    lines = [f"CREATE CONSTRAINT {name}_id IF NOT EXISTS FOR (n:{name}) REQUIRE n.id IS UNIQUE"]
    lines += [f"CREATE INDEX {name}_{p} IF NOT EXISTS FOR (n:{name}) ON (n.{p})" for p in indexed]
    if dialect.typed:
        lines += [
            f"CREATE CONSTRAINT {name}_{p}_text IF NOT EXISTS FOR (n:{name}) REQUIRE n.{p} IS :: STRING"
            for p in ("id", *indexed)
        ]
    return lines


def stored_name(field_name: str, language: str | None) -> str:
    """The property of a field; a localized field has one for each language."""
    return field_name if language is None else f"{field_name}{language.capitalize()}"
