"""One feed in every form, and its payloads: small ones that are right, and those far larger than a hub's memory.

Run by itself: delivers a payload of ``LARGE`` and says what that took.
"""

import asyncio
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.delivery.deliver import Delivery, IngestContext, deliver
from adapters.delivery.receipts import Receipts
from adapters.feeds.feed import Feed, Sender, WireFormat
from graph.engine.store import Address, open_store
from graph.ingest.batches import Batch
from graph.ingest.quarantine import refused_records
from prevention.grounds import require_lawful
from tests.support.books import packed, row, sheet_of
from tests.support.engines import vault
from tests.support.feeding.broken_forms import element_of
from tests.support.feeding.kit import COURTS, REGISTER, registered

KEY = Ed25519PrivateKey.generate()
FEED = replace(REGISTER, formats=tuple(WireFormat))
PATHS = (
    "recordId",
    "version",
    "changedAt",
    "person.personId",
    "person.familyName",
    "category",
    "status",
    "registeredOn",
)
_MB = 2**20


def payload(form: WireFormat, numbers: Iterable[int]) -> bytes:
    """Records that are right."""
    rows = [registered(str(number)) for number in numbers]
    match form:
        case WireFormat.NDJSON:
            return b"".join(orjson.dumps(each) + b"\n" for each in rows)
        case WireFormat.CSV:
            return "".join(f"{','.join(cells)}\r\n" for cells in (PATHS, *map(_cells, rows))).encode()
        case WireFormat.XLSX:
            return packed(sheet_of([row(*PATHS), *(row(*_cells(each)) for each in rows)]))
        case WireFormat.XML:
            return f"<records>{''.join(element_of('record', each) for each in rows)}</records>".encode()


def _cells(record: Mapping[str, Any]) -> list[str]:
    found = []
    for path in PATHS:
        value: Any = record
        for name in path.split("."):
            value = value[name]
        found.append(str(value))
    return found


async def delivered(
    ingest: IngestContext, form: WireFormat, pieces: Iterable[bytes], key: str = "k", feed: Feed = FEED
) -> Batch:
    """What becomes of a payload."""

    async def chunks() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    delivery = Delivery(feed=feed, format=form, sender=Sender(feed.system), caller="tests", key=key)
    with ingest.spool() as spool:
        await spool.fill(chunks(), 10**9)
        return await deliver(ingest, delivery, spool)


def _around(start: bytes, piece: bytes, times: int, end: bytes) -> Iterable[bytes]:
    return chain([start], repeat(piece, times), [end])


def _line(number: int) -> bytes:
    return orjson.dumps(registered(str(number))) + b"\n"


def _full(number: int, value: bytes) -> bytes:
    """A line whose record has one field too many."""
    return _line(number).replace(b"{", b'{"a":' + value + b",", 1)


def _names(count: int) -> bytes:
    return b"{%s}" % b",".join(b'"n%d":0' % number for number in range(count))


def _crowds() -> Iterator[bytes]:
    for number in range(300):
        persons: list[dict[str, Any]] = [{"familyName": "А"}] * 500
        record = {"recordId": str(number), "version": 1, "changedAt": "2026-02-01T10:00:00Z"}
        yield orjson.dumps({**record, "persons": persons, "decidedOn": "2026-13-10"}) + b"\n"


def _cell_rows() -> Iterator[bytes]:
    yield from (row(*PATHS), row(*_cells(registered("1"))))
    yield b"<row>"
    yield from repeat(b"<c><v>1</v></c>" * 10_000, 70)
    yield b"</row>"
    yield row(*_cells(registered("2")))


def _escapes() -> Iterator[bytes]:
    """Rows that take six times their bytes when they are kept."""
    yield _CSV
    cell = b"\x01" * 130_000
    for number in range(8):
        yield b",".join([b"%d" % (number + 9), *[cell] * 7]) + b"\n"
    yield _CSV.splitlines()[1].replace(b"1,1", b"2,1", 1)


def _bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(150):
            part.write(b"\0" * _MB)
    return held.getvalue()


_XML = b"<records>" + element_of("record", registered("1")).encode()
_CSV = payload(WireFormat.CSV, [1])
LARGE: dict[str, tuple[WireFormat, Feed, Callable[[], Iterable[bytes]]]] = {
    "a line of 100 MB": (
        WireFormat.NDJSON,
        FEED,
        lambda: chain([_line(1), b'{"recordId":"'], repeat(b"y" * _MB, 100), [b'"}\n', _line(2)]),
    ),
    "a cell of 100 MB": (
        WireFormat.CSV,
        FEED,
        lambda: chain([_CSV], repeat(b"y" * _MB, 100), [b"\n", _CSV.splitlines()[1].replace(b"1,1", b"2,1", 1)]),
    ),
    "an element of 10 MB": (
        WireFormat.XML,
        FEED,
        lambda: _around(
            _XML + b"<record>", b"<a>1</a>" * (_MB // 8), 10, b"</record>" + payload(WireFormat.XML, [2])[9:]
        ),
    ),
    "a row of 10 MB": (WireFormat.XLSX, FEED, lambda: [packed(sheet_of(_cell_rows()), level=0)]),
    "rows of control characters": (WireFormat.CSV, FEED, _escapes),
    "a zip bomb": (WireFormat.XLSX, FEED, lambda: [_bomb()]),
    "objects in objects": (
        WireFormat.NDJSON,
        FEED,
        lambda: chain((_full(n, b"[" + b"{}," * 349_000 + b"{}]") for n in range(3, 20)), [_line(1), _line(2)]),
    ),
    "unknown names": (
        WireFormat.NDJSON,
        FEED,
        lambda: chain((_full(n, b"1,%s" % _names(80_000)[1:-1]) for n in range(3, 8)), [_line(1), _line(2)]),
    ),
    "crowds": (WireFormat.NDJSON, COURTS, _crowds),
}
"""Payloads with two records that are right; but for the bomb and the crowds, which are all refused."""


def _peak() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def _peak_from_here() -> int:
    """The memory of this process; the peak until now is forgotten."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak()


async def _main(name: str, address: Address, home: Path) -> None:
    form, feed, made = LARGE[name]
    pieces = made()
    if isinstance(pieces, list):
        # What it takes to make a workbook is not looked at.
        home.joinpath("payload").write_bytes(b"".join(pieces))
        pieces = ()
    async with open_store(address, 120, vault(home), require_lawful) as store:
        ingest = IngestContext(store, home, Receipts(KEY, "key"))
        await delivered(ingest, form, [payload(form, range(1_000, 1_100))], "before")
        before = _peak_from_here()
        batch = await delivered(ingest, form, pieces or _read(home / "payload"), "k", feed)
        grown = (_peak() - before) // 1024
        codes = Counter(each.code for each in await refused_records(store, batch=batch.id, limit=1_000))
        counts = batch.counts
        sys.stdout.write(json.dumps([grown, counts.received, counts.applied, counts.quarantined, codes]))


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_MB):
            yield chunk


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Address(**json.loads(sys.stdin.read())), Path(sys.argv[2])))
