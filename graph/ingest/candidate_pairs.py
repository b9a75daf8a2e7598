"""Candidates: pairs of persons who may be one, as links between them, until somebody decides.

A link between two persons' nodes follows from links between their keys; it is made anew whenever one of the two
changes. The API reads it as it reads every link: to whoever may see both persons, and to nobody else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import product

from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import LINKED, PROPOSED, REJECTED
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
    is_known = any(claim.owner is not None for claim in around.claims.values())
    if not around.links and not is_known and not misnumbered:
        return frozenset()
    persons = set(person_of.values()) | {m.owner for m in around.claims.values() if m.owner is not None}
    by_key = _telling({(m.key, person_of[m.id], m.closed) for m in around.claims.values()})
    links = [link for link in around.links.values() if link.status in OPEN]
    ends = {key for link in links for key in (link.one, link.other)}
    stored = {m.key for m in around.claims.values()}
    by_key |= await _persons_of(work, ends - stored)
    # Under one key are two persons where a sender states two numbers of somebody: a question as well.
    same_sender = {(m.key, m.open_key) for m in around.claims.values()} | {(key, key) for key in stored}
    pairs = [*((link.one, link.other) for link in links), *sorted(same_sender)]
    pairs_wanted = {
        pair
        for one, other in pairs
        for person, like in product(by_key.get(one, ()), by_key.get(other, ()))
        for pair in ((person, like), (like, person))
        if person != like
    }
    # A row of the hub's own with the same sender's number that is plainly of somebody else is a question as well.
    placed_keys = {(m.key, person_of[m.id]) for m in around.claims.values() if m.key in rows and not m.closed}
    placed_keys |= set(misnumbered)
    pairs_wanted |= {pair for row, like in placed_keys if row != like for pair in ((row, like), (like, row))}
    pairs_wanted -= _decided_against(around, person_of)
    standing = await _standing(work, persons)
    await _part(work, standing - pairs_wanted)
    await _join(work, pairs_wanted - standing)
    return frozenset(person for pair in standing ^ pairs_wanted for person in pair)


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


def _telling(standing: set[tuple[str, str, bool]]) -> dict[str, set[str]]:
    """The persons of each key, without the closed keys of persons of whom an open mention tells.

    A link of such a key would tell of an open person what a closed record alone knows. ``standing`` has key, person
    and whether the mention is closed.
    """
    openly = {person for _, person, closed in standing if not closed}
    persons: dict[str, set[str]] = defaultdict(set)
    for key, person, closed in standing:
        if not closed or person not in openly:
            persons[key].add(person)
    return persons


async def _persons_of(work: UnitOfWork, keys: Iterable[str]) -> dict[str, set[str]]:
    rows = await work.rows(
        f"UNWIND $keys AS key MATCH (s:{SOURCE} {{{PERSON_KEY}: key}})-[:{STANDS}]->(p:Person) "
        f"MATCH (p)<-[:{STANDS}]-(t:{SOURCE}) "
        f"RETURN DISTINCT t.{PERSON_KEY} AS key, p.id AS person, coalesce(t.{CLOSED}, false) AS closed",
        keys=sorted(keys),
    )
    return _telling({(row["key"], row["person"], row["closed"]) for row in rows if row["key"]})


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
