"""Court decisions."""

from synthetic.draws.days import TODAY, iso
from synthetic.draws.tables import table
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_IN_FORCE_AFTER = 15
DAYS_A_MONTH = 30
"""Length of a month of a term, where the day does not matter."""


def decide(
    writer: PopulationWriter,
    kind: str,
    persons: tuple[Person, ...],
    day: int,
    *,
    months: int = 0,
    articles: str = "",
) -> str:
    """Write a decision of ``kind`` made on ``day`` for a term of ``months``; the first person is the main one."""
    dice, words, main = writer.dice, table("words"), persons[0]
    day = min(day, TODAY)
    texts = words["sentence"][main.language] if kind == "SENTENCE" else [words["ruling"][kind][main.language]]
    choices = words["articles"].get(articles or kind)
    court = main.home
    number = writer.feeds.next_number("CourtDecision")
    return writer.add(
        "CourtDecision",
        "COURT",
        {
            "number": f"{court.kato}-{iso(day)[2:4]}-00-1/{number}",
            "kind": kind,
            "decidedOn": iso(day),
            "inForceOn": iso(day + _IN_FORCE_AFTER),
            "court": court.court,
            "article": dice.pick(choices) if choices else None,
            "sentence": dice.pick(texts).format(months=months),
            "termMonths": months or None,
            "until": iso(day + months * DAYS_A_MONTH) if months else None,
            "persons": [p.reference for p in persons],
        },
    )
