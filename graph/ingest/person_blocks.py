"""Where candidates are looked for: keys of persons that wait, and the blocks by which they are found."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from graph.engine.records import VERSION
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from graph.write.pending_persons import wait_to_match
from schema.catalogue import SUBJECT
from schema.internal.feed_records import COMPARTMENT, OF_ROW, PERSON_BLOCK, TO_MATCH

CROWD = 200
"""Keys with one thing in common from which it tells nobody apart: candidates are not looked for by it."""

_PERSONS_AT_ONCE = 2_000
_PERSONS = f"MATCH (p:{SUBJECT}) WHERE p.id > $after RETURN p.id ORDER BY p.id LIMIT {_PERSONS_AT_ONCE}"
_NEVER_COMPARED = (
    f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE p.{VERSION} IS NOT NULL "
    f"AND NOT EXISTS {{ MATCH (:{PERSON_BLOCK} {{key: p.id}}) }} RETURN id"
)


async def wait_for_rows(store: Store) -> None:
    """Let candidates be looked for of rows of the hub's own for which none ever were: an earlier release did not.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; some may wait.
    """
    after = ""
    # No statement looks at all persons: one that takes too long is broken off.
    while ids := await store.read(_PERSONS, {"after": after}):
        after = ids[-1]
        if rows := await store.read(_NEVER_COMPARED, {"ids": ids}):
            await commit(store, partial(wait_to_match, persons=rows))


async def waiting_keys(store: Store, limit: int) -> list[str]:
    """Keys for which no candidates have been looked for since something changed."""
    return await store.read(f"MATCH (t:{TO_MATCH}) RETURN t.id ORDER BY t.id LIMIT $limit", {"limit": limit})


async def replace_blocks(
    work: UnitOfWork, blocks: Mapping[str, Iterable[str]], compartments: Mapping[str, str], rows: Container[str]
) -> None:
    """Let keys be found by these blocks, and by no others. ``compartments`` are those of closed keys, and ``rows``
    the keys that are rows of the hub's own.
    """
    await work.rows(
        f"UNWIND $keys AS key MATCH (b:{PERSON_BLOCK} {{key: key}}) DETACH DELETE b",
        keys=sorted(blocks),
    )
    new_blocks = [
        {
            "id": f"{key} {block}",
            "set": {"key": key, "block": block, COMPARTMENT: compartments.get(key, ""), OF_ROW: key in rows},
        }
        for key, key_blocks in blocks.items()
        for block in key_blocks
    ]
    await work.rows(
        f"UNWIND $rows AS row MERGE (b:{PERSON_BLOCK} {{id: row.id}}) SET b += row.set",
        rows=new_blocks,
    )


async def marks_of(work: UnitOfWork, keys: Iterable[str], prefix: str) -> set[str]:
    """The blocks of keys that begin with ``prefix``."""
    rows = await work.rows(
        f"UNWIND $keys AS key MATCH (b:{PERSON_BLOCK} {{key: key}}) RETURN DISTINCT b.block AS block",
        keys=sorted(keys),
    )
    return {row["block"] for row in rows if row["block"].startswith(prefix)}


async def counted(work: UnitOfWork, blocks: Iterable[str]) -> dict[str, int]:
    """How many keys are found by each of ``blocks``."""
    rows = await work.rows(
        f"UNWIND $blocks AS block MATCH (b:{PERSON_BLOCK} {{block: block}}) RETURN block, count(b) AS keys",
        blocks=sorted(blocks),
    )
    return {row["block"]: row["keys"] for row in rows}


async def wait_again(work: UnitOfWork, blocks: Iterable[str], but: Iterable[str]) -> None:
    """Let candidates be looked for anew of all keys with one of ``blocks``, but of those in ``but``."""
    keys = sorted(blocks)
    if not keys:
        return
    rows = await work.rows(
        f"UNWIND $blocks AS block MATCH (b:{PERSON_BLOCK} {{block: block}}) RETURN DISTINCT b.key AS key",
        blocks=keys,
    )
    ids = sorted({row["key"] for row in rows} - set(but))
    await work.rows(f"UNWIND $ids AS id MERGE (t:{TO_MATCH} {{id: id}})", ids=ids)


@dataclass
class Neighbours:
    """The keys that are found by one block: of cards, and of rows of the hub's own."""

    cards: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)

    def compared_with(self, key: str) -> set[str]:
        """The keys with which one is compared: cards with all, rows with cards alone.

        A crowd hides each of its own from those of the other kind too, so that it does not matter who came first.
        """
        if key in self.rows:
            return self.cards
        return self.cards | self.rows if key in self.cards else self.cards


async def keys_in_blocks(work: UnitOfWork, blocks: Iterable[str]) -> dict[str, Neighbours]:
    """The keys that are found by each of ``blocks``; none where there is a crowd of them.

    Those of each compartment are counted apart, and so are rows of the hub's own: no crowd of closed ones hides one
    of another.
    """
    rows = await work.rows(
        f"UNWIND $blocks AS block MATCH (b:{PERSON_BLOCK} {{block: block}}) "
        f"RETURN block, coalesce(b.{COMPARTMENT}, '') AS compartment, coalesce(b.{OF_ROW}, false) AS are_rows, "
        "collect(b.key) AS keys",
        blocks=sorted(set(blocks)),
    )
    keys_by_block: dict[str, Neighbours] = defaultdict(Neighbours)
    for row in rows:
        if len(row["keys"]) <= CROWD:
            of_block = keys_by_block[row["block"]]
            (of_block.rows if row["are_rows"] else of_block.cards).update(row["keys"])
    return keys_by_block
