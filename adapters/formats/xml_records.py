"""XML: the elements of one name are the records, what is in them their names and values."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml.etree import _Element

from adapters.feeds.feed import RefusedError
from adapters.formats.elements import ParsedElement, StoppedError, elements, local, serialized
from adapters.formats.raw import DEEPEST, LONGEST_RECORD, Raw, readable_record, refused

_MOST_ATTRIBUTES = 256

# Notes to a validator (type, nil, schemaLocation) are no data.
_NOTES = "{http://www.w3.org/2001/XMLSchema-instance}"

# A serialized element holds no other ampersand: its own are written so, and comments and instructions are left out.
_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#x?[0-9A-Fa-f]+);)")


def read_xml(file: BinaryIO, element: str) -> Iterator[Raw]:
    """The elements of ``file`` with the name ``element``; of some within one another the outermost.

    Where the document cannot be read on, what is left of it is one record that cannot be read.

    Raises:
        UnreadableError: there is no XML, or it hides declarations.
    """
    position = 0
    try:
        for record in elements(file, {element}):
            position += 1
            yield _raw(position, record)
    except StoppedError as error:
        yield refused(position + 1, error.code, error.beginning, whole=False)


def _raw(position: int, element: ParsedElement) -> Raw:
    if element.beginning is not None:
        return refused(position, "TOO_LONG", element.beginning, whole=False)
    original = serialized(element.element)
    try:
        return readable_record(position, _record(element.element, original), original)
    except RefusedError as error:
        return refused(position, error.code, original)


def _record(element: _Element, original: bytes) -> dict[str, Any]:
    if len(original) > LONGEST_RECORD:
        raise RefusedError("TOO_LONG")
    if _REFERENCE.search(original):
        raise RefusedError("ENTITY")
    data = _value(element, 1)
    if isinstance(data, str):
        raise RefusedError("NOT_AN_OBJECT")
    return data or {}


def _value(element: _Element, depth: int) -> dict[str, Any] | str | None:
    """The names and values in an element, or its text; None where it is empty."""
    if len(element.attrib) > _MOST_ATTRIBUTES:
        raise RefusedError("TOO_MANY_NAMES")
    attributes = [(local(name), text) for name, text in element.items() if not str(name).startswith(_NOTES)]
    if not attributes and not len(element):
        return (element.text or "").strip() or None
    if depth > DEEPEST:
        raise RefusedError("TOO_DEEP")
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        raise RefusedError("MIXED_CONTENT")
    data: dict[str, Any] = {}
    for name, text in attributes:
        if name in data:
            raise RefusedError("DUPLICATE_NAME")
        if stripped := str(text).strip():
            data[name] = stripped
    return _with_children(data, element, depth) or None


def _with_children(data: dict[str, Any], element: _Element, depth: int) -> dict[str, Any]:
    repeated: dict[str, list[Any]] = {}
    for child in element:
        value = _value(child, depth + 1)
        if value is not None:
            repeated.setdefault(local(child.tag), []).append(value)
    if data.keys() & repeated.keys():
        raise RefusedError("DUPLICATE_NAME")
    for name, values in repeated.items():
        data[name] = values[0] if len(values) == 1 else values
    return data
