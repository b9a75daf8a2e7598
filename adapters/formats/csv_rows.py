"""CSV as in RFC 4180: a heading row, then a record a row; parted by semicolons, commas or tabs."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from adapters.feeds.feed import RefusedError
from adapters.formats.lines import RawLine, lines
from adapters.formats.raw import LONGEST_RECORD, Raw, UnreadableError, readable_record, refused
from adapters.formats.table import FieldPaths, nested, paths_of

_Row = tuple[int, bytes, str]
"""The number of its first line, its bytes without the last line's end, and the code of what is wrong with it."""


def _well_quoted(delimiter: str) -> re.Pattern[bytes]:
    cell = rf'(?:"(?:[^"]++|"")*+"|[^"{delimiter}\r\n]*+)'
    return re.compile(rf"{cell}(?:{delimiter}{cell})*+".encode())


# In the order in which one is preferred where a heading of one column leaves the choice.
_DELIMITERS = {delimiter: _well_quoted(delimiter) for delimiter in (";", ",", "\t")}


# What Excel writes into the first line to tell itself how the rows are parted.
_HINT = re.compile(rb"""[ ]*"?sep=([;,\t])"?[;,\t ]*""", re.IGNORECASE)


def read_csv(file: BinaryIO, columns: Mapping[str, str]) -> Iterator[Raw]:
    """The records of ``file``. Rows without a value are no records.

    A quote that is opened and not closed well costs the line on which it stands; reading goes on with the next one.

    Raises:
        UnreadableError: there is no heading row, or it cannot be used.
    """
    source = lines(file)
    heading, delimiter = _heading(source)
    paths = paths_of(heading, columns)
    for number, row, problem in _rows(source, _DELIMITERS[delimiter]):
        if problem:
            yield refused(number, problem, row, whole=problem != "TOO_LONG")
            continue
        try:
            data = _record(row, delimiter, paths)
        except RefusedError as error:
            yield refused(number, error.code, row)
        else:
            if data:
                yield readable_record(number, data, row)


def _heading(source: Iterator[RawLine]) -> tuple[list[str], str]:
    """The headings, and the delimiter: the one that Excel's hint names, or that parts them into the most."""
    any_delimiter = re.compile(b"|".join(b"(?:%s)" % pattern.pattern for pattern in _DELIMITERS.values()))
    usable = _DELIMITERS
    for number, row, problem in _rows(source, any_delimiter):
        if problem:
            raise UnreadableError(problem)
        if number == 1 and (hint := _HINT.fullmatch(row)) is not None:
            usable = {hint[1].decode(): _DELIMITERS[hint[1].decode()]}
            continue
        try:
            split = [
                (_cells(row, delimiter), delimiter)
                for delimiter, pattern in usable.items()
                if pattern.fullmatch(row)
            ]
        except RefusedError as error:
            raise UnreadableError(error.code) from None
        if not split:
            raise UnreadableError("BAD_QUOTES")
        cells, delimiter = max(split, key=lambda heading: len(heading[0]))
        if any(cells):
            return cells, delimiter
    raise UnreadableError("NO_HEADING")


def _rows(source: Iterator[RawLine], well_quoted: re.Pattern[bytes]) -> Iterator[_Row]:
    """The rows of ``source``, each of one line or, where a quoted cell is broken over them, of several.

    Up to the closing quote every further line has an even number of quotes, so that each, read by itself, is a row
    of one line: however the quotes are broken, no line is looked at more than twice.
    """
    again: deque[RawLine] = deque()
    while (first := again.popleft() if again else next(source, None)) is not None:
        number, text, whole = first
        if not whole:
            yield number, text, "TOO_LONG"
            continue
        further = _up_to_the_closing_quote(again, source) if text.count(b'"') % 2 else []
        row = b"".join([text, *(line for _, line, _ in further)]).rstrip(b"\r\n")
        if (b'"' in row or b"\r" in row) and (len(row) > LONGEST_RECORD or not well_quoted.fullmatch(row)):
            again.extendleft(reversed(further))
            yield number, text.rstrip(b"\r\n"), "BAD_QUOTES"
            continue
        yield number, row, ""


def _up_to_the_closing_quote(again: deque[RawLine], source: Iterator[RawLine]) -> list[RawLine]:
    """The lines up to the one that closes an open quote; where none does within the length of a record, those."""
    further: list[RawLine] = []
    size = 0
    while size <= LONGEST_RECORD and (line := again.popleft() if again else next(source, None)) is not None:
        further.append(line)
        _, text, whole = line
        size += len(text) if whole else LONGEST_RECORD + 1
        if text.count(b'"') % 2:
            break
    return further


def _record(row: bytes, delimiter: str, paths: FieldPaths) -> dict[str, object]:
    cells = _cells(row, delimiter)
    if not any(cells):
        return {}
    if len(cells) != len(paths):
        raise RefusedError("WRONG_COLUMNS")
    return nested(paths, cells)


def _cells(row: bytes, delimiter: str) -> list[str]:
    if b"\0" in row:
        raise RefusedError("NUL_BYTE")
    try:
        text = row.decode()
    except UnicodeDecodeError:
        raise RefusedError("NOT_UTF8") from None
    try:
        return [cell.strip() for cells in csv.reader([text], delimiter=delimiter, strict=True) for cell in cells]
    except csv.Error:
        # The row is well quoted: what is left for the library to refuse is a cell beyond its limit of 131,072.
        raise RefusedError("TOO_LONG") from None
