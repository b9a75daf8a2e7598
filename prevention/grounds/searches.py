"""Nobody is declared wanted before a step of the search is on record (89-8b, 89-8c)."""

from collections.abc import Iterable

from graph.engine.grounds import ACTS, MOTION, NO_SEARCH, STEPS, UngroundedError
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork

_DECLARED = """UNWIND $ids AS id MATCH (e:CaseEvent {id: id}) OPTIONAL MATCH (e)-[:UNDER]->(n:Norm)
  WITH e, n WHERE n.code = '89-8c' OR (n IS NULL AND e.kind = 'WANTED_NOTICE')
  RETURN e.id AS id"""
_SEARCHED = """UNWIND $ids AS id MATCH (e:CaseEvent {id: id})-[:HAPPENED_IN]->(:Case)-[:ABOUT]->(p:Person)
  MATCH (p)<-[:ABOUT]-(:Case)<-[:HAPPENED_IN]-(s:CaseEvent)
  MATCH (s)-[:UNDER]->(n:Norm)
  WHERE n.code = '89-8b' AND s.kind IN $steps AND s.at <= e.at
  RETURN DISTINCT e.id AS id"""


async def require_searches(work: UnitOfWork, written: Iterable[Record]) -> None:
    """See that a step of the search is on record before acts under 89-8c that were just written.

    Raises:
        graph.engine.grounds.UngroundedError: before some there is none.
    """
    ids = [record.id for record in written if _is_act(record)]
    declared = [row["id"] for row in await work.rows(_DECLARED, ids=ids)]
    rows = await work.rows(_SEARCHED, ids=declared, steps=sorted(STEPS)) if declared else []
    if missing := frozenset(declared).difference(row["id"] for row in rows):
        raise UngroundedError(missing, NO_SEARCH, "norm")


def _is_act(record: Record) -> bool:
    return record.entity.name == "CaseEvent" and record.properties.get("kind") in (*ACTS, MOTION)
