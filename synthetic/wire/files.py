"""Files of records in each of the forms in which feeds are sent. The same records give the same bytes."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, get_args, get_origin
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import orjson
from lxml import etree
from openpyxl import Workbook
from pydantic import BaseModel

from adapters.feeds.feed import Feed, WireFormat
from synthetic.draws.days import REFERENCE_DAY
from synthetic.wire.envelope import WireRow

ENDINGS = {WireFormat.NDJSON: "ndjson", WireFormat.CSV: "csv", WireFormat.XLSX: "xlsx", WireFormat.XML: "xml"}
"""The ending of a file's name."""

_STAMP = (REFERENCE_DAY.year, REFERENCE_DAY.month, REFERENCE_DAY.day, 0, 0, 0)
_CORE = "docProps/core.xml"
_WRITTEN_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_file(feed: Feed, kind: WireFormat, rows: Iterable[WireRow], path: Path) -> int:
    """Write records in a form of their feed; give how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write = {WireFormat.NDJSON: _ndjson, WireFormat.CSV: _csv, WireFormat.XLSX: _xlsx, WireFormat.XML: _xml}[kind]
    return write(feed, rows, path)


def headings(feed: Feed) -> dict[str, str]:
    """The columns of a feed's tables: heading to dotted path."""
    return dict(feed.columns) or {path: path for path in (*_paths(feed.wire), "deleted")}


def _paths(model: type[BaseModel]) -> Iterator[str]:
    for field in model.model_fields.values():
        inner = next((part for part in _parts(field.annotation) if _is_model(part)), None)
        if inner is None:
            yield str(field.alias)
        else:
            yield from (f"{field.alias}.{path}" for path in _paths(inner))


def _parts(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        return _parts(get_args(annotation)[0])
    return get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)


def _is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


def _ndjson(feed: Feed, rows: Iterable[WireRow], path: Path) -> int:
    count = 0
    with path.open("wb") as file:
        for row in rows:
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def _csv(feed: Feed, rows: Iterable[WireRow], path: Path) -> int:
    columns, count = headings(feed), 0
    with path.open("wb") as raw, TextIOWrapper(raw, "utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(columns)
        for row in rows:
            table.writerow([_cell(row, place) for place in columns.values()])
            count += 1
    return count


def _xlsx(feed: Feed, rows: Iterable[WireRow], path: Path) -> int:
    columns, count = headings(feed), 0
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Журнал")
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(row, place) or None for place in columns.values()])
        count += 1
    buffer = BytesIO()
    book.save(buffer)
    _stamped(buffer, path)
    return count


def _stamped(book: BytesIO, path: Path) -> None:
    """Write a book with one day as that of everything in it: openpyxl and zip each write the time of writing.

    Nothing is compressed: another zlib would give other bytes.
    """
    day = f"{REFERENCE_DAY.isoformat()}T00:00:00Z".encode()
    with ZipFile(book) as written, ZipFile(path, "w", ZIP_STORED) as stamped:
        for name in written.namelist():
            content = written.read(name)
            if name == _CORE:
                content = _WRITTEN_AT.sub(rb"\g<1>" + day, content)
            stamped.writestr(ZipInfo(name, _STAMP), content, ZIP_STORED)


def _cell(row: WireRow, path: str) -> str:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _xml(feed: Feed, rows: Iterable[WireRow], path: Path) -> int:
    count = 0
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with file.element("records"):
            for row in rows:
                file.write("\n", _element(feed.element, row))
                count += 1
            file.write("\n")
    return count


def _element(name: str, value: Any) -> Any:
    element = etree.Element(name)
    if not isinstance(value, dict):
        element.text = _text(value)
        return element
    for key, child in value.items():
        element.extend(_element(key, one) for one in (child if isinstance(child, list) else [child]))
    return element
