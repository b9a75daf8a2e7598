"""Preventive registrations, and who keeps them."""

from dataclasses import dataclass

from synthetic.country.bodies import DistrictBodies, DistrictPrecinct
from synthetic.draws.days import TODAY, iso
from synthetic.draws.dice import Dice
from synthetic.draws.figures import MONITORED_SHARE
from synthetic.draws.tables import table
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_KEPT_WHERE_FORMERLY = 0.04
_WITHOUT_INSPECTOR = 0.05
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Keeper:
    """The system that sends a record, the unit that keeps it and the inspector who answers for it."""

    system: str
    unit: str
    inspector: str | None


def keeper(dice: Dice, kind: str, district: DistrictBodies, precinct: DistrictPrecinct) -> Keeper:
    """Who keeps a registration or leads a case of ``kind`` about somebody who lives in ``precinct``."""
    if kind in ("PROBATIONER", "PROBATION"):
        return Keeper("PROB", district.units["PROB"], dice.pick(district.probation_inspectors))
    if kind in ("JUVENILE", "FAILING_PARENT"):
        return Keeper("MIA", district.units["JI"], dice.pick(district.juvenile_inspectors))
    if kind in ("FOREIGNER_TO_EXPEL", "FOREIGNER_RELEASE"):
        return Keeper("MIGRATION", district.region.units["MS"], None)
    if kind == "SERVICE_INQUIRY":
        return Keeper("MIA", district.region.units["PSU"], None)
    return Keeper("MIA", district.units["PSU"], precinct.inspector)


def register(
    writer: PopulationWriter,
    person: Person,
    category: str,
    day: int,
    *,
    basis: str | None = None,
    until: int | None = None,
) -> str:
    """Put a person on a register; off it on ``until``, where that has come."""
    dice = writer.dice
    district, precinct = person.home, person.precinct
    if dice.chance(_KEPT_WHERE_FORMERLY):
        district = dice.weighted(writer.country.by_population)
        precinct = dice.pick(district.precincts)
    who = keeper(dice, category, district, precinct)
    closed = until is not None and until <= TODAY
    return writer.add(
        "Registration",
        who.system,
        {
            "category": category,
            "status": "CLOSED" if closed else "OPEN",
            "registeredOn": iso(min(day, TODAY)),
            "closedOn": iso(until) if closed and until is not None else None,
            "closedBecause": dice.pick(table("words")["closed_because"][person.language]) if closed else None,
            "person": person.reference,
            "unit": who.unit,
            "inspector": None if dice.chance(_WITHOUT_INSPECTOR) else who.inspector,
            "basis": basis,
        },
    )


def monitor(writer: PopulationWriter, person: Person, since: int, basis: str) -> None:
    """Put an electronic device on as many persons as there are devices."""
    if writer.dice.chance(MONITORED_SHARE):
        register(writer, person, "ELECTRONIC_MONITORING", min(TODAY, max(since, TODAY - _YEAR)), basis=basis)
