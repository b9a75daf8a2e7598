"""A person's place in a programme of help or rehabilitation, as each of the bodies that give places sends it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Content, Fact, PersonCard, PersonClaim, Target, Who, Wire
from adapters.feeds.wire_types import Day, Line
from adapters.systems.consistency import in_order, only_if

Help = Literal[
    "PSYCHOLOGICAL_SUPPORT",
    "MENTORING",
    "LEGAL_AID",
    "VOCATIONAL_TRAINING",
    "EMPLOYMENT",
    "SOCIAL_ADAPTATION",
    "TEMPORARY_HOUSING",
]
"""Kinds of programme. Mentors and volunteers of an NGO work under MENTORING."""


class PlaceWire(Wire):
    """A place in a programme, from the first day to the last, and how it ended."""

    person: PersonCard = Field(description="Who takes part.")
    kind: Help = Field(description="Kind of programme.")
    started_on: Day = Field(description="First day.")
    ended_on: Day | None = Field(None, description="Last day, once it has ended.")
    outcome: Line | None = Field(None, description="How it ended.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        in_order(self.started_on, self.ended_on, "endedOn is before startedOn")
        only_if(self.outcome, self.ended_on is not None, "outcome only with endedOn")
        return self


def place_content(wire: PlaceWire, provided_by: Target | None) -> Content:
    """The place, at the body that gives it."""
    values = {"kind": wire.kind, "from": wire.started_on, "until": wire.ended_on, "outcome": wire.outcome}
    fact = Fact("ProgrammePlace", values, {"person": Who(), "organisation": provided_by})
    return Content((PersonClaim(wire.person),), (fact,))
