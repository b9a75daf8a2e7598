"""Nobody is held in a special institution but on a ruling of a court (89-22.2b).

That a stay ended is never refused: whoever was held without a ground must not stay held on record. But a day that
has not come is no end, and an expulsion that is to come is not executed. A stay on a second ruling that goes on
past the thirty days of the first comes in, since a court let it be, and is told to the prosecutor.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.engine.grounds import IN_THE_FUTURE, NO_RULING, NO_SPECIAL_INSTITUTION, UngroundedError
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.write.stays import STAY
from prevention.duties.duty_facts import PersonFile
from prevention.duties.read_facts import person_files
from prevention.duties.rules.posts import SPECIAL_INSTITUTION
from prevention.duties.stays import EXECUTED, is_spent, ruled_last_day
from prevention.grounds.wanted import AHEAD
from security.clock import today_in_kazakhstan, utc_now

_STAYS = f"""UNWIND $ids AS id MATCH (s:{STAY.name} {{id: id}})
  OPTIONAL MATCH (s)-[:HELD]->(p:Person) OPTIONAL MATCH (s)-[:HELD_IN]->(u:Unit)
  RETURN s.id AS id, s.from AS since, s.endedOn AS ended, p.id AS person, u.kind AS kind"""
_EXECUTED = f"""UNWIND $ids AS id MATCH (e:CaseEvent {{id: id}})-[:UNDER]->(n:Norm)
  WHERE n.code = '{EXECUTED}' AND e.at > $now RETURN e.id AS id"""
_FIELDS = {NO_RULING: "placement.ruling", NO_SPECIAL_INSTITUTION: "placement.institution"}


async def require_rulings(work: UnitOfWork, written: Iterable[Record]) -> None:
    """See that whoever is held, as records just written say, is held on a ruling, and in an institution for it.

    Raises:
        graph.engine.grounds.UngroundedError: somebody is not, or something is said of a day to come.
    """
    ids = [record.id for record in written if record.entity == STAY]
    stays = await _stays(work, ids) if ids else []
    today = today_in_kazakhstan()
    if ahead := frozenset(row["id"] for row in stays if row["ended"] is not None and row["ended"] > today):
        raise UngroundedError(ahead, IN_THE_FUTURE, "placement.endedOn")
    going_on = [row for row in stays if row["ended"] is None]
    persons = sorted({row["person"] for row in going_on if row["person"]})
    files = {file.id: file for file in await person_files(work, persons, today)}
    refused: defaultdict[str, set[str]] = defaultdict(set)
    for row in going_on:
        if (code := _refused(row, files.get(row["person"]), today)) is not None:
            refused[code].add(row["id"])
    for code, those in refused.items():
        raise UngroundedError(frozenset(those), code, _FIELDS.get(code, "placement.placedOn"))


async def require_executed(work: UnitOfWork, written: Iterable[Record]) -> None:
    """See that no expulsion was executed on a day to come: it would end a stay, and on that day by itself.

    Raises:
        graph.engine.grounds.UngroundedError: one was.
    """
    ids = [record.id for record in written if record.entity.name == "CaseEvent"]
    now = utc_now() + AHEAD
    rows = await work.rows(_EXECUTED, ids=ids, now=now) if ids else []
    if rows:
        raise UngroundedError(frozenset(row["id"] for row in rows), IN_THE_FUTURE, "at")


async def _stays(work: UnitOfWork, ids: Sequence[str]) -> list[Mapping[str, Any]]:
    return list(await work.rows(_STAYS, ids=list(ids)))


def _refused(row: Mapping[str, Any], file: PersonFile | None, today: dt.date) -> str | None:
    if row["since"] is not None and row["since"] > today:
        return IN_THE_FUTURE
    stay = next((each for each in file.placements if each.id == row["id"]), None) if file else None
    if file is None or stay is None or ruled_last_day(file, stay) < stay.since or is_spent(file, stay):
        return NO_RULING
    return None if row["kind"] == SPECIAL_INSTITUTION.kind else NO_SPECIAL_INSTITUTION
