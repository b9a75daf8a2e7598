"""System 11: the crisis centres (дағдарыс орталығы, ДО): who appealed, who stays, how many beds are free.

Every centre sends its own records, and no record names the centre: it is the sender's own, so that none can write
in another's name, and a record that falls into wrong hands does not say where anybody hides.
"""

from typing import Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Content, Fact, Feed, PersonCard, PersonClaim, Sender, Update, Who, Wire
from adapters.feeds.wire_types import Code, Day
from adapters.systems.beds import BedsWire, bed_values
from adapters.systems.consistency import in_order, only_if
from adapters.systems.references import Links, agency, own_body
from adapters.systems.system import TABLE_FIRST, System

_AGENCY = "CRISIS"


class StayWire(Wire):
    """An appeal to the centre, and the stay that followed if one did. A child who comes too has an own record."""

    person: PersonCard = Field(description="Who appealed.")
    appealed_on: Day = Field(description="Day of the appeal.")
    started_on: Day | None = Field(None, description="First day of the stay.")
    ended_on: Day | None = Field(None, description="Last day of the stay, once it has ended.")
    referred_by: Code | None = Field(None, description="Code of the agency that referred the person.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        only_if(self.ended_on, self.started_on is not None, "endedOn only with startedOn")
        in_order(self.appealed_on, self.started_on, "startedOn is before appealedOn")
        in_order(self.started_on, self.ended_on, "endedOn is before startedOn")
        return self


def _stay(wire: StayWire, sender: Sender) -> Content:
    values = {"appealedOn": wire.appealed_on, "from": wire.started_on, "until": wire.ended_on}
    links: Links = {
        "person": Who(),
        "center": own_body(sender, "CrisisCenter"),
        "referredBy": agency(wire.referred_by),
    }
    return Content((PersonClaim(wire.person),), (Fact("ShelterStay", values, links),))


def _beds(wire: BedsWire, sender: Sender) -> Content:
    return Content(updates=(Update("CrisisCenter", own_body(sender, "CrisisCenter"), bed_values(wire)),))


SYSTEM = System(
    "crisis-centres",
    "Crisis centres",
    "Each crisis centre tells of appeals and stays under its own name, and how many beds it has free, so that the "
    "police officer who takes a victim away at night knows where there is room. Of the help that it gives beside a "
    "bed it tells nothing: many more see a place in a programme than a stay, and it would say where somebody is.",
    (
        Feed(
            name="crisis-centre-stays",
            system=_AGENCY,
            meaning="Appeals to crisis centres and stays in them.",
            wire=StayWire,
            mapped=_stay,
            norms=("1233-P", "1233-1.6"),
            shared=True,
        ),
        Feed(
            name="crisis-centre-beds",
            system=_AGENCY,
            meaning="Beds of a crisis centre, and how many are free.",
            wire=BedsWire,
            mapped=_beds,
            norms=("1233-P",),
            formats=TABLE_FIRST,
            shared=True,
        ),
    ),
)
