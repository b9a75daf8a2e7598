"""89-22 to 89-26: foreigners and stateless persons who are released."""

import datetime as dt
from dataclasses import replace

from graph.engine.records import Record
from prevention.deadlines import day_of
from prevention.duties.convictions import has_force
from prevention.duties.duty_facts import Placement
from prevention.duties.rules.posts import MIGRATION, PSU, SPECIAL_INSTITUTION
from prevention.duties.stays import is_ruling, is_spent, last_day
from prevention.work import queries
from prevention.work.case_entries import CaseEntry, Check, Enter, case_event, effect_of, event_of
from prevention.work.command import Amendment, CommandResult
from prevention.work.command_context import CommandContext
from prevention.work.subject import WorkSubject, subject_of
from schema.catalogue import CATALOGUE

_RELEASE = "FOREIGNER_RELEASE"
_STAY = CATALOGUE.entity("SpecialPlacement")
_ON_CONTROL = ("PAROLEE", "PROBATIONER")


def _foreign(*more: Check) -> Check:
    def check(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
        if not subject.file.is_foreign:
            return "WORK_NOT_APPLICABLE"
        return next(
            (code for further_check in more if (code := further_check(context, subject, at)) is not None), None
        )

    return check


def _refused(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    refusal = next((d for d in subject.file.decisions if d.id == context.value("refusal")), None)
    if refusal is None or refusal.kind != "EXPULSION" or not refusal.is_refusal:
        return "WORK_NOT_APPLICABLE"
    return "WORK_DATES" if day_of(at) < refusal.decided else None


def _on_day_of_release(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    return "WORK_DATES" if subject.release is None or day_of(at) < subject.release.released else None


def _on_control(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    standing = any(r.category in _ON_CONTROL and r.closed is None for r in subject.file.registrations)
    return None if standing else "WORK_NOT_APPLICABLE"


def _to_be_expelled(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    return None if has_force(subject.file, "EXPULSION", day_of(at)) else "WORK_NOT_APPLICABLE"


async def _place(context: CommandContext) -> CommandResult:
    """Placed on a ruling of a court about this person, and in an institution for it; for a time that is to come."""
    subject, institution = await subject_of(context), context.value("institution")
    file, today = subject.file, context.today
    ruling = next((decision for decision in file.decisions if decision.id == context.value("ruling")), None)
    if not file.is_foreign or ruling is None or not is_ruling(ruling):
        raise context.refuse("WORK_NOT_APPLICABLE")
    unit = await context.required_row(queries.KIND_OF_UNIT, id=institution)
    if unit["kind"] != SPECIAL_INSTITUTION.kind:
        raise context.refuse("WORK_NOT_APPLICABLE")
    placed, until = context.day("placedOn", since=ruling.decided), context.planned("until")
    if any(
        placement.ended is None or placed < placement.ended
        for placement in file.placements
        if placement.since <= today
    ):
        raise context.refuse("WORK_DONE")
    if placed < ruling.since:
        raise context.refuse("WORK_TOO_SOON")
    planned = Placement(id="", since=placed, ruling=ruling.id)
    longest = last_day(file, planned)
    if is_spent(file, planned) or longest < placed or (until is not None and not placed <= until <= longest):
        raise context.refuse("WORK_DATES")
    links = {"person": (file.id,), "unit": (institution,), "ruling": (ruling.id,)}
    properties = {"from": placed, "until": until}
    stay = Record(entity=_STAY, id=context.id_of(_STAY.name), version=0, properties=properties, links=links)
    at = context.moment(placed)
    records = await event_of(context, subject, CaseEntry("TRANSFER", (_RELEASE,)), at, context.text())
    return effect_of(context, subject, at, (stay, *records))


async def _end(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    placement, outcome = subject.placement, context.value("outcome")
    if placement is None:
        raise context.refuse("WORK_UNKNOWN")
    await context.kept_here(_STAY.name, placement.id)
    if placement.ended is not None:
        raise context.refuse("WORK_DONE")
    day = context.day("endedOn", since=placement.since)
    at = context.moment(day)
    records = await event_of(context, subject, CaseEntry("TRANSFER", (_RELEASE,)), at, outcome)
    amended = (Amendment(_STAY, placement.id, {"endedOn": day, "outcome": outcome}),)
    return CommandResult(
        norm=context.norm,
        record=placement.id,
        at=at,
        new=records,
        amended=amended,
        person=subject.file.id,
        via=subject.via,
    )


async def _tell(context: CommandContext) -> CommandResult:
    """A notice that the prosecutor reads, who has no unit in the hub: it has no recipient."""
    subject = await subject_of(context)
    placement = subject.placement
    if placement is None or placement.ended is not None:
        raise context.refuse("WORK_NOT_APPLICABLE")
    case = await context.case_of(subject.file.id, _RELEASE)
    notice = context.notice(subject.file.id, None, case, context.text(), "prosecutor")
    at = context.command.now.replace(microsecond=0)
    return effect_of(context, subject, at, (notice,))


async def _execute(context: CommandContext) -> CommandResult:
    """Whoever was led out of the country is held nowhere: a stay that the hub keeps ends with it.

    One that an agency's system keeps ends there; what is owed of it is done by the event (89-22.2b).
    """
    subject, at = await subject_of(context), context.at()
    if (code := _foreign(_to_be_expelled)(context, subject, at)) is not None:
        raise context.refuse(code)
    records = await event_of(context, subject, CaseEntry("CLOSING", (_RELEASE,)), at, context.text())
    day = day_of(at)
    ended = {"endedOn": day, "outcome": "EXPELLED"}
    standing = [
        placement.id for placement in subject.file.placements if placement.ended is None and placement.since <= day
    ]
    own_stays = [stay_id for stay_id in standing if await context.row(queries.OWN_STAY, id=stay_id) is not None]
    amended = tuple(Amendment(_STAY, stay_id, ended) for stay_id in own_stays)
    return replace(effect_of(context, subject, at, records), amended=amended)


EFFECTS: dict[str, Enter] = {
    "explainRulesOfStay": case_event("INTERVIEW", _RELEASE, check=_foreign()),
    "applyForExpulsion": case_event("NOTICE", _RELEASE, check=_foreign()),
    "placeInSpecialInstitution": _place,
    "endSpecialPlacement": _end,
    "tellProsecutor": _tell,
    "reportRefusedExpulsion": case_event("NOTICE", _RELEASE, notify=(PSU,), check=_foreign(_refused)),
    "recordHandOver": case_event("TRANSFER", _RELEASE, check=_foreign(_on_day_of_release, _to_be_expelled)),
    "announceEndOfControl": case_event("NOTICE", _RELEASE, notify=(MIGRATION,), check=_foreign(_on_control)),
    "executeExpulsion": _execute,
}
