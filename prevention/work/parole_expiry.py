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
from graph.ingest.facts import FEED_RECORD_OF
from graph.write.ids import HUB, IdKey, record_id
from graph.write.writer import put
from prevention.deadlines import DAY, day_of
from prevention.duties.control import control_ends
from prevention.duties.duty_facts import Case, PersonFile, Registration
from prevention.duties.evaluate import Evaluated
from prevention.duties.list_membership import LIST, is_listed
from prevention.duties.rules.rule import Status
from schema.catalogue import CATALOGUE
from schema.internal.feed_records import VIA

NORM = "622-13"
BECAUSE = "жазаның өтелмеген бөлігінің мерзімі аяқталды"
"""Why the person was taken off the register of parolees: the unserved term has ended."""

MOVED = "Жазаның өтелмеген бөлігінің мерзімі аяқталды; әкімшілік қадағалау туралы заң бойынша санатқа ауыстырылды."
"""What is written down in the case: the term has ended, and the person was moved to the category."""

_REGISTRATION = CATALOGUE.entity("Registration")
_EVENT = CATALOGUE.entity("CaseEvent")
_BESIDE = f"""UNWIND $ids AS id MATCH (r:Registration {{id: id}})-[l:REGISTERS]->(:Person)
  OPTIONAL MATCH (r)-[:WATCHED_BY]->(i:Inspector)
  RETURN r.id AS id, l.{VIA} AS via, i.id AS inspector"""
_CLOSE = f"""UNWIND $rows AS row MATCH (r:Registration {{id: row.id}})
  WHERE r.{FEED_RECORD_OF} IS NULL AND r.closedOn IS NULL
  SET r.status = 'CLOSED', r.closedOn = row.day, r.closedBecause = row.because RETURN r.id AS id"""
_CLOSE_FILE = f"""UNWIND $rows AS row MATCH (c:Case {{id: row.id}})
  WHERE c.{FEED_RECORD_OF} IS NULL AND c.closedOn IS NULL
  SET c.status = 'CLOSED', c.closedOn = row.day RETURN c.id AS id"""
_FOLLOW = (
    f"UNWIND $pairs AS pair MATCH (r:Registration {{id: pair[0]}})-[l:REGISTERS]->(:Person) SET l.{VIA} = pair[1]"
)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A move: whose, from which registration, on which day, and the open case of the control, if there is one.

    ``taken`` is the id of the registration to which the person is moved: there is one, so nobody is moved twice.
    ``others`` are further registrations as parolee that end with it. ``listed``: the person is on the list already.
    ``closing`` are the open files of the control, which close with it unless some control goes on.
    """

    person: str
    left: Registration
    day: dt.date
    case: str | None
    taken: str
    others: tuple[tuple[Registration, dt.date], ...] = ()
    listed: bool = False
    closing: tuple[Case, ...] = ()


def taken_id(key: IdKey, left: str) -> str:
    """The id of the registration to which somebody is moved from the registration ``left``."""
    return record_id(key, _REGISTRATION, HUB, f"{NORM}/{left}")


def transfer_id(key: IdKey, left: str) -> str:
    """The id of the event of the case that says that somebody was moved from the registration ``left``."""
    return record_id(key, _EVENT, HUB, f"{NORM}/{left}")


def move_of(key: IdKey, file: PersonFile, found: Evaluated, today: dt.date) -> Move | None:
    """The move that is to be made for a person with these duties; None: there is none.

    All control whose term has ended ends with it, from the day of the first; nobody is put on the list twice.
    """
    arisen = {each.key for each in found.duties if each.norm == NORM and each.status is not Status.CANCELLED}
    control = [each for each in file.registrations if each.category == "PAROLEE" and each.closed is None]
    ended = sorted(
        (
            (last + DAY, each)
            for each in control
            if each.own and f"{NORM}/{each.id}" in arisen and (last := control_ends(file, each))
        ),
        key=lambda pair: (pair[0], pair[1].id),
    )
    if not ended:
        return None
    day, left = ended[0]
    others = tuple((each, on) for on, each in ended[1:])
    cases = open_files(file)
    closing = tuple(cases) if len(ended) == len(control) else ()
    case = cases[-1].id if cases else None
    move = Move(
        person=file.id,
        left=left,
        day=day,
        case=case,
        taken=taken_id(key, left.id),
        others=others,
        listed=is_listed(file, today),
        closing=closing,
    )
    # Put on once by this move and taken off since: that is told by a duty, and not undone.
    standing = {each.id for each in file.registrations}
    return replace(move, listed=True) if move.taken in standing else move


async def move_on(
    work: UnitOfWork,
    files: Iterable[PersonFile],
    found: Mapping[str, Evaluated],
    now: dt.datetime,
) -> set[str]:
    """Move those of ``files`` who are to be moved at ``now``. The ids of all that changed, persons among them."""
    moves = [
        move for file in files if (move := move_of(work.sealer, file, found[file.id], day_of(now))) is not None
    ]
    if not moves:
        return set()
    ends = [(each.left.id, each.day) for each in moves]
    ends += [(left.id, day) for each in moves for left, day in each.others]
    rows = [{"id": registration_id, "day": day, "because": BECAUSE} for registration_id, day in ends]
    # Somebody may have closed one, or a system taken it over, since the file was read.
    closed = {row["id"] for row in await work.rows(_CLOSE, rows=rows)}
    moves = [each for each in moves if each.left.id in closed]
    beside = {row["id"]: row for row in await work.rows(_BESIDE, ids=sorted(closed))}
    put_on = [each for each in moves if not each.listed]
    await put(work, _REGISTRATION, [_registration(each, beside[each.left.id]) for each in put_on])
    pairs = [[each.taken, via] for each in put_on if (via := beside[each.left.id]["via"]) is not None]
    await work.rows(_FOLLOW, pairs=pairs)
    events = [
        _event(work.sealer, each, each.case, beside[each.left.id], now) for each in moves if each.case is not None
    ]
    await put(work, _EVENT, events)
    shut = await close_files(work, [(case, each.day) for each in moves for case in each.closing])
    return {
        *closed,
        *shut,
        *(each.person for each in moves),
        *(each.taken for each in put_on),
        *(changed_id for event in events for changed_id in (event.id, *event.links["case"])),
    }


def open_files(file: PersonFile) -> list[Case]:
    """The open files of a person's control, the one opened last at the end."""
    control = [each for each in file.cases if each.kind == "PAROLE_CONTROL" and each.closed is None]
    return sorted(control, key=lambda each: (each.opened, each.id))


async def close_files(work: UnitOfWork, files: Iterable[tuple[Case, dt.date]]) -> set[str]:
    """Close files of a control that the hub itself keeps, each on a day. The ids of those that it closed."""
    # None is closed before it was opened.
    rows = [{"id": case.id, "day": max(day, case.opened)} for case, day in files]
    return {row["id"] for row in await work.rows(_CLOSE_FILE, rows=rows)} if rows else set()


def _registration(move: Move, beside: Mapping[str, str | None]) -> Record:
    values = {"category": LIST, "status": "OPEN", "registeredOn": move.day}
    links = {
        "person": (move.person,),
        "unit": _some(move.left.unit),
        "inspector": _some(beside["inspector"]),
    }
    return Record(entity=_REGISTRATION, id=move.taken, version=1, properties=values, links=links)


def _event(key: IdKey, move: Move, case: str, beside: Mapping[str, str | None], now: dt.datetime) -> Record:
    links = {
        "case": (case,),
        "unit": _some(move.left.unit),
        "inspector": _some(beside["inspector"]),
        "norm": (record_id(key, CATALOGUE.entity("Norm"), HUB, NORM),),
    }
    values = {"kind": "TRANSFER", "at": now, "text": MOVED}
    return Record(entity=_EVENT, id=transfer_id(key, move.left.id), version=1, properties=values, links=links)


def _some(target_id: str | None) -> tuple[str, ...]:
    return () if target_id is None else (target_id,)
