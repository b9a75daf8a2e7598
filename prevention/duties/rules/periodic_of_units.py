"""Duties of units that return with the calendar: 1095, 652, 1098, 1233, and what their heads look at."""

import datetime as dt

from prevention.deadlines import Length, begin_of, day_of
from prevention.duties.duty_facts import UnitFile
from prevention.duties.rules.concept_1233 import UNIT_RULES as RULES_1233
from prevention.duties.rules.conditions import earliest, latest
from prevention.duties.rules.order_517_probation import UNIT_RULES as RULES_517
from prevention.duties.rules.periodic import each_period
from prevention.duties.rules.posts import CDP, JUVENILE, PD, POINT, PSU, PSU_OF_PD
from prevention.duties.rules.rule import Trigger

_BY_THE_FIFTH, _BY_THE_SEVENTH = 5, 7


def _held_everywhere(file: UnitFile, trigger: Trigger) -> dt.datetime | None:
    """Every inspector of the point reported: each precinct had a meeting in the quarter."""
    if not file.precincts:
        return None
    first, last = dt.date.fromisoformat(trigger.key.rpartition("/")[2]), day_of(trigger.until)
    return latest(
        earliest(begin_of(day) for day in precinct.held_days if first <= day <= last) for precinct in file.precincts
    )


RULES = (
    *RULES_517,
    *RULES_1233,
    each_period("1095-18", POINT, Length.MONTH, notify=("PSU",)),
    each_period("1095-24.1", POINT, Length.MONTH),
    each_period("652-26", POINT, Length.QUARTER, notify=("RESIDENTS",), fulfilled=_held_everywhere),
    each_period("1098-13", PSU, Length.MONTH, part="month"),
    each_period("1098-13", CDP, Length.QUARTER, part="quarter"),
    each_period("1098-14", PSU, Length.QUARTER),
    each_period("1098-15", JUVENILE, Length.YEAR),
    each_period("1098-23.2", JUVENILE, Length.MONTH),
    each_period("1098-23.3", JUVENILE, Length.QUARTER),
    each_period("1098-23.5", JUVENILE, Length.HALF_YEAR, notify=("COMMISSION", "EDU")),
    each_period("1098-23.7", JUVENILE, Length.MONTH, notify=("EDU",)),
    each_period("1098-23.9", JUVENILE, Length.MONTH, notify=("EDU",)),
    each_period("1098-23.10", JUVENILE, Length.MONTH, notify=("CP",), part="month"),
    each_period("1098-23.10", PSU_OF_PD, Length.QUARTER, notify=("CP",), part="quarter"),
    each_period("1098-23.17", JUVENILE, Length.HALF_YEAR, until=_BY_THE_FIFTH, notify=("PD",), part="group"),
    each_period("1098-23.17", PD, Length.HALF_YEAR, until=_BY_THE_SEVENTH, notify=("MIA",), part="department"),
    each_period("1098-36", CDP, Length.QUARTER),
)
