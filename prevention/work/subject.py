"""About whom something is entered: the person's file, and the release or registration that the order names."""

import datetime as dt
from dataclasses import dataclass

from prevention.duties.duty_facts import PersonFile, Placement, PrisonRelease, Registration
from prevention.work.command_context import CommandContext
from schema.catalogue import SUBJECT
from schema.identifiers import AreaCode
from schema.internal.feed_records import VIA

_OF_RELEASE = f"""MATCH (r:ReleaseNotice {{id: $id}})-[l:NOTIFIES_OF]->(p:Person)
  RETURN p.id AS person, l.{VIA} AS via"""
_OF_PLACEMENT = f"""MATCH (r:SpecialPlacement {{id: $id}})-[l:HELD]->(p:Person)
  RETURN p.id AS person, l.{VIA} AS via"""
_OF_REGISTRATION = f"""MATCH (r:Registration {{id: $id}})-[l:REGISTERS]->(p:Person)
  RETURN p.id AS person, l.{VIA} AS via"""


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


async def subject_of(scene: CommandContext) -> WorkSubject:
    """The subject of an order.

    Raises:
        WorkError: WORK_UNKNOWN.
    """
    if (release_id := scene.value("release")) is not None:
        return await _by_release(scene, release_id)
    if (registration_id := scene.value("registration")) is not None:
        return await _by_registration(scene, registration_id)
    if (placement_id := scene.value("placement")) is not None:
        return await _by_placement(scene, placement_id)
    file = await scene.file(scene.value("person"))
    return WorkSubject(file=file, area=file.area)


async def _by_release(scene: CommandContext, release_id: str) -> WorkSubject:
    file, via = await _file_of(scene, _OF_RELEASE, release_id)
    release = next((each for each in file.releases if each.id == release_id), None)
    if release is None:
        raise scene.refuse("WORK_UNKNOWN")
    return WorkSubject(file=file, area=release.area or file.area, via=via, release=release)


async def _by_registration(scene: CommandContext, registration_id: str) -> WorkSubject:
    file, via = await _file_of(scene, _OF_REGISTRATION, registration_id)
    registration = next((each for each in file.registrations if each.id == registration_id), None)
    if registration is None:
        raise scene.refuse("WORK_UNKNOWN")
    return WorkSubject(file=file, area=file.area, since=registration.since, via=via, registration=registration)


async def _by_placement(scene: CommandContext, placement_id: str) -> WorkSubject:
    file, via = await _file_of(scene, _OF_PLACEMENT, placement_id)
    placement = next((each for each in file.placements if each.id == placement_id), None)
    if placement is None:
        raise scene.refuse("WORK_UNKNOWN")
    return WorkSubject(
        file=file, area=placement.area or file.area, since=placement.since, via=via, placement=placement
    )


async def _file_of(scene: CommandContext, text: str, record_id: str) -> tuple[PersonFile, str | None]:
    """The file of the person whom a record is about, written to first, and the mention by which it is."""
    row = await scene.known(text, id=record_id)
    await scene.turn(SUBJECT, row["person"])
    return await scene.file(row["person"]), row["via"]
