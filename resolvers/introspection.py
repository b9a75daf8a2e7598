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

from resolvers.documents import Document
from resolvers.errors import HubError


def introspect(schema: GraphQLSchema, document: Document) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """A function from variables to the answers of the operation's introspection fields, by response key."""
    operation = document.operation
    reduced = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=(),
        selection_set=_only_introspection(document, operation.selection_set),
    )
    definitions = (reduced, *document.fragments.values())

    def answer(variables: Mapping[str, Any]) -> dict[str, Any]:
        result = execute_sync(schema, DocumentNode(definitions=definitions), variable_values=dict(variables))
        if result.errors or result.data is None:
            raise HubError("INTERNAL")
        return result.data

    return answer


def _only_introspection(document: Document, selections: SelectionSetNode) -> SelectionSetNode:
    """The selections without what asks for records; fragments at the root are put in their place."""
    kept: list[Any] = []
    for node in selections.selections:
        if isinstance(node, FieldNode):
            if node.name.value in ("__schema", "__type"):
                kept.append(node)
        elif isinstance(node, InlineFragmentNode):
            kept += _only_introspection(document, node.selection_set).selections
        elif isinstance(node, FragmentSpreadNode):
            fragment = document.fragments[node.name.value]
            kept += _only_introspection(document, fragment.selection_set).selections
    return SelectionSetNode(selections=tuple(kept))
