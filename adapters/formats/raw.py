"""A record as it came, whatever format it came in, and the limits that every format keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ORIGINAL_BYTES = 262_144
"""The most bytes that are kept of a record as it came."""

LONGEST_RECORD = 1_048_576
"""The most bytes of a record that is read."""

DEEPEST = 12
"""The most levels of names and lists within one another; the record itself is the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A record of a payload, read or not.

    ``position`` counts from 1: the line of NDJSON and CSV on which the record begins, the row of an XLSX sheet, the
    ordinal of a record's element in XML. ``data`` are its names and values, None where it cannot be read; then
    ``problem`` is the code of the reason. ``original`` is the record as it came: a line, a serialized element, an
    XLSX row as JSON by column letters, or as XML where its cells have none; its first ORIGINAL_BYTES at most, and
    ``whole`` says whether that is all.
    """

    position: int
    data: Mapping[str, Any] | None
    original: bytes
    whole: bool
    problem: str = ""


class UnreadableError(Exception):
    """A payload that cannot be read at all: the code of the reason, never a value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def readable_record(position: int, data: Mapping[str, Any], original: bytes) -> Raw:
    """A record that was read."""
    return Raw(
        position=position, data=data, original=original[:ORIGINAL_BYTES], whole=len(original) <= ORIGINAL_BYTES
    )


def refused(position: int, problem: str, original: bytes, whole: bool = True) -> Raw:
    """A record that cannot be read. ``whole`` is False where ``original`` is already cut."""
    return Raw(
        position=position,
        data=None,
        original=original[:ORIGINAL_BYTES],
        whole=whole and len(original) <= ORIGINAL_BYTES,
        problem=problem,
    )
