"""About whom something is entered: the person's file, and the release or registration that the order names."""

import datetime as dt
from dataclasses import dataclass

from prevention.duties.duty_facts import PersonFile, Placement, PrisonRelease, Registration
from prevention.work import queries
from prevention.work.command_context import CommandContext
from schema.catalogue import SUBJECT
from schema.identifiers import AreaCode


@dataclass(frozen=True, kw_only=True)
class WorkSubject:
    """A person, by the record that was named.

    ``area`` is where units are looked for, ``since`` the day before which nothing can have been done about it.
    ``via`` is the mention by which that record means the person.
    """

    file: PersonFile
    area: AreaCode
    since: dt.date | None = None
    via: str | None = None
    release: PrisonRelease | None = None
    placement: Placement | None = None
    registration: Registration | None = None


async def subject_of(context: CommandContext) -> WorkSubject:
    """The subject of an order.

    Raises:
        WorkError: WORK_UNKNOWN.
    """
    if (release_id := context.value("release")) is not None:
        return await _by_release(context, release_id)
    if (registration_id := context.value("registration")) is not None:
        return await _by_registration(context, registration_id)
    if (placement_id := context.value("placement")) is not None:
        return await _by_placement(context, placement_id)
    file = await context.file(context.value("person"))
    return WorkSubject(file=file, area=file.area)


async def _by_release(context: CommandContext, release_id: str) -> WorkSubject:
    file, via = await _file_of(context, queries.PERSON_OF_RELEASE, release_id)
    release = next((release for release in file.releases if release.id == release_id), None)
    if release is None:
        raise context.refuse("WORK_UNKNOWN")
    return WorkSubject(file=file, area=release.area or file.area, via=via, release=release)


async def _by_registration(context: CommandContext, registration_id: str) -> WorkSubject:
    file, via = await _file_of(context, queries.PERSON_OF_REGISTRATION, registration_id)
    registration = next(
        (registration for registration in file.registrations if registration.id == registration_id), None
    )
    if registration is None:
        raise context.refuse("WORK_UNKNOWN")
    return WorkSubject(file=file, area=file.area, since=registration.since, via=via, registration=registration)


async def _by_placement(context: CommandContext, placement_id: str) -> WorkSubject:
    file, via = await _file_of(context, queries.PERSON_OF_PLACEMENT, placement_id)
    placement = next((placement for placement in file.placements if placement.id == placement_id), None)
    if placement is None:
        raise context.refuse("WORK_UNKNOWN")
    return WorkSubject(
        file=file, area=placement.area or file.area, since=placement.since, via=via, placement=placement
    )


async def _file_of(context: CommandContext, text: str, record_id: str) -> tuple[PersonFile, str | None]:
    """The file of the person whom a record is about, written to first, and the mention by which it is."""
    row = await context.required_row(text, id=record_id)
    await context.lock(SUBJECT, row["person"])
    return await context.file(row["person"]), row["via"]
