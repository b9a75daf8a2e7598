"""Undoing a move to the list of 622-13 that the hub made too early, when the end of control is corrected.

The parolee stands under control again as if never moved: the registration and the file that the hub closed are
open, and that of the list is gone. The case says that it was so. A move is undone only where the new end is known
and is later, by whatever it became so: the term, the day of the parole or of the release, a second parole. Where
the parole itself is deleted or refused nothing is left that would prolong control: so the move stays, and the unit
is told that the list has no ground (622-13/ground). What an agency's system put on the list it takes off itself.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from graph.engine.records import Record
from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import FEED_RECORD_OF, delete_facts
from graph.write.ids import HUB, record_id
from graph.write.writer import put
from prevention.deadlines import day_of
from prevention.duties.control import control_ends, paroles_of
from prevention.duties.duty_facts import PersonFile, Registration
from prevention.duties.list_membership import conviction_over
from prevention.work.parole_expiry import BECAUSE, NORM, taken_id
from schema.catalogue import CATALOGUE

UNDONE = (
    "Түзету: сот мерзімнің аяқталу күнін өзгертті; адам пробациялық бақылауда қалады, ауыстырудың күші жойылды."
)
"""What is written down in the case: the court changed the end of the term, and the move is undone."""

_CONTROL = "PAROLE_CONTROL"
_EVENT = CATALOGUE.entity("CaseEvent")
_MOVED = "UNWIND $ids AS id MATCH (r:Registration {id: id, closedBecause: $because}) RETURN r.id AS id"
_STANDS = f"""UNWIND $ids AS id MATCH (r:Registration {{id: id}}) WHERE r.{FEED_RECORD_OF} IS NULL
  SET r.status = 'OPEN', r.closedOn = null, r.closedBecause = null RETURN r.id AS id"""
_OPEN = f"""UNWIND $ids AS id MATCH (c:Case {{id: id}}) WHERE c.{FEED_RECORD_OF} IS NULL
  SET c.status = 'OPEN', c.closedOn = null RETURN c.id AS id"""
_log = structlog.get_logger()


@dataclass(frozen=True)
class _Undoing:
    """Whose move is undone: the registrations and the files that stand open again, and that of the list, if the
    hub put the person on it.
    """

    person: str
    left: tuple[Registration, ...]
    listed: str | None
    cases: tuple[str, ...]


async def undo_moves(work: UnitOfWork, files: Iterable[PersonFile], now: dt.datetime) -> set[str]:
    """Undo what of ``files`` is to be undone. The ids of all that changed, persons among them."""
    by_person = {file.id: early for file in files if (early := _early(file, day_of(now)))}
    ids = sorted(each.id for early in by_person.values() for each in early)
    if not ids:
        return set()
    moved = {row["id"] for row in await work.rows(_MOVED, ids=ids, because=BECAUSE)}
    found = [
        undoing
        for file in files
        if file.id in by_person and (undoing := _undoing(work.sealer, file, by_person[file.id], moved)) is not None
    ]
    if not found:
        return set()
    stand = await work.rows(_STANDS, ids=sorted(r.id for each in found for r in each.left))
    opened = await work.rows(_OPEN, ids=sorted(case for each in found for case in each.cases))
    gone = {each.listed for each in found if each.listed is not None}
    touched = await delete_facts(work, gone)
    events = [_event(work.sealer, each, now) for each in found if each.cases]
    await put(work, _EVENT, events)
    for each in found:
        _log.warning(
            "a move to the list is undone: its day was corrected", registration=each.listed or each.left[0].id
        )
    changed = {row["id"] for row in (*stand, *opened)} | gone | touched | {each.person for each in found}
    return changed | {changed_id for event in events for changed_id in (event.id, *event.links["case"])}


def _early(file: PersonFile, today: dt.date) -> tuple[Registration, ...]:
    """Registrations as parolee of the hub's own that ended before the term did, which still goes on."""
    return tuple(
        each
        for each in file.registrations
        if each.category == "PAROLEE"
        and each.own
        and each.closed is not None
        and paroles_of(file, each)
        and (ends := control_ends(file, each)) is not None
        and ends >= max(each.closed, today)
        and conviction_over(file, each) is None
    )


def _undoing(sealer: Sealer, file: PersonFile, early: Iterable[Registration], moved: set[str]) -> _Undoing | None:
    left = tuple(each for each in early if each.id in moved)
    standing = {each.id: each for each in file.registrations}
    listed = next((taking_id for each in left if (taking_id := taken_id(sealer, each.id)) in standing), None)
    if not left or (listed is not None and (not standing[listed].own or standing[listed].closed is not None)):
        return None
    if any(each.category == "PAROLEE" and each.closed is None for each in file.registrations):
        # Somebody has registered the parolee anew: the list alone is to be mended.
        return None if listed is None else _Undoing(file.id, (), listed, _control(file))
    days = {each.closed for each in left}
    shut = tuple(
        each.id
        for each in file.cases
        # The hub closes none before it was opened.
        if each.kind == _CONTROL and each.closed is not None and (each.closed in days or each.closed == each.opened)
    )
    return _Undoing(file.id, left, listed, shut)


def _control(file: PersonFile) -> tuple[str, ...]:
    """The open file of the control that was opened last."""
    cases = [each for each in file.cases if each.kind == _CONTROL and each.closed is None]
    return tuple(each.id for each in sorted(cases, key=lambda each: (each.opened, each.id))[-1:])


def _event(sealer: Sealer, undoing: _Undoing, now: dt.datetime) -> Record:
    links = {
        "case": undoing.cases[-1:],
        "norm": (record_id(sealer, CATALOGUE.entity("Norm"), HUB, NORM),),
    }
    event_id = record_id(
        sealer, _EVENT, HUB, f"{NORM}/undone/{undoing.listed or undoing.left[0].id}/{now.isoformat()}"
    )
    return Record(
        entity=_EVENT, id=event_id, version=1, properties={"kind": "OTHER", "at": now, "text": UNDONE}, links=links
    )
