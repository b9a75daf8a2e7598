"""System 12: non-governmental organisations (ҮЕҰ): rehabilitation programmes, mentors and volunteers."""

from adapters.feeds.feed import Content, Feed, Sender
from adapters.systems.programmes import PlaceWire, place_content
from adapters.systems.references import own_body
from adapters.systems.system import TABLE_FIRST, System


def _place(wire: PlaceWire, sender: Sender) -> Content:
    return place_content(wire, own_body(sender, "Ngo"))


SYSTEM = System(
    "ngos",
    "Non-governmental organisations",
    "Each organisation tells whom it helps, how, and how it ended, so that the probation officer need not ask by "
    "telephone whether a person came.",
    (
        Feed(
            name="ngo-programmes",
            system="NGO",
            meaning="Places in rehabilitation programmes of NGOs, with mentors and volunteers.",
            wire=PlaceWire,
            mapped=_place,
            norms=("912-P",),
            formats=TABLE_FIRST,
            shared=True,
        ),
    ),
)
