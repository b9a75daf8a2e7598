"""652: report meetings with residents, from the announcement to what becomes of a complaint."""

from collections.abc import Mapping
from typing import Any

from graph.engine.records import Record
from prevention.deadlines import DAY, day_of, months_after
from prevention.duties.rules.order_652_meetings import ANNOUNCED_BEFORE
from prevention.work import queries
from prevention.work.case_entries import Enter
from prevention.work.command import Amendment, CommandResult
from prevention.work.command_context import FARTHEST, CommandContext
from schema.catalogue import CATALOGUE
from schema.work.declaration import LONGEST_NAME

KEPT_MONTHS = 12
"""How long the materials of a meeting are kept (652-32d)."""

MOST_PARTICIPANTS = 2_000

_MEETING = CATALOGUE.entity("ReportMeeting")
_PARTICIPANT = CATALOGUE.entity("MeetingParticipant")
_COMPLAINT = CATALOGUE.entity("Complaint")


async def _announce(context: CommandContext) -> CommandResult:
    planned, now = context.value("plannedFor"), context.command.now.replace(microsecond=0)
    if not now < planned < now + FARTHEST:
        raise context.refuse("WORK_DATES")
    if day_of(planned) - context.today < ANNOUNCED_BEFORE * DAY:
        raise context.refuse("MEETING_TOO_SOON")
    precincts = tuple(sorted(set(context.value("precincts"))))
    if not precincts:
        raise context.refuse("WORK_VALUE")
    rows = await context.work.rows(queries.INSPECTORS_OF_PRECINCTS, ids=list(precincts))
    properties = {"plannedFor": planned, "announcedOn": context.today, "place": context.text("place")}
    links = {"precincts": precincts, "inspectors": tuple(sorted(row["id"] for row in rows))}
    meeting = Record(
        entity=_MEETING, id=context.id_of(_MEETING.name), version=0, properties=properties, links=links
    )
    return CommandResult(norm=context.norm, record=meeting.id, at=now, new=(meeting,))


async def _hold(context: CommandContext) -> CommandResult:
    meeting_id, row = await _meeting(context)
    if row["held"] is not None:
        raise context.refuse("WORK_DONE")
    if row["announced"] is None:
        raise context.refuse("WORK_OUT_OF_TURN")
    held_on = context.day("heldOn", since=row["planned"] and day_of(row["planned"]))
    names = [str(name).strip() for name in context.value("registered")]
    if not 0 < len(names) <= MOST_PARTICIPANTS or not all(0 < len(name) <= LONGEST_NAME for name in names):
        raise context.refuse("WORK_VALUE")
    values = {
        "heldOn": held_on,
        "participants": len(names),
        "protocol": context.text("protocol"),
        "protocolOn": context.today,
        "keptUntil": months_after(held_on, KEPT_MONTHS),
    }
    meeting_link = {"meeting": (meeting_id,)}
    complaints = tuple(
        Record(
            entity=_PARTICIPANT,
            id=context.id_of(_PARTICIPANT.name, str(place)),
            version=0,
            properties={"name": name},
            links=meeting_link,
        )
        for place, name in enumerate(names, 1)
    )
    return CommandResult(
        norm=context.norm,
        record=meeting_id,
        at=context.moment(held_on),
        new=complaints,
        amended=(Amendment(_MEETING, meeting_id, values),),
    )


async def _complain(context: CommandContext) -> CommandResult:
    meeting_id, row = await _meeting(context)
    if row["held"] is None:
        raise context.refuse("WORK_OUT_OF_TURN")
    within = context.value("withinCompetence")
    properties = {"receivedOn": row["held"], "text": context.text(), "withinCompetence": within}
    complaint = Record(
        entity=_COMPLAINT,
        id=context.id_of(_COMPLAINT.name),
        version=0,
        properties=properties,
        links={"meeting": (meeting_id,)},
    )
    return CommandResult(
        norm=context.norm, record=complaint.id, at=context.command.now.replace(microsecond=0), new=(complaint,)
    )


async def _pass_on(context: CommandContext) -> CommandResult:
    complaint_id, row = await _complaint(context)
    if row["within"] is not False:
        raise context.refuse("WORK_NOT_APPLICABLE")
    if row["passed"] is not None:
        raise context.refuse("WORK_DONE")
    told_on = context.day("authorToldOn", since=row["received"])
    links = {"passedTo": context.value("agency")}
    return CommandResult(
        norm=context.norm,
        record=complaint_id,
        at=context.moment(told_on),
        new=(),
        amended=(Amendment(_COMPLAINT, complaint_id, {"authorToldOn": told_on}, links),),
    )


async def _answer(context: CommandContext) -> CommandResult:
    complaint_id, row = await _complaint(context)
    if row["within"] is False:
        raise context.refuse("WORK_NOT_APPLICABLE")
    if row["answered"] is not None:
        raise context.refuse("WORK_DONE")
    answered = context.day("answeredOn", since=row["received"])
    return CommandResult(
        norm=context.norm,
        record=complaint_id,
        at=context.moment(answered),
        new=(),
        amended=(Amendment(_COMPLAINT, complaint_id, {"answeredOn": answered}),),
    )


async def _meeting(context: CommandContext) -> tuple[str, Mapping[str, Any]]:
    meeting_id: str = context.value("meeting")
    row = await context.required_row(queries.MEETING_DAYS, id=meeting_id)
    await context.kept_here(_MEETING.name, meeting_id)
    return meeting_id, row


async def _complaint(context: CommandContext) -> tuple[str, Mapping[str, Any]]:
    complaint_id: str = context.value("complaint")
    row = await context.required_row(queries.COMPLAINT_STATE, id=complaint_id)
    await context.kept_here(_COMPLAINT.name, complaint_id)
    return complaint_id, row


EFFECTS: dict[str, Enter] = {
    "announceMeeting": _announce,
    "holdMeeting": _hold,
    "recordComplaint": _complain,
    "passComplaint": _pass_on,
    "answerComplaint": _answer,
}
