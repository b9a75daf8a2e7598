"""What of the graph's records a caller can ever be given, whatever the graph holds.

A type or field is visible if the level of its class, as the guard works it out, can be high enough for some record.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from resolvers.access.release_levels import Condition, level_of, limit_of
from schema.catalogue import CATALOGUE, NODE
from schema.model import AccessClass, Entity, Relation
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure

REACHES = 1_000
"""For how many different grants the answer is remembered."""


@dataclass(frozen=True)
class RecordVisibility:
    """The types of records, interfaces and fields that some record can show, and the classes of which anything is.

    ``fields`` are pairs of a type's name and a field's, for interfaces too. ``grants`` are the caller's, with what
    agreements released that have ended by now: it stays visible, and answers say of it that it has EXPIRED.
    """

    grants: Grants
    types: frozenset[str]
    fields: frozenset[tuple[str, str]]
    classes: frozenset[AccessClass]


@lru_cache(maxsize=REACHES)
def visible_records(grants: Grants) -> RecordVisibility:
    """What of records a caller with ``grants`` can ever be given."""
    grants = _with_ended(grants)
    types = frozenset(name for name, entity in CATALOGUE.entities.items() if best_release(entity, "id", grants))
    faces = frozenset(
        name for name in (*CATALOGUE.interfaces, NODE.name) if types & {m.name for m in CATALOGUE.members(name)}
    )
    fields = {(name, field) for name in types for field in _fields(CATALOGUE.entity(name), types, grants)}
    for name in faces:
        members = [member.name for member in CATALOGUE.members(name) if member.name in types]
        fields |= {
            (name, field) for field in _names(CATALOGUE.shared(name)) if all((m, field) in fields for m in members)
        }
    return RecordVisibility(grants, types | faces, frozenset(fields), frozenset(classes_of(grants)))


def _with_ended(grants: Grants) -> Grants:
    if not grants.ended:
        return grants
    classes = sorted({access for access, _ in (*grants.cells, *grants.ended)})
    lines = tuple((access, (*grants.lapsed(access), *grants.of(access))) for access in classes)
    return replace(grants, cells=lines, ended=())


def classes_of(grants: Grants) -> Iterator[AccessClass]:
    """The classes of which something is released to the caller."""
    yield AccessClass.PUBLIC
    for access, cells in grants.cells:
        if any(scope_can_hold(cell.scope, grants) for cell in cells):
            yield access


def _names(entity: Entity) -> Iterator[str]:
    yield from (field.name for field in CATALOGUE.fields(entity))
    yield from (relation.name for relation in entity.relations if relation.exposed)


def _fields(entity: Entity, types: frozenset[str], grants: Grants) -> Iterator[str]:
    """The fields of a type within reach. Of a record that can only be pointed at, the id alone."""
    yield "id"
    if best_release(entity, "id", grants) < Disclosure.MASKED:
        return
    for field in CATALOGUE.fields(entity):
        if field.name != "id" and best_release(entity, field.name, grants) >= Disclosure.MASKED:
            yield field.name
    for relation in entity.relations:
        if relation.exposed and _leads_on(entity, relation, types, grants):
            yield relation.name


def _leads_on(entity: Entity, relation: Relation, types: frozenset[str], grants: Grants) -> bool:
    if not types & {member.name for member in CATALOGUE.members(relation.target)}:
        return False
    access = CATALOGUE.access(entity, relation.name)
    own_classes = (AccessClass.PUBLIC, entity.access)
    pointers = access == CATALOGUE.shared(relation.target).access and access not in own_classes
    return best_release(entity, relation.name, grants) >= (Disclosure.POINTER if pointers else Disclosure.MASKED)


def best_release(entity: Entity, name: str, grants: Grants) -> Disclosure:
    """The most that a field of some record of the type can be given as; of ``id``, the record itself."""
    access = entity.access if name == "id" else CATALOGUE.access(entity, name)
    limited_level = level_of(entity, access, grants, frozenset()).limited(limit_of(entity, name, grants))
    return max(
        (
            release
            for conditions, release in limited_level.cases
            if all(_can_hold(c, entity, grants) for c in conditions)
        ),
        default=Disclosure.HIDDEN,
    )


def _can_hold(condition: Condition, entity: Entity, grants: Grants) -> bool:
    if condition.kind == "adult":
        return True
    if condition.kind == "record" and condition.scope == "area":
        return CATALOGUE.has_area(entity) and grants.area is not None
    if condition.kind == "record":
        return grants.unit is not None
    return scope_can_hold(condition.scope, grants)


def scope_can_hold(scope: str, grants: Grants) -> bool:
    """Whether there can be a person in ``scope`` for a caller with ``grants`` (resolvers/access/row_scopes.py)."""
    if scope in ("area", "minor", "student", "handed_over"):
        return grants.area is not None
    if scope in ("own", "client"):
        return grants.unit is not None or grants.agency is not None
    if scope == "brought":
        return grants.agency is not None
    return scope in ("all", "foreign")
