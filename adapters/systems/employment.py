"""System 9: employment and social programmes (Еңбекмині): work found, and places in adaptation centres.

A released person without a permanent residence goes to a centre of social adaptation (89-16b).
"""

from pydantic import Field

from adapters.feeds.feed import BodyReference, Content, Feed, Sender, Update
from adapters.feeds.wire_types import Code
from adapters.systems.beds import BedsWire, bed_values
from adapters.systems.programmes import PlaceWire, place_content
from adapters.systems.system import TABLE_FIRST, System

_AGENCY = "LABOUR"


class PlacementWire(PlaceWire):
    """A place in an adaptation centre, or help to find work that the department itself gives."""

    centre: Code | None = Field(None, description="Code of the adaptation centre; none where there is no centre.")


class CentreBedsWire(BedsWire):
    """Beds of an adaptation centre."""

    centre: Code = Field(description="Code of the adaptation centre.")


def _centre(code: str) -> BodyReference:
    return BodyReference("AdaptationCenter", _AGENCY, code)


def _placement(wire: PlacementWire, sender: Sender) -> Content:
    return place_content(wire, _centre(wire.centre) if wire.centre else None)


def _beds(wire: CentreBedsWire, sender: Sender) -> Content:
    return Content(updates=(Update("AdaptationCenter", _centre(wire.centre), bed_values(wire)),))


SYSTEM = System(
    "employment",
    "Employment and social programmes",
    "The employment departments tell who found work or a place in a centre, and where a bed is free, so that "
    "nobody who leaves prison without a home stays without one.",
    (
        Feed(
            name="employment-placements",
            system=_AGENCY,
            meaning="Places in programmes of employment and in adaptation centres.",
            wire=PlacementWire,
            mapped=_placement,
            norms=("89-16b", "912-P"),
            formats=TABLE_FIRST,
        ),
        Feed(
            name="adaptation-centre-beds",
            system=_AGENCY,
            meaning="Beds of adaptation centres, and how many are free.",
            wire=CentreBedsWire,
            mapped=_beds,
            norms=("89-16b",),
            formats=TABLE_FIRST,
        ),
    ),
)
