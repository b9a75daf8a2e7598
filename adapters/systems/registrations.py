"""A preventive registration, as each of the bodies that keep registers sends it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import (
    BodyReference,
    Content,
    Fact,
    PersonCard,
    PersonClaim,
    Who,
    Wire,
    WirePart,
    person_facts,
)
from adapters.feeds.wire_types import Code, Day, Kato, Line, RecordId
from adapters.systems.consistency import closed_as_it_says, only_if
from adapters.systems.references import decision, region, unit
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import REGISTRATION_STATUS

MOVED = "moved"
"""Key of the address to which a person moved."""


class NewHome(WirePart):
    """Where a person lives from now on."""

    kato: Kato = Field(description="KATO code of the new district.")
    address: Line = Field(description="Street, house and flat.")


class RegistrationWire(Wire):
    """A person's standing on one register: put on, and some day taken off.

    Whoever moves is taken off, and the record names the new home (517-7, 89-16c), so that the unit there knows.
    """

    person: PersonCard = Field(description="Who is registered.")
    status: Annotated[str, OneOf(REGISTRATION_STATUS)] = Field(description="Whether the registration is in force.")
    registered_on: Day = Field(description="Day on which the person was put on.")
    closed_on: Day | None = Field(None, description="Day on which the person was taken off.")
    closed_because: Line | None = Field(None, description="Why the person was taken off.")
    moved_to: NewHome | None = Field(None, description="The new home of a person who was taken off for moving.")
    unit: Code = Field(description="Code of the unit that keeps the registration.")
    decision: RecordId | None = Field(None, description="Number of the court's decision on which it stands.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        closed_as_it_says(self.status, self.registered_on, self.closed_on)
        only_if(self.closed_because, self.status == "CLOSED", "closedBecause only with CLOSED")
        only_if(self.moved_to, self.status == "CLOSED", "movedTo only with CLOSED")
        return self


def registration_content(
    wire: RegistrationWire, category: str, system: str, watched_by: BodyReference | None = None
) -> Content:
    """The registration, and the homes of the person of which it tells."""
    values = {
        "category": category,
        "status": wire.status,
        "registeredOn": wire.registered_on,
        "closedOn": wire.closed_on,
        "closedBecause": wire.closed_because,
    }
    links = {
        "person": Who(),
        "unit": unit(system, wire.unit),
        "inspector": watched_by,
        "basis": decision(wire.decision),
    }
    facts = (Fact("Registration", values, links), *person_facts(wire.person), *_new_home(wire))
    return Content((PersonClaim(wire.person),), facts)


def _new_home(wire: RegistrationWire) -> tuple[Fact, ...]:
    if wire.moved_to is None:
        return ()
    values = {"kind": "PERMANENT", "text": wire.moved_to.address, "from": wire.closed_on}
    return (Fact("Address", values, {"owner": Who(), "region": region(wire.moved_to.kato)}, MOVED),)
