"""Filter and order inputs, derived from the declarations."""

from typing import Any

import strawberry

from schema.catalogue import CATALOGUE
from schema.model import Entity, EnumType, Field, Scalar
from schema.types import factory as made

IDENTITY_OPERATORS = ("eq", "in")
TEXT_OPERATORS = ("eq", "ne", "in", "notIn", "gt", "gte", "lt", "lte", "startsWith", "contains", "isNull")
CLOSED_OPERATORS = ("eq", "ne", "in", "notIn", "isNull")
ORDERED_OPERATORS = ("eq", "ne", "in", "notIn", "gt", "gte", "lt", "lte", "isNull")

_BY_SCALAR = {
    Scalar.STRING: TEXT_OPERATORS,
    Scalar.INT: ORDERED_OPERATORS,
    Scalar.FLOAT: ORDERED_OPERATORS,
    Scalar.BOOLEAN: CLOSED_OPERATORS,
    Scalar.DATE: ORDERED_OPERATORS,
    Scalar.DATETIME: ORDERED_OPERATORS,
}


def comparison(entity: Entity, field: Field) -> str:
    """The name of the input type that compares ``field``; empty if it takes no filter."""
    if field.many:
        return ""
    if CATALOGUE.is_sealed(entity, field):
        return f"Identity{'' if field.scalar == Scalar.STRING else field.scalar.value}Comparison"
    if field.name == "id":
        return "IDComparison"
    return f"{field.enum.name if field.enum else field.scalar.value}Comparison"


def orderable(entity: Entity, field: Field) -> bool:
    """Whether a connection of ``entity`` can be ordered by ``field``. Not by one that is encrypted at rest."""
    return not field.many and not CATALOGUE.is_sealed(entity, field)


def publish_inputs() -> None:
    """Make every comparison, filter and order input."""
    for scalar, operators in _BY_SCALAR.items():
        _publish_comparison(f"{scalar.value}Comparison", made.PYTHON[scalar], operators)
    _publish_comparison("IDComparison", "strawberry.ID", ("eq", "ne", "in", "notIn"))
    _publish_comparison("IdentityComparison", "str", IDENTITY_OPERATORS)
    _publish_comparison("IdentityIINComparison", "IIN", IDENTITY_OPERATORS)
    _publish_comparison("IdentityDateComparison", "Date", IDENTITY_OPERATORS)
    for declared in CATALOGUE.enums:
        _publish_comparison(f"{declared.name}Comparison", declared.name, CLOSED_OPERATORS)
    made.publish_enum(EnumType("SortDirection", ("ASC", "DESC"), "In which direction to order."))
    for name in (*CATALOGUE.interfaces, *CATALOGUE.entities):
        _publish_filter(CATALOGUE.shared(name))
        _publish_order(CATALOGUE.shared(name))


def _publish_comparison(name: str, python: str, operators: tuple[str, ...]) -> None:
    kinds = {"in": f"list[{python}]", "notIn": f"list[{python}]", "isNull": "bool"}
    types = {operator: kinds.get(operator, python) for operator in operators}
    _publish_input(name, "Conditions on a value; all of them must hold.", types)


def _publish_filter(entity: Entity) -> None:
    types = {field.name: compared for field in CATALOGUE.fields(entity) if (compared := comparison(entity, field))}
    for relation in entity.relations:
        if relation.exposed:
            suffix = "RelationFilter" if relation.many else "Filter"
            types[relation.name] = f"{relation.target}{suffix}"
    filter_name = f"{entity.name}Filter"
    types |= {"and": f"list[{filter_name}]", "or": f"list[{filter_name}]", "not": filter_name}
    _publish_input(filter_name, f"Which records of type {entity.name} are wanted; all parts must hold.", types)
    quantified = dict.fromkeys(("some", "none", "every"), filter_name)
    _publish_input(f"{entity.name}RelationFilter", "Conditions on the records of a relation.", quantified)


def _publish_order(entity: Entity) -> None:
    types = {f.name: "SortDirection" for f in CATALOGUE.fields(entity) if orderable(entity, f)}
    _publish_input(f"{entity.name}Order", "By which field to order: exactly one.", types)


def _publish_input(name: str, meaning: str, types: dict[str, str]) -> None:
    fields: dict[str, Any] = {key: strawberry.field(name=key, default=strawberry.UNSET) for key in types}
    made.make(name, meaning, {k: f"{v} | None" for k, v in types.items()}, fields, is_input=True)
