"""XLSX: the rows of a workbook's first sheet that is shown, under its heading, the first row that is not empty."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import orjson
from lxml.etree import _Element
from openpyxl.utils.cell import get_column_letter

from adapters.feeds.feed import RefusedError
from adapters.formats.archive import opened, part
from adapters.formats.cell_references import column_of, row_of
from adapters.formats.cells import CellValue, SheetCell, cell_of
from adapters.formats.elements import ParsedElement, StoppedError, local, serialized
from adapters.formats.merged import Spans, merged_rows
from adapters.formats.raw import LONGEST_RECORD, Raw, UnreadableError, readable_record, refused
from adapters.formats.table import FieldPaths, nested, paths_of
from adapters.formats.workbook import Workbook, workbook

_Row = dict[int, SheetCell]
"""The cells of a row that are not empty, by their columns from 1."""


def read_xlsx(file: BinaryIO, columns: Mapping[str, str]) -> Iterator[Raw]:
    """The records of ``file``, which has to be seekable. Rows without a value are no records.

    Macros, links to other workbooks and all but that sheet are not opened. A row that is merged with another,
    or has merged cells, is refused: what a value in it belongs to is not said. So is a row with a number that is no
    greater than those before it. Where the sheet cannot be read on, what is left of it is one record that cannot be
    read.

    Raises:
        UnreadableError: this is no workbook that can be read, or its heading row cannot be used.
    """
    with opened(file) as archive:
        book = workbook(archive)
        merged = merged_rows(archive, book.sheet)
        position = last = 0
        paths: FieldPaths | None = None
        try:
            for element in part(archive, book.sheet, {"row"}):
                number = row_of(element.element.get("r")) or last + 1
                # Of two rows with one number each has a position of its own: by it what is refused is kept.
                position = max(number, position + 1)
                if paths is None:
                    paths = _heading(element, book, columns)
                elif (raw := _raw(position, element, book, paths, _is_within(number, merged))) is not None:
                    yield raw if number > last else refused(position, "ROW_ORDER", raw.original, raw.whole)
                last = max(last, number)
        except StoppedError as error:
            yield refused(position + 1, error.code, error.beginning, whole=False)
        if paths is None:
            raise UnreadableError("NO_HEADING")


def _heading(element: ParsedElement, book: Workbook, columns: Mapping[str, str]) -> FieldPaths | None:
    """The paths of the columns, or None where the row is empty."""
    try:
        row = _cells(element, book)
    except RefusedError as error:
        raise UnreadableError(error.code) from None
    if any(cell.problem for cell in row.values()):
        raise UnreadableError("HEADING_UNKNOWN")
    names = [str(row[column].value) if column in row else "" for column in range(1, max(row, default=0) + 1)]
    return paths_of(names, columns) if names else None


def _raw(position: int, element: ParsedElement, book: Workbook, paths: FieldPaths, is_merged: bool) -> Raw | None:
    """The record of a row, or None where it is empty."""
    try:
        row = _cells(element, book)
    except RefusedError as error:
        # Its cells cannot be told by columns, and it may refer to texts that stand elsewhere.
        return refused(position, error.code, element.beginning or serialized(element.element), whole=False)
    if not row:
        return None
    original = orjson.dumps({get_column_letter(column): cell.value for column, cell in row.items()})
    try:
        return readable_record(position, _record(row, paths, is_merged), original)
    except RefusedError as error:
        return refused(position, error.code, original)


def _cells(row_element: ParsedElement, book: Workbook) -> _Row:
    if row_element.beginning is not None:
        raise RefusedError("TOO_LONG")
    row: _Row = {}
    column = 0
    size = 0
    for element in row_element.element:
        column = _column(element, column)
        cell = cell_of(element, book)
        if cell.value is None or cell.value == "":
            continue
        if column in row:
            raise RefusedError("BAD_CELL")
        row[column] = cell
        # Shared texts stand elsewhere: a short row may refer to a long one a thousand times.
        size += len(cell.value) if isinstance(cell.value, str) else 0
        if size > LONGEST_RECORD:
            raise RefusedError("TOO_LONG")
    return row


def _column(element: _Element, before: int) -> int:
    if local(element.tag) != "c":
        raise RefusedError("BAD_CELL")
    reference = element.get("r")
    column = before + 1 if reference is None else column_of(reference)
    if column is None:
        raise RefusedError("BAD_CELL")
    return column


def _record(row: _Row, paths: FieldPaths, is_merged: bool) -> dict[str, CellValue]:
    problem = next((cell.problem for cell in row.values() if cell.problem), "")
    if problem or is_merged:
        raise RefusedError(problem or "MERGED_CELLS")
    if max(row) > len(paths):
        raise RefusedError("WRONG_COLUMNS")
    return nested(paths, [row[column].value if column in row else None for column in range(1, len(paths) + 1)])


def _is_within(position: int, spans: Spans) -> bool:
    place = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return place >= 0 and position <= spans[place][1]
