"""Guard: the only door. A plan goes in, and what of it the caller may see comes out.

Every read gets its scope here, every field the level of its class, every filter and order the rule that what
is withheld tells nothing. ``graph/query/emit.py`` accepts nothing but the result.
"""

from collections.abc import Mapping
from dataclasses import replace

from graph.engine.order_keys import order_property
from graph.query.plan import (
    AuthorizedRead,
    By,
    Column,
    Combination,
    FieldTest,
    Filter,
    Group,
    Link,
    Nested,
    OrderKey,
    PerRecordMask,
    PropertyRead,
    Read,
    RelationTest,
    SortKey,
    TypeVariant,
    Variant,
)
from graph.query.predicates import (
    FALSE,
    TRUE,
    UNKNOWN,
    AreaPrefix,
    BlindIndexes,
    Exists,
    Fixed,
    Hop,
    IsNull,
    IsTrue,
    Missing,
    Not,
    Predicate,
    Test,
    all_of,
    any_of,
    conjuncts,
    negate,
    when,
)
from resolvers.access.access_predicates import (
    PlannedRecord,
    at_least,
    field_level,
    finds_by_number,
    level,
    masking,
    reached,
    released,
    visible,
)
from resolvers.access.closed_classes import may_be_known
from resolvers.access.data_subjects import SubjectPaths, covered_by, is_person, paths_about
from resolvers.access.key_search import by_area_alone, by_key, within_area
from resolvers.access.release_levels import area_is_known
from resolvers.access.withheld import FieldDisclosure, disclosure_of, norms_of
from resolvers.errors import HubError
from resolvers.plan.lower import HOLDERS
from schema.catalogue import AREA, AREA_KEY, CATALOGUE, IIN_INDEX, SUBJECT, index_name
from schema.model import Field
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure

_NAMED: Mapping[By, tuple[str, str]] = {
    "id": ("id", "eq"),
    "ids": ("id", "in"),
    "iin": (IIN_INDEX, "in"),
    "iins": (IIN_INDEX, "in"),
    "code": ("code", "eq"),
}
"""How a root names its records: the property, and the operator with which it is compared."""


def guard(read: Read, grants: Grants) -> AuthorizedRead:
    """What a caller with ``grants`` may see of a root read."""
    subject = PlannedRecord(read.variable, CATALOGUE.shared(read.type), frozenset())
    # A pointer answers a question about one record; a list of them would be a register of everybody.
    least = Disclosure.MASKED if read.page or read.unasked else Disclosure.POINTER
    scope, subject = visible(subject, least, grants)
    scope = all_of(scope, may_be_known(subject, grants))
    if read.by in ("iin", "iins") and not finds_by_number(grants):
        scope = FALSE
    if read.by and read.value is not None:
        name, operator = _NAMED[read.by]
        value = BlindIndexes(SUBJECT, "iin", read.value) if name == IIN_INDEX else read.value
        scope = all_of(Test(variable=read.variable, name=name, operator=operator, value=value), scope)
    if read.search is not None:
        scope = all_of(by_key(read.search, subject, grants), *map(by_area_alone, conjuncts(scope)))
    return _guarded(read, subject, scope, grants, paths_about(subject.entity, read.variable), root=True)


def _guarded(
    read: Read, subject: PlannedRecord, scope: Predicate, grants: Grants, about: SubjectPaths, *, root: bool
) -> AuthorizedRead:
    where = TRUE if read.filter is None else _top(read.filter, subject, grants, root=root)
    where = all_of(where, within_area(read, subject, grants))
    order = order_of(read, subject, grants, root=root) if read.page else ()
    label = read.type if read.type in CATALOGUE.entities else None
    shapes = tuple(_shape(variant, subject, grants) for variant in read.variants)
    return AuthorizedRead(
        scope=scope,
        by=read.by,
        variable=read.variable,
        label=label,
        where=where,
        shapes=shapes,
        order=order,
        order_name=order_name(read.type, order),
        page=read.page,
        about=about,
        pointers=is_person(label) and not (root and read.page) and _pointed_at(subject, shapes, grants),
    )


def _pointed_at(subject: PlannedRecord, shapes: tuple[TypeVariant, ...], grants: Grants) -> bool:
    """Whether the records may be pointers of which something else was asked."""
    has_pointer = any(
        terms.withheld.release == Disclosure.POINTER for shape in shapes for terms in shape.terms.values()
    )
    cases = level(subject, subject.entity.access, grants).cases
    return has_pointer and any(release == Disclosure.POINTER for _, release in cases)


def order_name(type_name: str, order: tuple[SortKey, ...]) -> str:
    """The name of an order: a cursor is good for that order alone."""
    return type_name + "".join(f",{'+' if key.ascending else '-'}{key.property}" for key in order)


def _shape(variant: Variant, subject: PlannedRecord, grants: Grants) -> TypeVariant:
    record = PlannedRecord(subject.variable, variant.entity, subject.known_conditions, subject.within)
    groups: dict[tuple[Predicate, bool | PerRecordMask], list[Column | Nested]] = {}
    terms: dict[str, FieldDisclosure] = {}
    for item in variant.items:
        name = item.field.name if isinstance(item, PropertyRead) else item.relation.name
        if name not in ("id", HOLDERS.name):
            access = CATALOGUE.access(record.entity, name)
            terms[item.key] = disclosure_of(record.entity, name, access, grants)
        if isinstance(item, PropertyRead):
            when, masked = _release(record, item.field, grants)
            member: Column | Nested = Column(item.key, item.property, item.field)
        else:
            (when, member), masked = _nested(item, record, grants), False
        if when != FALSE:
            groups.setdefault((when, masked), []).append(member)
    return TypeVariant(
        variant.entity.name,
        tuple(Group(when, masked, tuple(members)) for (when, masked), members in groups.items()),
        terms,
        norms_of(grants, record.entity.access, *Disclosure),
    )


def _release(subject: PlannedRecord, field: Field, grants: Grants) -> tuple[Predicate, bool | PerRecordMask]:
    if field.name == "id":
        return TRUE, False
    release_level = field_level(subject, field.name, grants)
    when = at_least(subject, release_level, Disclosure.MASKED, grants)
    return when, masking(subject, release_level, grants)


def _nested(link: Link, subject: PlannedRecord, grants: Grants) -> tuple[Predicate, Nested]:
    if link.relation == HOLDERS:
        return TRUE, _holders(link, subject, grants)
    when, knowing = released(subject, link.relation, grants)
    hops, target = reached(knowing, link.relation, link.read.variable)
    scope, target = visible(target, Disclosure.POINTER, grants)
    scope = all_of(scope, may_be_known(target, grants, (subject.entity, link.relation)))
    step = CATALOGUE.step(subject.entity, link.relation)
    about = paths_about(target.entity, target.variable, covered_by(subject.entity, step, target.entity))
    guarded = _guarded(link.read, target, scope, grants, about, root=False)
    sort_in_memory = bool(CATALOGUE.anchors(subject.entity))
    return when, Nested(
        key=link.key, hops=hops, read=guarded, many=link.relation.many, sort_in_memory=sort_in_memory
    )


def _holders(link: Link, subject: PlannedRecord, grants: Grants) -> Nested:
    """The agencies whose systems hold a person: told to whoever may know of the person."""
    target = PlannedRecord(link.read.variable, CATALOGUE.entity(HOLDERS.target), frozenset())
    hops = (
        Hop("SOURCE_OF", False, "SourceRecord", f"{subject.variable}_s{link.read.variable}"),
        Hop("KEPT_AT", True, HOLDERS.target, link.read.variable),
    )
    return Nested(
        key=link.key,
        hops=hops,
        read=_guarded(link.read, target, TRUE, grants, (), root=False),
        many=True,
        sort_in_memory=True,
    )


def _full(subject: PlannedRecord, field: Field, grants: Grants) -> Predicate:
    """Whether the caller gets the field in full: only then may a filter or an order look at it."""
    if field.name == "id":
        return TRUE
    release_level = field_level(subject, field.name, grants)
    return at_least(subject, release_level, Disclosure.FULL, grants)


def order_of(read: Read, subject: PlannedRecord, grants: Grants, *, root: bool) -> tuple[SortKey, ...]:
    """By what the records of a page are ordered: one that is searched by its key, by that key."""
    if read.search is not None:
        return (SortKey(property=read.search.property, ascending=True, when=TRUE, nullable=False),)
    keys = [_sort_key(key, subject, grants) for key in (read.page.order if read.page else ())]
    by_area = root and area_is_known(subject.entity, grants)
    return (*keys, SortKey(property=AREA_KEY if by_area else "id", ascending=True, when=TRUE, nullable=False))


def _sort_key(key: OrderKey, subject: PlannedRecord, grants: Grants) -> SortKey:
    when = _full(subject, key.field, grants)
    name = key.field.computed_from or (f"{key.field.name}Kk" if key.field.localized else key.field.name)
    return SortKey(
        property=order_property(name) if key.field.is_name else name,
        ascending=key.ascending,
        when=when,
        nullable=key.field.name != "id",
        scalar=key.field.scalar.value,
        computed=bool(key.field.computed_from),
    )


def _top(condition: Filter, subject: PlannedRecord, grants: Grants, *, root: bool) -> Predicate:
    """The filter of a read. At the top of a root's filter a region becomes a bound on the area key."""
    parts = condition.parts if isinstance(condition, Combination) and condition.kind == "and" else (condition,)
    predicates = []
    for part in parts:
        by_area = _by_area(part, subject, grants) if root else None
        predicates.append(by_area or _indexed(part, subject, grants) or _predicate(part, subject, grants))
    return all_of(*predicates)


def _indexed(part: Filter, subject: PlannedRecord, grants: Grants) -> Predicate | None:
    """``in`` at the top of a filter, where unknown and false come to the same, so that an index serves it."""
    if not isinstance(part, FieldTest) or part.field.computed_from:
        return None
    if _full(subject, part.field, grants) != TRUE:
        return None
    if CATALOGUE.is_sealed(subject.entity, part.field):
        return _sealed_test(part, subject)
    if part.operator != "in":
        return None
    return (
        Test(variable=subject.variable, name=part.field.name, operator="in", value=part.value)
        if not part.field.localized
        else None
    )


def _by_area(part: Filter, subject: PlannedRecord, grants: Grants) -> Predicate | None:
    """``region: {kato: …}`` as a bound on the area key, which an index serves; None for any other filter."""
    entity = subject.entity
    if not isinstance(part, RelationTest) or part.relation.name != entity.area or part.relation.target != "Region":
        return None
    test = part.filter
    if not isinstance(test, FieldTest) or test.field.name != "kato" or test.operator not in ("eq", "startsWith"):
        return None
    if at_least(subject, field_level(subject, part.relation.name, grants), Disclosure.MASKED, grants) != TRUE:
        return None
    prefix = AreaPrefix(test.value) if test.operator == "eq" else test.value
    has_area = Test(variable=subject.variable, name=AREA, operator="gt", value=Fixed(""))
    return all_of(Test(variable=subject.variable, name=AREA_KEY, operator="startsWith", value=prefix), has_area)


def _predicate(condition: Filter, subject: PlannedRecord, grants: Grants) -> Predicate:
    if isinstance(condition, Combination):
        parts = [_predicate(part, subject, grants) for part in condition.parts]
        joined: Mapping[str, Predicate] = {"and": all_of(*parts), "or": any_of(*parts), "unknown": UNKNOWN}
        return negate(parts[0]) if condition.kind == "not" else joined[condition.kind]
    if isinstance(condition, FieldTest):
        return when(_full(subject, condition.field, grants), _test(condition, subject))
    return _quantified(condition, subject, grants)


def _test(condition: FieldTest, subject: PlannedRecord) -> Predicate:
    field, variable = condition.field, subject.variable
    name = f"{field.name}Kk" if field.localized else field.name
    if field.computed_from:
        return _computed(condition, variable)
    if CATALOGUE.is_sealed(subject.entity, field):
        return when(Not(Missing(variable, index_name(field))), _sealed_test(condition, subject))
    if condition.operator == "isNull":
        return IsNull(variable, name, condition.value)
    if condition.operator in ("in", "notIn"):
        inside: Predicate = Test(
            variable=variable, name=name, operator="in", value=condition.value, scalar=field.scalar.value
        )
        # A missing value is in no list, not even one that is empty: engines say false, the filter says unknown.
        is_known = TRUE if name == "id" else Not(Missing(variable, name))
        return when(is_known, Not(inside) if condition.operator == "notIn" else inside)
    return Test(
        variable=variable, name=name, operator=condition.operator, value=condition.value, scalar=field.scalar.value
    )


def _sealed_test(condition: FieldTest, subject: PlannedRecord) -> Predicate:
    """``eq`` or ``in`` on a sealed field: whether the record has one of the blind indexes of what is sought."""
    if condition.operator not in ("eq", "in"):
        raise HubError("INTERNAL")
    value = BlindIndexes(subject.entity.name, condition.field.name, condition.value)
    return Test(variable=subject.variable, name=index_name(condition.field), operator="in", value=value)


def _computed(condition: FieldTest, variable: str) -> Predicate:
    """A test on a value that is worked out on the day: whether the stored day is still to come."""
    return Test(
        variable=variable,
        name=condition.field.computed_from or "",
        operator=f"computed {condition.operator}",
        value=condition.value,
    )


def _quantified(condition: RelationTest, subject: PlannedRecord, grants: Grants) -> Predicate:
    relation = condition.relation
    relation_level = field_level(subject, relation.name, grants)
    is_visible = at_least(subject, relation_level, Disclosure.MASKED, grants)
    knowing = replace(
        subject, known_conditions=subject.known_conditions | relation_level.implied(Disclosure.MASKED)
    )
    hops, target = reached(knowing, relation, f"{subject.variable}_{relation.name}")
    scope, target = visible(target, Disclosure.POINTER, grants)
    scope = all_of(scope, may_be_known(target, grants, (subject.entity, relation)))
    inside = _predicate(condition.filter, target, grants)
    if condition.quantifier == "every":
        matched: Predicate = negate(Exists(subject.variable, hops, all_of(scope, negate(IsTrue(inside)))))
    else:
        matched = Exists(subject.variable, hops, all_of(scope, inside))
    return when(is_visible, negate(matched) if condition.quantifier == "none" else matched)
