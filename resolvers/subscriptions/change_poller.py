"""One poller reads the change log for all streams, so that no stream has to read it by itself.

It also holds what keeps the hub from drowning in its own looking: so many looks at once for all streams together,
and beats, by which what a stream found leaves. Neither is any caller's, so neither tells a caller anything.
"""

import asyncio
import math
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from graph.engine.store import GraphDownError, Store
from graph.write import change_log
from graph.write.change_log import LoggedChange

SECONDS = 0.5
"""Between two looks, and from a look to when what was found leaves: a beat."""

KEPT = 256
"""Latest changes kept in memory, for the streams that have caught up."""

LOOKS = 4
"""Questions that all streams together may ask of the graph at the same time. The others wait in turn."""

_log = structlog.get_logger()


@dataclass(kw_only=True)
class ChangePoller:
    """The end of the log of changes, as it was last seen. ``followers`` counts those for whom it is looked at."""

    store: Store
    seconds: float = SECONDS
    followers: int = 0
    last: int = 0
    looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LOOKS))
    _recent: deque[LoggedChange] = field(default_factory=lambda: deque(maxlen=KEPT))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _condition: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(self.seconds)
            if self.followers:
                await self._look()

    async def _look(self) -> None:
        try:
            async with self._turn:
                await self._read()
        except GraphDownError:
            _log.warning("graph down; changes are told later")

    async def _read(self) -> None:
        while changes := await change_log.after(self.store, self.last, KEPT):
            self._recent.extend(changes)
            self.last = changes[-1].position
            self.notify()
            if len(changes) < KEPT:
                break

    def notify(self) -> None:
        """Wake whoever waits."""
        bell, self._condition = self._condition, asyncio.Event()
        bell.set()

    async def end(self) -> int:
        """The position of the last change that is there by now, or one shortly before it.

        Raises:
            graph.engine.store.GraphDownError: the graph is away.
        """
        async with self._turn:
            if not self.followers or not self._recent:
                # Nobody has followed lately: what lies behind is read by those who want it.
                self._recent.clear()
                self.last = await change_log.last(self.store)
            else:
                await self._read()
            return self.last

    async def after(self, position: int, most: int) -> list[LoggedChange]:
        """At most ``most`` changes after ``position``.

        Raises:
            graph.engine.store.GraphDownError: the graph is away.
        """
        if self._recent and self._recent[0].position <= position + 1:
            return [change for change in self._recent if change.position > position][:most]
        return await change_log.after(self.store, position, most)

    async def wait_for_beat(self, begun: float) -> None:
        """Return a whole number of beats, at least one, after ``begun`` (monotonic clock).

        So when something leaves does not say how long the hub has looked at what does not.
        """
        beats = max(1, math.ceil((time.monotonic() - begun) / self.seconds))
        await asyncio.sleep(begun + beats * self.seconds - time.monotonic())

    async def wait(self, beyond: int, until: float) -> None:
        """Return when there is a change after ``beyond``, somebody rings, or it is ``until`` (monotonic clock)."""
        if self.last > beyond:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._condition.wait(), max(0.0, until - time.monotonic()))
