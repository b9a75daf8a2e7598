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
from graph.write.writer import replace_records
from prevention.duties.duty_facts import PersonFile, RegisterEvent
from prevention.matches import queries
from prevention.matches.detect import matched
from schema.catalogue import CATALOGUE, MATCH
from schema.internal.duty_watch import MADE_FOR

PENDING = "PENDING"

_MATCH = CATALOGUE.entity(MATCH)


@dataclass(frozen=True)
class _NewMatch:
    """A match that there has to be: of an event, for a file."""

    id: str
    file: str
    event: RegisterEvent

    @property
    def row(self) -> tuple[str, str, str, str | None, str]:
        """What is compared with a match that stands."""
        return self.event.register, self.file, self.file, self.event.via, self.event.id


@dataclass(frozen=True, kw_only=True)
class _StoredMatch:
    """A match that is there."""

    id: str
    decision: str
    found_at: dt.datetime
    person: str | None
    row: tuple[str | None, ...]


def match_id(key: IdKey, event: str) -> str:
    """The id of the hub's match of an event: there is one, whatever became of it before."""
    return record_id(key, _MATCH, HUB, event)


async def save_matches(work: UnitOfWork, files: Sequence[PersonFile], now: dt.datetime) -> set[str]:
    """Let the hub's matches for ``files`` stand as facts ask. The ids of all that changed, persons among them."""
    events = {match_id(work.sealer, event.id): (file.id, event) for file in files for event in matched(file)}
    new_matches = {made_id: _NewMatch(made_id, *of) for made_id, of in events.items()}
    persons = [file.id for file in files]
    reached = {new_match.id for file in files for new_match in file.matches if new_match.is_own}
    standing = await _standing(work, queries.MATCHES_BY_ID, reached | new_matches.keys())
    standing |= await _standing(work, queries.MATCHES_OF_FILES, persons)
    news = [new_match for made_id, new_match in new_matches.items() if made_id not in standing]
    changed = [
        new_match
        for made_id, new_match in new_matches.items()
        if made_id in standing and new_match.row != standing[made_id].row
    ]
    # One that stands on somebody else now is for the other's file to keep or to take away.
    removed_ids = [
        stored_match.id
        for stored_match in standing.values()
        if stored_match.id not in new_matches and stored_match.person in (None, *persons)
    ]
    undecided = await _undecided(work, [*(new_match.id for new_match in changed), *removed_ids], standing)
    touched = await _take_away(work, [made_id for made_id in removed_ids if made_id in undecided])
    written = [*news, *(new_match for new_match in changed if new_match.id in undecided)]
    await _write(work, written, standing, now)
    left = {stood.person for new_match in written if (stood := standing.get(new_match.id)) and stood.person}
    return touched | left | {changed_id for new_match in written for changed_id in (new_match.id, new_match.file)}


async def _standing(work: UnitOfWork, text: str, ids: Iterable[str]) -> dict[str, _StoredMatch]:
    rows = await work.rows(text, ids=sorted(ids))
    return {row["id"]: _stored_match(row) for row in rows}


def _stored_match(row: Mapping[str, Any]) -> _StoredMatch:
    compared = tuple(row[name] for name in ("register", "file", "person", "via", "event"))
    return _StoredMatch(
        id=row["id"], decision=row["decision"] or PENDING, found_at=row["found"], person=row["person"], row=compared
    )


async def _undecided(work: UnitOfWork, ids: list[str], standing: Mapping[str, _StoredMatch]) -> set[str]:
    """Those on which nobody has decided: changed first and looked at then, so that nobody decides meanwhile."""
    open_ids = [made_id for made_id in ids if standing[made_id].decision == PENDING]
    await work.rows(queries.LOCK_MATCHES, ids=open_ids)
    again = await _standing(work, queries.MATCHES_BY_ID, open_ids)
    return {made_id for made_id, stored_match in again.items() if stored_match.decision == PENDING}


async def _take_away(work: UnitOfWork, ids: list[str]) -> set[str]:
    return {*ids, *await delete_facts(work, ids)} if ids else set()


async def _write(
    work: UnitOfWork,
    new_matches: Sequence[_NewMatch],
    standing: Mapping[str, _StoredMatch],
    now: dt.datetime,
) -> None:
    """Write matches. When one was found is written once: from then on the day runs in which it is decided on."""
    if not new_matches:
        return
    found_at = {
        new_match.id: standing[new_match.id].found_at if new_match.id in standing else now
        for new_match in new_matches
    }
    await replace_records(work, _MATCH, [_record(new_match, found_at[new_match.id]) for new_match in new_matches])
    # They go with whomever the event is about when persons are put together or parted.
    pairs = [[new_match.id, new_match.event.via] for new_match in new_matches if new_match.event.via is not None]
    await work.rows(queries.LINK_MATCHES_TO_CLAIMS, pairs=pairs)


def _record(new_match: _NewMatch, found_at: dt.datetime) -> Record:
    values = {
        "register": new_match.event.register,
        "foundAt": found_at,
        "decision": PENDING,
        MADE_FOR: new_match.file,
    }
    return Record(
        entity=_MATCH,
        id=new_match.id,
        version=1,
        properties=values,
        links={"person": (new_match.file,), "event": (new_match.event.id,)},
    )
