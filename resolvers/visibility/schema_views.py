"""Views: the published schema without what a caller can never be given.

To that caller what is left out does not exist: it is in no SDL and no introspection, and a document that names it
is answered as one that names nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, TypeVar

from graphql import (
    DefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLScalarType,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    parse,
    print_ast,
    visit,
)

from resolvers.visibility.reachable import SchemaVisibility, reach_of
from schema.api.build import published
from schema.api.operations import OPERATIONS
from schema.catalogue import CATALOGUE
from security.authorization.caller import Grants

VIEWS = 100
"""How many different views are kept: twenty roles make about as many."""

T = TypeVar("T", bound=TypeDefinitionNode)


@dataclass(frozen=True)
class View:
    """A schema to validate and answer against, and the digest of what it shows."""

    schema: GraphQLSchema
    digest: str


def view_of(schema: GraphQLSchema, grants: Grants) -> View:
    """What callers with ``grants`` see of ``schema``."""
    return _view(schema, reach_of(grants))


def sdl_of(grants: Grants) -> str:
    """The schema that callers with ``grants`` see, in the schema definition language."""
    return print_ast(_narrowed(reach_of(grants)))


@lru_cache(maxsize=VIEWS)
def _view(schema: GraphQLSchema, visibility: SchemaVisibility) -> View:
    view_schema = build_ast_schema(_narrowed(visibility), assume_valid=True, assume_valid_sdl=True)
    for name, kind in view_schema.type_map.items():
        if isinstance(kind, GraphQLScalarType) and name in schema.type_map:
            # The SDL does not say how a scalar is read and written.
            vars(kind).update(vars(schema.type_map[name]))
    return View(view_schema, visibility.digest)


@cache
def _published() -> DocumentNode:
    return parse(published().as_str(), no_location=True)


def _narrowed(visibility: SchemaVisibility) -> DocumentNode:
    nodes = [
        narrowed_node
        for node in _published().definitions
        if (narrowed_node := _definition(node, visibility)) is not None
    ]
    return DocumentNode(definitions=tuple(_used(nodes, visibility.types)))


def _definition(node: DefinitionNode, visibility: SchemaVisibility) -> DefinitionNode | None:
    """``node`` with what is within reach; None if it is a type of records or roots and nothing is."""
    if not isinstance(node, TypeDefinitionNode):
        return node
    name = node.name.value
    if name in OPERATIONS:
        root_fields = tuple(f for f in _members(node, "fields") if f.name.value in visibility.roots)
        return _with(node, "fields", root_fields) if root_fields else None
    if isinstance(node, EnumTypeDefinitionNode) and name == "AccessClass":
        return _with(node, "values", (v for v in _members(node, "values") if v.name.value in visibility.classes))
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return node if not _is_record(name) else _of_record(node, name, visibility)
    if isinstance(node, InputObjectTypeDefinitionNode):
        # Each suffix by itself: a record's name may end in one of them (ProtectiveOrder).
        for of in (name.removesuffix("Filter"), name.removesuffix("Order")):
            if _is_record(of):
                return _of_record(node, of, visibility)
    return node


def _is_record(name: str) -> bool:
    return name in CATALOGUE.entities or name in CATALOGUE.interfaces


def _of_record(node: TypeDefinitionNode, of: str, visibility: SchemaVisibility) -> TypeDefinitionNode | None:
    if of not in visibility.types:
        return None
    joins = ("and", "or", "not") if isinstance(node, InputObjectTypeDefinitionNode) else ()
    fields = (
        field
        for field in _members(node, "fields")
        if (of, field.name.value) in visibility.fields or field.name.value in joins
    )
    return _with(node, "fields", fields)


def _members(node: Any, name: str) -> tuple[Any, ...]:
    return tuple(getattr(node, name) or ())


def _with(node: T, name: str, members: Iterable[Any]) -> T:
    """A copy of ``node`` with other members."""
    changed: dict[str, Any] = {name: tuple(members)}
    return replace(node, **changed)


def _used(definitions: list[DefinitionNode], types: frozenset[str]) -> Iterable[DefinitionNode]:
    """The definitions to which anything leads from the roots, the records' types or a directive."""
    types_by_name = {d.name.value: d for d in definitions if isinstance(d, TypeDefinitionNode)}
    waiting = [*OPERATIONS, *types]
    for node in definitions:
        if not isinstance(node, TypeDefinitionNode):
            waiting += _named_in(node)
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in types_by_name and name not in used:
            used.add(name)
            waiting += _named_in(types_by_name[name])
    return (d for d in definitions if not isinstance(d, TypeDefinitionNode) or d.name.value in used)


def _named_in(node: DefinitionNode) -> list[str]:
    type_names: list[str] = []

    class Names(Visitor):
        def enter_named_type(self, node: NamedTypeNode, *_: Any) -> None:
            type_names.append(node.name.value)

    visit(node, Names())
    return type_names
