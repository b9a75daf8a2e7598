"""Reads the files of feeds back as a reader of bytes hands records over: values as text, empty ones left out."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import load_workbook

from adapters.feeds.feed import Feed, WireFormat

Record = dict[str, Any]


def read(feed: Feed, kind: WireFormat, path: Path) -> Iterator[Record]:
    """The records of a file of ``feed``."""
    if kind is WireFormat.NDJSON:
        yield from map(json.loads, path.read_text("utf-8").splitlines())
    elif kind is WireFormat.CSV:
        with path.open(encoding="utf-8", newline="") as file:
            yield from _table(csv.reader(file), feed.columns)
    elif kind is WireFormat.XLSX:
        book = load_workbook(path, read_only=True)
        yield from _table((list(row) for row in book.worksheets[0].iter_rows(values_only=True)), feed.columns)
    else:
        root = etree.parse(str(path)).getroot()
        yield from (_children(element) for element in root.iterchildren(feed.element))


def _table(rows: Iterator[list[Any]], columns: Mapping[str, str]) -> Iterator[Record]:
    paths = [columns.get(heading, heading) for heading in next(rows)]
    yield from (_nested(paths, row) for row in rows)


def _nested(paths: Sequence[str], values: Sequence[Any]) -> Record:
    record: Record = {}
    for path, value in zip(paths, values, strict=False):
        if value not in (None, ""):
            *above, name = path.split(".")
            inner = record
            for each in above:
                inner = inner.setdefault(each, {})
            inner[name] = value
    return record


def _children(element: Any) -> Any:
    if not len(element):
        return element.text
    found: dict[str, list[Any]] = {}
    for child in element:
        found.setdefault(child.tag, []).append(_children(child))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
