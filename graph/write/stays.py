"""Stays in special institutions: what was once said of them is not unsaid (89-22.2b).

The thirty days run once. So a stay keeps the earliest day that any version named for its beginning, the latest
that any named for its end, and every ruling that any named. Of a ruling it is kept since when somebody was held
on it, whoever that was and on whatever card, and when a stay on it ended by the expulsion; the ruling's own record
may go and come again. It is kept again by all that a version of the record said the ruling is, for the records
that are plainly one ruling (schema/ruling_identity.py): one whose number is corrected after somebody was held
on it goes on where its days began.

A record that leaves out a stay which is on record, or deletes it, is refused: a stay ends by the day on which it
ended. Nor does a stay become somebody else's (graph/ingest/record_holders.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.write.feed_messages import Message
from schema.catalogue import CATALOGUE
from schema.internal.duty_watch import HELD_SINCE, RECORDS, RULING_USE, SAID_AS, SHARED_AS, SPENT_ON
from schema.internal.feed_records import WAITING, WAITS_FOR
from schema.ruling_identity import identity, identity_of

STAY = CATALOGUE.entity("SpecialPlacement")
RULING = CATALOGUE.entity("CourtDecision")

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
_RULINGS = f"""UNWIND $ids AS id MATCH (d:{RULING.name} {{id: id}})
  RETURN d.id AS id, d.kind AS kind, d.decidedOn AS decided, d.number AS number, d.court AS court"""
_USED = f"UNWIND $ids AS id MATCH (u:{RULING_USE} {{id: id}}) RETURN u.id AS id"
_USE = f"""UNWIND $rows AS row MATCH (u:{RULING_USE} {{id: row.id}})
  SET u.{HELD_SINCE} = row.first, u.{SPENT_ON} = row.spent, u.{SAID_AS} = row.said, u.{SHARED_AS} = row.shared"""
_SHARE = f"""UNWIND $rows AS row MATCH (u:{RULING_USE} {{id: row.id}})
  SET u.{HELD_SINCE} = row.first, u.{SPENT_ON} = row.spent, u.{RECORDS} = row.records"""


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
    await note_use(work, rows)


def _stay_values(row: Mapping[str, Any], awaited: str | None) -> dict[str, Any]:
    rulings = {*(row["rulings"] or ()), *row["now"], *([awaited] if awaited else ())}
    is_expelled = row["outcome"] == EXPELLED
    return {
        "id": row["id"],
        "first": earliest((row["since"], row["first"])),
        "last": _latest((row["ended"], row["last"])),
        "unexpelled": _latest((None if is_expelled else row["ended"], row["unexpelled"])),
        "rulings": sorted(rulings),
        "spent": row["ended"] if is_expelled else None,
    }


async def note_use(work: UnitOfWork, stays: Iterable[Mapping[str, Any]]) -> None:
    """Keep of the ``rulings`` of stays since when they were used (``first``), and when executed (``spent``).

    They are written to before they are read: of two stays on one ruling at once, one waits for the other.
    """
    by_ruling: dict[str, list[Mapping[str, Any]]] = {}
    for stay in stays:
        for ruling in stay["rulings"]:
            by_ruling.setdefault(ruling, []).append(stay)
    await work.lock(RULING.name, by_ruling)
    await _note(work, by_ruling)


async def note_rulings(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Keep of rulings on which somebody was held what their records, just written, say of them now."""
    rows = await work.rows(_USED, ids=sorted(ids))
    if rows:
        await _note(work, {row["id"]: [] for row in rows})


async def _note(work: UnitOfWork, by_ruling: Mapping[str, list[Mapping[str, Any]]]) -> None:
    ids = sorted(by_ruling)
    identities = {
        row["id"]: identity(row["kind"], row["decided"], row["number"], row["court"]).text
        for row in await work.rows(_RULINGS, ids=ids)
    }
    stored_uses = {row["id"]: row for row in await work.lock_or_create(RULING_USE, ids)}
    rows = []
    for ruling, stays in sorted(by_ruling.items()):
        use = stored_uses[ruling]
        texts = {*(use.get(SAID_AS) or ()), *([identities[ruling]] if ruling in identities else ())}
        keys = {key for text in texts if (key := identity_of(text).key) is not None}
        days = {
            "first": earliest((use.get(HELD_SINCE), *(stay["first"] for stay in stays))),
            "spent": earliest((use.get(SPENT_ON), *(stay["spent"] for stay in stays))),
        }
        rows.append({"id": ruling, "said": sorted(texts), "shared": sorted(keys), **days})
    await work.rows(_USE, rows=rows)
    await _share(work, rows)


async def _share(work: UnitOfWork, uses: Iterable[Mapping[str, Any]]) -> None:
    """Keep the use of rulings for all records that say the same of theirs."""
    by_key: dict[str, list[Mapping[str, Any]]] = {}
    for use in uses:
        for key in use["shared"]:
            by_key.setdefault(key, []).append(use)
    rows = []
    for stored in await work.lock_or_create(RULING_USE, by_key) if by_key else ():
        members = by_key[stored["id"]]
        rows.append(
            {
                "id": stored["id"],
                "first": earliest((stored.get(HELD_SINCE), *(use["first"] for use in members))),
                "spent": earliest((stored.get(SPENT_ON), *(use["spent"] for use in members))),
                "records": sorted({*(stored.get(RECORDS) or ()), *(use["id"] for use in members)}),
            }
        )
    await work.rows(_SHARE, rows=rows)


def earliest(days: Iterable[Any]) -> Any:
    """The first of the days that are there; None: there is none."""
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
