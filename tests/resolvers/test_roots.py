"""Every root field is declared once and does one thing; its arguments say whether they shape a plan."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
)

from graph.query.predicates import Value
from resolvers.request.collect import collect
from resolvers.request.documents import read_document
from resolvers.request.variable_shapes import shape_of
from resolvers.roots import all_roots
from resolvers.roots.all_roots import BEHAVIOURS
from schema.api.graphql_schema import graphql_schema
from schema.api.operations import MUTATIONS, OPERATIONS, QUERIES, shapes_plan
from security.limits.declared import Limits

SCHEMA = graphql_schema()

SHAPING = {
    # How many rows there are, in which direction and order: a plan is another for each.
    *("first", "last", "orderBy"),
    # Which documents the hub asks.
    "sources",
    # Another property of the graph for each.
    "language",
}
"""The arguments whose values shape a plan. The values of all others fill slots of it."""


def _arguments() -> Iterator[tuple[str, str, str, Any]]:
    """Every argument of the API: type, field and name, with its declaration in GraphQL."""
    for name, kind in SCHEMA.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            for field, declared in kind.fields.items():
                yield from ((name, field, argument, says) for argument, says in declared.args.items())


ARGUMENTS = list(_arguments())


def test_every_root_is_declared_and_does_something() -> None:
    assert BEHAVIOURS.keys() == QUERIES.keys() | MUTATIONS.keys()
    families = [part.BEHAVIOURS for part in vars(all_roots).values() if isinstance(part, ModuleType)]
    assert sum(map(len, families)) == len(BEHAVIOURS) == len(QUERIES) + len(MUTATIONS)
    for name, roots in OPERATIONS.items():
        kind = SCHEMA.type_map[name]
        assert isinstance(kind, GraphQLObjectType) and list(kind.fields) == list(roots)


def test_every_argument_is_a_slot_or_is_known_to_shape_plans() -> None:
    for kind, field, argument, _ in ARGUMENTS:
        assert shapes_plan(kind, field, argument) is (argument in SHAPING), (kind, field, argument)
    assert {argument for _, _, argument, _ in ARGUMENTS} >= SHAPING


def _two_values(kind: Any) -> tuple[Any, Any]:
    """Two values of an input type that a plan must not take for one another."""
    if is_list_type(kind):
        first, second = _two_values(get_named_type(kind))
        return [first], [second]
    named = get_named_type(kind)
    if is_input_object_type(named):
        name, field = next(iter(named.fields.items()))
        first, second = _two_values(field.type)
        return {name: first}, {name: second}
    first, second = list(named.values)[:2] if is_enum_type(named) else {"Int": (1, 2)}[named.name]
    return first, second


@pytest.mark.parametrize("argument", sorted(SHAPING))
def test_what_shapes_a_plan_is_part_of_its_key(argument: str) -> None:
    kinds = {str(says.type): says.type for _, _, name, says in ARGUMENTS if name == argument}
    assert kinds
    for kind in kinds.values():
        shape = shape_of(kind)
        first, second = _two_values(kind)
        assert shape(first) != shape(second), kind


@pytest.mark.parametrize("operation", OPERATIONS)
def test_slots_are_filled_later(operation: str) -> None:
    """No value of a variable stands in a selection, unless its argument shapes the plan."""
    for root in OPERATIONS[operation].values():
        kind = SCHEMA.type_map[operation]
        assert isinstance(kind, GraphQLObjectType)
        field = kind.fields[root.name]
        declared = ", ".join(f"${name}: {says.type}" for name, says in field.args.items())
        given = ", ".join(f"{name}: ${name}" for name in field.args)
        under = "" if get_named_type(field.type).name == "Boolean" else "{ __typename }"
        head = f"{operation.lower()} ({declared})" if declared else operation.lower()
        asked = f"{root.name}({given})" if given else root.name
        document = read_document(SCHEMA, f"{head} {{ {asked} {under} }}", None, Limits())
        values: dict[str, Any] = {"first": 7, "last": 7, "orderBy": [], "where": {}}
        variables = {name: values.get(name, "v") for name in field.args}
        (selection,) = collect(SCHEMA, document.operation, document.fragments, variables, 100)
        for name, value in selection.arguments.items():
            assert isinstance(value, Value | dict) is not root.arguments[name].shapes_plan, (root.name, name)
