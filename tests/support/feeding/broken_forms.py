"""The four forms of a payload, made by hand so that anything can be wrong in it, and what may be wrong in each.

A record of a payload is a piece of it: the bytes that stand there. The faults
make a broken piece of a good record.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import orjson
from openpyxl.utils.cell import get_column_letter

from adapters.feeds.feed import WireFormat
from synthetic.wire.files import headings
from tests.support.books import PARTS, packed, sheet_of
from tests.support.feeding.broken_records import (
    CONTROL,
    DIGITS,
    EXTRA,
    LEFT_OUT,
    LONG_NUMBER,
    NO_CLOCK,
    NO_INT,
    NO_TEXT,
    UNWRITTEN,
    Ground,
    Row,
    changed,
)

PROLOG = (
    b"<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE records ["
    b'<!ENTITY own "own"><!ENTITY file SYSTEM "file:///etc/hostname">'
    b'<!ENTITY net SYSTEM "http://192.0.2.1/x"><!ENTITY a0 "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
"""Declares an entity of each kind; whoever refers to none is not harmed."""

MANY = 1_048_576
"""Bytes of a record that is too long, or nearly."""


@dataclass(frozen=True)
class FormFault:
    """What is wrong with a piece. ``where`` is empty of what cannot be read."""

    name: str
    make: Callable[[Row, Ground], bytes]
    code: str
    where: str = ""
    whole: bool = True


def piece_of(row: Row, ground: Ground) -> bytes:
    """A record as it stands in a payload of its form."""
    match ground.form:
        case WireFormat.NDJSON:
            return orjson.dumps(row)
        case WireFormat.CSV:
            return _csv([value or "" for value in cells_of(row, ground)])
        case WireFormat.XLSX:
            return _sheet_row(cells_of(row, ground))
        case WireFormat.XML:
            return element_of(ground.feed.element, row).encode()


def payload_of(ground: Ground, pieces: Sequence[bytes]) -> bytes:
    """A payload of ``pieces``; the first record's position is ``first_position``."""
    match ground.form:
        case WireFormat.NDJSON:
            return b"\xef\xbb\xbf" + b"\r\n".join(pieces) + b"\r\n"
        case WireFormat.CSV:
            return b"\xef\xbb\xbf" + b"\r\n".join([_csv(headings(ground.feed)), *pieces]) + b"\r\n"
        case WireFormat.XLSX:
            return packed(_sheet(ground, pieces), PARTS)
        case WireFormat.XML:
            return PROLOG + b"\n<records>\n" + b"\n".join(pieces) + b"\n</records>"


def first_position(form: WireFormat) -> int:
    """The position of the first record of a payload."""
    return 2 if form in (WireFormat.CSV, WireFormat.XLSX) else 1


def cells_of(row: Row, ground: Ground) -> list[str | None]:
    """The cells of a record in a table."""
    found: list[str | None] = []
    for path in headings(ground.feed).values():
        value: Any = row
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        found.append(None if value is None else str(value))
    return found


def in_form(ground: Ground, path: str) -> bool:
    """Whether a form has a place for the field ``path``."""
    return ground.form in (WireFormat.NDJSON, WireFormat.XML) or path in headings(ground.feed).values()


def column(ground: Ground, path: str) -> int:
    """The place of a field in a table, from 0."""
    return list(headings(ground.feed).values()).index(path)


def element_of(name: str, value: Any) -> str:
    """A record, or a part of one, in XML."""
    if not isinstance(value, dict):
        return f"<{name}>{escape(str(value))}</{name}>"
    listed = ((key, each if isinstance(each, list) else [each]) for key, each in value.items())
    inner = "".join(element_of(key, one) for key, many in listed for one in many)
    return f"<{name}>{inner}</{name}>"


def _csv(cells: Iterable[str]) -> bytes:
    held = io.StringIO()
    csv.writer(held, lineterminator="").writerow(cells)
    return held.getvalue().encode()


def _sheet(ground: Ground, pieces: Sequence[bytes]) -> Iterable[bytes]:
    heading = _sheet_row(list(headings(ground.feed)))
    rows = [_at(piece, place) for place, piece in enumerate([heading, *pieces], 1)]
    merges = [place for place, piece in enumerate(pieces, 2) if b"<!--merged-->" in piece]
    after = b"".join(b'<mergeCell ref="B%d:C%d"/>' % (place, place) for place in merges)
    return sheet_of(rows, b"<mergeCells>" + after + b"</mergeCells>")


def _at(piece: bytes, place: int) -> bytes:
    return re.sub(rb'(<row r=")(?=")', rb"\g<1>%d" % place, piece).replace(b"@", b"%d" % place)


def _sheet_row(cells: Iterable[str | None], others: Mapping[int, str] | None = None) -> bytes:
    """A row; its number and the cells' are put in where it stands. ``others`` are cells as XML."""
    made = ['<row r="">']
    for place, cell in enumerate(cells):
        at = get_column_letter(place + 1)
        if others and place in others:
            made.append(others[place].replace("@", f"{at}@"))
        elif cell is not None:
            made.append(f'<c r="{at}@" t="inlineStr"><is><t>{escape(cell, {"@": "&#64;"})}</t></is></c>')
    return "".join([*made, "</row>"]).encode()


def _line(change: Callable[[bytes], bytes]) -> Callable[[Row, Ground], bytes]:
    return lambda row, ground: change(piece_of(row, ground))


def _with(path: str, value: Any) -> Callable[[Row, Ground], bytes]:
    """A record with a value of any type at ``path``, in which ``card`` is where the person is."""
    return lambda row, ground: piece_of(changed(row, {path.replace("card", ground.card): value}), ground)


def _named(path: str, raw: bytes) -> Callable[[Row, Ground], bytes]:
    """A record with ``raw`` for the value at ``path``."""

    def make(row: Row, ground: Ground) -> bytes:
        marked = piece_of(changed(row, {path.replace("card", ground.card): "MARK"}), ground)
        return marked.replace(b'"MARK"', raw).replace(b"MARK", raw)

    return make


def _long(row: Row, ground: Ground) -> bytes:
    return piece_of(changed(row, {ground.line: "y" * (MANY + 10)}), ground)


def _nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


NDJSON_FAULTS = [
    FormFault("another encoding", _line(lambda p: p.decode().encode("cp1251", "replace")), "NOT_UTF8"),
    FormFault("UTF-16", _line(lambda p: b"\xff\xfe" + p.decode().encode("utf-16-le")), "NOT_UTF8"),
    FormFault("a byte that is no UTF-8", _named("card.familyName", b'"\xff"'), "NOT_UTF8"),
    FormFault("an overlong slash", _named("card.familyName", b'"\xc0\xaf"'), "NOT_UTF8"),
    FormFault("half a pair in UTF-8", _named("card.familyName", b'"\xed\xa0\xbd"'), "NOT_UTF8"),
    FormFault("half a pair escaped", _named("card.familyName", b'"\\ud83d"'), "NOT_JSON"),
    FormFault("a byte order mark within", _line(lambda line: b"\xef\xbb\xbf" + line), "NOT_JSON"),
    FormFault("NUL", _named("card.familyName", b'"\x00"'), "NOT_JSON"),
    FormFault(
        "NUL escaped",
        _named("card.familyName", b'"A\\u0000B"'),
        CONTROL,
        "card.familyName",
    ),
    FormFault("cut off", _line(lambda line: line[: len(line) // 2].decode(errors="ignore").encode()), "NOT_JSON"),
    FormFault("two on a line", _line(lambda line: line + line), "NOT_JSON"),
    FormFault("a comma too many", _line(lambda line: line[:-1] + b",}"), "NOT_JSON"),
    FormFault("Python's quotes", lambda r, g: repr(r).encode(), "NOT_JSON"),
    FormFault("a comment", _line(lambda line: b"// " + line), "NOT_JSON"),
    FormFault("a list", _line(lambda line: b"[" + line + b"]"), "NOT_AN_OBJECT"),
    FormFault("a text", lambda r, g: b'"text"', "NOT_AN_OBJECT"),
    FormFault("null", lambda r, g: b"null", "NOT_AN_OBJECT"),
    FormFault("a name twice", _line(lambda line: line[:-1] + b',"status":"OPEN"}'), "DUPLICATE_NAME"),
    FormFault("a name twice, once escaped", _line(lambda p: p[:-1] + b',"st\\u0061tus":"OPEN"}'), "DUPLICATE_NAME"),
    FormFault("thirteen levels", _named("card", _nested(12)), "TOO_DEEP"),
    FormFault("5,000 levels", _named("card", _nested(5_000)), "TOO_DEEP"),
    FormFault("NaN", _named("version", b"NaN"), "NOT_JSON"),
    FormFault("Infinity", _named("version", b"Infinity"), "NOT_JSON"),
    FormFault("1e400", _named("version", b"1e400"), "NOT_JSON"),
    FormFault("more than a megabyte", _long, "TOO_LONG", whole=False),
    FormFault("an unknown name", _with("colour", "red"), EXTRA, "record"),
    FormFault("a name that is a number of somebody", _with("900101300123", 1), EXTRA, "record"),
    FormFault("a name in other letters", _with("RecordID", "7"), EXTRA, "record"),
    FormFault("an unknown name of the person", _with("card.height", 180), EXTRA, "card"),
    FormFault("a person that is a text", _with("card", "Иванов"), "INVALID: model type", "card"),
    FormFault("a person that is a list", _with("card", []), "INVALID: model type", "card"),
    FormFault("a person that is null", _with("card", None), LEFT_OUT, "card"),
    FormFault("a number that is an object", _with("recordId", {"a": 1}), NO_TEXT, "recordId"),
    FormFault("a name that is a list", _with("card.familyName", ["Иванов"]), NO_TEXT, "card.familyName"),
    FormFault("a name that is true", _with("card.familyName", True), NO_TEXT, "card.familyName"),
    FormFault("an empty date", _with("registeredOn", ""), UNWRITTEN, "registeredOn"),
    FormFault("a date that is a number", _with("registeredOn", 1773532800), UNWRITTEN, "registeredOn"),
    FormFault("a time that is a number", _with("changedAt", 1773532800), UNWRITTEN, "changedAt"),
    FormFault("a version that is true", _with("version", True), "INVALID: a number", "version"),
    FormFault("a version that is a word", _with("version", "first"), NO_INT, "version"),
    FormFault(
        "a number too long for a number",
        _named("recordId", b"12345678901234567890123"),
        LONG_NUMBER,
        "recordId",
    ),
    FormFault("a number without its nought", _named("card.iin", b"10101300123"), DIGITS, "card.iin"),
]

CSV_FAULTS = [
    FormFault(
        "another encoding",
        lambda r, g: piece_of(changed(r, {"closedBecause": "из"}), g).decode().encode("cp1251", "replace"),
        "NOT_UTF8",
    ),
    FormFault("a byte that is no UTF-8", _named("card.familyName", b"\xff"), "NOT_UTF8"),
    FormFault("NUL", _named("card.familyName", b"\x00"), "NUL_BYTE"),
    FormFault("an escape character", _named("card.familyName", b"A\x1bB"), CONTROL, "card.familyName"),
    FormFault("a cell too few", _line(lambda line: line.rpartition(b",")[0]), "WRONG_COLUMNS"),
    FormFault("a cell too many", _line(lambda line: line + b",x"), "WRONG_COLUMNS"),
    FormFault("cut off", _line(lambda line: line[: line.find(b",", 40)]), "WRONG_COLUMNS"),
    FormFault("parted otherwise", _line(lambda line: line.replace(b'"', b"").replace(b",", b"|")), "WRONG_COLUMNS"),
    FormFault("a quote within", _named("card.familyName", b'Ann"a'), "BAD_QUOTES"),
    FormFault("a text after a quote", _named("card.familyName", b'"Anna"a'), "BAD_QUOTES"),
    FormFault("a quote that never ends", _named("card.familyName", b'"Anna'), "BAD_QUOTES"),
    FormFault("a formula", _named("card.familyName", b"=1+1"), "FORMULA"),
    FormFault("a formula in quotes", _named("card.familyName", b'"=HYPERLINK(""http://192.0.2.1"")"'), "FORMULA"),
    FormFault("a cell of 140,000 letters", _named("card.familyName", b"y" * 140_000), "TOO_LONG"),
    FormFault("more than a megabyte", _long, "TOO_LONG", whole=False),
    FormFault("the headings again", lambda r, g: _csv(headings(g.feed)), NO_INT, "version"),
]


def _cell(path: str, xml: str) -> Callable[[Row, Ground], bytes]:
    """A row with ``xml`` for the cell of the field ``path``."""
    return lambda row, ground: _sheet_row(cells_of(row, ground), {column(ground, path): xml})


def _last(cell: bytes) -> Callable[[Row, Ground], bytes]:
    return _line(lambda row: row.replace(b"</row>", cell + b"</row>"))


XLSX_FAULTS = [
    FormFault("a formula", _cell("minor.familyName", '<c r="@"><f>A1&amp;B1</f></c>'), "FORMULA"),
    FormFault("a formula and its result", _cell("version", '<c r="@"><f>1+1</f><v>2</v></c>'), "FORMULA"),
    FormFault("a text that is a formula", _cell("number", '<c r="@" t="str"><v>=1+1</v></c>'), "FORMULA"),
    FormFault("an error", _cell("version", '<c r="@" t="e"><v>#REF!</v></c>'), "ERROR_CELL"),
    FormFault("merged cells", _line(lambda row: row + b"<!--merged-->"), "MERGED_CELLS"),
    FormFault(
        "the number of a row before", _line(lambda row: row.replace(b'<row r="">', b'<row r="2">')), "ROW_ORDER"
    ),
    FormFault(
        "a cell twice", _cell("number", '<c r="@"><v>1</v></c><c r="@"><v>2</v></c>'), "BAD_CELL", whole=False
    ),
    FormFault("a cell beyond the columns", _last(b'<c r="AZ@"><v>1</v></c>'), "WRONG_COLUMNS"),
    FormFault("a cell nowhere", _cell("number", '<c r="ZZZ1"><v>1</v></c>'), "BAD_CELL", whole=False),
    FormFault("a cell without a kind", _cell("number", '<c r="@" t="x"><v>1</v></c>'), "BAD_CELL"),
    FormFault("a shared text that is not there", _cell("number", '<c r="@" t="s"><v>99</v></c>'), "BAD_CELL"),
    FormFault("a shared text below nought", _cell("number", '<c r="@" t="s"><v>-1</v></c>'), "BAD_CELL"),
    FormFault("a number that is none", _cell("number", '<c r="@"><v>NaN</v></c>'), "BAD_CELL"),
    FormFault("a number beyond all", _cell("number", '<c r="@"><v>1e999</v></c>'), "BAD_CELL"),
    FormFault(
        "a number of too many digits",
        _cell("number", '<c r="@"><v>12345678901234567890</v></c>'),
        LONG_NUMBER,
        "number",
    ),
    FormFault(
        "NUL", _cell("minor.familyName", '<c r="@" t="str"><v>A_x0000_B</v></c>'), CONTROL, "minor.familyName"
    ),
    FormFault(
        "a date that lost its form", _cell("happenedOn", '<c r="@"><v>46096</v></c>'), UNWRITTEN, "happenedOn"
    ),
    FormFault(
        "a date that is seconds", _cell("happenedOn", '<c r="@"><v>1773532800</v></c>'), UNWRITTEN, "happenedOn"
    ),
    FormFault("a date that is true", _cell("happenedOn", '<c r="@" t="b"><v>1</v></c>'), UNWRITTEN, "happenedOn"),
    FormFault("a time that lost its form", _cell("happenedAt", '<c r="@"><v>0.5</v></c>'), NO_CLOCK, "happenedAt"),
    FormFault("a time without its colon", _cell("happenedAt", '<c r="@"><v>1430</v></c>'), NO_CLOCK, "happenedAt"),
    FormFault(
        "a time elsewhere", _cell("happenedAt", '<c r="@" t="str"><v>14:30+03:00</v></c>'), NO_CLOCK, "happenedAt"
    ),
    FormFault(
        "a number without its nought", _cell("minor.iin", '<c r="@"><v>10101300123</v></c>'), DIGITS, "minor.iin"
    ),
    FormFault(
        "a name that is true", _cell("minor.familyName", '<c r="@" t="b"><v>1</v></c>'), NO_TEXT, "minor.familyName"
    ),
    FormFault(
        "more than a megabyte",
        _cell("text", f'<c r="@" t="str"><v>{"y" * (MANY + 10)}</v></c>'),
        "TOO_LONG",
        whole=False,
    ),
    FormFault("something else in a row", _last(b"<x/>"), "BAD_CELL", whole=False),
]


def _before_end(xml: bytes) -> Callable[[Row, Ground], bytes]:
    return _line(lambda piece: piece.replace(b"</decision>", xml + b"</decision>"))


def _tag(attributes: bytes) -> Callable[[Row, Ground], bytes]:
    return _line(lambda piece: piece.replace(b"<decision>", b"<decision " + attributes + b">"))


XML_FAULTS = [
    FormFault("an entity", _named("court", b"&own;"), "ENTITY"),
    FormFault("an entity from a file", _named("court", b"&file;"), "ENTITY"),
    FormFault("an entity from the net", _named("court", b"&net;"), "ENTITY"),
    FormFault("an entity of entities", _named("court", b"&a2;"), "ENTITY"),
    FormFault("an entity in an attribute", _tag(b'court="&own;"'), "ENTITY"),
    FormFault("a text and elements", _before_end(b"text"), "MIXED_CONTENT"),
    FormFault("a text", lambda r, g: b"<decision>text</decision>", "NOT_AN_OBJECT"),
    FormFault("nothing", lambda r, g: b"<decision/>", LEFT_OUT, "recordId"),
    FormFault("a field and an attribute", _tag(b'court="x"'), "DUPLICATE_NAME"),
    FormFault("a field twice", _before_end(b"<court>x</court>"), NO_TEXT, "court"),
    FormFault("a field within a field", _named("court", b"<court>x</court>"), NO_TEXT, "court"),
    FormFault("an unknown field", _before_end(b"<colour>red</colour>"), EXTRA, "record"),
    FormFault("an unknown attribute", _tag(b'colour="red"'), EXTRA, "record"),
    FormFault("thirteen levels", _before_end(b"<a>" * 13 + b"x" + b"</a>" * 13), "TOO_DEEP"),
    FormFault("300 attributes", _tag(b" ".join(b'a%d="1"' % n for n in range(300))), "TOO_MANY_NAMES"),
    FormFault(
        "a decision in a decision", _line(lambda p: b"<decision>" + p + p + b"</decision>"), LEFT_OUT, "recordId"
    ),
    FormFault("more than a megabyte", _long, "TOO_LONG", whole=False),
    FormFault(
        "ten megabytes",
        lambda r, g: b"<decision>" + b"<a>x</a>" * 1_250_000 + b"</decision>",
        "TOO_LONG",
        whole=False,
    ),
    FormFault(
        "501 persons",
        _before_end(b"<persons><familyName>A</familyName></persons>" * 500),
        "INVALID: too many in a list",
        "persons",
    ),
]

FORM_FAULTS = {
    WireFormat.NDJSON: NDJSON_FAULTS,
    WireFormat.CSV: CSV_FAULTS,
    WireFormat.XLSX: XLSX_FAULTS,
    WireFormat.XML: XML_FAULTS,
}


def texts_of(value: Any) -> Iterator[str]:
    """All values in a record, as texts without blanks around."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each)
    elif value is not None and str(value).strip():
        yield str(value).strip()
