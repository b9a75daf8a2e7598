"""What units do outside any case, and precincts handed over."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from prevention.duties.duty_facts import UnitFile
from prevention.duties.rules.all_rules import OF_UNITS
from prevention.duties.rules.posts import POINT
from prevention.duties.rules.rule import ResponsibleUnit, Rule
from prevention.work import queries
from prevention.work.case_entries import Enter
from prevention.work.command import Amendment, CommandResult
from prevention.work.command_context import CommandContext
from schema.catalogue import CATALOGUE
from schema.identifiers import UnitId

_PRECINCT = CATALOGUE.entity("Precinct")


async def _record(context: CommandContext) -> CommandResult:
    row = await _own_unit(context)
    posts = ((context.own_unit, row["kind"], row["level"]), (row["above"], row["aboveKind"], row["aboveLevel"]))
    rules = [rule for rule in OF_UNITS if rule.norm == context.norm]
    day, period = context.day("doneOn"), context.planned("period")
    # The unit's own, or that of the unit right above it, for which its head does it.
    owing = [
        (unit, rule)
        for unit, kind, level in (posts if rules else ())
        for rule in rules
        if unit is not None and rule.owed_by == ResponsibleUnit(kind, level)
    ]
    if rules and not owing:
        raise context.refuse("WORK_ELSEWHERE")
    unit = context.own_unit if not rules else _for_period(owing, period)
    if unit is None:
        raise context.refuse("WORK_DATES")
    return await _work_done(context, unit, day, context.text())


def _for_period(owing: Iterable[tuple[UnitId, Rule[UnitFile]]], period: dt.date | None) -> UnitId | None:
    """The unit that owes it for a period that begins on that day; None: none of that length does."""
    for unit, rule in owing:
        if period is None:
            return unit
        file = UnitFile(id=unit, kind=rule.owed_by.kind, level=rule.owed_by.level, since=period, today=period)
        if any(trigger.key == f"{unit}/{period.isoformat()}" for trigger in rule.causes(file)):
            return unit
    return None


async def _approve(context: CommandContext) -> CommandResult:
    point = context.value("point")
    row = await context.required_row(queries.UNIT_WITH_SUPERIOR, id=point)
    if row["kind"] != POINT.kind:
        raise context.refuse("WORK_NOT_APPLICABLE")
    if context.value("period").day != 1:
        raise context.refuse("WORK_DATES")
    return await _work_done(context, point, context.today, context.text())


async def _work_done(context: CommandContext, unit: UnitId, day: dt.date, text: str | None) -> CommandResult:
    period = context.planned("period")
    if period is not None:
        await context.lock("Unit", unit)
        if await context.has_done(unit, period):
            raise context.refuse("WORK_DONE")
    record = context.work_record(unit, day, period, text)
    return CommandResult(norm=context.norm, record=record.id, at=context.moment(day), new=(record,))


async def _hand_over(context: CommandContext) -> CommandResult:
    precinct, inspector = context.value("precinct"), context.value("inspector")
    row = await context.required_row(
        queries.UNITS_OF_PRECINCT_AND_INSPECTOR, precinct=precinct, inspector=inspector
    )
    if row["serves"] != row["point"]:
        raise context.refuse("WORK_NOT_APPLICABLE")
    await context.kept_here(_PRECINCT.name, precinct)
    day = context.day("doneOn")
    record = context.work_record(row["point"], day, None, context.value("witness"))
    amendment = Amendment(_PRECINCT, precinct, {}, {"inspector": inspector})
    return CommandResult(
        norm=context.norm, record=record.id, at=context.moment(day), new=(record,), amended=(amendment,)
    )


async def _deviate(context: CommandContext) -> CommandResult:
    row = await _own_unit(context)
    if row["kind"] != POINT.kind or context.own_unit is None:
        raise context.refuse("WORK_ELSEWHERE")
    return await _work_done(context, context.own_unit, context.day("doneOn"), context.text())


async def _own_unit(context: CommandContext) -> Mapping[str, Any]:
    if context.own_unit is None:
        raise context.refuse("WORK_REFUSED")
    return await context.required_row(queries.UNIT_WITH_SUPERIOR, id=context.own_unit)


EFFECTS: dict[str, Enter] = {
    "recordUnitWork": _record,
    "approveWorkPlan": _approve,
    "handOverPrecinct": _hand_over,
    "reportPatrolDeviation": _deviate,
}
