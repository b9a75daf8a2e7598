"""Operative files (жедел есепке алу) of the criminal police: the hub keeps that there is one, and no more."""

from pydantic import Field

from adapters.feeds.feed import Content, Fact, Feed, PersonCard, PersonClaim, Sender, Who, Wire
from adapters.feeds.wire_types import Code, Day, Line
from adapters.systems.references import POLICE, unit


class OperativeFileWire(Wire):
    """That a file was opened on a supervised person or a parolee. What stands in it is sent to nobody."""

    person: PersonCard = Field(description="Whom the file is about.")
    number: Line = Field(description="Number of the file.")
    opened_on: Day = Field(description="Day of opening.")
    unit: Code = Field(description="Code of the criminal-police unit that keeps it.")


def _file(wire: OperativeFileWire, sender: Sender) -> Content:
    values = {"number": wire.number, "openedOn": wire.opened_on}
    links = {"person": Who(), "unit": unit(POLICE, wire.unit)}
    return Content((PersonClaim(wire.person),), (Fact("OperativeFile", values, links),))


OPERATIVE_FILES = Feed(
    name="police-operative-files",
    system=POLICE,
    meaning="Operative files of the criminal police: number, day and unit alone.",
    wire=OperativeFileWire,
    mapped=_file,
    norms=("89-6.3", "622-9.2"),
)
