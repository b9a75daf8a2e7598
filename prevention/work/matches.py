"""89-11: what becomes of a proactive match; and the confirmation of notices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.engine.records import Record
from graph.write.ids import HUB, IdKey, record_id
from prevention.duties.rules.posts import IAU_OF_PD, PSU, PSU_OF_PD
from prevention.duties.rules.rule import ResponsibleUnit
from prevention.work import queries
from prevention.work.case_entries import Enter
from prevention.work.command import Amendment, CommandResult, WorkError
from prevention.work.command_context import NOTICE, CommandContext
from schema.catalogue import CATALOGUE
from schema.identifiers import NOWHERE, NormCode

_MATCH = CATALOGUE.entity("ProactiveMatch")


async def _match(context: CommandContext, post: ResponsibleUnit) -> Mapping[str, Any]:
    """The match, if the caller's unit is the one that answers for it."""
    match_id = context.value("match")
    row = await context.required_row(queries.MATCH_WITH_PERSON, id=match_id)
    if context.own_unit is None or context.unit_of(post, row["area"] or NOWHERE) != context.own_unit:
        raise context.refuse("WORK_ELSEWHERE")
    await context.kept_here(_MATCH.name, match_id)
    return row


def _notice_of_match(context: CommandContext, row: Mapping[str, Any], post: ResponsibleUnit) -> tuple[Record, ...]:
    """The notice of a match, whose id follows from the match: whoever confirms the match confirms it."""
    to = context.unit_of(post, row["area"] or NOWHERE)
    notice = context.notice(row["person"], to, None, None, "match")
    return (replace(notice, id=notice_id(context.work.sealer, context.norm, context.value("match"))),)


def notice_id(key: IdKey, norm: NormCode, match: str) -> str:
    """The id of the notice of a match under a norm."""
    return record_id(key, NOTICE, HUB, f"{norm}/{match}")


def _effect(context: CommandContext, row: Mapping[str, Any], values: dict[str, Any], *new: Record) -> CommandResult:
    at = context.command.now.replace(microsecond=0)
    amendment = Amendment(_MATCH, context.value("match"), values)
    return CommandResult(
        norm=context.norm,
        record=amendment.id,
        at=at,
        new=new,
        amended=(amendment,),
        person=row["person"],
        via=row["via"],
    )


async def _decide(context: CommandContext) -> CommandResult:
    row = await _match(context, IAU_OF_PD)
    verdict, reason = context.value("verdict"), context.value("because")
    if (verdict == "IGNORE") != (reason is not None):
        raise context.refuse("WORK_VALUE")
    if (row["decision"] or "PENDING") != "PENDING":
        raise context.refuse("WORK_DONE")
    values = {"decision": verdict, "reason": reason, "decidedAt": context.command.now.replace(microsecond=0)}
    return _effect(
        context, row, values, *(_notice_of_match(context, row, PSU_OF_PD) if verdict == "NOTIFY" else ())
    )


async def _confirm(context: CommandContext) -> CommandResult:
    row = await _match(context, PSU_OF_PD)
    if row["decision"] != "NOTIFY":
        raise context.refuse("WORK_OUT_OF_TURN")
    if row["acknowledged"] is not None:
        raise context.refuse("WORK_DONE")
    now = context.command.now.replace(microsecond=0)
    effect = _effect(context, row, {"acknowledgedAt": now})
    notice = notice_id(context.work.sealer, NormCode("89-11b"), context.value("match"))
    waiting = await context.row(queries.CONFIRMATION_OF_NOTICE, id=notice)
    if waiting is None or waiting["confirmed"] is not None:
        return effect
    return replace(effect, amended=(*effect.amended, Amendment(NOTICE, notice, {"confirmedAt": now})))


async def _forward(context: CommandContext) -> CommandResult:
    row = await _match(context, PSU_OF_PD)
    if row["acknowledged"] is None:
        raise context.refuse("WORK_OUT_OF_TURN")
    if row["forwarded"] is not None:
        raise context.refuse("WORK_DONE")
    values = {"forwardedAt": context.command.now.replace(microsecond=0)}
    return _effect(context, row, values, *_notice_of_match(context, row, PSU))


async def _receive(context: CommandContext) -> CommandResult:
    """A notice that is not there and one that was sent to somebody else are the same."""
    notice = context.value("notice")
    await context.lock(NOTICE.name, notice)
    row = await context.required_row(queries.NOTICE_AND_RECEIVER, id=notice)
    if context.own_unit is None or row["unit"] != context.own_unit or row["norm"] is None:
        raise WorkError("WORK_UNKNOWN")
    if row["confirmed"] is not None:
        raise WorkError("WORK_DONE", row["norm"])
    now = context.command.now.replace(microsecond=0)
    amendment = Amendment(NOTICE, notice, {"confirmedAt": now})
    return CommandResult(
        norm=row["norm"], record=notice, at=now, new=(), amended=(amendment,), person=row["person"], via=row["via"]
    )


EFFECTS: dict[str, Enter] = {
    "decideMatch": _decide,
    "confirmMatch": _confirm,
    "forwardMatch": _forward,
    "confirmNotice": _receive,
}
