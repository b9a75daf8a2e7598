"""Foreigners and stateless people who are to leave the country."""

from synthetic.cases.case_events import open_case
from synthetic.cases.court import decide
from synthetic.cases.register import register
from synthetic.draws.days import TODAY, YEAR
from synthetic.people.family import Family
from synthetic.people.population_writer import PopulationWriter

_SENTENCED = 0.5
_EXPELLED = 0.6


def tell_foreigner(writer: PopulationWriter, family: Family) -> None:
    """The story of a foreign head: a sentence for some, then a decision on expulsion."""
    dice, person = writer.dice, family.head
    day = dice.ago(5, 2 * YEAR)
    decisions = []
    if dice.chance(_SENTENCED):
        decisions.append(decide(writer, "SENTENCE", (person,), day - dice.between(200, 1_000), months=12))
    expulsion = decide(writer, "EXPULSION", (person,), day)
    decisions.append(expulsion)
    ended = day + dice.between(5, 60) if dice.chance(_EXPELLED) else None
    register(writer, person, "FOREIGNER_TO_EXPEL", min(TODAY, day + 1), basis=expulsion, until=ended)
    open_case(writer, person, "FOREIGNER_RELEASE", day - 2, decisions=tuple(decisions), until=ended)
