"""What a cell of a sheet holds."""

import datetime as dt
import math
import re
from dataclasses import dataclass

from lxml.etree import _Element
from openpyxl.utils.datetime import from_excel

from adapters.formats.elements import local
from adapters.formats.workbook import Workbook, text_of, unescaped
from security.clock import KAZAKHSTAN

CellValue = str | int | float | bool | dt.date | dt.time | None

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")

# Beyond it a floating-point number no longer tells whole numbers apart.
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell: its value, or what stands in it as text and the code of why that is no value."""

    value: CellValue
    problem: str = ""


def cell_of(element: _Element, book: Workbook) -> SheetCell:
    """What the cell ``element`` holds: texts, whole numbers as integers, dates, times and points in time as such.

    A number that is shown with noughts before it is the text that is shown. A point in time is in Kazakhstan's.

    Raises:
        RefusedError: TOO_LONG, it refers to a text that no cell may hold.
    """
    written = None
    for child in element:
        match local(child.tag):
            case "f":
                return SheetCell("=" + (child.text or ""), "FORMULA")
            case "v":
                written = child.text
            case "is" if element.get("t") == "inlineStr":
                return SheetCell(text_of(child).strip())
    if written is None:
        return SheetCell(None)
    try:
        return _typed(element.get("t") or "n", written, element.get("s"), book)
    except (ValueError, IndexError, OverflowError):
        return SheetCell(written, "BAD_CELL")


def _typed(kind: str, written: str, style: str | None, book: Workbook) -> SheetCell:
    match kind:
        case "s":
            return SheetCell(book.texts[int(written)].strip())
        case "n":
            number = _number(written)
            if style is not None and int(style) in book.dates:
                return SheetCell(_moment(number, book.epoch))
            if style is not None and isinstance(number, int) and number >= 0 and int(style) in book.widths:
                return SheetCell(str(number).zfill(book.widths[int(style)]))
            return SheetCell(number)
        case "str":
            return SheetCell(unescaped(written).strip())
        case "d":
            return SheetCell(_local_day(dt.datetime.fromisoformat(written.strip())))
        case "b" if written in ("0", "1", "false", "true"):
            return SheetCell(written in ("1", "true"))
        case "e":
            return SheetCell(written, "ERROR_CELL")
        case _:
            return SheetCell(written, "BAD_CELL")


def _number(written: str) -> int | float:
    if not _NUMBER.fullmatch(written.strip()):
        raise ValueError
    number = float(written)
    if not math.isfinite(number):
        raise ValueError
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _moment(number: int | float, epoch: dt.datetime) -> dt.date | dt.time:
    """A number of days since ``epoch`` as a date, with the time if it is not midnight; within day 0 as a time."""
    moment = from_excel(number, epoch)
    if isinstance(moment, dt.time):
        return moment
    if not isinstance(moment, dt.datetime):
        raise ValueError
    return _local_day(moment)


def _local_day(moment: dt.datetime) -> dt.date:
    if moment.time() == dt.time() and moment.tzinfo is None:
        return moment.date()
    # A cell cannot hold an offset: it shows what a clock in Kazakhstan showed.
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=KAZAKHSTAN)
