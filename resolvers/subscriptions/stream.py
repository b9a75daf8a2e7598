"""Stream: what happens to records, told to one subscriber as far as the policy lets it.

Each change is asked of the graph through the compiler and the guard, for today's rights; it is written in the
account of what was told and in the access log, and only then it leaves. What the subscriber could not see before
and cannot see now is passed over without a sign: it costs nothing, fills no message, and as messages leave in beats
(resolvers/subscriptions/change_poller.py), it does not make them late unless the hub is at the end of its strength.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import orjson

from resolvers.access.access_record import AccessEvent
from resolvers.access.access_trail import AccessTrace, DisclosurePlan, access_notes, carried_over
from resolvers.errors import HubError
from resolvers.execute import Answer, Engine, Request, purpose_of
from resolvers.plan.change_query import RecordSelection
from resolvers.subscriptions.change_poller import ChangePoller
from resolvers.subscriptions.delivered_state import DeliveredState
from resolvers.subscriptions.pending_event import Named, PendingEvent, event, is_news, named_by, places
from resolvers.subscriptions.positions import Positions, aside, end_of, place_of
from resolvers.subscriptions.snapshot import Shown, Snapshot, SnapshotQuery
from resolvers.visibility.reachable import follows, reach_of
from schema.catalogue import CATALOGUE, SUBJECT
from security.authorization.caller import Caller, Grants
from security.clock import unix_now

CHUNK = 100
"""Records asked for together, and the most that a message holds."""

CHANGES_AT_ONCE = 64

WINDOW = 10_000
"""Names that are read from the log together: among so many, a record stands where it was written last."""

HEARTBEAT = 30.0
"""Seconds between two words that all has been told, whether anything happened or not."""


Standing = Callable[[], Awaitable[bool]]
"""Asks whether that by which the caller is known still holds."""


async def always() -> bool:
    """For a caller who is known by something that cannot be withdrawn meanwhile."""
    return True


@dataclass(kw_only=True)
class Stream:
    """One subscription of one caller, from a mark on."""

    engine: Engine
    told: DeliveredState
    pulse: ChangePoller
    caller: Caller
    request: Request
    looking: SnapshotQuery
    followed: RecordSelection
    positions: Positions
    account: bytes
    types: frozenset[str] | None
    mark: int
    grants: Grants
    clock: Callable[[], float] = unix_now
    heartbeat: float = HEARTBEAT
    stands: Standing = always
    told_to: int = 0
    """Where the log stands behind the latest message."""

    news: bool = False
    """Whether the latest message told of anything but that it had all been told."""

    _ended: HubError | None = None
    _due: float = field(default_factory=time.monotonic)
    """When, by the monotonic clock, it is to be said again that all has been told, whatever happens meanwhile."""

    _sweeps: bool = True
    """Whether what was told before has to be looked at again: at the beginning, and when rights have changed."""

    _exhausted: bool = False
    """Whether all changes that are there have been looked at."""

    _about: set[str] = field(default_factory=set)
    """The persons of whom records tell that were news in this round."""

    def end(self, error: HubError) -> None:
        """Let the stream end with ``error`` before it tells anything more."""
        self._ended = error
        self.pulse.ring()

    async def messages(self) -> AsyncGenerator[Answer, None]:
        """What is told, message by message, until the caller's rights end.

        Raises:
            HubError: UNAUTHENTICATED where the token holds no more; RIGHTS_ENDED where the policy has nothing left
                for the caller; what :meth:`end` was given; COST_EXCEEDED never, the stream waits.
            graph.engine.store.GraphDownError, security.audit.log.AccessLogDownError: it has to begin again.
        """
        self._check()
        while True:
            if not await self.stands():
                raise HubError("UNAUTHENTICATED")
            self._check()
            begun, self._about = time.monotonic(), set()
            async for happened in self._full():
                if len(happened) < CHUNK:
                    await self.pulse.rest(begun)
                message = await self._leaving(happened)
                if message is not None:
                    yield message
            if not self._exhausted:
                continue
            if self._due <= time.monotonic():
                await self.pulse.rest(self._due)
                self._check()
                self._due += self.heartbeat
                self.told_to, self.news = self.mark, False
                yield self._message((), DisclosurePlan(), AccessTrace(rows=[]), {}, caught_up=True)
                continue
            position, _ = place_of(self.mark)
            until = time.monotonic() + self.caller.expires - self.clock()
            await self.pulse.wait(position, min(self._due, until))

    def _check(self) -> None:
        """Bring the caller's rights up to date. Raises as :meth:`messages`."""
        if self._ended is not None:
            raise self._ended
        if self.caller.expires <= self.clock():
            raise HubError("UNAUTHENTICATED")
        day = self.engine.clock()
        grants = self.engine.grants(self.caller, day, purpose_of(self.caller, self.request.stated))
        if not follows(grants):
            raise HubError("RIGHTS_ENDED")
        self._sweeps = self._sweeps or (grants, day) != (self.grants, self.looking.day)
        self.grants, self.looking.grants, self.looking.day = grants, grants, day

    async def _full(self) -> AsyncGenerator[list[PendingEvent], None]:
        """What is news, as messages hold it: as much as there is, whatever lay between or was looked at with it.

        A record that is news twice is told twice, so the first is told before.
        """
        held: dict[str, PendingEvent] = {}
        async with aclosing(self._happenings(held)) as happenings:
            async for each in happenings:
                if each.id in held:
                    yield list(held.values())
                    held.clear()
                held[each.id] = each
                if len(held) == CHUNK:
                    yield list(held.values())
                    held.clear()
        if held:
            yield list(held.values())

    async def _happenings(self, held: Mapping[str, PendingEvent]) -> AsyncGenerator[PendingEvent, None]:
        """What is news: first, where rights have changed, of what was told before; then of the changes.

        ``held`` is what was news before and is not told yet.
        """
        if self._sweeps:
            self._sweeps = False
            async for each in self._swept(held):
                yield each
        # A message that is not full leaves where the log ends now, and not after so much of what is hidden.
        end = self.pulse.last
        self._exhausted = False
        while not self._exhausted:
            window, mark = await self._window()
            async for each in self._news(await self._with_those_about(window), held):
                yield each
            self.mark = mark
            if place_of(mark)[0] >= end:
                return

    async def _window(self) -> tuple[Sequence[Named], int]:
        """What the log names from the mark on, as much as is looked at together, and the mark behind it."""
        named: list[Named] = []
        mark = self.mark
        while len(named) < WINDOW:
            position, done = place_of(mark)
            whole = mark == end_of(position)
            found = await self.pulse.after(position if whole else position - 1, CHANGES_AT_ONCE)
            named += named_by(found, 0 if whole else done, self._matters)
            mark = end_of(found[-1].position) if found else mark
            if place_of(mark)[0] == position:
                self._exhausted = True
                break
        return named, mark

    async def _swept(self, held: Mapping[str, PendingEvent]) -> AsyncGenerator[PendingEvent, None]:
        """What was told before and is not as it was, though nothing was written: rights and days change."""
        last, base = "", self.mark
        while page := await asyncio.to_thread(self.told.page, self.account, aside(base), last, CHUNK):
            last = page[-1]
            wanted = [Named(aside(base), each) for each in page if self._wanted(each)]
            async for each in self._news(wanted, held):
                yield replace(each, position=base)

    def _matters(self, record_id: str) -> bool:
        return record_id.startswith(f"{_PERSON}_") or self._wanted(record_id)

    def _wanted(self, record_id: str) -> bool:
        entity = CATALOGUE.by_prefix(record_id)
        if entity is None or (self.types is not None and entity.name not in self.types):
            return False
        return entity.name in reach_of(self.grants).types

    async def _with_those_about(self, window: Sequence[Named]) -> list[Named]:
        """``window``, and with each person the records told about that person: they may be gone, or other."""
        persons = [each for each in window if each.id.startswith(f"{_PERSON}_")]
        found = [each for each in window if self._wanted(each.id)]
        if persons:
            told = await asyncio.to_thread(self.told.about, self.account, [each.id for each in persons])
            found += [
                Named(each.mark, about, True) for each in persons for person, about in told if person == each.id
            ]
        return sorted(found, key=lambda each: (each.mark, each.id))

    async def _news(
        self, named: Sequence[Named], held: Mapping[str, PendingEvent]
    ) -> AsyncGenerator[PendingEvent, None]:
        """What is news of the records that the log names. ``held`` is as in :meth:`_happenings`."""
        at = places(named)
        for start in range(0, len(at.ids), CHUNK):
            some = at.ids[start : start + CHUNK]
            looked = await self._looked(some)
            known = await asyncio.to_thread(self.told.known, self.account, some)
            told = {**known, **{each: held[each].entry for each in some if each in held}}
            for each in some:
                shown = looked.shown.get(each)
                digest = self._digest(shown)
                if not is_news(told.get(each), shown, digest, at.first[each], each in at.written | self._about):
                    continue
                if shown is not None and not each.startswith(f"{_PERSON}_"):
                    self._about |= shown.trail.persons
                yield PendingEvent(
                    id=each,
                    mark=at.last[each],
                    first=at.first[each],
                    position=at.behind(each),
                    shown=shown,
                    digest=digest,
                    ledger=looked.ledger,
                )

    def _digest(self, shown: Shown | None) -> bytes | None:
        return None if shown is None else self.told.digest(orjson.dumps(shown.data))

    async def _looked(self, ids: Sequence[str]) -> Snapshot:
        """What the caller sees of the records, when it is this stream's turn to look."""
        async with self.pulse.looks:
            return await self.looking.look(ids)

    async def _paid(self, happened: Sequence[PendingEvent]) -> tuple[Sequence[PendingEvent], Mapping[str, Any]]:
        """The events and what is said of their cost; where the allowance is used up, when it is there again.

        By then some may be no news any more: they are looked at again, for the rights of that moment.
        """
        while happened:
            try:
                return happened, self.looking.charge(len(happened))
            except HubError as error:
                if error.entry.code != "COST_EXCEEDED":
                    raise
                await asyncio.sleep(error.numbers["retrySeconds"])
                self._check()
                happened = await self._again(happened)
        return (), {}

    async def _again(self, happened: Sequence[PendingEvent]) -> list[PendingEvent]:
        ids = [each.id for each in happened]
        looked = await self._looked(ids)
        known = await asyncio.to_thread(self.told.known, self.account, ids)
        fresh = [
            replace(each, shown=shown, digest=self._digest(shown), ledger=looked.ledger)
            for each, shown in ((each, looked.shown.get(each.id)) for each in happened)
        ]
        return [each for each in fresh if is_news(known.get(each.id), each.shown, each.digest, each.first, True)]

    async def _leaving(self, news: Sequence[PendingEvent]) -> Answer | None:
        """The message, when it stands in the access log and in the account of what was told."""
        happened, said = await self._paid(news)
        if not happened:
            return None
        ledger = self.looking.ledger([each.id for each in happened])
        trail = AccessTrace(rows=[0] * len(ledger.notes))
        for each in happened:
            if each.shown is not None:
                trail.add(carried_over(each.shown.trail, each.ledger, ledger))
            elif each.id.startswith(f"{_PERSON}_"):
                trail.persons.add(each.id)
        message = self._message(happened, ledger, trail, said)
        purpose = purpose_of(self.caller, self.request.stated)
        given = AccessEvent(
            caller=self.caller,
            purpose=purpose,
            stated=self.request.stated,
            query=self.request.query,
            ledger=ledger,
            trail=trail,
        )
        await self.engine.record(given)
        await asyncio.to_thread(self.told.write, self.account, [each.entry for each in happened])
        # Rights may have ended while the graph and the disk were at work.
        self._check()
        self.told_to, self.news = happened[-1].position, True
        return message

    def _message(
        self,
        happened: Iterable[PendingEvent],
        ledger: DisclosurePlan,
        trail: AccessTrace,
        said: Mapping[str, Any],
        caught_up: bool = False,
    ) -> Answer:
        notes = access_notes(ledger, trail)
        if notes and self.request.strict:
            raise HubError("ACCESS_WITHHELD", path=(self.followed.key, *notes[0]["path"]))
        access = [{**note, "path": [self.followed.key, *note["path"]]} for note in notes]
        say = partial(event, self.positions, self.followed.asked)
        events = [say("CHANGED" if e.shown else "GONE", e.id, e.position, e.shown) for e in happened]
        if caught_up:
            events = [say("CAUGHT_UP", None, self.mark, None)]
        extensions = {**({"access": access} if access else {}), **({"cost": dict(said)} if said else {})}
        return Answer({self.followed.key: events}, extensions, frozenset(trail.persons))


_PERSON = CATALOGUE.entity(SUBJECT).prefix
