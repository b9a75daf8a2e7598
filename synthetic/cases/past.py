"""What lies behind a person: convictions that no register covers any more."""

from synthetic.cases.court import DAYS_A_MONTH, decide
from synthetic.cases.register import register
from synthetic.draws.days import TODAY
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_LEAST_AGO = 1_100
_MOST_AGO = 5_000
_EXPUNGED = 0.35


def write_earlier_conviction(writer: PopulationWriter, person: Person) -> None:
    """Write a conviction of long ago with its closed registration, expunged for some."""
    dice = writer.dice
    adult_days = TODAY - person.day_of_age(18)
    if adult_days < _LEAST_AGO:
        return
    day = TODAY - dice.between(_LEAST_AGO, min(adult_days, _MOST_AGO))
    months = 6 * dice.between(1, 4)
    ended = day + months * DAYS_A_MONTH
    sentence = decide(writer, "SENTENCE", (person,), day, months=months)
    register(writer, person, "PROBATIONER", day + 20, basis=sentence, until=ended)
    if dice.chance(_EXPUNGED):
        decide(writer, "CONVICTION_EXPUNGED", (person,), ended + dice.between(30, 300))
