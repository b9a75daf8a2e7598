"""Persons put together of what sources say of them: which node a component is, what stands on it, what moves.

A person whom the hub holds by a record of its own (it has a feed version) keeps what that record says; mentions
stand beside it. Every other person is made of mentions alone, and goes with the last of them.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.engine.name_forms import keep_name_forms
from graph.engine.records import VERSION
from graph.engine.sealer import sealed_properties
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.candidate_pairs import propose_pairs
from graph.ingest.clusters import COMPOSED, Component, clusters_of, golden_values, telling_claims
from graph.ingest.link_decisions import lapse
from graph.ingest.loaded_persons import (
    LoadedPerson,
    date_by_own_numbers,
    kept_by_the_hub,
    own_cards,
    person_of_component,
    row_cards,
    without_numbers,
)
from graph.ingest.neighbourhood import Surroundings
from graph.ingest.number_holders import is_asked_about, may_lose_number, under_others_numbers, with_own_numbers
from graph.ingest.person_claim import ClaimValues
from graph.write.derived import births_said, derive, youngest
from graph.write.openness import is_told_by, references_to_persons
from graph.write.reference_kinds import KIND, Reference, by_reference, edge_types
from graph.write.writer import derive_again, refresh_derived
from schema.catalogue import ADULT_ON, AREA, CATALOGUE, SOURCE, SUBJECT
from schema.entities.people import DISPUTED
from schema.internal.feed_records import STANDS, STANDS_CLOSED_ON, STANDS_ON, STATED_REGION, VIA

PERSON = CATALOGUE.entity(SUBJECT)


@dataclass(frozen=True)
class Placed:
    """Where mentions stand: the person of each, those of whom something changed, and those who may be gone.

    ``openly`` are the persons of whom something changed that is not closed: an open mention came or went, or the
    number is theirs now, or no more.
    """

    person_of: Mapping[str, str]
    touched: frozenset[str]
    left: frozenset[str]
    openly: frozenset[str]


async def place_persons(work: UnitOfWork, around: Surroundings, *, everybody: bool = False) -> Placed:
    """Write the persons of ``around``, and let stored mentions stand on theirs with the facts that came by them.

    Mentions that are not stored yet are given a person, and are for the caller to write. Persons of whom nothing is
    said anew and from whom nobody parts stay as they are, untouched, but where ``everybody`` is to be written.
    """
    kept_persons = await kept_by_the_hub(work, around.claims.values(), around.numbers, around.keys)
    others_numbers = under_others_numbers(around.claims.values(), own_cards(kept_persons))
    claims = with_own_numbers(around.claims.values(), others_numbers)
    await lapse(work, around, claims, kept_persons)
    clusters = clusters_of(claims, around.links.values(), row_cards(kept_persons, others_numbers))
    kept_ids = {person.id for person in kept_persons}
    holders = without_numbers(kept_persons, others_numbers)
    persons = [(person_of_component(component, holders), component) for component in clusters]
    person_of = {claim.id: person for person, component in persons for claim in component.claims}
    moved = [m for m in around.claims.values() if m.owner is not None and m.owner != person_of[m.id]]
    anew = {person_of.get(claim_id) for claim_id in around.fresh} | around.parted
    anew |= {person for m in moved for person in (m.owner, person_of[m.id])}
    numbered = await _numbered_otherwise(work, persons)
    anew |= numbered
    written = {person for person, _ in persons if everybody or person in anew}
    new_persons = {person: component for person, component in persons if person in written - kept_ids}
    followed = await _write(work, new_persons)
    followed |= await date_by_own_numbers(work, kept_persons, others_numbers)
    followed |= await _move(work, moved, person_of)
    followed |= await _hand_over(work, moved, person_of)
    left = frozenset(m.owner for m in moved if m.owner is not None)
    open_rows = {person.id for person in kept_persons if not person.compartment}
    misnumbered = {
        (person.id, person_of[claim.id])
        for person in kept_persons
        for claim in claims
        if person.id in open_rows and not claim.closed and _is_row_asked_about(person, claim, others_numbers)
    }
    proposed = await propose_pairs(work, around, person_of, open_rows, misnumbered)
    openly = {person for m in moved if not m.closed for person in (m.owner, person_of[m.id]) if person is not None}
    touched = frozenset(written) | left | followed | proposed
    return Placed(person_of, touched, left, frozenset(openly | numbered))


def _is_row_asked_about(person: LoadedPerson, claim: ClaimValues, others_numbers: Container[str]) -> bool:
    """Whether a mention and a loaded person who have one number, and are two, are a question all the same."""
    if person.card is None or claim.as_sent.get("iin") != person.card.number:
        return False
    if claim.others_number is not None:
        return is_asked_about(claim.as_sent, person.card.values)
    return person.id in others_numbers and is_asked_about(person.card.values, claim.values)


async def _numbered_otherwise(work: UnitOfWork, persons: Iterable[tuple[str, Component]]) -> set[str]:
    """The persons who gain or lose a number because somebody else came, or went, who holds it."""
    doubtful = {
        person: component.iin is not None
        for person, component in persons
        if any(may_lose_number(claim.as_sent) for claim in component.claims)
    }
    if not doubtful:
        return set()
    stored = await work.rows(
        "UNWIND $ids AS id MATCH (p:Person {id: id}) RETURN id, p.iin IS NOT NULL AS numbered",
        ids=sorted(doubtful),
    )
    return {row["id"] for row in stored if row["numbered"] != doubtful[row["id"]]}


async def _write(work: UnitOfWork, new_persons: Mapping[str, Component]) -> frozenset[str]:
    """Write persons who are made of mentions. Returns the records that follow them."""
    stated = {person: golden_values(component.claims) for person, component in new_persons.items()}
    regions = {values[STATED_REGION] for values in stated.values() if values[STATED_REGION]}
    known_rows = await work.rows(
        f"UNWIND $ids AS id MATCH (r:Region {{id: id}}) RETURN r.id AS id, r.{AREA} AS {AREA}",
        ids=sorted(regions),
    )
    areas = {row["id"]: row for row in known_rows}
    rows: list[dict[str, Any]] = []
    for person, values in stated.items():
        properties = {name: values[name] for name in COMPOSED}
        where = [areas[values[STATED_REGION]]] if values[STATED_REGION] in areas else []
        derived = derive(PERSON, person, properties, {"region": where})
        cards = telling_claims(new_persons[person].claims)
        derived[ADULT_ON] = youngest(claim.protecting for claim in cards)
        # Whichever of two dates is shown, which may be a matter of who came last.
        derived[DISPUTED] = len(set(births_said(claim.values for claim in cards))) > 1
        rows.append(
            {"id": person, "set": {**sealed_properties(work.sealer, PERSON, person, properties), **derived}}
        )
    before = await work.rows(
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) RETURN p.id AS id, p.{AREA} AS {AREA}, p.{ADULT_ON} AS on, "
        "[(p)-[:LIVES_IN]->(r:Region) | r.id] AS regions",
        ids=sorted(new_persons),
    )
    await work.rows("UNWIND $rows AS row MERGE (p:Person {id: row.id}) SET p += row.set", rows=rows)
    await keep_name_forms(work, stated.values())
    await _settle(work, stated, {row["id"]: row["regions"] for row in before}, areas)
    now = {row["id"]: row["set"] for row in rows}
    changed = [
        row["id"] for row in before if row[AREA] != now[row["id"]][AREA] or row["on"] != now[row["id"]][ADULT_ON]
    ]
    return frozenset(await refresh_derived(work, PERSON, changed))


async def _settle(
    work: UnitOfWork,
    stated: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, list[str]],
    areas: Mapping[str, Any],
) -> None:
    """Let persons live where they are said to."""
    stated_regions = {
        person: values[STATED_REGION] for person, values in stated.items() if values[STATED_REGION] in areas
    }
    changed_persons = [
        person for person, regions in before.items() if regions and regions != [stated_regions.get(person)]
    ]
    await work.delete_links(
        "UNWIND $ids AS id MATCH (p:Person {id: id})-[r:LIVES_IN]->()", ids=sorted(changed_persons)
    )
    links = [[person, region] for person, region in stated_regions.items() if before.get(person) != [region]]
    await work.rows(
        "UNWIND $links AS l MATCH (p:Person {id: l[0]}) MATCH (r:Region {id: l[1]}) CREATE (p)-[:LIVES_IN]->(r)",
        links=links,
    )


async def _move(work: UnitOfWork, moved: list[ClaimValues], person_of: Mapping[str, str]) -> frozenset[str]:
    """Let mentions, and every fact that came by them, stand on other persons. Returns the facts' ids."""
    if not moved:
        return frozenset()
    await _move_claims(work, moved, person_of)
    moves = [[m.id, m.owner, person_of[m.id]] for m in moved]
    touched: dict[tuple[str, bool], list[str]] = defaultdict(list)
    rows = await work.rows(
        f"UNWIND $moves AS move MATCH (:Person {{id: move[1]}})<-[r:{edge_types(to_persons())}]-(f) "
        f"WHERE r.{VIA} = move[0] RETURN f.id AS id, move, {KIND}",
        moves=moves,
    )
    for entity, relation, moving in by_reference(to_persons(), rows):
        pairs = [[row["id"], *row["move"]] for row in moving]
        await work.delete_links(
            f"UNWIND $pairs AS pair MATCH (f:{entity.name} {{id: pair[0]}})-[r:{relation.edge}]->"
            f"(:Person {{id: pair[2]}}) WHERE r.{VIA} = pair[1]",
            pairs=pairs,
        )
        await work.rows(
            f"UNWIND $pairs AS pair MATCH (f:{entity.name} {{id: pair[0]}}) MATCH (p:Person {{id: pair[3]}}) "
            f"CREATE (f)-[:{relation.edge} {{{VIA}: pair[1]}}]->(p)",
            pairs=pairs,
        )
        touched[entity.name, is_told_by(entity, relation)] += [row["id"] for row in moving]
    return await _derived_again(work, touched) | {claim.id for claim in moved}


async def _derived_again(work: UnitOfWork, by_type: Mapping[tuple[str, bool], Iterable[str]]) -> frozenset[str]:
    """Work out anew what facts take over from persons, after they moved: by type, and whether that may be noticed.

    Returns all that changed with them and may be noticed.
    """
    changed: set[str] = set()
    for (name, is_told), ids in by_type.items():
        fact_ids = sorted(set(ids))
        await derive_again(work, CATALOGUE.entity(name), fact_ids)
        followed = await refresh_derived(work, CATALOGUE.entity(name), fact_ids)
        changed |= {*fact_ids, *followed} if is_told else set()
    return frozenset(changed)


def to_persons() -> list[Reference]:
    """Every relation along which a fact refers to a person."""
    return [(entity, relation) for entity, relation, _ in references_to_persons() if entity.name != SOURCE]


async def _hand_over(work: UnitOfWork, moved: list[ClaimValues], person_of: Mapping[str, str]) -> frozenset[str]:
    """Let what is left on a person whom every mention has left follow the first of them that went.

    Those are facts that came by no mention, or by one that is withdrawn: the work entered in the hub, and records
    in the hub's own form. Of a person whom the hub holds by a record of its own they stay. Returns their ids.
    """
    left = {claim.owner for claim in moved if claim.owner is not None}
    text = f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) WHERE p.{VERSION} IS NOT NULL RETURN id"
    staying = {*person_of.values(), *(row["id"] for row in await work.rows(text, ids=sorted(left)))}
    heirs: dict[str, str] = {}
    for claim in sorted(moved, key=lambda claim: (claim.closed, claim.first_received, claim.id)):
        if claim.owner is not None and claim.owner not in staying:
            heirs.setdefault(claim.owner, person_of[claim.id])
    pairs = [[left, heir] for left, heir in sorted(heirs.items())]
    by_type: dict[tuple[str, bool], list[str]] = defaultdict(list)
    rows = await work.rows(
        f"UNWIND $pairs AS pair MATCH (p:Person {{id: pair[0]}})<-[r:{edge_types(to_persons())}]-(f) "
        f"RETURN DISTINCT f.id AS id, pair, {KIND}",
        pairs=pairs,
    )
    for entity, relation, left_behind in by_reference(to_persons(), rows):
        links = [[row["id"], *row["pair"]] for row in left_behind]
        await work.delete_links(
            f"UNWIND $links AS l MATCH (f:{entity.name} {{id: l[0]}})-[r:{relation.edge}]->(:Person {{id: l[1]}})",
            links=links,
        )
        await work.rows(
            f"UNWIND $links AS l MATCH (f:{entity.name} {{id: l[0]}}) MATCH (p:Person {{id: l[2]}}) "
            f"CREATE (f)-[:{relation.edge}]->(p)",
            links=links,
        )
        by_type[entity.name, is_told_by(entity, relation)] += [row["id"] for row in left_behind]
    return await _derived_again(work, by_type)


async def _move_claims(work: UnitOfWork, moved: list[ClaimValues], person_of: Mapping[str, str]) -> None:
    await work.delete_links(
        f"UNWIND $ids AS id MATCH (s:{SOURCE} {{id: id}})-[r:{STANDS}]->(:Person)",
        ids=[claim.id for claim in moved],
    )
    await link_claims(work, moved, person_of)
    open_ids = [claim.id for claim in moved if not claim.closed]
    if open_ids:
        await derive_again(work, CATALOGUE.entity(SOURCE), open_ids)


async def link_claims(work: UnitOfWork, claims: Iterable[ClaimValues], person_of: Mapping[str, str]) -> None:
    """Let mentions stand on their persons."""
    all_claims = list(claims)
    for edge, closed in ((STANDS_ON, False), (STANDS_CLOSED_ON, True)):
        await work.rows(
            f"UNWIND $links AS l MATCH (s:{SOURCE} {{id: l[0]}}) MATCH (p:Person {{id: l[1]}}) "
            f"CREATE (s)-[:{edge} {{{VIA}: l[0]}}]->(p)",
            links=[[m.id, person_of[m.id]] for m in all_claims if m.closed == closed],
        )


async def clear(work: UnitOfWork, persons: Iterable[str]) -> None:
    """Delete those of ``persons`` who were made of mentions, and to whom no mention and no fact refers any more."""
    edges = "|".join(sorted({STANDS_CLOSED_ON, *(relation.edge for _, relation, _ in references_to_persons())}))
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) WHERE p.{VERSION} IS NULL "
        f"RETURN p.id AS id, EXISTS {{ (p)<-[:{edges}]-() }} AS referred",
        ids=sorted(persons),
    )
    alone = [row["id"] for row in rows if not row["referred"]]
    await work.rows("UNWIND $ids AS id MATCH (p:Person {id: id}) DETACH DELETE p", ids=alone)
