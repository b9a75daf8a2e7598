"""Subscribing: a subscription becomes a stream, if the caller may follow anything and it asks what can be meant."""

import asyncio
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
from security.authorization.caller import Caller, Grants
from security.authorization.purposes import EMERGENCY
from security.clock import unix_now


async def open_stream(
    engine: Engine,
    delivered: DeliveredState,
    poller: ChangePoller,
    caller: Caller,
    request: Request,
    clock: Callable[[], float] = unix_now,
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
    looking = SnapshotQuery(
        engine=engine,
        caller=caller,
        request=request,
        document=with_records(document),
        variables=variables,
        grants=grants,
        day=day,
    )
    followed = looking.followed(CHUNK)
    name = followed.argument("stream", variables) or ""
    types = _types(followed.argument("types", variables), grants)
    positions = Positions(engine.seal, caller.subject, name)
    after = followed.argument("after", variables)
    begin = await _start(poller, positions, after, start)
    resumes = begin != FIRST and (start is not None or bool(after))
    account = await _account(delivered, caller.subject, name, 2 * engine.plans.limits.streams, resumes=resumes)
    return Stream(
        engine=engine,
        delivered=delivered,
        poller=poller,
        caller=caller,
        request=request,
        snapshot_query=looking,
        selections=followed,
        positions=positions,
        subscription_id=account,
        types=types,
        mark=begin,
        grants=grants,
        clock=clock,
    )


async def _account(delivered: DeliveredState, subject: str, name: str, most: int, *, resumes: bool) -> bytes:
    """The id of the subscription, with its delivered state opened. A caller has at most ``most`` of them."""
    account, owner = delivered.name(subject, name), delivered.name(subject)
    if not await asyncio.to_thread(lambda: delivered.open(account, owner, most, resumes=resumes)):
        # What was told cannot be known any more, nor what is gone of it.
        raise HubError("BAD_CURSOR")
    return account


def _types(names: list[str] | None, grants: Grants) -> frozenset[str] | None:
    """The types that are followed; None: all that the caller may see."""
    if names is None:
        return None
    if not (reach_of(grants).types & CATALOGUE.entities.keys()).issuperset(names):
        raise HubError("BAD_VALUE")
    return frozenset(names)


async def _start(poller: ChangePoller, positions: Positions, after: str | None, start: int | None) -> int:
    end = end_of(await poller.end())
    if start is None and after is None:
        return end
    if start is None:
        start = positions.read(after) if after else FIRST
    if start > end:
        # The log is another one: a graph that was set up again.
        raise HubError("BAD_CURSOR")
    return start
