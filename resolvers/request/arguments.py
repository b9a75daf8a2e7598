"""Arguments: literal values become fixed values, variables become slots filled whenever the plan runs.

The structure of a filter shapes the plan, its values do not. A variable's part that shapes the plan is read when
the plan is made and is therefore part of the plan's key (:mod:`resolvers.request.variable_shapes`).
"""

import enum
from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    value_from_ast,
)

from graph.query.predicates import Fixed, FromVariable, Listed, Value
from resolvers.request.selection import ArgumentTree

Variables = Mapping[str, Any]


def argument_tree(node: ValueNode, of: GraphQLInputType, variables: Variables) -> ArgumentTree | None:
    """``node`` as a tree of values; None for an omitted variable."""
    kind = _nullable(of)
    if isinstance(node, VariableNode):
        name = node.name.value
        return _expanded(variables[name], kind, (name,)) if name in variables else None
    if isinstance(node, NullValueNode):
        return Fixed(None)
    if is_list_type(kind):
        return _list_tree(node, kind, variables)
    if isinstance(node, ObjectValueNode) and is_input_object_type(kind):
        return _object_tree(node, kind, variables)
    return Fixed(plain(value_from_ast(node, kind)))


def _nullable(kind: GraphQLInputType) -> Any:
    return kind.of_type if is_non_null_type(kind) else kind


def _object_tree(node: ObjectValueNode, kind: GraphQLInputObjectType, variables: Variables) -> ArgumentTree:
    trees: dict[str, ArgumentTree] = {}
    for field in node.fields:
        tree = argument_tree(field.value, kind.fields[field.name.value].type, variables)
        if tree is not None:
            trees[field.name.value] = tree
    return trees


def _list_tree(node: ValueNode, kind: GraphQLList[Any], variables: Variables) -> ArgumentTree:
    members = node.values if isinstance(node, ListValueNode) else (node,)
    trees = [argument_tree(member, kind.of_type, variables) for member in members]
    if is_input_object_type(_nullable(kind.of_type)):
        return [Fixed(None) if tree is None else tree for tree in trees]
    values = tuple(tree if isinstance(tree, Value) else Fixed(None) for tree in trees)
    if all(isinstance(value, Fixed) for value in values):
        return Fixed([value.value for value in values if isinstance(value, Fixed)])
    return Listed(values)


def _expanded(value: Any, kind: GraphQLInputType, path: tuple[str | int, ...]) -> ArgumentTree:
    """The structure of a variable's value, with slots where its leaves are."""
    if value is None:
        return Fixed(None)
    if is_input_object_type(kind):
        return {
            name: _expanded(member, _nullable(kind.fields[name].type), (*path, name))
            for name, member in value.items()
        }
    if is_list_type(kind):
        inner = _nullable(kind.of_type)
        if is_input_object_type(inner):
            return [_expanded(member, inner, (*path, index)) for index, member in enumerate(value)]
    return FromVariable(path)


def constant(node: ValueNode | None, argument: GraphQLArgument, variables: Variables) -> Any:
    """The value of an argument that shapes the plan as a whole, or its default."""
    value = Undefined if node is None else value_from_ast(node, argument.type, dict(variables))
    if value is Undefined:
        value = argument.default_value
    return None if value is Undefined else plain(value)


def plain(value: Any) -> Any:
    """``value`` with members of an enumeration as their names."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    return value
