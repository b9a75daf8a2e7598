"""Stays in special institutions: the ruling on which somebody is held, and the last lawful day (89-22.2b)."""

import datetime as dt

from prevention.deadlines import DAY, day_of
from prevention.decisions import EXPULSION
from prevention.duties.duty_facts import CourtDecision, PersonFile, Placement

HELD_AT_MOST = dt.timedelta(days=30)
"""How long somebody who is to be expelled may be held in a special institution (89-22.2b).

The day of the placement is the first of the thirty: nobody is held for a part of a thirty-first. They run once for
one ruling: whoever is placed again on it goes on where they began, also under another card. The text says it of the
placement and not of each ruling: whoever is held on a second one without a day of freedom is held for one time.

A correction gives no day back: of all versions of a stay the earliest first day, the latest last day, and the days
of every ruling that one of them named, count. The text asks how long somebody was held, and of two records of that
which differ nobody can tell which one is true; that a day too many is counted takes nobody's liberty.
"""

EXECUTED = "89-26"
"""The norm under which an expulsion is executed."""

RULINGS = frozenset({EXPULSION})
"""The kinds of decision on which somebody may be placed there. A sentence, a parole or a search is none."""


def is_ruling(decision: CourtDecision) -> bool:
    """Whether a decision is of a kind on which somebody may be held, and no refusal."""
    return decision.kind in RULINGS and not decision.is_refusal


def ruling_of(file: PersonFile, stay: Placement) -> CourtDecision | None:
    """The ruling on which a stay stands: about this person, and in force on the first day that was ever said.

    None: the stay has no ground. A citizen of Kazakhstan is not expelled, on whatever ruling.
    """
    if not file.is_foreign:
        return None
    for decision in file.decisions:
        if decision.id == stay.ruling and is_ruling(decision) and decision.since <= stay.begun:
            return decision if decision.until is None or decision.until >= stay.begun else None
    return None


def first_day(file: PersonFile, stay: Placement) -> dt.date:
    """The first of the thirty days: of all stays on a ruling of this one, the earliest day that was ever said.

    Its rulings are all that it was ever said to stand on. Those of others on it count as well: the same man may
    be held on two cards.
    """
    rulings = {stay.ruling, *stay.rulings} - {None}
    days = [placement.begun for placement in file.placements if rulings.intersection(placement.rulings)]
    days += [
        decision.held_since
        for decision in file.decisions
        if decision.id in rulings and decision.held_since is not None
    ]
    return min((stay.begun, *days))


def spent_on(file: PersonFile, ruling: CourtDecision) -> dt.date | None:
    """The day on which a ruling was executed; None: it was not.

    That is the day of the first event under 89-26 about the person, or of the first stay that ended by the
    expulsion. Whoever was led out of the country is held on no earlier ruling again. A notice is no execution.
    """
    days = [day_of(deed.at) for deed in file.deeds if deed.norm == EXECUTED and deed.kind != "NOTICE"]
    days += [placement.ended for placement in file.placements if placement.expelled and placement.ended is not None]
    days = [end_day for end_day in days if end_day >= ruling.decided]
    return min((*days, *([ruling.spent_on] if ruling.spent_on else ())), default=None)


def is_spent(file: PersonFile, stay: Placement) -> bool:
    """Whether the ruling of a stay had been executed when it began, or was on that day."""
    ruling = ruling_of(file, stay)
    spent = spent_on(file, ruling) if ruling is not None else None
    return spent is not None and spent <= stay.since


def held_from(file: PersonFile, stay: Placement) -> dt.date:
    """Since when somebody is held, on whatever rulings, without a day of freedom before a stay.

    Whoever was led out of the country was free.
    """
    first, others = stay.begun, [placement for placement in file.placements if placement.id != stay.id]
    while before := [other for other in others if other.begun <= first and _is_held(other, first - DAY)]:
        others = [other for other in others if other not in before]
        first = min(first, *(placement.begun for placement in before))
    return first


def _is_held(stay: Placement, day: dt.date) -> bool:
    """Whether a stay that had begun lasted until a day, as any version said."""
    if stay.expelled:
        return stay.unexpelled is not None and stay.unexpelled >= day
    return stay.ended is None or stay.ended >= day


def last_day(file: PersonFile, stay: Placement) -> dt.date:
    """The last day of a stay that the law and the ruling allow; the day before it, where none is."""
    none, longest = stay.begun - DAY, held_from(file, stay) + HELD_AT_MOST - DAY
    return max(none, min(longest, ruled_last_day(file, stay)))


def ruled_last_day(file: PersonFile, stay: Placement) -> dt.date:
    """The last day of a stay that its ruling allows, whatever stays on others came before it."""
    none, ruling = stay.begun - DAY, ruling_of(file, stay)
    if ruling is None:
        return none
    spent = spent_on(file, ruling)
    if spent is not None and spent > stay.since:
        spent = None  # it ended this stay, or should have
    elif spent is not None and spent < stay.since:
        return none
    ends = (first_day(file, stay) + HELD_AT_MOST - DAY, stay.until, ruling.until, spent)
    return max(none, min(end for end in ends if end is not None))
