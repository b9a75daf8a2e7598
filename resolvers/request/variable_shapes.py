"""Shapes: the part of an operation's variables on which its plan depends.

A plan is used again for other values of its variables as long as their shape is the same. The shape of a truth
value, a number, an enumeration and an order is the value; of a filter its structure; of an id the type that it
begins with; of any other value, whether it is null.
"""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)

from schema.catalogue import CATALOGUE

ShapeOf = Callable[[Any], object]
_BY_VALUE = ("Boolean", "Int")


def shape_of(kind: Any) -> ShapeOf:
    """The function that finds the shape of a value of a variable of type ``kind``."""
    if is_non_null_type(kind):
        return shape_of(kind.of_type)
    if is_list_type(kind):
        inner = shape_of(kind.of_type)
        whole = is_input_object_type(_bare(kind.of_type)) or is_enum_type(_bare(kind.of_type))
        if whole:
            return lambda value: None if value is None else tuple(inner(member) for member in value)
        return lambda value: None if value is None else frozenset(inner(member) for member in value)
    if is_input_object_type(kind):
        return _object_shape(kind)
    if is_enum_type(kind) or kind.name in _BY_VALUE:
        return lambda value: value
    if kind.name == "ID":
        return _id_shape
    return lambda value: value is None


def _bare(kind: Any) -> Any:
    return kind.of_type if is_non_null_type(kind) else kind


def _id_shape(value: Any) -> object:
    entity = CATALOGUE.by_prefix(value) if isinstance(value, str) else None
    return (value is None, entity.prefix if entity else None)


def _object_shape(kind: GraphQLInputObjectType) -> ShapeOf:
    shapes: dict[str, ShapeOf] = {}

    def shape(value: Any) -> object:
        if value is None:
            return None
        parts = []
        for name, member in value.items():
            if name not in shapes:
                shapes[name] = _member_shape(kind, name)
            parts.append((name, shapes[name](member)))
        return tuple(parts)

    return shape


def _member_shape(kind: GraphQLInputObjectType, name: str) -> ShapeOf:
    """Operands of a comparison are slots; of everything else in a filter the structure counts."""
    if kind.name.endswith("Comparison"):
        return lambda value: None
    return shape_of(kind.fields[name].type)
