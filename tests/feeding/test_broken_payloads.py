"""Payloads that are broken as a whole, or attack: something is said of each, nothing falls, memory is bounded."""

import dataclasses
import gzip
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import orjson
import pytest

from adapters.delivery.deliver import IngestContext
from adapters.delivery.receipts import Receipts, read_receipt
from adapters.feeds.feed import WireFormat
from graph.ingest.batches import Batch
from graph.ingest.quarantine import find_refused, refused_records
from graph.write.feed_messages import DeliveryCounts
from tests.conftest import Graph
from tests.formats.steps import ROOT
from tests.support.books import PARTS, SHEET, packed, row, sheet_of
from tests.support.engines import EMBEDDED
from tests.support.feeding.broken_forms import element_of
from tests.support.feeding.graphs import emptied
from tests.support.feeding.kit import registered
from tests.support.feeding.payloads import KEY, LARGE, PATHS, delivered, payload

CSV, NDJSON, XLSX, XML = WireFormat.CSV, WireFormat.NDJSON, WireFormat.XLSX, WireFormat.XML
_LAUGHS = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_ONE = element_of("record", registered("1")).encode()
_TWO = element_of("record", registered("2")).encode()


@pytest.fixture
def ingest(empty_graph: Graph, tmp_path: Path) -> IngestContext:
    empty_graph.run(emptied(empty_graph))
    return IngestContext(empty_graph.store, tmp_path, Receipts(KEY, "key"))


def _zip(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def _encrypted() -> bytes:
    """A workbook whose members say that they are encrypted."""
    made = bytearray(payload(XLSX, [1]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := made.find(mark, at + 1)) >= 0:
            made[at + flags] |= 1
    return bytes(made)


def _torn() -> bytes:
    """A workbook of which a byte in the sheet is another."""
    made = bytearray(packed([b"<worksheet>", random.Random(1).randbytes(4096).hex().encode(), b"</worksheet>"]))
    made[made.find(SHEET.encode()) + 600] ^= 0xFF
    return bytes(made)


def _doctype() -> bytes:
    return packed([b"<!DOCTYPE worksheet [<!ENTITY a 'b'>]>", *sheet_of([row(*PATHS), row("&a;")])])


def _in_xml(text: bytes) -> bytes:
    return b"<records>" + _ONE + text + _TWO + b"</records>"


NOISE = "NOISE"
"""One of some reasons: which of them depends on the bytes, and these on the library that packed them."""

_NOISES = {"NOT_UTF8", "NUL_BYTE", "BAD_QUOTES", "HEADING_UNKNOWN"}

WHOLE: list[tuple[str, WireFormat, bytes, int, list[str]]] = [
    ("nothing", NDJSON, b"", 0, []),
    ("nothing", CSV, b"", 0, ["NO_HEADING"]),
    ("nothing", XLSX, b"", 0, ["NOT_ZIP"]),
    ("nothing", XML, b"", 0, ["NOT_XML"]),
    ("blank lines", NDJSON, b"\r\n \n\t\n" * 2_000, 0, []),
    ("blank lines", CSV, b"\r\n \n\t\n" * 2_000, 0, ["NO_HEADING"]),
    ("blank lines", XML, b"\r\n \n\t\n" * 2_000, 0, ["NOT_XML"]),
    ("a byte order mark alone", NDJSON, b"\xef\xbb\xbf", 0, []),
    ("headings alone", CSV, payload(CSV, []), 0, []),
    ("headings alone", XLSX, payload(XLSX, []), 0, []),
    ("no record", XML, b"<records/>", 0, []),
    ("gzip", CSV, gzip.compress(payload(CSV, range(50)), mtime=0), 0, [NOISE]),
    ("gzip", XLSX, gzip.compress(payload(XLSX, range(5)), mtime=0), 0, ["NOT_ZIP"]),
    ("gzip", XML, gzip.compress(payload(XML, range(50)), mtime=0), 0, ["NOT_XML"]),
    ("a workbook", CSV, payload(XLSX, [1]), 0, [NOISE]),
    ("a workbook", XML, payload(XLSX, [1]), 0, ["NOT_XML"]),
    ("UTF-16", CSV, payload(CSV, [1]).decode().encode("utf-16"), 0, ["BAD_QUOTES"]),
    ("UTF-16", XML, payload(XML, [1]).decode().encode("utf-16"), 1, []),
    ("a list of records", NDJSON, orjson.dumps([registered("1")]), 0, ["NOT_AN_OBJECT"]),
    ("a page", CSV, b"<html><body>503</body></html>\n", 0, ["HEADING_UNKNOWN"]),
    ("a page", XML, b"<html><body><br>503</body></html>\n", 0, ["NOT_XML"]),
    ("a heading twice", CSV, b"recordId,recordId\r\n1,2\r\n", 0, ["HEADING_DOUBLED"]),
    ("a heading within a heading", CSV, b"person,person.iin\r\n1,2\r\n", 0, ["HEADING_DOUBLED"]),
    ("an unknown heading", CSV, b"recordId,colour\r\n1,2\r\n", 0, ["INVALID: missing"]),
    ("a table", XLSX, payload(CSV, [1]), 0, ["NOT_ZIP"]),
    ("half a workbook", XLSX, payload(XLSX, range(99))[:1500], 0, ["NOT_ZIP"]),
    ("an archive that is no workbook", XLSX, _zip({"readme.txt": b"hello"}), 0, ["NOT_A_WORKBOOK"]),
    (
        "an archive of archives",
        XLSX,
        _zip({f"{n}.zip": _zip({"a": b"a"}) for n in range(9)}),
        0,
        ["NOT_A_WORKBOOK"],
    ),
    ("an encrypted archive", XLSX, _encrypted(), 0, ["ENCRYPTED"]),
    ("a workbook with a password", XLSX, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096), 0, ["NOT_ZIP"]),
    ("2,000 members", XLSX, _zip({f"xl/{n}": b"" for n in range(2_000)}), 0, ["TOO_MANY_MEMBERS"]),
    ("a zip bomb", XLSX, packed([bytes(2**20)] * 20, PARTS, level=9), 0, ["ZIP_BOMB"]),
    ("a torn sheet", XLSX, _torn(), 0, ["BAD_ZIP"]),
    ("an entity in a sheet", XLSX, _doctype(), 0, ["ENTITY"]),
    ("an empty sheet", XLSX, packed(sheet_of([])), 0, ["NO_HEADING"]),
    (
        "a bomb of entities",
        XML,
        f"<!DOCTYPE records [{_LAUGHS}]>".encode() + _in_xml(b"<record>&a9;</record>"),
        1,
        ["NOT_XML"],
    ),
    ("a bomb that nobody lights", XML, f"<!DOCTYPE records [{_LAUGHS}]>".encode() + _in_xml(b""), 2, []),
    (
        "a document type elsewhere",
        XML,
        b'<!DOCTYPE r SYSTEM "http://192.0.2.1/r.dtd">' + _in_xml(b""),
        0,
        ["EXTERNAL_DTD"],
    ),
    (
        "an entity of parameters",
        XML,
        b'<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>' + _in_xml(b""),
        0,
        ["EXTERNAL_DTD"],
    ),
    ("an undeclared entity", XML, _in_xml(b"<record>&nbsp;</record>"), 1, ["NOT_XML"]),
    (
        "an entity from a file in an attribute",
        XML,
        b'<!DOCTYPE records [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + _in_xml(b'<record a="&f;"/>'),
        1,
        ["NOT_XML"],
    ),
    ("an open tag", XML, _in_xml(b"<record>"), 1, ["NOT_XML"]),
    ("an ampersand", XML, _in_xml(b"<record><a>b & c</a></record>"), 1, ["NOT_XML"]),
    ("a byte that is no UTF-8", XML, _in_xml(b"<record><a>\xff</a></record>"), 1, ["NOT_XML"]),
    ("NUL", XML, _in_xml(b"<record><a>\x00</a></record>"), 1, ["NOT_XML"]),
    ("NUL as a reference", XML, _in_xml(b"<record><a>&#0;</a></record>"), 1, ["NOT_XML"]),
    ("half of it", XML, _in_xml(b"")[:-100], 1, ["NOT_XML"]),
    ("an instruction", XML, _in_xml(b"<?php die ?>"), 1, ["INSTRUCTION"]),
    (
        "another encoding than declared",
        XML,
        b"<?xml version='1.0' encoding='utf-16'?>" + _in_xml(b""),
        0,
        ["NOT_XML"],
    ),
]


@pytest.mark.parametrize(
    ("name", "form", "content", "applied", "codes"), WHOLE, ids=[f"{w[1].name}-{w[0]}" for w in WHOLE]
)
def test_of_a_payload_broken_as_a_whole_one_entry_is_refused(
    name: str,
    form: WireFormat,
    content: bytes,
    applied: int,
    codes: list[str],
    empty_graph: Graph,
    ingest: IngestContext,
) -> None:
    run = empty_graph.run
    batch = run(delivered(ingest, form, [content]))
    held = run(refused_records(ingest.store, batch=batch.id))
    assert [NOISE if codes == [NOISE] and each.code in _NOISES else each.code for each in held] == codes
    assert batch.counts == DeliveryCounts(applied + len(codes), applied, 0, len(codes))
    _adds_up(batch)
    for each in held:
        opened = run(find_refused(ingest.store, each.id))
        assert opened is not None and (each.read or len(opened[1]) <= len(content))
    assert run(delivered(ingest, form, [content])) == batch


def _adds_up(batch: Batch) -> None:
    counts = batch.counts
    assert counts.received == counts.applied + counts.unchanged + counts.quarantined
    assert batch.receipt is not None
    said = read_receipt(batch.receipt, KEY.public_key())
    assert (said["received"], said["quarantined"]) == (counts.received, counts.quarantined)


MOST_GROWN = {"objects in objects": 250, "unknown names": 250, "rows of control characters": 250}
"""Megabytes by which the hub may grow, where they are not 150: by records that take twenty times their bytes."""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("name", LARGE)
def test_memory_is_bounded(name: str, empty_graph: Graph, ingest: IngestContext, tmp_path: Path) -> None:
    if empty_graph.engine != EMBEDDED:
        pytest.skip("the engine is another process: what the hub takes does not depend on it")
    command = [sys.executable, "-m", "tests.support.feeding.payloads", name, str(tmp_path)]
    address = json.dumps(dataclasses.asdict(empty_graph.address))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True, input=address)
    grown, received, applied, quarantined, codes = json.loads(done.stdout)
    assert received == applied + quarantined == applied + sum(codes.values())
    assert applied == (0 if name in ("a zip bomb", "crowds") else 2)
    assert grown < MOST_GROWN.get(name, 150), codes
