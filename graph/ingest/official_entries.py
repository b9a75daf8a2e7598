"""What was entered in the hub stays with the human about whom it was entered.

An official puts somebody on a register, opens a file, places somebody: that is done to one human. It stands on the
person by a mention, since persons are put together and parted. But a mention may become somebody else's: the court
corrects whom its decision is about. Then the decision goes, with what its own record says, and what was entered
stays: with a person whom the hub holds by a record of its own, by another mention of that person, or by a card
that the hub leaves behind, as the mention was when it was entered, however many steps it took to become somebody
else's, and in whichever order. So it is where a number came in that is another human's, who has a card of their own
(graph/ingest/numbers_of_others.py), and where a mention is deleted, for its record may come again about somebody
else. Whomever the record describes by that same card again is the human of the card.

What the hub works out is no such entry: a match goes with the event of which it was made, a duty with its reason.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from graph.engine.records import VERSION
from graph.engine.sealer import sealed_properties
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import FEED_RECORD_OF
from graph.ingest.golden_records import link_claims, to_persons
from graph.ingest.neighbourhood import FIRST_RECEIVED, stored_claims
from graph.ingest.numbers_of_others import entered_under, joining_another
from graph.ingest.person_claim import ClaimValues
from graph.ingest.person_keys import made_key_of
from graph.write.cards import Card, is_another_card, is_surely_same
from graph.write.derived import NOBODYS
from graph.write.entered_cards import entered_cards, forget_cards, keep_cards
from graph.write.ids import HUB, record_id
from graph.write.reference_kinds import KIND, by_reference, edge_types
from schema.catalogue import CATALOGUE, DUTY, SOURCE, SUBJECT
from schema.internal.feed_records import CLOSED, FEED_RECORD, LEADS, PERSON_KEY, STANDS_ON, VIA

_SOURCE = CATALOGUE.entity(SOURCE)
_WORKED_OUT = frozenset({"ProactiveMatch", "ReconciliationDifference", "ReconciliationFinding", DUTY})
"""What the hub makes of what stands on a person, or of the records: it goes with them."""

_OWNERS = f"""UNWIND $ids AS id MATCH (s:{SOURCE} {{id: id}})-[:{STANDS_ON}]->(p:{SUBJECT})
  RETURN s.id AS id, s.{VERSION} AS version,
    p.id AS person, p.{VERSION} IS NOT NULL AS own,
    [(p)<-[:{STANDS_ON}]-(m:{SOURCE}) WHERE m.{PERSON_KEY} IS NOT NULL | [m.system, m.id]] AS beside"""
_LEFT = "leftCards"
"""Stored property of a feed record: the ids of the cards that the hub left behind when the record changed."""
_CARD = ("iin", "familyName", "givenName", "patronymic", "birthDate")

_Entries = dict[tuple[str, str], list[str]]
"""Ids of what is entered, by type and relation."""

_LEFT_BY = f"UNWIND $ids AS id MATCH (f:{FEED_RECORD} {{id: id}}) RETURN f.id AS record, f.{_LEFT} AS cards"
_LEAVE = f"""UNWIND $rows AS row MATCH (f:{FEED_RECORD} {{id: row.record}})
  SET f.{_LEFT} = coalesce(f.{_LEFT}, []) + [row.card]"""
_KEYED = f"UNWIND $rows AS row MATCH (s:{SOURCE} {{id: row.id}}) SET s.{PERSON_KEY} = row.key"
_WRITE = f"UNWIND $rows AS row MERGE (s:{SOURCE} {{id: row.id}}) SET s += row.set"


async def leave_behind(
    work: UnitOfWork,
    stored: Mapping[str, Iterable[ClaimValues]],
    fresh: Mapping[str, Iterable[ClaimValues]],
) -> list[ClaimValues]:
    """Let what was entered by stored mentions that go or become another person's stay, before they do.

    ``stored`` are the mentions by feed record that are there already, ``fresh`` what those records say now. Returns
    the cards that the hub has left behind of these records, as they are stored.
    """
    news = {claim.id: claim for of_record in fresh.values() for claim in of_record}
    old = {claim.id: claim for of_record in stored.values() for claim in of_record}
    record_of = {claim.id: record for record, of_record in stored.items() for claim in of_record}
    # Whoever comes may be the other whose number somebody has already.
    under = await entered_under(work, _said_anew(old, news))
    ids = under.keys() - old.keys() - news.keys()
    numbered_alike = {claim.id: claim for claim in await stored_claims(work, ids)}
    card_ids = await _leave(work, old | numbered_alike, news | numbered_alike, numbered_alike.keys())
    claims_by_record = {record: list(of_record) for record, of_record in fresh.items()}
    for claim_id, claim in numbered_alike.items():
        claims_by_record.setdefault(under[claim_id], []).append(claim)
    return await _left(work, card_ids, under | record_of, claims_by_record, news)


async def leave_beside(work: UnitOfWork, claims: Iterable[ClaimValues]) -> list[ClaimValues]:
    """As :func:`leave_behind`, where no record of a feed said anything anew: somebody else with a number of
    ``claims`` may have been told of in a file."""
    under = await entered_under(work, claims)
    numbered_alike = {claim.id: claim for claim in await stored_claims(work, under)}
    card_ids = await _leave(work, numbered_alike, numbered_alike, numbered_alike.keys())
    return (
        await _left(work, card_ids, under, {under[m]: [numbered_alike[m]] for m in card_ids}, {})
        if card_ids
        else []
    )


async def _left(
    work: UnitOfWork,
    card_ids: Mapping[str, str],
    record_of: Mapping[str, str],
    claims_by_record: Mapping[str, Iterable[ClaimValues]],
    news: Mapping[str, ClaimValues],
) -> list[ClaimValues]:
    """The cards left behind of records, with those of ``card_ids``, left just now by mentions."""
    await work.rows(_LEAVE, rows=[{"record": record_of[claim], "card": card} for claim, card in card_ids.items()])
    return await _with_keys(
        work, claims_by_record.keys() | {record_of[claim] for claim in card_ids}, claims_by_record, news
    )


async def _with_keys(
    work: UnitOfWork,
    records: Iterable[str],
    claims_by_record: Mapping[str, Iterable[ClaimValues]],
    news: Mapping[str, ClaimValues],
) -> list[ClaimValues]:
    """The cards that were left behind of records, as they were, and with the keys that they have now."""
    rows = await work.rows(_LEFT_BY, ids=sorted(records))
    record_of = {card_id: row["record"] for row in rows for card_id in row["cards"] or ()}
    cards = await stored_claims(work, record_of)
    keyed = []
    for card in cards:
        same = {claim.id: claim for claim in claims_by_record.get(record_of[card.id], ()) if _is_of(claim, card)}
        others = await joining_another(work, dict.fromkeys(same, card.values), same, news)
        # That of whom its record says the same now, or one of its own.
        keys = (claim.key for claim in same.values() if claim.id not in others)
        keyed.append(replace(card, key=min(keys, default=made_key_of(card.id))))
    await work.rows(_KEYED, rows=[{"id": card.id, "key": card.key} for card in keyed])
    return [*cards, *keyed]


def _said_anew(old: Mapping[str, ClaimValues], news: Mapping[str, ClaimValues]) -> list[ClaimValues]:
    """The mentions that are new, or do not say the same of who somebody is as before."""
    return [m for m in news.values() if m.id not in old or not _is_same(old[m.id], m)]


def _is_of(claim: ClaimValues, card: ClaimValues) -> bool:
    return _is_same(claim, card) or is_surely_same(claim.values, card.values)


def _is_same(one: ClaimValues, other: ClaimValues) -> bool:
    return all(one.values.get(name) == other.values.get(name) for name in _CARD)


async def _leave(
    work: UnitOfWork,
    stored: Mapping[str, ClaimValues],
    fresh: Mapping[str, ClaimValues],
    unchanged_ids: Set[str],
) -> dict[str, str]:
    """Let what was entered by mentions that go stay. Returns the ids of the cards that are left, by mention.

    Those of ``unchanged_ids`` did not change: the number on them may turn out to be another human's.
    """
    changed = {
        claim_id: claim
        for claim_id, claim in stored.items()
        if not claim.closed
        and (claim_id in unchanged_ids or claim_id not in fresh or not _is_same(claim, fresh[claim_id]))
    }
    rows = await work.rows(_OWNERS, ids=sorted(changed)) if changed else []
    entered = await _entered(work, rows)
    cards = await _cards(work, changed, entered)
    going = {claim_id for claim_id, card in cards.items() if _goes(card, fresh.get(claim_id))}
    same = {claim_id: fresh[claim_id] for claim_id in cards.keys() - going if entered[claim_id]}
    going |= await joining_another(work, cards, same, fresh)
    left: dict[str, str] = {}
    left_ids: set[str] = set()
    for row in sorted(rows, key=lambda row: str(row["id"])):
        claim_id = row["id"]
        # What came by no mention goes along with the first that does.
        entries = {
            kind: rest for kind, ids in entered[claim_id].items() if (rest := [i for i in ids if i not in left_ids])
        }
        # On a person's own record it stays in any case: a card that is mended may be held for somebody else's.
        if not entries or not (claim_id in going or row["own"]):
            continue
        left_ids.update(entry for ids in entries.values() for entry in ids)
        heir = None if row["own"] else _heir(row["beside"], going)
        if heir is None and not row["own"]:
            card = replace(changed[claim_id], values=cards[claim_id])
            # A mention that did not change may be one of which a card was left of that version already.
            name = f"{row['version']}{'/beside' if claim_id in unchanged_ids else ''}"
            heir = left[claim_id] = await _leave_card(work, card, row["version"], name)
        await _stand_by(work, entries, row["person"], heir)
    settled = going | {row["id"] for row in rows if row["own"]}
    staying = {claim_id for claim_id in cards.keys() - settled if entered[claim_id]}
    await forget_cards(work, changed.keys() - staying)
    await keep_cards(work, {claim_id: cards[claim_id] for claim_id in staying})
    return left


async def _cards(
    work: UnitOfWork,
    changed: Mapping[str, ClaimValues],
    entered: Mapping[str, _Entries],
) -> dict[str, Card]:
    """The cards of those about whom something was entered by mentions, or else what the mentions said last."""
    stored_cards = await entered_cards(work, [card_id for card_id, entries in entered.items() if entries])
    return {card_id: stored_cards.get(card_id, changed[card_id].values) for card_id in entered}


def _goes(card: Card, new: ClaimValues | None) -> bool:
    """Whether a mention is deleted, or is of another person now than ``card`` is."""
    return new is None or new.closed or is_another_card(card, new.values)


def _heir(neighbours: Iterable[Sequence[str]], going: Set[str]) -> str | None:
    """The mention of the source that leads on who somebody is, of those that stay."""
    first = {system: place for place, system in enumerate(LEADS[0].systems)}
    staying = [
        (first.get(system.partition(":")[0], len(first)), card_id)
        for system, card_id in neighbours
        if card_id not in going
    ]
    return min(staying)[1] if staying else None


async def _entered(work: UnitOfWork, owners: Sequence[Mapping[str, Any]]) -> dict[str, _Entries]:
    """The ids of what was entered about persons, by the mention by which it was.

    What stands there by no mention, or by one that is gone, is of whoever the person was until now.
    """
    entries: dict[str, _Entries] = {row["id"]: {} for row in owners}
    references = [(entity, relation) for entity, relation in to_persons() if entity.name not in _WORKED_OUT]
    rows = await work.rows(
        f"UNWIND $owners AS o MATCH (:{SUBJECT} {{id: o.person}})<-[r:{edge_types(references)}]-(f) "
        f"WHERE f.{FEED_RECORD_OF} IS NULL AND (r.{VIA} = o.id OR (NOT o.own AND (r.{VIA} IS NULL "
        f"OR NOT EXISTS {{ MATCH (:{SOURCE} {{id: r.{VIA}}}) }}))) "
        f"RETURN o.id AS mention, collect(DISTINCT f.id) AS ids, {KIND}",
        owners=[{name: row[name] for name in ("id", "person", "own")} for row in owners],
    )
    for entity, relation, entered in by_reference(references, rows):
        for row in entered:
            entries[row["mention"]][entity.name, relation.edge] = row["ids"]
    return entries


async def _stand_by(
    work: UnitOfWork,
    entered: _Entries,
    person: str,
    claim: str | None,
) -> None:
    """Let what was entered stand on its person by another mention, or by none."""
    for (label, edge), ids in entered.items():
        await work.rows(
            f"UNWIND $ids AS id MATCH (f:{label} {{id: id}})-[r:{edge}]->(:{SUBJECT} {{id: $person}}) "
            f"SET r.{VIA} = $mention",
            ids=ids,
            person=person,
            mention=claim,
        )


async def _leave_card(work: UnitOfWork, claim: ClaimValues, version: int, name: str) -> str:
    """Write down, as a card of the hub's own, whom a mention was of. ``name``: which of its cards it is."""
    copy_id = record_id(work.sealer, _SOURCE, HUB, f"{claim.id}/{name}")
    values = {
        **sealed_properties(work.sealer, _SOURCE, copy_id, claim.values),
        **NOBODYS,
        "areaKey": f"~/{copy_id}",
        "system": HUB,
        "version": str(version),
        "receivedAt": claim.first_received,
        "changedAt": claim.changed_at,
        FIRST_RECEIVED: claim.first_received,
        CLOSED: False,
        PERSON_KEY: made_key_of(copy_id),
        VERSION: version,
    }
    await work.rows(_WRITE, rows=[{"id": copy_id, "set": values}])
    await link_claims(work, [replace(claim, id=copy_id)], {copy_id: claim.owner or ""})
    return copy_id
