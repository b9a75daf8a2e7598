"""Printing: the form of an act as DOCX, PDF and XLSX. What is printed is plain text, never code of any format."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import typst
from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from prevention.reconciliation.form import Appendix, Form, Signer

_TEMPLATE = Path(__file__).parent / "act.typ"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def pdf(form: Form) -> bytes:
    """The act as PDF, set by Typst with a font of its own, which has every Kazakh letter."""
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"form": json.dumps(form.plain, ensure_ascii=False)},
    )


def docx(form: Form) -> bytes:
    """The act as DOCX."""
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    document.core_properties.author, document.core_properties.title = "Ortaq", form.act
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2)
    _lines(document, (f"{form.annex}\n{form.form}",), WD_ALIGN_PARAGRAPH.RIGHT, size=9)
    _lines(document, (form.title, form.act, form.district, form.draft), WD_ALIGN_PARAGRAPH.CENTER)
    rows = tuple((name, *(str(number) for number in numbers)) for name, *numbers in form.rows)
    _table(document, ("", *form.columns), rows)
    _lines(document, ("", form.signers_title), WD_ALIGN_PARAGRAPH.LEFT)
    for signer in form.signers:
        _lines(document, _signer_lines(form, signer), WD_ALIGN_PARAGRAPH.LEFT)
    _lines(document, (form.digest,), WD_ALIGN_PARAGRAPH.LEFT, size=8)
    if form.appendix is not None:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _docx_appendix(document, form.appendix)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _signer_lines(form: Form, signer: Signer) -> tuple[str, ...]:
    organ, person, sign = form.captions
    return (
        f"{signer.title}\n{signer.organ}\n{organ}\n{signer.person}\n{person}\n{signer.signature}\n{sign}\n{signer.date}",
    )


def _lines(document: Written, lines: tuple[str, ...], place: WD_ALIGN_PARAGRAPH, size: int = 12) -> None:
    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = place
        paragraph.paragraph_format.space_after = Pt(6)
        paragraph.add_run(line).font.size = Pt(size)


def _table(document: Written, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], size: int = 11) -> None:
    table = document.add_table(rows=0, cols=len(heads))
    table.style = "Table Grid"
    for row in (heads, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(size)


def _docx_appendix(document: Written, appendix: Appendix) -> None:
    _lines(document, (appendix.title,), WD_ALIGN_PARAGRAPH.LEFT)
    if appendix.rows:
        _table(document, appendix.heads, appendix.rows, size=8)
    else:
        _lines(document, (appendix.none,), WD_ALIGN_PARAGRAPH.LEFT)


def xlsx(form: Form) -> bytes:
    """The act as XLSX: a sheet of the form, and one of the differences where they are asked for."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = cell_text(form.act)
    for line in (form.annex, form.form, form.title, form.act, form.district, form.draft):
        _merged(sheet, line)
    _bordered(sheet, ("", *form.columns))
    for row in form.rows:
        _bordered(sheet, row)
    _merged(sheet, form.signers_title)
    for signer in form.signers:
        for line in (signer.title, signer.organ, signer.person, signer.signature, signer.date):
            _merged(sheet, line)
    _merged(sheet, form.digest)
    for column, width in zip("ABCD", (34, 26, 26, 26), strict=True):
        sheet.column_dimensions[column].width = width
    if form.appendix is not None:
        _xlsx_appendix(book.create_sheet(cell_text(form.appendix.title)), form.appendix)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_text(text: str) -> str:
    """A text that no program of tables takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _merged(sheet: Worksheet, line: str) -> None:
    sheet.append([cell_text(line)])
    row = sheet.max_row
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
    sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = 15 * (1 + len(line) // 100)


def _bordered(sheet: Worksheet, values: tuple[str | int, ...]) -> None:
    sheet.append([cell_text(value) if isinstance(value, str) else value for value in values])
    side = Side(style="thin")
    for cell in sheet[sheet.max_row]:
        cell.border = Border(side, side, side, side)
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _xlsx_appendix(sheet: Worksheet, appendix: Appendix) -> None:
    for row in (appendix.heads, *appendix.rows) if appendix.rows else ((appendix.none,),):
        sheet.append([cell_text(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEF", (6, 26, 20, 30, 12, 90), strict=True):
        sheet.column_dimensions[column].width = width


FORMATS: Mapping[str, Callable[[Form], bytes]] = {"docx": docx, "pdf": pdf, "xlsx": xlsx}
"""The printed formats, by the ending of their files."""
