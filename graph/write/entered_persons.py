"""Persons of the hub's own form about whom something was entered: their record does not become another human's.

What an official entered about somebody, a stay (89-22.2b) and a standing on the list (622-13) stand on the person,
and so on whomever the person's own record describes. A version of that record that describes another human is
refused, however many steps it took. What the same file says of the person goes along with every version: it is its
sender's, who knows whom the number is of.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.engine.grounds import LISTED
from graph.engine.records import VERSION, Record
from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import UnitOfWork
from graph.write.cards import Card, is_another_card
from graph.write.entered_cards import entered_cards, keep_cards
from graph.write.stays import STAY
from schema.catalogue import DUTY, SUBJECT
from schema.internal.feed_records import FEED_RECORD_OF

_WORKED_OUT = ("ProactiveMatch", "ReconciliationDifference", "ReconciliationFinding", DUTY)
_ENTERED = f"""UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}})<-[]-(f)
  WHERE f.{FEED_RECORD_OF} IS NULL AND NOT labels(f)[0] IN $worked_out
    AND (f.{VERSION} = 0 OR labels(f)[0] = '{STAY.name}' OR f.category = '{LISTED}')
  RETURN DISTINCT p.id AS id, p.iin AS iin, p.familyName AS familyName, p.givenName AS givenName,
    p.patronymic AS patronymic, p.birthDate AS birthDate"""
_CARD = ("iin", "familyName", "givenName", "patronymic", "birthDate")


async def of_another_human(work: UnitOfWork, newer: Sequence[Record]) -> frozenset[str]:
    """The ids of newer versions of persons that describe another human than the one something was entered about.

    Of the others it is kept, sealed, whom they described then.
    """
    if not newer:
        return frozenset()
    new_cards = {record.id: {name: record.properties.get(name) for name in _CARD} for record in newer}
    rows = await work.rows(_ENTERED, ids=sorted(new_cards), worked_out=list(_WORKED_OUT))
    stored = {row["id"]: _card(work.sealer, row) for row in rows}
    changed = {person_id: card for person_id, card in stored.items() if card != new_cards[person_id]}
    if not changed:
        return frozenset()
    entered = await entered_cards(work, changed)
    cards = {person_id: entered.get(person_id, last) for person_id, last in changed.items()}
    others = frozenset(
        person_id
        for person_id, card in cards.items()
        # A card that says nothing of anybody makes nobody another; the next one is held against what is kept.
        if any(new_cards[person_id].values()) and is_another_card(card, new_cards[person_id])
    )
    if not others:
        await keep_cards(work, cards)
    return others


def _card(sealer: Sealer, row: Mapping[str, Any]) -> Card:
    number, born = row["iin"], row["birthDate"]
    return {
        **{name: row[name] for name in _CARD},
        "iin": None if number is None else sealer.open(SUBJECT, row["id"], "iin", number),
        "birthDate": born,
    }
