"""89 and 622, until a released person has come."""

import datetime as dt

from graph.engine.records import Record
from graph.write.ids import HUB, record_id
from prevention.deadlines import begin_of, day_of
from prevention.duties.duty_facts import PrisonRelease
from prevention.duties.rules.order_89_released import is_controlled
from prevention.duties.rules.posts import PSU, PSU_OF_PD
from prevention.duties.rules.rule import ResponsibleUnit
from prevention.work import queries
from prevention.work.case_entries import CaseEntry, Enter, case_event, effect_of, event_of
from prevention.work.command import CommandResult
from prevention.work.command_context import ANALYTICS, CommandContext
from prevention.work.subject import WorkSubject, subject_of
from schema.catalogue import CATALOGUE

CRIMINAL = ResponsibleUnit("CRIMINAL", "DISTRICT")
DUTY = ResponsibleUnit("DUTY", "DISTRICT")
PATROL = ResponsibleUnit("PATROL", "DISTRICT")
PENAL = ResponsibleUnit("PENAL", "REGION")

_RELEASE = CATALOGUE.entity("ReleaseNotice")
_INSTITUTION = CATALOGUE.entity("PenalInstitution")


def _released(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    return "WORK_DATES" if subject.release is None or day_of(at) < subject.release.released else None


def _on_parole(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    return None if subject.release and subject.release.kind == "PAROLE" else "WORK_NOT_APPLICABLE"


def _controlled(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    release = subject.release
    return None if release and is_controlled(subject.file, release) else "WORK_NOT_APPLICABLE"


def _came_on_parole(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    if subject.release is None or subject.file.arrival(subject.release) is None:
        return "WORK_OUT_OF_TURN"
    return _on_parole(context, subject, at)


async def _announce(context: CommandContext) -> CommandResult:
    person, released, planned = (
        context.value("person"),
        context.planned("releasedOn"),
        context.planned("plannedArrivalOn"),
    )
    if released is not None and planned is not None and planned < released:
        raise context.refuse("WORK_DATES")
    file = await context.file(person)
    if any(release.released == released for release in file.releases):
        raise context.refuse("WORK_DONE")
    area, address = file.area, context.value("chosenAddress")
    if address is not None:
        area = (await context.required_row(queries.AREA_OF_ADDRESS, id=address, person=person))["area"] or area
    subject = WorkSubject(file=file, area=area)
    entry = CaseEntry("NOTICE", ("RELEASE_TRACKING",), (PSU, PSU_OF_PD))
    at = context.command.now.replace(microsecond=0)
    event, *others = await event_of(context, subject, entry, at, context.text())
    return effect_of(context, subject, at, (_notice(context, person, address), event, *others))


def _notice(context: CommandContext, person: str, address: str | None) -> Record:
    properties = {
        "notifiedOn": context.today,
        "releasedOn": context.value("releasedOn"),
        "plannedArrivalOn": context.value("plannedArrivalOn"),
        "kind": context.value("ground"),
    }
    links = {"person": (person,)}
    if context.command.unit.startswith(f"{_INSTITUTION.prefix}_"):
        links["institution"] = (context.command.unit,)
    if address is not None:
        links["chosenAddress"] = (address,)
    return Record(
        entity=_RELEASE,
        id=record_id(context.work.sealer, _RELEASE, HUB, context.ident),
        version=0,
        properties=properties,
        links=links,
    )


async def _arrive(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    release = subject.release
    if release is None or _card_sent(context, subject, release):
        raise context.refuse("WORK_DONE")
    arrived, known_day = context.day("arrivedOn", since=release.released), subject.file.arrival(release)
    if known_day not in (None, arrived):
        raise context.refuse("WORK_DATES")
    # Where somebody else saw the person come, the card is what is still to be sent.
    at = context.moment(arrived) if known_day is None else context.command.now.replace(microsecond=0)
    entry = CaseEntry(
        "ARRIVAL" if known_day is None else "NOTICE", _PAROLE if release.kind == "PAROLE" else _TRACKING
    )
    records = await event_of(context, subject, entry, at, context.text())
    card = context.notices(subject.file.id, subject.area, (ANALYTICS,), None, context.text())
    return effect_of(context, subject, at, (*records, *card))


def _card_sent(context: CommandContext, subject: WorkSubject, release: PrisonRelease) -> bool:
    begin = begin_of(release.released)
    deeds = (deed for deed in subject.file.deeds if deed.norm == context.norm and deed.at >= begin)
    return any(deed.kind not in ("DECISION", "CLOSING") for deed in deeds)


_TRACKING = ("RELEASE_TRACKING",)
_PAROLE = ("PAROLE_CONTROL", "RELEASE_TRACKING")

EFFECTS: dict[str, Enter] = {
    "announceRelease": _announce,
    "taskArrivalWatch": case_event("DECISION", "RELEASE_TRACKING", notify=(PSU,), check=_on_parole),
    "checkArrival": case_event("CHECK_VISIT", "RELEASE_TRACKING", check=_released),
    "recordArrival": _arrive,
    "sendRulings": case_event("NOTICE", *_TRACKING, notify=(CRIMINAL,), check=_controlled),
    "informOfParolee": case_event(
        "NOTICE", *_PAROLE, notify=(ANALYTICS, DUTY, PATROL, PENAL), check=_came_on_parole
    ),
}
