"""Every rule, by what it is a rule of."""

from prevention.duties.rules import (
    order_89_foreigners,
    order_89_matches,
    order_89_released,
    order_89_wanted,
    order_517_probation,
    order_622_parole,
    order_652_meetings,
    order_1098_inquiries,
    periodic_of_units,
    removal_from_registers,
)

OF_PERSONS = (
    *order_517_probation.PERSON_RULES,
    *order_622_parole.RULES,
    *order_89_released.RULES,
    *order_89_matches.RULES,
    *order_89_wanted.RULES,
    *order_89_foreigners.RULES,
    *order_1098_inquiries.RULES,
    *removal_from_registers.RULES,
)
OF_UNITS = periodic_of_units.RULES
OF_MEETINGS = order_652_meetings.RULES

WATCHED = frozenset(rule.norm for rules in (OF_PERSONS, OF_UNITS, OF_MEETINGS) for rule in rules)
"""The norms that the hub watches."""
