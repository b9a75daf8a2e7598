"""What units do outside any case, and precincts handed over."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from prevention.duties.duty_facts import UnitFile
from prevention.duties.rules.all_rules import OF_UNITS
from prevention.duties.rules.posts import POINT
from prevention.duties.rules.rule import Post, Rule
from prevention.work.case_entries import Enter
from prevention.work.command import Amendment, CommandResult
from prevention.work.command_context import CommandContext
from schema.catalogue import CATALOGUE
from schema.identifiers import UnitId

_PRECINCT = CATALOGUE.entity("Precinct")
_UNIT = """MATCH (u:Unit {id: $id}) OPTIONAL MATCH (u)-[:SUBORDINATE_TO]->(above:Unit)
  RETURN u.kind AS kind, u.level AS level, above.id AS above, above.kind AS aboveKind, above.level AS aboveLevel"""
_HAND_OVER = """MATCH (p:Precinct {id: $precinct})-[:SERVED_FROM]->(u:Unit)
  MATCH (i:Inspector {id: $inspector})-[:SERVES_IN]->(v:Unit) RETURN u.id AS point, v.id AS serves"""


async def _record(scene: CommandContext) -> CommandResult:
    row = await _own(scene)
    beside = ((scene.own_unit, row["kind"], row["level"]), (row["above"], row["aboveKind"], row["aboveLevel"]))
    rules = [rule for rule in OF_UNITS if rule.norm == scene.norm]
    day, period = scene.day("doneOn"), scene.planned("period")
    # The unit's own, or that of the unit right above it, for which its head does it.
    owing = [
        (unit, rule)
        for unit, kind, level in (beside if rules else ())
        for rule in rules
        if unit is not None and rule.post == Post(kind, level)
    ]
    if rules and not owing:
        raise scene.refuse("WORK_ELSEWHERE")
    unit = scene.own_unit if not rules else _for_period(owing, period)
    if unit is None:
        raise scene.refuse("WORK_DATES")
    return await _done(scene, unit, day, scene.text())


def _for_period(owing: Iterable[tuple[UnitId, Rule[UnitFile]]], period: dt.date | None) -> UnitId | None:
    """The unit that owes it for a period that begins on that day; None: none of that length does."""
    for unit, rule in owing:
        if period is None:
            return unit
        file = UnitFile(id=unit, kind=rule.post.kind, level=rule.post.level, since=period, today=period)
        if any(cause.key == f"{unit}/{period.isoformat()}" for cause in rule.causes(file)):
            return unit
    return None


async def _approve(scene: CommandContext) -> CommandResult:
    point = scene.value("point")
    row = await scene.known(_UNIT, id=point)
    if row["kind"] != POINT.kind:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    if scene.value("period").day != 1:
        raise scene.refuse("WORK_DATES")
    return await _done(scene, point, scene.today, scene.text())


async def _done(scene: CommandContext, unit: UnitId, day: dt.date, text: str | None) -> CommandResult:
    period = scene.planned("period")
    if period is not None:
        await scene.turn("Unit", unit)
        if await scene.has_done(unit, period):
            raise scene.refuse("WORK_DONE")
    record = scene.work_record(unit, day, period, text)
    return CommandResult(norm=scene.norm, record=record.id, at=scene.moment(day), new=(record,))


async def _hand_over(scene: CommandContext) -> CommandResult:
    precinct, inspector = scene.value("precinct"), scene.value("inspector")
    row = await scene.known(_HAND_OVER, precinct=precinct, inspector=inspector)
    if row["serves"] != row["point"]:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    await scene.kept_here(_PRECINCT.name, precinct)
    day = scene.day("doneOn")
    record = scene.work_record(row["point"], day, None, scene.value("witness"))
    amendment = Amendment(_PRECINCT, precinct, {}, {"inspector": inspector})
    return CommandResult(
        norm=scene.norm, record=record.id, at=scene.moment(day), new=(record,), amended=(amendment,)
    )


async def _deviate(scene: CommandContext) -> CommandResult:
    row = await _own(scene)
    if row["kind"] != POINT.kind or scene.own_unit is None:
        raise scene.refuse("WORK_ELSEWHERE")
    return await _done(scene, scene.own_unit, scene.day("doneOn"), scene.text())


async def _own(scene: CommandContext) -> Mapping[str, Any]:
    if scene.own_unit is None:
        raise scene.refuse("WORK_REFUSED")
    return await scene.known(_UNIT, id=scene.own_unit)


EFFECTS: dict[str, Enter] = {
    "recordUnitWork": _record,
    "approveWorkPlan": _approve,
    "handOverPrecinct": _hand_over,
    "reportPatrolDeviation": _deviate,
}
