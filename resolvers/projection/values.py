"""Values on their way out: from what the graph gives to what JSON holds, opened and masked where they must be."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from graph.query.plan import Column
from resolvers.access.bind_parameters import Context
from schema.catalogue import CATALOGUE
from schema.model import Field, Mask, Scalar
from schema.types.scalars import write_datetime
from security.authorization.masks import MASKS

Convert = Callable[[Any], Any]


def reader(column: Column, type_name: str, id_key: str) -> Callable[[dict[str, Any], Context], Any]:
    """How a column of a ``type_name`` is read from a row that holds the record's id under ``id_key``."""
    key, field = column.key, column.field
    if CATALOGUE.is_sealed(CATALOGUE.entity(type_name), field):

        def opened(row: dict[str, Any], context: Context) -> Any:
            sealed = row[key]
            return None if sealed is None else context.sealer.open(type_name, row[id_key], field.name, sealed)

        return opened
    convert = converted(field)
    if convert is None:
        return lambda row, context: row[key]
    return lambda row, context: convert(row[key])


def as_stored(column: Column, type_name: str) -> bool:
    """Whether the column stands in the answer as it stands in the row."""
    return converted(column.field) is None and not CATALOGUE.is_sealed(CATALOGUE.entity(type_name), column.field)


def converted(field: Field) -> Convert | None:
    """How a stored value of ``field`` is written; None where it is written as it is."""
    return _moment if field.scalar == Scalar.DATETIME else None


def _moment(value: Any) -> Any:
    if value is None:
        return None
    native = value if isinstance(value, dt.datetime) else value.to_native()
    return write_datetime(native.replace(tzinfo=None))


def masked(field: Field) -> Convert:
    """What the field's mask leaves of a written value."""
    if field.many:
        return MASKS[Mask.NOTHING]
    return MASKS[field.mask]
