"""Stays in special institutions: what was once said of them is not unsaid (89-22.2b).

The thirty days run once. So a stay keeps the earliest day that any version named for its beginning, and every
ruling that any version named. A record that leaves out a stay which is on record, or deletes it, is refused: a stay
ends by the day on which it ended.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.feeding.messages import Message
from graph.statements import rows_of
from schema.catalogue import CATALOGUE

STAY = CATALOGUE.entity("SpecialPlacement")

FIRST_SAID = "firstSaidFrom"
"""Stored property: the earliest day on which the stay began, as any version said."""

RULINGS_SAID = "rulingsSaid"
"""Stored property: the ids of all rulings that any version named."""

_SAID = f"""UNWIND $ids AS id MATCH (s:{STAY.name} {{id: id}})
  OPTIONAL MATCH (s)-[:SANCTIONED_BY]->(d:CourtDecision)
  RETURN s.id AS id, s.from AS since, s.{FIRST_SAID} AS first, s.{RULINGS_SAID} AS rulings, d.id AS ruling"""
_KEEP = f"""UNWIND $rows AS row MATCH (s:{STAY.name} {{id: row.id}})
  SET s.{FIRST_SAID} = row.first, s.{RULINGS_SAID} = row.rulings"""


async def remember(transaction: AsyncManagedTransaction, ids: Iterable[str]) -> None:
    """Keep of stays that were just written what this version says, beside what earlier ones said."""
    stays = sorted(ids)
    rows = [_kept(row) for row in await rows_of(transaction, _SAID, ids=stays)] if stays else []
    if rows:
        await rows_of(transaction, _KEEP, rows=rows)


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    days = [each.to_native() for each in (row["since"], row["first"]) if each is not None]
    rulings = {*(row["rulings"] or ()), *([row["ruling"]] if row["ruling"] else ())}
    return {"id": row["id"], "first": min(days, default=None), "rulings": sorted(rulings)}


def taken_back(fresh: Iterable[Message], facts: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The keys of the messages that leave out a stay which is on record, by the facts of their records."""
    found = set()
    for message in fresh:
        stays = {id for id in facts.get(message.id, ()) if id.startswith(f"{STAY.prefix}_")}
        if stays - {record.id for record in message.facts}:
            found.add(message.key)
    return frozenset(found)
