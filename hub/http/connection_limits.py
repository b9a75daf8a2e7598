"""Connections: how many there may be, and for how long one may say nothing.

A connection is open before anybody has shown a token, so it is counted by address. Each address has its share, all
together leave the process descriptors for its own files and its graph, and whoever brings a header or a body too
slowly, or nothing at all, is cut off. Whatever is used up, a few connections more are taken to ask for health.
"""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from security.identity.certificates import Proxies
from security.limits.rate_limits import network_of

log = structlog.get_logger()

DESCRIPTORS = 65_536
"""So many descriptors are counted with, though the system may give more."""

OWN = 128
"""Descriptors that are kept for the hub's own files and for its connections to the graph."""

BACKLOG = 64
"""Connections that the system holds ready: so many may be taken at once before any can be refused."""

SPARE = 8
"""Connections beyond what is used up, for questions about health alone."""

SPARE_SECONDS = 2.0
LEAST_BYTES = 500
"""Bytes a second that a body brings at least, while it is read."""

LOG_SECONDS = 60.0
HEALTH = ("/healthz", "/readyz")
RETRY_SECONDS = "10"


def connection_places() -> int:
    """For how many connections the process has descriptors."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = DESCRIPTORS if soft == resource.RLIM_INFINITY else min(soft, DESCRIPTORS)
    return max(2 * SPARE, most - OWN - BACKLOG)


@dataclass(kw_only=True)
class Shares:
    """The connections of the process by address: ``share`` for each, ``most`` in all. Proxies have no share."""

    most: int
    share: int
    seconds: float
    proxies: Proxies
    _open: Counter[str] = field(default_factory=Counter)
    _spares_in_use: int = 0
    _refused: int = 0
    _reported_at: float | None = None

    def acquire(self, address: str) -> str | None:
        """Count a connection and give the name under which it is counted; None where there is no place for it."""
        name = network_of(address)
        if self._open.total() >= self.most or (self._open[name] >= self.share and not self.proxies.hold(address)):
            return None
        self._open[name] += 1
        return name

    def leave(self, name: str) -> None:
        """A connection has ended."""
        self._open[name] -= 1
        if not self._open[name]:
            del self._open[name]

    def take_spare(self) -> bool:
        """Whether a connection for which there is no place may still ask for health."""
        self._say()
        if self._spares_in_use >= SPARE:
            return False
        self._spares_in_use += 1
        return True

    def leave_spare(self) -> None:
        """Such a connection has ended."""
        self._spares_in_use -= 1

    def _say(self) -> None:
        """Write down that connections were refused, without saying whose."""
        self._refused += 1
        now = time.monotonic()
        if self._reported_at is None or now - self._reported_at >= LOG_SECONDS:
            log.warning("connections refused", refused=self._refused, open=self._open.total())
            self._reported_at, self._refused = now, 0


def counted(base: type[HttpToolsProtocol], shares: Shares) -> type[HttpToolsProtocol]:
    """The protocol ``base``, whose connections are counted in ``shares`` and kept to time."""
    return type("CountedProtocol", (_Counted, base), {"shares": shares})


class _Counted(HttpToolsProtocol):
    """uvicorn's protocol has a time for idle connections alone; this one has one for headers and bodies too."""

    shares: Shares
    _timer: asyncio.TimerHandle | None = None
    _leave: Callable[[], None] | None = None
    _is_spare = False
    _is_late: Callable[[], bool] | None = None
    _received = 0
    _has_paused = False
    """Whether the hub was not ready for more of a body at some time since it was last looked at."""

    def connection_made(self, transport: Any) -> None:
        """Count the connection; close it at once where there is no place for it."""
        super().connection_made(transport)
        shares = self.shares
        name = shares.acquire(self.client[0] if self.client else "")
        if name is not None:
            self._leave = lambda: shares.leave(name)
        elif shares.take_spare():
            self._leave, self._is_spare = shares.leave_spare, True
            self.app = _only_health(self.app)
        else:
            self.transport.abort()
            return
        self._await_header()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self._stop()
        self._give_back()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes in. Those that end no header do not put its time off."""
        self._received += len(data)
        if self._is_late is None and (self.cycle is None or self.cycle.response_complete):
            self._await_header()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """From now on a body is awaited."""
        self._received, self._has_paused = 0, False
        self._check_after(self._seconds, self._is_slow)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Remember whether that is more than the hub can work in."""
        super().on_body(body)
        self._has_paused = self._has_paused or self.flow.read_paused

    def on_message_complete(self) -> None:
        """From now on the caller waits for the hub."""
        self._stop()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over: its place is given back when the WebSocket ends."""
        self._stop()
        super().handle_websocket_upgrade()
        protocol: Any = self.transport.get_protocol()
        lost = protocol.connection_lost

        def left(exc: Exception | None) -> None:
            self._give_back()
            lost(exc)

        protocol.connection_lost = left

    def _should_upgrade_to_ws(self) -> bool:
        return not self._is_spare and super()._should_upgrade_to_ws()

    @property
    def _seconds(self) -> float:
        return min(SPARE_SECONDS, self.shares.seconds) if self._is_spare else self.shares.seconds

    def _await_header(self) -> None:
        self._check_after(self._seconds, lambda: True)

    def _is_slow(self) -> bool:
        """Whether too little of a body has come since this was asked last, though the hub was ready for it."""
        received, has_paused = self._received, self._has_paused
        self._received, self._has_paused = 0, self.flow.read_paused
        return not has_paused and received < LEAST_BYTES * self._seconds

    def _check_after(self, seconds: float, is_late: Callable[[], bool]) -> None:
        self._stop()
        self._is_late = is_late
        self._timer = self.loop.call_later(seconds, self._check)

    def _check(self) -> None:
        is_late = self._is_late
        if is_late is None or self.transport.is_closing():
            return
        if is_late():
            self._stop()
            self.transport.abort()
        else:
            self._check_after(self._seconds, is_late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._is_late = None

    def _give_back(self) -> None:
        if self._leave is not None:
            self._leave()
            self._leave = None


def _only_health(app: Any) -> Any:
    """``app`` for questions about health; anything else is told to come again."""

    async def answer_health(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in HEALTH:
            await app(scope, receive, send)
            return
        headers = {"Retry-After": RETRY_SECONDS, "Connection": "close"}
        await PlainTextResponse("too many connections\n", 503, headers)(scope, receive, send)

    return answer_health
