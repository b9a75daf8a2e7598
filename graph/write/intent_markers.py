"""What the graph says of intents: under which of them something was written, until their outcome is in the log."""

from collections.abc import Iterable

from graph.engine.store import Store
from graph.write.commit import commit_statement
from schema.internal.work_entries import WRITE_INTENT


async def written_under(store: Store, intents: Iterable[str]) -> frozenset[str]:
    """Of ``intents``, those under which something was written.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    ids = list(intents)
    if not ids:
        return frozenset()
    text = f"MATCH (i:{WRITE_INTENT}) WHERE i.id IN $ids RETURN DISTINCT i.id"
    return frozenset(await store.read(text, {"ids": ids}))


async def forget(store: Store, before: float, intents: Iterable[str]) -> None:
    """Delete what was left before a moment (seconds since 1970), but of ``intents``.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    text = f"MATCH (i:{WRITE_INTENT}) WHERE i.at < $before AND NOT i.id IN $ids DETACH DELETE i"
    await commit_statement(store, text, before=int(before * 1000), ids=list(intents))
