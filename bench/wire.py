"""One connection of the load generator: requests as ready-made bytes, answers read as far as their length."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

GOOD = b'{"data":'
LENGTH = b"content-length: "


class BadAnswerError(Exception):
    """An answer that is not 200 with data."""


@dataclass
class Tally:
    """The latencies of a turn, in seconds, and when it ends."""

    until: float = 0.0
    latencies: list[float] = field(default_factory=list)
    sent: int = 0


class Connection(asyncio.Protocol):
    """One connection: sends the next request as soon as the answer to the last one is whole."""

    def __init__(self, requests: list[bytes]) -> None:
        self._requests = requests
        self._tally = Tally()
        self._transport: Any = None
        self._buffer = b""
        self._head = 0
        self._wanted = 0
        self._began = 0.0
        self._done: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the turn that was going on."""
        self._fail(BadAnswerError("the connection was closed"))

    def run(self, tally: Tally) -> "asyncio.Future[None]":
        """Ask until the tally's time is over."""
        self._tally = tally
        self._done = asyncio.get_running_loop().create_future()
        self._next()
        return self._done

    def close(self) -> None:
        """Close the connection."""
        self._done = None
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer; when it is whole, go on."""
        self._buffer = data if not self._buffer else self._buffer + data
        if not self._wanted:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            at = self._buffer.find(LENGTH, 0, head) + len(LENGTH)
            self._head = head + 4
            self._wanted = self._head + int(self._buffer[at : self._buffer.find(b"\r\n", at)])
        if len(self._buffer) >= self._wanted:
            self._whole(time.perf_counter())

    def _whole(self, now: float) -> None:
        if not self._buffer.startswith(b"HTTP/1.1 200") or not self._buffer.startswith(GOOD, self._head):
            self._fail(BadAnswerError(self._buffer[:600].decode(errors="replace")))
            return
        self._tally.latencies.append(now - self._began)
        self._buffer, self._wanted = b"", 0
        if now < self._tally.until:
            self._next()
        elif self._done is not None:
            self._done.set_result(None)

    def _next(self) -> None:
        request = self._requests[self._tally.sent % len(self._requests)]
        self._tally.sent += 1
        self._began = time.perf_counter()
        self._transport.write(request)

    def _fail(self, error: Exception) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(error)
