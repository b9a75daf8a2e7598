"""The published schema: object types, connections and roots, derived from the declarations."""

from functools import cache
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.api import identity_links
from schema.api.deliveries import publish_delivering, root_field
from schema.api.identity_links import publish_linking
from schema.api.inputs import publish_inputs
from schema.api.mutations import publish_mutations
from schema.api.reconciliation import publish_reconciling
from schema.api.subscriptions import publish_streams
from schema.catalogue import CATALOGUE, NODE
from schema.model import Entity, EnumType, Field, Interface, Relation
from schema.types import factory as made
from schema.types.computed import READING_KIND, publish_answers, publish_plain
from schema.types.factory import Argument
from schema.types.roots import ROOTS, Root
from schema.types.scalars import SCALARS
from schema.work.work_catalogue import publish_work

RELEASE = EnumType(
    "Release",
    ("FULL", "MASKED", "POINTER"),
    "How much is released: the value, what its mask leaves, or nothing but that a record exists.",
)
LANGUAGE = EnumType("Language", ("KK", "RU", "EN"), "A language in which a text is kept.")

_SPAN = {
    "since": Argument("DateTime | None", "From this moment on.", strawberry.UNSET),
    "until": Argument("DateTime | None", "To before this moment.", strawberry.UNSET),
}
_PAGE = {
    "first": Argument("int | None", "How many from the start, 1 to 500; 50 if nothing is said.", strawberry.UNSET),
    "after": Argument("str | None", "Cursor after which to begin.", strawberry.UNSET),
    "last": Argument("int | None", "How many from the end, 1 to 500.", strawberry.UNSET),
    "before": Argument("str | None", "Cursor before which to end.", strawberry.UNSET),
}


@cache
def published(extensions: tuple[type, ...] = ()) -> strawberry.Schema:
    """The schema of the hub, made once for each set of Strawberry extensions."""
    _publish_all()
    return strawberry.Schema(
        made.published("Query"),
        mutation=made.published("Mutation"),
        subscription=made.published("Subscription"),
        types=[made.published(name) for name in CATALOGUE.entities],
        config=StrawberryConfig(auto_camel_case=False, disable_field_suggestions=True),
        scalar_overrides=SCALARS,
        extensions=extensions,
    )


@cache
def _publish_all() -> None:
    made.publish_enum(LANGUAGE)
    made.publish_enum(RELEASE)
    made.publish_enum(READING_KIND)
    for declared in CATALOGUE.enums:
        made.publish_enum(declared)
    publish_inputs()
    _publish_page_info()
    identity = made.named("id", "Stable id of the record in the hub.")
    made.make(NODE.name, NODE.meaning, {"id": "strawberry.ID"}, {"id": identity}, is_interface=True)
    for face in CATALOGUE.interfaces.values():
        _publish_interface(face)
    for entity in CATALOGUE.entities.values():
        _publish_entity(entity)
    publish_answers()
    publish_delivering()
    publish_linking()
    publish_reconciling()
    publish_work()
    publish_mutations()
    publish_streams()
    _publish_query()


def _publish_page_info() -> None:
    fields = {
        "hasNextPage": ("bool", "Whether more follow."),
        "hasPreviousPage": ("bool", "Whether there are some before."),
        "startCursor": ("str | None", "Cursor of the first record of the page."),
        "endCursor": ("str | None", "Cursor of the last record of the page."),
    }
    publish_plain("PageInfo", "Where a page stands in its connection.", fields)


def _publish_interface(face: Interface) -> None:
    entity = CATALOGUE.shared(face.name)
    annotations, fields = _members(entity, skip=("id",))
    made.make(face.name, face.meaning, annotations, fields, (made.published(NODE.name),), is_interface=True)


def _publish_entity(entity: Entity) -> None:
    inherited = {"id"} | {f.name for name in entity.interfaces for f in CATALOGUE.interfaces[name].fields}
    inherited |= {r.name for name in entity.interfaces for r in CATALOGUE.interfaces[name].relations}
    annotations, fields = _members(entity, skip=tuple(inherited))
    faces = entity.interfaces or (NODE.name,)
    bases = tuple(made.published(name) for name in faces)
    directives = (made.Access(class_=entity.access),)
    made.make(entity.name, entity.meaning, annotations, fields, bases, directives=directives)
    _publish_connection(entity)


def _members(entity: Entity, skip: tuple[str, ...]) -> tuple[dict[str, str], dict[str, Any]]:
    annotations: dict[str, str] = {}
    fields: dict[str, Any] = {}
    for field in CATALOGUE.fields(entity):
        if field.name in skip:
            continue
        if field.localized:
            fields[field.name] = made.with_arguments(field.name, field.meaning, _spoken(), "str | None")
        else:
            annotations[field.name] = f"{made.python_type(field)} | None"
            fields[field.name] = made.named(field.name, field.meaning, _access(entity, field))
    for relation in entity.relations:
        if not relation.exposed or relation.name in skip:
            continue
        says = _access(entity, relation)
        if relation.many:
            fields[relation.name] = _connection(relation.name, relation.meaning, relation.target, says)
        else:
            annotations[relation.name] = f"{relation.target} | None"
            fields[relation.name] = made.named(relation.name, relation.meaning, says)
    return annotations, fields


def _spoken() -> dict[str, Argument]:
    return {"language": Argument("Language | None", "The language wanted.", made.published("Language").KK)}


def _access(entity: Entity, declared: Field | Relation) -> tuple[Any, ...]:
    if declared.access is None or declared.access == entity.access:
        return ()
    return (made.Access(class_=declared.access),)


def _connection(name: str, meaning: str, target: str, directives: tuple[Any, ...] = ()) -> Any:
    arguments = {
        **_PAGE,
        "where": Argument(f"{target}Filter | None", "Which records are wanted.", strawberry.UNSET),
        "orderBy": Argument(f"list[{target}Order] | None", "In which order.", strawberry.UNSET),
    }
    return made.with_arguments(name, meaning, arguments, f"{target}Connection | None", directives)


def _publish_connection(entity: Entity) -> None:
    name = entity.name
    edge = {"cursor": ("str", "The record's place."), "node": (name, "The record.")}
    page = {
        "edges": (f"list[{name}Edge]", "The records with their places."),
        "nodes": (f"list[{name}]", "The records."),
        "pageInfo": ("PageInfo", "Where the page stands."),
        "totalCount": ("int", "How many there are in all; counted only when asked."),
    }
    publish_plain(f"{name}Edge", f"A record of type {name} and its place.", edge)
    publish_plain(f"{name}Connection", f"A page of records of type {name}.", page)


def _publish_query() -> None:
    fields = {root.name: _root(root) for root in ROOTS.values()}
    made.make("Query", "What can be asked.", {}, fields)


def _root(root: Root) -> Any:
    if root.kind == "connection":
        return _connection(root.name, root.meaning, root.type)
    if root.kind == "log":
        return _log_root(root)
    if root.kind == "feeds":
        return root_field(root)
    if root.kind == "links":
        return identity_links.root_field(root)
    arguments: dict[str, Argument] = {
        "by_id": {"id": Argument("strawberry.ID", "Id of the record.")},
        "by_ids": {"ids": Argument("list[strawberry.ID]", "Ids of the records.")},
        "by_iin": {"iin": Argument("IIN", "The number.")},
        "lookup": {"iins": Argument("list[IIN]", "The numbers, at most 500.")},
        "me": {},
        "statistics": {
            "year": Argument("int | None", "The year, with `quarter`.", strawberry.UNSET),
            "quarter": Argument("int | None", "The quarter, 1 to 4, with `year`.", strawberry.UNSET),
        },
        "access": {
            "type": Argument("str", "Name of a type, for example Person."),
            "field": Argument("str", "Name of a field of it, for example iin."),
        },
    }[root.kind]
    returns = {"by_ids": "list[Node | None]", "lookup": "list[Hit]", "me": "Caller"}
    return made.with_arguments(root.name, root.meaning, arguments, returns.get(root.kind, f"{root.type} | None"))


def _log_root(root: Root) -> Any:
    person = Argument("strawberry.ID", "Id of the person read about.")
    arguments = {
        "accessLog": {
            "person": Argument("strawberry.ID | None", person.meaning, strawberry.UNSET),
            "caller": Argument("str | None", "Who read: issuer and subject, as `caller` says.", strawberry.UNSET),
            "kind": Argument("ReadingKind | None", "What sort of entry.", strawberry.UNSET),
            **_SPAN,
            "first": _PAGE["first"],
            "after": _PAGE["after"],
        },
        "unreviewedEmergencies": _SPAN,
        "accessNorms": _SPAN,
        "accessExtract": {"person": person, **_SPAN},
    }[root.name]
    returns = root.type if root.name == "accessLog" else f"list[{root.type}]"
    return made.with_arguments(root.name, root.meaning, arguments, returns)
