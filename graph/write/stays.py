"""Stays in special institutions: what was once said of them is not unsaid (89-22.2b).

The thirty days run once. So a stay keeps the earliest day that any version named for its beginning, the latest
that any named for its end, and every ruling that any named. Of a ruling it is kept since when somebody was held
on it, whoever that was and on whatever card, and when a stay on it ended by the expulsion; the ruling's own record
may go and come again.

A record that leaves out a stay which is on record, or deletes it, is refused: a stay ends by the day on which it
ended. Nor does a stay become somebody else's (graph/ingest/record_holders.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.write.feed_messages import Message
from schema.catalogue import CATALOGUE
from schema.internal.duty_watch import HELD_SINCE, RULING_USE, SPENT_ON
from schema.internal.feed_records import WAITING, WAITS_FOR

STAY = CATALOGUE.entity("SpecialPlacement")

FIRST_SAID = "firstSaidFrom"
"""Stored property: the earliest day on which the stay began, as any version said."""

LAST_SAID = "lastSaidEnd"
"""Stored property: the latest day on which the stay ended, as any version said."""

LAST_UNEXPELLED = "lastSaidEndUnexpelled"
"""Stored property: the latest day on which it ended otherwise than by the expulsion, as any version said."""

RULINGS_SAID = "rulingsSaid"
"""Stored property: the ids of all rulings that any version named."""

EXPELLED = "EXPELLED"
"""How a stay ended whose ruling was executed."""

_ON = "SANCTIONED_BY"
_SAID = f"""UNWIND $ids AS id MATCH (s:{STAY.name} {{id: id}})
  RETURN s.id AS id, s.from AS since, s.{FIRST_SAID} AS first, s.{RULINGS_SAID} AS rulings, s.endedOn AS ended,
    s.{LAST_SAID} AS last, s.{LAST_UNEXPELLED} AS unexpelled, s.outcome AS outcome,
    [(s)-[:{_ON}]->(d:CourtDecision) | d.id] AS now"""
_OF = f"UNWIND $ids AS id MATCH (s:{STAY.name} {{id: id}})-[:HELD]->(p:Person) RETURN s.id AS id, p.id AS person"
_AWAITED = f"""UNWIND $ids AS id MATCH (s:{STAY.name} {{id: id}})-[r:{WAITS_FOR}]->(w:{WAITING})
  WHERE r.edge = '{_ON}' RETURN s.id AS id, w.id AS ruling"""
_KEEP = f"""UNWIND $rows AS row MATCH (s:{STAY.name} {{id: row.id}})
  SET s.{FIRST_SAID} = row.first, s.{RULINGS_SAID} = row.rulings, s.{LAST_SAID} = row.last,
    s.{LAST_UNEXPELLED} = row.unexpelled"""
_USE = f"""UNWIND $rows AS row MATCH (u:{RULING_USE} {{id: row.id}})
  SET u.{HELD_SINCE} = row.first, u.{SPENT_ON} = row.spent"""


async def remember(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Keep of stays what the stored version says, beside what earlier ones said.

    To be called after a stay is written, and before it: a hub of an earlier release did not keep the last day.
    """
    stays = sorted(ids)
    stays_said = await work.rows(_SAID, ids=stays) if stays else []
    if not stays_said:
        return
    awaited = {row["id"]: row["ruling"] for row in await work.rows(_AWAITED, ids=stays)}
    rows = [_stay_values(row, awaited.get(row["id"])) for row in stays_said]
    await work.rows(_KEEP, rows=rows)
    await _use(work, rows)


def _stay_values(row: Mapping[str, Any], awaited: str | None) -> dict[str, Any]:
    rulings = {*(row["rulings"] or ()), *row["now"], *([awaited] if awaited else ())}
    is_expelled = row["outcome"] == EXPELLED
    return {
        "id": row["id"],
        "first": _earliest((row["since"], row["first"])),
        "last": _latest((row["ended"], row["last"])),
        "unexpelled": _latest((None if is_expelled else row["ended"], row["unexpelled"])),
        "rulings": sorted(rulings),
        "spent": row["ended"] if is_expelled else None,
    }


async def _use(work: UnitOfWork, stays: Iterable[Mapping[str, Any]]) -> None:
    """Keep of the rulings of stays since when they were used, and when they were executed.

    They are written to before they are read: of two stays on one ruling at once, one waits for the other.
    """
    by_ruling: dict[str, list[Mapping[str, Any]]] = {}
    for stay in stays:
        for ruling in stay["rulings"]:
            by_ruling.setdefault(ruling, []).append(stay)
    for row in await work.lock_or_create(RULING_USE, by_ruling):
        by_ruling[row["id"]].append({"first": row.get(HELD_SINCE), "spent": row.get(SPENT_ON)})
    rows = [
        {"id": ruling, **{name: _earliest(stay_row[name] for stay_row in stay_rows) for name in ("first", "spent")}}
        for ruling, stay_rows in sorted(by_ruling.items())
    ]
    await work.rows(_USE, rows=rows)


def _earliest(days: Iterable[Any]) -> Any:
    return min((day for day in days if day is not None), default=None)


def _latest(days: Iterable[Any]) -> Any:
    return max((day for day in days if day is not None), default=None)


async def of_somebody_else(work: UnitOfWork, records: Sequence[Record]) -> frozenset[str]:
    """The ids of those newer versions of stays, in the hub's own form, that name another person than is stored."""
    stored = {row["id"]: row["person"] for row in await work.rows(_OF, ids=[r.id for r in records])}
    return frozenset(r.id for r in records if r.id in stored and stored[r.id] not in r.links.get("person", ()))


def taken_back(fresh: Iterable[Message], facts: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The keys of the messages that leave out a stay which is on record, by the facts of their records."""
    ids = set()
    for message in fresh:
        stays = {stay_id for stay_id in facts.get(message.id, ()) if stay_id.startswith(f"{STAY.prefix}_")}
        if stays - {record.id for record in message.facts}:
            ids.add(message.key)
    return frozenset(ids)
