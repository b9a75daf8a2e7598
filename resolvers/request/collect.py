"""Collect: from the document and its variables to the selections that remain.

Fields are merged by response key across fragments (GraphQL specification, section 6.3.2), ``@skip`` and
``@include`` are decided, and under an interface every object type gets the selections that apply to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from resolvers.errors import HubError
from resolvers.request.arguments import Variables, argument_tree, constant
from resolvers.request.selection import Selection
from schema.api.operations import shapes_plan


@dataclass(kw_only=True)
class _Collector:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables
    most: int
    count: int = 0
    path: list[str] = field(default_factory=list)

    def collect(self, parent: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> tuple[Selection, ...]:
        merged: dict[str, list[FieldNode]] = {}
        for selections in sets:
            self._merge(parent, selections, merged, set())
        self.count += len(merged)
        if self.count > self.most:
            raise HubError("TOO_MANY_FIELDS")
        return tuple(self._selection(parent, key, nodes) for key, nodes in merged.items())

    def _merge(
        self,
        parent: GraphQLObjectType,
        selections: SelectionSetNode,
        merged: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                merged.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else parent.name
                if self._applies(condition, parent):
                    self._merge(parent, node.selection_set, merged, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, parent):
                    self._merge(parent, fragment.selection_set, merged, spread)

    def _included(self, node: SelectionNode) -> bool:
        """What ``@skip`` and ``@include`` say; both must let the selection through."""
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                value = (directive.arguments or ())[0].value
                chosen = (
                    self.variables.get(value.name.value)
                    if isinstance(value, VariableNode)
                    else isinstance(value, BooleanValueNode) and value.value
                )
                if bool(chosen) is not (directive.name.value == "include"):
                    return False
        return True

    def _applies(self, condition: str, parent: GraphQLObjectType) -> bool:
        kind = self.schema.type_map[condition]
        return kind is parent or (is_abstract_type(kind) and self.schema.is_sub_type(kind, parent))

    def _selection(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Selection:
        first = nodes[0]
        name = first.name.value
        place = _place(first)
        if name.startswith("__"):
            return Selection(key=key, name=name, place=place, arguments={}, variants={})
        definition = parent.fields[name]
        arguments = self._arguments(parent.name, first, definition.args)
        kind = get_named_type(definition.type)
        variants: dict[str, tuple[Selection, ...]] = {}
        if is_composite_type(kind):
            sets = [node.selection_set for node in nodes if node.selection_set]
            possible = self.schema.get_possible_types(kind) if isinstance(kind, GraphQLInterfaceType) else [kind]
            variants = {
                member.name: self.collect(member, sets)
                for member in possible
                if isinstance(member, GraphQLObjectType)
            }
        return Selection(key=key, name=name, place=place, arguments=arguments, variants=variants)

    def _arguments(self, parent: str, node: FieldNode, definitions: Mapping[str, Any]) -> dict[str, Any]:
        nodes = {argument.name.value: argument.value for argument in node.arguments or ()}
        arguments: dict[str, Any] = {}
        for name, definition in definitions.items():
            if shapes_plan(parent, node.name.value, name):
                arguments[name] = constant(nodes.get(name), definition, self.variables)
                continue
            tree = argument_tree(nodes[name], definition.type, self.variables) if name in nodes else None
            if tree is not None:
                arguments[name] = tree
        return arguments


def _place(node: FieldNode) -> tuple[int, int]:
    if node.loc is None:
        return (0, 0)
    return (node.loc.start_token.line, node.loc.start_token.column)


def collect(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Variables,
    most: int,
) -> tuple[Selection, ...]:
    """The root selections of ``operation``.

    Raises:
        HubError: TOO_MANY_FIELDS: more than ``most``, counted for every type that can stand at a place.
    """
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise HubError("INTERNAL")
    return _Collector(schema=schema, fragments=fragments, variables=variables, most=most).collect(
        root, [operation.selection_set]
    )
