"""The narcology register and compulsory treatment."""

from synthetic.cases.court import DAYS_A_MONTH, decide
from synthetic.cases.help import treat
from synthetic.cases.register import register
from synthetic.draws.days import YEAR
from synthetic.people.family import Family
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_COMPULSORY = 0.25


def tell_narcology(writer: PopulationWriter, family: Family) -> None:
    """The story of a head who depends on alcohol."""
    put_on_narcology_register(writer, family.head)


def put_on_narcology_register(writer: PopulationWriter, person: Person) -> None:
    """Put a person on the register of health and that of the police, some by a court's decision."""
    dice = writer.dice
    day = dice.ago(20, 5 * YEAR)
    basis = None
    if dice.chance(_COMPULSORY):
        months = 3 * dice.between(1, 4)
        basis = decide(writer, "COMPULSORY_TREATMENT", (person,), day, months=months)
        treat(writer, person, "COMPULSORY_TREATMENT", day + 20, day + months * DAYS_A_MONTH)
    treat(writer, person, "NARCOLOGY_REGISTER", day)
    until = day + 3 * YEAR if dice.chance(0.4) else None
    register(writer, person, "ALCOHOL_DEPENDENT", day + 3, basis=basis, until=until)
