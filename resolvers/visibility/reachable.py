"""Reach: what a caller can ever be given, whatever the graph holds.

A type or field is within reach if the level of its class, as the door works it out, can be high enough for some
record. What is not within reach does not exist for the caller: not in the schema, not in a filter, not in an order.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from resolvers.access.access_predicates import finds_by_number
from resolvers.access.release_levels import Condition, level_of, limit_of
from resolvers.roots.case_work import works
from resolvers.roots.identity_links import deciding
from resolvers.roots.reconciliation import reconciles
from resolvers.roots.statistics import has_statistics
from schema.api import deliveries, identity_links, reconciliation
from schema.api.subscriptions import SUBSCRIPTIONS
from schema.catalogue import CATALOGUE, NODE, SOURCE, SUBJECT
from schema.model import AccessClass, Entity, Relation
from schema.types.roots import ROOTS, Root
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure

_COMPUTED = ("log", "statistics", "feeds", "links")
"""Kinds of root that are within reach by what they ask, and not by a type of record."""

REACHES = 1_000
"""For how many different grants the answer is remembered."""


@dataclass(frozen=True)
class SchemaVisibility:
    """The types, fields and roots within reach, and the classes of which anything is.

    ``fields`` are pairs of a type's name and a field's, for interfaces too.
    """

    types: frozenset[str]
    fields: frozenset[tuple[str, str]]
    roots: frozenset[str]
    classes: frozenset[AccessClass]

    @cached_property
    def digest(self) -> str:
        """The same for callers who can be given the same."""
        text = repr([sorted(each) for each in (self.types, self.fields, self.roots, self.classes)])
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=REACHES)
def reach_of(grants: Grants) -> SchemaVisibility:
    """What a caller with ``grants`` can ever be given.

    What an agreement released that has ended by now stays within reach: answers say of it that it has EXPIRED.
    """
    live, grants = grants, _with_ended(grants)
    types = frozenset(name for name, entity in CATALOGUE.entities.items() if _best(entity, "id", grants))
    faces = frozenset(
        name for name in (*CATALOGUE.interfaces, NODE.name) if types & {m.name for m in CATALOGUE.members(name)}
    )
    fields = {(name, field) for name in types for field in _fields(CATALOGUE.entity(name), types, grants)}
    for name in faces:
        members = [member.name for member in CATALOGUE.members(name) if member.name in types]
        fields |= {
            (name, field) for field in _names(CATALOGUE.shared(name)) if all((m, field) in fields for m in members)
        }
    roots = frozenset(
        root.name
        for root in ROOTS.values()
        if (_computes(root, live, types) if root.kind in _COMPUTED else _asks(root, types, grants))
    )
    if follows(live):
        roots |= frozenset(SUBSCRIPTIONS)
    if live.feeds:
        roots |= frozenset(deliveries.MUTATIONS)
    if decides(live):
        roots |= frozenset(identity_links.MUTATIONS)
    if reconciles(live):
        roots |= frozenset(reconciliation.MUTATIONS)
    roots |= works(live)
    return SchemaVisibility(types | faces, frozenset(fields), roots, frozenset(classes_of(grants)))


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
    if _best(entity, "id", grants) < Disclosure.MASKED:
        return
    for field in CATALOGUE.fields(entity):
        if field.name != "id" and _best(entity, field.name, grants) >= Disclosure.MASKED:
            yield field.name
    for relation in entity.relations:
        if relation.exposed and _leads_on(entity, relation, types, grants):
            yield relation.name


def _leads_on(entity: Entity, relation: Relation, types: frozenset[str], grants: Grants) -> bool:
    if not types & {member.name for member in CATALOGUE.members(relation.target)}:
        return False
    access = CATALOGUE.access(entity, relation.name)
    own = (AccessClass.PUBLIC, entity.access)
    pointers = access == CATALOGUE.shared(relation.target).access and access not in own
    return _best(entity, relation.name, grants) >= (Disclosure.POINTER if pointers else Disclosure.MASKED)


def _best(entity: Entity, name: str, grants: Grants) -> Disclosure:
    """The most that a field of some record of the type can be given as; of ``id``, the record itself."""
    access = entity.access if name == "id" else CATALOGUE.access(entity, name)
    found = level_of(entity, access, grants, frozenset()).limited(limit_of(entity, name, grants))
    return max(
        (release for conditions, release in found.cases if all(_can_hold(c, entity, grants) for c in conditions)),
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


def reads_log(grants: Grants) -> bool:
    """Whether some entry of the access log can be shown to the caller. An agreement that has ended shows none."""
    return any(
        cell.release == Disclosure.FULL and scope_can_hold(cell.scope, grants)
        for cell in grants.of(AccessClass.TRACE)
    )


def follows(grants: Grants) -> bool:
    """Whether the caller is told of changes: some record that is not open to everybody can be read now."""
    return any(
        entity.access != AccessClass.PUBLIC and _best(entity, "id", grants) >= Disclosure.MASKED
        for entity in CATALOGUE.entities.values()
    )


def decides(grants: Grants) -> bool:
    """Whether the caller may decide who is one person."""
    within = deciding(grants)
    return within is not None and any(scope_can_hold(cell.scope, grants) for cell in within.of(AccessClass.PERSON))


def _computes(root: Root, live: Grants, types: frozenset[str]) -> bool:
    if root.kind == "feeds":
        return bool(live.feeds)
    if root.kind == "links":
        return SOURCE in types if root.name == "recordSources" else decides(live)
    return reads_log(live) if root.kind == "log" else has_statistics(live)


def _asks(root: Root, types: frozenset[str], grants: Grants) -> bool:
    if root.kind in ("by_iin", "lookup"):
        return SUBJECT in types and finds_by_number(grants)
    if root.kind == "connection":
        return _best(CATALOGUE.entity(root.type), "id", grants) >= Disclosure.MASKED
    return root.type not in CATALOGUE.entities or root.type in types
