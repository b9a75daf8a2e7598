"""Candidates: pairs of persons who may be one, as links between them, until somebody decides.

A link between two persons' nodes follows from links between their keys; it is made anew whenever one of the two
changes. The API reads it as it reads every link: to whoever may see both persons, and to nobody else.
"""

from collections.abc import Iterable, Mapping

from neo4j import AsyncManagedTransaction

from graph.feeding.components import LINKED, PROPOSED
from graph.feeding.surroundings import Surroundings
from graph.statements import rows_of
from schema.catalogue import SOURCE
from schema.feeding import PERSON_KEY, STANDS

POSSIBLY_SAME = "POSSIBLY_SAME"
OPEN = (PROPOSED, LINKED)
"""Links that are a question where they join nobody: one that waits, and one that would join two numbers."""


async def propose(
    transaction: AsyncManagedTransaction, around: Surroundings, person_of: Mapping[str, str]
) -> frozenset[str]:
    """Make the candidates of the persons of ``around`` what their links say. Returns those of whom some changed."""
    known = any(mention.owner is not None for mention in around.mentions.values())
    if not around.links and not known:
        return frozenset()
    persons = set(person_of.values()) | {m.owner for m in around.mentions.values() if m.owner is not None}
    by_key = {mention.key: person_of[mention.id] for mention in around.mentions.values()}
    links = [link for link in around.links.values() if link.status in OPEN]
    ends = {key for link in links for key in (link.one, link.other)}
    by_key |= await _persons_of(transaction, ends - set(by_key))
    wanted = {
        (by_key[one], by_key[other])
        for link in links
        for one, other in ((link.one, link.other), (link.other, link.one))
        if one in by_key and other in by_key and by_key[one] != by_key[other]
    }
    standing = await _standing(transaction, persons)
    await _part(transaction, standing - wanted)
    await _join(transaction, wanted - standing)
    return frozenset(person for pair in standing ^ wanted for person in pair)


async def _persons_of(transaction: AsyncManagedTransaction, keys: Iterable[str]) -> dict[str, str]:
    rows = await rows_of(
        transaction,
        f"UNWIND $keys AS key MATCH (s:{SOURCE} {{{PERSON_KEY}: key}})-[:{STANDS}]->(p:Person) "
        "RETURN DISTINCT key, p.id AS person",
        keys=sorted(keys),
    )
    return {row["key"]: row["person"] for row in rows}


async def _standing(transaction: AsyncManagedTransaction, persons: Iterable[str]) -> set[tuple[str, str]]:
    rows = await rows_of(
        transaction,
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}})-[:{POSSIBLY_SAME}]->(q:Person) "
        "RETURN p.id AS one, q.id AS other",
        ids=sorted(persons),
    )
    return {pair for row in rows for pair in ((row["one"], row["other"]), (row["other"], row["one"]))}


async def _part(transaction: AsyncManagedTransaction, pairs: Iterable[tuple[str, str]]) -> None:
    await rows_of(
        transaction,
        f"UNWIND $pairs AS pair MATCH (p:Person {{id: pair[0]}})-[r:{POSSIBLY_SAME}]->(q:Person {{id: pair[1]}}) "
        "DELETE r",
        pairs=[list(pair) for pair in sorted(pairs)],
    )


async def _join(transaction: AsyncManagedTransaction, pairs: Iterable[tuple[str, str]]) -> None:
    await rows_of(
        transaction,
        "UNWIND $pairs AS pair MATCH (p:Person {id: pair[0]}) MATCH (q:Person {id: pair[1]}) "
        f"CREATE (p)-[:{POSSIBLY_SAME}]->(q)",
        pairs=[list(pair) for pair in sorted(pairs)],
    )
