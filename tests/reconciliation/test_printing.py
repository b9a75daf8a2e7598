"""The printed act, opened again and read: every Kazakh letter, the three rows, the heads, and never a formula."""

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from prevention.reconciliation.act_file import ActFile, ActFileError, Signed, read_file, write_file
from prevention.reconciliation.content import CONTENT_TYPE, digest_of, written
from prevention.reconciliation.form import LANGUAGES, form_of
from prevention.reconciliation.render import FORMATS, cell_text
from prevention.reconciliation.signatories import text_of
from schema.identifiers import HubId, UnitId

LETTERS = "ӘҒҚҢӨҰҮҺІәғқңөұүһі"
EVIL = '=HYPERLINK("x") #panic() $x$ *b* <w:br/>'
CONTENT = written(
    {
        "type": CONTENT_TYPE,
        "id": "rca_aaaaaaaaaaaaaaaa",
        "kind": "PROBATIONERS",
        "norm": "517-9.4",
        "district": {"kato": "751110000", "kk": "Алатау ауданы", "ru": "Алатауский район"},
        "year": 2028,
        "quarter": 1,
        "from": "2028-01-01",
        "until": "2028-03-31",
        "drawnUpBy": "PROBATION",
        "drawnUpOn": "2028-04-03",
        "rows": [
            {"body": body, "units": units, "putOn": 11 * n, "takenOff": 101 * n, "standing": 1001 * n}
            for n, (body, units) in enumerate(
                (
                    ("PROBATION", [{"id": "unt_a", "code": "PR", "kk": LETTERS, "ru": "Служба"}]),
                    ("PUBLIC_SECURITY", [{"id": "unt_b", "code": "PSU", "kk": EVIL, "ru": EVIL}]),
                    ("ANALYTICS", []),
                ),
                1,
            )
        ],
        "differences": {"count": 1, "sha256": "-"},
    }
)
SIGNED = Signed(
    body="PROBATION",
    unit=UnitId(HubId("unt_a")),
    name="Ұлан Һәкім",
    rank="аға майор",
    signed_on=dt.date(2028, 4, 5),
    key="key-1",
    public_key="",
    signature=text_of(b"x"),
)
FILE = ActFile(CONTENT, (SIGNED,))
DIFFERENCE = {
    "person": "per_aaaaaaaaaaaaaaaa",
    "column": "STANDING",
    "missingIn": "ANALYTICS",
    "since": "2028-02-29",
    "findings": [
        {
            "body": "PROBATION",
            "elsewhere": True,
            "registeredOn": "2028-02-29",
            "closedOn": None,
            "sourceSystem": "PROB",
            "sourceFeed": "probation-register",
            "sourceVersion": "7",
            "sourceChangedAt": "2028-03-01T10:00:00Z",
        }
    ],
}


def read(format_name: str, content: bytes) -> str:
    """All the text of a printed act."""
    if format_name == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if format_name == "docx":
        document = Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(each.text for each in document.paragraphs), *cells])
    sheets = load_workbook(io.BytesIO(content)).worksheets
    return "\n".join(
        str(c.value) for sheet in sheets for row in sheet.iter_rows() for c in row if c.value is not None
    )


def flat(text: str) -> str:
    """Text without the breaks of lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_kazakh_form_has_the_words_of_annex_2(format_name: str) -> None:
    text = flat(read(format_name, FORMATS[format_name](form_of(FILE, "kk"))))
    for wanted in (
        "2-қосымша",
        "нысан",
        "2028 жылғы I тоқсан ішіндегі пробация қызметінің есебінде тұрған адамдардың саны бойынша",
        "АКТІСІ",
        "Алатау ауданы, КАТО 751110000",
        "Жыл басынан бастап пробация қызметіне есепке қойылған адамдардың саны",
        "Жыл басынан бастап есептен шығарылған адамдардың саны",
        "Есеп беру кезеңінің соңында пробация қызметіне есепке алынған адамдар саны",
        "Салыстыра тексеруді жүргізгендер:",
        "Пробация қызметінің бастығы",
        "Қоғамдық қауіпсіздік бөлімшесінің бастығы",
        "ААО бастығы (инспекторы)",
        "аға майор Ұлан Һәкім",
        "2028 жылғы «05» сәуір",
        "20__ жылғы «___»",
        "key-1",
        digest_of(CONTENT),
    ):
        assert flat(wanted) in text or wanted.replace(" ", "") in text.replace(" ", ""), wanted
    assert LETTERS in text.replace(" ", "")
    for number in ("11", "101", "1001", "22", "202", "2002", "33", "303", "3003"):
        assert number in text
    assert "per_" not in text and "ЖОБА" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_name", FORMATS)
def test_differences_are_an_appendix_where_they_are_asked_for(format_name: str, language: str) -> None:
    text = (
        read(format_name, FORMATS[format_name](form_of(FILE, language, [DIFFERENCE])))
        .replace("\n", "")
        .replace(" ", "")
    )
    for wanted in ("per_aaaaaaaaaaaaaaaa", "2028-02-29", "probation-register7", "2028-03-01"):
        assert wanted in text
    empty = form_of(FILE, language, [])
    assert empty.appendix is not None
    assert empty.appendix.none.split()[0] in read(format_name, FORMATS[format_name](empty))


def test_an_act_that_nobody_has_signed_says_so() -> None:
    draft = form_of(replace(FILE, signatures=()), "ru")
    for format_name, write in FORMATS.items():
        assert "ПРОЕКТ" in read(format_name, write(draft))


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_comes_from_outside_is_text(format_name: str) -> None:
    """Names of units are what agencies send."""
    text = read(format_name, FORMATS[format_name](form_of(FILE, "kk")))
    assert "HYPERLINK" in text and "#panic()" in text and "$x$" in text


def test_no_cell_begins_a_formula() -> None:
    odd: Any = [{**DIFFERENCE, "person": "@x", "since": "+1"}]
    book = load_workbook(io.BytesIO(FORMATS["xlsx"](form_of(FILE, "kk", odd))))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert not [c.value for c in cells if isinstance(c.value, str) and c.value.startswith(("=", "+", "-", "@"))]
    assert [cell_text(text)[0] for text in ("=1", "+1", "-1", "@a", "\ta", "a")] == ["'", "'", "'", "'", "'", "a"]
    numbers = [cell.value for cell in cells if isinstance(cell.value, int)]
    assert sorted(numbers) == [11, 22, 33, 101, 202, 303, 1001, 2002, 3003]


def test_fonts_are_in_the_pdf() -> None:
    reader = PdfReader(io.BytesIO(FORMATS["pdf"](form_of(FILE, "kk"))))
    objects = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm))]
    described = [each for each in objects if isinstance(each, DictionaryObject) and "/FontName" in each]
    assert described and all({"/FontFile2", "/FontFile3"} & set(each) for each in described)


def test_an_act_file_is_read_as_it_was_written() -> None:
    assert read_file(write_file(FILE)) == FILE
    for text in ("", "[]", "{}", '{"type": "x"}', write_file(FILE).replace("file 1", "file 2")):
        with pytest.raises(ActFileError):
            read_file(text)
