"""Quarantine: the records that were refused, each with its reason, until they are tried again or dropped."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from graph.engine.store import Store
from graph.engine.unit_of_work import native
from graph.write.commit import commit_statement
from schema.internal.feed_records import QUARANTINED


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A record in quarantine: where it stood in which batch, and why it did not come in.

    ``read``: it was read, and can be tried again. ``whole``: the hub has all of it, and not its beginning alone.
    """

    id: str
    batch: str
    sender: str
    system: str
    feed: str
    position: int
    code: str
    where: str
    whole: bool
    read: bool
    received_at: dt.datetime


_FIELDS = "id batch sender system feed position code where whole read receivedAt"
_REFUSED = f"q {{{', '.join(f'.{name}' for name in _FIELDS.split())}}}"


async def refused_records(
    store: Store, sender: str | None = None, feed: str | None = None, batch: str | None = None, limit: int = 100
) -> list[Refused]:
    """The oldest records in quarantine of a sender, or of all; of a feed or a batch where one is named."""
    rows = await store.read(
        f"MATCH (q:{QUARANTINED.name}) WHERE ($sender IS NULL OR q.sender = $sender) "
        "AND ($feed IS NULL OR q.feed = $feed) AND ($batch IS NULL OR q.batch = $batch) "
        f"RETURN {_REFUSED} ORDER BY q.receivedAt, q.position LIMIT $limit",
        {"sender": sender, "feed": feed, "batch": batch, "limit": limit},
    )
    return [_refused(row) for row in rows]


async def find_refused(store: Store, refused_id: str) -> tuple[Refused, bytes] | None:
    """A record in quarantine, and the record as it came.

    Raises:
        security.vault.vault.UnsealError: the hub's keys do not open it.
    """
    rows = await store.read(
        f"MATCH (q:{QUARANTINED.name} {{id: $id}}) RETURN [{_REFUSED}, q.original]", {"id": refused_id}
    )
    if not rows:
        return None
    row, sealed = rows[0]
    return _refused(row), store.sealer.open(QUARANTINED.name, refused_id, "original", sealed).encode("latin-1")


async def drop(store: Store, refused_id: str) -> bool:
    """Take a record out of quarantine for good. Whether there was one."""
    text = f"MATCH (q:{QUARANTINED.name} {{id: $id}}) WITH q, q.id AS id DETACH DELETE q RETURN id"
    return bool(await commit_statement(store, text, id=refused_id))


def _refused(row: dict[str, Any]) -> Refused:
    values = {name: row[name] for name in _FIELDS.split() if name != "receivedAt"}
    return Refused(**values, received_at=native(row["receivedAt"]))
