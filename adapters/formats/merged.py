"""Which rows of a sheet have merged cells. It says so only at its end, so it is looked through beforehand."""

import re
from collections.abc import Iterator
from zipfile import ZipFile

from adapters.formats.archive import unpacked
from adapters.formats.raw import UnreadableError

Spans = list[tuple[int, int]]
"""The first and last rows of spans of rows, in order, none within another."""

_MOST = 100_000

# A merge is written in far fewer bytes; in a text of the sheet its bracket would be written &lt;.
_OVERLAP = 256
_MERGE = re.compile(
    rb"""<(?:\w{1,40}:)?mergeCell\s[^<>]{0,80}?ref=["'][A-Z]{1,3}([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})["']"""
)


def merged_rows(archive: ZipFile, sheet: str) -> Spans:
    """The rows of the part ``sheet`` with merged cells.

    Raises:
        UnreadableError: MERGED_CELLS, there are too many; or the part is missing or does not unpack as declared.
    """
    ranges = set()
    for first, last in _merges(archive, sheet):
        ranges.add((first, last))
        if len(ranges) > _MOST:
            raise UnreadableError("MERGED_CELLS")
    spans: Spans = []
    for first, last in sorted(ranges):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _merges(archive: ZipFile, sheet: str) -> Iterator[tuple[int, int]]:
    """The first and last row of every merge; one that lies on the edge of two chunks may come twice."""
    before = b""
    for chunk in unpacked(archive, sheet):
        window = before + chunk
        if b"mergeCell" in window:
            yield from ((int(match[1]), int(match[2])) for match in _MERGE.finditer(window))
        before = window[-_OVERLAP:]
