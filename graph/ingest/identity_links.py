"""Links between persons' keys: what the hub found, and what somebody decided."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import CONFIRMED, LINKED, PROPOSED, REJECTED
from graph.ingest.golden_records import PERSON, clear, place_persons
from graph.ingest.loaded_persons import OPEN_ROWS
from graph.ingest.neighbourhood import keys_beside, neighbourhood_of
from graph.ingest.official_entries import leave_beside
from graph.ingest.person_keys import made_of
from graph.write.commit import commit
from graph.write.ids import IdKey, hub_id
from graph.write.writer import protect
from schema.catalogue import CATALOGUE, SOURCE
from schema.internal.feed_records import (
    ANEW,
    CLOSED,
    DECIDED_ON,
    PERSON_KEY,
    PERSON_LINK,
    STANDS_ON,
    TO_MATCH,
)


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A pair of keys, the score of their likeness from 0 to 1, and what follows from it: LINKED or PROPOSED.

    ``closed``: one of the two is of closed mentions.
    """

    one: str
    other: str
    score: float
    status: str
    closed: bool


@dataclass(frozen=True, kw_only=True)
class StoredLink:
    """A link that is stored. ``decided_by`` is who decided on it, if anybody has; ``closed`` as :class:`Scored`."""

    id: str
    one: str
    other: str
    status: str
    score: float
    found_by: str
    decided_by: str | None
    closed: bool


class NoLinkError(Exception):
    """There is no such link."""


def link_id(key: IdKey, one: str, other: str) -> str:
    """The id of the link between two keys, whichever is named first."""
    return hub_id(key, "lnk", " ".join(sorted((one, other))), 12)


async def rewrite(work: UnitOfWork, keys: Iterable[str], pairs: Iterable[Scored]) -> set[str]:
    """Let the links of ``keys`` that nobody decided on be ``pairs``. Returns the keys whose links changed."""
    own_keys = set(keys)
    stored = await _links_of_keys(work, own_keys)
    pairs_by_id = {link_id(work.sealer, pair.one, pair.other): pair for pair in pairs}
    decided = {link.id for link in stored if link.status in (CONFIRMED, REJECTED)}
    new_links = {pair_id: pair for pair_id, pair in pairs_by_id.items() if pair_id not in decided}
    removed = [link for link in stored if link.id not in decided and link.id not in new_links]
    before = {link.id: (link.status, link.score, link.closed) for link in stored}
    news = {
        pair_id: pair
        for pair_id, pair in new_links.items()
        if before.get(pair_id) != (pair.status, pair.score, pair.closed)
    }
    await work.rows(
        f"UNWIND $ids AS id MATCH (l:{PERSON_LINK} {{id: id}}) DETACH DELETE l",
        ids=sorted(link.id for link in removed),
    )
    rows = [_row(pair_id, pair) for pair_id, pair in sorted(news.items())]
    await work.rows(f"UNWIND $rows AS row MERGE (l:{PERSON_LINK} {{id: row.id}}) SET l += row.set", rows=rows)
    ends = [(link.one, link.other) for link in removed] + [(pair.one, pair.other) for pair in news.values()]
    return {key for pair in ends for key in pair}


def _row(pair_id: str, pair: Scored) -> dict[str, Any]:
    one, other = sorted((pair.one, pair.other))
    return {
        "id": pair_id,
        "set": {
            "one": one,
            "other": other,
            "status": pair.status,
            "found": pair.status,
            "score": pair.score,
            "decidedBy": None,
            "decidedAt": None,
            DECIDED_ON: None,
            CLOSED: pair.closed,
        },
    }


async def apply_links(work: UnitOfWork, keys: Iterable[str], changed: set[str]) -> None:
    """Let persons be what the links say, for keys whose links ``changed``; nothing waits for ``keys`` any more."""
    ids = sorted(keys)
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (t:{TO_MATCH} {{id: id}}) WHERE t.{ANEW} = true RETURN id", ids=ids
    )
    await work.rows(f"UNWIND $ids AS id MATCH (t:{TO_MATCH} {{id: id}}) DETACH DELETE t", ids=ids)
    anew = {row["id"] for row in rows}
    if changed | anew:
        await place_again(work, changed | anew | await keys_beside(work, anew))


async def place_again(work: UnitOfWork, keys: set[str], *, everybody: bool = False) -> None:
    """Let persons of ``keys`` be what mentions and links say; ``everybody``: those too who stay as they are."""
    around = await neighbourhood_of(work, keys, {})
    if left := await leave_beside(work, around.claims.values()):
        around = await neighbourhood_of(work, keys | {card.key for card in left}, {})
    placed = await place_persons(work, around, everybody=everybody)
    await clear(work, placed.left)
    followed = await protect(work, placed.touched)
    # That a closed mention is somebody's is no news of that person.
    persons = {person_id for person_id in placed.touched if CATALOGUE.by_prefix(person_id) == PERSON}
    work.touch(sorted(placed.touched.union(followed)), persons.difference(placed.openly, followed))


async def decide(store: Store, pair_id: str, status: str | None, by: str, at: dt.datetime) -> StoredLink:
    """Decide on a link: CONFIRMED or REJECTED; None takes a decision back, and what the hub found holds again.

    Raises:
        NoLinkError: there is no such link.
        graph.engine.store.GraphDownError: the graph is away; nothing is decided.
    """

    async def job(work: UnitOfWork) -> StoredLink:
        rows = await work.rows(
            f"MATCH (l:{PERSON_LINK} {{id: $id}}) SET l.status = coalesce($status, l.found), l.decidedBy = $by, "
            f"l.decidedAt = $at, l.{DECIDED_ON} = null RETURN properties(l) AS l",
            id=pair_id,
            status=status,
            by=None if status is None else by,
            at=None if status is None else at,
        )
        if not rows:
            raise NoLinkError
        link = _stored_link(rows[0]["l"])
        await place_again(work, {link.one, link.other})
        return link

    return await commit(store, job)


async def links(store: Store, status: str | None, limit: int) -> list[StoredLink]:
    """Links between open mentions, the likeliest first; of a status, where one is named."""
    rows = await store.read(
        f"MATCH (l:{PERSON_LINK}) WHERE coalesce(l.{CLOSED}, false) = false "
        "AND ($status IS NULL OR l.status = $status) "
        "RETURN properties(l) ORDER BY l.score DESC, l.id LIMIT $limit",
        {"status": status, "limit": limit},
    )
    return [_stored_link(row) for row in rows]


async def _links_of_keys(work: UnitOfWork, keys: Iterable[str]) -> list[StoredLink]:
    rows: list[dict[str, Any]] = []
    for end in ("one", "other"):
        rows += await work.rows(
            f"UNWIND $keys AS key MATCH (l:{PERSON_LINK} {{{end}: key}}) RETURN DISTINCT properties(l) AS l",
            keys=sorted(keys),
        )
    return list({link.id: link for link in (_stored_link(row["l"]) for row in rows)}.values())


def _stored_link(row: Mapping[str, Any]) -> StoredLink:
    return StoredLink(
        id=row["id"],
        one=row["one"],
        other=row["other"],
        status=row["status"],
        score=row["score"],
        found_by=row["found"],
        decided_by=row.get("decidedBy"),
        closed=bool(row.get(CLOSED)),
    )


STATUSES = (PROPOSED, LINKED, CONFIRMED, REJECTED)
"""What a link can be."""


async def links_of(store: Store, person: str) -> list[tuple[StoredLink, tuple[str, ...]]]:
    """The links of every open mention of a person, and of a row of the hub's own, the likeliest first, each with
    the persons at its two ends.

    A link of a closed mention is left out: that there is one tells of the closed record.
    """
    text = f"MATCH (:Person {{id: $id}})<-[:{STANDS_ON}]-(s:{SOURCE}) RETURN DISTINCT s.{PERSON_KEY}"
    keys = sorted({person, *(key for key in await store.read(text, {"id": person}) if key)})
    rows: list[dict[str, Any]] = []
    for end in ("one", "other"):
        text = f"UNWIND $keys AS key MATCH (l:{PERSON_LINK} {{{end}: key}}) RETURN properties(l)"
        rows += await store.read(text, {"keys": keys})
    links = {link.id: link for link in (_stored_link(row) for row in rows)}
    in_order = sorted(links.values(), key=lambda link: (-link.score, link.id))
    with_ends = [(link, await persons_of(store, link.id)) for link in in_order]
    return [(link, persons) for link, persons in with_ends if persons]


async def persons_of(store: Store, link: str) -> tuple[str, ...]:
    """The persons on whom the two ends of a link stand: one, if they are one.

    None, if there is no such link, or if one of its ends is known by closed mentions alone.
    """
    text = f"MATCH (l:{PERSON_LINK} {{id: $id}}) WHERE coalesce(l.{CLOSED}, false) = false RETURN [l.one, l.other]"
    ends = await store.read(text, {"id": link})
    text = (
        f"UNWIND $keys AS key MATCH (s:{SOURCE} {{{PERSON_KEY}: key}})-[:{STANDS_ON}]->(p:Person) "
        "RETURN DISTINCT [key, p.id]"
    )
    # In two statements: in one, the embedded engine finds nothing the second time that it runs it.
    rows = await store.read(text, {"keys": ends[0]}) if ends else []
    own_rows = await store.read(OPEN_ROWS, {"ids": ends[0]}) if ends else []
    rows = [*(pair for pair in rows if pair[0] not in own_rows), *([row, row] for row in own_rows)]
    if ends and len({key for key, _ in rows}) == 1:
        # One sender's key for two of its cards: the other end is made of the first mention of the second of them.
        text = (
            f"UNWIND $pairs AS pair MATCH (s:{SOURCE} {{id: pair[1]}})-[:{STANDS_ON}]->(p:Person) "
            "RETURN DISTINCT [pair[0], p.id]"
        )
        rows += await store.read(text, {"pairs": [[key, made_of(key)] for key in ends[0]]})
    both = len({key for key, _ in rows}) == 2
    return tuple(sorted({person for _, person in rows})) if both else ()
