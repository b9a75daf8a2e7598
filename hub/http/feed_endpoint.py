"""Feeds over HTTP: a delivery comes in by ``POST /feeds/{feed}``, and is asked for by ``GET`` with the same key.

The key stands in the header Idempotency-Key (the IETF's draft of that name, version 07): a repeat of the same
payload under it is answered with the first receipt.
"""

from typing import Any

import orjson
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from adapters.delivery.deliver import IngestContext, disclosed_batch
from graph.ingest.batches import Batch, batch_id, find_batch
from hub.audited_command import announced, delivery_entry
from hub.http.graphql_over_http import SECURITY_HEADERS
from resolvers.errors import HubError
from resolvers.roots.ingest import delivery_of, ingest_delivery
from resolvers.roots.senders import feed_of, is_own, key_of, sender_for
from security.audit.intents import Intents
from security.authorization.caller import Caller
from security.authorization.purposes import FEED, stated_purpose

KEY_HEADER = "Idempotency-Key"


async def receive_delivery(
    http: HttpRequest, caller: Caller, purpose: str | None, ingest: IngestContext, intents: Intents, most: int
) -> Response:
    """Bring in the delivery that a request carries, for the purpose that is stated.

    Raises:
        HubError: PURPOSE_REFUSED; as :func:`resolvers.roots.ingest.delivery_of` and
        :func:`resolvers.roots.ingest.taken_in`.
        graph.engine.store.GraphDownError: the graph went away; a repeat goes on from there.
        security.audit.log.AccessLogDownError: it cannot be written down; a repeat is answered once it can.
    """
    _check_purpose(purpose, caller)
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    delivery = delivery_of(http.path_params["feed"], _key(http), kind, caller)
    async with announced(intents, delivery_entry(caller, FEED, delivery.feed.norms)):
        batch = await ingest_delivery(ingest, delivery, http.stream(), most)
    return _answer(batch)


async def delivery_status(
    http: HttpRequest, caller: Caller, purpose: str | None, ingest: IngestContext
) -> Response:
    """How far a delivery of the caller is; its receipt once it is done.

    Raises:
        HubError: FEED_REFUSED, PURPOSE_REFUSED, KEY_MISSING, DELIVERY_UNKNOWN.
    """
    _check_purpose(purpose, caller)
    feed = feed_of(http.path_params["feed"], caller)
    system = sender_for(feed, caller).system
    delivery_id = batch_id(ingest.store.sealer, caller.subject, system, feed.name, key_of(_key(http)))
    batch = await find_batch(ingest.store, delivery_id)
    if batch is None or not is_own(batch, caller):
        raise HubError("DELIVERY_UNKNOWN")
    return _answer(disclosed_batch(ingest, batch))


def _check_purpose(purpose: str | None, caller: Caller) -> None:
    if stated_purpose(purpose, caller.purposes) != FEED:
        raise HubError("PURPOSE_REFUSED")


def _key(http: HttpRequest) -> str:
    """The key as given: in quotes, as the draft writes strings of structured fields, or bare, as many send it."""
    keys = http.headers.getlist(KEY_HEADER)
    return keys[0].strip().strip('"') if len(keys) == 1 else ""


def _answer(batch: Batch) -> Response:
    body = orjson.dumps(batch_content(batch))
    return Response(body, headers={**SECURITY_HEADERS, "Content-Type": "application/json; charset=utf-8"})


def batch_content(batch: Batch) -> dict[str, Any]:
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
