"""Every rule, by what it is a rule of."""

from prevention.duties import (
    acts,
    rules_89,
    rules_89_foreigners,
    rules_517,
    rules_622,
    rules_1098,
    rules_letting_go,
    rules_meetings,
    rules_units,
)

OF_PERSONS = (
    *rules_517.PERSON_RULES,
    *rules_622.RULES,
    *rules_89.RULES,
    *acts.RULES,
    *rules_89_foreigners.RULES,
    *rules_1098.RULES,
    *rules_letting_go.RULES,
)
OF_UNITS = rules_units.RULES
OF_MEETINGS = rules_meetings.RULES

WATCHED = frozenset(rule.norm for rules in (OF_PERSONS, OF_UNITS, OF_MEETINGS) for rule in rules)
"""The norms that the hub watches."""
