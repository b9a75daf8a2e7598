"""Stream: what happens to records, told to one subscriber as far as the policy lets it.

Each change is asked of the graph through the compiler and the guard, for today's rights; it is written in the
account of what was told and in the access log, and only then it leaves. What the subscriber could not see before
and cannot see now leaves no sign: it costs nothing, fills no message, and makes none late (change_poller.py).
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
from resolvers.access.access_trail import AccessTrace, DisclosurePlan, access_notes, renumbered
from resolvers.errors import HubError
from resolvers.execute import Answer, Engine, Request, purpose_of
from resolvers.plan.change_query import RecordSelection
from resolvers.subscriptions.change_poller import ChangePoller
from resolvers.subscriptions.delivered_state import DeliveredState
from resolvers.subscriptions.pending_event import Named, PendingEvent, event, is_news, named_by, positions_of
from resolvers.subscriptions.positions import Positions, change_and_offset, end_of, position_beside
from resolvers.subscriptions.snapshot import RecordSnapshot, Snapshot, SnapshotQuery
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
    delivered: DeliveredState
    poller: ChangePoller
    caller: Caller
    request: Request
    snapshot_query: SnapshotQuery
    selections: RecordSelection
    positions: Positions
    subscription_id: bytes
    types: frozenset[str] | None
    mark: int
    grants: Grants
    clock: Callable[[], float] = unix_now
    heartbeat: float = HEARTBEAT
    token_check: Standing = always
    delivered_to: int = 0
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
        self.poller.notify()

    async def messages(self) -> AsyncGenerator[Answer, None]:
        """What is told, message by message, until the caller's rights end.

        Raises:
            HubError: UNAUTHENTICATED where the token holds no more; RIGHTS_ENDED where the policy has nothing left
                for the caller; what :meth:`end` was given; COST_EXCEEDED never, the stream waits.
            graph.engine.store.GraphDownError, security.audit.log.AccessLogDownError: it has to begin again.
        """
        self._check()
        while True:
            if not await self.token_check():
                raise HubError("UNAUTHENTICATED")
            self._check()
            begun, self._about = time.monotonic(), set()
            async for happened in self._full():
                if len(happened) < CHUNK:
                    await self.poller.wait_for_beat(begun)
                message = await self._leaving(happened)
                if message is not None:
                    yield message
            if not self._exhausted:
                continue
            if self._due <= time.monotonic():
                await self.poller.wait_for_beat(self._due)
                self._check()
                self._due += self.heartbeat
                self.delivered_to, self.news = self.mark, False
                yield self._message((), DisclosurePlan(), AccessTrace(rows=[]), {}, caught_up=True)
                continue
            position, _ = change_and_offset(self.mark)
            until = time.monotonic() + self.caller.expires - self.clock()
            await self.poller.wait(position, min(self._due, until))

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
        self._sweeps = self._sweeps or (grants, day) != (self.grants, self.snapshot_query.day)
        self.grants, self.snapshot_query.grants, self.snapshot_query.day = grants, grants, day

    async def _full(self) -> AsyncGenerator[list[PendingEvent], None]:
        """What is news, as messages hold it: as much as there is, whatever lay between or was looked at with it.

        A record that is news twice is told twice, so the first is told before.
        """
        pending: dict[str, PendingEvent] = {}
        async with aclosing(self._happenings(pending)) as happenings:
            async for event_ in happenings:
                if event_.id in pending:
                    yield list(pending.values())
                    pending.clear()
                pending[event_.id] = event_
                if len(pending) == CHUNK:
                    yield list(pending.values())
                    pending.clear()
        if pending:
            yield list(pending.values())

    async def _happenings(self, pending: Mapping[str, PendingEvent]) -> AsyncGenerator[PendingEvent, None]:
        """What is news: first, where rights have changed, of what was told before; then of the changes.

        ``pending`` is what was news before and is not told yet.
        """
        if self._sweeps:
            self._sweeps = False
            async for event_ in self._swept(pending):
                yield event_
        # A message that is not full leaves where the log ends now, and not after so much of what is hidden.
        end = self.poller.last
        self._exhausted = False
        while not self._exhausted:
            window, mark = await self._window()
            async for event_ in self._news(await self._with_those_about(window), pending):
                yield event_
            self.mark = mark
            if change_and_offset(mark)[0] >= end:
                return

    async def _window(self) -> tuple[Sequence[Named], int]:
        """What the log names from the mark on, as much as is looked at together, and the mark behind it."""
        records: list[Named] = []
        mark = self.mark
        while len(records) < WINDOW:
            position, records_told = change_and_offset(mark)
            whole = mark == end_of(position)
            changes = await self.poller.after(position if whole else position - 1, CHANGES_AT_ONCE)
            records += named_by(changes, 0 if whole else records_told, self._matters)
            mark = end_of(changes[-1].position) if changes else mark
            if change_and_offset(mark)[0] == position:
                self._exhausted = True
                break
        return records, mark

    async def _swept(self, pending: Mapping[str, PendingEvent]) -> AsyncGenerator[PendingEvent, None]:
        """What was told before and is not as it was, though nothing was written: rights and days change."""
        last, base = "", self.mark
        while page := await asyncio.to_thread(
            self.delivered.page, self.subscription_id, position_beside(base), last, CHUNK
        ):
            last = page[-1]
            records = [
                Named(position_beside(base), record_id) for record_id in page if self._is_followed(record_id)
            ]
            async for record_id in self._news(records, pending):
                yield replace(record_id, position=base)

    def _matters(self, record_id: str) -> bool:
        return record_id.startswith(f"{_PERSON}_") or self._is_followed(record_id)

    def _is_followed(self, record_id: str) -> bool:
        entity = CATALOGUE.by_prefix(record_id)
        if entity is None or (self.types is not None and entity.name not in self.types):
            return False
        return entity.name in reach_of(self.grants).types

    async def _with_those_about(self, window: Sequence[Named]) -> list[Named]:
        """``window``, and with each person the records told about that person: they may be gone, or other."""
        persons = [record for record in window if record.id.startswith(f"{_PERSON}_")]
        records = [record for record in window if self._is_followed(record.id)]
        if persons:
            about_persons = await asyncio.to_thread(
                self.delivered.about, self.subscription_id, [p.id for p in persons]
            )
            records += [
                Named(p.position, about, True) for p in persons for person, about in about_persons if person == p.id
            ]
        return sorted(records, key=lambda record: (record.position, record.id))

    async def _news(
        self, records: Sequence[Named], pending: Mapping[str, PendingEvent]
    ) -> AsyncGenerator[PendingEvent, None]:
        """What is news of the records that the log names. ``pending`` is as in :meth:`_happenings`."""
        at = positions_of(records)
        for start in range(0, len(at.ids), CHUNK):
            some = at.ids[start : start + CHUNK]
            looked = await self._looked(some)
            delivered = await asyncio.to_thread(self.delivered.delivered, self.subscription_id, some)
            last_told = {
                **delivered,
                **{record_id: pending[record_id].entry for record_id in some if record_id in pending},
            }
            for record_id in some:
                snapshot = looked.records.get(record_id)
                digest = self._digest(snapshot)
                if not is_news(
                    last_told.get(record_id),
                    snapshot,
                    digest,
                    at.first[record_id],
                    record_id in at.written | self._about,
                ):
                    continue
                if snapshot is not None and not record_id.startswith(f"{_PERSON}_"):
                    self._about |= snapshot.trace.persons
                yield PendingEvent(
                    id=record_id,
                    mark=at.last[record_id],
                    first=at.first[record_id],
                    position=at.behind(record_id),
                    snapshot=snapshot,
                    digest=digest,
                    disclosures=looked.disclosures,
                )

    def _digest(self, snapshot: RecordSnapshot | None) -> bytes | None:
        return None if snapshot is None else self.delivered.digest(orjson.dumps(snapshot.data))

    async def _looked(self, ids: Sequence[str]) -> Snapshot:
        """What the caller sees of the records, when it is this stream's turn to look."""
        async with self.poller.looks:
            return await self.snapshot_query.fetch(ids)

    async def _paid(self, happened: Sequence[PendingEvent]) -> tuple[Sequence[PendingEvent], Mapping[str, Any]]:
        """The events and what is said of their cost; where the allowance is used up, when it is there again.

        By then some may be no news any more: they are looked at again, for the rights of that moment.
        """
        while happened:
            try:
                return happened, self.snapshot_query.charge(len(happened))
            except HubError as error:
                if error.entry.code != "COST_EXCEEDED":
                    raise
                await asyncio.sleep(error.numbers["retrySeconds"])
                self._check()
                happened = await self._again(happened)
        return (), {}

    async def _again(self, happened: Sequence[PendingEvent]) -> list[PendingEvent]:
        ids = [e.id for e in happened]
        looked = await self._looked(ids)
        delivered = await asyncio.to_thread(self.delivered.delivered, self.subscription_id, ids)
        fresh = [
            replace(e, snapshot=snapshot, digest=self._digest(snapshot), disclosures=looked.disclosures)
            for e, snapshot in ((e, looked.records.get(e.id)) for e in happened)
        ]
        return [e for e in fresh if is_news(delivered.get(e.id), e.snapshot, e.digest, e.first, True)]

    async def _leaving(self, news: Sequence[PendingEvent]) -> Answer | None:
        """The message, once it is in the access log and in the delivered state."""
        happened, extensions = await self._paid(news)
        if not happened:
            return None
        disclosures = self.snapshot_query.disclosures_of([e.id for e in happened])
        trace = AccessTrace(rows=[0] * len(disclosures.sites))
        for e in happened:
            if e.snapshot is not None:
                trace.add(renumbered(e.snapshot.trace, e.disclosures, disclosures))
            elif e.id.startswith(f"{_PERSON}_"):
                trace.persons.add(e.id)
        message = self._message(happened, disclosures, trace, extensions)
        purpose = purpose_of(self.caller, self.request.stated)
        access_event = AccessEvent(
            caller=self.caller,
            purpose=purpose,
            stated=self.request.stated,
            query=self.request.query,
            disclosures=disclosures,
            trace=trace,
        )
        await self.engine.record(access_event)
        await asyncio.to_thread(self.delivered.write, self.subscription_id, [e.entry for e in happened])
        # Rights may have ended while the graph and the disk were at work.
        self._check()
        self.delivered_to, self.news = happened[-1].position, True
        return message

    def _message(
        self,
        happened: Iterable[PendingEvent],
        disclosures: DisclosurePlan,
        trace: AccessTrace,
        log_notes: Mapping[str, Any],
        caught_up: bool = False,
    ) -> Answer:
        notes = access_notes(disclosures, trace)
        if notes and self.request.strict:
            raise HubError("ACCESS_WITHHELD", path=(self.selections.key, *notes[0]["path"]))
        access = [{**note, "path": [self.selections.key, *note["path"]]} for note in notes]
        say = partial(event, self.positions, self.selections.selections)
        events = [say("CHANGED" if e.snapshot else "GONE", e.id, e.position, e.snapshot) for e in happened]
        if caught_up:
            events = [say("CAUGHT_UP", None, self.mark, None)]
        extensions = {**({"access": access} if access else {}), **({"cost": dict(log_notes)} if log_notes else {})}
        return Answer({self.selections.key: events}, extensions, frozenset(trace.persons))


_PERSON = CATALOGUE.entity(SUBJECT).prefix
