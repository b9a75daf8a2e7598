"""The hub's own matches, as they stand: one for each event, written in the transaction that finds it.

A match is named by its event alone, and by no registration: several registrations may cover one event, they come
and are corrected in any order, and none of that may ask for a second decision on what has been decided. Until
somebody decides, a match follows its event (the register, the person whom it means) and goes when the event or the
last registration that covers it does. From the decision on it stays as it is.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import delete_facts
from graph.write.ids import HUB, IdKey, record_id
from graph.write.writer import put
from prevention.duties.duty_facts import PersonFile, RegisterEvent
from prevention.matches.detect import matched
from schema.catalogue import CATALOGUE, MATCH
from schema.internal.duty_watch import MADE_FOR
from schema.internal.feed_records import VIA

PENDING = "PENDING"

_MATCH = CATALOGUE.entity(MATCH)
_ROW = f"""OPTIONAL MATCH (m)-[l:MATCHES]->(p:Person) OPTIONAL MATCH (m)-[:MADE_OF]->(e:RegisterEvent)
  RETURN m.id AS id, m.decision AS decision, m.foundAt AS found, m.register AS register, m.{MADE_FOR} AS file,
    p.id AS person, l.{VIA} AS via, e.id AS event"""
_OF_FILES = f"UNWIND $ids AS id MATCH (m:{MATCH} {{{MADE_FOR}: id}}) {_ROW}"
_BY_ID = f"UNWIND $ids AS id MATCH (m:{MATCH} {{id: id}}) {_ROW}"
_HOLD = f"UNWIND $ids AS id MATCH (m:{MATCH} {{id: id}}) SET m.{MADE_FOR} = m.{MADE_FOR}"
_VIA = f"UNWIND $pairs AS pair MATCH (m:{MATCH} {{id: pair[0]}})-[l:MATCHES]->(:Person) SET l.{VIA} = pair[1]"


@dataclass(frozen=True)
class _Wanted:
    """A match that there has to be: of an event, for a file."""

    id: str
    file: str
    event: RegisterEvent

    @property
    def row(self) -> tuple[str, str, str, str | None, str]:
        """What is compared with a match that stands."""
        return self.event.register, self.file, self.file, self.event.via, self.event.id


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """A match that is there."""

    id: str
    decision: str
    found: dt.datetime
    person: str | None
    row: tuple[str | None, ...]


def match_id(key: IdKey, event: str) -> str:
    """The id of the hub's match of an event: there is one, whatever became of it before."""
    return record_id(key, _MATCH, HUB, event)


async def keep_matches(work: UnitOfWork, files: Sequence[PersonFile], now: dt.datetime) -> set[str]:
    """Let the hub's matches for ``files`` stand as facts ask. The ids of all that changed, persons among them."""
    events = {match_id(work.sealer, event.id): (file.id, event) for file in files for event in matched(file)}
    wanted = {made_id: _Wanted(made_id, *of) for made_id, of in events.items()}
    persons = [file.id for file in files]
    reached = {each.id for file in files for each in file.matches if each.own}
    standing = await _standing(work, _BY_ID, reached | wanted.keys())
    standing |= await _standing(work, _OF_FILES, persons)
    news = [each for made_id, each in wanted.items() if made_id not in standing]
    changed = [
        each for made_id, each in wanted.items() if made_id in standing and each.row != standing[made_id].row
    ]
    # One that stands on somebody else now is for the other's file to keep or to take away.
    gone = [each.id for each in standing.values() if each.id not in wanted and each.person in (None, *persons)]
    undecided = await _undecided(work, [*(each.id for each in changed), *gone], standing)
    touched = await _take_away(work, [made_id for made_id in gone if made_id in undecided])
    written = [*news, *(each for each in changed if each.id in undecided)]
    await _write(work, written, standing, now)
    left = {stood.person for each in written if (stood := standing.get(each.id)) and stood.person}
    return touched | left | {changed_id for each in written for changed_id in (each.id, each.file)}


async def _standing(work: UnitOfWork, text: str, ids: Iterable[str]) -> dict[str, _Standing]:
    rows = await work.rows(text, ids=sorted(ids))
    return {row["id"]: _stands(row) for row in rows}


def _stands(row: Mapping[str, Any]) -> _Standing:
    compared = tuple(row[name] for name in ("register", "file", "person", "via", "event"))
    return _Standing(
        id=row["id"], decision=row["decision"] or PENDING, found=row["found"], person=row["person"], row=compared
    )


async def _undecided(work: UnitOfWork, ids: list[str], standing: Mapping[str, _Standing]) -> set[str]:
    """Those on which nobody has decided: changed first and looked at then, so that nobody decides meanwhile."""
    open_ids = [made_id for made_id in ids if standing[made_id].decision == PENDING]
    await work.rows(_HOLD, ids=open_ids)
    again = await _standing(work, _BY_ID, open_ids)
    return {made_id for made_id, each in again.items() if each.decision == PENDING}


async def _take_away(work: UnitOfWork, ids: list[str]) -> set[str]:
    return {*ids, *await delete_facts(work, ids)} if ids else set()


async def _write(
    work: UnitOfWork,
    wanted: Sequence[_Wanted],
    standing: Mapping[str, _Standing],
    now: dt.datetime,
) -> None:
    """Write matches. When one was found is written once: from then on the day runs in which it is decided on."""
    if not wanted:
        return
    found = {each.id: standing[each.id].found if each.id in standing else now for each in wanted}
    await put(work, _MATCH, [_record(each, found[each.id]) for each in wanted])
    # They go with whomever the event is about when persons are put together or parted.
    pairs = [[each.id, each.event.via] for each in wanted if each.event.via is not None]
    await work.rows(_VIA, pairs=pairs)


def _record(wanted: _Wanted, found: dt.datetime) -> Record:
    values = {
        "register": wanted.event.register,
        "foundAt": found,
        "decision": PENDING,
        MADE_FOR: wanted.file,
    }
    return Record(
        entity=_MATCH,
        id=wanted.id,
        version=1,
        properties=values,
        links={"person": (wanted.file,), "event": (wanted.event.id,)},
    )
