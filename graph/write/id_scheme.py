"""The scheme of ids: what a graph says of how its ids were made, and with which key.

One node holds it. A graph with records and without that node has ids that were digests without a key.
"""

from dataclasses import dataclass

from graph.engine.store import Store
from graph.write.commit import commit_statement
from graph.write.ids import IdKey

REKEYING, KEYED = "REKEYING", "KEYED"
"""How far a graph is: its ids are being brought over, or all are keyed."""

_ID = "ids"
_READ = "MATCH (s:IdScheme {id: $id}) RETURN [s.key, s.state]"
_WRITE = "MERGE (s:IdScheme {id: $id}) SET s.key = $key, s.state = $state"
# Whatever is written takes a number of the log of changes, but for the beginning of a batch.
_USED = ("MATCH (n:ChangeCounter) RETURN 1 LIMIT 1", "MATCH (n:FeedBatch) RETURN 1 LIMIT 1")


class IdSchemeError(Exception):
    """The ids of the graph are not those that the hub makes. Says what to do."""


@dataclass(frozen=True)
class IdScheme:
    """What a graph says of its ids. ``key`` tells the key, and nothing of it."""

    key: str
    state: str


def fingerprint(key: IdKey) -> str:
    """What tells one key of ids from another."""
    return key.digest("which key")


async def scheme_of(store: Store) -> IdScheme | None:
    """What the graph says of its ids; None: nothing.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    rows = await store.read(_READ, {"id": _ID})
    return IdScheme(*rows[0]) if rows else None


async def set_state(store: Store, state: str) -> None:
    """Say of the graph that its ids are those by the hub's key, or are being brought over to them."""
    await commit_statement(store, _WRITE, id=_ID, key=fingerprint(store.sealer), state=state)


async def check_key(store: Store) -> IdScheme | None:
    """What the graph says of its ids; None: nothing.

    Raises:
        IdSchemeError: they were made with another key.
    """
    scheme = await scheme_of(store)
    if scheme is not None and scheme.key != fingerprint(store.sealer):
        raise IdSchemeError(
            "the ids in the graph were made with another key than the one in keys/ids; "
            "put back the key that belongs to this graph (docs/vault.md)"
        )
    return scheme


async def check_ids(store: Store) -> None:
    """See that the ids of the graph are keyed with the hub's key. An empty graph's will be.

    Raises:
        IdSchemeError: they are not.
        graph.engine.store.GraphDownError: the graph is away.
    """
    scheme = await check_key(store)
    if scheme is None and not await is_used(store):
        await set_state(store, KEYED)
    elif scheme is None:
        raise IdSchemeError(
            "the ids in the graph are of the old form, which tells where a record comes from; "
            "bring them over with: ortaq ids rekey"
        )
    elif scheme.state != KEYED:
        raise IdSchemeError("the ids in the graph are only half brought over; go on with: ortaq ids rekey")


async def is_used(store: Store) -> bool:
    """Whether anything was ever written to the graph."""
    for text in _USED:
        if await store.read(text, {}):
            return True
    return False
