"""Pending events: which records of the change log are news to a subscriber, given what was delivered before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.write.change_log import LoggedChange
from resolvers.access.access_trail import DisclosurePlan
from resolvers.request.selection import Selection
from resolvers.subscriptions.delivered_state import DeliveredRecord
from resolvers.subscriptions.positions import Positions, position_before, record_position
from resolvers.subscriptions.snapshot import RecordSnapshot


@dataclass(frozen=True)
class Named:
    """A record that the log names at a mark. ``around``: it was not written itself (graph/write/change_log.py)."""

    position: int
    id: str
    around: bool = False


@dataclass(frozen=True, kw_only=True)
class PendingEvent:
    """An event, not yet written down: what happened to the record ``id``.

    ``mark`` is that of the event, ``first`` that at which the log named the record first, and ``position`` where
    the log stands behind the event. ``disclosures`` is what all that was looked at with it may release.
    """

    id: str
    mark: int
    first: int
    position: int
    snapshot: RecordSnapshot | None
    digest: bytes | None
    disclosures: DisclosurePlan

    @property
    def entry(self) -> DeliveredRecord:
        """What the delivered state stores of it."""
        return DeliveredRecord(
            self.id, self.mark, self.digest, frozenset(self.snapshot.trace.persons if self.snapshot else ())
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
        return at if self.ends[at] == record_id else position_before(at)


def positions_of(named_records: Iterable[Named]) -> RecordPositions:
    """The places of records, each record once and in the order of the log."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    written = set[str]()
    for named_record in named_records:
        first.setdefault(named_record.id, named_record.position)
        if not named_record.around or named_record.id not in written:
            # What hangs on it and comes later may be hidden, and must not move it.
            last[named_record.id] = named_record.position
        if not named_record.around:
            written.add(named_record.id)
    ids = tuple(sorted(last, key=lambda record_id: (last[record_id], record_id)))
    return RecordPositions(
        ids=ids,
        first=first,
        last=last,
        written=frozenset(written),
        ends={last[record_id]: record_id for record_id in ids},
    )


def is_news(
    was: DeliveredRecord | None, snapshot: RecordSnapshot | None, digest: bytes | None, first: int, is_named: bool
) -> bool:
    """Whether a subscriber is told of a record that is ``snapshot`` now, when ``was`` is what was told of it.

    ``is_named``: whether the record itself was written, or something that the subscriber sees is about it. A record
    of which nothing was told is no news otherwise: what hangs on it and was written may be hidden.
    """
    if was is None:
        return snapshot is not None and is_named
    return was.digest != digest or was.position >= first


def event(
    positions: Positions,
    selections: Iterable[Selection],
    kind: str,
    of: str | None,
    position: int,
    snapshot: RecordSnapshot | None,
) -> dict[str, Any]:
    """An event as the subscriber is told it, by response key."""
    values = {"__typename": "LoggedChange", "kind": kind, "id": of}
    return {
        selection.key: positions.sealed(position)
        if selection.name == "position"
        else (None if snapshot is None else snapshot.data[selection.key])
        if selection.name == "record"
        else values[selection.name]
        for selection in selections
    }


def named_by(changes: Iterable[LoggedChange], skip: int, matters: Callable[[str], bool]) -> Iterator[Named]:
    """What changes name, with its marks; of the first change, without the first ``skip``."""
    for index, change in enumerate(changes):
        for number, record_id in enumerate(change.ids, 1):
            if (index or number > skip) and matters(record_id):
                yield Named(record_position(change.position, number), record_id, record_id in change.around)
