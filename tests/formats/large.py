"""Payloads far larger than what reading them may take. Run by itself: reads one and says what that took."""

import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import BinaryIO

from adapters.feeds.feed import WireFormat
from adapters.formats import UnreadableError, read
from tests.formats.steps import made_while_read
from tests.support.books import PARTS, packed, row, sheet_of

_MB = 1024 * 1024
_LINE = b'{"recordId":"%s"}\n' % (b"x" * 380)
_XML_RECORD = b"<record><recordId>%s</recordId></record>" % (b"x" * 380)


def _lines() -> Iterable[bytes]:
    return chain([b'{"a":"'], repeat(b"y" * _MB, 100), [b'"}\n{"a":1}\n'])


def _names() -> Iterator[bytes]:
    yield b"<records><record/>"
    for thousand in range(10_000):
        yield b"".join(b"<n%x/>" % (thousand * 1000 + number) for number in range(1000))
    yield b"</records>"


def _around(start: bytes, piece: bytes, times: int, end: bytes) -> Iterable[bytes]:
    return chain([start], repeat(piece, times), [end])


def _book(rows: Iterable[bytes]) -> BinaryIO:
    return io.BytesIO(packed(sheet_of(rows), level=0))


_ROW = b'<row><c t="inlineStr"><is><t>%s</t></is></c></row>'

PAYLOADS: dict[str, tuple[WireFormat, Iterable[bytes] | None, Iterable[bytes] | None]] = {
    "a line of 100 MB": (WireFormat.NDJSON, _lines(), None),
    "many lines": (WireFormat.NDJSON, repeat(_LINE * 1000, 100), None),
    "a cell of 100 MB": (WireFormat.CSV, _around(b"a;b\n1;", b"y" * _MB, 100, b"\n2;3\n"), None),
    "a quote never closed": (
        WireFormat.CSV,
        _around(b'a;b\n";1\n', b"2;%s\n" % (b"3" * 9_000), 3_000, b"2;3\n"),
        None,
    ),
    "quotes everywhere": (WireFormat.CSV, _around(b'a;b\n"', b'\nx";"' * 10_000, 20, b"\n2;3\n"), None),
    "many rows": (WireFormat.CSV, _around(b"a;b\n", b"x;%s\n" % (b"y" * 380) * 1000, 70, b""), None),
    "many elements": (WireFormat.XML, _around(b"<records>", _XML_RECORD * 1000, 70, b"</records>"), None),
    "an element of many": (
        WireFormat.XML,
        _around(b"<r><record>", b"<a>1</a>" * 10_000, 100, b"</record><record><a>1</a></record></r>"),
        None,
    ),
    "other elements": (
        WireFormat.XML,
        _around(b"<r>", b"<a><b>1</b></a>" * 10_000, 40, b"<record><a>1</a></record></r>"),
        None,
    ),
    "a text of 100 MB": (WireFormat.XML, _around(b"<r><record/><record>", b"y" * _MB, 100, b"</record></r>"), None),
    "a tag of 100 MB": (WireFormat.XML, _around(b"<r><record/><record a='", b"y" * _MB, 100, b"'/></r>"), None),
    "a comment of 100 MB": (WireFormat.XML, _around(b"<r><record/><!--", b"y" * _MB, 100, b"--></r>"), None),
    "many comments": (WireFormat.XML, _around(b"<r><record/>", b"<!--a-->" * 10_000, 500, b"<record/></r>"), None),
    "a prolog of 100 MB": (
        WireFormat.XML,
        _around(b"<!DOCTYPE r [", b"<!ENTITY a 'b'>" * 10_000, 700, b"]><r/>"),
        None,
    ),
    "many names": (WireFormat.XML, _names(), None),
    "many sheet rows": (
        WireFormat.XLSX,
        None,
        chain([_ROW % b"a"], (_ROW % b"%d" % number * 100 for number in range(300))),
    ),
    "empty sheet rows": (
        WireFormat.XLSX,
        None,
        chain([_ROW % b"a"], repeat(b"<row/>" * 10_000, 60), [_ROW % b"b"]),
    ),
    "a sheet row of cells": (
        WireFormat.XLSX,
        None,
        chain([_ROW % b"a", b"<row>"], repeat(b"<c/>" * 10_000, 100), [b"</row>", _ROW % b"b"]),
    ),
}


def _file(name: str) -> tuple[WireFormat, BinaryIO]:
    if name == "many texts":
        texts = "<sst>" + "<si/><si><t>ab</t></si>" * 300_000 + "</sst>"
        last = row('<c t="s"><v>599999</v></c>')
        return WireFormat.XLSX, io.BytesIO(
            packed(sheet_of([row("a"), last]), {**PARTS, "xl/sharedStrings.xml": texts}, level=1)
        )
    if name == "a zip bomb":
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as part:
            for _ in range(300):
                part.write(b"\0" * _MB)
        return WireFormat.XLSX, bomb
    kind, pieces, rows = PAYLOADS[name]
    return kind, made_while_read(pieces) if pieces is not None else _book(rows or ())


def _peak() -> int:
    """The most memory that this process has held, in KB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def _peak_from_here() -> int:
    """Forget the peak until now: that of making the payload. (``ru_maxrss`` keeps even that of the parent.)"""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak()


def _main(name: str) -> None:
    kind, file = _file(name)
    before = _peak_from_here()
    problems: Counter[str] = Counter()
    try:
        for raw in read(kind, file, {}, "record"):
            problems[raw.problem] += 1
    except UnreadableError as error:
        problems[error.code] += 1
    sys.stdout.write(json.dumps([(_peak() - before) // 1024, problems]))


if __name__ == "__main__":
    _main(sys.argv[1])
