"""The GraphQL types, made with Strawberry from the declarations.

Strawberry finds the types that a field names in the module where the field's class lives, so the classes made
here are published in this module. No field has a resolver that reads anything: questions are answered by the
compiler, and a field that some other way reached graphql-core's executor refuses.
"""

import enum
import inspect
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry.schema_directive import Location

from schema.model import AccessClass, EnumType, Field, Scalar
from schema.types.scalars import IIN, JSON, Date, DateTime

PYTHON = {
    Scalar.STRING: "str",
    Scalar.INT: "int",
    Scalar.FLOAT: "float",
    Scalar.BOOLEAN: "bool",
    Scalar.DATE: "Date",
    Scalar.DATETIME: "DateTime",
    Scalar.IIN: "IIN",
}
"""The Python type of each scalar, by the name under which it is published here."""

SCALAR_TYPES = (Date, DateTime, IIN, JSON)
"""Strawberry looks the names of types up in this module."""


strawberry.enum(AccessClass, name="AccessClass", description="How sensitive a field is.")


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.INTERFACE, Location.FIELD_DEFINITION],
    name="access",
    description="The class of a field; a type's class holds for its fields unless a field says otherwise.",
)
class Access:
    """The class of a type or field, in the SDL."""

    class_: AccessClass = strawberry.directive_field(name="class")


class NotCompiledError(Exception):
    """A field was about to be resolved without the compiler and its guard."""


def _publish(name: str, value: Any) -> Any:
    setattr(sys.modules[__name__], name, value)
    return value


def published(name: str) -> Any:
    """The class published under ``name``."""
    return getattr(sys.modules[__name__], name)


def make(
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
    new_type = types.new_class(name, bases, {}, lambda namespace: namespace.update(body))
    return _publish(name, strawberry.type(new_type, name=name, description=meaning, **how))


def plain_field(name: str, meaning: str, directives: tuple[Any, ...] = ()) -> Any:
    """A field without arguments."""
    return strawberry.field(name=name, description=meaning, directives=directives)


def publish_plain(
    name: str, meaning: str, fields: dict[str, tuple[str, str]], directives: tuple[Any, ...] = ()
) -> None:
    """Publish a type whose fields, each with its Python type and its meaning, take no arguments."""
    annotations = {key: python for key, (python, _) in fields.items()}
    members = {key: plain_field(key, says) for key, (_, says) in fields.items()}
    make(name, meaning, annotations, members, directives=directives)


def python_type(field: Field) -> str:
    """The Python type of a field, as an annotation."""
    name = field.enum.name if field.enum else PYTHON[field.scalar]
    return f"list[{name}]" if field.many else name


def publish_enum(declared: EnumType) -> None:
    """Publish a closed list."""
    enumeration: Callable[..., Any] = enum.Enum
    published = enumeration(declared.name, {value: value for value in declared.values}, module=__name__)
    _publish(declared.name, strawberry.enum(published, name=declared.name, description=declared.meaning))


@dataclass(frozen=True)
class Argument:
    """An argument of a field: its Python type as an annotation, its meaning, and its default if it has one.

    ``shapes_plan``: its value is part of the plan of an operation. Otherwise it is a slot, which the values of
    later requests fill (:mod:`resolvers.request.variable_shapes` says which types can shape a plan).
    """

    python: str
    meaning: str
    default: Any = inspect.Parameter.empty
    shapes_plan: bool = False


def _resolver(arguments: Mapping[str, Argument], returns: str) -> Callable[..., None]:
    """A resolver that takes ``arguments`` by published name, and refuses to run."""

    def refuse(**_: Any) -> None:
        raise NotCompiledError

    parameters = [
        inspect.Parameter(
            f"{name}_",
            inspect.Parameter.KEYWORD_ONLY,
            default=argument.default,
            annotation=Annotated[argument.python, strawberry.argument(name=name, description=argument.meaning)],
        )
        for name, argument in arguments.items()
    ]
    signature = inspect.Signature(parameters, return_annotation=returns)
    vars(refuse)["__signature__"] = signature
    refuse.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": returns}
    refuse.__module__ = __name__
    return refuse


def with_arguments(
    name: str, meaning: str, arguments: Mapping[str, Argument], returns: str, directives: tuple[Any, ...] = ()
) -> Any:
    """A field with arguments, by published name."""
    resolver = _resolver(arguments, returns)
    return strawberry.field(resolver=resolver, name=name, description=meaning, directives=directives)
