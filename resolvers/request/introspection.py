"""Introspection: what the schema says of itself, served by Strawberry's schema, apart from every record."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)
from graphql.language import DocumentNode

from resolvers.errors import HubError
from resolvers.request.documents import Document

TYPES = "types"
LIST = 10
"""How long a list of introspection, other than that of all types, is taken to be."""

LISTS = ("fields", "args", "inputFields", "enumValues", "interfaces", "possibleTypes", "directives")
TOGETHER = 10
"""Objects of introspection that cost 1 together: no record is read for them."""


def introspection_cost(schema: GraphQLSchema, document: Document, key: str) -> int:
    """What the introspection fields of the operation with the response key ``key`` cost."""
    costs: dict[str, int] = {}

    def cost(selections: SelectionSetNode) -> int:
        total = 0
        for node in selections.selections:
            if isinstance(node, FieldNode) and node.selection_set:
                name = node.name.value
                size = len(schema.type_map) if name == TYPES else LIST if name in LISTS else 1
                total += size * (1 + cost(node.selection_set))
            elif isinstance(node, InlineFragmentNode):
                total += cost(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                fragment = node.name.value
                if fragment not in costs:
                    costs[fragment] = cost(document.fragments[fragment].selection_set)
                total += costs[fragment]
        return total

    return -(-cost(_only_introspection(document, document.operation.selection_set, key)) // TOGETHER)


def introspect(
    schema: GraphQLSchema, document: Document, key: str
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """A function from variables to the answer of the introspection fields with the response key ``key``."""
    operation = document.operation
    reduced = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=(),
        selection_set=_only_introspection(document, operation.selection_set, key),
    )
    definitions = (reduced, *document.fragments.values())

    def answer(variables: Mapping[str, Any]) -> dict[str, Any]:
        result = execute_sync(schema, DocumentNode(definitions=definitions), variable_values=dict(variables))
        if result.errors or result.data is None:
            raise HubError("INTERNAL")
        return result.data

    return answer


def _only_introspection(document: Document, selections: SelectionSetNode, key: str) -> SelectionSetNode:
    """The introspection fields of that response key alone; fragments at the root are put in their place."""
    introspection_only: list[Any] = []
    for node in selections.selections:
        if isinstance(node, FieldNode):
            response = node.alias.value if node.alias else node.name.value
            if node.name.value in ("__schema", "__type") and response == key:
                introspection_only.append(node)
        elif isinstance(node, InlineFragmentNode):
            introspection_only += _only_introspection(document, node.selection_set, key).selections
        elif isinstance(node, FragmentSpreadNode):
            fragment = document.fragments[node.name.value]
            introspection_only += _only_introspection(document, fragment.selection_set, key).selections
    return SelectionSetNode(selections=tuple(introspection_only))
