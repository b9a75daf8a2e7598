"""Moving a parolee whose unserved term has ended to the list of those under the law, on the day (622-13).

The list (``FALLS_UNDER_SUPERVISION_LAW``) is of those who fall under the law on administrative supervision. It is
no supervision, which a court alone decides, and stands on no decision. The control file closes with the move.

The hub moves those alone whose registration it keeps itself. What an agency's system keeps is changed there and
comes by its feed: were the hub to change it, the next version from there would undo it; so the duty stands.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.write.ids import HUB, IdKey, record_id
from graph.write.writer import replace_records
from prevention.deadlines import DAY, day_of
from prevention.duties.control import control_ends
from prevention.duties.duty_facts import Case, PersonFile, Registration
from prevention.duties.evaluate import Evaluated
from prevention.duties.list_membership import LIST, is_listed
from prevention.duties.rules.rule import Status
from prevention.work import queries
from schema.catalogue import CATALOGUE

NORM = "622-13"
BECAUSE = "жазаның өтелмеген бөлігінің мерзімі аяқталды"
"""Why the person was taken off the register of parolees: the unserved term has ended."""

MOVED = "Жазаның өтелмеген бөлігінің мерзімі аяқталды; әкімшілік қадағалау туралы заң бойынша санатқа ауыстырылды."
"""What is written down in the case: the term has ended, and the person was moved to the category."""

_REGISTRATION = CATALOGUE.entity("Registration")
_EVENT = CATALOGUE.entity("CaseEvent")


@dataclass(frozen=True, kw_only=True)
class Move:
    """A move: whose, from which registration, on which day, and the open case of the control, if there is one.

    ``new_registration`` is the id of the registration to which the person is moved: there is one, so nobody is
    moved twice. ``others`` are further registrations as parolee that end with it. ``is_listed``: the person is on
    the list already. ``closing`` are the open files of the control, which close unless some control goes on.
    """

    person: str
    left: Registration
    day: dt.date
    case: str | None
    new_registration: str
    others: tuple[tuple[Registration, dt.date], ...] = ()
    is_listed: bool = False
    closing: tuple[Case, ...] = ()


def taken_id(key: IdKey, left: str) -> str:
    """The id of the registration to which somebody is moved from the registration ``left``."""
    return record_id(key, _REGISTRATION, HUB, f"{NORM}/{left}")


def transfer_id(key: IdKey, left: str) -> str:
    """The id of the event of the case that says that somebody was moved from the registration ``left``."""
    return record_id(key, _EVENT, HUB, f"{NORM}/{left}")


def move_of(key: IdKey, file: PersonFile, evaluated: Evaluated, today: dt.date) -> Move | None:
    """The move that is to be made for a person with these duties; None: there is none.

    All control whose term has ended ends with it, from the day of the first; nobody is put on the list twice.
    """
    arisen = {duty.key for duty in evaluated.duties if duty.norm == NORM and duty.status is not Status.CANCELLED}
    control = [
        registration
        for registration in file.registrations
        if registration.category == "PAROLEE" and registration.closed is None
    ]
    ended = sorted(
        (
            (last + DAY, registration)
            for registration in control
            if registration.is_own
            and f"{NORM}/{registration.id}" in arisen
            and (last := control_ends(file, registration))
        ),
        key=lambda pair: (pair[0], pair[1].id),
    )
    if not ended:
        return None
    day, left = ended[0]
    others = tuple((registration, on) for on, registration in ended[1:])
    cases = open_files(file)
    closing = tuple(cases) if len(ended) == len(control) else ()
    case = cases[-1].id if cases else None
    move = Move(
        person=file.id,
        left=left,
        day=day,
        case=case,
        new_registration=taken_id(key, left.id),
        others=others,
        is_listed=is_listed(file, today),
        closing=closing,
    )
    # Put on once by this move and taken off since: that is told by a duty, and not undone.
    standing = {registration.id for registration in file.registrations}
    return replace(move, is_listed=True) if move.new_registration in standing else move


async def move_expired(
    work: UnitOfWork,
    files: Iterable[PersonFile],
    evaluated_files: Mapping[str, Evaluated],
    now: dt.datetime,
) -> set[str]:
    """Move those of ``files`` who are to be moved at ``now``. The ids of all that changed, persons among them."""
    moves = [
        move
        for file in files
        if (move := move_of(work.sealer, file, evaluated_files[file.id], day_of(now))) is not None
    ]
    if not moves:
        return set()
    ends = [(move.left.id, move.day) for move in moves]
    ends += [(left.id, day) for move in moves for left, day in move.others]
    rows = [{"id": registration_id, "day": day, "because": BECAUSE} for registration_id, day in ends]
    # Somebody may have closed one, or a system taken it over, since the file was read.
    closed = {row["id"] for row in await work.rows(queries.CLOSE_OWN_REGISTRATIONS, rows=rows)}
    moves = [move for move in moves if move.left.id in closed]
    case_rows = {row["id"]: row for row in await work.rows(queries.CLAIMS_AND_INSPECTORS, ids=sorted(closed))}
    put_on = [move for move in moves if not move.is_listed]
    await replace_records(work, _REGISTRATION, [_registration(move, case_rows[move.left.id]) for move in put_on])
    pairs = [[move.new_registration, via] for move in put_on if (via := case_rows[move.left.id]["via"]) is not None]
    await work.rows(queries.LINK_REGISTRATIONS_TO_CLAIMS, pairs=pairs)
    events = [
        _event(work.sealer, move, move.case, case_rows[move.left.id], now)
        for move in moves
        if move.case is not None
    ]
    await replace_records(work, _EVENT, events)
    shut = await close_files(work, [(case, move.day) for move in moves for case in move.closing])
    return {
        *closed,
        *shut,
        *(move.person for move in moves),
        *(move.new_registration for move in put_on),
        *(changed_id for event in events for changed_id in (event.id, *event.links["case"])),
    }


def open_files(file: PersonFile) -> list[Case]:
    """The open files of a person's control, the one opened last at the end."""
    control = [case for case in file.cases if case.kind == "PAROLE_CONTROL" and case.closed is None]
    return sorted(control, key=lambda case: (case.opened, case.id))


async def close_files(work: UnitOfWork, files: Iterable[tuple[Case, dt.date]]) -> set[str]:
    """Close files of a control that the hub itself keeps, each on a day. The ids of those that it closed."""
    # None is closed before it was opened.
    rows = [{"id": case.id, "day": max(day, case.opened)} for case, day in files]
    return {row["id"] for row in await work.rows(queries.CLOSE_OWN_CASES, rows=rows)} if rows else set()


def _registration(move: Move, case_row: Mapping[str, str | None]) -> Record:
    values = {"category": LIST, "status": "OPEN", "registeredOn": move.day}
    links = {
        "person": (move.person,),
        "unit": _some(move.left.unit),
        "inspector": _some(case_row["inspector"]),
    }
    return Record(entity=_REGISTRATION, id=move.new_registration, version=1, properties=values, links=links)


def _event(key: IdKey, move: Move, case: str, case_row: Mapping[str, str | None], now: dt.datetime) -> Record:
    links = {
        "case": (case,),
        "unit": _some(move.left.unit),
        "inspector": _some(case_row["inspector"]),
        "norm": (record_id(key, CATALOGUE.entity("Norm"), HUB, NORM),),
    }
    values = {"kind": "TRANSFER", "at": now, "text": MOVED}
    return Record(entity=_EVENT, id=transfer_id(key, move.left.id), version=1, properties=values, links=links)


def _some(target_id: str | None) -> tuple[str, ...]:
    return () if target_id is None else (target_id,)
