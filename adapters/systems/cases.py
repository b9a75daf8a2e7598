"""A case and what happened in it, as the bodies that lead cases send them.

A case and each of its events are records of their own: an event is sent once, when it happens, and names the case
by the number of the case's record.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import BodyReference, Content, Fact, PersonCard, PersonClaim, Who, Wire
from adapters.feeds.wire_types import AS_LIST, Code, Day, Line, Moment, RecordId, Text
from adapters.systems.consistency import closed_as_it_says, needed_if, only_if
from adapters.systems.references import agencies, case, decisions, norm, unit
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import CASE_EVENT_KIND, CASE_STATUS


class CaseWire(Wire):
    """A case. Each body restricts ``kind`` to the cases that it leads."""

    number: Line = Field(description="Number of the case, as its cover has it.")
    kind: str = Field(description="What the case is for.")
    status: Annotated[str, OneOf(CASE_STATUS)] = Field(description="Where it stands.")
    opened_on: Day = Field(description="Day of opening.")
    closed_on: Day | None = Field(None, description="Day of closing.")
    person: PersonCard = Field(description="The person whom it is about.")
    lead_unit: Code = Field(description="Code of the unit that leads it.")
    decisions: Annotated[list[RecordId], AS_LIST] = Field(
        default_factory=list, description="Numbers of the courts' decisions on which it rests."
    )
    agencies: Annotated[list[Code], AS_LIST] = Field(
        default_factory=list, description="Codes of the agencies that work on it."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        closed_as_it_says(self.status, self.opened_on, self.closed_on)
        return self


class EventWire(Wire):
    """Something that happened in a case."""

    case: RecordId = Field(description="Number of the case's record (its recordId).")
    kind: Annotated[str, OneOf(CASE_EVENT_KIND)] = Field(description="What happened.")
    at: Moment = Field(description="When it happened.")
    text: Text = Field(description="What was written down; no identification number may stand in it.")
    unit: Code = Field(description="Code of the unit that recorded it.")
    norm: Code | None = Field(None, description="Number of the norm under which it was done, such as 622-28.")
    court: Line | None = Field(None, description="The court that is asked; of a COURT_MOTION, which needs one.")

    @model_validator(mode="after")
    def _to_a_court(self) -> Self:
        only_if(self.court, self.kind == "COURT_MOTION", "court only with COURT_MOTION")
        needed_if(self.court, self.kind == "COURT_MOTION", "COURT_MOTION needs a court")
        return self


def case_content(wire: CaseWire, system: str, handled_by: BodyReference | None = None) -> Content:
    """The case and the person whom it is about."""
    values = {
        "number": wire.number,
        "kind": wire.kind,
        "status": wire.status,
        "openedOn": wire.opened_on,
        "closedOn": wire.closed_on,
    }
    links = {
        "subject": Who(),
        "leadUnit": unit(system, wire.lead_unit),
        "inspector": handled_by,
        "decisions": decisions(wire.decisions),
        "agencies": agencies(wire.agencies),
    }
    return Content((PersonClaim(wire.person),), (Fact("Case", values, links),))


def event_content(wire: EventWire, system: str, entered_by: BodyReference | None = None) -> Content:
    """The event, in a case of the same system."""
    links = {
        "case": case(system, wire.case),
        "unit": unit(system, wire.unit),
        "inspector": entered_by,
        "norm": norm(wire.norm),
    }
    values = {"kind": wire.kind, "at": wire.at, "text": wire.text, "court": wire.court}
    return Content(facts=(Fact("CaseEvent", values, links),))
