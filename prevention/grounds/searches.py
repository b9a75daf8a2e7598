"""Nobody is declared wanted before a step of the search is on record (89-8b, 89-8c)."""

from collections.abc import Iterable

from graph.engine.grounds import ACTS, MOTION, NO_SEARCH, STEPS, UngroundedError
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from prevention.grounds import queries


async def require_searches(work: UnitOfWork, written: Iterable[Record]) -> None:
    """See that a step of the search is on record before acts under 89-8c that were just written.

    Raises:
        graph.engine.grounds.UngroundedError: before some there is none.
    """
    ids = [record.id for record in written if _is_act(record)]
    declared = [row["id"] for row in await work.rows(queries.WANTED_DECLARATIONS, ids=ids)]
    rows = await work.rows(queries.WANTED_AFTER_SEARCH, ids=declared, steps=sorted(STEPS)) if declared else []
    if missing := frozenset(declared).difference(row["id"] for row in rows):
        raise UngroundedError(missing, NO_SEARCH, "norm")


def _is_act(record: Record) -> bool:
    return record.entity.name == "CaseEvent" and record.properties.get("kind") in (*ACTS, MOTION)
