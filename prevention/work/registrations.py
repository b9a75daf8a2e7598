"""Registrations as the hub itself keeps them: put on, and taken off."""

import datetime as dt
from dataclasses import dataclass, replace

from graph.engine.records import Record
from prevention.work import queries
from prevention.work.command import Amendment
from prevention.work.command_context import CASE, CommandContext
from prevention.work.subject import WorkSubject
from schema.catalogue import CATALOGUE

REGISTRATION = CATALOGUE.entity("Registration")
ADDRESS = CATALOGUE.entity("Address")


def put_on(context: CommandContext, subject: WorkSubject, category: str, day: dt.date, basis: str | None) -> Record:
    """A registration with the caller's unit.

    Raises:
        WorkError: WORK_REFUSED: the caller acts for no unit that could keep it.
    """
    if context.own_unit is None:
        raise context.refuse("WORK_REFUSED")
    properties = {"category": category, "status": "OPEN", "registeredOn": day}
    links = {"person": (subject.file.id,), "unit": (context.own_unit,)}
    if basis is not None:
        links["basis"] = (basis,)
    return Record(
        entity=REGISTRATION,
        id=context.id_of(REGISTRATION.name, category),
        version=0,
        properties=properties,
        links=links,
    )


async def taken_off(context: CommandContext, subject: WorkSubject, day: dt.date, reason: str) -> Amendment:
    """A registration of the caller's unit is closed.

    Raises:
        WorkError: WORK_KEPT_ELSEWHERE: an agency's system keeps it. WORK_ELSEWHERE: another unit does.
            WORK_DONE: it is closed.
    """
    registration = subject.registration
    if registration is None:
        raise context.refuse("WORK_UNKNOWN")
    await context.kept_here(REGISTRATION.name, registration.id)
    if registration.closed is not None:
        raise context.refuse("WORK_DONE")
    if registration.unit != context.own_unit:
        raise context.refuse("WORK_ELSEWHERE")
    values = {"status": "CLOSED", "closedOn": day, "closedBecause": reason}
    return Amendment(REGISTRATION, registration.id, values)


@dataclass(frozen=True)
class Closing:
    """What closes a case: its event and what is written with it, and the change of a case that was there."""

    records: tuple[Record, ...]
    amended: tuple[Amendment, ...] = ()


async def closing(context: CommandContext, records: tuple[Record, ...], day: dt.date) -> Closing:
    """The case in which a person was taken off is closed with it, where the hub itself keeps it.

    ``records`` begin with the event. A case that is opened for it alone is closed from the beginning.
    """
    values = {"status": "CLOSED", "closedOn": day}
    if any(record.entity == CASE for record in records):
        shut = (
            replace(record, properties={**record.properties, **values, "openedOn": day})
            if record.entity == CASE
            else record
            for record in records
        )
        return Closing(tuple(shut))
    case = records[0].links["case"][0]
    row = await context.row(queries.OPENING_OF_CASE, id=case)
    if row is None or row["record"] is not None or (row["opened"] is not None and row["opened"] > day):
        return Closing(records)
    return Closing(records, (Amendment(CASE, case, values),))


def home_of(context: CommandContext, subject: WorkSubject, since: dt.date) -> Record:
    """The address at which the person lives from a day on."""
    properties = {"kind": "PERMANENT", "text": context.text("address"), "from": since}
    links = {"owner": (subject.file.id,), "region": (context.value("region"),)}
    return Record(entity=ADDRESS, id=context.id_of(ADDRESS.name), version=0, properties=properties, links=links)
