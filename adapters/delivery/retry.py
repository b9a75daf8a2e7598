"""Trying again: a record in quarantine, once what was wrong with it may have been mended."""

import hashlib
from collections.abc import Mapping

import orjson

from adapters.delivery.deliver import HoldReceipt, IngestContext, no_hold, turn_of
from adapters.delivery.map_record import message_of
from adapters.feeds.feed import Feed, RefusedError, Sender, sender_of
from graph.ingest.batches import Batch, apply_batch_step, batch_id, begin_batch
from graph.ingest.quarantine import Refused, find_refused
from graph.write.feed_messages import DeliveryStep, Rejected
from security.clock import utc_now


class NotRetriedError(Exception):
    """The record cannot be tried again: the message says why."""


async def retry(
    ingest: IngestContext, feeds: Mapping[str, Feed], refused_id: str, hold: HoldReceipt = no_hold
) -> Batch:
    """Try a record in quarantine again, as a delivery of its own. If it is refused again, it stands there anew.

    Raises:
        NotRetriedError: there is no such record, or it could not be read.
        RunningError: it is being tried.
        graph.engine.store.GraphDownError: the graph is away.
    """
    quarantined = await find_refused(ingest.store, refused_id)
    if quarantined is None:
        raise NotRetriedError("nothing in quarantine has this id")
    refused, original = quarantined
    feed = feeds.get(refused.feed)
    if feed is None:
        raise NotRetriedError("the hub has no such feed any more")
    if not refused.read or not refused.whole:
        raise NotRetriedError("the record could not be read; it has to be sent again")
    key = f"retry {refused_id}"
    now = utc_now()
    payload = hashlib.sha256(original).hexdigest()
    batch = Batch(
        id=batch_id(ingest.store.sealer, refused.sender, refused.system, feed.name, key),
        sender=refused.sender,
        system=refused.system,
        feed=feed.name,
        key=key,
        payload=payload,
        begun_at=now,
    )
    with turn_of(ingest.folder, batch.id):
        begun = await begin_batch(ingest.store, batch)
        if begun.done_at is not None:
            await hold(0)
            return begun
        step = _step(ingest, feed, sender_of(refused.system), refused, original, batch.id)
        settled = await apply_batch_step(ingest.store, step, True, ingest.receipts.sign, settles=refused_id)
        await hold(settled.name_count)
        return settled


def _step(
    ingest: IngestContext, feed: Feed, sender: Sender, refused: Refused, original: bytes, batch: str
) -> DeliveryStep:
    now = utc_now()
    try:
        message = message_of(feed, sender, orjson.loads(original), refused.position, ingest.store.sealer)
    except RefusedError as error:
        rejected = Rejected(
            position=refused.position, code=error.code, where=error.where, original=original, read=True
        )
        return DeliveryStep(batch=batch, begins=0, received_at=now, messages=(), rejected=(rejected,))
    return DeliveryStep(
        batch=batch,
        begins=0,
        received_at=now,
        messages=(message,),
        rejected=(),
        originals={refused.position: original},
    )
