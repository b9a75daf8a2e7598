"""Levels: what a class is released at, for a record of which some things are known already.

A level is a list of cases, each a set of conditions and the release that they give; the first case whose
conditions all hold decides, and where none does the release is HIDDEN. What is known of a record, because the
plan only reaches it where it holds, falls out of the conditions, so that most levels are decided before
anything runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from schema.catalogue import CATALOGUE
from schema.model import AccessClass, Entity
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell


@dataclass(frozen=True)
class Condition:
    """Something that may hold for a record.

    ``base``: some person whom it is about is in the scope; ``minor``: some minor whom it is about is;
    ``record``: the record itself is; ``adult``: nobody whom it is about is under 18. ``openly``: of those to whom
    the record refers openly alone, which somebody must be.
    """

    kind: Literal["base", "minor", "record", "adult"]
    scope: str = ""
    openly: bool = False


ADULT = Condition("adult")
KnownConditions = frozenset[Condition]


ConditionTerm = tuple[bool | None, ...]


def _rows(term: ConditionTerm) -> set[tuple[bool, ...]]:
    """The rows of a truth table that a term stands for; None stands for either value."""
    return set(product(*((False, True) if value is None else (value,) for value in term)))


def _cost(term: frozenset[tuple[Condition, bool]]) -> int:
    """How many paths have to be followed: what is decided on the record itself is asked first."""
    return sum(1 for condition, _ in term if condition != ADULT and condition != Condition("base", "area"))


@dataclass(frozen=True)
class Level:
    """The cases of a level, in order."""

    cases: tuple[tuple[KnownConditions, Disclosure], ...]

    def cover(self, least: Disclosure) -> tuple[frozenset[tuple[Condition, bool]], ...]:
        """When the release is at least ``least``: any of these, each a set of conditions that hold or do not.

        The shortest such sets that together say it (Quine and McCluskey's method): a level has four or five
        conditions at most, and an engine plans what it is given as it is given.
        """
        ordered = sorted(
            {c for conditions, _ in self.cases for c in conditions}, key=lambda c: (c.kind, c.scope, c.openly)
        )
        covered_rows = {
            row for row in product((False, True), repeat=len(ordered)) if self._at(ordered, row) >= least
        }
        terms = [t for t in product((False, True, None), repeat=len(ordered)) if _rows(t) <= covered_rows]
        primes = [t for t in terms if not any(t != other and _rows(t) <= _rows(other) for other in terms)]
        chosen: list[ConditionTerm] = []
        for term in sorted(primes, key=lambda t: (-len(_rows(t)), str(t))):
            covered = set().union(*(_rows(c) for c in chosen))
            if not _rows(term) <= covered:
                chosen.append(term)
        implicants = [
            frozenset((c, is_true) for c, is_true in zip(ordered, term, strict=True) if is_true is not None)
            for term in chosen
        ]
        return tuple(sorted(implicants, key=_cost))

    def limited(self, most: Disclosure) -> "Level":
        """The level, with no release above ``most``."""
        if most == Disclosure.FULL:
            return self
        return Level(tuple((conditions, min(release, most)) for conditions, release in self.cases))

    def _at(self, ordered: list[Condition], row: tuple[bool, ...]) -> Disclosure:
        true_conditions = {condition for condition, holds in zip(ordered, row, strict=True) if holds}
        return next(
            (release for conditions, release in self.cases if conditions <= true_conditions), Disclosure.HIDDEN
        )

    def implied(self, least: Disclosure) -> KnownConditions:
        """The conditions that hold wherever the release is at least ``least``."""
        sets = [conditions for conditions, release in self.cases if release >= least]
        return frozenset.intersection(*sets) if sets else frozenset()


def limit_of(entity: Entity, name: str, grants: Grants) -> Disclosure:
    """The most that the field may be given as; of an interface's field, on any of its members."""
    if not grants.limits:
        return Disclosure.FULL
    return grants.limit(*(f"{member.name}.{name}" for member in CATALOGUE.members(entity.name)))


def level_of(entity: Entity, access: AccessClass, grants: Grants, known_conditions: KnownConditions) -> Level:
    """The level of ``access`` for records of ``entity`` of which ``known_conditions`` holds.

    A record that is only pointed at has its id and nothing else, whatever its other classes would release.
    """
    own_cases = _simplified(_cases(entity, entity.access, grants), known_conditions)
    if access == entity.access:
        return Level(own_cases)
    cases: list[tuple[KnownConditions, Disclosure]] = []
    for conditions, release in own_cases:
        if release >= Disclosure.MASKED:
            cases += [(conditions | more, other) for more, other in _cases(entity, access, grants)]
        cases.append((conditions, Disclosure.HIDDEN))
    return Level(_simplified(cases, known_conditions))


def _cases(entity: Entity, access: AccessClass, grants: Grants) -> list[tuple[KnownConditions, Disclosure]]:
    if access == AccessClass.PUBLIC:
        return [(frozenset(), Disclosure.FULL)]
    cells = grants.of(access)
    if not CATALOGUE.anchors(entity):
        return _of_nobody(entity, access, cells)
    # A record is told by the age of those whom it names openly. That an order protects a child is told by the child
    # alone, at the other end of the relation.
    return _of_persons(entity, cells, grants.of(AccessClass.MINOR), CATALOGUE.hides_some(entity))


def _of_nobody(
    entity: Entity, access: AccessClass, cells: tuple[PolicyCell, ...]
) -> list[tuple[KnownConditions, Disclosure]]:
    """A record about nobody. A relation of another class is open; what it leads to is judged by itself."""
    if access != entity.access:
        best = max((cell.release for cell in cells), default=Disclosure.HIDDEN)
        return [(frozenset(), best)]
    return [
        (frozenset() if cell.scope == "all" else frozenset({Condition("record", cell.scope)}), cell.release)
        for cell in cells
        if cell.scope in ("all", "area")
    ]


def _of_persons(
    entity: Entity, cells: tuple[PolicyCell, ...], minor: tuple[PolicyCell, ...], openly: bool
) -> list[tuple[KnownConditions, Disclosure]]:
    base = [(_condition("base", entity, cell), cell.release) for cell in cells]
    single = about_one(entity)
    young = [(_condition("base" if single else "minor", entity, cell, openly), cell.release) for cell in minor]
    if single and base == young:
        return base
    if young and young[0] == (frozenset(), Disclosure.FULL):
        return base
    adult = replace(ADULT, openly=openly)
    cases = [(conditions | {adult}, release) for conditions, release in base]
    for conditions, release in base:
        cases += [(conditions | more, min(release, other)) for more, other in young]
        cases.append((conditions, Disclosure.HIDDEN))
    return cases


def _condition(
    kind: Literal["base", "minor"], entity: Entity, cell: PolicyCell, openly: bool = False
) -> KnownConditions:
    if cell.scope == "all":
        # "all" of a minor overlay holds for any minor; that there is one is what the overlay stands under.
        return frozenset()
    if cell.scope == "own" and entity.holder:
        return frozenset({Condition("record", "own")})
    if cell.scope == "area" and CATALOGUE.has_own_area(entity):
        return frozenset({Condition("record", "area")})
    return frozenset({Condition(kind, cell.scope, openly)})


def about_one(entity: Entity) -> bool:
    """Whether every record of ``entity`` is about exactly one person."""
    paths = CATALOGUE.anchors(entity)
    return len(paths) == 1 and not any(step.many for step in paths[0])


def _simplified(
    cases: Iterable[tuple[KnownConditions, Disclosure]], known_conditions: KnownConditions
) -> tuple[tuple[KnownConditions, Disclosure], ...]:
    """``cases`` without what is known, and without cases that an earlier one always forestalls."""
    simplified: list[tuple[KnownConditions, Disclosure]] = []
    for conditions, release in cases:
        left = conditions - known_conditions
        if not any(earlier <= left for earlier, _ in simplified):
            simplified.append((left, release))
    while simplified and simplified[-1][1] == Disclosure.HIDDEN:
        simplified.pop()
    return tuple(simplified)


def area_is_known(entity: Entity, grants: Grants) -> bool:
    """Whether whoever sees a record of the type sees in what region it is: otherwise its order must not tell.

    Followed from the record to the region, every class on the way must be released wherever the record's is.
    """
    step_entity, classes = entity, {entity.access}
    while step_entity.name != "Region":
        relation = CATALOGUE.relation(step_entity, step_entity.area) if step_entity.area else None
        if relation is None or relation.target not in CATALOGUE.entities:
            return False
        classes.add(CATALOGUE.access(step_entity, relation.name))
        step_entity = CATALOGUE.entity(relation.target)
        classes.add(step_entity.access)
    return all(_wherever(entity.access, access, grants) for access in classes)


def _wherever(access: AccessClass, other: AccessClass, grants: Grants) -> bool:
    """Whether ``other`` is released, masked at least, in every scope in which ``access`` is."""
    if other in (access, AccessClass.PUBLIC):
        return True
    scopes = {cell.scope for cell in grants.of(other) if cell.release >= Disclosure.MASKED}
    return "all" in scopes or all(
        cell.scope in scopes for cell in grants.of(access) if cell.release >= Disclosure.MASKED
    )
