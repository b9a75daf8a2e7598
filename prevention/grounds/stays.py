"""Nobody is held in a special institution but on a ruling of a court (89-22.2b).

That a stay ended is never refused: whoever was held without a ground must not stay held on record.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.grounds import IN_THE_FUTURE, NO_RULING, NO_SPECIAL_INSTITUTION, UngroundedError
from graph.records import Record
from graph.statements import rows_of
from graph.stays import STAY
from prevention.duties.facts import PersonFile
from prevention.duties.posts import SPECIAL_INSTITUTION
from prevention.duties.reading import native, person_files
from prevention.duties.stays import last_day
from security.today import today_in_kazakhstan

_STAYS = f"""UNWIND $ids AS id MATCH (s:{STAY.name} {{id: id}})
  OPTIONAL MATCH (s)-[:HELD]->(p:Person) OPTIONAL MATCH (s)-[:HELD_IN]->(u:Unit)
  RETURN s.id AS id, s.from AS since, s.endedOn AS ended, p.id AS person, u.kind AS kind"""
_FIELDS = {NO_RULING: "placement.ruling", NO_SPECIAL_INSTITUTION: "placement.institution"}


async def require_rulings(transaction: AsyncManagedTransaction, written: Iterable[Record]) -> None:
    """See that whoever is held, as records just written say, is held on a ruling, and in an institution for it.

    Raises:
        graph.grounds.UngroundedError: somebody is not.
    """
    ids = [record.id for record in written if record.entity == STAY]
    stays = await _going_on(transaction, ids) if ids else []
    persons = sorted({row["person"] for row in stays if row["person"]})
    files = {file.id: file for file in await person_files(transaction, persons, today_in_kazakhstan())}
    refused: defaultdict[str, set[str]] = defaultdict(set)
    for row in stays:
        if (code := _refused(row, files.get(row["person"]))) is not None:
            refused[code].add(row["id"])
    for code, those in refused.items():
        raise UngroundedError(frozenset(those), code, _FIELDS.get(code, "placement.placedOn"))


async def _going_on(transaction: AsyncManagedTransaction, ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """The stays that have not ended. An end that is to come is none."""
    found = await rows_of(transaction, _STAYS, ids=list(ids))
    rows = [{name: native(value) for name, value in row.items()} for row in found]
    today = today_in_kazakhstan()
    return [row for row in rows if row["ended"] is None or row["ended"] > today]


def _refused(row: Mapping[str, Any], file: PersonFile | None) -> str | None:
    if row["since"] is not None and row["since"] > today_in_kazakhstan():
        return IN_THE_FUTURE
    stay = next((each for each in file.placements if each.id == row["id"]), None) if file else None
    if file is None or stay is None or last_day(file, stay) < stay.since:
        return NO_RULING
    return None if row["kind"] == SPECIAL_INSTITUTION.kind else NO_SPECIAL_INSTITUTION
