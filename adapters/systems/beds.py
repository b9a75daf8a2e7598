"""Beds of a centre, told by the centre, or for it, whenever their number changes."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import Wire
from adapters.feeds.wire_types import NUMBER

Beds = Annotated[int, Field(ge=0, le=10_000), NUMBER]


class BedsWire(Wire):
    """How many beds there are and how many of them are free."""

    beds: Beds = Field(description="Beds.")
    free_beds: Beds = Field(description="Free beds.")

    @model_validator(mode="after")
    def _no_more_than_there_are(self) -> Self:
        if self.free_beds > self.beds:
            raise ValueError("freeBeds is more than beds")
        return self


def bed_values(wire: BedsWire) -> dict[str, Any]:
    """The fields of the centre that change; its name and place are kept by another source."""
    return {"beds": wire.beds, "freeBeds": wire.free_beds}
