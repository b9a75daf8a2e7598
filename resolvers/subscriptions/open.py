"""Subscribing: a subscription becomes a stream, if the caller may follow anything and it asks what can be meant."""

import asyncio
import time
from collections.abc import Callable

from graphql import OperationType

from resolvers.errors import HubError
from resolvers.execute import Engine, Request, purpose_of
from resolvers.plan.change_query import with_records
from resolvers.subscriptions.change_poller import ChangePoller
from resolvers.subscriptions.delivered_state import DeliveredState
from resolvers.subscriptions.positions import FIRST, Positions, end_of
from resolvers.subscriptions.snapshot import SnapshotQuery
from resolvers.subscriptions.stream import CHUNK, Stream
from resolvers.visibility.reachable import follows, reach_of
from schema.catalogue import CATALOGUE
from security.authorization.caller import Caller
from security.authorization.purposes import EMERGENCY


async def open_stream(
    engine: Engine,
    told: DeliveredState,
    pulse: ChangePoller,
    caller: Caller,
    request: Request,
    clock: Callable[[], float] = time.time,
    start: int | None = None,
) -> Stream:
    """The stream that a subscription asks for. It begins at the mark ``start``, whatever the subscription says.

    Raises:
        HubError, RequestErrors: what the caller is told: as :func:`resolvers.execute.respond`, and BAD_CURSOR, or
            BAD_VALUE for the name of a type that does not exist for the caller.
        graph.engine.store.GraphDownError: the graph is away.
    """
    purpose = purpose_of(caller, request.stated)
    if purpose == EMERGENCY:
        # An emergency is a moment, and each reading in one is reviewed.
        raise HubError("PURPOSE_REFUSED")
    day = engine.clock()
    grants = engine.grants(caller, day, purpose)
    document = engine.plans.document(request.query, request.operation_name, grants)
    if document.operation.operation != OperationType.SUBSCRIPTION or not follows(grants):
        raise HubError("UNSUPPORTED_OPERATION")
    variables = document.coerce(request.variables)
    looking = SnapshotQuery(engine, caller, request, with_records(document), variables, grants, day)
    followed = looking.followed(CHUNK)
    name = followed.argument("stream", variables) or ""
    types = followed.argument("types", variables)
    seen = reach_of(grants).types & CATALOGUE.entities.keys()
    if types is not None and not seen.issuperset(types):
        raise HubError("BAD_VALUE")
    positions = Positions(engine.seal, caller.subject, name)
    after = followed.argument("after", variables)
    begin = await _start(pulse, positions, after, start)
    account, owner = told.name(caller.subject, name), told.name(caller.subject)
    resumes = begin != FIRST and (start is not None or bool(after))
    most = 2 * engine.plans.limits.streams
    if not await asyncio.to_thread(lambda: told.open(account, owner, most, resumes=resumes)):
        # What was told cannot be known any more, nor what is gone of it.
        raise HubError("BAD_CURSOR")
    return Stream(
        engine,
        told,
        pulse,
        caller,
        request,
        looking,
        followed,
        positions,
        account,
        None if types is None else frozenset(types),
        begin,
        grants,
        clock,
    )


async def _start(pulse: ChangePoller, positions: Positions, after: str | None, start: int | None) -> int:
    end = end_of(await pulse.end())
    if start is None and after is None:
        return end
    if start is None:
        start = positions.read(after) if after else FIRST
    if start > end:
        # The log is another one: a graph that was set up again.
        raise HubError("BAD_CURSOR")
    return start
