"""Server-sent events: a subscription by POST, answered with ``text/event-stream``.

The distinct connections mode of the protocol graphql-sse: one operation a request, ``next`` for each message and
``complete`` at the end. What fails before the operation is looked at is an HTTP error like any other.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import Any

import orjson
from sse_starlette import EventSourceResponse, ServerSentEvent
from sse_starlette.sse import SendTimeoutError
from starlette.types import Receive, Scope, Send

from hub.http.negotiation import VARY
from hub.subscriptions.registry import SubscriptionRegistry
from hub.subscriptions.wire_messages import errors_of, failure, log, result_of, status_of
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Request
from resolvers.subscriptions.stream import Standing, Stream
from security.authorization.caller import Caller
from security.limits.declared import Limits

# In its debugging mode the library writes down what it sends.
logging.getLogger("sse_starlette").setLevel(logging.INFO)

SLOW_SECONDS = 30.0
"""A client that takes no byte for so long is cut off; nothing is kept for it but its position."""

PING_SECONDS = 15


async def event_stream(
    subscriptions: SubscriptionRegistry,
    caller: Caller,
    request: Request,
    limits: Limits,
    language: str,
    token_check: Standing,
) -> EventSourceResponse:
    """The answer to a subscription.

    Raises:
        HubError, RequestErrors: the caller may not follow; an operation that is wrong is told in the stream.
        graph.engine.store.GraphDownError: the graph is away.
    """
    stack = AsyncExitStack()
    try:
        stream = await stack.enter_async_context(subscriptions.open(caller, request, token_check=token_check))
    except (HubError, RequestErrors) as error:
        if status_of(error) != 400:
            raise
        return _response(_refused(error, language), stack)
    return _response(_events(stream, limits, language), stack)


def _response(events: AsyncIterator[ServerSentEvent], stack: AsyncExitStack) -> EventSourceResponse:
    return _Closing(
        events,
        stack,
        ping=PING_SECONDS,
        send_timeout=SLOW_SECONDS,
        headers={"Cache-Control": "no-store", "Vary": VARY},
    )


class _Closing(EventSourceResponse):
    """An event stream at whose end, however it comes, the caller's place is free again."""

    def __init__(self, events: AsyncIterator[ServerSentEvent], stack: AsyncExitStack, **how: Any) -> None:
        super().__init__(events, **how)
        self._stack = stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._stack:
            try:
                await super().__call__(scope, receive, send)
            except SendTimeoutError:
                log.info("stream cut off; its client takes nothing")


async def _events(stream: Stream, limits: Limits, language: str) -> AsyncIterator[ServerSentEvent]:
    try:
        async with aclosing(stream.messages()) as messages:
            async for message in messages:
                yield _next(result_of(message, limits))
    except Exception as error:
        yield _next({"errors": errors_of(failure(error), language)})
    yield ServerSentEvent(data="", event="complete")


async def _refused(error: HubError | RequestErrors, language: str) -> AsyncIterator[ServerSentEvent]:
    yield _next({"errors": errors_of(error, language)})
    yield ServerSentEvent(data="", event="complete")


def _next(result: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(data=orjson.dumps(result).decode(), event="next")
