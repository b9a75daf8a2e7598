"""The published schema: object types, connections and roots, derived from the declarations."""

from dataclasses import replace
from functools import cache
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.api.inputs import publish_inputs
from schema.api.operations import LANGUAGE, publish_operations
from schema.catalogue import CATALOGUE, NODE
from schema.model import Entity, EnumType, Field, Interface, Relation
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import connection_arguments
from schema.types.scalars import SCALARS

_LANGUAGES = EnumType("Language", ("KK", "RU", "EN"), "A language in which a text is kept.")


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
    made.publish_enum(_LANGUAGES)
    for declared in CATALOGUE.enums:
        made.publish_enum(declared)
    publish_inputs()
    _publish_page_info()
    identity = made.plain_field("id", "Stable id of the record in the hub.")
    made.make(NODE.name, NODE.meaning, {"id": "strawberry.ID"}, {"id": identity}, is_interface=True)
    for face in CATALOGUE.interfaces.values():
        _publish_interface(face)
    for entity in CATALOGUE.entities.values():
        _publish_entity(entity)
    publish_operations()


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
            fields[field.name] = made.plain_field(field.name, field.meaning, _access(entity, field))
    for relation in entity.relations:
        if not relation.exposed or relation.name in skip:
            continue
        says = _access(entity, relation)
        if relation.many:
            fields[relation.name] = _connection(relation.name, relation.meaning, relation.target, says)
        else:
            annotations[relation.name] = f"{relation.target} | None"
            fields[relation.name] = made.plain_field(relation.name, relation.meaning, says)
    return annotations, fields


def _spoken() -> dict[str, Argument]:
    return {"language": replace(LANGUAGE, default=made.published("Language").KK)}


def _access(entity: Entity, declared: Field | Relation) -> tuple[Any, ...]:
    if declared.access is None or declared.access == entity.access:
        return ()
    return (made.Access(class_=declared.access),)


def _connection(name: str, meaning: str, target: str, directives: tuple[Any, ...] = ()) -> Any:
    arguments = connection_arguments(target)
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
