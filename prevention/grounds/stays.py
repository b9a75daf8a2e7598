"""What is not taken in of a stay in a special institution (89-22.2b).

Whoever is held without a ground is held all the same: a record that is refused would tell nobody of it. So such a
stay comes in, is overdue from its first day, and is told to the prosecutor (prevention/duties/rules). No mutation
places anybody without a ground (prevention/work/foreigners.py). Refused is what cannot be: a stay that goes on in a
unit that holds nobody, which the log says aloud, and a day that has not come.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from graph.engine.grounds import IN_THE_FUTURE, NO_SPECIAL_INSTITUTION, UngroundedError
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.write.stays import STAY
from prevention.duties.rules.posts import SPECIAL_INSTITUTION
from prevention.grounds import queries
from prevention.grounds.wanted import AHEAD
from security.clock import today_in_kazakhstan, utc_now

_log = structlog.get_logger()


async def require_possible_stays(work: UnitOfWork, written: Iterable[Record]) -> None:
    """See that whoever is held, as records just written say, is held in an institution for it, and by today.

    Raises:
        graph.engine.grounds.UngroundedError: somebody is not, or something is said of a day to come.
    """
    ids = [record.id for record in written if record.entity == STAY]
    stays = await _stays(work, ids) if ids else []
    today = today_in_kazakhstan()
    if ahead := frozenset(row["id"] for row in stays if row["ended"] is not None and row["ended"] > today):
        raise UngroundedError(ahead, IN_THE_FUTURE, "placement.endedOn")
    going_on = [row for row in stays if row["ended"] is None]
    if ahead := frozenset(row["id"] for row in going_on if row["since"] is not None and row["since"] > today):
        raise UngroundedError(ahead, IN_THE_FUTURE, "placement.placedOn")
    if elsewhere := [row for row in going_on if row["kind"] != SPECIAL_INSTITUTION.kind]:
        for row in elsewhere:
            _log.error("somebody may be held where nobody may be", norm="89-22.2b", unit=row["unit"])
        raise UngroundedError(
            frozenset(row["id"] for row in elsewhere), NO_SPECIAL_INSTITUTION, "placement.institution"
        )


async def require_executed(work: UnitOfWork, written: Iterable[Record]) -> None:
    """See that no expulsion was executed on a day to come: it would end a stay, and on that day by itself.

    Raises:
        graph.engine.grounds.UngroundedError: one was.
    """
    ids = [record.id for record in written if record.entity.name == "CaseEvent"]
    now = utc_now() + AHEAD
    rows = await work.rows(queries.EXECUTIONS_TO_COME, ids=ids, now=now) if ids else []
    if rows:
        raise UngroundedError(frozenset(row["id"] for row in rows), IN_THE_FUTURE, "at")


async def _stays(work: UnitOfWork, ids: Sequence[str]) -> list[Mapping[str, Any]]:
    return list(await work.rows(queries.STAYS_WITH_UNITS, ids=list(ids)))
