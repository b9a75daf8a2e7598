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
from graph.ingest.facts import delete_facts
from graph.write.ids import HUB, record_id
from graph.write.writer import replace_records
from prevention.deadlines import day_of
from prevention.duties.control import control_ends, paroles_of
from prevention.duties.duty_facts import PersonFile, Registration
from prevention.duties.list_membership import conviction_over
from prevention.repairs import queries
from prevention.work.parole_expiry import BECAUSE, NORM, taken_id
from schema.catalogue import CATALOGUE

UNDONE = (
    "Түзету: сот мерзімнің аяқталу күнін өзгертті; адам пробациялық бақылауда қалады, ауыстырудың күші жойылды."
)
"""What is written down in the case: the court changed the end of the term, and the move is undone."""

_CONTROL = "PAROLE_CONTROL"
_EVENT = CATALOGUE.entity("CaseEvent")
_log = structlog.get_logger()


@dataclass(frozen=True)
class _Undoing:
    """Whose move is undone: the registrations and the files that stand open again, and that of the list, if the
    hub put the person on it.
    """

    person: str
    left: tuple[Registration, ...]
    listed_id: str | None
    cases: tuple[str, ...]


async def undo_moves(work: UnitOfWork, files: Iterable[PersonFile], now: dt.datetime) -> set[str]:
    """Undo what of ``files`` is to be undone. The ids of all that changed, persons among them."""
    by_person = {file.id: early for file in files if (early := _early(file, day_of(now)))}
    ids = sorted(registration.id for early in by_person.values() for registration in early)
    if not ids:
        return set()
    moved = {row["id"] for row in await work.rows(queries.CLOSED_FOR_A_REASON, ids=ids, because=BECAUSE)}
    undoings = [
        undoing
        for file in files
        if file.id in by_person and (undoing := _undoing(work.sealer, file, by_person[file.id], moved)) is not None
    ]
    if not undoings:
        return set()
    stand = await work.rows(
        queries.REOPEN_OWN_REGISTRATIONS, ids=sorted(r.id for undoing in undoings for r in undoing.left)
    )
    opened = await work.rows(
        queries.REOPEN_OWN_CASES, ids=sorted(case for undoing in undoings for case in undoing.cases)
    )
    removed_ids = {undoing.listed_id for undoing in undoings if undoing.listed_id is not None}
    touched = await delete_facts(work, removed_ids)
    events = [_event(work.sealer, undoing, now) for undoing in undoings if undoing.cases]
    await replace_records(work, _EVENT, events)
    for undone in undoings:
        _log.warning(
            "a move to the list is undone: its day was corrected",
            registration=undone.listed_id or undone.left[0].id,
        )
    changed = (
        {row["id"] for row in (*stand, *opened)} | removed_ids | touched | {undoing.person for undoing in undoings}
    )
    return changed | {changed_id for event in events for changed_id in (event.id, *event.links["case"])}


def _early(file: PersonFile, today: dt.date) -> tuple[Registration, ...]:
    """Registrations as parolee of the hub's own that ended before the term did, which still goes on."""
    return tuple(
        registration
        for registration in file.registrations
        if registration.category == "PAROLEE"
        and registration.is_own
        and registration.closed is not None
        and paroles_of(file, registration)
        and (ends := control_ends(file, registration)) is not None
        and ends >= max(registration.closed, today)
        and conviction_over(file, registration) is None
    )


def _undoing(sealer: Sealer, file: PersonFile, early: Iterable[Registration], moved: set[str]) -> _Undoing | None:
    left = tuple(registration for registration in early if registration.id in moved)
    standing = {registration.id: registration for registration in file.registrations}
    listed_id = next(
        (taking_id for registration in left if (taking_id := taken_id(sealer, registration.id)) in standing), None
    )
    if not left or (
        listed_id is not None and (not standing[listed_id].is_own or standing[listed_id].closed is not None)
    ):
        return None
    if any(
        registration.category == "PAROLEE" and registration.closed is None for registration in file.registrations
    ):
        # Somebody has registered the parolee anew: the list alone is to be mended.
        return None if listed_id is None else _Undoing(file.id, (), listed_id, _control(file))
    days = {registration.closed for registration in left}
    shut = tuple(
        case.id
        for case in file.cases
        # The hub closes none before it was opened.
        if case.kind == _CONTROL and case.closed is not None and (case.closed in days or case.closed == case.opened)
    )
    return _Undoing(file.id, left, listed_id, shut)


def _control(file: PersonFile) -> tuple[str, ...]:
    """The open file of the control that was opened last."""
    cases = [case for case in file.cases if case.kind == _CONTROL and case.closed is None]
    return tuple(case.id for case in sorted(cases, key=lambda case: (case.opened, case.id))[-1:])


def _event(sealer: Sealer, undoing: _Undoing, now: dt.datetime) -> Record:
    links = {
        "case": undoing.cases[-1:],
        "norm": (record_id(sealer, CATALOGUE.entity("Norm"), HUB, NORM),),
    }
    event_id = record_id(
        sealer, _EVENT, HUB, f"{NORM}/undone/{undoing.listed_id or undoing.left[0].id}/{now.isoformat()}"
    )
    return Record(
        entity=_EVENT, id=event_id, version=1, properties={"kind": "OTHER", "at": now, "text": UNDONE}, links=links
    )
