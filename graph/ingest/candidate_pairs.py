"""Candidates: pairs of persons who may be one, as links between them, until somebody decides.

A link between two persons' nodes follows from links between their keys; it is made anew whenever one of the two
changes. The API reads it as it reads every link: to whoever may see both persons, and to nobody else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import product

from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import LINKED, PROPOSED, REJECTED
from graph.ingest.loaded_persons import OPEN_ROWS
from graph.ingest.neighbourhood import Surroundings
from graph.ingest.person_keys import made_key
from schema.catalogue import SOURCE
from schema.internal.feed_records import CLOSED, PERSON_KEY, STANDS

POSSIBLY_SAME = "POSSIBLY_SAME"
OPEN = (PROPOSED, LINKED)
"""Links that are a question where they join nobody: one that waits, and one that would join two numbers."""


async def propose_pairs(
    work: UnitOfWork,
    around: Surroundings,
    person_of: Mapping[str, str],
    rows: Collection[str],
    misnumbered: Collection[tuple[str, str]],
) -> frozenset[str]:
    """Make the candidates of the persons of ``around`` what their links say. Returns those of whom some changed.

    ``rows`` are the persons whom the hub holds by open records of its own. ``misnumbered``, pairs of such a person
    and another of a like name whose card states the first one's number and another day of birth, are a question.
    """
    rows_around = around.keys.intersection(rows)
    is_known = bool(rows_around) or any(claim.owner is not None for claim in around.claims.values())
    if not around.links and not is_known and not misnumbered:
        return frozenset()
    persons = set(person_of.values()) | {m.owner for m in around.claims.values() if m.owner is not None}
    persons |= rows_around
    by_key = _telling({(m.key, person_of[m.id], m.closed) for m in around.claims.values()}, rows)
    links = [link for link in around.links.values() if link.status in OPEN]
    ends = {key for link in links for key in (link.one, link.other)}
    stored = {m.key for m in around.claims.values()} | rows_around
    by_end = by_key | {row: {row} for row in rows_around} | await _persons_of(work, ends - stored)
    pairs_wanted = _pairs_of(((link.one, link.other) for link in links), by_end)
    # Under one key are two persons where a sender states two numbers of somebody: a question as well.
    same_sender = {(m.key, m.open_key) for m in around.claims.values()} | {(key, key) for key in stored}
    pairs_wanted |= _pairs_of(same_sender, by_key)
    # A row of the hub's own with the same sender's number that is plainly of somebody else is a question as well.
    placed_keys = {(m.key, person_of[m.id]) for m in around.claims.values() if m.key in rows and not m.closed}
    placed_keys |= set(misnumbered)
    pairs_wanted |= {pair for row, like in placed_keys if row != like for pair in ((row, like), (like, row))}
    pairs_wanted -= _decided_against(around, person_of)
    standing = await _standing(work, persons)
    await _part(work, standing - pairs_wanted)
    await _join(work, pairs_wanted - standing)
    return frozenset(person for pair in standing ^ pairs_wanted for person in pair)


def _pairs_of(ends: Iterable[tuple[str, str]], persons: Mapping[str, Collection[str]]) -> set[tuple[str, str]]:
    """The pairs of two persons, either way round, of these pairs of keys."""
    return {
        pair
        for one, other in ends
        for person, like in product(persons.get(one, ()), persons.get(other, ()))
        for pair in ((person, like), (like, person))
        if person != like
    }


def _decided_against(around: Surroundings, person_of: Mapping[str, str]) -> set[tuple[str, str]]:
    """The pairs of persons under one key of a sender's of whom somebody has decided that they are two."""
    persons: dict[str, set[str]] = defaultdict(set)
    for claim in around.claims.values():
        persons[claim.key].add(person_of[claim.id])
    person_by_key = {made_key(claim): person_of[claim.id] for claim in around.claims.values()}
    rejected = [link for link in around.links.values() if link.status == REJECTED]
    ends = {person_by_key[key] for link in rejected for key in (link.one, link.other) if key in person_by_key}
    return {
        pair
        for link in rejected
        for key, other in ((link.one, link.other), (link.other, link.one))
        if key in person_by_key
        for like in ({person_by_key[other]} if other in person_by_key else persons[other] - ends)
        for pair in ((person_by_key[key], like), (like, person_by_key[key]))
    }


def _telling(standing: set[tuple[str, str, bool]], rows: Iterable[str]) -> dict[str, set[str]]:
    """The persons of each key, without the closed keys of persons of whom an open mention or one of ``rows`` tells.

    A link of such a key would tell of an open person what a closed record alone knows. ``standing`` has key, person
    and whether the mention is closed.
    """
    openly = {*rows, *(person for _, person, closed in standing if not closed)}
    persons: dict[str, set[str]] = defaultdict(set)
    for key, person, closed in standing:
        if not closed or person not in openly:
            persons[key].add(person)
    return persons


async def _persons_of(work: UnitOfWork, keys: Iterable[str]) -> dict[str, set[str]]:
    """The persons of keys of which nothing else is known; the key of a row of the hub's own is the row's."""
    all_keys = sorted(keys)
    own_rows = [row["id"] for row in await work.rows(OPEN_ROWS, ids=all_keys)]
    standing = await work.rows(
        f"UNWIND $keys AS key MATCH (s:{SOURCE} {{{PERSON_KEY}: key}})-[:{STANDS}]->(p:Person) "
        f"MATCH (p)<-[:{STANDS}]-(t:{SOURCE}) "
        f"RETURN DISTINCT t.{PERSON_KEY} AS key, p.id AS person, coalesce(t.{CLOSED}, false) AS closed",
        keys=all_keys,
    )
    hosts = [row["id"] for row in await work.rows(OPEN_ROWS, ids=sorted({row["person"] for row in standing}))]
    persons = _telling({(row["key"], row["person"], row["closed"]) for row in standing if row["key"]}, hosts)
    return persons | {row: {row} for row in own_rows}


async def _standing(work: UnitOfWork, persons: Iterable[str]) -> set[tuple[str, str]]:
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}})-[:{POSSIBLY_SAME}]->(q:Person) "
        "RETURN p.id AS one, q.id AS other",
        ids=sorted(persons),
    )
    return {pair for row in rows for pair in ((row["one"], row["other"]), (row["other"], row["one"]))}


async def _part(work: UnitOfWork, pairs: Iterable[tuple[str, str]]) -> None:
    await work.delete_links(
        f"UNWIND $pairs AS pair MATCH (p:Person {{id: pair[0]}})-[r:{POSSIBLY_SAME}]->(q:Person {{id: pair[1]}})",
        pairs=[list(pair) for pair in sorted(pairs)],
    )


async def _join(work: UnitOfWork, pairs: Iterable[tuple[str, str]]) -> None:
    await work.rows(
        "UNWIND $pairs AS pair MATCH (p:Person {id: pair[0]}) MATCH (q:Person {id: pair[1]}) "
        f"CREATE (p)-[:{POSSIBLY_SAME}]->(q)",
        pairs=[list(pair) for pair in sorted(pairs)],
    )
