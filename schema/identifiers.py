"""Identifiers that are texts, each of a type of its own: mypy refuses a place where a unit is meant.

They cost nothing when the hub runs. A text becomes one where it comes in: from a token, a record, a command line.
"""

from typing import NewType

HubId = NewType("HubId", str)
"""The id of a record: the prefix of its type, an underscore and the keyed digest (graph/write/ids.py)."""

UnitId = NewType("UnitId", HubId)
"""The id of a unit, an institution or an organisation that acts."""

AreaCode = NewType("AreaCode", str)
"""A place or an area: a code of the classifier of territories (KATO), or the beginning of one."""

NOWHERE = AreaCode("")
"""The area of what lies in none. Of a caller with this area it is the whole country."""

NormCode = NewType("NormCode", str)
"""The code of a norm in ``security/norms.toml``, as ``622-13``."""


def area_code(text: str | None) -> AreaCode | None:
    """A text from outside as an area; None where there is none."""
    return None if text is None else AreaCode(text)


def unit_id(text: str | None) -> UnitId | None:
    """A text from outside, or a record's id, as a unit's; None where there is none."""
    return None if text is None else UnitId(HubId(text))
