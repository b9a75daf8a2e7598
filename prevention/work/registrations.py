"""Registrations as the hub itself keeps them: put on, and taken off."""

import datetime as dt

from graph.feeding.facts import FEED_RECORD_OF
from graph.records import Record
from prevention.work.order import Amendment
from prevention.work.scene import CASE, Scene
from prevention.work.subject import Subject
from schema.catalogue import CATALOGUE

REGISTRATION = CATALOGUE.entity("Registration")
ADDRESS = CATALOGUE.entity("Address")
_CASE = f"MATCH (c:Case {{id: $id}}) RETURN c.openedOn AS opened, c.{FEED_RECORD_OF} AS record"


def put_on(scene: Scene, subject: Subject, category: str, day: dt.date, basis: str | None) -> Record:
    """A registration with the caller's unit.

    Raises:
        WorkError: WORK_REFUSED: the caller acts for no unit that could keep it.
    """
    if scene.own_unit is None:
        raise scene.refuse("WORK_REFUSED")
    properties = {"category": category, "status": "OPEN", "registeredOn": day}
    links = {"person": (subject.file.id,), "unit": (scene.own_unit,)}
    if basis is not None:
        links["basis"] = (basis,)
    return Record(REGISTRATION, scene.id_of(REGISTRATION.name, category), 0, properties, links)


async def taken_off(scene: Scene, subject: Subject, day: dt.date, reason: str) -> Amendment:
    """A registration of the caller's unit is closed.

    Raises:
        WorkError: WORK_KEPT_ELSEWHERE: an agency's system keeps it. WORK_ELSEWHERE: another unit does.
            WORK_DONE: it is closed.
    """
    registration = subject.registration
    if registration is None:
        raise scene.refuse("WORK_UNKNOWN")
    await scene.kept_here(REGISTRATION.name, registration.id)
    if registration.closed is not None:
        raise scene.refuse("WORK_DONE")
    if registration.unit != scene.own_unit:
        raise scene.refuse("WORK_ELSEWHERE")
    values = {"status": "CLOSED", "closedOn": day, "closedBecause": reason}
    return Amendment(REGISTRATION, registration.id, values)


async def case_closed(scene: Scene, case: str, day: dt.date) -> tuple[Amendment, ...]:
    """The case in which a person was taken off is closed with it, where the hub itself keeps it and it was open."""
    row = await scene.row(_CASE, id=case)
    if row is None or row["record"] is not None or (row["opened"] is not None and row["opened"] > day):
        return ()
    return (Amendment(CASE, case, {"status": "CLOSED", "closedOn": day}),)


def home_of(scene: Scene, subject: Subject, since: dt.date) -> Record:
    """The address at which the person lives from a day on."""
    properties = {"kind": "PERMANENT", "text": scene.text("address"), "from": since}
    links = {"owner": (subject.file.id,), "region": (scene.value("region"),)}
    return Record(ADDRESS, scene.id_of(ADDRESS.name), 0, properties, links)
