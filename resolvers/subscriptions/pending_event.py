"""Happenings: which of the records that the log names are news to a subscriber, by what was told before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.write.change_log import LoggedChange
from resolvers.access.access_trail import DisclosurePlan
from resolvers.request.selection import Selection
from resolvers.subscriptions.delivered_state import DeliveredRecord
from resolvers.subscriptions.positions import Positions, before, mark
from resolvers.subscriptions.snapshot import Shown


@dataclass(frozen=True)
class Named:
    """A record that the log names at a mark. ``around``: it was not written itself (graph/write/change_log.py)."""

    mark: int
    id: str
    around: bool = False


@dataclass(frozen=True, kw_only=True)
class PendingEvent:
    """An event, not yet written down: what happened to the record ``id``.

    ``mark`` is that of the event, ``first`` that at which the log named the record first, and ``position`` where
    the log stands behind the event. ``ledger`` is what all that was looked at with it may release.
    """

    id: str
    mark: int
    first: int
    position: int
    shown: Shown | None
    digest: bytes | None
    ledger: DisclosurePlan

    @property
    def entry(self) -> DeliveredRecord:
        """What the account keeps of it."""
        return DeliveredRecord(
            self.id, self.mark, self.digest, frozenset(self.shown.trail.persons if self.shown else ())
        )


@dataclass(frozen=True, kw_only=True)
class RecordPositions:
    """Where the log names records: of each the first mark and the last, and whether it was ever written itself."""

    ids: tuple[str, ...]
    first: Mapping[str, int]
    last: Mapping[str, int]
    written: frozenset[str]
    ends: Mapping[int, str]

    def behind(self, record_id: str) -> int:
        """Where the log stands behind a record's event: only with the last one named at a mark all is told."""
        at = self.last[record_id]
        return at if self.ends[at] == record_id else before(at)


def places(named: Iterable[Named]) -> RecordPositions:
    """The places of records, each record once and in the order of the log."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    written = set[str]()
    for each in named:
        first.setdefault(each.id, each.mark)
        if not each.around or each.id not in written:
            # What hangs on it and comes later may be hidden, and must not move it.
            last[each.id] = each.mark
        if not each.around:
            written.add(each.id)
    ids = tuple(sorted(last, key=lambda record_id: (last[record_id], record_id)))
    return RecordPositions(
        ids=ids, first=first, last=last, written=frozenset(written), ends={last[each]: each for each in ids}
    )


def is_news(
    was: DeliveredRecord | None, shown: Shown | None, digest: bytes | None, first: int, is_named: bool
) -> bool:
    """Whether a subscriber is told of a record that is ``shown`` now, when ``was`` is what was told of it.

    ``is_named``: whether the record itself was written, or something that the subscriber sees is about it. A record
    of which nothing was told is no news otherwise: what hangs on it and was written may be hidden.
    """
    if was is None:
        return shown is not None and is_named
    return was.digest != digest or was.mark >= first


def event(
    positions: Positions, asked: Iterable[Selection], kind: str, of: str | None, position: int, shown: Shown | None
) -> dict[str, Any]:
    """An event as the subscriber is told it, by response key."""
    values = {"__typename": "LoggedChange", "kind": kind, "id": of}
    return {
        each.key: positions.given(position)
        if each.name == "position"
        else (None if shown is None else shown.data[each.key])
        if each.name == "record"
        else values[each.name]
        for each in asked
    }


def named_by(found: Iterable[LoggedChange], skip: int, matters: Callable[[str], bool]) -> Iterator[Named]:
    """What changes name, with its marks; of the first change, without the first ``skip``."""
    for index, change in enumerate(found):
        for number, each in enumerate(change.ids, 1):
            if (index or number > skip) and matters(each):
                yield Named(mark(change.position, number), each, each in change.around)
