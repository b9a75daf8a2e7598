"""System 13: the migration service (КҚБ): foreigners and stateless people who are to leave the country."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feed import Content, Day, Fact, Feed, Format, Line, Part, Sender, Who
from adapters.systems.cases import CaseWire, EventWire, case_content, event_content
from adapters.systems.registrations import RegistrationWire, registration_content
from adapters.systems.system import System
from adapters.systems.vocabulary import OneOf
from schema.enums import CASE_KIND

_AGENCY = "MIGRATION"


class TravelDocument(Part):
    """The document on which a foreigner travels."""

    kind: Line = Field(description="Kind of document, such as PASSPORT or STATELESS_CERTIFICATE.")
    number: Line = Field(description="Number of the document.")
    issued_on: Day | None = Field(None, description="Day of issue.")
    issued_by: Line | None = Field(None, description="Body or country that issued it.")


class ForeignerWire(RegistrationWire):
    """A foreigner or stateless person who awaits expulsion. The decision is that of the court (89-22.2)."""

    document: TravelDocument | None = Field(None, description="The document on which the person travels.")

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
    return Content(content.mentions, (*content.facts, *_document(wire.document)))


def _document(document: TravelDocument | None) -> tuple[Fact, ...]:
    if document is None:
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
            "migration-foreigners",
            _AGENCY,
            "Foreigners and stateless people who await expulsion.",
            ForeignerWire,
            _foreigner,
            ("89-22.2", "89-22.3", "89-24", "89-26"),
        ),
        Feed(
            "migration-cases",
            _AGENCY,
            "Files of the migration service on the release of foreigners.",
            ForeignerCaseWire,
            _case,
            ("89-22.1", "89-22.2", "89-25"),
            (Format.NDJSON, Format.XML),
            element="case",
        ),
        Feed(
            "migration-case-events",
            _AGENCY,
            "What happened in files of the migration service.",
            EventWire,
            _event,
            ("89-22.1", "89-22.2", "89-22.3", "89-24", "89-25", "89-26"),
        ),
    ),
)
