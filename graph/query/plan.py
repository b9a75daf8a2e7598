"""The plan of one root field: what is read, along which relations, in which order.

``resolvers/plan/lower.py`` makes a :class:`Read` for what was asked; ``resolvers/access/guard.py`` turns it
into a :class:`AuthorizedRead`, the only thing that ``graph/query/emit.py`` accepts. A Guarded cannot be made
without a scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graph.query.predicates import Hop, Predicate, Value
from schema.model import Entity, Field, Relation

Quantifier = Literal["some", "none", "every", "is"]
By = Literal["id", "ids", "iin", "iins", "code", ""]


@dataclass(frozen=True)
class FieldTest:
    """A published operator on a field."""

    field: Field
    operator: str
    value: Value


@dataclass(frozen=True)
class RelationTest:
    """A published quantifier on a relation; ``is`` stands for a to-one relation's filter."""

    relation: Relation
    quantifier: Quantifier
    filter: "Filter"


@dataclass(frozen=True)
class Combination:
    """``and``, ``or`` or ``not`` of filters; ``not`` has one part. ``unknown`` has none and is never true."""

    kind: Literal["and", "or", "not", "unknown"]
    parts: tuple["Filter", ...]


Filter = FieldTest | RelationTest | Combination


@dataclass(frozen=True)
class OrderKey:
    """A field to order by, and the direction."""

    field: Field
    ascending: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of a connection is wanted, and what of it."""

    size: Value
    backward: bool
    after: Value | None
    before: Value | None
    order: tuple[OrderKey, ...]
    rows: bool
    total: bool
    cursors: bool
    more: bool


@dataclass(frozen=True)
class PropertyRead:
    """A value of the record; ``property`` is its name in the graph."""

    key: str
    field: Field
    property: str


@dataclass(frozen=True)
class Link:
    """A relation to follow: to one record, or to a connection if ``read`` has a page."""

    key: str
    relation: Relation
    read: "Read"


Item = PropertyRead | Link


@dataclass(frozen=True)
class Variant:
    """What is wanted of a record if it is an ``entity``."""

    entity: Entity
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class KeySearch:
    """Records whose stored key ``property`` begins with ``start`` and holds every one of ``parts``, in its order.

    ``fields`` are those of which the key is made: a record of which the caller does not get all of them in full is
    not found by it.
    """

    property: str
    start: Value
    parts: tuple[Value, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Read:
    """Records to read, before the guard. ``by`` is how a root names them; nested reads have none.

    ``unasked``: the caller did not name the records, whatever ``by`` says. ``search`` and ``within``, the prefix
    of an area, narrow what is wanted beside the filter.
    """

    variable: str
    type: str
    variants: tuple[Variant, ...]
    filter: Filter | None = None
    page: Page | None = None
    by: By = ""
    value: Value | None = None
    unasked: bool = False
    search: KeySearch | None = None
    within: Value | None = None


@dataclass(frozen=True)
class PerRecordMask:
    """For each record: FULL where the predicate holds, otherwise MASKED."""

    full: Predicate


@dataclass(frozen=True)
class Column:
    """A property to return under ``key``."""

    key: str
    property: str
    field: Field


@dataclass(frozen=True, kw_only=True)
class Nested:
    """A guarded read to return under ``key``, reached by ``hops``.

    ``sort_in_memory``: there are so few at the other end that the hub may sort them itself.
    """

    key: str
    hops: tuple[Hop, ...]
    read: "AuthorizedRead"
    many: bool
    sort_in_memory: bool


@dataclass(frozen=True)
class Group:
    """What is released together: ``when`` of the record, masked or not as ``masked`` says.

    ``masked`` is False (in full), True (masked) or the Choice that decides for each record.
    """

    when: Predicate
    masked: bool | PerRecordMask
    members: tuple[Column | Nested, ...]


@dataclass(frozen=True)
class TypeVariant:
    """The groups of a record if it is of type ``name``; the terms of everything asked of it, by key;
    the norms on which its being there is told."""

    name: str
    groups: tuple[Group, ...]
    terms: Mapping[str, Any]
    norms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """A property to order by, where ``when`` holds; otherwise the record comes last."""

    property: str
    ascending: bool
    when: Predicate
    nullable: bool
    scalar: str = "String"
    computed: bool = False


@dataclass(frozen=True, kw_only=True)
class AuthorizedRead:
    """Records to read, with what the caller may see of them. ``scope`` has no default on purpose.

    ``about`` are the paths to the persons whom reading a record touches, for the access log; ``pointers`` says
    whether some of the records may be pointers to persons, of whom the answer names the bodies to ask.
    """

    scope: Predicate
    by: By
    variable: str
    label: str | None
    where: Predicate
    shapes: tuple[TypeVariant, ...]
    order: tuple[SortKey, ...]
    order_name: str
    page: Page | None
    about: tuple[tuple[Hop, ...], ...]
    pointers: bool


@dataclass(frozen=True)
class CypherStatement:
    """One Cypher text and the values of its parameters, by name. ``ids`` are those of them that name records."""

    text: str
    parameters: tuple[tuple[str, Value], ...]
    ids: tuple[Value, ...] = ()
