"""XLSX: the rows of a workbook's first sheet under its heading."""

import datetime as dt
import io
import zipfile
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.feed import WireFormat
from adapters.formats import UnreadableError
from tests.formats.steps import megabytes_for, outcome, read_all
from tests.support.books import PARTS, SHEET, packed, row, sheet_of

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=8).filter(
    lambda text: "_x" not in text and not text.strip().startswith("=")
)
_DATES = st.dates(dt.date(1900, 3, 1), dt.date(2100, 12, 31))
_LONG = '<c t="inlineStr"><is>' + f"<t>{'x' * 1000}</t>" * 1200 + "</is></c>"
_HEADING = row("a", "b")
_LAUGHS = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def _saved(*rows: tuple[Any, ...], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in rows:
        sheet.append(cells)
    if merge:
        sheet.merge_cells(merge)
    book.create_sheet("second").append(["not", "read"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _read(*rows: bytes) -> list[tuple[int, Any]]:
    return outcome(read_all(WireFormat.XLSX, packed(sheet_of(rows))))


@given(st.lists(st.tuples(_TEXTS, st.integers(-(10**12), 10**12), st.booleans(), _DATES), max_size=4))
def test_what_a_spreadsheet_writes_is_read(rows: list[tuple[str, int, bool, dt.date]]) -> None:
    raws = read_all(WireFormat.XLSX, _saved(("text", "in.number", "in.truth", "date"), *rows))
    expected = []
    for text, number, truth, date in rows:
        record: dict[str, Any] = {"in": {"number": number, "truth": truth}, "date": date}
        expected.append(record | ({"text": text.strip()} if text.strip() else {}))
    assert outcome(raws) == list(enumerate(expected, 2))


def test_numbers_and_moments() -> None:
    moment = dt.datetime(2024, 5, 6, 12, 30, 15)
    raws = read_all(WireFormat.XLSX, _saved(("a", "b", "c", "d"), (1.5, 3.0, moment, dt.time(9, 30))))
    here = moment.replace(tzinfo=ZoneInfo("Asia/Almaty"))
    assert outcome(raws) == [(2, {"a": 1.5, "b": 3, "c": here, "d": dt.time(9, 30)})]
    assert raws[0].original == b'{"A":1.5,"B":3,"C":"2024-05-06T12:30:15+05:00","D":"09:30:00"}'


def test_the_first_row_that_is_not_empty_is_the_heading() -> None:
    columns = {"ЖСН": "person.iin"}
    raws = read_all(WireFormat.XLSX, _saved((), (None, " "), ("ЖСН", "b"), (), ("870412300415", None)), columns)
    assert outcome(raws) == [(5, {"person": {"iin": "870412300415"}})]


def test_texts_are_shared_rich_and_escaped() -> None:
    cells = ('<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>')
    assert _read(_HEADING, row(*cells), row("x_x000D_y", '<c t="str"><v>_xD800_</v></c>')) == [
        (2, {"a": "shared", "b": "rich text"}),
        (3, {"a": "x\ry", "b": "_xD800_"}),
    ]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("1", "<c><f>A1+1</f><v>2</v></c>"), "FORMULA"),
        (("1", "<c><f/></c>"), "FORMULA"),
        (("1", "=1"), "FORMULA"),
        (("1", '<c t="e"><v>#REF!</v></c>'), "ERROR_CELL"),
        (("1", '<c t="s"><v>99</v></c>'), "BAD_CELL"),
        (("1", '<c t="s"><v>-1</v></c>'), "BAD_CELL"),
        (("1", '<c t="s"><v>x</v></c>'), "BAD_CELL"),
        (("1", "<c><v>x</v></c>"), "BAD_CELL"),
        (("1", "<c><v>1_0</v></c>"), "BAD_CELL"),
        (("1", "<c><v>1e999</v></c>"), "BAD_CELL"),
        (("1", '<c t="b"><v>2</v></c>'), "BAD_CELL"),
        (("1", '<c t="?"><v>2</v></c>'), "BAD_CELL"),
        (("1", '<c r="A3"><v>2</v></c>'), "BAD_CELL"),
        (("1", '<c r="ZZZ3"><v>2</v></c>'), "BAD_CELL"),
        (("1", '<c r="3"><v>2</v></c>'), "BAD_CELL"),
        (("1", "<cell/>"), "BAD_CELL"),
        (("1", "2", "3"), "WRONG_COLUMNS"),
        (("1", _LONG), "TOO_LONG"),
        (("<c/>" * 600_000,), "TOO_LONG"),
    ],
)
def test_a_broken_row_is_refused_and_the_others_come_in(cells: tuple[str, ...], problem: str) -> None:
    assert _read(_HEADING, row("1", "x"), row(*cells), row(), row("<c/>", ""), row("2", "y")) == [
        (2, {"a": "1", "b": "x"}),
        (3, problem),
        (6, {"a": "2", "b": "y"}),
    ]


def test_a_text_that_no_cell_may_hold_is_refused_however_many_refer_to_it() -> None:
    others = {**PARTS, "xl/sharedStrings.xml": f"<sst><si><t>{'x' * 200_000}</t></si></sst>"}
    rows = [_HEADING, row("1", '<c t="s"><v>0</v></c>'), row("2")]
    assert outcome(read_all(WireFormat.XLSX, packed(sheet_of(rows), others))) == [(2, "TOO_LONG"), (3, {"a": "2"})]


def test_a_date_that_is_none_is_refused() -> None:
    styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    rels = PARTS["xl/_rels/workbook.xml.rels"].replace(
        "<Relationship ", '<Relationship Id="y" Type="r/styles" Target="styles.xml"/><Relationship ', 1
    )
    others = {**PARTS, "xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": rels}
    rows = [_HEADING, *(row(f'<c s="0"><v>{days}</v></c>') for days in ("45000", "9e9", "-1000000"))]
    assert outcome(read_all(WireFormat.XLSX, packed(sheet_of(rows), others))) == [
        (2, {"a": dt.date(2023, 3, 15)}),
        (3, "BAD_CELL"),
        (4, "BAD_CELL"),
    ]


def test_rows_have_the_numbers_that_the_sheet_gives_them() -> None:
    rows = (row("a", number=3), row("x", number=7), row("y"), b'<row r="99999999999"/>', row("z"))
    assert _read(*rows) == [(7, {"a": "x"}), (8, {"a": "y"}), (10, {"a": "z"})]


def test_merged_rows_are_refused() -> None:
    rows = [("a", "b"), *((str(number), "x") for number in range(2, 8))]
    assert outcome(read_all(WireFormat.XLSX, _saved(*rows, merge="B3:B4"))) == [
        (2, {"a": "2", "b": "x"}),
        (3, "MERGED_CELLS"),
        (4, "MERGED_CELLS"),
        (5, {"a": "5", "b": "x"}),
        (6, {"a": "6", "b": "x"}),
        (7, {"a": "7", "b": "x"}),
    ]


def test_where_the_sheet_breaks_the_rest_is_one_record() -> None:
    assert _read(_HEADING, row("1"), b"<row><c></row>", row("2")) == [(2, {"a": "1"}), (3, "NOT_XML")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "NO_HEADING"),
        ([row(), row("<c/>")], "NO_HEADING"),
        ([row("Есеп 2024")], "HEADING_UNKNOWN"),
        ([row("<c><f>1</f></c>")], "HEADING_UNKNOWN"),
        ([row("a", "a")], "HEADING_DOUBLED"),
        ([row("a", *["<c/>"] * 600_000)], "TOO_LONG"),
    ],
)
def test_without_a_heading_nothing_can_be_read(rows: list[bytes], code: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{code}$"):
        read_all(WireFormat.XLSX, packed(sheet_of(rows), level=1))


def _zipped(name: str, **changes: Any) -> bytes:
    file = io.BytesIO(packed(sheet_of([_HEADING])))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, b"x", **changes)
    return file.getvalue()


def _encrypted() -> bytes:
    payload = bytearray(packed(sheet_of([_HEADING])))
    payload[payload.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(payload)


def _damaged() -> bytes:
    payload = packed(sheet_of([_HEADING, row("unlikely")]), level=0)
    return payload.replace(b"unlikely", b"changed!")


def _crowded() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(1001):
            archive.writestr(str(number), b"")
    return file.getvalue()


def _without(name: str) -> bytes:
    return packed(sheet_of([_HEADING]), {part: text for part, text in PARTS.items() if part != name})


def _declaring(name: str, root: str = "") -> bytes:
    own = "worksheet" if name == SHEET else PARTS[name].split()[0].removeprefix("<")
    bomb = f"<!DOCTYPE {root or own} [{_LAUGHS}]>"
    if name == SHEET:
        return packed([bomb.encode(), *sheet_of([row("a"), row("&a9;")])])
    return packed(sheet_of([_HEADING]), {**PARTS, name: bomb + PARTS[name]})


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "NOT_ZIP"),
        (b"a;b\n1;2\n", "NOT_ZIP"),
        (packed(sheet_of([_HEADING]))[:-200], "NOT_ZIP"),
        (_zipped(SHEET), "BAD_ZIP"),
        (_zipped("a", compress_type=zipfile.ZIP_LZMA), "BAD_ZIP"),
        (_damaged(), "BAD_ZIP"),
        (_encrypted(), "ENCRYPTED"),
        (_crowded(), "TOO_MANY_MEMBERS"),
        (_without("_rels/.rels"), "NOT_A_WORKBOOK"),
        (_without("xl/workbook.xml"), "NOT_A_WORKBOOK"),
        (_without("xl/sharedStrings.xml"), "NOT_A_WORKBOOK"),
        (packed([], {**PARTS, "xl/workbook.xml": "<workbook/>"}), "NO_SHEET"),
        (packed([], {**PARTS, "xl/workbook.xml": "<workbook>"}), "NOT_XML"),
        (packed([]), "NOT_XML"),
        *((_declaring(name), "ENTITY") for name in [*PARTS, SHEET]),
        *((_declaring(name, "other"), "EXTERNAL_DTD") for name in [*PARTS, SHEET]),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_no_workbook_cannot_be_read(payload: bytes, code: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{code}$"):
        read_all(WireFormat.XLSX, payload)


@pytest.mark.parametrize(
    ("payload", "problems", "most"),
    [
        ("a zip bomb", {"ZIP_BOMB": 1}, 20),
        ("many sheet rows", {"": 30_000}, 20),
        ("empty sheet rows", {"": 1}, 20),
        ("many texts", {"": 1}, 20),
        ("a sheet row of cells", {"TOO_LONG": 1, "": 1}, 100),
    ],
)
def test_memory_is_bounded(payload: str, problems: dict[str, int], most: int) -> None:
    grown, found = megabytes_for(payload)
    assert found == problems
    assert grown < most
