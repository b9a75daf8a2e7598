"""Whether a person is known by an open record: stored with the person, and kept true by every writer.

That a closed record exists is itself a secret (docs/source/access.md, "Closed classes"). So a person to whom no
open record refers does not exist for whoever is released none of the closed ones;
``resolvers/access/closed_classes.py`` asks for it.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from graph.engine.records import VERSION
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.pending_persons import wait_anew
from schema.catalogue import CATALOGUE, DUTY, SOURCE, SUBJECT
from schema.internal.feed_records import CLOSED, CLOSED_CLASSES, HAS_OPEN_RECORD, OPEN_KEY, PERSON_KEY, STANDS_ON
from schema.model import AccessClass, Entity, Relation

_PERSON = CATALOGUE.entity(SUBJECT)
_CLOSED = f"MATCH (s:{SOURCE}) WHERE s.{OPEN_KEY} > '' RETURN 1 AS one LIMIT 1"
_ONCE_OPEN = (
    f"UNWIND $ids AS id MATCH (s:{SOURCE} {{{PERSON_KEY}: id}}) WHERE coalesce(s.{CLOSED}, false) = false "
    f"AND NOT EXISTS {{ MATCH (:{SUBJECT} {{id: id}}) }} RETURN DISTINCT id"
)


def references_to_persons() -> Iterator[tuple[Entity, Relation, AccessClass]]:
    """Every relation along which a record refers to a person, with the class of the reference.

    The hub's own duties are left out: they follow from other records.
    """
    for entity in CATALOGUE.entities.values():
        for relation in entity.relations:
            if relation.edge and relation.target == SUBJECT and entity.name not in (SUBJECT, DUTY):
                yield entity, relation, relation.access or entity.access


def is_told_by(entity: Entity, relation: Relation) -> bool:
    """Whether that a record refers to somebody may be noticed of the record: not that an order protects them.

    An order is of an open class, whom it protects of a closed one. If it were news whenever that person is, whoever
    follows orders would learn who is protected.
    """
    return entity.access in CLOSED_CLASSES or CATALOGUE.access(entity, relation.name) not in CLOSED_CLASSES


async def once_openly_known(store: Store, ids: Iterable[str]) -> frozenset[str]:
    """Those of ``ids`` that no person has any more, and that an open mention had given one.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    rows = await store.read(_ONCE_OPEN, {"ids": sorted(ids)})
    return frozenset(rows)


@cache
def open_edges() -> frozenset[str]:
    """The relationship types by which an open record refers to a person.

    Mentions are not among them: of those of feeds it is known whether they are open, and a source that was loaded
    says only that a system holds the person, be it for a closed record's sake.
    """
    edges = {r.edge for _, r, access in references_to_persons() if access not in CLOSED_CLASSES}
    return frozenset(edges - {STANDS_ON})


async def refresh_open_records(work: UnitOfWork, ids: Iterable[str]) -> frozenset[str]:
    """Bring :data:`HAS_OPEN_RECORD` up to date for the persons among ``ids``. Returns those of whom it changed."""
    persons = sorted({record_id for record_id in ids if CATALOGUE.by_prefix(record_id) == _PERSON})
    edges = "|".join(sorted(open_edges()))
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) "
        f"WITH p, EXISTS {{ (p)<-[:{edges}]-() }} OR "
        f"EXISTS {{ MATCH (p)<-[:{STANDS_ON}]-(s:{SOURCE}) WHERE s.{PERSON_KEY} IS NOT NULL }} AS open "
        f"WHERE p.{HAS_OPEN_RECORD} IS NULL OR p.{HAS_OPEN_RECORD} <> open SET p.{HAS_OPEN_RECORD} = open "
        f"RETURN p.id AS id, p.{VERSION} IS NOT NULL AS kept",
        ids=persons,
    )
    open_ids = sorted(row["id"] for row in rows if row["kept"])
    if open_ids and await work.rows(_CLOSED):
        # Closed mentions stand on a person of the hub's own as long as an open record tells of the person.
        await wait_anew(work, open_ids)
    return frozenset(row["id"] for row in rows)


async def sources_on(work: UnitOfWork, persons: Iterable[str]) -> frozenset[str]:
    """The open sources that stand on ``persons``."""
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (:{SUBJECT} {{id: id}})<-[:{STANDS_ON}]-(s:{SOURCE}) RETURN DISTINCT s.id AS id",
        ids=sorted(persons),
    )
    return frozenset(row["id"] for row in rows)
