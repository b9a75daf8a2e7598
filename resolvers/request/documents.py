"""Documents: parsed, validated, and what of them must be known whenever they come again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    coerce_input_value,
    is_input_type,
    is_non_null_type,
    parse,
    type_from_ast,
    validate,
    value_from_ast,
)

from resolvers.errors import HubError, RequestErrors, translated
from resolvers.request.arguments import plain
from resolvers.request.document_limits import check_measures
from resolvers.request.variable_shapes import ShapeOf, shape_of
from security.limits.declared import Limits

MAX_ERRORS = 20


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A declared variable: how its value is read, and how its shape is found."""

    name: str
    kind: Any
    default: Any
    required: bool
    shape: ShapeOf


@dataclass(frozen=True)
class Document:
    """A valid document and the operation chosen from it.

    ``is_known``: the schema has a root for operations of its kind. Otherwise nothing of it was looked at.
    """

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: tuple[Variable, ...]
    is_known: bool = True

    def coerce(self, raw_values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the declared variables. What is not declared is not looked at.

        Raises:
            HubError: BAD_VARIABLE.
        """
        values: dict[str, Any] = {}
        for variable in self.variables:
            if variable.name in raw_values:
                values[variable.name] = _coerced(raw_values[variable.name], variable)
            elif variable.default is not Undefined:
                values[variable.name] = variable.default
            elif variable.required:
                raise HubError("BAD_VARIABLE")
        return values

    def shape(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        """The shape of the variables: a part of the plan's key."""
        return tuple(
            variable.shape(values[variable.name]) if variable.name in values else Undefined
            for variable in self.variables
        )


def _coerced(value: Any, variable: Variable) -> Any:
    if value is None:
        if variable.required:
            raise HubError("BAD_VARIABLE")
        return None
    try:
        coerced = plain(coerce_input_value(value, variable.kind))
    except (GraphQLError, RecursionError) as error:
        raise HubError("BAD_VARIABLE") from error
    if coerced is Undefined:
        raise HubError("BAD_VARIABLE")
    return coerced


def read_document(schema: GraphQLSchema, text: str, operation_name: str | None, limits: Limits) -> Document:
    """Parse and validate ``text`` and choose its operation.

    An operation of a kind for which ``schema`` has no root is given back as it is, without a look at what it
    selects: nobody carries it out (:func:`resolvers.execute.execute`), but by GET it is refused as such.

    Raises:
        HubError: DOCUMENT_TOO_LARGE, OPERATION_NOT_FOUND, or a limit
        (:func:`resolvers.request.document_limits.check_measures`).
        RequestErrors: what is wrong with the document.
    """
    try:
        document = _parsed(text, limits)
        check_measures(document, limits)
        operation = _chosen(document, operation_name)
        if schema.get_root_type(operation.operation) is None:
            return Document(operation, {}, (), is_known=False)
        errors = validate(schema, document, max_errors=MAX_ERRORS)
    except RecursionError as error:
        raise HubError("TOO_DEEP") from error
    if errors:
        raise translated([e for e in errors if e.locations], "INVALID_OPERATION")
    return _document(schema, document, operation)


def changes_something(text: str, operation_name: str | None, limits: Limits) -> bool:
    """Whether the operation of a document that can be parsed is none that just reads."""
    try:
        return _chosen(_parsed(text, limits), operation_name).operation != OperationType.QUERY
    except (HubError, RequestErrors):
        return False


def _parsed(text: str, limits: Limits) -> DocumentNode:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise HubError("SYNTAX") from error
    if size > limits.document_bytes:
        raise HubError("DOCUMENT_TOO_LARGE")
    try:
        return parse(text, max_tokens=limits.tokens)
    except GraphQLError as error:
        if "token" in error.message and str(limits.tokens) in error.message:
            raise HubError("DOCUMENT_TOO_LARGE") from error
        if "nested too deeply" in error.message:
            raise HubError("TOO_DEEP") from error
        raise translated([error], "SYNTAX") from error


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    chosen = [o for o in operations if name is None or (o.name and o.name.value == name)]
    if len(chosen) != 1:
        raise HubError("OPERATION_NOT_FOUND")
    return chosen[0]


def _document(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Document:
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    variables = []
    for declared in operation.variable_definitions or ():
        kind = type_from_ast(schema, declared.type)
        default = Undefined
        if declared.default_value is not None and is_input_type(kind):
            default = value_from_ast(declared.default_value, kind)
        variables.append(
            Variable(
                name=declared.variable.name.value,
                kind=kind,
                default=default if default is Undefined else plain(default),
                required=is_non_null_type(kind),
                shape=shape_of(kind),
            )
        )
    return Document(operation, fragments, tuple(variables))
