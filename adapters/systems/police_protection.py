"""Protection from domestic violence, as the police record it: orders, and the assessed risk."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Content, Fact, Feed, PersonCard, PersonClaim, Sender, Who, Wire, WireFormat
from adapters.feeds.wire_types import AS_LIST, NUMBER, Code, Day, Line, RecordId
from adapters.systems.consistency import in_order
from adapters.systems.references import POLICE, Links, case, inspector, unit
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import RISK_LEVEL

_OFFENDER = "offender"


class ProtectiveOrderWire(Wire):
    """A protective order (қорғау нұсқамасы): none is without an offender; whom it protects may be unknown yet."""

    number: Line = Field(description="Number of the order.")
    offender: PersonCard = Field(description="The person who must keep away.")
    protected: Annotated[list[PersonCard], AS_LIST] = Field(
        default_factory=list, description="The persons whom it protects."
    )
    issued_on: Day = Field(description="Day of issue.")
    until: Day = Field(description="Last day.")
    is_repeat: bool = Field(False, description="Whether the offender had an order before.")
    unit: Code = Field(description="Code of the unit that issued it.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        in_order(self.issued_on, self.until, "until is before issuedOn")
        return self


def _order(wire: ProtectiveOrderWire, sender: Sender) -> Content:
    protected = tuple(PersonClaim(card, str(place)) for place, card in enumerate(wire.protected, 1))
    values = {
        "number": wire.number,
        "issuedOn": wire.issued_on,
        "until": wire.until,
        "isRepeat": wire.is_repeat,
    }
    links: Links = {
        "offender": Who(_OFFENDER),
        "protected": tuple(Who(claim.key) for claim in protected),
        "unit": unit(POLICE, wire.unit),
    }
    claims = (PersonClaim(wire.offender, _OFFENDER), *protected)
    return Content(claims, (Fact("ProtectiveOrder", values, links),))


PROTECTIVE_ORDERS = Feed(
    name="police-protective-orders",
    system=POLICE,
    meaning="Protective orders: who must keep away from whom, until when.",
    wire=ProtectiveOrderWire,
    mapped=_order,
    norms=("1233-1.5", "1233-1.6"),
    formats=(WireFormat.NDJSON, WireFormat.XML),
    element="order",
)


class RiskAssessmentWire(Wire):
    """An assessment of the risk of further violence. The Concept names ODARA, B-SAFER and CRAF as examples only."""

    person: PersonCard = Field(description="Whose risk it is.")
    instrument: Line = Field(description="Instrument used, such as ODARA, B-SAFER or CRAF.")
    score: Annotated[int, Field(ge=0, le=1000), NUMBER] | None = Field(None, description="Points.")
    level: Annotated[str, OneOf(RISK_LEVEL)] = Field(description="Level found.")
    assessed_on: Day = Field(description="Day of the assessment.")
    assessor: Code | None = Field(None, description="Code of the inspector who assessed.")
    case: RecordId | None = Field(None, description="Number of the record of the case it belongs to.")


def _risk(wire: RiskAssessmentWire, sender: Sender) -> Content:
    values = {
        "instrument": wire.instrument,
        "score": wire.score,
        "level": wire.level,
        "assessedOn": wire.assessed_on,
    }
    links = {"person": Who(), "assessor": inspector(POLICE, wire.assessor), "case": case(POLICE, wire.case)}
    return Content((PersonClaim(wire.person),), (Fact("RiskAssessment", values, links),))


RISK_ASSESSMENTS = Feed(
    name="police-risk-assessments",
    system=POLICE,
    meaning="Assessed risk of further violence after a domestic conflict.",
    wire=RiskAssessmentWire,
    mapped=_risk,
    norms=("1233-1.5",),
)
