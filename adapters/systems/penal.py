"""System 1: the penal system's database (ҚАЖ ОДБ): who will be released, when, and to which address.

The notice (norm 89-3) goes to the public-security unit before the release, so that the arrival can be watched
(89-6.1, 622-7). When the police report the arrival (622-9.1), the institution sends the notice again with the day.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.feeds.feed import BodyReference, Content, Fact, Feed, Of, PersonCard, PersonClaim, Sender, Who, Wire
from adapters.feeds.wire_types import Code, Day, Line
from adapters.systems.consistency import in_order
from adapters.systems.references import Links, region
from adapters.systems.registrations import NewHome
from adapters.systems.system import System
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import RELEASE_KIND

_AGENCY = "PENAL"
_CHOSEN = "chosen"


class ReleaseWire(Wire):
    """A notice of release (хабарлама). ``person`` says the citizenship: a foreigner is handed over (89-24)."""

    person: PersonCard = Field(description="Who will be released.")
    institution: Code = Field(description="Code of the institution.")
    ground: Annotated[str, OneOf(RELEASE_KIND)] = Field(description="Ground of release.")
    notified_on: Day | None = Field(None, description="Day on which the notice was sent.")
    released_on: Day = Field(description="Day of release, planned or past.")
    planned_arrival_on: Day | None = Field(None, description="Day on which the person should arrive.")
    arrived_on: Day | None = Field(None, description="Day of arrival, once the police have reported it.")
    chosen: NewHome | None = Field(None, description="The home that the person chose; none for a foreigner.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        in_order(self.released_on, self.planned_arrival_on, "plannedArrivalOn is before releasedOn")
        in_order(self.released_on, self.arrived_on, "arrivedOn is before releasedOn")
        return self


def _release(wire: ReleaseWire, sender: Sender) -> Content:
    values = {
        "kind": wire.ground,
        "notifiedOn": wire.notified_on,
        "releasedOn": wire.released_on,
        "plannedArrivalOn": wire.planned_arrival_on,
        "arrivedOn": wire.arrived_on,
    }
    links: Links = {
        "person": Who(),
        "institution": BodyReference("PenalInstitution", _AGENCY, wire.institution),
        "chosenAddress": Of("Address", _CHOSEN) if wire.chosen else None,
    }
    return Content((PersonClaim(wire.person),), (*_chosen(wire), Fact("ReleaseNotice", values, links)))


def _chosen(wire: ReleaseWire) -> tuple[Fact, ...]:
    if wire.chosen is None:
        return ()
    values = {"kind": "CHOSEN_AFTER_RELEASE", "text": wire.chosen.address, "from": wire.released_on}
    return (Fact("Address", values, {"owner": Who(), "region": region(wire.chosen.kato)}, _CHOSEN),)


RELEASES = Feed(
    name="penal-releases",
    system=_AGENCY,
    meaning="Notices of release: who leaves which institution when, on what ground, to which chosen address.",
    wire=ReleaseWire,
    mapped=_release,
    norms=("89-3", "89-6.1", "622-7", "622-9.1", "89-24"),
)


class ProfessionWire(Wire):
    """A profession that a convict learnt, or is learning, in an institution."""

    person: PersonCard = Field(description="Who learns.")
    institution: Code = Field(description="Code of the institution.")
    profession: Line = Field(description="The profession.")
    started_on: Day = Field(description="First day.")
    ended_on: Day | None = Field(None, description="Last day, once it has ended.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        in_order(self.started_on, self.ended_on, "endedOn is before startedOn")
        return self


def _profession(wire: ProfessionWire, sender: Sender) -> Content:
    values = {
        "kind": "VOCATIONAL_TRAINING",
        "from": wire.started_on,
        "until": wire.ended_on,
        "outcome": wire.profession,
    }
    links: Links = {"person": Who(), "organisation": BodyReference("PenalInstitution", _AGENCY, wire.institution)}
    return Content((PersonClaim(wire.person),), (Fact("ProgrammePlace", values, links),))


PROFESSIONS = Feed(
    name="penal-professions",
    system=_AGENCY,
    meaning="Professions learnt in institutions, so that those who place people in work know of them.",
    wire=ProfessionWire,
    mapped=_profession,
    norms=("912-P",),
)

SYSTEM = System(
    "penal",
    "Penal system",
    "The penal institutions tell the police, before somebody is released, who comes when and to which address, so "
    "that nobody is lost between the gate and the chosen home; and tell those who help afterwards what was learnt.",
    (RELEASES, PROFESSIONS),
)
