"""622 and 517: parolees and probationers under control, day by day."""

import datetime as dt
from typing import Any

from graph.engine.records import Record
from prevention.deadlines import Length, day_of, period_of
from prevention.duties.rules.order_622_parole import uninquired
from prevention.duties.rules.posts import IAU_OF_PD, PSU
from prevention.statistics import DISTRICT
from prevention.work.case_entries import CaseEntry, Enter, deed, effect_of, event_of, new_case
from prevention.work.command import CommandResult
from prevention.work.command_context import ANALYTICS, CommandContext
from prevention.work.registrations import home_of
from prevention.work.subject import WorkSubject, subject_of
from schema.identifiers import UnitId

_CONTROL = "PAROLE_CONTROL"
_INQUIRY = "SERVICE_INQUIRY"
_FEWEST = 2
_VISITORS = ("PROBATION", "PRECINCT_POINT", "PUBLIC_SECURITY", "JUVENILE")
_UNITS = """UNWIND $ids AS id MATCH (u:Unit {id: id})
  RETURN u.id AS id, u.kind AS kind, u.code AS code, u.area AS area"""
_REGION = "MATCH (r:Region {id: $id}) RETURN r.area AS area"


def _stands(subject: WorkSubject, category: str, day: dt.date) -> bool:
    return any(
        each.category == category and each.since <= day and (each.closed is None or day <= each.closed)
        for each in subject.file.registrations
    )


def _parolee(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    on_file = any(case.kind == _CONTROL and case.closed is None for case in subject.file.cases)
    return None if on_file or _stands(subject, "PAROLEE", day_of(at)) else "WORK_NOT_APPLICABLE"


async def _mark(scene: CommandContext) -> CommandResult:
    """The caller may know no more of the person than that there is one: the answer is always the same."""
    subject = await subject_of(scene)
    person, at, text = subject.file.id, scene.at(), scene.text()
    case = await scene.case_of(person, _CONTROL)
    notice = scene.notice(person, scene.unit_of(PSU, subject.area), case, text, "mark")
    events = (scene.event(case, "ROUTE_MARK", at, text, signed=False),) if case else ()
    return CommandResult(
        norm=scene.norm, record=notice.id, at=at, new=(notice, *events), person=person, secret=True
    )


async def _inquire(scene: CommandContext) -> CommandResult:
    """A crime has one inquiry: one that an agency's system told of and that has none yet is not told of again."""
    subject, at = await subject_of(scene), scene.at()
    if (code := _parolee(scene, subject, at)) is not None:
        raise scene.refuse(code)
    inquiry = new_case(scene, subject, _INQUIRY)
    opened = scene.event(inquiry.id, "DECISION", at, scene.text(), "inquiry")
    crime: tuple[Record, ...] = ()
    if not uninquired(subject.file):
        crime = await event_of(scene, subject, CaseEntry("VIOLATION", (_CONTROL,)), at, scene.text())
    return effect_of(scene, subject, at, (inquiry, opened, *crime))


async def _alert(scene: CommandContext) -> CommandResult:
    subject, at = await subject_of(scene), scene.at()
    if (code := _parolee(scene, subject, at)) is not None:
        raise scene.refuse(code)
    known = any(d.kind == "MONITORING_ALERT" and day_of(d.at) == day_of(at) for d in subject.file.deeds)
    report = await event_of(scene, subject, CaseEntry("OTHER", (_CONTROL,)), at, scene.text(), "report")
    case = report[0].links["case"][0]
    alert = () if known else (scene.event(case, "MONITORING_ALERT", at, scene.text(), "alert"),)
    return effect_of(scene, subject, at, (*report, *alert))


async def _visit(scene: CommandContext) -> CommandResult:
    subject, at = await subject_of(scene), scene.at()
    if not _stands(subject, "PROBATIONER", day_of(at)):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    units = await _visitors(scene, subject)
    codes = ", ".join(sorted(each["code"] or each["id"] for each in units))
    text = f"{scene.text('certificate')} [{codes}]"
    records = await event_of(scene, subject, CaseEntry("CHECK_VISIT", ("PROBATION",)), at, text)
    return effect_of(scene, subject, at, (*records, *await _quarterly(scene, subject, day_of(at))))


def _registered_by(subject: WorkSubject) -> UnitId | None:
    return next(
        (r.unit for r in subject.file.registrations if r.category == "PROBATIONER" and r.closed is None), None
    )


async def _visitors(scene: CommandContext, subject: WorkSubject) -> list[dict[str, Any]]:
    """Who took part: bodies of the place, the one that registered the person and the caller's among them.

    Raises:
        WorkError: WORK_VALUE.
    """
    ids = sorted(set(scene.value("participants")))
    units = await scene.work.rows(_UNITS, ids=ids)
    needed = {each for each in (_registered_by(subject), scene.own_unit) if each is not None}
    placed = subject.area[:DISTRICT]
    fitting = all(
        each["id"] in needed or (each["kind"] in _VISITORS and (each["area"] or "").startswith(placed))
        for each in units
    )
    if len(ids) < _FEWEST or not needed <= set(ids) or not fitting:
        raise scene.refuse("WORK_VALUE")
    return units


async def _quarterly(scene: CommandContext, subject: WorkSubject, day: dt.date) -> tuple[Record, ...]:
    """The visit is what probation owes in the quarter (517-9.3), once."""
    unit, quarter = _registered_by(subject), period_of(day, Length.QUARTER).first
    if unit is None or await scene.has_done(unit, quarter):
        return ()
    return (scene.work_record(unit, day, quarter, None),)


async def _move(scene: CommandContext) -> CommandResult:
    subject = await subject_of(scene)
    since = scene.day("since")
    if not _stands(subject, "PROBATIONER", since):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    area = (await scene.known(_REGION, id=scene.value("region")))["area"] or ""
    homes = [h for h in subject.file.homes if h.kind == "PERMANENT" and h.area]
    last = max(homes, key=lambda h: (str(h.since or ""), h.id)).area if homes else subject.area
    if area[:DISTRICT] == last[:DISTRICT]:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    at = scene.order.now.replace(microsecond=0)
    told = CaseEntry("NOTICE", ("PROBATION",), (PSU, ANALYTICS, IAU_OF_PD))
    records = await event_of(scene, subject, told, at, scene.text("address"))
    return effect_of(scene, subject, at, (*records, home_of(scene, subject, since)))


EFFECTS: dict[str, Enter] = {
    "recordAppearance": deed("APPEARANCE", _CONTROL, check=_parolee),
    "markRouteSheet": _mark,
    "reportOffence": deed("VIOLATION", _CONTROL, told=(PSU,), check=_parolee),
    "openCrimeInquiry": _inquire,
    "reportMonitoringAlert": _alert,
    "recordCheckVisit": _visit,
    "reportMove": _move,
}
