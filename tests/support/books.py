"""Workbooks made by hand, so that anything can be wrong in them."""

import io
import zipfile
from collections.abc import Iterable, Mapping

_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{_RELS}">'
    f'<Relationship Id="r1" Type="{_KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_KIND}"><sheets>'
    '<sheet name="A" sheetId="1" r:id="s1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}">'
    f'<Relationship Id="s1" Type="{_KIND}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="t" Type="{_KIND}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    f'<Relationship Id="x" Type="{_KIND}/externalLink" Target="file:///etc/hostname" TargetMode="External"/>'
    "</Relationships>",
    "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"><si><t>shared</t></si>'
    "<si><r><t>rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></si></sst>",
}
"""All but the sheet."""

SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(rows: Iterable[bytes], after: bytes = b"") -> Iterable[bytes]:
    """A sheet of ``rows``; ``after`` comes after its data."""
    yield f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
    yield from rows
    yield b"</sheetData>" + after + b"</worksheet>"


def packed(sheet: Iterable[bytes], others: Mapping[str, str | bytes] = PARTS, level: int = 6) -> bytes:
    """A workbook with the part ``sheet``."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, text in others.items():
            archive.writestr(name, text)
        with archive.open(SHEET, "w") as part:
            for piece in sheet:
                part.write(piece)
    return file.getvalue()


def row(*cells: str, number: int | None = None) -> bytes:
    """A row of ``cells``, each of which is a whole element or a text."""
    made = (cell if cell.startswith("<c") else f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    at = f' r="{number}"' if number is not None else ""
    return f"<row{at}>{''.join(made)}</row>".encode()
