"""System 3: the integrated data bank of the police (БДБ), kept by the information-analytical units (ААО).

Its "Registered element" (Есептегі элемент) holds everybody who stands on a preventive register; proactive queries
(бастамашыл сұрау салулар) find them in seven other registers. Cases are led by the public-security units.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Content, Fact, Feed, PersonCard, PersonClaim, Sender, Who, Wire, WireFormat
from adapters.feeds.wire_types import Code, Moment, RecordId, Text
from adapters.systems.cases import CaseWire, EventWire, case_content, event_content
from adapters.systems.consistency import in_order, needed_if, only_if
from adapters.systems.police_files import OPERATIVE_FILES
from adapters.systems.police_protection import PROTECTIVE_ORDERS, RISK_ASSESSMENTS
from adapters.systems.references import POLICE, inspector, register_event
from adapters.systems.registrations import RegistrationWire, registration_content
from adapters.systems.system import System
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import CASE_KIND, IGNORE_REASON, MATCH_DECISION, PROACTIVE_REGISTER, REGISTER_CATEGORY

_LED_BY_POLICE = tuple(kind for kind in CASE_KIND.values if kind not in ("PROBATION", "FOREIGNER_RELEASE"))


class RegisteredElementWire(RegistrationWire):
    """A person's standing on one register of the police.

    The probationers among them are those whom the analytical unit counts in the reconciliation act (517-9.4).
    """

    category: Annotated[str, OneOf(REGISTER_CATEGORY)] = Field(description="Which register it is.")
    inspector: Code | None = Field(None, description="Code of the inspector who answers for it.")

    @model_validator(mode="after")
    def _decided_by_a_court(self) -> Self:
        supervised = self.category == "SUPERVISED" and self.status != "CLOSED"
        needed_if(self.decision, supervised, "SUPERVISED needs a decision of a court, unless it is CLOSED")
        return self


class RegisterEventWire(Wire):
    """What was entered about a person in one of the seven registers; the hub makes matches of it (89-11a)."""

    person: PersonCard = Field(description="Whom the event is about.")
    met_in: Annotated[str, OneOf(PROACTIVE_REGISTER)] = Field(description="The register in which it was entered.")
    happened_at: Moment = Field(description="When it happened.")
    text: Text = Field(description="What happened; nobody's name or number.")


class MatchWire(Wire):
    """A registered person met in another register, and what was decided on it within 24 hours (89-11b)."""

    person: PersonCard = Field(description="The registered person.")
    met_in: Annotated[str, OneOf(PROACTIVE_REGISTER)] = Field(description="The register of the match.")
    found_at: Moment = Field(description="When the match was found.")
    event: RecordId | None = Field(
        None, description="Number of the event of which it was made: the hub makes no second match of it."
    )
    decision: Annotated[str, OneOf(MATCH_DECISION)] = Field(description="What was decided.")
    reason: Annotated[str, OneOf(IGNORE_REASON)] | None = Field(
        None, description="Why it was ignored: 01, 02 or 06."
    )
    decided_at: Moment | None = Field(None, description="When it was decided.")
    acknowledged_at: Moment | None = Field(None, description="When the department confirmed receipt.")
    forwarded_at: Moment | None = Field(None, description="When it was passed to the territorial unit.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        decided, notified = self.decision != "PENDING", self.decision == "NOTIFY"
        only_if(self.reason, self.decision == "IGNORE", "reason only with IGNORE")
        needed_if(self.reason, self.decision == "IGNORE", "IGNORE needs a reason")
        only_if(self.decided_at, decided, "decidedAt not with PENDING")
        needed_if(self.decided_at, decided, "a decision needs decidedAt")
        only_if(self.acknowledged_at, notified, "acknowledgedAt only with NOTIFY")
        only_if(self.forwarded_at, self.acknowledged_at is not None, "forwardedAt only with acknowledgedAt")
        in_order(self.found_at, self.decided_at, "decidedAt is before foundAt")
        in_order(self.decided_at, self.acknowledged_at, "acknowledgedAt is before decidedAt")
        in_order(self.acknowledged_at, self.forwarded_at, "forwardedAt is before acknowledgedAt")
        return self


class PoliceCaseWire(CaseWire):
    """A case led by the police: a control file, an accumulation file (жинақтау ісі), a service inquiry."""

    kind: Annotated[str, OneOf(CASE_KIND, _LED_BY_POLICE)] = Field(description="What the case is for.")
    inspector: Code | None = Field(None, description="Code of the inspector who leads it.")


class PoliceEventWire(EventWire):
    """What happened in a case: appearances (622-28), route sheet marks (622-34), steps of a search (89-8b)."""

    inspector: Code | None = Field(None, description="Code of the inspector who recorded it.")


def _registration(wire: RegisteredElementWire, sender: Sender) -> Content:
    return registration_content(wire, wire.category, POLICE, inspector(POLICE, wire.inspector))


def _match(wire: MatchWire, sender: Sender) -> Content:
    values = {
        "register": wire.met_in,
        "foundAt": wire.found_at,
        "decision": wire.decision,
        "reason": wire.reason,
        "decidedAt": wire.decided_at,
        "acknowledgedAt": wire.acknowledged_at,
        "forwardedAt": wire.forwarded_at,
    }
    links = {"person": Who(), "event": register_event(wire.event)}
    return Content((PersonClaim(wire.person),), (Fact("ProactiveMatch", values, links),))


def _register_event(wire: RegisterEventWire, sender: Sender) -> Content:
    values = {"register": wire.met_in, "happenedAt": wire.happened_at, "text": wire.text}
    return Content((PersonClaim(wire.person),), (Fact("RegisterEvent", values, {"person": Who()}),))


def _case(wire: PoliceCaseWire, sender: Sender) -> Content:
    return case_content(wire, POLICE, inspector(POLICE, wire.inspector))


def _event(wire: PoliceEventWire, sender: Sender) -> Content:
    return event_content(wire, POLICE, inspector(POLICE, wire.inspector))


SYSTEM = System(
    "police-registers",
    "Police data bank",
    "The police tell who stands on which preventive register, where registered people were met, what happens in "
    "the cases about them, and whom an order protects. Everybody who works with such a person sees one picture: a "
    "person whom one unit looks for is found where another one meets them.",
    (
        Feed(
            name="police-registered-element",
            system=POLICE,
            meaning="People put on the preventive registers and taken off them.",
            wire=RegisteredElementWire,
            mapped=_registration,
            norms=("622-2", "622-13", "89-6.2", "89-8a", "89-16a", "89-16b", "89-16c", "1098-36", "517-9.4"),
        ),
        Feed(
            name="police-register-events",
            system=POLICE,
            meaning="What was entered about people in the seven registers of proactive queries.",
            wire=RegisterEventWire,
            mapped=_register_event,
            norms=("89-11a",),
        ),
        Feed(
            name="police-proactive-matches",
            system=POLICE,
            meaning="Matches of proactive queries in seven registers, and what was decided on them.",
            wire=MatchWire,
            mapped=_match,
            norms=("89-11a", "89-11b", "89-11c"),
        ),
        Feed(
            name="police-cases",
            system=POLICE,
            meaning="Cases that units of the police lead.",
            wire=PoliceCaseWire,
            mapped=_case,
            norms=("622-2", "89-8d", "622-9.1b", "1098-23.16"),
            formats=(WireFormat.NDJSON, WireFormat.XML),
            element="case",
        ),
        Feed(
            name="police-case-events",
            system=POLICE,
            meaning="What happened in cases of the police.",
            wire=PoliceEventWire,
            mapped=_event,
            norms=("622-9.1", "622-28", "622-34", "89-6.1", "89-8b", "89-8c", "89-8d", "89-16a"),
        ),
        PROTECTIVE_ORDERS,
        RISK_ASSESSMENTS,
        OPERATIVE_FILES,
    ),
)
