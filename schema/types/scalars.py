"""The scalars of the API: how a value is read from a caller and written to one.

An error says what was expected and never repeats the value.
"""

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any, NewType

import strawberry
from graphql import (
    BooleanValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
)

Date = NewType("Date", dt.date)
DateTime = NewType("DateTime", dt.datetime)
IIN = NewType("IIN", str)
JSON = NewType("JSON", object)

_IIN = re.compile(r"^[0-9]{12}$")


class ScalarError(ValueError):
    """A value that is not of its scalar's form."""


def parse_date(value: object) -> dt.date:
    """A calendar date, written YYYY-MM-DD (ISO 8601)."""
    if isinstance(value, str) and len(value) == 10:
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise ScalarError("a date is written YYYY-MM-DD")


def parse_datetime(value: object) -> dt.datetime:
    """A point in time (ISO 8601 with an offset or Z), as a naive date-time in UTC."""
    if isinstance(value, str):
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(dt.UTC).replace(tzinfo=None)
    raise ScalarError("a point in time is written YYYY-MM-DDTHH:MM:SSZ")


def parse_iin(value: object) -> str:
    """Twelve digits. The check digit is not looked at: a number that was never issued is simply not found."""
    if isinstance(value, str) and _IIN.match(value):
        return value
    raise ScalarError("an individual identification number has twelve digits")


def read_json(node: ValueNode, variables: object = None) -> object:
    """A value that stands in the document itself.

    A variable inside it is refused: what it stands for is not known where the literal is read, and a field must
    not be left out without a word.
    """
    if isinstance(node, ObjectValueNode):
        return {field.name.value: read_json(field.value) for field in node.fields}
    if isinstance(node, ListValueNode):
        return [read_json(item) for item in node.values]
    if isinstance(node, StringValueNode | BooleanValueNode):
        return node.value
    if isinstance(node, IntValueNode) and -(2**63) <= int(node.value) < 2**64:
        return int(node.value)
    if isinstance(node, FloatValueNode) and math.isfinite(float(node.value)):
        return float(node.value)
    if isinstance(node, NullValueNode):
        return None
    raise ScalarError("a value of JSON is written out, with no variable in it and no number out of range")


def write_datetime(value: dt.datetime) -> str:
    """A naive date-time in UTC, written YYYY-MM-DDTHH:MM:SSZ, with microseconds only where there are any."""
    return value.isoformat() + "Z"


def _as_it_is(value: object) -> str:
    return str(value)


def _any(value: object) -> object:
    return value


SCALARS: Mapping[object, Any] = {
    Date: strawberry.scalar(
        name="Date",
        description="A calendar date, YYYY-MM-DD. Where a date is masked, its year alone: YYYY.",
        serialize=_as_it_is,
        parse_value=parse_date,
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A point in time in UTC, YYYY-MM-DDTHH:MM:SSZ. Where it is masked, its year alone.",
        serialize=_as_it_is,
        parse_value=parse_datetime,
    ),
    IIN: strawberry.scalar(
        name="IIN",
        description="An individual identification number: twelve digits. Masked: its last four digits.",
        serialize=_as_it_is,
        parse_value=parse_iin,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="A value of JSON (RFC 8259). Best given by a variable; in a literal no part may be a variable.",
        serialize=_any,
        parse_value=_any,
        parse_literal=read_json,
    ),
}
