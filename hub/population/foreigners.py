"""Foreigners and stateless people who are to leave the country."""

from hub.population.cases import open_case
from hub.population.court import decide
from hub.population.days import TODAY, YEAR
from hub.population.desk import Desk
from hub.population.family import Family
from hub.population.register import register

_SENTENCED = 0.5
_EXPELLED = 0.6


def tell_foreigner(desk: Desk, family: Family) -> None:
    """The story of a foreign head: a sentence for some, then a decision on expulsion."""
    dice, person = desk.dice, family.head
    day = dice.ago(5, 2 * YEAR)
    decisions = []
    if dice.chance(_SENTENCED):
        decisions.append(decide(desk, "SENTENCE", (person,), day - dice.between(200, 1_000), months=12))
    expulsion = decide(desk, "EXPULSION", (person,), day)
    decisions.append(expulsion)
    ended = day + dice.between(5, 60) if dice.chance(_EXPELLED) else None
    register(desk, person, "FOREIGNER_TO_EXPEL", min(TODAY, day + 1), basis=expulsion, until=ended)
    open_case(desk, person, "FOREIGNER_RELEASE", day - 2, decisions=tuple(decisions), until=ended)
