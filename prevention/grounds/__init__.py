"""Grounds: what the law asks of a record on which somebody's liberty hangs, when it comes in by a feed or a file.

Mutations ask the same before they write (prevention/work), by the same functions on the same file of facts.
"""

from collections.abc import Sequence

from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from prevention.grounds.searches import require_searches
from prevention.grounds.stays import require_executed, require_possible_stays
from prevention.grounds.supervision import require_closed_by_now, require_decisions, require_listed_by_now
from prevention.grounds.wanted import require_ground_to_act


async def require_lawful(work: UnitOfWork, written: Sequence[Record]) -> None:
    """See that records just written stand on what the law asks.

    Raises:
        graph.engine.grounds.UngroundedError: some do not. The transaction must not be committed.
    """
    await require_decisions(work, written)
    require_listed_by_now(written)
    require_closed_by_now(written)
    await require_searches(work, written)
    await require_possible_stays(work, written)
    await require_executed(work, written)
    await require_ground_to_act(work, written)
