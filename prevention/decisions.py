"""The term of a court's decision: its last day, and whether it has force on a day."""

import datetime as dt
from dataclasses import dataclass

from prevention.deadlines import last_of_months

MOST_MONTHS = 1_200
"""A term is no longer than that, whatever is written."""

SUPERVISION = "ADMINISTRATIVE_SUPERVISION"
"""The kind of the decision by which a court puts somebody under supervision."""

EXPULSION = "EXPULSION"
"""The kind of the decision by which somebody is expelled: the ruling on which a foreigner is held."""

ON_ITS_DAY_ALONE = frozenset({SUPERVISION, "CONVICTION_EXPUNGED"})
"""Kinds that have force from the day that the court named for it, and from no other.

Of any other the day on which it was decided stands for it. Nobody is supervised before a decision is in force, and
nobody lives as unconvicted on one that may yet be overturned: here somebody must have said that it is in force.
"""


@dataclass(frozen=True, kw_only=True)
class DecisionTerm:
    """The days of a decision as they are written down."""

    kind: str
    decided: dt.date | None
    force: dt.date | None = None
    until: dt.date | None = None
    months: int | None = None

    @property
    def first(self) -> dt.date | None:
        """The first day on which it has force; None: nobody knows one."""
        if self.force is None or self.decided is None:
            return self.force if self.kind in ON_ITS_DAY_ALONE else self.force or self.decided
        return max(self.decided, self.force)

    @property
    def last(self) -> dt.date | None:
        """The last day of the term, by its months where no day is written down; None: it has no end.

        Months are counted from the day of the decision, which is the earlier of the two that could be meant, and
        that day is the first of them.
        """
        if self.until is not None:
            return self.until
        begins = self.decided or self.force
        return last_of_months(begins, min(self.months, MOST_MONTHS)) if self.months and begins else None

    def has_force(self, day: dt.date) -> bool:
        """Whether it has force on a day."""
        first, last = self.first, self.last
        return first is not None and first <= day and (last is None or day <= last)
