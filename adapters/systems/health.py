"""System 10: health (ДСМ): the narcology register, compulsory treatment, and care continued after release."""

from typing import Literal, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Content, Fact, Feed, PersonCard, PersonClaim, Sender, Who, Wire
from adapters.feeds.wire_types import Day, Line
from adapters.systems.consistency import in_order
from adapters.systems.system import TABLE_FIRST, System

_AGENCY = "HEALTH"


class TreatmentWire(Wire):
    """A person's time on a medical register or in treatment. No diagnosis is sent: nobody's duty asks for one."""

    person: PersonCard = Field(description="Who is treated.")
    kind: Literal["NARCOLOGY_REGISTER", "COMPULSORY_TREATMENT", "CONTINUED_CARE"] = Field(
        description="The register or treatment; CONTINUED_CARE goes on after a release."
    )
    started_on: Day = Field(description="First day.")
    ended_on: Day | None = Field(None, description="Last day, once it is known.")
    organisation: Line | None = Field(None, description="Where.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        in_order(self.started_on, self.ended_on, "endedOn is before startedOn")
        return self


def _treatment(wire: TreatmentWire, sender: Sender) -> Content:
    values = {
        "kind": wire.kind,
        "from": wire.started_on,
        "until": wire.ended_on,
        "organisation": wire.organisation,
    }
    return Content((PersonClaim(wire.person),), (Fact("Treatment", values, {"person": Who()}),))


SYSTEM = System(
    "health",
    "Health",
    "The health service tells who stands on the narcology register, whom a court sent to treatment, and whose care "
    "must not break off at the prison gate (912, measure 13).",
    (
        Feed(
            name="health-register",
            system=_AGENCY,
            meaning="The narcology register, compulsory treatment, and care continued after release.",
            wire=TreatmentWire,
            mapped=_treatment,
            norms=("912-P", "1233-P"),
            formats=TABLE_FIRST,
        ),
    ),
)
