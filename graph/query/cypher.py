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
        for name, known in self.slots:
            # By their text: to Python, 1 and True are equal.
            if repr(known) == repr(value):
                return f"${name}"
        name = f"p{len(self.slots)}"
        self.slots.append((name, value))
        return f"${name}"


def predicate(wanted: Predicate, parameters: Parameters) -> str:
    """``wanted`` as a Cypher expression."""
    if isinstance(wanted, Truth):
        return {True: "true", False: "false", None: "null"}[wanted.value]
    if isinstance(wanted, Test):
        return _test(wanted, parameters)
    if isinstance(wanted, Missing):
        return f"{wanted.variable}.{wanted.name} IS NULL"
    if isinstance(wanted, IsNull):
        return f"({wanted.variable}.{wanted.name} IS NULL) = {parameters.add(wanted.value)}"
    if isinstance(wanted, Every):
        return _balanced("AND", [predicate(part, parameters) for part in wanted.parts])
    if isinstance(wanted, Some):
        return _balanced("OR", [predicate(part, parameters) for part in wanted.parts])
    if isinstance(wanted, Not):
        return f"NOT ({predicate(wanted.part, parameters)})"
    if isinstance(wanted, IsTrue):
        return f"coalesce({predicate(wanted.part, parameters)}, false)"
    if isinstance(wanted, When):
        condition, then = predicate(wanted.condition, parameters), predicate(wanted.then, parameters)
        return f"CASE WHEN {condition} THEN {then} END"
    return _exists(wanted, parameters)


def _balanced(operator: str, parts: Sequence[str]) -> str:
    """Parts joined two by two, not one after another: an engine goes as deep as a chain is long, and falls."""
    if len(parts) <= CHAIN:
        return f"({f' {operator} '.join(parts)})"
    half = len(parts) // 2
    return f"({_balanced(operator, parts[:half])} {operator} {_balanced(operator, parts[half:])})"


def _test(wanted: Test, parameters: Parameters) -> str:
    subject = f"{wanted.variable}.{wanted.name}"
    operator = wanted.operator
    if wanted.name == "id" and isinstance(wanted.value, _NAMES) and wanted.value not in parameters.ids:
        parameters.ids.append(wanted.value)
    if operator.startswith("computed "):
        subject = f"({subject} > {parameters.add(FromCaller('today'))})"
        operator = operator.removeprefix("computed ")
        if operator == "isNull":
            return f"({subject} IS NULL) = {parameters.add(wanted.value)}"
        if operator == "notIn":
            return f"NOT ({subject} IN {parameters.add(wanted.value)})"
    return f"{subject} {OPERATORS[operator]} {parameters.add(wanted.value)}"


def pattern(start: str, hops: tuple[Hop, ...]) -> str:
    """The path from the bound variable ``start``. Engines look where a pattern starts, so it starts there."""
    text = f"({start})"
    for hop in hops:
        label = f":{hop.label}" if hop.label else ""
        arrow = f"-[:{hop.edge}]->" if hop.forward else f"<-[:{hop.edge}]-"
        text += f"{arrow}({hop.variable}{label})"
    return text


def _exists(wanted: Exists, parameters: Parameters) -> str:
    where = "" if wanted.where == TRUE else f" WHERE {predicate(wanted.where, parameters)}"
    return f"EXISTS {{ MATCH {pattern(wanted.start, wanted.hops)}{where} RETURN 1 }}"


def choice(wanted: PerRecordMask, parameters: Parameters) -> str:
    """The number of the release that the record's level comes to."""
    return f"CASE WHEN {predicate(wanted.full, parameters)} THEN {FULL} ELSE {MASKED} END"
