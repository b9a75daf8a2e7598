"""Binding: the values of a statement's parameters, whenever a plan runs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from graph.engine.sealer import Sealer, plain_text
from graph.query.predicates import (
    AreaPrefix,
    BlindIndexes,
    CursorValue,
    Fixed,
    FromCaller,
    FromVariable,
    Listed,
    Normal,
    Value,
)
from resolvers.access.access_trail import AccessTrace
from resolvers.errors import HubError
from resolvers.plan.slots import value_at
from resolvers.request.arguments import Variables
from schema.texts import normal, normal_name, normal_part
from schema.types.roots import MAX_VALUES
from security.authorization.caller import Caller, Grants
from security.vault.cursor_seal import CursorError, CursorSeal


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything outside the plan on which an answer depends."""

    variables: Variables
    caller: Caller
    grants: Grants
    today: dt.date
    seal: CursorSeal
    sealer: Sealer
    trace: AccessTrace


def bind(parameters: tuple[tuple[str, Value], ...], context: Context) -> dict[str, Any]:
    """The parameters of a statement, by name.

    Raises:
        HubError: BAD_CURSOR, or TOO_MANY_VALUES.
    """
    return {
        name: _blind(value, context) if isinstance(value, BlindIndexes) else _bound_list(value, context)
        for name, value in parameters
    }


def _bound_list(value: Value, context: Context) -> Any:
    bound_value = _bound(value, context)
    if isinstance(bound_value, list) and len(bound_value) > MAX_VALUES:
        raise HubError("TOO_MANY_VALUES")
    return bound_value


def _blind(value: BlindIndexes, context: Context) -> list[str | None] | None:
    """The blind indexes of what is sought, by every key in use. An unknown value stays unknown."""
    if _bound_list(value.of, context) is None:
        return None
    indexes: list[str | None] = []
    for text in values_of(value, context):
        indexes += [None] if text is None else context.sealer.indexes(value.type, value.field, plain_text(text))
    return indexes


def values_of(value: BlindIndexes, context: Context) -> list[Any]:
    """What is sought by a blind index."""
    bound_value = _bound_list(value.of, context)
    return bound_value if isinstance(bound_value, list) else [bound_value]


def _bound(value: Value, context: Context) -> Any:
    if isinstance(value, FromVariable):
        return value_at(context.variables, value.path)
    if isinstance(value, Fixed):
        return value.value
    if isinstance(value, FromCaller):
        return context.today if value.name == "today" else getattr(context.grants, value.name)
    if isinstance(value, AreaPrefix):
        area = _bound(value.of, context)
        return None if area is None else f"{area}/"
    if isinstance(value, Listed):
        return [_bound(part, context) for part in value.parts]
    if isinstance(value, BlindIndexes):
        return _blind(value, context)
    if isinstance(value, Normal):
        return _normal(value, _bound(value.of, context))
    return _cursor_value(value, context)


def _normal(value: Normal, bound_value: Any) -> Any:
    if isinstance(bound_value, list):
        return [_normal(value, item) for item in bound_value]
    if not isinstance(bound_value, str):
        return bound_value
    if not value.is_part:
        return normal_name(bound_value) if value.is_name else normal(bound_value)
    text = normal_part(bound_value) if value.is_name else normal(bound_value)
    if not text:
        return text
    before, after = bound_value[0].isspace(), bound_value[-1].isspace()
    return f"{' ' * before}{text}{' ' * after}"


def _cursor_value(value: CursorValue, context: Context) -> Any:
    try:
        position = context.seal.open(_bound(value.cursor, context), value.order, context.grants.digest)
        cursor_value = position[value.index]
    except (CursorError, IndexError) as error:
        raise HubError("BAD_CURSOR") from error
    if value.scalar == "Date" and cursor_value is not None:
        return dt.date.fromisoformat(cursor_value)
    if value.scalar == "DateTime" and cursor_value is not None:
        return dt.datetime.fromisoformat(cursor_value)
    return cursor_value
