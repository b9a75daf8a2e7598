"""1098 and 1233-1.5: minors, inquiries after grave crimes, and assessed risk."""

from dataclasses import replace
from typing import Any

from graph.engine.records import Record
from prevention.duties.rules.posts import PSU
from prevention.work.case_entries import CaseEntry, Enter, effect_of, event_of, new_case
from prevention.work.command import CommandResult
from prevention.work.command_context import CommandContext
from prevention.work.subject import WorkSubject, subject_of
from schema.catalogue import CATALOGUE
from schema.internal.feed_records import VIA

_RISK = CATALOGUE.entity("RiskAssessment")
_INQUIRY = "SERVICE_INQUIRY"
_HIGHEST = 1_000
_COPIES = {"UNITS": "NOTICE", "COMMITTEE": "TRANSFER"}
_CASE = f"""MATCH (c:Case {{id: $id}})-[l:ABOUT]->(p:Person)
  RETURN c.kind AS kind, c.status AS status, p.id AS person, l.{VIA} AS via"""


async def _minor(scene: CommandContext) -> WorkSubject:
    subject = await subject_of(scene)
    if not await scene.is_minor(subject.file.id, scene.today):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    return subject


async def _case(scene: CommandContext, argument: str, kind: str) -> tuple[WorkSubject, str]:
    """A case of that kind that the order names, and whom it is about."""
    record_id: str = scene.value(argument)
    row: Any = await scene.known(_CASE, id=record_id)
    if row["kind"] != kind:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    file = await scene.file(row["person"])
    return WorkSubject(file=file, area=file.area, via=row["via"]), record_id


async def _journal(scene: CommandContext) -> CommandResult:
    subject = await _minor(scene)
    # Whose act it is stands nowhere, and the words of every entry are of class VICTIM: who reads of cases alone is
    # not told who was an offender and who was hurt, not even by words that are missing.
    at = scene.at()
    event, *others = await event_of(scene, subject, CaseEntry("OTHER", ("JUVENILE",)), at, None)
    event = replace(event, properties={**event.properties, "victimText": scene.text()})
    return effect_of(scene, subject, at, (event, *others))


async def _open(scene: CommandContext) -> CommandResult:
    subject = await _minor(scene)
    at, inquiry = scene.at(), new_case(scene, subject, _INQUIRY)
    return effect_of(scene, subject, at, (inquiry, scene.event(inquiry.id, "DECISION", at, scene.text())))


async def _send(scene: CommandContext) -> CommandResult:
    subject, case = await _case(scene, "inquiry", _INQUIRY)
    kind, of_case = _COPIES[scene.value("copy")], [d for d in subject.file.deeds if d.case == case]
    ordered = [d for d in of_case if d.norm == scene.norm and d.kind == "DECISION"]
    if not ordered:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    if any(d.norm == scene.norm and d.kind == kind for d in of_case):
        raise scene.refuse("WORK_DONE")
    at = scene.at()
    if at < min(d.at for d in ordered):
        raise scene.refuse("WORK_DATES")
    told = scene.notices(subject.file.id, subject.area, (PSU,), case, None) if kind == "NOTICE" else ()
    return effect_of(scene, subject, at, (scene.event(case, kind, at, None), *told))


async def _assess(scene: CommandContext) -> CommandResult:
    """The assessment is its own record, of class VICTIM: an event of the case would tell others of it."""
    subject, case = await _case(scene, "domesticCase", "DOMESTIC_VIOLENCE")
    day, score = scene.day("assessedOn"), scene.value("score")
    if score is not None and not 0 <= score <= _HIGHEST:
        raise scene.refuse("WORK_VALUE")
    properties = {
        "instrument": scene.text("instrument"),
        "score": score,
        "level": scene.value("level"),
        "assessedOn": day,
    }
    links = {"person": (subject.file.id,), "case": (case,)}
    if (assessor := scene.value("assessor")) is not None:
        links["assessor"] = (assessor,)
    assessment = Record(entity=_RISK, id=scene.id_of(_RISK.name), version=0, properties=properties, links=links)
    return effect_of(scene, subject, scene.moment(day), (assessment,))


EFFECTS: dict[str, Enter] = {
    "enterInJournal": _journal,
    "openMinorInquiry": _open,
    "sendInquiryResults": _send,
    "assessRisk": _assess,
}
