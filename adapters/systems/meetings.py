"""System 15: report meetings of precinct inspectors with residents (есептік кездесу), and complaints heard there.

Order 652 added them to the rules of the precinct inspectors (chapter 3 of 1095). Whether a meeting was announced
ten days before is a duty that the hub watches, and no reason to refuse what happened.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import BodyReference, Content, Fact, Feed, Of, Sender, Wire, WireFormat
from adapters.feeds.wire_types import AS_LIST, NUMBER, Code, Day, Line, Moment, RecordId, Text
from adapters.systems.consistency import in_order, needed_if, only_if
from adapters.systems.references import POLICE, Links, agency
from adapters.systems.system import System


class MeetingWire(Wire):
    """A meeting, planned or held. The protocol is written on the same day (652-32a), so a held meeting has one."""

    planned_for: Moment = Field(description="When it is planned.")
    announced_on: Day | None = Field(None, description="Day on which it was announced to residents.")
    held_on: Day | None = Field(None, description="Day on which it was held.")
    place: Line = Field(description="Where.")
    participants: Annotated[int, Field(ge=0, le=1_000_000), NUMBER] | None = Field(
        None, description="How many were registered as taking part."
    )
    protocol: Text | None = Field(None, description="Protocol: decisions, suggestions; nobody's number.")
    precincts: Annotated[list[Code], AS_LIST, Field(min_length=1)] = Field(
        description="Codes of the precincts that report; several may report together (652-27b)."
    )
    inspectors: Annotated[list[Code], AS_LIST, Field(min_length=1)] = Field(
        description="Codes of the inspectors who report."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        was_held = self.held_on is not None
        only_if(self.participants, was_held, "participants only with heldOn")
        only_if(self.protocol, was_held, "protocol only with heldOn")
        needed_if(self.participants, was_held, "heldOn needs participants")
        needed_if(self.protocol, was_held, "heldOn needs a protocol")
        in_order(self.announced_on, self.held_on, "heldOn is before announcedOn")
        return self


class ComplaintWire(Wire):
    """A complaint or suggestion that the meeting left open. Its author is told, and not named here."""

    meeting: RecordId = Field(description="Number of the meeting's record.")
    received_on: Day = Field(description="Day of receipt.")
    text: Text = Field(description="What it is about, without the author's name or number.")
    within_competence: bool = Field(description="Whether the police are competent.")
    passed_to: Code | None = Field(None, description="Code of the competent agency to which it was passed.")
    author_told_on: Day | None = Field(None, description="Day on which its author was told that it was passed.")
    answered_on: Day | None = Field(None, description="Day of the answer.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        only_if(self.passed_to, not self.within_competence, "passedTo only outside the competence of the police")
        only_if(self.author_told_on, self.passed_to is not None, "authorToldOn only with passedTo")
        in_order(self.received_on, self.author_told_on, "authorToldOn is before receivedOn")
        in_order(self.received_on, self.answered_on, "answeredOn is before receivedOn")
        return self


def _meeting(wire: MeetingWire, sender: Sender) -> Content:
    values = {
        "plannedFor": wire.planned_for,
        "announcedOn": wire.announced_on,
        "heldOn": wire.held_on,
        "place": wire.place,
        "participants": wire.participants,
        "protocol": wire.protocol,
    }
    links = {
        "precincts": tuple(BodyReference("Precinct", POLICE, code) for code in wire.precincts),
        "inspectors": tuple(BodyReference("Inspector", POLICE, code) for code in wire.inspectors),
    }
    return Content(facts=(Fact("ReportMeeting", values, links),))


def _complaint(wire: ComplaintWire, sender: Sender) -> Content:
    values = {
        "receivedOn": wire.received_on,
        "text": wire.text,
        "withinCompetence": wire.within_competence,
        "authorToldOn": wire.author_told_on,
        "answeredOn": wire.answered_on,
    }
    links: Links = {
        "meeting": Of("ReportMeeting", system=POLICE, record_id=wire.meeting),
        "passedTo": agency(wire.passed_to),
    }
    return Content(facts=(Fact("Complaint", values, links),))


SYSTEM = System(
    "meetings",
    "Report meetings",
    "Precinct inspectors report to residents every quarter. Their meetings and the complaints that stayed open "
    "come to the hub, so that a complaint about a street lamp reaches the akimat and its author hears of it.",
    (
        Feed(
            name="report-meetings",
            system=POLICE,
            meaning="Report meetings with residents, planned and held, with their protocols.",
            wire=MeetingWire,
            mapped=_meeting,
            norms=("652-26", "652-27", "652-27b", "652-28", "652-32a"),
            formats=(WireFormat.NDJSON, WireFormat.XML),
            element="meeting",
        ),
        Feed(
            name="meeting-complaints",
            system=POLICE,
            meaning="Complaints heard in report meetings.",
            wire=ComplaintWire,
            mapped=_complaint,
            norms=("652-32b", "652-32c", "652-33"),
        ),
    ),
)
