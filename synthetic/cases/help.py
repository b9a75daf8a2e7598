"""Programmes of help, treatment and medical registers."""

from synthetic.draws.days import TODAY, iso
from synthetic.draws.tables import table
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_SYSTEMS = {"Ngo": "NGO", "AdaptationCenter": "LABOUR"}
_KINDS = {"Ngo": "ngo", "AdaptationCenter": "adaptation"}


def place(desk: PopulationWriter, person: Person, face: str, organisation: str, day: int) -> None:
    """Give a person a place in a programme of ``organisation``, a record of type ``face``."""
    dice, words = desk.dice, table("words")["programme"]
    until = day + dice.between(20, 200)
    over = until <= TODAY
    desk.add(
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


def rehabilitate(desk: PopulationWriter, person: Person, day: int) -> None:
    """Give a released person or a probationer a place with an NGO or an adaptation centre of the region."""
    region = person.home.region
    if desk.dice.chance(0.6):
        place(desk, person, "Ngo", desk.dice.pick(region.ngos), day)
    else:
        place(desk, person, "AdaptationCenter", desk.dice.pick(region.adaptation_centers), day)


def treat(desk: PopulationWriter, person: Person, kind: str, day: int, until: int | None = None) -> None:
    """Write a treatment or a medical register that began on ``day``."""
    values = {
        "kind": kind,
        "from": iso(day),
        "until": iso(until) if until is not None else None,
        "organisation": desk.dice.pick(table("words")["treatment_places"]),
        "person": person.reference,
    }
    desk.add("Treatment", "HEALTH", values)
