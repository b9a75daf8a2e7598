"""Feeds over HTTP: a delivery comes in by ``POST /feeds/{feed}``, and is asked for by ``GET`` with the same key.

The key stands in the header Idempotency-Key (the IETF's draft of that name, version 07): a repeat of the same
payload under it is answered with the first receipt.
"""

import re
from typing import Any

import orjson
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from adapters.deliveries import Delivery, Dock, OtherPayloadError, RunningError, deliver
from adapters.feed import Feed, Format, Sender
from adapters.spool import TooMuchError
from adapters.systems import FEEDS
from graph.feeding.batches import Batch, batch_id, find
from hub.exchange import PURPOSE_HEADER, SECURITY_HEADERS
from resolvers.errors import HubError
from security.caller import Caller
from security.purposes import FEED, Statement, stated_purpose

KEY_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")


async def take_in(http: HttpRequest, caller: Caller, dock: Dock, most: int) -> Response:
    """Bring in the delivery that a request carries.

    Raises:
        HubError: FEED_REFUSED, PURPOSE_REFUSED, KEY_MISSING, FEED_FORMAT, DELIVERY_TOO_LARGE, KEY_REUSED,
            DELIVERY_RUNNING.
        graph.store.GraphDownError: the graph went away; a repeat goes on from there.
    """
    delivery = _delivery(http, caller)
    with dock.spool() as spool:
        try:
            await spool.fill(http.stream(), most)
            batch = await deliver(dock, delivery, spool)
        except TooMuchError as error:
            raise HubError("DELIVERY_TOO_LARGE") from error
        except OtherPayloadError as error:
            raise HubError("KEY_REUSED") from error
        except RunningError as error:
            raise HubError("DELIVERY_RUNNING") from error
    return _answer(batch)


async def tell(http: HttpRequest, caller: Caller, dock: Dock) -> Response:
    """How far a delivery of the caller is; its receipt once it is done.

    Raises:
        HubError: FEED_REFUSED, PURPOSE_REFUSED, KEY_MISSING, DELIVERY_UNKNOWN.
    """
    feed = _feed(http, caller)
    batch = await find(dock.store, batch_id(caller.subject, feed.name, _key(http)))
    if batch is None:
        raise HubError("DELIVERY_UNKNOWN")
    return _answer(batch)


def _delivery(http: HttpRequest, caller: Caller) -> Delivery:
    feed = _feed(http, caller)
    key = _key(http)
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in feed.formats:
        raise HubError("FEED_FORMAT")
    return Delivery(feed, Format(kind), sender_for(feed, caller), caller.subject, key)


def _feed(http: HttpRequest, caller: Caller) -> Feed:
    """The feed of a request. One that is not there and one that the token does not hold are the same."""
    purpose = stated_purpose(Statement(http.headers.get(PURPOSE_HEADER)).purpose, caller.purposes)
    if purpose != FEED:
        raise HubError("PURPOSE_REFUSED")
    return feed_of(http.path_params["feed"], caller)


def feed_of(name: str, caller: Caller) -> Feed:
    """The feed of that name, of which the caller may deliver records.

    Raises:
        HubError: FEED_REFUSED.
    """
    feed = FEEDS.get(name)
    if feed is None or name not in caller.feeds or (feed.shared and caller.unit is None):
        raise HubError("FEED_REFUSED")
    return feed


def sender_for(feed: Feed, caller: Caller) -> Sender:
    """Under whose name a caller's records of a feed are kept: of a shared feed, each body its own."""
    return Sender(f"{feed.system}:{caller.unit}" if feed.shared else feed.system, caller.unit)


def _key(http: HttpRequest) -> str:
    # The draft writes the key as a string of structured fields, in quotes; many clients send it bare.
    given = http.headers.getlist(KEY_HEADER)
    key = given[0].strip().strip('"') if len(given) == 1 else ""
    if not _KEY.fullmatch(key):
        raise HubError("KEY_MISSING")
    return key


def _answer(batch: Batch) -> Response:
    body = orjson.dumps(told(batch))
    return Response(body, headers={**SECURITY_HEADERS, "Content-Type": "application/json; charset=utf-8"})


def told(batch: Batch) -> dict[str, Any]:
    """What the sender is told of a batch."""
    return {
        "delivery": batch.id,
        "feed": batch.feed,
        "state": "DONE" if batch.done_at else "RUNNING",
        "received": batch.counts.received,
        "applied": batch.counts.applied,
        "unchanged": batch.counts.unchanged,
        "quarantined": batch.counts.quarantined,
        "receipt": batch.receipt,
    }
