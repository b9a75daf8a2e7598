"""Moving a parolee whose unserved term has ended to administrative supervision, on the day (622-13).

The hub moves those alone whose registration it keeps itself. What an agency's system keeps is changed there and
comes by its feed: were the hub to change it, the next version from there would undo it; so the duty stands.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from neo4j import AsyncManagedTransaction

from graph.feeding.facts import FEED_RECORD_OF
from graph.ids import HUB, record_id
from graph.records import Record
from graph.sealing import Sealer
from graph.statements import rows_of
from graph.writer import put
from prevention.duties.evaluate import Evaluated
from prevention.duties.facts import PersonFile, Registration
from prevention.duties.rule import Status
from prevention.duties.rules_622 import control_ends
from prevention.terms import DAY
from schema.catalogue import CATALOGUE
from schema.feeding import VIA

NORM = "622-13"
BECAUSE = "жазаның өтелмеген бөлігінің мерзімі аяқталды"
"""Why the person was taken off the register of parolees: the unserved term has ended."""

MOVED = "Жазаның өтелмеген бөлігінің мерзімі аяқталды; әкімшілік қадағалау туралы заң бойынша санатқа ауыстырылды."
"""What is written down in the case: the term has ended, and the person was moved to the category."""

_REGISTRATION = CATALOGUE.entity("Registration")
_EVENT = CATALOGUE.entity("CaseEvent")
_OWED = frozenset({Status.OPEN, Status.OVERDUE})
_BESIDE = f"""UNWIND $ids AS id MATCH (r:Registration {{id: id}})-[l:REGISTERS]->(:Person)
  OPTIONAL MATCH (r)-[:WATCHED_BY]->(i:Inspector) OPTIONAL MATCH (r)-[:BASED_ON]->(d:CourtDecision)
  RETURN r.id AS id, l.{VIA} AS via, i.id AS inspector, d.id AS basis"""
_CLOSE = f"""UNWIND $rows AS row MATCH (r:Registration {{id: row.id}})
  WHERE r.{FEED_RECORD_OF} IS NULL AND r.closedOn IS NULL
  SET r.status = 'CLOSED', r.closedOn = row.day, r.closedBecause = row.because RETURN r.id AS id"""
_FOLLOW = (
    f"UNWIND $pairs AS pair MATCH (r:Registration {{id: pair[0]}})-[l:REGISTERS]->(:Person) SET l.{VIA} = pair[1]"
)


@dataclass(frozen=True)
class Move:
    """A move: whose, from which registration, on which day, and the open case of the control, if there is one."""

    person: str
    left: Registration
    day: dt.date
    case: str | None

    @property
    def taken(self) -> str:
        """The id of the registration to which the person is moved: there is one, so nobody is moved twice."""
        return record_id(_REGISTRATION, HUB, f"{NORM}/{self.left.id}")


def move_of(file: PersonFile, found: Evaluated) -> Move | None:
    """The move that is to be made for a person with these duties; None: there is none.

    Of several that are due the first: whoever has been moved once stands under supervision.
    """
    owed = {each.key for each in found.duties if each.norm == NORM and each.status in _OWED}
    due = [
        Move(file.id, each, last + DAY, _case(file))
        for each in file.registrations
        if each.own and each.closed is None and f"{NORM}/{each.id}" in owed and (last := control_ends(file, each))
    ]
    standing = {each.id for each in file.registrations}
    return min(
        (each for each in due if each.taken not in standing),
        key=lambda each: (each.day, each.left.id),
        default=None,
    )


async def move_on(
    transaction: AsyncManagedTransaction,
    sealer: Sealer,
    files: Iterable[PersonFile],
    found: Mapping[str, Evaluated],
    now: dt.datetime,
) -> set[str]:
    """Move those of ``files`` who are to be moved at ``now``. The ids of all that changed, persons among them."""
    moves = [move for file in files if (move := move_of(file, found[file.id])) is not None]
    if not moves:
        return set()
    rows = [{"id": each.left.id, "day": each.day, "because": BECAUSE} for each in moves]
    # Somebody may have closed one, or a system taken it over, since the file was read.
    closed = {row["id"] for row in await rows_of(transaction, _CLOSE, rows=rows)}
    moves = [each for each in moves if each.left.id in closed]
    beside = {row["id"]: row for row in await rows_of(transaction, _BESIDE, ids=sorted(closed))}
    await put(transaction, sealer, _REGISTRATION, [_registration(each, beside[each.left.id]) for each in moves])
    pairs = [[each.taken, via] for each in moves if (via := beside[each.left.id]["via"]) is not None]
    await rows_of(transaction, _FOLLOW, pairs=pairs)
    events = [_event(each, each.case, beside[each.left.id], now) for each in moves if each.case is not None]
    await put(transaction, sealer, _EVENT, events)
    return {
        *(id for each in moves for id in (each.person, each.left.id, each.taken)),
        *(id for event in events for id in (event.id, *event.links["case"])),
    }


def _case(file: PersonFile) -> str | None:
    """The control's case that is open; of several the one opened last."""
    control = [each for each in file.cases if each.kind == "PAROLE_CONTROL" and each.closed is None]
    return max(control, key=lambda each: (each.opened, each.id)).id if control else None


def _registration(move: Move, beside: Mapping[str, str | None]) -> Record:
    values = {"category": "SUPERVISED", "status": "OPEN", "registeredOn": move.day}
    links = {
        "person": (move.person,),
        "unit": _some(move.left.unit),
        "inspector": _some(beside["inspector"]),
        "basis": _some(beside["basis"]),
    }
    return Record(_REGISTRATION, move.taken, 1, values, links)


def _event(move: Move, case: str, beside: Mapping[str, str | None], now: dt.datetime) -> Record:
    links = {
        "case": (case,),
        "unit": _some(move.left.unit),
        "inspector": _some(beside["inspector"]),
        "norm": (record_id(CATALOGUE.entity("Norm"), HUB, NORM),),
    }
    values = {"kind": "TRANSFER", "at": now, "text": MOVED}
    return Record(_EVENT, record_id(_EVENT, HUB, f"{NORM}/{move.left.id}"), 1, values, links)


def _some(id: str | None) -> tuple[str, ...]:
    return () if id is None else (id,)
