"""Stays in special institutions: the ruling on which somebody is held, and the last lawful day (89-22.2b)."""

import datetime as dt

from prevention.duties.facts import Decision, PersonFile, Placement
from prevention.terms import DAY

HELD_AT_MOST = dt.timedelta(days=30)
"""How long somebody who is to be expelled may be held in a special institution (89-22.2b).

The day of the placement is the first of the thirty: nobody is held for a part of a thirty-first. They run once for
one ruling: whoever is placed again on it goes on where they began.
"""

RULINGS = frozenset({"EXPULSION"})
"""The kinds of decision on which somebody may be placed there. A sentence, a parole or a search is none."""


def is_ruling(decision: Decision) -> bool:
    """Whether a decision is of a kind on which somebody may be held, and no refusal."""
    return decision.kind in RULINGS and not decision.is_refusal


def ruling_of(file: PersonFile, stay: Placement) -> Decision | None:
    """The ruling on which a stay stands: about this person, and in force on the day of the placement.

    None: the stay has no ground. A citizen of Kazakhstan is not expelled, on whatever ruling.
    """
    if not file.is_foreign:
        return None
    for each in file.decisions:
        if each.id == stay.ruling and is_ruling(each) and each.since <= stay.since:
            return each if each.until is None or each.until >= stay.since else None
    return None


def first_day(file: PersonFile, stay: Placement) -> dt.date:
    """The first of the thirty days: of all stays on the same ruling, the earliest day that was ever said."""
    days = (each.first or each.since for each in file.placements if stay.ruling in each.rulings)
    return min((stay.first or stay.since, stay.since, *days))


def last_day(file: PersonFile, stay: Placement) -> dt.date:
    """The last day of a stay that the law and the ruling allow; the day before it, where none is."""
    none, ruling = stay.since - DAY, ruling_of(file, stay)
    if ruling is None:
        return none
    ends = (first_day(file, stay) + HELD_AT_MOST - DAY, stay.until, ruling.until)
    return max(none, min(each for each in ends if each is not None))
