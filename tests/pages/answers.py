"""Judges what the hub answered to a page by the policy's files: which class each field of the answer has, and how
much of that class the role is ever released.

Whether a record lies within the role's scope is no question here (tests/proofs asks it): what is judged holds for
every record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLAbstractType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    parse,
)

from schema.api.graphql_schema import graphql_schema
from schema.catalogue import CATALOGUE
from schema.model import AccessClass, Entity
from security.authorization.disclosure import Disclosure
from security.authorization.masks import MASKS
from security.authorization.policy import Role

SCHEMA = graphql_schema()


@dataclass
class Judge:
    """What answers to a role held. ``leaks`` are values of which the role is never released so much."""

    role: Role
    leaks: set[str] = field(default_factory=set)
    judged: set[tuple[AccessClass, Disclosure]] = field(default_factory=set)

    def judge(self, query: str, data: Mapping[str, Any] | None) -> None:
        """Look at an answer to a question."""
        operation = next(d for d in parse(query).definitions if isinstance(d, OperationDefinitionNode))
        root = SCHEMA.query_type if operation.operation == OperationType.QUERY else SCHEMA.mutation_type
        if data and root:
            self._object(root, operation.selection_set, data)

    def most(self, entity: Entity, name: str) -> Disclosure:
        """The most that the role is ever released of a field."""
        access = entity.access if name == "id" else CATALOGUE.access(entity, name)
        if access == AccessClass.PUBLIC:
            return Disclosure.FULL
        released = max((cell.release for cell in self.role.cells.get(access, ())), default=Disclosure.HIDDEN)
        return min(released, self.role.limits.get(f"{entity.name}.{name}", Disclosure.FULL))

    def _object(self, kind: GraphQLObjectType, selected: SelectionSetNode, data: Mapping[str, Any]) -> None:
        for node in _fields(kind, selected):
            value = data.get(node.alias.value if node.alias else node.name.value)
            if value in (None, [], "") or node.name.value.startswith("__"):
                continue
            entity = CATALOGUE.entities.get(kind.name)
            if entity is not None and _is_declared(entity, node.name.value):
                self._value(entity, node.name.value, value)
            if node.selection_set:
                below = get_named_type(kind.fields[node.name.value].type)
                for part in value if isinstance(value, list) else [value]:
                    if part is not None:
                        self._object(_concrete(below, part), node.selection_set, part)

    def _value(self, entity: Entity, name: str, value: Any) -> None:
        most = self.most(entity, name)
        declared = CATALOGUE.field(entity, name)
        if declared is None:
            # A relation that leads nowhere says nothing, and one may lead to what is only pointed at.
            is_empty = isinstance(value, dict) and value.get("nodes") == []
            allowed = is_empty or most >= Disclosure.POINTER
        elif name == "id":
            allowed = most >= Disclosure.POINTER
        elif most == Disclosure.MASKED:
            allowed = value is False or MASKS[declared.mask](value) == value
        else:
            allowed = most == Disclosure.FULL
        access = entity.access if name == "id" else CATALOGUE.access(entity, name)
        self.judged.add((access, most))
        if not allowed:
            self.leaks.add(f"{entity.name}.{name} ({access}, {most.name}): {value}")


def _is_declared(entity: Entity, name: str) -> bool:
    return CATALOGUE.field(entity, name) is not None or CATALOGUE.relation(entity, name) is not None


def _concrete(kind: Any, data: Mapping[str, Any]) -> GraphQLObjectType:
    """The type of a record, by what the answer says of it, else by its id."""
    if not is_abstract_type(kind):
        assert isinstance(kind, GraphQLObjectType)
        return kind
    entity = CATALOGUE.by_prefix(str(data.get("id", "")))
    name = data.get("__typename") or (entity.name if entity else "")
    concrete = SCHEMA.get_type(name)
    assert isinstance(concrete, GraphQLObjectType), f"of no known type: {data}"
    return concrete


def _fields(kind: GraphQLObjectType, selected: SelectionSetNode) -> Iterator[FieldNode]:
    """The fields that are asked of an object of that type."""
    for node in selected.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            of = SCHEMA.get_type(node.type_condition.name.value) if node.type_condition else kind
            assert isinstance(of, GraphQLObjectType | GraphQLAbstractType)
            if of is kind or (is_abstract_type(of) and SCHEMA.is_sub_type(of, kind)):
                yield from _fields(kind, node.selection_set)
        else:
            raise AssertionError("the pages ask with no named fragments")
