"""Whose duties may change when a record does: the ids of the files that a change of the log concerns."""

from collections import defaultdict
from collections.abc import Iterable

from graph.engine.store import Store
from prevention.duties import queries
from schema.catalogue import CATALOGUE

FILES = ("Person", "Unit", "ReportMeeting")
"""The kinds of record that have a file of duties."""


async def subjects_of(store: Store, ids: Iterable[str]) -> set[str]:
    """The ids of the files that the records ``ids`` are about. One that has been deleted is its own file at most.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    subjects: set[str] = set()
    by_kind: dict[str, list[str]] = defaultdict(list)
    for record_id in ids:
        entity = CATALOGUE.by_prefix(record_id)
        if entity is not None:
            by_kind[entity.name].append(record_id)
    for name, members in by_kind.items():
        if name in FILES:
            subjects.update(members)
        for pattern in queries.FILE_PATTERNS.get(name, ()):
            subjects.update(await store.read(queries.subjects_reached(name, pattern), {"ids": members}))
    return subjects


async def persons_of_duties(store: Store, ids: Iterable[str]) -> list[str]:
    """The ids of the persons for whose sake duties are owed, whoever may know of them.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    return await store.read(queries.PERSONS_OF_DUTIES, {"ids": list(ids)})
