"""The first sheet of a workbook that is shown, and what its cells refer to: shared texts, formats of numbers."""

import datetime as dt
import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath
from zipfile import ZipFile

from lxml.etree import _Element
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from adapters.feeds.feed import RefusedError
from adapters.formats.archive import whole_part
from adapters.formats.elements import local
from adapters.formats.raw import UnreadableError

# 32,767 characters of at most four bytes.
_LONGEST_TEXT = 4 * 32_767
_HIDDEN = ("hidden", "veryHidden")
_QUOTED = re.compile(r'"[^"]*"|\\.')
# Noughts, parted by nothing or by blanks and dashes; for texts something else may be said behind.
_PARTS = r'(?:0|[ -]|"[ -]*"|\\[ -])'
_NOUGHTS = re.compile(rf"(?:\[\$-[0-9A-Fa-f]+\])?({_PARTS}*00{_PARTS}*)(?:;.{{0,20}})?")
_LONGEST_CODE = 60
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Texts:
    """The shared texts of a workbook: in UTF-8 one behind the other, and where each of them starts and ends.

    So a workbook's texts take no more memory than the workbook; a Python string each would take four times that.
    """

    joined: bytearray
    bounds: "array[int]"

    def __getitem__(self, index: int) -> str:
        """The text with the number ``index``.

        Raises:
            IndexError: there is none.
            RefusedError: TOO_LONG, it is longer than a spreadsheet lets a cell be.
        """
        if index < 0:
            raise IndexError
        start, end = self.bounds[index], self.bounds[index + 1]
        # Any number of cells may refer to the same text: it is looked at before it is copied.
        if end - start > _LONGEST_TEXT:
            raise RefusedError("TOO_LONG")
        return self.joined[start:end].decode()


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """What is needed to read its first sheet: the sheet's part; ``dates`` are the styles that show a date.

    ``widths``: how many digits, noughts before them, the styles show that show just so many.
    """

    archive: ZipFile
    sheet: str
    texts: Texts
    dates: frozenset[int]
    widths: Mapping[int, int]
    epoch: dt.datetime


def workbook(archive: ZipFile) -> Workbook:
    """The workbook in ``archive``.

    Raises:
        UnreadableError: it is none, has no sheet, or is broken.
    """
    path = _first(_related(archive, ""), "officeDocument")
    if path is None:
        raise UnreadableError("NOT_A_WORKBOOK")
    related = _related(archive, path)
    sheets: list[str] = []
    epoch = WINDOWS_EPOCH
    for element in whole_part(archive, path, {"sheet", "workbookPr"}):
        if local(element.element.tag) == "sheet" and element.element.get("state") in _HIDDEN:
            # What nobody sees is an old copy or a list of words, and not what the sender means.
            continue
        if local(element.element.tag) == "sheet":
            sheets.append(next((str(v) for n, v in element.element.items() if str(n).endswith("}id")), ""))
        elif element.element.get("date1904") in ("1", "true"):
            epoch = MAC_EPOCH
    sheet = next((related[key][1] for key in sheets if related.get(key, ("",))[0] == "worksheet"), None)
    if sheet is None:
        raise UnreadableError("NO_SHEET")
    texts = _texts(archive, _first(related, "sharedStrings"))
    codes = list(_codes(archive, _first(related, "styles")))
    dates = frozenset(place for place, code in enumerate(codes) if _is_date(code))
    widths = {place: width for place, code in enumerate(codes) if (width := _width(code))}
    return Workbook(archive=archive, sheet=sheet, texts=texts, dates=dates, widths=widths, epoch=epoch)


def text_of(element: _Element) -> str:
    """The text of a rich or plain one, without the readings of characters that may stand beside it."""
    parts = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [run.text or "" for run in child if local(run.tag) == "t"]
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """``text`` with the characters that XML cannot hold, which a workbook writes like ``_x000D_``."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return match[0] if "\ud800" <= character <= "\udfff" else character


def _related(archive: ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """What a part, or the package itself, refers to within the archive: kind and path, by the reference's id."""
    rels = join(dirname(path), "_rels", f"{basename(path)}.rels")
    related = {}
    for element in whole_part(archive, rels, {"Relationship"}):
        get = element.element.get
        if get("TargetMode") != "External":
            target = normpath(join("/", dirname(path), get("Target") or "")).lstrip("/")
            related[get("Id") or ""] = (basename(get("Type") or ""), target)
    return related


def _first(related: dict[str, tuple[str, str]], kind: str) -> str | None:
    return next((path for part_kind, path in related.values() if part_kind == kind), None)


def _texts(archive: ZipFile, path: str | None) -> Texts:
    joined = bytearray()
    bounds = array("I", [0])
    for element in whole_part(archive, path, {"si"}) if path else ():
        joined += text_of(element.element).encode()
        bounds.append(len(joined))
    return Texts(joined, bounds)


def _codes(archive: ZipFile, path: str | None) -> Iterator[str]:
    """The formats of the styles of cells, by their places in the list."""
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    for number_format in _number_formats(archive, path, formats):
        yield formats.get(number_format, "General")


def _is_date(code: str) -> bool:
    return bool(is_date_format(code)) and not is_timedelta_format(code)


def _width(code: str) -> int:
    """How many digits a format shows, noughts before them; 0 of one that does not show just so many."""
    match = _NOUGHTS.fullmatch(code) if len(code) <= _LONGEST_CODE else None
    return len(re.sub("[^0]", "", _QUOTED.sub("", match[1]))) if match else 0


def _number_formats(archive: ZipFile, path: str | None, formats: dict[int, str]) -> Iterator[int]:
    for element in whole_part(archive, path, {"numFmt", "xf"}) if path else ():
        parent = element.element.getparent()
        number = element.element.get("numFmtId") or "0"
        if not number.isdecimal() or len(number) > 9:
            raise UnreadableError("NOT_A_WORKBOOK")
        if local(element.element.tag) == "numFmt":
            formats[int(number)] = element.element.get("formatCode") or ""
        elif parent is not None and local(parent.tag) == "cellXfs":
            yield int(number)
