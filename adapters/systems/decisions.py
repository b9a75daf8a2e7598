"""A decision of a court, as the courts announce it and as KPSISU records it."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Content, Fact, PersonCard, PersonClaim, Who, Wire
from adapters.feeds.wire_types import NUMBER, Day, Line, Text
from adapters.systems.consistency import in_order


class DecisionWire(Wire):
    """What was decided. Whom it concerns, and which kinds there are, each system says for itself."""

    kind: str = Field(description="What was decided.")
    decided_on: Day = Field(description="Day of the decision.")
    in_force_on: Day | None = Field(None, description="Day from which it is in force.")
    court: Line = Field(description="The court.")
    article: Line | None = Field(None, description="Article of the code, such as ҚК 188(2).")
    sentence: Text | None = Field(None, description="What was imposed.")
    term_months: Annotated[int, Field(ge=1, le=1200), NUMBER] | None = Field(None, description="Term in months.")
    until: Day | None = Field(None, description="Last day of the term.")
    is_life: bool | None = Field(None, description="Whether it is imprisonment for life.")
    is_refusal: bool | None = Field(None, description="Whether the court refused what was asked of it.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        in_order(self.decided_on, self.in_force_on, "inForceOn is before decidedOn")
        in_order(self.decided_on, self.until, "until is before decidedOn")
        return self


def decision_content(wire: DecisionWire, number: str, persons: Sequence[PersonCard]) -> Content:
    """The decision and the persons whom it concerns, told apart by their place in the list."""
    claims = tuple(PersonClaim(card, str(place)) for place, card in enumerate(persons, 1))
    values = {
        "number": number,
        "kind": wire.kind,
        "decidedOn": wire.decided_on,
        "inForceOn": wire.in_force_on,
        "court": wire.court,
        "article": wire.article,
        "sentence": wire.sentence,
        "termMonths": wire.term_months,
        "isLife": wire.is_life,
        "isRefusal": wire.is_refusal,
        "until": wire.until,
    }
    return Content(claims, (Fact("CourtDecision", values, {"persons": tuple(Who(m.key) for m in claims)}),))
