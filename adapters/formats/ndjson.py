"""Newline-delimited JSON: an object a line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson

from adapters.feeds.feed import RefusedError
from adapters.formats.lines import lines
from adapters.formats.raw import DEEPEST, Raw, readable_record, refused

_CONTAINERS = frozenset({dict, list})


def read_ndjson(file: BinaryIO) -> Iterator[Raw]:
    """The records of ``file``. Lines of nothing but white space are no records."""
    for number, text, whole in lines(file):
        line = text.strip()
        if not line:
            continue
        if not whole:
            yield refused(number, "TOO_LONG", text, whole=False)
            continue
        try:
            data = _object(line)
        except RefusedError as error:
            yield refused(number, error.code, line)
        else:
            yield readable_record(number, data, line)


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise RefusedError(_reason(line, error)) from None
    if type(data) is not dict:
        raise RefusedError("NOT_AN_OBJECT")
    if _may_repeat_a_name(line, _members(data, 1)):
        _refuse_repeated_names(line)
    return data


def _reason(line: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        line.decode()
    except UnicodeDecodeError:
        return "NOT_UTF8"
    return "TOO_DEEP" if error.msg.startswith("depth limit") else "NOT_JSON"


def _members(container: dict[str, Any] | list[Any], depth: int) -> int:
    """The number of members of all objects in ``container``."""
    if depth > DEEPEST:
        raise RefusedError("TOO_DEEP")
    values: Iterable[Any] = container
    count = 0
    if isinstance(container, dict):
        values = container.values()
        count = len(container)
    for value in values:
        if type(value) in _CONTAINERS:
            count += _members(value, depth + 1)
    return count


def _may_repeat_a_name(line: bytes, members: int) -> bool:
    """Whether an object of ``line`` may hold a name twice, of which orjson keeps the last without a word.

    Without white space a quote and a colon stand behind every name. Where there are as many as members that were
    kept, none was dropped. A text can hold them too: that costs a second look.
    """
    return line.translate(None, b" \t\r").count(b'":') != members


def _refuse_repeated_names(line: bytes) -> None:
    # Numbers stay text: the library refuses to read very long ones, and nobody looks at them here.
    json.loads(line, object_pairs_hook=_once_each, parse_int=str, parse_float=str)


def _once_each(members: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in members}) != len(members):
        raise RefusedError("DUPLICATE_NAME")
