"""Predicates as Cypher. Values never stand in the text: each becomes a parameter."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.query.plan import PerRecordMask
from graph.query.predicates import (
    OPERATORS,
    TRUE,
    Every,
    Exists,
    Fixed,
    FromCaller,
    FromVariable,
    Hop,
    IsNull,
    IsTrue,
    Listed,
    Missing,
    Not,
    Predicate,
    Some,
    Test,
    Truth,
    Value,
    When,
)

FULL, MASKED = 3, 2
"""How a row says at which level a group of it is released."""


_NAMES = (Fixed, FromVariable, Listed)
"""Values by which a caller names a record."""

CHAIN = 8
"""Parts that stand in one chain of AND or OR."""


@dataclass
class Parameters:
    """The parameters of one statement, in the order in which they were first needed; ``ids`` name records."""

    slots: list[tuple[str, Value]] = field(default_factory=list)
    ids: list[Value] = field(default_factory=list)

    def add(self, value: Value) -> str:
        """The reference to a parameter that will hold ``value``."""
        for name, slot_value in self.slots:
            # By their text: to Python, 1 and True are equal.
            if repr(slot_value) == repr(value):
                return f"${name}"
        name = f"p{len(self.slots)}"
        self.slots.append((name, value))
        return f"${name}"


def predicate(tested: Predicate, parameters: Parameters) -> str:
    """``tested`` as a Cypher expression."""
    if isinstance(tested, Truth):
        return {True: "true", False: "false", None: "null"}[tested.value]
    if isinstance(tested, Test):
        return _test(tested, parameters)
    if isinstance(tested, Missing):
        return f"{tested.variable}.{tested.name} IS NULL"
    if isinstance(tested, IsNull):
        return f"({tested.variable}.{tested.name} IS NULL) = {parameters.add(tested.value)}"
    if isinstance(tested, Every):
        return _balanced("AND", [predicate(part, parameters) for part in tested.parts])
    if isinstance(tested, Some):
        return _balanced("OR", [predicate(part, parameters) for part in tested.parts])
    if isinstance(tested, Not):
        return f"NOT ({predicate(tested.part, parameters)})"
    if isinstance(tested, IsTrue):
        return f"coalesce({predicate(tested.part, parameters)}, false)"
    if isinstance(tested, When):
        condition, then = predicate(tested.condition, parameters), predicate(tested.then, parameters)
        return f"CASE WHEN {condition} THEN {then} END"
    return _exists(tested, parameters)


def _balanced(operator: str, parts: Sequence[str]) -> str:
    """Parts joined two by two, not one after another: an engine goes as deep as a chain is long, and falls."""
    if len(parts) <= CHAIN:
        return f"({f' {operator} '.join(parts)})"
    half = len(parts) // 2
    return f"({_balanced(operator, parts[:half])} {operator} {_balanced(operator, parts[half:])})"


def _test(test: Test, parameters: Parameters) -> str:
    subject = f"{test.variable}.{test.name}"
    operator = test.operator
    if test.name == "id" and isinstance(test.value, _NAMES) and test.value not in parameters.ids:
        parameters.ids.append(test.value)
    if operator.startswith("computed "):
        subject = f"({subject} > {parameters.add(FromCaller('today'))})"
        operator = operator.removeprefix("computed ")
        if operator == "isNull":
            return f"({subject} IS NULL) = {parameters.add(test.value)}"
        if operator == "notIn":
            return f"NOT ({subject} IN {parameters.add(test.value)})"
    return f"{subject} {OPERATORS[operator]} {parameters.add(test.value)}"


def pattern(start: str, hops: tuple[Hop, ...]) -> str:
    """The path from the bound variable ``start``. Engines look where a pattern starts, so it starts there."""
    text = f"({start})"
    for hop in hops:
        label = f":{hop.label}" if hop.label else ""
        arrow = f"-[:{hop.edge}]->" if hop.forward else f"<-[:{hop.edge}]-"
        text += f"{arrow}({hop.variable}{label})"
    return text


def _exists(exists: Exists, parameters: Parameters) -> str:
    where = "" if exists.where == TRUE else f" WHERE {predicate(exists.where, parameters)}"
    return f"EXISTS {{ MATCH {pattern(exists.start, exists.hops)}{where} RETURN 1 }}"


def choice(mask: PerRecordMask, parameters: Parameters) -> str:
    """The number of the release that the record's level comes to."""
    return f"CASE WHEN {predicate(mask.full, parameters)} THEN {FULL} ELSE {MASKED} END"
