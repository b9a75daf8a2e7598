"""System 13: the migration service (КҚБ): foreigners and stateless people who are to leave the country."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Content, Fact, Feed, Sender, Who, WireFormat, WirePart
from adapters.feeds.wire_types import SAID, SAID_NUMBER, Code, Day, Line, RecordId
from adapters.systems.cases import CaseWire, EventWire, case_content, event_content
from adapters.systems.consistency import in_order, needed_if, only_if
from adapters.systems.references import POLICE, decision, unit
from adapters.systems.registrations import RegistrationWire, registration_content
from adapters.systems.system import System
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import CASE_KIND, PLACEMENT_END

_AGENCY = "MIGRATION"


class TravelDocument(WirePart):
    """The document on which a foreigner travels."""

    kind: Line = Field(description="Kind of document, such as PASSPORT or STATELESS_CERTIFICATE.")
    number: Annotated[Line | None, SAID_NUMBER] = Field(description="Number of the document.")
    issued_on: Day | None = Field(None, description="Day of issue.")
    issued_by: Annotated[Line | None, SAID] = Field(None, description="Body or country that issued it.")


class PlacementPart(WirePart):
    """A stay in a special institution, thirty days at most (89-22.2b)."""

    placed_on: Day = Field(description="Day of the placement: the first of the thirty.")
    until: Day | None = Field(None, description="Last day for which the ruling allows it.")
    ended_on: Day | None = Field(None, description="Day on which the person left.")
    outcome: Annotated[str, OneOf(PLACEMENT_END)] | None = Field(None, description="How it ended.")
    institution: Code = Field(description="Code of the special institution, a unit of the police.")
    ruling: RecordId = Field(description="Number of the ruling that the court sanctioned.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        in_order(self.placed_on, self.until, "until is before placedOn")
        in_order(self.placed_on, self.ended_on, "endedOn is before placedOn")
        only_if(self.outcome, self.ended_on is not None, "outcome only with endedOn")
        needed_if(self.outcome, self.ended_on is not None, "endedOn needs an outcome")
        return self


class ForeignerWire(RegistrationWire):
    """A foreigner or stateless person who awaits expulsion. The decision is that of the court (89-22.2)."""

    document: TravelDocument | None = Field(None, description="The document on which the person travels.")
    placement: PlacementPart | None = Field(None, description="The stay in a special institution before it.")

    @model_validator(mode="after")
    def _is_foreign(self) -> Self:
        if self.person.citizenship == "KAZ":
            raise ValueError("a citizen is no foreigner")
        return self


class ForeignerCaseWire(CaseWire):
    """A file of the migration service on a foreigner's release."""

    kind: Annotated[str, OneOf(CASE_KIND, ("FOREIGNER_RELEASE",))] = Field(
        "FOREIGNER_RELEASE", description="What the case is for."
    )


def _foreigner(wire: ForeignerWire, sender: Sender) -> Content:
    content = registration_content(wire, "FOREIGNER_TO_EXPEL", _AGENCY)
    return Content(content.claims, (*content.facts, *_document(wire.document), *_placement(wire.placement)))


def _placement(placement: PlacementPart | None) -> tuple[Fact, ...]:
    if placement is None:
        return ()
    values = {
        "from": placement.placed_on,
        "until": placement.until,
        "endedOn": placement.ended_on,
        "outcome": placement.outcome,
    }
    links = {"person": Who(), "unit": unit(POLICE, placement.institution), "ruling": decision(placement.ruling)}
    return (Fact("SpecialPlacement", values, links),)


def _document(document: TravelDocument | None) -> tuple[Fact, ...]:
    if document is None or document.number is None:
        return ()
    values = {
        "kind": document.kind,
        "number": document.number,
        "issuedOn": document.issued_on,
        "issuedBy": document.issued_by,
    }
    return (Fact("Document", values, {"owner": Who()}),)


def _case(wire: ForeignerCaseWire, sender: Sender) -> Content:
    return case_content(wire, _AGENCY)


def _event(wire: EventWire, sender: Sender) -> Content:
    return event_content(wire, _AGENCY)


SYSTEM = System(
    "migration",
    "Migration service",
    "The migration service tells which foreigners are to leave, on which decision, and what was done on the way: "
    "the application to the court a month before the release, the hand-over at the gate, the expulsion.",
    (
        Feed(
            name="migration-foreigners",
            system=_AGENCY,
            meaning="Foreigners and stateless people who await expulsion.",
            wire=ForeignerWire,
            mapped=_foreigner,
            norms=("89-22.2", "89-22.2b", "89-22.3", "89-24", "89-26"),
        ),
        Feed(
            name="migration-cases",
            system=_AGENCY,
            meaning="Files of the migration service on the release of foreigners.",
            wire=ForeignerCaseWire,
            mapped=_case,
            norms=("89-22.1", "89-22.2", "89-25"),
            formats=(WireFormat.NDJSON, WireFormat.XML),
            element="case",
        ),
        Feed(
            name="migration-case-events",
            system=_AGENCY,
            meaning="What happened in files of the migration service.",
            wire=EventWire,
            mapped=_event,
            norms=("89-22.1", "89-22.2", "89-22.3", "89-24", "89-25", "89-26"),
        ),
    ),
)
