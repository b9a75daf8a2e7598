"""The door: predicates on what a caller may see of a record, from the levels of its classes."""

from dataclasses import dataclass, replace

from graph.query.plan import PerRecordMask
from graph.query.predicates import FALSE, TRUE, Exists, FromCaller, Hop, Predicate, Test, all_of, any_of, negate
from resolvers.access.release_levels import Condition, KnownConditions, Level, level_of, limit_of
from resolvers.access.row_scopes import NewVariable, in_area, is_adult, is_minor, names, person_in
from schema.catalogue import CATALOGUE
from schema.internal.feed_records import CLOSED_CLASSES
from schema.model import AccessClass, Entity, GraphStep, Relation
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure


@dataclass(frozen=True)
class PlannedRecord:
    """A record in a plan: its variable, its type, and what the plan already knows of it.

    ``within`` is the predicate by which the record was let in: what asks for the same again holds already.
    """

    variable: str
    entity: Entity
    known_conditions: KnownConditions
    within: Predicate = TRUE


def level(subject: PlannedRecord, access: AccessClass, grants: Grants) -> Level:
    """The level of a class for the record."""
    return level_of(subject.entity, access, grants, subject.known_conditions)


def field_level(subject: PlannedRecord, name: str, grants: Grants) -> Level:
    """The level of a field or relation of the record: that of its class, as far as the role's limits let it."""
    field = level(subject, CATALOGUE.access(subject.entity, name), grants)
    return field.limited(limit_of(subject.entity, name, grants))


def finds_by_number(grants: Grants) -> bool:
    """Whether the caller may ask about a person by number: not without any release of numbers."""
    hidden = grants.limit("Person.iin") == Disclosure.HIDDEN
    return not hidden and bool(grants.of(AccessClass.IDENTITY))


def at_least(subject: PlannedRecord, level_: Level, least: Disclosure, grants: Grants) -> Predicate:
    """Whether the level is ``least`` or more."""
    fresh = names(subject.variable)
    holds = any_of(*(_conjunction(subject, term, grants, fresh) for term in level_.cover(least)))
    return TRUE if holds == subject.within else holds


def masking(subject: PlannedRecord, subject_level: Level, grants: Grants) -> bool | PerRecordMask:
    """Whether what is shown of the level is masked: never, always, or as a choice for each record."""
    released = {release for _, release in subject_level.cases if release >= Disclosure.MASKED}
    if released <= {Disclosure.FULL}:
        return False
    full = at_least(subject, subject_level, Disclosure.FULL, grants)
    return True if full == FALSE else PerRecordMask(full)


def visible(subject: PlannedRecord, least: Disclosure, grants: Grants) -> tuple[Predicate, PlannedRecord]:
    """Whether the record is in the caller's view at ``least``, and the record with that known."""
    subject_level = level(subject, subject.entity.access, grants)
    knowing = subject.known_conditions | subject_level.implied(least)
    holds = at_least(subject, subject_level, least, grants)
    within = at_least(
        replace(subject, known_conditions=knowing),
        level_of(subject.entity, subject.entity.access, grants, knowing),
        least,
        grants,
    )
    return holds, PlannedRecord(subject.variable, subject.entity, knowing, within)


def released(subject: PlannedRecord, relation: Relation, grants: Grants) -> tuple[Predicate, PlannedRecord]:
    """Whether the relation is followed, for output, and the record with that known."""
    access = CATALOGUE.access(subject.entity, relation.name)
    target = CATALOGUE.shared(relation.target)
    # A relation of the record's own class is at its level: of a pointer nothing is followed. Pointers are told of a
    # person alone: in the list of a body (a centre's stays) they would tell where the person is.
    pointers = access == target.access and access not in (AccessClass.PUBLIC, subject.entity.access)
    pointers = pointers and bool(CATALOGUE.anchors(subject.entity))
    least = Disclosure.POINTER if pointers else Disclosure.MASKED
    relation_level = field_level(subject, relation.name, grants)
    knowing = subject.known_conditions | relation_level.implied(least)
    return at_least(subject, relation_level, least, grants), replace(subject, known_conditions=knowing)


def reached(subject: PlannedRecord, relation: Relation, variable: str) -> tuple[tuple[Hop, ...], PlannedRecord]:
    """The hop that a relation is, and what is known at its other end."""
    step = CATALOGUE.step(subject.entity, relation)
    target = CATALOGUE.shared(relation.target)
    label = relation.target if relation.target in CATALOGUE.entities else None
    hop = Hop(step.edge, step.forward, label, variable)
    return (hop,), PlannedRecord(variable, target, _inherited(subject, step, target))


def _inherited(subject: PlannedRecord, step: GraphStep, target: Entity) -> KnownConditions:
    """What is known of the record at the other end because it is about the same person.

    Where both are about exactly one person, and the same, all that concerns that person holds for both. Where
    the other is about several, of whom this one's person is one, what holds for some person holds there too.
    """
    if not CATALOGUE.anchors(subject.entity) or not CATALOGUE.anchors(target):
        return frozenset()
    if CATALOGUE.hides_some(target):
        return frozenset()
    own_anchors, target_anchors = CATALOGUE.anchors(subject.entity), CATALOGUE.anchors(target)
    back = CATALOGUE.inverse(subject.entity, step)
    same_person = [
        (theirs_path[:1], theirs_path[1:]) for theirs_path in target_anchors if theirs_path[:1] == (back,)
    ]
    down = len(own_anchors) == 1 and any(rest == own_anchors[0] for _, rest in same_person)
    up = (
        len(own_anchors) == 1
        and len(target_anchors) == 1
        and own_anchors[0] == (step, *target_anchors[0])
        and not step.many
    )
    if not down and not up:
        return frozenset()
    single = up or (len(target_anchors) == 1 and not any(s.many for s in target_anchors[0]))
    if single:
        return frozenset(c for c in subject.known_conditions if c.kind in ("base", "adult"))
    return frozenset(c for c in subject.known_conditions if c.kind == "base")


def _conjunction(
    subject: PlannedRecord, term: frozenset[tuple[Condition, bool]], grants: Grants, fresh: NewVariable
) -> Predicate:
    parts = []
    for condition, is_true in sorted(
        term, key=lambda literal: (literal[0].kind, literal[0].scope, literal[0].openly)
    ):
        holds = _holds(subject, condition, grants, fresh)
        parts.append(holds if is_true else negate(holds))
    return all_of(*parts)


def _holds(subject: PlannedRecord, condition: Condition, grants: Grants, fresh: NewVariable) -> Predicate:
    entity, variable = subject.entity, subject.variable
    if condition.kind == "adult":
        return _are_adults(subject, fresh) if condition.openly else is_adult(variable)
    if condition.kind == "record":
        return in_area(variable, grants) if condition.scope == "area" else _is_held_by_unit(subject, grants, fresh)
    if condition.scope == "area" and CATALOGUE.has_area(entity) and condition.kind == "base":
        return in_area(variable, grants)
    tests: list[Predicate] = []
    for access, path in CATALOGUE.anchored_by(entity):
        if not _is_looked_at(entity, access, condition, grants):
            continue
        hops = tuple(Hop(s.edge, s.forward, s.target, fresh()) for s in path)
        person = hops[-1].variable if hops else variable
        inside = person_in(condition.scope, person, grants, fresh)
        if condition.kind == "minor":
            inside = all_of(is_minor(person), inside)
        if inside == FALSE:
            continue
        tests.append(Exists(variable, hops, inside) if hops else inside)
    return any_of(*tests)


def _are_adults(subject: PlannedRecord, fresh: NewVariable) -> Predicate:
    """Whether there are persons to whom the record refers openly, and all of them are adults."""
    adults, minors = [], []
    for access, path in CATALOGUE.anchored_by(subject.entity):
        if access not in CLOSED_CLASSES:
            hops = tuple(Hop(s.edge, s.forward, s.target, fresh()) for s in path)
            adults.append(Exists(subject.variable, hops, is_adult(hops[-1].variable)))
            minors.append(Exists(subject.variable, hops, is_minor(hops[-1].variable)))
    return all_of(any_of(*adults), negate(any_of(*minors)))


def _is_looked_at(entity: Entity, access: AccessClass, condition: Condition, grants: Grants) -> bool:
    """Whether a scope is decided on the persons at the end of an anchor of class ``access``.

    Where the anchor is closed and the record is not, as whom a protective order protects, the record must not tell
    by being in somebody's scope where those persons are: only whoever is released the anchor in that scope counts
    them.
    """
    if access == entity.access or access not in CLOSED_CLASSES:
        return True
    if condition.openly:
        return False
    return any(cell.scope in ("all", condition.scope) for cell in grants.of(access))


def _is_held_by_unit(subject: PlannedRecord, grants: Grants, fresh: NewVariable) -> Predicate:
    """Whether the body that holds the record is the caller's unit."""
    if grants.unit is None:
        return FALSE
    step = CATALOGUE.path(subject.entity, subject.entity.holder)
    hop = Hop(step.edge, step.forward, step.target, fresh())
    return Exists(
        subject.variable, (hop,), Test(variable=hop.variable, name="id", operator="eq", value=FromCaller("unit"))
    )
