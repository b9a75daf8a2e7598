"""89-22 to 89-26: foreigners and stateless persons who are released."""

import datetime as dt
from dataclasses import replace

from graph.engine.records import Record
from graph.ingest.facts import FEED_RECORD_OF
from prevention.deadlines import day_of
from prevention.duties.convictions import stands
from prevention.duties.duty_facts import Placement
from prevention.duties.rules.posts import MIGRATION, PSU, SPECIAL_INSTITUTION
from prevention.duties.stays import is_ruling, is_spent, last_day
from prevention.work.case_entries import CaseEntry, Check, Enter, deed, effect_of, event_of
from prevention.work.command import Amendment, CommandResult
from prevention.work.command_context import CommandContext
from prevention.work.subject import WorkSubject, subject_of
from schema.catalogue import CATALOGUE

_RELEASE = "FOREIGNER_RELEASE"
_STAY = CATALOGUE.entity("SpecialPlacement")
_ON_CONTROL = ("PAROLEE", "PROBATIONER")


def _foreign(*more: Check) -> Check:
    def check(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
        if not subject.file.is_foreign:
            return "WORK_NOT_APPLICABLE"
        return next((code for each in more if (code := each(scene, subject, at)) is not None), None)

    return check


def _refused(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    refusal = next((d for d in subject.file.decisions if d.id == scene.value("refusal")), None)
    if refusal is None or refusal.kind != "EXPULSION" or not refusal.is_refusal:
        return "WORK_NOT_APPLICABLE"
    return "WORK_DATES" if day_of(at) < refusal.decided else None


def _on_day_of_release(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    return "WORK_DATES" if subject.release is None or day_of(at) < subject.release.released else None


def _on_control(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    standing = any(r.category in _ON_CONTROL and r.closed is None for r in subject.file.registrations)
    return None if standing else "WORK_NOT_APPLICABLE"


def _to_be_expelled(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    return None if stands(subject.file, "EXPULSION", day_of(at)) else "WORK_NOT_APPLICABLE"


async def _place(scene: CommandContext) -> CommandResult:
    """Placed on a ruling of a court about this person, and in an institution for it; for a time that is to come."""
    subject, institution = await subject_of(scene), scene.value("institution")
    file, today = subject.file, scene.today
    ruling = next((each for each in file.decisions if each.id == scene.value("ruling")), None)
    if not file.is_foreign or ruling is None or not is_ruling(ruling):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    unit = await scene.known("MATCH (u:Unit {id: $id}) RETURN u.kind AS kind", id=institution)
    if unit["kind"] != SPECIAL_INSTITUTION.kind:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    placed, until = scene.day("placedOn", since=ruling.decided), scene.planned("until")
    if any(each.ended is None or placed < each.ended for each in file.placements if each.since <= today):
        raise scene.refuse("WORK_DONE")
    if placed < ruling.since:
        raise scene.refuse("WORK_TOO_SOON")
    planned = Placement(id="", since=placed, ruling=ruling.id)
    longest = last_day(file, planned)
    if is_spent(file, planned) or longest < placed or (until is not None and not placed <= until <= longest):
        raise scene.refuse("WORK_DATES")
    links = {"person": (file.id,), "unit": (institution,), "ruling": (ruling.id,)}
    properties = {"from": placed, "until": until}
    stay = Record(entity=_STAY, id=scene.id_of(_STAY.name), version=0, properties=properties, links=links)
    at = scene.moment(placed)
    records = await event_of(scene, subject, CaseEntry("TRANSFER", (_RELEASE,)), at, scene.text())
    return effect_of(scene, subject, at, (stay, *records))


async def _end(scene: CommandContext) -> CommandResult:
    subject = await subject_of(scene)
    placement, outcome = subject.placement, scene.value("outcome")
    if placement is None:
        raise scene.refuse("WORK_UNKNOWN")
    await scene.kept_here(_STAY.name, placement.id)
    if placement.ended is not None:
        raise scene.refuse("WORK_DONE")
    day = scene.day("endedOn", since=placement.since)
    at = scene.moment(day)
    records = await event_of(scene, subject, CaseEntry("TRANSFER", (_RELEASE,)), at, outcome)
    amended = (Amendment(_STAY, placement.id, {"endedOn": day, "outcome": outcome}),)
    return CommandResult(
        norm=scene.norm,
        record=placement.id,
        at=at,
        new=records,
        amended=amended,
        person=subject.file.id,
        via=subject.via,
    )


async def _tell(scene: CommandContext) -> CommandResult:
    """A notice that the prosecutor reads, who has no unit in the hub: it has no recipient."""
    subject = await subject_of(scene)
    placement = subject.placement
    if placement is None or placement.ended is not None:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    case = await scene.case_of(subject.file.id, _RELEASE)
    notice = scene.notice(subject.file.id, None, case, scene.text(), "prosecutor")
    at = scene.order.now.replace(microsecond=0)
    return effect_of(scene, subject, at, (notice,))


async def _execute(scene: CommandContext) -> CommandResult:
    """Whoever was led out of the country is held nowhere: a stay that the hub keeps ends with it.

    One that an agency's system keeps ends there; what is owed of it is done by the event (89-22.2b).
    """
    subject, at = await subject_of(scene), scene.at()
    if (code := _foreign(_to_be_expelled)(scene, subject, at)) is not None:
        raise scene.refuse(code)
    records = await event_of(scene, subject, CaseEntry("CLOSING", (_RELEASE,)), at, scene.text())
    day, text = day_of(at), f"MATCH (s:{_STAY.name} {{id: $id}}) WHERE s.{FEED_RECORD_OF} IS NULL RETURN s.id AS id"
    ended = {"endedOn": day, "outcome": "EXPELLED"}
    standing = [each.id for each in subject.file.placements if each.ended is None and each.since <= day]
    own = [stay_id for stay_id in standing if await scene.row(text, id=stay_id) is not None]
    amended = tuple(Amendment(_STAY, stay_id, ended) for stay_id in own)
    return replace(effect_of(scene, subject, at, records), amended=amended)


EFFECTS: dict[str, Enter] = {
    "explainRulesOfStay": deed("INTERVIEW", _RELEASE, check=_foreign()),
    "applyForExpulsion": deed("NOTICE", _RELEASE, check=_foreign()),
    "placeInSpecialInstitution": _place,
    "endSpecialPlacement": _end,
    "tellProsecutor": _tell,
    "reportRefusedExpulsion": deed("NOTICE", _RELEASE, told=(PSU,), check=_foreign(_refused)),
    "recordHandOver": deed("TRANSFER", _RELEASE, check=_foreign(_on_day_of_release, _to_be_expelled)),
    "announceEndOfControl": deed("NOTICE", _RELEASE, told=(MIGRATION,), check=_foreign(_on_control)),
    "executeExpulsion": _execute,
}
