"""What the heading of a table says: where in the record each column's value goes."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from adapters.feeds.feed import RefusedError
from adapters.formats.raw import DEEPEST, UnreadableError
from schema.texts import normal_line, normal_name

FieldPath = tuple[str, ...]
"""Names from the record down to a value."""

FieldPaths = tuple[FieldPath | None, ...]
"""The path of each column, None of one without a heading."""

_DOTTED = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*")


def paths_of(heading: Sequence[str], columns: Mapping[str, str]) -> FieldPaths:
    """The paths of a heading row: those that ``columns`` names, or the headings themselves, split at their dots.

    Raises:
        UnreadableError: HEADING_UNKNOWN, or HEADING_DOUBLED where two columns fill the same place.
    """
    paths_by_name = {normal_name(name): path for name, path in columns.items()}
    paths = tuple(_path(_spaced(name), paths_by_name) for name in heading)
    used = sorted(path for path in paths if path is not None)
    # Sorted, a path stands right before the first of those that go through it.
    if any(later[: len(path)] == path for path, later in pairwise(used)):
        raise UnreadableError("HEADING_DOUBLED")
    return paths


def nested(paths: FieldPaths, values: Sequence[Any]) -> dict[str, Any]:
    """The record of a row. ``values`` are as many as ``paths``; None and the empty text are missing.

    Raises:
        RefusedError: FORMULA, a text that a spreadsheet would calculate; WRONG_COLUMNS, a value under no heading.
    """
    data: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        if value is None or value == "":
            continue
        if path is None:
            raise RefusedError("WRONG_COLUMNS")
        if isinstance(value, str) and value.startswith("="):
            raise RefusedError("FORMULA")
        inner = data
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
        inner[path[-1]] = value
    return data


def _spaced(heading: str) -> str:
    # Headings are often wrapped within their cell.
    return normal_line(heading)


def _path(heading: str, paths_by_name: Mapping[str, str]) -> FieldPath | None:
    if not heading:
        return None
    dotted = paths_by_name.get(normal_name(heading), heading)
    path = tuple(dotted.split("."))
    if not _DOTTED.fullmatch(dotted) or len(path) > DEEPEST:
        raise UnreadableError("HEADING_UNKNOWN")
    return path
