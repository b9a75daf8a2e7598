"""Stream: what happens to records, told to one subscriber as far as the policy lets it.

Each change is asked of the graph through the compiler and the guard, for today's rights; it is written in the
account of what was told and in the access log, and only then it leaves. What the subscriber could not see before
and cannot see now is passed over without a sign.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from graph.changes import Change
from resolvers.errors import HubError
from resolvers.execute import Answer, Engine, Request, purpose_of
from resolvers.following import Followed
from resolvers.looking import Looking, Shown
from resolvers.marks import Positions, aside, before, end_of, mark, place_of
from resolvers.pulse import Pulse
from resolvers.reach import follows, reach_of
from resolvers.record import Given
from resolvers.told import Entry, Told
from resolvers.trail import Ledger, Trail, access_notes
from schema.catalogue import CATALOGUE, SUBJECT
from security.caller import Caller, Grants

CHUNK = 100
"""Records asked for together, and the most that a message holds."""

CHANGES_AT_ONCE = 64
HEARTBEAT = 30.0
"""Seconds between two words that all has been told, whether anything happened or not."""


Standing = Callable[[], Awaitable[bool]]
"""Asks whether that by which the caller is known still holds."""


async def always() -> bool:
    """For a caller who is known by something that cannot be withdrawn meanwhile."""
    return True


@dataclass(frozen=True)
class Happening:
    """An event, not yet written down: what happened to the record ``id``, and the marks before and of it."""

    id: str
    mark: int
    position: int
    shown: Shown | None
    digest: bytes | None


@dataclass
class Stream:
    """One subscription of one caller, from a mark on."""

    engine: Engine
    told: Told
    pulse: Pulse
    caller: Caller
    request: Request
    looking: Looking
    followed: Followed
    positions: Positions
    account: bytes
    types: frozenset[str] | None
    mark: int
    grants: Grants
    clock: Callable[[], float] = time.time
    heartbeat: float = HEARTBEAT
    stands: Standing = always
    told_to: int = 0
    """Where the log stands behind the latest message."""

    news: bool = False
    """Whether the latest message told of anything but that it had all been told."""

    _ended: HubError | None = None
    _said: float | None = field(default=None)

    def end(self, error: HubError) -> None:
        """Let the stream end with ``error`` before it tells anything more."""
        self._ended = error
        self.pulse.ring()

    async def messages(self) -> AsyncGenerator[Answer, None]:
        """What is told, message by message, until the caller's rights end.

        Raises:
            HubError: UNAUTHENTICATED where the token holds no more; RIGHTS_ENDED where the policy has nothing left
                for the caller; what :meth:`end` was given; COST_EXCEEDED never, the stream waits.
            graph.store.GraphDownError, security.audit.log.AccessLogDownError: it has to begin again.
        """
        self._check()
        async for message in self._swept():
            yield message
        while True:
            if not await self.stands():
                raise HubError("UNAUTHENTICATED")
            if self._check():
                async for message in self._swept():
                    yield message
            position, _ = place_of(self.mark)
            async for message in self._pending():
                yield message
            if place_of(self.mark)[0] != position:
                continue
            due = self._due()
            if due <= time.monotonic():
                self._said = time.monotonic()
                self.told_to, self.news = self.mark, False
                yield self._message((), Ledger(), Trail([]), {}, caught_up=True)
                continue
            await self.pulse.wait(position, min(due, time.monotonic() + self.caller.expires - self.clock()))

    def _due(self) -> float:
        """When, by the monotonic clock, it is to be said again that all has been told."""
        return 0.0 if self._said is None else self._said + self.heartbeat

    def _check(self) -> bool:
        """Whether the caller's rights are other than they were. Raises as :meth:`messages`."""
        if self._ended is not None:
            raise self._ended
        if self.caller.expires <= self.clock():
            raise HubError("UNAUTHENTICATED")
        day = self.engine.clock()
        grants = self.engine.grants(self.caller, day, purpose_of(self.caller, self.request.stated))
        if not follows(grants):
            raise HubError("RIGHTS_ENDED")
        changed = (grants, day) != (self.grants, self.looking.day)
        self.grants, self.looking.grants, self.looking.day = grants, grants, day
        return changed

    async def _swept(self) -> AsyncGenerator[Answer, None]:
        """Tell of what was told before and is not as it was, though nothing was written: rights and days change."""
        last, base = "", self.mark
        while page := await asyncio.to_thread(self.told.page, self.account, aside(base), last, CHUNK):
            last = page[-1]
            wanted = [(aside(base), each) for each in page if self._wanted(each)]
            async for message in self._tell(wanted, lambda found: base):
                yield message

    async def _pending(self) -> AsyncGenerator[Answer, None]:
        """Tell of the changes that are there, some at a time."""
        position, done = place_of(self.mark)
        whole = self.mark == end_of(position)
        found = await self.pulse.after(position if whole else position - 1, CHANGES_AT_ONCE)
        for part in _parts(found, 0 if whole else done, self._matters):
            async for message in self._tell(await self._with_those_about(part), lambda found: found):
                yield message
        if found:
            self.mark = end_of(found[-1].position)

    def _matters(self, record_id: str) -> bool:
        return record_id.startswith(f"{_PERSON}_") or self._wanted(record_id)

    def _wanted(self, record_id: str) -> bool:
        entity = CATALOGUE.by_prefix(record_id)
        if entity is None or (self.types is not None and entity.name not in self.types):
            return False
        return entity.name in reach_of(self.grants).types

    async def _with_those_about(self, part: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """``part``, and with each person the records told about that person: they may be gone, or other."""
        persons = [(at, each) for at, each in part if each.startswith(f"{_PERSON}_")]
        found = [(at, each) for at, each in part if self._wanted(each)]
        if persons:
            told = await asyncio.to_thread(self.told.about, self.account, [each for _, each in persons])
            found += [(at, each) for at, person in persons for about, each in told if about == person]
        return sorted(found)

    async def _tell(
        self, wanted: Sequence[tuple[int, str]], position: Callable[[int], int]
    ) -> AsyncGenerator[Answer, None]:
        """Tell what there is to tell of records and the marks at which they are named."""
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        for at, each in wanted:
            first.setdefault(each, at)
            last[each] = at
        ids = sorted(last, key=lambda each: (last[each], each))
        ends = {at: each for each, at in sorted(last.items(), key=lambda item: (item[1], item[0]))}
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            looked = await self._looked(some)
            known = await asyncio.to_thread(self.told.known, self.account, some)
            happened = []
            for each in some:
                shown, was, at = looked.shown.get(each), known.get(each), last[each]
                digest = None if shown is None else self.told.digest(orjson.dumps(shown.data))
                if shown is None and was is None:
                    continue
                if was is not None and was.digest == digest and was.mark < first[each]:
                    continue
                # Only with the last record named at a mark all up to it has been told.
                told_to = position(at if ends[at] == each else before(at))
                happened.append(Happening(each, at, told_to, shown, digest))
            if happened:
                yield await self._leaving(happened, looked.ledger, looked.said)

    async def _looked(self, ids: Sequence[str]) -> Any:
        """What the caller sees of the records; where the allowance is used up, when it is there again."""
        while True:
            try:
                return await self.looking.look(ids)
            except HubError as error:
                if error.entry.code != "COST_EXCEEDED":
                    raise
                await asyncio.sleep(error.numbers["retrySeconds"])
                self._check()

    async def _leaving(self, happened: Sequence[Happening], ledger: Ledger, said: dict[str, Any]) -> Answer:
        """The message, when it stands in the access log and in the account of what was told."""
        trail = Trail([0] * len(ledger.notes))
        for each in happened:
            if each.shown is not None:
                trail.add(each.shown.trail)
            elif each.id.startswith(f"{_PERSON}_"):
                trail.persons.add(each.id)
        message = self._message(happened, ledger, trail, said)
        purpose = purpose_of(self.caller, self.request.stated)
        given = Given(self.caller, purpose, self.request.stated, self.request.query, ledger, trail)
        await self.engine.record(given)
        entries = [
            Entry(e.id, e.mark, e.digest, frozenset(e.shown.trail.persons) if e.shown else frozenset())
            for e in happened
        ]
        await asyncio.to_thread(self.told.write, self.account, entries)
        # Rights may have ended while the graph and the disk were at work.
        self._check()
        self.told_to, self.news = happened[-1].position, True
        return message

    def _message(
        self,
        happened: Iterable[Happening],
        ledger: Ledger,
        trail: Trail,
        said: dict[str, Any],
        caught_up: bool = False,
    ) -> Answer:
        notes = access_notes(ledger, trail)
        if notes and self.request.strict:
            raise HubError("ACCESS_WITHHELD", path=(self.followed.key, *notes[0]["path"]))
        access = [{**note, "path": [self.followed.key, *note["path"]]} for note in notes]
        events = [self._event("CHANGED" if e.shown else "GONE", e.id, e.position, e.shown) for e in happened]
        if caught_up:
            events = [self._event("CAUGHT_UP", None, self.mark, None)]
        extensions = {**({"access": access} if access else {}), **({"cost": said} if said else {})}
        return Answer({self.followed.key: events}, extensions, frozenset(trail.persons))

    def _event(self, kind: str, record_id: str | None, position: int, shown: Shown | None) -> dict[str, Any]:
        values = {"__typename": "Change", "kind": kind, "id": record_id}
        return {
            each.key: self.positions.given(position)
            if each.name == "position"
            else (None if shown is None else shown.data[each.key])
            if each.name == "record"
            else values[each.name]
            for each in self.followed.asked
        }


_PERSON = CATALOGUE.entity(SUBJECT).prefix


def _parts(found: Iterable[Change], skip: int, matters: Callable[[str], bool]) -> Iterable[list[tuple[int, str]]]:
    """The ids of changes with their marks, some at a time; of the first, without the first ``skip``."""
    part: list[tuple[int, str]] = []
    for index, change in enumerate(found):
        for number, each in enumerate(change.ids, 1):
            if (index or number > skip) and matters(each):
                part.append((mark(change.position, number), each))
                if len(part) == CHUNK:
                    yield part
                    part = []
    if part:
        yield part
