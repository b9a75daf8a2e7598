"""Minors who were prosecuted, and parents who fail their duties."""

from synthetic.cases.case_events import open_case
from synthetic.cases.court import decide
from synthetic.cases.help import rehabilitate
from synthetic.cases.register import register
from synthetic.draws.days import TODAY, YEAR
from synthetic.draws.figures import REGISTERED_AGAIN
from synthetic.people.family import Family
from synthetic.people.population_writer import PopulationWriter

_SENTENCED = 0.6
_MEASURE = 0.3
_WITH_ADULT = 0.25
_FAILING_PARENT = 0.5
_CASE = 0.7
_PROGRAMME = 0.3
_PUT_ON_WITHIN = 10
"""Days in which a minor is put on the register: whoever is about to come of age no longer is."""


def tell_juvenile(writer: PopulationWriter, family: Family) -> None:
    """The story of a family whose eldest known child was prosecuted in the last five years."""
    dice, minor = writer.dice, family.children[0]
    adult_on = minor.day_of_age(18)
    day = dice.between(max(minor.day_of_age(12), TODAY - 5 * YEAR), min(adult_on - _PUT_ON_WITHIN, TODAY - 1))
    basis = None
    if dice.chance(_SENTENCED):
        persons = (minor, family.head) if dice.chance(_WITH_ADULT) else (minor,)
        basis = decide(writer, "SENTENCE", persons, day, months=6 * dice.between(1, 4), articles="JUVENILE")
    elif dice.chance(_MEASURE):
        basis = decide(writer, "OTHER", (minor,), day)
    ended = min(adult_on, day + dice.between(200, 800))
    register(writer, minor, "JUVENILE", day + 3, basis=basis, until=ended)
    if dice.chance(REGISTERED_AGAIN):
        again = min(ended + dice.between(10, 200), TODAY)
        register(writer, minor, "JUVENILE", again, until=max(adult_on, again))
    if dice.chance(_CASE):
        open_case(writer, minor, "JUVENILE", day + 3, decisions=(basis,) if basis else (), until=ended)
    if dice.chance(_PROGRAMME):
        rehabilitate(writer, minor, day + dice.between(10, 90))
    if dice.chance(_FAILING_PARENT):
        register(writer, family.head, "FAILING_PARENT", day + 5, until=day + dice.between(200, 700))
