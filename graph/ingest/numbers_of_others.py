"""Whether a number makes of the human about whom something was entered another one, who has a card of their own.

A number that comes in on somebody's card puts the card together with all that have it. Is it held by another human
than the one about whom something was entered by the card, what was entered does not go along. So it is as well
where the other is told of later.
"""

from collections.abc import Iterable, Mapping

from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.loaded_persons import kept_by_the_hub, own_cards
from graph.ingest.neighbourhood import claims_of, keys_with_numbers_of
from graph.ingest.number_holders import under_others_numbers
from graph.ingest.person_claim import ClaimValues
from graph.ingest.unlike_names import are_unlike, names_of
from graph.write.cards import Card, is_another_card
from schema.catalogue import CATALOGUE, SOURCE, index_name
from schema.internal.feed_records import ENTERED_CARD, FEED_RECORD_OF

_IIN = index_name(next(f for f in CATALOGUE.sealed(CATALOGUE.entity(SOURCE)) if f.name == "iin"))
_UNDER = f"""UNWIND $indexes AS index MATCH (s:{SOURCE} {{{_IIN}: index}})
  MATCH (:{ENTERED_CARD.name} {{id: s.id}}) RETURN DISTINCT s.id AS id, s.{FEED_RECORD_OF} AS record"""


async def entered_under(work: UnitOfWork, claims: Iterable[ClaimValues]) -> dict[str, str]:
    """The stored mentions that have a number of ``claims``, and another card than when something was entered by
    them; with their feed records."""
    numbers = sorted({m.values["iin"] for m in claims if m.values.get("iin") and not m.closed})
    indexes = [index for number in numbers for index in work.sealer.indexes(SOURCE, "iin", number)]
    rows = await work.rows(_UNDER, indexes=indexes) if indexes else []
    return {row["id"]: row["record"] for row in rows if row["record"]}


async def joining_another(
    work: UnitOfWork,
    cards: Mapping[str, Card],
    now: Mapping[str, ClaimValues],
    news: Mapping[str, ClaimValues],
) -> set[str]:
    """The ids of those mentions of ``now`` that their number puts together with another human than their card of
    ``cards`` is of. ``news`` are all mentions that are written with them."""
    numbered = {
        claim_id: claim
        for claim_id, claim in now.items()
        if claim.values.get("iin") and not cards[claim_id].get("iin")
    }
    if not numbered:
        return set()
    stored = await claims_of(work, await keys_with_numbers_of(work, numbered.values()))
    claims_by_id = {**{m.id: m for m in stored}, **news}
    other_claims = [m for m in claims_by_id.values() if not m.closed and m.id not in numbered]
    loaded = [person for person in await kept_by_the_hub(work, numbered.values()) if not person.compartment]
    joining_ids = set()
    for claim_id, claim in numbered.items():
        number = claim.values["iin"]
        others_numbers = under_others_numbers([*other_claims, claim], own_cards(loaded))
        if claim_id in others_numbers:
            continue
        same_numbered = [m.values for m in other_claims if m.values.get("iin") == number]
        same_numbered += [p.values for p in loaded if p.id not in others_numbers and p.values["iin"] == number]
        if any(_is_of_another(cards[claim_id], other) for other in same_numbered):
            joining_ids.add(claim_id)
    return joining_ids


def _is_of_another(card: Card, other: Card) -> bool:
    """Whether a card without a number is of another human than one with it: a twin has the same day of birth."""
    if is_another_card(card, other):
        return True
    are_both_named = card.get("givenName") and other.get("givenName")
    return bool(are_both_named) and are_unlike(names_of(card), names_of(other))
