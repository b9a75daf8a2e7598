"""Values on their way out: from what the driver gives to what JSON holds, masked where it must be."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from schema.model import Field, Mask, Scalar
from schema.scalars import write_datetime
from security.masks import MASKS

Convert = Callable[[Any], Any]


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
