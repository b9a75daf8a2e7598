"""1098 and 1233-1.5: minors, inquiries after grave crimes, and assessed risk."""

from dataclasses import replace
from typing import Any

from graph.engine.records import Record
from prevention.duties.rules.posts import PSU
from prevention.work import queries
from prevention.work.case_entries import CaseEntry, Enter, effect_of, event_of, new_case
from prevention.work.command import CommandResult
from prevention.work.command_context import CommandContext
from prevention.work.subject import WorkSubject, subject_of
from schema.catalogue import CATALOGUE

_RISK = CATALOGUE.entity("RiskAssessment")
_INQUIRY = "SERVICE_INQUIRY"
_HIGHEST = 1_000
_COPIES = {"UNITS": "NOTICE", "COMMITTEE": "TRANSFER"}


async def _minor(context: CommandContext) -> WorkSubject:
    subject = await subject_of(context)
    if not await context.is_minor(subject.file.id, context.today):
        raise context.refuse("WORK_NOT_APPLICABLE")
    return subject


async def _case(context: CommandContext, argument: str, kind: str) -> tuple[WorkSubject, str]:
    """A case of that kind that the order names, and whom it is about."""
    record_id: str = context.value(argument)
    row: Any = await context.required_row(queries.CASE_WITH_PERSON, id=record_id)
    if row["kind"] != kind:
        raise context.refuse("WORK_NOT_APPLICABLE")
    file = await context.file(row["person"])
    return WorkSubject(file=file, area=file.area, via=row["via"]), record_id


async def _journal(context: CommandContext) -> CommandResult:
    subject = await _minor(context)
    # Whose act it is stands nowhere, and the words of every entry are of class VICTIM: who reads of cases alone is
    # not told who was an offender and who was hurt, not even by words that are missing.
    at = context.at()
    event, *others = await event_of(context, subject, CaseEntry("OTHER", ("JUVENILE",)), at, None)
    event = replace(event, properties={**event.properties, "victimText": context.text()})
    return effect_of(context, subject, at, (event, *others))


async def _open(context: CommandContext) -> CommandResult:
    subject = await _minor(context)
    at, inquiry = context.at(), new_case(context, subject, _INQUIRY)
    return effect_of(context, subject, at, (inquiry, context.event(inquiry.id, "DECISION", at, context.text())))


async def _send(context: CommandContext) -> CommandResult:
    subject, case = await _case(context, "inquiry", _INQUIRY)
    kind, of_case = _COPIES[context.value("copy")], [d for d in subject.file.deeds if d.case == case]
    ordered = [d for d in of_case if d.norm == context.norm and d.kind == "DECISION"]
    if not ordered:
        raise context.refuse("WORK_NOT_APPLICABLE")
    if any(d.norm == context.norm and d.kind == kind for d in of_case):
        raise context.refuse("WORK_DONE")
    at = context.at()
    if at < min(d.at for d in ordered):
        raise context.refuse("WORK_DATES")
    notices = context.notices(subject.file.id, subject.area, (PSU,), case, None) if kind == "NOTICE" else ()
    return effect_of(context, subject, at, (context.event(case, kind, at, None), *notices))


async def _assess(context: CommandContext) -> CommandResult:
    """The assessment is its own record, of class VICTIM: an event of the case would tell others of it."""
    subject, case = await _case(context, "domesticCase", "DOMESTIC_VIOLENCE")
    day, score = context.day("assessedOn"), context.value("score")
    if score is not None and not 0 <= score <= _HIGHEST:
        raise context.refuse("WORK_VALUE")
    properties = {
        "instrument": context.text("instrument"),
        "score": score,
        "level": context.value("level"),
        "assessedOn": day,
    }
    links = {"person": (subject.file.id,), "case": (case,)}
    if (assessor := context.value("assessor")) is not None:
        links["assessor"] = (assessor,)
    assessment = Record(entity=_RISK, id=context.id_of(_RISK.name), version=0, properties=properties, links=links)
    return effect_of(context, subject, context.moment(day), (assessment,))


EFFECTS: dict[str, Enter] = {
    "enterInJournal": _journal,
    "openMinorInquiry": _open,
    "sendInquiryResults": _send,
    "assessRisk": _assess,
}
