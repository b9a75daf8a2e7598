"""System 5: the courts (сот, СӘ) and their decisions, on which registrations and cases stand."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Content, Feed, PersonCard, Sender, WireFormat
from adapters.feeds.wire_types import AS_LIST
from adapters.systems.consistency import needed_if
from adapters.systems.decisions import DecisionWire, decision_content
from adapters.systems.references import COURTS
from adapters.systems.system import System
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import DECISION_KIND


class CourtDecisionWire(DecisionWire):
    """A decision. The number of its record is the decision's number: by it others refer to the decision."""

    kind: Annotated[str, OneOf(DECISION_KIND)] = Field(description="What was decided.")
    persons: Annotated[list[PersonCard], AS_LIST, Field(min_length=1)] = Field(
        description="The persons whom it concerns."
    )

    @model_validator(mode="after")
    def _lawful(self) -> Self:
        needed_if(self.article, self.kind == "SENTENCE", "SENTENCE needs an article")
        if self.kind == "EXPULSION" and any(card.citizenship == "KAZ" for card in self.persons):
            raise ValueError("EXPULSION of a citizen")
        return self


def _decision(wire: CourtDecisionWire, sender: Sender) -> Content:
    return decision_content(wire, wire.record_id, wire.persons)


SYSTEM = System(
    "courts",
    "Courts",
    "The courts tell what they decided and on whom. A registration or a case names the decision on which it stands "
    "by its number, so that everybody reads the same decision and its last day.",
    (
        Feed(
            name="court-decisions",
            system=COURTS,
            meaning=(
                "Decisions of courts: sentences, parole, supervision, special requirements, expulsion, treatment."
            ),
            wire=CourtDecisionWire,
            mapped=_decision,
            norms=("89-6.3", "89-8c", "89-22.2", "622-13"),
            formats=(WireFormat.XML, WireFormat.NDJSON),
            element="decision",
        ),
    ),
)
