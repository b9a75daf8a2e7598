"""Masks: what is left of a value that is released as MASKED (docs/source/access.md, "Words")."""

import re
from collections.abc import Callable
from typing import Any

from schema.model import Mask

_CHAPTER = re.compile(r"[.(]")


def _tail(value: Any, count: int) -> str:
    text = str(value)
    return "*" * max(0, len(text) - count) + text[-count:]


def _initial(value: Any) -> str | None:
    text = str(value)
    return f"{text[0]}." if text else None


MASKS: dict[Mask, Callable[[Any], Any]] = {
    Mask.KEEP: lambda value: value,
    Mask.YEAR: lambda value: str(value)[:4],
    Mask.INITIAL: _initial,
    Mask.LAST_FOUR: lambda value: _tail(value, 4),
    Mask.LAST_TWO: lambda value: _tail(value, 2),
    Mask.CHAPTER: lambda value: _CHAPTER.split(str(value), maxsplit=1)[0],
    Mask.NOTHING: lambda value: None,
}
"""For each mask, what it makes of a value that is there. Dates come as text, year first."""
