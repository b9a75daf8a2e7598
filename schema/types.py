"""The GraphQL types, made with Strawberry from the declarations.

Strawberry finds the types that a field names in the module where the field's class lives, so the classes made
here are published in this module. No field has a resolver that reads anything: questions are answered by the
compiler, and a field that some other way reached graphql-core's executor refuses.
"""

import enum
import inspect
import sys
import types
from collections.abc import Callable
from typing import Annotated, Any

import strawberry
from strawberry.schema_directive import Location

from schema.catalogue import CATALOGUE, NODE
from schema.model import AccessClass, Entity, EnumType, Field, Relation, Scalar
from schema.scalars import IIN, Date, DateTime

PAGE_ARGUMENTS = {
    "first": ("int | None", "How many from the start, 1 to 500; 50 if nothing is said."),
    "after": ("str | None", "Cursor after which to begin."),
    "last": ("int | None", "How many from the end, 1 to 500."),
    "before": ("str | None", "Cursor before which to end."),
}
IDENTITY_OPERATORS = ("eq", "in")
SCALAR_OPERATORS = ("eq", "ne", "in", "notIn", "gt", "gte", "lt", "lte", "startsWith", "contains", "isNull")
PLAIN_OPERATORS = ("eq", "ne", "in", "notIn", "isNull")
ORDERED_OPERATORS = ("eq", "ne", "in", "notIn", "gt", "gte", "lt", "lte", "isNull")

_PYTHON = {
    Scalar.STRING: "str",
    Scalar.INT: "int",
    Scalar.FLOAT: "float",
    Scalar.BOOLEAN: "bool",
    Scalar.DATE: "Date",
    Scalar.DATETIME: "DateTime",
    Scalar.IIN: "IIN",
}
PUBLISHED = (Date, DateTime, IIN)

AccessClassType = strawberry.enum(AccessClass, name="AccessClass", description="How sensitive a field is.")


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.INTERFACE, Location.FIELD_DEFINITION],
    name="access",
    description="The class of a field; a type's class holds for its fields unless a field says otherwise.",
)
class Access:
    """The class of a type or field, in the SDL."""

    class_: AccessClassType = strawberry.directive_field(name="class")


class NotCompiledError(Exception):
    """A field was about to be resolved without the compiler and its guard."""


def _publish(name: str, value: Any) -> Any:
    setattr(sys.modules[__name__], name, value)
    return value


def _make(
    name: str,
    meaning: str,
    annotations: dict[str, str],
    fields: dict[str, Any],
    bases: tuple[type, ...] = (),
    **how: Any,
) -> Any:
    """A Strawberry class: attributes end in an underscore, since some names are words of Python."""
    body = {f"{key}_": value for key, value in fields.items()}
    body["__annotations__"] = {f"{key}_": value for key, value in annotations.items()}
    body["__module__"] = __name__
    body["__doc__"] = meaning
    made = types.new_class(name, bases, {}, lambda namespace: namespace.update(body))
    return _publish(name, strawberry.type(made, name=name, description=meaning, **how))


def _named(name: str, meaning: str, directives: tuple[Any, ...] = ()) -> Any:
    return strawberry.field(name=name, description=meaning, directives=directives)


def _access(entity: Entity, declared: Field | Relation) -> tuple[Any, ...]:
    if declared.access is None or declared.access == entity.access:
        return ()
    return (Access(class_=declared.access),)


def _python(field: Field) -> str:
    name = field.enum.name if field.enum else _PYTHON[field.scalar]
    return f"list[{name}]" if field.many else name


def _closed_list(declared: EnumType) -> None:
    made = enum.Enum(value=declared.name, names={v: v for v in declared.values}, module=__name__)
    _publish(declared.name, strawberry.enum(made, name=declared.name, description=declared.meaning))


def _resolver(arguments: dict[str, tuple[Any, str]], returns: str) -> Callable[..., None]:
    """A resolver that takes ``arguments`` (type and meaning, by published name) and refuses to run."""

    def refuse(**_: Any) -> None:
        raise NotCompiledError

    parameters = [
        inspect.Parameter(
            f"{name}_",
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if required else None,
            annotation=Annotated[python, strawberry.argument(name=name, description=meaning)],
        )
        for name, (python, meaning) in arguments.items()
        for required in [not (isinstance(python, str) and python.endswith("None"))]
    ]
    refuse.__signature__ = inspect.Signature(parameters, return_annotation=returns)  # type: ignore[attr-defined]
    refuse.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": returns}
    refuse.__module__ = __name__
    return refuse


def _with_arguments(
    name: str, meaning: str, arguments: dict[str, tuple[Any, str]], returns: str, directives: tuple[Any, ...] = ()
) -> Any:
    resolver = _resolver(arguments, returns)
    return strawberry.field(resolver=resolver, name=name, description=meaning, directives=directives)
