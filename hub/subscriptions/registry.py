"""The open subscriptions. A caller has a limited number of streams, and a stream one connection."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from resolvers.errors import HubError
from resolvers.execute import Engine, Request
from resolvers.subscriptions.change_poller import ChangePoller
from resolvers.subscriptions.delivered_state import DeliveredState
from resolvers.subscriptions.open import open_stream
from resolvers.subscriptions.stream import HEARTBEAT, Standing, Stream, always
from security.authorization.caller import Caller
from security.clock import unix_now

RETRY_SECONDS = 30
"""After which a caller with too many streams may try again."""


@dataclass(kw_only=True)
class SubscriptionRegistry:
    """The streams of one process. ``heartbeat`` in seconds."""

    engine: Engine
    delivered: DeliveredState
    poller: ChangePoller
    most: int
    heartbeat: float = HEARTBEAT
    clock: Callable[[], float] = unix_now
    _open: dict[bytes, Stream] = field(default_factory=dict)
    _callers: Counter[str] = field(default_factory=Counter)

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The streams that are open."""
        return tuple(self._open.values())

    @asynccontextmanager
    async def open(
        self, caller: Caller, request: Request, start: int | None = None, token_check: Standing = always
    ) -> AsyncIterator[Stream]:
        """A stream, until the end of the block. Whoever followed the same one before is cut off.

        Raises:
            HubError: TOO_MANY_STREAMS.
            As :func:`resolvers.subscriptions.open.open_stream`.
        """
        if self._callers[caller.subject] >= self.most:
            raise HubError("TOO_MANY_STREAMS", numbers={"retrySeconds": RETRY_SECONDS})
        self._callers[caller.subject] += 1
        try:
            stream = await open_stream(self.engine, self.delivered, self.poller, caller, request, self.clock, start)
            self.poller.followers += 1
            stream.heartbeat, stream.token_check = self.heartbeat, token_check
            before, self._open[stream.subscription_id] = self._open.get(stream.subscription_id), stream
            if before is not None:
                before.end(HubError("STREAM_TAKEN_OVER"))
            try:
                yield stream
            finally:
                self.poller.followers -= 1
                if self._open.get(stream.subscription_id) is stream:
                    del self._open[stream.subscription_id]
        finally:
            self._callers[caller.subject] -= 1
            if not self._callers[caller.subject]:
                del self._callers[caller.subject]
