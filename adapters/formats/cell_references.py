"""The numbers of rows and columns, as a sheet writes them."""

import re

from openpyxl.utils.cell import column_index_from_string

_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_CELL = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


def row_of(number: str | None) -> int | None:
    """The row with ``number``, None where there is no such row."""
    if number is None or not number.isascii() or not number.isdecimal() or len(number) > len(str(_LAST_ROW)):
        return None
    return int(number) if 1 <= int(number) <= _LAST_ROW else None


def column_of(reference: str) -> int | None:
    """The column of the cell ``reference``, such as C5, None where there is no such cell."""
    match = _CELL.fullmatch(reference)
    column = column_index_from_string(match[1]) if match else 0
    return column if 1 <= column <= _LAST_COLUMN else None
