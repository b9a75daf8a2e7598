"""Comparing an answer with the expected one, and learning the hub's cursors from the pair."""

from collections.abc import Iterator

from tests.proofs.oracle.pages import Cursor, Position
from tests.proofs.oracle.values import Json


def compare(expected: Json, actual: Json) -> list[str]:
    """The paths at which two answers differ, each with what differs; empty if they are the same."""
    return list(_differences(expected, actual, "data"))


def learn(expected: Json, actual: Json) -> dict[str, Position]:
    """What the cursors of an answer stand for, where the answer is as expected."""
    return dict(_cursors(expected, actual))


def _differences(expected: Json, actual: Json, path: str) -> Iterator[str]:
    if isinstance(expected, Cursor):
        if not (isinstance(actual, str) and actual):
            yield f"{path}: expected a cursor, found {actual!r}"
    elif isinstance(expected, dict) and isinstance(actual, dict):
        if list(expected) != list(actual):
            yield f"{path}: expected keys {list(expected)}, found {list(actual)}"
        for key in expected:
            if key in actual:
                yield from _differences(expected[key], actual[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{path}: expected {len(expected)} items, found {len(actual)}"
        for index, (one, other) in enumerate(zip(expected, actual, strict=False)):
            yield from _differences(one, other, f"{path}[{index}]")
    elif not _same(expected, actual):
        yield f"{path}: expected {expected!r}, found {actual!r}"


def _same(expected: Json, actual: Json) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    numbers = isinstance(expected, int | float) and isinstance(actual, int | float)
    return (numbers or type(expected) is type(actual)) and bool(expected == actual)


def _cursors(expected: Json, actual: Json) -> Iterator[tuple[str, Position]]:
    if isinstance(expected, Cursor) and isinstance(actual, str):
        yield actual, expected.position
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for key in expected:
            yield from _cursors(expected[key], actual.get(key))
    elif isinstance(expected, list) and isinstance(actual, list):
        for one, other in zip(expected, actual, strict=False):
            yield from _cursors(one, other)
