"""Delivering: the root fields for whoever sends records of feeds.

Everything here is the caller's own: what somebody else sent is as if it were not there.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson

from adapters.delivery.deliver import STEP_BYTES, IngestContext, RunningError, disclosed_batch
from adapters.delivery.retry import NotRetriedError, retry
from adapters.feeds.feed import Feed, WireFormat
from adapters.systems import FEEDS
from graph.ingest.batches import Batch, batch_id, batches, find_batch
from graph.ingest.quarantine import Refused, drop, find_refused, refused_records
from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.access.even_times import receipt_hold
from resolvers.errors import HubError
from resolvers.plan.cost import RootCost, cost_of_answer, cost_of_delivery, cost_of_page
from resolvers.plan.page_arguments import page_size
from resolvers.request.selection import Selection, as_selected
from resolvers.roots.behaviour import RootBehaviour, argument_of, from_sources
from resolvers.roots.computed import Computed, ComputedSources
from resolvers.roots.ingest import delivery_of, ingest_delivery
from resolvers.roots.senders import feed_of, feeds_of, is_own, sender_for
from schema.api.deliveries import MOST_RECORDS
from schema.types.scalars import write_datetime
from security.authorization.caller import Grants
from security.authorization.purposes import FEED

ORIGINAL = "original"


def _opens(selection: Selection) -> bool:
    """Whether records are read as they came."""
    return selection.name == "quarantine" and any(part.name == ORIGINAL for part in selection.only)


async def _deliveries(selection: Selection, ingest: IngestContext, context: Context) -> list[dict[str, Any]]:
    size = page_size(selection.arguments)
    own_batches = [
        batch
        for feed in _feeds(selection, context)
        for batch in await batches(ingest.store, context.caller.subject, feed.name, size)
        if is_own(batch, context.caller)
    ]
    own_batches.sort(key=lambda batch: batch.begun_at, reverse=True)
    return [_delivery(disclosed_batch(ingest, batch)) for batch in own_batches[:size]]


async def _one_delivery(selection: Selection, ingest: IngestContext, context: Context) -> dict[str, Any] | None:
    caller = context.caller
    feed = feed_of(argument_of(selection, "feed", context), caller)
    system, key = sender_for(feed, caller).system, argument_of(selection, "key", context)
    batch = await find_batch(ingest.store, batch_id(ingest.store.sealer, caller.subject, system, feed.name, key))
    return _delivery(disclosed_batch(ingest, batch)) if batch is not None and is_own(batch, caller) else None


async def _quarantine(selection: Selection, ingest: IngestContext, context: Context) -> list[dict[str, Any]]:
    size, caller = page_size(selection.arguments), context.caller
    delivery = argument_of(selection, "delivery", context)
    own_refused = [
        record
        for feed in _feeds(selection, context)
        for record in await refused_records(ingest.store, caller.subject, feed.name, delivery, size)
        if is_own(record, caller)
    ]
    own_refused.sort(key=lambda record: (record.received_at, record.position))
    if not _opens(selection):
        return [_refused(record, None) for record in own_refused[:size]]
    opened = await asyncio.gather(*(find_refused(ingest.store, record.id) for record in own_refused[:size]))
    # One that is gone by now came in or was dropped in this moment.
    return [_refused(*record) for record in opened if record is not None]


async def _submit(selection: Selection, ingest: IngestContext, context: Context) -> dict[str, Any]:
    feed, key = (argument_of(selection, name, context) for name in ("feed", "key"))
    delivery = delivery_of(feed, key, WireFormat.NDJSON, context.caller)
    records = argument_of(selection, "records", context)
    if len(records) > MOST_RECORDS:
        raise HubError("DELIVERY_TOO_LARGE")
    return _delivery(await ingest_delivery(ingest, delivery, _lines(records), STEP_BYTES))


async def _lines(records: list[Any]) -> AsyncIterator[bytes]:
    for record in records:
        try:
            yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        except orjson.JSONEncodeError as error:
            raise HubError("BAD_VALUE") from error


async def _retry(selection: Selection, ingest: IngestContext, context: Context) -> dict[str, Any]:
    refused_record = await _own_refused(selection, ingest, context)
    if refused_record is None:
        raise HubError("QUARANTINE_UNKNOWN")
    if not refused_record.read or not refused_record.whole:
        raise HubError("RECORD_UNREADABLE")
    try:
        batch = await retry(ingest, FEEDS, refused_record.id, receipt_hold(ingest.hold_seconds))
    except NotRetriedError as error:
        # It was there a moment ago.
        raise HubError("QUARANTINE_UNKNOWN") from error
    except RunningError as error:
        raise HubError("DELIVERY_RUNNING") from error
    return _delivery(batch)


async def _drop(selection: Selection, ingest: IngestContext, context: Context) -> bool:
    refused_record = await _own_refused(selection, ingest, context)
    return refused_record is not None and await drop(ingest.store, refused_record.id)


async def _own_refused(selection: Selection, ingest: IngestContext, context: Context) -> Refused | None:
    """The refused record that is named, if it is the caller's own."""
    quarantined = await find_refused(ingest.store, argument_of(selection, "id", context))
    return quarantined[0] if quarantined is not None and is_own(quarantined[0], context.caller) else None


def _feeds(selection: Selection, context: Context) -> list[Feed]:
    """The feed that is named, or all that the token holds."""
    name = argument_of(selection, "feed", context)
    return feeds_of(context.caller) if name is None else [feed_of(name, context.caller)]


def _delivery(batch: Batch) -> dict[str, Any]:
    counts = batch.counts
    return {
        "id": batch.id,
        "feed": batch.feed,
        "key": batch.key,
        "state": "DONE" if batch.done_at else "RUNNING",
        "received": counts.received,
        "applied": counts.applied,
        "unchanged": counts.unchanged,
        "quarantined": counts.quarantined,
        "begunAt": write_datetime(batch.begun_at),
        "doneAt": write_datetime(batch.done_at) if batch.done_at else None,
        "receipt": batch.receipt,
    }


def _refused(refused_record: Refused, original: bytes | None) -> dict[str, Any]:
    return {
        "id": refused_record.id,
        "delivery": refused_record.batch,
        "feed": refused_record.feed,
        "position": refused_record.position,
        "code": refused_record.code,
        "field": refused_record.where or None,
        "receivedAt": write_datetime(refused_record.received_at),
        ORIGINAL: None if original is None else original.decode(errors="replace"),
    }


def _behaviour(
    answer: Callable[[Selection, IngestContext, Context], Awaitable[Any]],
    cost: RootCost = cost_of_answer,
    *,
    changes: bool = False,
) -> RootBehaviour:
    def compute(selection: Selection, grants: Grants, disclosures: DisclosurePlan) -> Computed:
        opens = _opens(selection)
        if opens:
            norms = {norm: None for name in grants.feeds if name in FEEDS for norm in FEEDS[name].norms}
            disclosures.release(f"Quarantined.{ORIGINAL}", tuple(norms))

        if changes:
            # What is changed may be of any class: the log must not tell whoever reads it who sends of a closed one.
            disclosures.release(f"Quarantined.{ORIGINAL}", ())

        async def delivering(sources: ComputedSources, context: Context) -> Any:
            if sources.ingest is None:
                raise HubError("INTERNAL")
            return as_selected(selection, await answer(selection, sources.ingest, context))

        # Counts, codes and names of fields tell of nobody; a record as it came does.
        return Computed(delivering, purpose=FEED, recorded=opens)

    return RootBehaviour(
        visibility=lambda grants, records: bool(grants.feeds), cost=cost, answer=from_sources(compute)
    )


BEHAVIOURS = {
    "deliveries": _behaviour(_deliveries, cost_of_page),
    "delivery": _behaviour(_one_delivery),
    "quarantine": _behaviour(_quarantine, cost_of_page),
    "submitRecords": _behaviour(_submit, cost_of_delivery, changes=True),
    "retryQuarantined": _behaviour(_retry, changes=True),
    "dropQuarantined": _behaviour(_drop, changes=True),
}
