"""Nobody is declared wanted, and no court is asked for it, but whom a search has missed (89-8b, 89-8c)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph.engine.grounds import IN_THE_FUTURE, NO_SEARCH, NOT_SOUGHT, UngroundedError
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from prevention.duties.duty_facts import PersonFile
from prevention.duties.read_facts import person_files
from prevention.duties.rules.order_89_wanted import AGAINST, ungrounded
from prevention.grounds import queries
from security.clock import today_in_kazakhstan, utc_now

AHEAD = dt.timedelta(minutes=5)
"""How far the clock of a sender may be ahead of the hub's."""

_FIELDS = {NO_SEARCH: "norm", NOT_SOUGHT: "case", IN_THE_FUTURE: "at"}


async def require_ground_to_act(work: UnitOfWork, written: Iterable[Record]) -> None:
    """See that acts against somebody had their ground, whatever norm they name and whoever sends them.

    Each is judged by its own moment, also where it is told after the person came: that somebody was declared wanted
    has to be known, so that it is lifted.

    Raises:
        graph.engine.grounds.UngroundedError: some have none.
    """
    ids = [r.id for r in written if r.entity.name == "CaseEvent" and r.properties.get("kind") in AGAINST]
    rows = await work.rows(queries.EVENTS_WITH_PERSONS, ids=ids) if ids else []
    persons = sorted({row["person"] for row in rows if row["person"]})
    files = {file.id: file for file in await person_files(work, persons, today_in_kazakhstan())}
    refused: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if (code := _refused(row["id"], row["at"], row["person"], files)) is not None:
            refused[code].add(row["id"])
    for code, event_ids in refused.items():
        raise UngroundedError(frozenset(event_ids), code, _FIELDS.get(code, "kind"))


def _refused(
    event_id: str, at: dt.datetime | None, person: str | None, files: Mapping[str, PersonFile]
) -> str | None:
    if at is not None and at > utc_now() + AHEAD:
        return IN_THE_FUTURE
    file = files.get(person or "")
    act = next((deed for deed in file.deeds if deed.id == event_id), None) if file else None
    return NOT_SOUGHT if file is None or act is None else ungrounded(file, act)
