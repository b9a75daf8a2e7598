"""Deliveries: the same key is the same delivery, what is refused keeps its reason, and a receipt proves it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from threading import get_ident
from typing import Any, BinaryIO

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.bulk.load_files import load_contents
from adapters.delivery import deliver as deliveries
from adapters.delivery.deliver import Delivery, IngestContext, OtherPayloadError, RunningError, deliver
from adapters.delivery.receipts import NoReceiptError, Receipts, read_receipt
from adapters.delivery.retry import NotRetriedError, retry
from adapters.delivery.spool import Spool, TooMuchError, spooled
from adapters.feeds.feed import Feed, Sender, WireFormat
from adapters.formats import Raw, read
from graph.ingest.batches import Batch, find_batch
from graph.ingest.quarantine import drop, find_refused, refused_records
from graph.write.feed_messages import DeliveryCounts
from tests.conftest import Graph
from tests.support.feeding.graphs import ONE, emptied
from tests.support.feeding.kit import REGISTER, registered

KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def ingest(empty_graph: Graph, tmp_path: Path) -> Iterator[IngestContext]:
    empty_graph.run(emptied(empty_graph))
    yield IngestContext(empty_graph.store, tmp_path, Receipts(KEY, "key"))


def payload(*records: Any) -> bytes:
    """Lines of records; bytes stand as they are."""
    return b"".join(each if isinstance(each, bytes) else orjson.dumps(each) + b"\n" for each in records)


async def chunks(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), 1000):
        yield content[at : at + 1000]


async def delivered(ingest: IngestContext, content: bytes, key: str = "k", feed: Feed = REGISTER) -> Batch:
    delivery = Delivery(feed=feed, format=WireFormat.NDJSON, sender=Sender(feed.system), caller="tests", key=key)
    with ingest.spool() as spool:
        await spool.fill(chunks(content), 10**9)
        return await deliver(ingest, delivery, spool)


def test_a_repeat_is_answered_with_the_first_receipt(empty_graph: Graph, ingest: IngestContext) -> None:
    content = payload(registered("1"), registered("2"))
    first = empty_graph.run(delivered(ingest, content))
    again = empty_graph.run(delivered(ingest, content))
    assert first.receipt == again.receipt and again == first
    assert empty_graph.run(find_batch(ingest.store, first.id)) == first


def test_another_payload_under_the_key_is_refused_and_changes_nothing(
    empty_graph: Graph, ingest: IngestContext
) -> None:
    empty_graph.run(delivered(ingest, payload(registered("1"))))
    with pytest.raises(OtherPayloadError):
        empty_graph.run(delivered(ingest, payload(registered("2"))))
    assert len(empty_graph.run(ingest.store.read("MATCH (n:Registration) RETURN n.id", {}))) == 1


def test_of_two_deliveries_with_one_key_at_once_one_runs(empty_graph: Graph, ingest: IngestContext) -> None:
    content = payload(*(registered(str(n)) for n in range(50)))

    async def both() -> tuple[Batch | BaseException, Batch | BaseException]:
        return await asyncio.gather(delivered(ingest, content), delivered(ingest, content), return_exceptions=True)

    one, other = empty_graph.run(both())
    assert sorted((type(one).__name__, type(other).__name__)) == ["Batch", "RunningError"]
    assert isinstance(one, Batch | RunningError)


def test_steps_that_are_in_are_not_done_again(
    empty_graph: Graph, ingest: IngestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "STEP", 3)
    content = payload(*(registered(str(n)) for n in range(8)), b"broken\n", registered("9"))
    done: list[int] = []

    class LostError(Exception):
        """Stands for the hub's end after two steps."""

    def progress(batch: Batch, _done: int, _size: int) -> None:
        done.append(batch.counts.received)
        if len(done) == 2:
            raise LostError

    async def lost() -> None:
        delivery = Delivery(feed=REGISTER, format=WireFormat.NDJSON, sender=Sender("PROB"), caller="tests", key="k")
        with ingest.spool() as spool:
            await spool.fill(chunks(content), 10**9)
            await deliver(ingest, delivery, spool, progress)

    with pytest.raises(LostError):
        empty_graph.run(lost())
    batch = empty_graph.run(delivered(ingest, content))
    assert done == [3, 6] and batch.counts == DeliveryCounts(10, 9, 0, 1)


def test_what_is_refused_is_kept_encrypted_with_its_reason(empty_graph: Graph, ingest: IngestContext) -> None:
    run = empty_graph.run
    wrong = registered("2", person={"iin": ONE[:-1] + str((int(ONE[-1]) + 1) % 10)})
    batch = run(delivered(ingest, payload(registered("1"), wrong, b'{"recordId": []}\n', b"\xff\xfe\n")))
    assert batch.counts == DeliveryCounts(4, 1, 0, 3)
    held = run(refused_records(ingest.store, batch=batch.id))
    assert [(each.position, each.where) for each in held] == [(2, "person.iin"), (3, "recordId"), (4, "")]
    stored = run(ingest.store.read("MATCH (q:Quarantined) RETURN q.original", {}))
    assert not any("recordId" in each for each in stored)
    opened = run(find_refused(ingest.store, held[0].id))
    assert opened is not None and orjson.loads(opened[1]) == wrong
    assert run(drop(ingest.store, held[0].id)) and run(find_refused(ingest.store, held[0].id)) is None
    assert not run(drop(ingest.store, held[0].id))


def test_a_record_that_was_refused_comes_in_when_what_was_missing_is_there(
    empty_graph: Graph, ingest: IngestContext
) -> None:
    run = empty_graph.run
    feeds = {REGISTER.name: REGISTER}
    batch = run(delivered(ingest, payload(registered("1", person={"kato": "990000000"}), b"broken\n")))
    missing, broken = run(refused_records(ingest.store, batch=batch.id))
    again = run(retry(ingest, feeds, missing.id))
    assert again.counts == DeliveryCounts(1, 0, 0, 1)
    (missing,) = (each for each in run(refused_records(ingest.store)) if each.id != broken.id)
    region = b'{"system":"KATO","recordId":"990000000","version":1,"kato":"990000000"}'
    run(load_contents(ingest.store, {"regions": region}, lambda *_: None))
    assert run(retry(ingest, feeds, missing.id)).counts == DeliveryCounts(1, 1, 0, 0)
    assert [each.id for each in run(refused_records(ingest.store))] == [broken.id]
    with pytest.raises(NotRetriedError):
        run(retry(ingest, feeds, broken.id))
    with pytest.raises(NotRetriedError):
        run(retry(ingest, feeds, "qua_none"))


def test_a_receipt_proves_what_became_of_the_delivery(empty_graph: Graph, ingest: IngestContext) -> None:
    batch = empty_graph.run(delivered(ingest, payload(registered("1"), b"broken\n")))
    assert batch.receipt is not None
    said = read_receipt(batch.receipt, KEY.public_key())
    names = ("received", "applied", "unchanged", "quarantined", "feed", "sub", "idempotencyKey")
    assert [said[name] for name in names] == [2, 1, 0, 1, "test-register", "tests", "k"]
    with pytest.raises(NoReceiptError):
        read_receipt(batch.receipt, Ed25519PrivateKey.generate().public_key())
    head, body, signature = batch.receipt.split(".")
    with pytest.raises(NoReceiptError):
        read_receipt(f"{head}.{body[:-2]}AA.{signature}", KEY.public_key())


def test_a_payload_that_is_no_table_at_all_is_one_refused_record(empty_graph: Graph, ingest: IngestContext) -> None:
    feed = replace(REGISTER, formats=(WireFormat.XLSX,))

    async def sent() -> Batch:
        delivery = Delivery(feed=feed, format=WireFormat.XLSX, sender=Sender("PROB"), caller="tests", key="x")
        with ingest.spool() as spool:
            await spool.fill(chunks(b"no zip"), 10**9)
            return await deliver(ingest, delivery, spool)

    assert empty_graph.run(sent()).counts == DeliveryCounts(1, 0, 0, 1)


def test_nothing_of_a_payload_stands_on_disk_as_it_is(tmp_path: Path, empty_graph: Graph) -> None:
    content = payload(*(registered(str(n), person={"familyName": "Құпиябаев"}) for n in range(2000)))

    async def filled() -> None:
        with (tmp_path / "spool").open("w+b") as disk:
            spool = Spool(disk)
            await spool.fill(chunks(content), 10**9)
            disk.seek(0)
            handle = disk.read()
            assert len(handle) > len(content) and "Құпиябаев".encode() not in handle and b"recordId" not in handle
            with spool.open() as file:
                assert file.read() == content
                file.seek(-7, 2)
                assert file.read() == content[-7:]
                file.seek(65_530)
                assert file.read(20) == content[65_530:65_550]
        with spooled(tmp_path) as spool, pytest.raises(TooMuchError):
            await spool.fill(chunks(content), 5000)

    empty_graph.run(filled())


def test_a_sender_changes_its_own_facts_alone(empty_graph: Graph, ingest: IngestContext) -> None:
    run = empty_graph.run

    async def sent(system: str, key: str, record: dict[str, Any]) -> Batch:
        delivery = Delivery(
            feed=replace(REGISTER, shared=True),
            format=WireFormat.NDJSON,
            sender=Sender(system),
            caller="tests",
            key=key,
        )
        with ingest.spool() as spool:
            await spool.fill(chunks(payload(record)), 10**9)
            return await deliver(ingest, delivery, spool)

    run(sent("NGO:one", "1", registered("7", person={"kato": None})))
    gone = {"recordId": "7", "version": 9, "changedAt": "2026-03-01T00:00:00Z", "deleted": True}
    run(sent("NGO:other", "2", gone))
    assert len(run(ingest.store.read("MATCH (n:Registration) RETURN n.id", {}))) == 1
    run(sent("NGO:one", "3", gone))
    assert run(ingest.store.read("MATCH (n:Registration) RETURN n.id", {})) == []


def test_a_payload_is_read_in_one_thread_from_beginning_to_end(
    empty_graph: Graph, ingest: IngestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The XML parser ends the process where a document is begun in one thread and ended in another."""
    monkeypatch.setattr(deliveries, "STEP", 1)
    threads: list[set[int]] = []

    def noted(kind: WireFormat, file: BinaryIO, *more: Any) -> Iterator[Raw]:
        own: set[int] = set()
        threads.append(own)
        try:
            for raw in read(kind, file, *more):
                own.add(get_ident())
                yield raw
        finally:
            own.add(get_ident())

    monkeypatch.setattr(deliveries, "read", noted)
    content = payload(*(registered(str(n)) for n in range(5)))

    async def at_once() -> None:
        await asyncio.gather(*(delivered(ingest, content, str(key)) for key in range(4)))

    empty_graph.run(at_once())
    assert [len(own) for own in threads] == [1] * 4
    assert get_ident() not in set().union(*threads)
