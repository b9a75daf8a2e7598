"""Programmes of help, treatment and medical registers."""

from synthetic.draws.days import TODAY, iso
from synthetic.draws.tables import table
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_SYSTEMS = {"Ngo": "NGO", "AdaptationCenter": "LABOUR"}
_KINDS = {"Ngo": "ngo", "AdaptationCenter": "adaptation"}


def place(writer: PopulationWriter, person: Person, face: str, organisation: str, day: int) -> None:
    """Give a person a place in a programme of ``organisation``, a record of type ``face``."""
    dice, words = writer.dice, table("words")["programme"]
    until = day + dice.between(20, 200)
    over = until <= TODAY
    writer.add(
        "ProgrammePlace",
        _SYSTEMS[face],
        {
            "kind": dice.pick(words[_KINDS[face]]),
            "from": iso(min(day, TODAY)),
            "until": iso(until) if over else None,
            "outcome": dice.pick(words["outcomes"]) if over else None,
            "person": person.reference,
            "organisation": f"{face}:{organisation}",
        },
    )


def rehabilitate(writer: PopulationWriter, person: Person, day: int) -> None:
    """Give a released person or a probationer a place with an NGO or an adaptation centre of the region."""
    region = person.home.region
    if writer.dice.chance(0.6):
        place(writer, person, "Ngo", writer.dice.pick(region.ngos), day)
    else:
        place(writer, person, "AdaptationCenter", writer.dice.pick(region.adaptation_centers), day)


def treat(writer: PopulationWriter, person: Person, kind: str, day: int, until: int | None = None) -> None:
    """Write a treatment or a medical register that began on ``day``."""
    values = {
        "kind": kind,
        "from": iso(day),
        "until": iso(until) if until is not None else None,
        "organisation": writer.dice.pick(table("words")["treatment_places"]),
        "person": person.reference,
    }
    writer.add("Treatment", "HEALTH", values)
