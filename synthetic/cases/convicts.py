"""Probationers, parolees, supervised and released people, and those whom no register covers any more."""

from synthetic.cases.case_events import open_case
from synthetic.cases.court import DAYS_A_MONTH, decide
from synthetic.cases.help import rehabilitate
from synthetic.cases.narcology import put_on_narcology_register
from synthetic.cases.past import write_earlier_conviction
from synthetic.cases.register import monitor, register
from synthetic.draws.days import TODAY, YEAR
from synthetic.draws.figures import EARLIER_PROSECUTED, NARCOLOGY_OF_CONVICTED
from synthetic.people.family import Family
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_PROGRAMME = 0.3
_TOGETHER = 0.3


def tell_probation(writer: PopulationWriter, family: Family) -> None:
    """The story of a head who serves a sentence at liberty."""
    dice, person = writer.dice, family.head
    months = 6 * dice.between(1, 6)
    day = max(dice.ago(10, 3 * YEAR), person.day_of_age(17))
    together = family.sibling if family.sibling and dice.chance(_TOGETHER) else None
    convicted = (person, together) if together else (person,)
    sentence = decide(writer, "SENTENCE", convicted, day, months=months)
    ended = day + 15 + months * DAYS_A_MONTH
    for one in convicted:
        register(writer, one, "PROBATIONER", day + 17, basis=sentence, until=ended)
    open_case(writer, person, "PROBATION", day + 17, decisions=(sentence,), until=ended)
    if dice.chance(_PROGRAMME):
        rehabilitate(writer, person, day + dice.between(30, 120))
    if ended > TODAY:
        monitor(writer, person, day + 20, sentence)
    write_burdens(writer, person)


def tell_no_longer_covered(writer: PopulationWriter, family: Family) -> None:
    """The story of a head who was convicted before and stands on no register now."""
    for _ in range(writer.dice.between(1, 3)):
        write_earlier_conviction(writer, family.head)
    if writer.dice.chance(NARCOLOGY_OF_CONVICTED):
        put_on_narcology_register(writer, family.head)


def write_burdens(writer: PopulationWriter, person: Person) -> None:
    """Write what many convicts have beside their sentence: an earlier conviction, dependence."""
    if writer.dice.chance(EARLIER_PROSECUTED):
        for _ in range(writer.dice.between(1, 3)):
            write_earlier_conviction(writer, person)
    if writer.dice.chance(NARCOLOGY_OF_CONVICTED):
        put_on_narcology_register(writer, person)
