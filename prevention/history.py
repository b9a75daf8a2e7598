"""Duties as of a past day: read, cut to that day, worked out by the norms of that day, and written nowhere."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence

from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from prevention import queries
from prevention.deadlines import DAY, end_of
from prevention.duties.affected_files import FILES
from prevention.duties.as_of import meeting_on, person_on, unit_on
from prevention.duties.evaluate import UnitOf, worked_out
from prevention.duties.read_facts import meeting_files, person_files, unit_files
from prevention.duties.responsible_units import units_by_post
from prevention.duties.rules.all_rules import OF_MEETINGS, OF_PERSONS, OF_UNITS
from prevention.duties.rules.rule import Duty
from prevention.engine import BATCH, watched_since


async def duties_on(store: Store, day: dt.date) -> AsyncIterator[Sequence[Duty]]:
    """The duties as they stood at the end of ``day``, those of some files at a time.

    They stand on what the graph has today of the time up to that day. Who owes them is looked for where the person
    lives, and among the units that there are, today.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    units = await units_by_post(store)
    # Before the hub watched units they owed it nothing that returns with the calendar.
    since = await watched_since(store) or day + DAY
    for label in FILES:
        text, at = queries.ids_after(label), ""
        while ids := await store.read(text, {"after": at, "limit": BATCH}):
            yield await _of(store, label, ids, since, day, units.unit_of)
            at = ids[-1]


async def _of(
    store: Store, label: str, ids: Sequence[str], since: dt.date, day: dt.date, unit_of: UnitOf
) -> list[Duty]:
    now = end_of(day)

    async def job(work: UnitOfWork) -> list[Duty]:
        if label == "Person":
            persons = await person_files(work, ids, day)
            evaluated_files = [worked_out(OF_PERSONS, person_on(file, day), unit_of, now) for file in persons]
        elif label == "Unit":
            bodies = await unit_files(work, ids, since, day)
            evaluated_files = [worked_out(OF_UNITS, unit_on(file, day), unit_of, now) for file in bodies]
        else:
            meetings = await meeting_files(work, ids)
            evaluated_files = [worked_out(OF_MEETINGS, meeting_on(file, day), unit_of, now) for file in meetings]
        return [duty for file in evaluated_files for duty in file.duties]

    return await commit(store, job)
