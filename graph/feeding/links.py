"""Links between persons' keys: what the hub found, what somebody decided, and where candidates are looked for."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.changes import append
from graph.feeding.components import CONFIRMED, LINKED, PROPOSED, REJECTED
from graph.feeding.persons import clear, place
from graph.feeding.surroundings import surroundings
from graph.sealing import Sealer
from graph.statements import rows_of
from graph.store import Store
from schema.catalogue import SOURCE
from schema.feeding import PERSON_BLOCK, PERSON_KEY, PERSON_LINK, STANDS, TO_MATCH

CROWD = 200
"""Keys with one thing in common from which it tells nobody apart: candidates are not looked for by it."""


@dataclass(frozen=True)
class Scored:
    """A pair of keys, the score of their likeness from 0 to 1, and what follows from it: LINKED or PROPOSED."""

    one: str
    other: str
    score: float
    status: str


@dataclass(frozen=True)
class Known:
    """A link that is stored. ``decided_by`` is who decided on it, if anybody has."""

    id: str
    one: str
    other: str
    status: str
    score: float
    found: str
    decided_by: str | None


class NoLinkError(Exception):
    """There is no such link."""


def link_id(one: str, other: str) -> str:
    """The id of the link between two keys, whichever is named first."""
    return f"lnk_{hashlib.blake2b(' '.join(sorted((one, other))).encode(), digest_size=12).hexdigest()}"


async def waiting(store: Store, limit: int) -> list[str]:
    """Keys for which no candidates have been looked for since something changed."""
    return await store.read(f"MATCH (t:{TO_MATCH}) RETURN t.id ORDER BY t.id LIMIT $limit", {"limit": limit})


async def replace_blocks(transaction: AsyncManagedTransaction, blocks: Mapping[str, Iterable[str]]) -> None:
    """Let keys be found by these blocks, and by no others."""
    await rows_of(
        transaction,
        f"UNWIND $keys AS key MATCH (b:{PERSON_BLOCK} {{key: key}}) DETACH DELETE b",
        keys=sorted(blocks),
    )
    rows = [
        {"id": f"{key} {block}", "key": key, "block": block} for key, found in blocks.items() for block in found
    ]
    await rows_of(
        transaction,
        f"UNWIND $rows AS row MERGE (b:{PERSON_BLOCK} {{id: row.id}}) SET b.key = row.key, b.block = row.block",
        rows=rows,
    )


async def beside(transaction: AsyncManagedTransaction, blocks: Iterable[str]) -> dict[str, list[str]]:
    """The keys that are found by each of ``blocks``; none where there is a crowd of them."""
    rows = await rows_of(
        transaction,
        f"UNWIND $blocks AS block MATCH (b:{PERSON_BLOCK} {{block: block}}) RETURN block, collect(b.key) AS keys",
        blocks=sorted(set(blocks)),
    )
    return {row["block"]: row["keys"] for row in rows if len(row["keys"]) <= CROWD}


async def rewrite(transaction: AsyncManagedTransaction, keys: Iterable[str], pairs: Iterable[Scored]) -> set[str]:
    """Let the links of ``keys`` that nobody decided on be ``pairs``. Returns the keys whose links changed."""
    mine = set(keys)
    stored = await _of(transaction, mine)
    decided = {link.id for link in stored if link.status in (CONFIRMED, REJECTED)}
    wanted = {link_id(p.one, p.other): p for p in pairs if link_id(p.one, p.other) not in decided}
    gone = [link for link in stored if link.id not in decided and link.id not in wanted]
    before = {link.id: (link.status, link.score) for link in stored}
    news = {id: pair for id, pair in wanted.items() if before.get(id) != (pair.status, pair.score)}
    await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (l:{PERSON_LINK} {{id: id}}) DETACH DELETE l",
        ids=sorted(link.id for link in gone),
    )
    rows = [_row(id, pair) for id, pair in sorted(news.items())]
    await rows_of(
        transaction, f"UNWIND $rows AS row MERGE (l:{PERSON_LINK} {{id: row.id}}) SET l += row.set", rows=rows
    )
    ends = [(link.one, link.other) for link in gone] + [(pair.one, pair.other) for pair in news.values()]
    return {key for pair in ends for key in pair}


def _row(id: str, pair: Scored) -> dict[str, Any]:
    one, other = sorted((pair.one, pair.other))
    return {
        "id": id,
        "set": {"one": one, "other": other, "status": pair.status, "found": pair.status, "score": pair.score},
    }


async def done(
    transaction: AsyncManagedTransaction, sealer: Sealer, keys: Iterable[str], changed: set[str]
) -> None:
    """Let persons be what the links say, for keys whose links ``changed``; nothing waits for ``keys`` any more."""
    await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (t:{TO_MATCH} {{id: id}}) DETACH DELETE t",
        ids=sorted(keys),
    )
    if changed:
        await _place_again(transaction, sealer, changed)


async def _place_again(transaction: AsyncManagedTransaction, sealer: Sealer, keys: set[str]) -> None:
    around = await surroundings(transaction, sealer, keys, {})
    placed = await place(transaction, sealer, around)
    await clear(transaction, placed.left)
    await append(transaction, sorted(placed.touched))


async def decide(store: Store, id: str, status: str | None, by: str, at: dt.datetime) -> Known:
    """Decide on a link: CONFIRMED or REJECTED; None takes a decision back, and what the hub found holds again.

    Raises:
        NoLinkError: there is no such link.
        graph.store.GraphDownError: the graph is away; nothing is decided.
    """

    async def work(transaction: AsyncManagedTransaction) -> Known:
        rows = await rows_of(
            transaction,
            f"MATCH (l:{PERSON_LINK} {{id: $id}}) SET l.status = coalesce($status, l.found), l.decidedBy = $by, "
            "l.decidedAt = $at RETURN properties(l) AS l",
            id=id,
            status=status,
            by=None if status is None else by,
            at=None if status is None else at,
        )
        if not rows:
            raise NoLinkError
        link = _known(rows[0]["l"])
        await _place_again(transaction, store.sealer, {link.one, link.other})
        return link

    async with store.sealer.writing():
        link, _ = await store.write(work)
    return link


async def links(store: Store, status: str | None, limit: int) -> list[Known]:
    """Links, the likeliest first; of a status, where one is named."""
    rows = await store.read(
        f"MATCH (l:{PERSON_LINK}) WHERE $status IS NULL OR l.status = $status "
        "RETURN properties(l) ORDER BY l.score DESC, l.id LIMIT $limit",
        {"status": status, "limit": limit},
    )
    return [_known(row) for row in rows]


async def _of(transaction: AsyncManagedTransaction, keys: Iterable[str]) -> list[Known]:
    rows: list[dict[str, Any]] = []
    for end in ("one", "other"):
        rows += await rows_of(
            transaction,
            f"UNWIND $keys AS key MATCH (l:{PERSON_LINK} {{{end}: key}}) RETURN DISTINCT properties(l) AS l",
            keys=sorted(keys),
        )
    return list({link.id: link for link in (_known(row["l"]) for row in rows)}.values())


def _known(row: Mapping[str, Any]) -> Known:
    return Known(
        row["id"], row["one"], row["other"], row["status"], row["score"], row["found"], row.get("decidedBy")
    )


STATUSES = (PROPOSED, LINKED, CONFIRMED, REJECTED)
"""What a link can be."""


async def links_of(store: Store, person: str) -> list[tuple[Known, tuple[str, ...]]]:
    """The links of everybody who stands on a person, the likeliest first, each with the persons at its two ends."""
    text = f"MATCH (:Person {{id: $id}})<-[:{STANDS}]-(s:{SOURCE}) RETURN DISTINCT s.{PERSON_KEY}"
    keys = [key for key in await store.read(text, {"id": person}) if key]
    rows: list[dict[str, Any]] = []
    for end in ("one", "other"):
        text = f"UNWIND $keys AS key MATCH (l:{PERSON_LINK} {{{end}: key}}) RETURN properties(l)"
        rows += await store.read(text, {"keys": keys})
    found = {link.id: link for link in (_known(row) for row in rows)}
    return [
        (link, await persons_of(store, link.id))
        for link in sorted(found.values(), key=lambda link: (-link.score, link.id))
    ]


async def persons_of(store: Store, link: str) -> tuple[str, ...]:
    """The persons on whom the two ends of a link stand: one, if they are one; none, if there is no such link."""
    ends = await store.read(f"MATCH (l:{PERSON_LINK} {{id: $id}}) RETURN [l.one, l.other]", {"id": link})
    text = (
        f"UNWIND $keys AS key MATCH (s:{SOURCE} {{{PERSON_KEY}: key}})-[:{STANDS}]->(p:Person) RETURN DISTINCT p.id"
    )
    # In two statements: in one, the embedded engine finds nothing the second time that it runs it.
    return tuple(sorted(await store.read(text, {"keys": ends[0]}))) if ends else ()
