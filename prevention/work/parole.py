"""622 and 517: parolees and probationers under control, day by day."""

import datetime as dt
from typing import Any

from graph.engine.records import Record
from prevention.deadlines import Length, day_of, period_of
from prevention.duties.rules.order_622_parole import uninquired
from prevention.duties.rules.posts import IAU_OF_PD, PSU
from prevention.statistics import DISTRICT
from prevention.work import queries
from prevention.work.case_entries import CaseEntry, Enter, case_event, effect_of, event_of, new_case
from prevention.work.command import CommandResult
from prevention.work.command_context import ANALYTICS, CommandContext
from prevention.work.registrations import home_of
from prevention.work.subject import WorkSubject, subject_of
from schema.identifiers import UnitId

_CONTROL = "PAROLE_CONTROL"
_INQUIRY = "SERVICE_INQUIRY"
_FEWEST = 2
_VISITORS = ("PROBATION", "PRECINCT_POINT", "PUBLIC_SECURITY", "JUVENILE")


def _is_registered(subject: WorkSubject, category: str, day: dt.date) -> bool:
    return any(
        registration.category == category
        and registration.since <= day
        and (registration.closed is None or day <= registration.closed)
        for registration in subject.file.registrations
    )


def _parolee(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    on_file = any(case.kind == _CONTROL and case.closed is None for case in subject.file.cases)
    return None if on_file or _is_registered(subject, "PAROLEE", day_of(at)) else "WORK_NOT_APPLICABLE"


async def _mark(context: CommandContext) -> CommandResult:
    """The caller may know no more of the person than that there is one: the answer is always the same."""
    subject = await subject_of(context)
    person, at, text = subject.file.id, context.at(), context.text()
    case = await context.case_of(person, _CONTROL)
    notice = context.notice(person, context.unit_of(PSU, subject.area), case, text, "mark")
    events = (context.event(case, "ROUTE_MARK", at, text, signed=False),) if case else ()
    return CommandResult(
        norm=context.norm, record=notice.id, at=at, new=(notice, *events), person=person, secret=True
    )


async def _inquire(context: CommandContext) -> CommandResult:
    """A crime has one inquiry: one that an agency's system told of and that has none yet is not told of again."""
    subject, at = await subject_of(context), context.at()
    if (code := _parolee(context, subject, at)) is not None:
        raise context.refuse(code)
    inquiry = new_case(context, subject, _INQUIRY)
    opened = context.event(inquiry.id, "DECISION", at, context.text(), "inquiry")
    crime: tuple[Record, ...] = ()
    if not uninquired(subject.file):
        crime = await event_of(context, subject, CaseEntry("VIOLATION", (_CONTROL,)), at, context.text())
    return effect_of(context, subject, at, (inquiry, opened, *crime))


async def _alert(context: CommandContext) -> CommandResult:
    subject, at = await subject_of(context), context.at()
    if (code := _parolee(context, subject, at)) is not None:
        raise context.refuse(code)
    is_known = any(d.kind == "MONITORING_ALERT" and day_of(d.at) == day_of(at) for d in subject.file.deeds)
    report = await event_of(context, subject, CaseEntry("OTHER", (_CONTROL,)), at, context.text(), "report")
    case = report[0].links["case"][0]
    alert = () if is_known else (context.event(case, "MONITORING_ALERT", at, context.text(), "alert"),)
    return effect_of(context, subject, at, (*report, *alert))


async def _visit(context: CommandContext) -> CommandResult:
    subject, at = await subject_of(context), context.at()
    if not _is_registered(subject, "PROBATIONER", day_of(at)):
        raise context.refuse("WORK_NOT_APPLICABLE")
    units = await _visitors(context, subject)
    codes = ", ".join(sorted(unit["code"] or unit["id"] for unit in units))
    text = f"{context.text('certificate')} [{codes}]"
    records = await event_of(context, subject, CaseEntry("CHECK_VISIT", ("PROBATION",)), at, text)
    return effect_of(context, subject, at, (*records, *await _quarterly(context, subject, day_of(at))))


def _registered_by(subject: WorkSubject) -> UnitId | None:
    return next(
        (r.unit for r in subject.file.registrations if r.category == "PROBATIONER" and r.closed is None), None
    )


async def _visitors(context: CommandContext, subject: WorkSubject) -> list[dict[str, Any]]:
    """Who took part: bodies of the place, the one that registered the person and the caller's among them.

    Raises:
        WorkError: WORK_VALUE.
    """
    ids = sorted(set(context.value("participants")))
    units = await context.work.rows(queries.UNITS_WITH_CODES, ids=ids)
    needed = {unit_id for unit_id in (_registered_by(subject), context.own_unit) if unit_id is not None}
    placed = subject.area[:DISTRICT]
    fitting = all(
        unit["id"] in needed or (unit["kind"] in _VISITORS and (unit["area"] or "").startswith(placed))
        for unit in units
    )
    if len(ids) < _FEWEST or not needed <= set(ids) or not fitting:
        raise context.refuse("WORK_VALUE")
    return units


async def _quarterly(context: CommandContext, subject: WorkSubject, day: dt.date) -> tuple[Record, ...]:
    """The visit is what probation owes in the quarter (517-9.3), once."""
    unit, quarter = _registered_by(subject), period_of(day, Length.QUARTER).first
    if unit is None or await context.has_done(unit, quarter):
        return ()
    return (context.work_record(unit, day, quarter, None),)


async def _move(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    since = context.day("since")
    if not _is_registered(subject, "PROBATIONER", since):
        raise context.refuse("WORK_NOT_APPLICABLE")
    area = (await context.required_row(queries.AREA_OF_REGION, id=context.value("region")))["area"] or ""
    homes = [h for h in subject.file.homes if h.kind == "PERMANENT" and h.area]
    last = max(homes, key=lambda h: (str(h.since or ""), h.id)).area if homes else subject.area
    if area[:DISTRICT] == last[:DISTRICT]:
        raise context.refuse("WORK_NOT_APPLICABLE")
    at = context.command.now.replace(microsecond=0)
    entry = CaseEntry("NOTICE", ("PROBATION",), (PSU, ANALYTICS, IAU_OF_PD))
    records = await event_of(context, subject, entry, at, context.text("address"))
    return effect_of(context, subject, at, (*records, home_of(context, subject, since)))


EFFECTS: dict[str, Enter] = {
    "recordAppearance": case_event("APPEARANCE", _CONTROL, check=_parolee),
    "markRouteSheet": _mark,
    "reportOffence": case_event("VIOLATION", _CONTROL, notify=(PSU,), check=_parolee),
    "openCrimeInquiry": _inquire,
    "reportMonitoringAlert": _alert,
    "recordCheckVisit": _visit,
    "reportMove": _move,
}
