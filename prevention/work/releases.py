"""89 and 622, until a released person has come."""

import datetime as dt

from graph.engine.records import Record
from graph.write.ids import HUB, record_id
from prevention.deadlines import begin_of, day_of
from prevention.duties.duty_facts import PrisonRelease
from prevention.duties.rules.order_89_released import is_controlled
from prevention.duties.rules.posts import PSU, PSU_OF_PD
from prevention.duties.rules.rule import Post
from prevention.work.case_entries import CaseEntry, Enter, deed, effect_of, event_of
from prevention.work.command import CommandResult
from prevention.work.command_context import ANALYTICS, CommandContext
from prevention.work.subject import WorkSubject, subject_of
from schema.catalogue import CATALOGUE

CRIMINAL = Post("CRIMINAL", "DISTRICT")
DUTY = Post("DUTY", "DISTRICT")
PATROL = Post("PATROL", "DISTRICT")
PENAL = Post("PENAL", "REGION")

_RELEASE = CATALOGUE.entity("ReleaseNotice")
_INSTITUTION = CATALOGUE.entity("PenalInstitution")
_ADDRESS = """MATCH (a:Address {id: $id})-[:ADDRESS_OF]->(:Person {id: $person})
  OPTIONAL MATCH (a)-[:LIES_IN]->(r:Region) RETURN r.area AS area"""


def _released(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    return "WORK_DATES" if subject.release is None or day_of(at) < subject.release.released else None


def _on_parole(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    return None if subject.release and subject.release.kind == "PAROLE" else "WORK_NOT_APPLICABLE"


def _controlled(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    release = subject.release
    return None if release and is_controlled(subject.file, release) else "WORK_NOT_APPLICABLE"


def _came_on_parole(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    if subject.release is None or subject.file.arrival(subject.release) is None:
        return "WORK_OUT_OF_TURN"
    return _on_parole(scene, subject, at)


async def _announce(scene: CommandContext) -> CommandResult:
    person, released, planned = (
        scene.value("person"),
        scene.planned("releasedOn"),
        scene.planned("plannedArrivalOn"),
    )
    if released is not None and planned is not None and planned < released:
        raise scene.refuse("WORK_DATES")
    file = await scene.file(person)
    if any(each.released == released for each in file.releases):
        raise scene.refuse("WORK_DONE")
    area, address = file.area, scene.value("chosenAddress")
    if address is not None:
        area = (await scene.known(_ADDRESS, id=address, person=person))["area"] or area
    subject = WorkSubject(file=file, area=area)
    told = CaseEntry("NOTICE", ("RELEASE_TRACKING",), (PSU, PSU_OF_PD))
    at = scene.order.now.replace(microsecond=0)
    event, *others = await event_of(scene, subject, told, at, scene.text())
    return effect_of(scene, subject, at, (_notice(scene, person, address), event, *others))


def _notice(scene: CommandContext, person: str, address: str | None) -> Record:
    properties = {
        "notifiedOn": scene.today,
        "releasedOn": scene.value("releasedOn"),
        "plannedArrivalOn": scene.value("plannedArrivalOn"),
        "kind": scene.value("ground"),
    }
    links = {"person": (person,)}
    if scene.order.unit.startswith(f"{_INSTITUTION.prefix}_"):
        links["institution"] = (scene.order.unit,)
    if address is not None:
        links["chosenAddress"] = (address,)
    return Record(
        entity=_RELEASE,
        id=record_id(scene.work.sealer, _RELEASE, HUB, scene.ident),
        version=0,
        properties=properties,
        links=links,
    )


async def _arrive(scene: CommandContext) -> CommandResult:
    subject = await subject_of(scene)
    release = subject.release
    if release is None or _card_sent(scene, subject, release):
        raise scene.refuse("WORK_DONE")
    arrived, known = scene.day("arrivedOn", since=release.released), subject.file.arrival(release)
    if known not in (None, arrived):
        raise scene.refuse("WORK_DATES")
    # Where somebody else saw the person come, the card is what is still to be sent.
    at = scene.moment(arrived) if known is None else scene.order.now.replace(microsecond=0)
    told = CaseEntry("ARRIVAL" if known is None else "NOTICE", _PAROLE if release.kind == "PAROLE" else _TRACKING)
    records = await event_of(scene, subject, told, at, scene.text())
    card = scene.notices(subject.file.id, subject.area, (ANALYTICS,), None, scene.text())
    return effect_of(scene, subject, at, (*records, *card))


def _card_sent(scene: CommandContext, subject: WorkSubject, release: PrisonRelease) -> bool:
    begin = begin_of(release.released)
    deeds = (each for each in subject.file.deeds if each.norm == scene.norm and each.at >= begin)
    return any(each.kind not in ("DECISION", "CLOSING") for each in deeds)


_TRACKING = ("RELEASE_TRACKING",)
_PAROLE = ("PAROLE_CONTROL", "RELEASE_TRACKING")

EFFECTS: dict[str, Enter] = {
    "announceRelease": _announce,
    "taskArrivalWatch": deed("DECISION", "RELEASE_TRACKING", told=(PSU,), check=_on_parole),
    "checkArrival": deed("CHECK_VISIT", "RELEASE_TRACKING", check=_released),
    "recordArrival": _arrive,
    "sendRulings": deed("NOTICE", *_TRACKING, told=(CRIMINAL,), check=_controlled),
    "informOfParolee": deed("NOTICE", *_PAROLE, told=(ANALYTICS, DUTY, PATROL, PENAL), check=_came_on_parole),
}
