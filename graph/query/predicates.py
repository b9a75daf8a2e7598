"""Predicates and values of a guarded plan: what may stand in a WHERE, before it is Cypher.

Predicates follow the three-valued logic of Cypher. A scope's predicate is never unknown: the writer stores an
area and a day of majority with every record that a scope looks at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fixed:
    """A value known when the plan is made."""

    value: Any


@dataclass(frozen=True)
class FromVariable:
    """A value read from the operation's variables, whenever the plan runs."""

    path: tuple[str | int, ...]


@dataclass(frozen=True)
class FromCaller:
    """A value of the caller: ``area``, ``unit``, ``agency``, or ``today`` in Kazakhstan."""

    name: str


@dataclass(frozen=True)
class AreaPrefix:
    """``of`` and a stroke: with what the area keys of the records in exactly that area begin."""

    of: "Value"


@dataclass(frozen=True)
class CursorValue:
    """A component of the position that a sealed cursor holds. ``cursor`` is the sealed text."""

    cursor: "Value"
    index: int
    order: str
    scalar: str


@dataclass(frozen=True)
class Listed:
    """A list of values."""

    parts: tuple["Value", ...]


@dataclass(frozen=True)
class BlindIndexes:
    """The blind indexes of a value of a sealed field, or of every value of a list of them: always a list."""

    type: str
    field: str
    of: "Value"


@dataclass(frozen=True)
class Normal:
    """A text that is sought, or every text of a list, in the normal form of texts; of names where ``is_name``.

    ``is_part``: it is sought within texts, so that a blank at its ends counts.
    """

    of: "Value"
    is_name: bool
    is_part: bool


Value = Fixed | FromVariable | FromCaller | AreaPrefix | CursorValue | Listed | BlindIndexes | Normal


@dataclass(frozen=True)
class Hop:
    """One relationship of a pattern, leading to ``variable``; ``label`` is None for an interface."""

    edge: str
    forward: bool
    label: str | None
    variable: str


@dataclass(frozen=True)
class Truth:
    """A predicate that does not depend on the record: True, False, or None for unknown."""

    value: bool | None


@dataclass(frozen=True, kw_only=True)
class Test:
    """``variable.name operator value``; the operators are the keys of :data:`OPERATORS`."""

    variable: str
    name: str
    operator: str
    value: Value
    scalar: str = "String"


@dataclass(frozen=True)
class IsNull:
    """Whether the property is missing, compared with the value asked for."""

    variable: str
    name: str
    value: Value


@dataclass(frozen=True)
class Missing:
    """Whether the property is missing."""

    variable: str
    name: str


@dataclass(frozen=True)
class Every:
    """All of them."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True)
class Some:
    """At least one of them."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: "Predicate"


@dataclass(frozen=True)
class IsTrue:
    """The predicate, with unknown taken as false."""

    part: "Predicate"


@dataclass(frozen=True)
class Exists:
    """Whether a path leads from ``start`` to a record for which ``where`` is true."""

    start: str
    hops: tuple[Hop, ...]
    where: "Predicate"


@dataclass(frozen=True)
class When:
    """``then`` where ``condition`` is true, otherwise unknown: a test on what is withheld tells nothing."""

    condition: "Predicate"
    then: "Predicate"


Predicate = Truth | Test | IsNull | Missing | Every | Some | Not | IsTrue | Exists | When

OPERATORS: Mapping[str, str] = {
    "eq": "=",
    "ne": "<>",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
    "in": "IN",
    "startsWith": "STARTS WITH",
    "contains": "CONTAINS",
}
"""The published operators and their Cypher; ``notIn`` is the opposite of ``in``."""

TRUE = Truth(True)
FALSE = Truth(False)
UNKNOWN = Truth(None)


def all_of(*parts: Predicate) -> Predicate:
    """The conjunction of ``parts``, with what does not matter left out."""
    # Flat: an engine looks for an index among the outermost tests alone.
    flat = [inner for part in parts for inner in conjuncts(part)]
    parts_left = _join_paths(_merged(all_of, [p for p in flat if p != TRUE]), negated=True)
    if FALSE in parts_left:
        return FALSE
    if not parts_left:
        return TRUE
    return parts_left[0] if len(parts_left) == 1 else Every(parts_left)


def any_of(*parts: Predicate) -> Predicate:
    """The disjunction of ``parts``, with what does not matter left out."""
    parts_left = _join_paths(_merged(any_of, [p for p in parts if p != FALSE]), negated=False)
    if TRUE in parts_left:
        return TRUE
    if not parts_left:
        return FALSE
    return parts_left[0] if len(parts_left) == 1 else Some(parts_left)


def _merged(join: Callable[..., Predicate], parts: list[Predicate]) -> tuple[Predicate, ...]:
    """``parts`` without repeats, and with what hangs on the same condition under that condition once."""
    by_condition: dict[Predicate, list[Predicate]] = {}
    merged: list[Predicate] = []
    for part in parts:
        if isinstance(part, When):
            if part.condition not in by_condition:
                merged.append(part)
            by_condition.setdefault(part.condition, []).append(part.then)
        elif part not in merged:
            merged.append(part)
    return tuple(
        When(part.condition, join(*by_condition[part.condition])) if isinstance(part, When) else part
        for part in merged
    )


def conjuncts(part: Predicate) -> tuple[Predicate, ...]:
    """The parts of a conjunction; a predicate that is none by itself."""
    return part.parts if isinstance(part, Every) else (part,)


def _join_paths(parts: tuple[Predicate, ...], *, negated: bool) -> tuple[Predicate, ...]:
    """``parts`` with the tests of one path as one test: a record at its end for which any of them is true.

    Neo4j plans every ``EXISTS`` by itself: a statement with twelve of them was planned for 36 seconds.
    ``negated`` is for a conjunction, in which no record at the end of the path may be one of several.
    """
    by_path: dict[tuple[str, tuple[Hop, ...]], list[Predicate]] = {}
    paths = [_path(part, negated=negated) for part in parts]
    for path in paths:
        if path is not None:
            by_path.setdefault((path.start, path.hops), []).append(path.where)
    left: list[Predicate] = []
    for part, path in zip(parts, paths, strict=True):
        if path is None:
            left.append(part)
        elif wheres := by_path.pop((path.start, path.hops), None):
            joined = Exists(path.start, path.hops, _disjunction(wheres))
            left.append(part if len(wheres) == 1 else Not(joined) if negated else joined)
    return tuple(left)


def _path(part: Predicate, *, negated: bool) -> Exists | None:
    if negated:
        part = part.part if isinstance(part, Not) else TRUE
    return part if isinstance(part, Exists) else None


def _disjunction(wheres: list[Predicate]) -> Predicate:
    """Whether any of ``wheres`` is true, with what all of them ask asked once."""
    tests = [conjuncts(where) for where in wheres]
    common = [part for part in tests[0] if all(part in others for others in tests[1:])]
    rest = [all_of(*(part for part in where if part not in common)) for where in tests]
    return all_of(*common, any_of(*rest))


def negate(part: Predicate) -> Predicate:
    """The opposite of ``part``."""
    if isinstance(part, Truth):
        return Truth(None if part.value is None else not part.value)
    return Not(part)


def when(condition: Predicate, then: Predicate) -> Predicate:
    """``then`` where ``condition`` holds, otherwise unknown."""
    if condition == TRUE:
        return then
    return UNKNOWN if condition == FALSE else When(condition, then)
