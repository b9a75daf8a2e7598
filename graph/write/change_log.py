"""The log of changes: which records were written, in the order in which it was committed. Ids, and nothing else.

A position is taken from a counter inside the transaction that writes the records. Whoever has taken one holds the
counter until the commit, or has to begin again; so the order of positions is the order of commits, none is left
out, and who has seen one has seen all before it.
"""

from dataclasses import dataclass
from itertools import count, takewhile
from typing import Any

from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.openness import refresh_open_records, sources_on
from security.clock import moment_now

MOST_IDS = 1_000
"""Ids in one change; more are written as several."""

_COUNTER = "changes"
_NEXT = (
    "MERGE (c:ChangeCounter {id: $counter}) ON CREATE SET c.position = 0 "
    "SET c.position = c.position + $count RETURN c.position AS position"
)
_WRITE = (
    "UNWIND $rows AS row CREATE (:Change {position: row.position, ids: row.ids, around: row.around, at: row.at})"
)
_AFTER = (
    "MATCH (c:Change) WHERE c.position > $after "
    "RETURN {position: c.position, ids: c.ids, around: coalesce(c.around, []), at: c.at} "
    "ORDER BY c.position LIMIT $limit"
)
_LAST = "MATCH (c:ChangeCounter {id: $counter}) RETURN c.position"


@dataclass(frozen=True)
class LoggedChange:
    """Records that were written together. ``at`` is the time in UTC, to the second.

    ``around`` are those of ``ids`` that were not written themselves: something that hangs on them was. They come
    last. What was written may be hidden from somebody who sees them, so to be named here is no news by itself.
    """

    position: int
    ids: tuple[str, ...]
    at: str
    around: frozenset[str] = frozenset()


async def append(work: UnitOfWork) -> None:
    """Note what ``work`` touched. A person of whom an open record tells for the first time, or none any more, is
    news in any case, and not only something around which others are.

    To be called last: the counter is every writer's, and held from here until the commit. Every writer passes here,
    so this is also where it is brought up to date by what kind of records the touched persons are known.
    """
    record_ids = work.touched
    news = await refresh_open_records(work, record_ids)
    # Their sources are seen by whoever may know of them, and no longer than that.
    news |= await sources_on(work, news)
    around_ids = work.around - news
    unique = sorted(dict.fromkeys((*record_ids, *sorted(news))), key=around_ids.__contains__)
    if not unique:
        return
    parts = [unique[at : at + MOST_IDS] for at in range(0, len(unique), MOST_IDS)]
    (row,) = await work.rows(_NEXT, counter=_COUNTER, count=len(parts))
    first = row["position"] - len(parts) + 1
    at = moment_now().strftime("%Y-%m-%dT%H:%M:%SZ")
    rows: list[dict[str, Any]] = [
        {
            "position": position,
            "ids": part,
            "around": [record_id for record_id in part if record_id in around_ids],
            "at": at,
        }
        for position, part in zip(count(first), parts, strict=False)
    ]
    await work.rows(_WRITE, rows=rows)


async def after(store: Store, position: int, limit: int) -> list[LoggedChange]:
    """At most ``limit`` changes after ``position``, in order, up to the first that is not there yet.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    rows = await store.read(_AFTER, {"after": position, "limit": limit})
    # A follower of a cluster, or an index that is a moment behind, must not make anybody skip a change.
    in_turn = takewhile(lambda pair: pair[0] == pair[1]["position"], zip(count(position + 1), rows, strict=False))
    return [LoggedChange(at, tuple(row["ids"]), row["at"], frozenset(row["around"])) for at, row in in_turn]


async def last(store: Store) -> int:
    """The position of the last change; 0 before there is one.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    rows = await store.read(_LAST, {"counter": _COUNTER})
    return int(rows[0]) if rows else 0
