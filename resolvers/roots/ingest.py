"""Taking in: what both doors do with a payload, and what they tell of a delivery that cannot be."""

from collections.abc import AsyncIterator

from adapters.delivery.deliver import Delivery, IngestContext, OtherPayloadError, RunningError, deliver
from adapters.delivery.spool import TooMuchError
from adapters.feeds.feed import WireFormat
from graph.ingest.batches import Batch
from resolvers.access.even_times import receipt_hold
from resolvers.errors import HubError
from resolvers.roots.senders import feed_of, key_of, sender_for
from security.authorization.caller import Caller


def delivery_of(feed: str, key: str, kind: str, caller: Caller) -> Delivery:
    """What the caller delivers: of a feed, under a key, in a format that is named by its media type.

    Raises:
        HubError: FEED_REFUSED, KEY_MISSING, FEED_FORMAT.
    """
    declared = feed_of(feed, caller)
    key = key_of(key)
    if kind not in declared.formats:
        raise HubError("FEED_FORMAT")
    return Delivery(
        feed=declared, format=WireFormat(kind), sender=sender_for(declared, caller), caller=caller.subject, key=key
    )


async def ingest_delivery(
    ingest: IngestContext, delivery: Delivery, payload: AsyncIterator[bytes], most: int
) -> Batch:
    """The batch of a payload of at most ``most`` bytes, all of it in.

    Raises:
        HubError: DELIVERY_TOO_LARGE, KEY_REUSED, DELIVERY_RUNNING.
        graph.engine.store.GraphDownError: the graph went away; a repeat goes on from there.
    """
    with ingest.spool() as spool:
        try:
            await spool.fill(payload, most)
            hold = receipt_hold(ingest.hold_seconds)
            return await deliver(ingest, delivery, spool, hold=hold)
        except TooMuchError as error:
            raise HubError("DELIVERY_TOO_LARGE") from error
        except OtherPayloadError as error:
            raise HubError("KEY_REUSED") from error
        except RunningError as error:
            raise HubError("DELIVERY_RUNNING") from error
