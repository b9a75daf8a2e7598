"""Duties of units that return with the calendar: 1095, 652, 1098, and what their heads look at."""

from prevention.duties.posts import CDP, JUVENILE, PD, POINT, PSU
from prevention.duties.regular import each_period
from prevention.duties.rules_517 import UNIT_RULES as RULES_517
from prevention.terms import Length

_BY_THE_FIFTH, _BY_THE_SEVENTH = 5, 7

RULES = (
    *RULES_517,
    each_period("1095-18", POINT, Length.MONTH, told=("PSU",)),
    each_period("1095-24.1", POINT, Length.MONTH),
    each_period("652-26", POINT, Length.QUARTER, told=("RESIDENTS",)),
    each_period("1098-13", PSU, Length.MONTH, part="month"),
    each_period("1098-13", CDP, Length.QUARTER, part="quarter"),
    each_period("1098-14", PSU, Length.QUARTER),
    each_period("1098-15", JUVENILE, Length.YEAR),
    each_period("1098-23.2", JUVENILE, Length.MONTH),
    each_period("1098-23.3", JUVENILE, Length.QUARTER),
    each_period("1098-23.5", JUVENILE, Length.HALF_YEAR, told=("COMMISSION", "EDU")),
    each_period("1098-23.7", JUVENILE, Length.MONTH, told=("EDU",)),
    each_period("1098-23.9", JUVENILE, Length.MONTH, told=("EDU",)),
    each_period("1098-23.10", JUVENILE, Length.MONTH, told=("CP",), part="month"),
    each_period("1098-23.10", JUVENILE, Length.QUARTER, told=("PROB", "IAU"), part="quarter"),
    each_period("1098-23.17", JUVENILE, Length.HALF_YEAR, until=_BY_THE_FIFTH, told=("PD",), part="group"),
    each_period("1098-23.17", PD, Length.HALF_YEAR, until=_BY_THE_SEVENTH, told=("MIA",), part="department"),
    each_period("1098-36", CDP, Length.QUARTER),
)
