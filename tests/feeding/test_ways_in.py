"""The ways in without a sender's own request: a watched folder, and an endpoint that is pulled from."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.delivery.deliver import IngestContext
from adapters.delivery.folder import FolderFile, take_all
from adapters.delivery.pull import Endpoint, PullError, pull
from adapters.delivery.receipts import Receipts, read_receipt
from graph.ingest.batches import Batch
from tests.conftest import Graph
from tests.support.feeding.graphs import emptied
from tests.support.feeding.kit import REGISTER, registered

KEY = Ed25519PrivateKey.generate()
FEEDS = {REGISTER.name: REGISTER}


@pytest.fixture
def ingest(empty_graph: Graph, tmp_path: Path) -> Iterator[IngestContext]:
    empty_graph.run(emptied(empty_graph))
    yield IngestContext(empty_graph.store, tmp_path / "feeds", Receipts(KEY, "key"))


def lines(*numbers: int) -> bytes:
    return b"".join(orjson.dumps(registered(str(n))) + b"\n" for n in numbers)


async def taken(ingest: IngestContext, folder: Path) -> list[FolderFile]:
    return [found async for found in take_all(ingest, FEEDS, folder)]


def test_a_file_is_taken_once_with_its_receipt_beside_it(
    empty_graph: Graph, ingest: IngestContext, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox" / REGISTER.name
    inbox.mkdir(parents=True)
    (inbox / "one.ndjson").write_bytes(lines(1, 2))
    (inbox / "half.ndjson.part").write_bytes(lines(3))
    (inbox / "notes.pdf").write_bytes(b"%PDF")
    found = empty_graph.run(taken(ingest, tmp_path))
    assert sorted((each.name, each.batch is not None) for each in found) == [
        ("notes.pdf", False),
        ("one.ndjson", True),
    ]
    receipt = (tmp_path / "done" / REGISTER.name / "one.ndjson.receipt").read_text()
    assert read_receipt(receipt, KEY.public_key())["applied"] == 2
    assert sorted(path.name for path in inbox.iterdir()) == ["half.ndjson.part"]
    assert (tmp_path / "failed" / REGISTER.name / "notes.pdf").exists()
    (inbox / "one.ndjson").write_bytes(lines(1, 2))
    (again,) = empty_graph.run(taken(ingest, tmp_path))
    assert again.batch is not None and again.batch.receipt == receipt


class _System(BaseHTTPRequestHandler):
    """A system with two pages of records, for whoever has its token."""

    pages: ClassVar[dict[str, tuple[bytes, str | None]]] = {}

    def do_GET(self) -> None:
        body, after = self.pages.get(self.path, (b"", None))
        known = self.headers.get("Authorization") == "Bearer theirs"
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/x-ndjson")
        if after is not None:
            self.send_header("Link", f'<{after}>; rel="next"')
        self.end_headers()
        if known:
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def system() -> Iterator[str]:
    """The address of a running system."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _System)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


async def pulled(ingest: IngestContext, endpoint: Endpoint) -> list[Batch]:
    return [batch async for batch in pull(ingest, endpoint)]


def test_pages_are_pulled_one_after_another_and_from_where_the_last_pull_came_to(
    empty_graph: Graph, ingest: IngestContext, tmp_path: Path, system: str
) -> None:
    run = empty_graph.run
    token = tmp_path / "token"
    token.write_text("theirs\n")
    token.chmod(0o600)
    endpoint = Endpoint(REGISTER, f"{system}/records", token, tmp_path / "next")
    _System.pages = {"/records": (lines(1, 2), "/records?after=2"), "/records?after=2": (lines(3), None)}
    assert [batch.counts.applied for batch in run(pulled(ingest, endpoint))] == [2, 1]
    _System.pages = {"/records?after=2": (lines(3, 4), "/records?after=4"), "/records?after=4": (b"", None)}
    assert [(batch.counts.applied, batch.counts.unchanged) for batch in run(pulled(ingest, endpoint))] == [
        (1, 1),
        (0, 0),
    ]
    assert [batch.counts.received for batch in run(pulled(ingest, endpoint))] == [0]


def test_an_endpoint_that_is_not_what_it_should_be_is_not_believed(
    empty_graph: Graph, ingest: IngestContext, tmp_path: Path, system: str
) -> None:
    _System.pages = {"/records": (lines(1), "http://elsewhere.example/records")}
    without = Endpoint(REGISTER, f"{system}/records", None, tmp_path / "next")
    with pytest.raises(PullError, match="401"):
        empty_graph.run(pulled(ingest, without))
    token = tmp_path / "token"
    token.write_text("theirs")
    token.chmod(0o600)
    leading_away = Endpoint(REGISTER, f"{system}/records", token, tmp_path / "next")
    with pytest.raises(PullError, match="another host"):
        empty_graph.run(pulled(ingest, leading_away))
    nobody = Endpoint(REGISTER, "http://127.0.0.1:9/records", token, tmp_path / "other")
    with pytest.raises(PullError, match="cannot be reached"):
        empty_graph.run(pulled(ingest, nobody))
