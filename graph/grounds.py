"""Records on which liberty hangs, and what they stand on: nobody is watched or wanted without it.

A feed and ``ortaq load`` say that somebody is under administrative supervision and name the decision of a court.
Whether it is there, of that kind, about that person and in force is known only once both are written, so it is
asked in the transaction that wrote them (norms 622-13 and 89-6.2). So it is with whoever is declared wanted: a step
of the search must be on record (89-8b and 89-8c). Mutations ask before they write (prevention/work).
"""

from collections.abc import Iterable

from neo4j import AsyncManagedTransaction

from graph.records import Record
from graph.statements import rows_of
from graph.supervision import unsupervised

NO_SEARCH = "NO_SEARCH"
"""The code of an act that is refused because nobody has searched for the person."""

ACTS = ("PRETRIAL_INVESTIGATION", "RESTRAINT", "WANTED_NOTICE")
"""What 89-8c asks of the police for a supervised person: three acts, each with its day."""

MOTION = "COURT_MOTION"
"""The kind of event by which a court is asked for search and restraint of a parolee (89-8c)."""

STEPS = frozenset({"SEARCH_STEP", "INTERVIEW", "NOTICE", "CHECK_VISIT"})
"""How a step of the search is entered (89-8b): people are asked, and inquiries are sent."""

_DECLARED = """UNWIND $ids AS id MATCH (e:CaseEvent {id: id}) OPTIONAL MATCH (e)-[:UNDER]->(n:Norm)
  WITH e, n WHERE n.code = '89-8c' OR (n IS NULL AND e.kind = 'WANTED_NOTICE')
  RETURN e.id AS id"""
_SEARCHED = """UNWIND $ids AS id MATCH (e:CaseEvent {id: id})-[:HAPPENED_IN]->(:Case)-[:ABOUT]->(p:Person)
  MATCH (p)<-[:ABOUT]-(:Case)<-[:HAPPENED_IN]-(s:CaseEvent)
  MATCH (s)-[:UNDER]->(n:Norm)
  WHERE n.code = '89-8b' AND s.kind IN $steps AND s.at <= e.at
  RETURN DISTINCT e.id AS id"""


class UngroundedError(Exception):
    """Records were written that stand on nothing; what was written with them is to be undone.

    ``ids`` are those of the records, ``code`` and ``where`` the reason and the field at fault.
    """

    def __init__(self, ids: frozenset[str], code: str, where: str) -> None:
        super().__init__(code)
        self.ids = ids
        self.code = code
        self.where = where


async def require_grounds(transaction: AsyncManagedTransaction, written: Iterable[Record]) -> None:
    """See that records just written stand on what they need.

    Raises:
        UngroundedError: some do not. The transaction must not be committed.
    """
    records = list(written)
    if (fault := await unsupervised(transaction, records)) is not None:
        raise UngroundedError(*fault)
    await _require_searches(transaction, [record.id for record in records if _is_act(record)])


def _is_act(record: Record) -> bool:
    return record.entity.name == "CaseEvent" and record.properties.get("kind") in (*ACTS, MOTION)


async def _require_searches(transaction: AsyncManagedTransaction, ids: list[str]) -> None:
    declared = [row["id"] for row in await rows_of(transaction, _DECLARED, ids=ids)]
    rows = await rows_of(transaction, _SEARCHED, ids=declared, steps=sorted(STEPS)) if declared else []
    if missing := frozenset(declared).difference(row["id"] for row in rows):
        raise UngroundedError(missing, NO_SEARCH, "norm")
