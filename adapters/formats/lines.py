"""The lines of a file, none of which is held where it is longer than a record may be."""

from collections.abc import Iterator
from typing import BinaryIO

from adapters.formats.raw import LONGEST_RECORD, ORIGINAL_BYTES

RawLine = tuple[int, bytes, bool]
"""Its number from 1, its bytes with the line's end, and whether these are all of it."""

BOM = b"\xef\xbb\xbf"

# A line may be as long as a record, and its end (CR and LF) comes on top.
_LONGEST_LINE = LONGEST_RECORD + 2
_SKIPPED_AT_ONCE = 65_536


def lines(file: BinaryIO) -> Iterator[RawLine]:
    """Every line of ``file``, without the byte order mark; of one that is too long, its beginning."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        if len(line) < LONGEST_RECORD or len(line.rstrip(b"\r\n")) <= LONGEST_RECORD:
            yield number, line, True
        else:
            _skip_rest(file, line)
            yield number, line[:ORIGINAL_BYTES], False


def _skip_rest(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(_SKIPPED_AT_ONCE)
