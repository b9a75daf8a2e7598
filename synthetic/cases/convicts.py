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


def tell_probation(desk: PopulationWriter, family: Family) -> None:
    """The story of a head who serves a sentence at liberty."""
    dice, person = desk.dice, family.head
    months = 6 * dice.between(1, 6)
    day = max(dice.ago(10, 3 * YEAR), person.day_of_age(17))
    together = family.sibling if family.sibling and dice.chance(_TOGETHER) else None
    convicted = (person, together) if together else (person,)
    sentence = decide(desk, "SENTENCE", convicted, day, months=months)
    ended = day + 15 + months * DAYS_A_MONTH
    for one in convicted:
        register(desk, one, "PROBATIONER", day + 17, basis=sentence, until=ended)
    open_case(desk, person, "PROBATION", day + 17, decisions=(sentence,), until=ended)
    if dice.chance(_PROGRAMME):
        rehabilitate(desk, person, day + dice.between(30, 120))
    if ended > TODAY:
        monitor(desk, person, day + 20, sentence)
    write_burdens(desk, person)


def tell_no_longer_covered(desk: PopulationWriter, family: Family) -> None:
    """The story of a head who was convicted before and stands on no register now."""
    for _ in range(desk.dice.between(1, 3)):
        write_earlier_conviction(desk, family.head)
    if desk.dice.chance(NARCOLOGY_OF_CONVICTED):
        put_on_narcology_register(desk, family.head)


def write_burdens(desk: PopulationWriter, person: Person) -> None:
    """Write what many convicts have beside their sentence: an earlier conviction, dependence."""
    if desk.dice.chance(EARLIER_PROSECUTED):
        for _ in range(desk.dice.between(1, 3)):
            write_earlier_conviction(desk, person)
    if desk.dice.chance(NARCOLOGY_OF_CONVICTED):
        put_on_narcology_register(desk, person)
