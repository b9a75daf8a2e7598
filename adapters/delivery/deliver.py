"""A delivery: a payload of a feed comes in, step by step, and ends with a signed receipt.

The same payload under the same key is the same delivery: repeated while nothing stands of it, it begins; after a
crash it goes on; after its end it is answered with the first receipt. Of one key only one delivery runs at a time.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import orjson
from filelock import FileLock, Timeout

from adapters.delivery.map_record import message_of
from adapters.delivery.receipts import Receipts
from adapters.delivery.spool import Spool, spooled
from adapters.feeds.feed import Feed, RefusedError, Sender, WireFormat
from adapters.formats import Raw, UnreadableError, read
from graph.engine.sealer import Sealer
from graph.engine.store import Store
from graph.ingest.batches import Batch, apply_batch_step, batch_id, begin_batch, find_batch
from graph.write.feed_messages import DeliveryCounts, DeliveryStep, Message, Rejected
from graph.write.ids import IdKey
from security.clock import utc_now

STEP = 1_000
"""Records committed together."""

STEP_BYTES = 4 * 2**20
"""Bytes of records committed together, unless a single one is larger. One engine takes no message of 16 MiB."""

RECORD_BYTES = 2_000
"""What a record in the graph takes beside the bytes in which it came."""

Progress = Callable[[Batch, int, int], None]
"""Called after each step with the batch, the bytes read and the bytes in all."""


HoldReceipt = Callable[[int], Awaitable[None]]
"""Called once all is in, with how often persons were named, before anybody is told that it is."""


class OtherPayloadError(Exception):
    """The key was used for another payload."""


class RunningError(Exception):
    """The delivery of this key is running."""


@dataclass(frozen=True)
class IngestContext:
    """Where deliveries come in: the graph, the folder of locks and spools, and what signs receipts.

    ``hold_seconds``: in steps of at least so long receipts leave (resolvers/access/even_times.py).
    """

    store: Store
    folder: Path
    receipts: Receipts
    hold_seconds: float = 1.0

    def spool(self) -> AbstractContextManager[Spool]:
        """An empty spool, until the end of the block."""
        return spooled(self.folder / "spool")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What is delivered: of which feed, in which format, by whom and under which key."""

    feed: Feed
    format: WireFormat
    sender: Sender
    caller: str
    key: str

    def id(self, id_key: IdKey) -> str:
        """The id of its batch."""
        return batch_id(id_key, self.caller, self.sender.system, self.feed.name, self.key)


async def no_hold(_name_count: int) -> None:
    """Hold nothing: who runs the hub may know how long it worked."""


async def deliver(
    ingest: IngestContext,
    delivery: Delivery,
    spool: Spool,
    progress: Progress = lambda *_: None,
    hold: HoldReceipt = no_hold,
) -> Batch:
    """Bring a payload in. Returns the batch, with its receipt. Until it does, :func:`as_told` says that it runs.

    Raises:
        OtherPayloadError, RunningError: the key is in use.
        graph.engine.store.GraphDownError: the graph went away; a repeat goes on from there.
    """
    delivery_id = delivery.id(ingest.store.sealer)
    with turn_of(ingest.folder, delivery_id):
        payload = _payload(delivery, spool)
        earlier = await find_batch(ingest.store, delivery_id)
        if earlier is not None and earlier.payload != payload:
            raise OtherPayloadError
        if earlier is not None and earlier.receipt is not None:
            await hold(0)
            return earlier
        batch = earlier or await begin_batch(
            ingest.store,
            Batch(
                id=delivery_id,
                sender=delivery.caller,
                system=delivery.sender.system,
                feed=delivery.feed.name,
                key=delivery.key,
                payload=payload,
                begun_at=utc_now(),
            ),
        )
        batch, name_count = await _run(ingest, delivery, spool, batch, progress)
        await hold(name_count)
        return batch


def disclosed_batch(ingest: IngestContext, batch: Batch) -> Batch:
    """The batch as its sender is told of it: one that runs, or whose receipt is held, has counted nothing.

    When the first of its records were in, and when all were, tells as much as the time of the receipt.
    """
    if not _is_running(ingest, batch.id):
        return batch
    return replace(batch, counts=DeliveryCounts(), done_at=None, receipt=None)


def _is_running(ingest: IngestContext, delivery_id: str) -> bool:
    """Whether a delivery is being brought in, or its receipt is held."""
    path = ingest.folder / "locks" / delivery_id
    if not path.exists():
        return False
    try:
        # One that nobody holds was left by somebody who was killed.
        with FileLock(path, timeout=0, mode=0o600, thread_local=False):
            return False
    except Timeout:
        return True


def _payload(delivery: Delivery, spool: Spool) -> str:
    """The digest of what is sent, and of how it is to be read."""
    return hashlib.sha256(f"{delivery.format} {spool.digest}".encode()).hexdigest()


@contextmanager
def turn_of(folder: Path, delivery_id: str) -> Iterator[None]:
    """Held by the one delivery of a key that runs; whoever is killed holds it no longer.

    Raises:
        RunningError: somebody holds it.
    """
    locks = folder / "locks"
    locks.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(locks / delivery_id, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise RunningError from None
    try:
        yield
    finally:
        # Should somebody take the lock between these two, the graph still lets each step in once (batches.take).
        lock.release()
        (locks / delivery_id).unlink(missing_ok=True)


async def _run(
    ingest: IngestContext, delivery: Delivery, spool: Spool, batch: Batch, progress: Progress
) -> tuple[Batch, int]:
    """The batch once all is in, and how often persons were named by what came in now."""
    name_count = 0
    with spool.open() as file:
        steps = _steps(delivery, ingest.store.sealer, _raws(delivery, file), batch)
        async with _reading(steps) as read:
            step, following = await read(), await read()
            while step is not None:
                # Two are read ahead: the last must be known to be the last, and the graph not wait for the reading.
                reading = asyncio.ensure_future(read())
                try:
                    batch = await apply_batch_step(ingest.store, step, following is None, ingest.receipts.sign)
                finally:
                    ahead = await reading
                name_count += batch.name_count
                progress(batch, file.tell(), spool.size)
                step, following = following, ahead
    return batch, name_count


@asynccontextmanager
async def _reading(
    steps: Generator[DeliveryStep, None, None],
) -> AsyncIterator[Callable[[], Awaitable[DeliveryStep | None]]]:
    """Gives the next step, read by one thread from its beginning to its end.

    lxml keeps what it knows of a document with the thread that began it: in another one it ends the process.
    """
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="reader") as thread:
        try:
            yield lambda: loop.run_in_executor(thread, next, steps, None)
        finally:
            await loop.run_in_executor(thread, steps.close)


def _raws(delivery: Delivery, file: BinaryIO) -> Iterator[Raw]:
    """The records of a payload. One that cannot be read at all is a single record that is refused."""
    try:
        yield from read(delivery.format, file, delivery.feed.columns, delivery.feed.element)
    except UnreadableError as error:
        yield Raw(position=0, data=None, original=b"", whole=False, problem=error.code)


def _steps(
    delivery: Delivery, sealer: Sealer, raws: Iterator[Raw], batch: Batch
) -> Generator[DeliveryStep, None, None]:
    """The steps of a batch that are not done yet. A payload without a record is one empty step."""
    received = sum(1 for _ in islice(raws, batch.counts.received))
    step = _step(delivery, sealer, raws, batch.id, received)
    while step.received or received == 0:
        yield step
        received += step.received or 1
        step = _step(delivery, sealer, raws, batch.id, received)


def _step(delivery: Delivery, sealer: Sealer, raws: Iterator[Raw], batch: str, begins: int) -> DeliveryStep:
    """The next step. A record as it was read takes many times its bytes, so that only one at a time is held."""
    messages: list[Message] = []
    rejected: list[Rejected] = []
    originals: dict[int, bytes] = {}
    size = 0
    while len(messages) + len(rejected) < STEP and size < STEP_BYTES and (raw := next(raws, None)) is not None:
        outcome, original = _outcome(delivery, sealer, raw)
        size += len(original)
        if isinstance(outcome, Rejected):
            rejected.append(outcome)
        else:
            messages.append(outcome)
            originals[raw.position] = original
            size += RECORD_BYTES * (len(outcome.claims) + len(outcome.facts))
    return DeliveryStep(
        batch=batch,
        begins=begins,
        received_at=utc_now(),
        messages=tuple(messages),
        rejected=tuple(rejected),
        originals=originals,
    )


def _outcome(delivery: Delivery, sealer: Sealer, raw: Raw) -> tuple[Message | Rejected, bytes]:
    """What a record says or why it cannot come in, and what is kept of it if it does not."""
    if raw.data is None:
        return Rejected(
            position=raw.position, code=raw.problem, where="", original=raw.original, whole=raw.whole
        ), raw.original
    original = orjson.dumps(raw.data)
    try:
        return message_of(delivery.feed, delivery.sender, raw.data, raw.position, sealer), original
    except RefusedError as error:
        return Rejected(
            position=raw.position, code=error.code, where=error.where, original=original, read=True
        ), original
