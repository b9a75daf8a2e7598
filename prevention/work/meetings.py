"""652: report meetings with residents, from the announcement to what becomes of a complaint."""

from collections.abc import Mapping
from typing import Any

from graph.engine.records import Record
from prevention.deadlines import DAY, day_of, months_after
from prevention.duties.rules.order_652_meetings import ANNOUNCED_BEFORE
from prevention.work.case_entries import Enter
from prevention.work.command import Amendment, CommandResult
from prevention.work.command_context import FARTHEST, CommandContext
from schema.catalogue import CATALOGUE

KEPT_MONTHS = 12
"""How long the materials of a meeting are kept (652-32d)."""

MOST_PARTICIPANTS = 2_000
LONGEST_NAME = 200

_MEETING = CATALOGUE.entity("ReportMeeting")
_PARTICIPANT = CATALOGUE.entity("MeetingParticipant")
_COMPLAINT = CATALOGUE.entity("Complaint")
_INSPECTORS = (
    "UNWIND $ids AS id MATCH (:Precinct {id: id})-[:ASSIGNED_TO]->(i:Inspector) RETURN DISTINCT i.id AS id"
)
_READ = (
    "MATCH (m:ReportMeeting {id: $id}) RETURN m.announcedOn AS announced, m.heldOn AS held, m.plannedFor AS planned"
)
_READ_COMPLAINT = """MATCH (c:Complaint {id: $id}) OPTIONAL MATCH (c)-[:PASSED_TO]->(a:Agency)
  RETURN c.receivedOn AS received, c.withinCompetence AS within, c.answeredOn AS answered, a.id AS passed"""


async def _announce(scene: CommandContext) -> CommandResult:
    planned, now = scene.value("plannedFor"), scene.order.now.replace(microsecond=0)
    if not now < planned < now + FARTHEST:
        raise scene.refuse("WORK_DATES")
    if day_of(planned) - scene.today < ANNOUNCED_BEFORE * DAY:
        raise scene.refuse("MEETING_TOO_SOON")
    precincts = tuple(sorted(set(scene.value("precincts"))))
    if not precincts:
        raise scene.refuse("WORK_VALUE")
    found = await scene.work.rows(_INSPECTORS, ids=list(precincts))
    properties = {"plannedFor": planned, "announcedOn": scene.today, "place": scene.text("place")}
    links = {"precincts": precincts, "inspectors": tuple(sorted(row["id"] for row in found))}
    meeting = Record(entity=_MEETING, id=scene.id_of(_MEETING.name), version=0, properties=properties, links=links)
    return CommandResult(norm=scene.norm, record=meeting.id, at=now, new=(meeting,))


async def _hold(scene: CommandContext) -> CommandResult:
    meeting_id, row = await _meeting(scene)
    if row["held"] is not None:
        raise scene.refuse("WORK_DONE")
    if row["announced"] is None:
        raise scene.refuse("WORK_OUT_OF_TURN")
    held = scene.day("heldOn", since=row["planned"] and day_of(row["planned"]))
    names = [str(name).strip() for name in scene.value("registered")]
    if not 0 < len(names) <= MOST_PARTICIPANTS or not all(0 < len(name) <= LONGEST_NAME for name in names):
        raise scene.refuse("WORK_VALUE")
    values = {
        "heldOn": held,
        "participants": len(names),
        "protocol": scene.text("protocol"),
        "protocolOn": scene.today,
        "keptUntil": months_after(held, KEPT_MONTHS),
    }
    here = {"meeting": (meeting_id,)}
    taken = tuple(
        Record(
            entity=_PARTICIPANT,
            id=scene.id_of(_PARTICIPANT.name, str(place)),
            version=0,
            properties={"name": name},
            links=here,
        )
        for place, name in enumerate(names, 1)
    )
    return CommandResult(
        norm=scene.norm,
        record=meeting_id,
        at=scene.moment(held),
        new=taken,
        amended=(Amendment(_MEETING, meeting_id, values),),
    )


async def _complain(scene: CommandContext) -> CommandResult:
    meeting_id, row = await _meeting(scene)
    if row["held"] is None:
        raise scene.refuse("WORK_OUT_OF_TURN")
    within = scene.value("withinCompetence")
    properties = {"receivedOn": row["held"], "text": scene.text(), "withinCompetence": within}
    complaint = Record(
        entity=_COMPLAINT,
        id=scene.id_of(_COMPLAINT.name),
        version=0,
        properties=properties,
        links={"meeting": (meeting_id,)},
    )
    return CommandResult(
        norm=scene.norm, record=complaint.id, at=scene.order.now.replace(microsecond=0), new=(complaint,)
    )


async def _pass_on(scene: CommandContext) -> CommandResult:
    complaint_id, row = await _complaint(scene)
    if row["within"] is not False:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    if row["passed"] is not None:
        raise scene.refuse("WORK_DONE")
    told = scene.day("authorToldOn", since=row["received"])
    links = {"passedTo": scene.value("agency")}
    return CommandResult(
        norm=scene.norm,
        record=complaint_id,
        at=scene.moment(told),
        new=(),
        amended=(Amendment(_COMPLAINT, complaint_id, {"authorToldOn": told}, links),),
    )


async def _answer(scene: CommandContext) -> CommandResult:
    complaint_id, row = await _complaint(scene)
    if row["within"] is False:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    if row["answered"] is not None:
        raise scene.refuse("WORK_DONE")
    answered = scene.day("answeredOn", since=row["received"])
    return CommandResult(
        norm=scene.norm,
        record=complaint_id,
        at=scene.moment(answered),
        new=(),
        amended=(Amendment(_COMPLAINT, complaint_id, {"answeredOn": answered}),),
    )


async def _meeting(scene: CommandContext) -> tuple[str, Mapping[str, Any]]:
    meeting_id: str = scene.value("meeting")
    row = await scene.known(_READ, id=meeting_id)
    await scene.kept_here(_MEETING.name, meeting_id)
    return meeting_id, row


async def _complaint(scene: CommandContext) -> tuple[str, Mapping[str, Any]]:
    complaint_id: str = scene.value("complaint")
    row = await scene.known(_READ_COMPLAINT, id=complaint_id)
    await scene.kept_here(_COMPLAINT.name, complaint_id)
    return complaint_id, row


EFFECTS: dict[str, Enter] = {
    "announceMeeting": _announce,
    "holdMeeting": _hold,
    "recordComplaint": _complain,
    "passComplaint": _pass_on,
    "answerComplaint": _answer,
}
