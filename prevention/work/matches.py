"""89-11: what becomes of a proactive match; and the confirmation of notices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.engine.records import Record
from graph.write.ids import HUB, IdKey, record_id
from prevention.duties.rules.posts import IAU_OF_PD, PSU, PSU_OF_PD
from prevention.duties.rules.rule import Post
from prevention.work.case_entries import Enter
from prevention.work.command import Amendment, CommandResult, WorkError
from prevention.work.command_context import NOTICE, CommandContext
from schema.catalogue import CATALOGUE
from schema.identifiers import NOWHERE, NormCode
from schema.internal.feed_records import VIA

_MATCH = CATALOGUE.entity("ProactiveMatch")
_READ = f"""MATCH (m:ProactiveMatch {{id: $id}})-[l:MATCHES]->(p:Person)
  RETURN p.id AS person, p.area AS area, l.{VIA} AS via, m.decision AS decision, m.acknowledgedAt AS acknowledged,
    m.forwardedAt AS forwarded"""
_NOTICE = f"""MATCH (n:Notice {{id: $id}})-[:SENT_TO]->(u:Unit) OPTIONAL MATCH (n)-[:ASKED_BY]->(a:Norm)
  OPTIONAL MATCH (n)-[l:TELLS_OF]->(p:Person)
  RETURN u.id AS unit, a.code AS norm, p.id AS person, l.{VIA} AS via, n.confirmedAt AS confirmed"""
_TOLD = "MATCH (n:Notice {id: $id}) RETURN n.confirmedAt AS confirmed"


async def _match(scene: CommandContext, post: Post) -> Mapping[str, Any]:
    """The match, if the caller's unit is the one that answers for it."""
    match_id = scene.value("match")
    row = await scene.known(_READ, id=match_id)
    if scene.own_unit is None or scene.unit_of(post, row["area"] or NOWHERE) != scene.own_unit:
        raise scene.refuse("WORK_ELSEWHERE")
    await scene.kept_here(_MATCH.name, match_id)
    return row


def _told(scene: CommandContext, row: Mapping[str, Any], post: Post) -> tuple[Record, ...]:
    """The notice of a match, whose id follows from the match: whoever confirms the match confirms it."""
    to = scene.unit_of(post, row["area"] or NOWHERE)
    notice = scene.notice(row["person"], to, None, None, "match")
    return (replace(notice, id=notice_id(scene.work.sealer, scene.norm, scene.value("match"))),)


def notice_id(key: IdKey, norm: NormCode, match: str) -> str:
    """The id of the notice of a match under a norm."""
    return record_id(key, NOTICE, HUB, f"{norm}/{match}")


def _effect(scene: CommandContext, row: Mapping[str, Any], values: dict[str, Any], *new: Record) -> CommandResult:
    at = scene.order.now.replace(microsecond=0)
    amendment = Amendment(_MATCH, scene.value("match"), values)
    return CommandResult(
        norm=scene.norm,
        record=amendment.id,
        at=at,
        new=new,
        amended=(amendment,),
        person=row["person"],
        via=row["via"],
    )


async def _decide(scene: CommandContext) -> CommandResult:
    row = await _match(scene, IAU_OF_PD)
    verdict, reason = scene.value("verdict"), scene.value("because")
    if (verdict == "IGNORE") != (reason is not None):
        raise scene.refuse("WORK_VALUE")
    if (row["decision"] or "PENDING") != "PENDING":
        raise scene.refuse("WORK_DONE")
    values = {"decision": verdict, "reason": reason, "decidedAt": scene.order.now.replace(microsecond=0)}
    return _effect(scene, row, values, *(_told(scene, row, PSU_OF_PD) if verdict == "NOTIFY" else ()))


async def _confirm(scene: CommandContext) -> CommandResult:
    row = await _match(scene, PSU_OF_PD)
    if row["decision"] != "NOTIFY":
        raise scene.refuse("WORK_OUT_OF_TURN")
    if row["acknowledged"] is not None:
        raise scene.refuse("WORK_DONE")
    now = scene.order.now.replace(microsecond=0)
    effect = _effect(scene, row, {"acknowledgedAt": now})
    notice = notice_id(scene.work.sealer, NormCode("89-11b"), scene.value("match"))
    waiting = await scene.row(_TOLD, id=notice)
    if waiting is None or waiting["confirmed"] is not None:
        return effect
    return replace(effect, amended=(*effect.amended, Amendment(NOTICE, notice, {"confirmedAt": now})))


async def _forward(scene: CommandContext) -> CommandResult:
    row = await _match(scene, PSU_OF_PD)
    if row["acknowledged"] is None:
        raise scene.refuse("WORK_OUT_OF_TURN")
    if row["forwarded"] is not None:
        raise scene.refuse("WORK_DONE")
    values = {"forwardedAt": scene.order.now.replace(microsecond=0)}
    return _effect(scene, row, values, *_told(scene, row, PSU))


async def _receive(scene: CommandContext) -> CommandResult:
    """A notice that is not there and one that was sent to somebody else are the same."""
    notice = scene.value("notice")
    await scene.turn(NOTICE.name, notice)
    row = await scene.known(_NOTICE, id=notice)
    if scene.own_unit is None or row["unit"] != scene.own_unit or row["norm"] is None:
        raise WorkError("WORK_UNKNOWN")
    if row["confirmed"] is not None:
        raise WorkError("WORK_DONE", row["norm"])
    now = scene.order.now.replace(microsecond=0)
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
