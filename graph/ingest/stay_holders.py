"""Whose a stay in a special institution is: one that is on record does not become somebody else's (89-22.2b).

The person who was held would have no stay any more, and the thirty days would begin again. So a version is refused
whose card is another person's: with another number; with another name and another date of birth than the last or
the first version had; or one by which it stands no longer on the person of its ruling, or with no card that it
stood with. Whoever was held is set free on record by the day on which the stay ended, and a stay of somebody else
is a record of its own. A card that did not change is never at fault: persons are put together and parted for other
reasons too, and their stays go with them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.engine.grounds import STAY_ON_RECORD, UngroundedError
from graph.engine.records import VERSION, Record
from graph.engine.sealer import Sealer
from graph.engine.statements import rows_of
from graph.ingest.neighbourhood import stored_mentions
from graph.ingest.person_claim import ClaimValues
from graph.write.feed_messages import Message
from graph.write.stays import RULINGS_SAID, STAY
from schema.catalogue import SOURCE
from schema.internal.feed_records import PERSON_KEY, STANDS_ON, VIA

_NAMES = ("familyName", "givenName")
_CARD = ("iin", *_NAMES, "patronymic", "birthDate")
_FIRST_NAMES = "firstNames"
_FIRST_BORN = "firstBorn"
"""Stored properties of a stay: keyed digests of the name and the date of birth on its first card."""

_HELD = f"""UNWIND $ids AS id MATCH (s:{STAY.name} {{id: id}})-[r:HELD]->(p:Person)
  RETURN s.id AS stay, r.{VIA} AS mention, p.id AS person, p.{VERSION} IS NOT NULL AS own,
    [(p)<-[:{STANDS_ON}]-(m:{SOURCE}) | m.id] AS beside, [(p)<-[:CONCERNS]-(d:CourtDecision) | d.id] AS decisions,
    s.{RULINGS_SAID} AS rulings, s.{_FIRST_NAMES} AS names, s.{_FIRST_BORN} AS born"""
_KEEP = f"""UNWIND $rows AS row MATCH (s:{STAY.name} {{id: row.id}})
  SET s.{_FIRST_NAMES} = row.names, s.{_FIRST_BORN} = row.born"""


@dataclass(frozen=True)
class StayHolder:
    """Whose a stay is: by which mention, on which person, and with which other mentions.

    ``own``: the hub holds the person by a record of its own. Closed mentions are none: nothing is told by them.
    ``rulings`` are those of the stay that concern the person, ``names`` and ``born`` what its first card says.
    """

    mention: str | None
    person: str
    own: bool
    beside: frozenset[str]
    rulings: frozenset[str]
    names: str | None
    born: str | None


@dataclass(frozen=True)
class Holding:
    """Whose the stays of some records are, and the cards by which they are."""

    holders: Mapping[str, StayHolder]
    cards: Mapping[str, ClaimValues]


async def holding(transaction: AsyncManagedTransaction, sealer: Sealer, facts: Iterable[str]) -> Holding:
    """Whose those of ``facts`` are that are stays on record, by whatever door, before anything is written."""
    holders = await _holders(transaction, [id for id in facts if id.startswith(f"{STAY.prefix}_")])
    mentions = {each.mention for each in holders.values() if each.mention is not None}
    stored = await stored_mentions(transaction, sealer, mentions) if mentions else []
    return Holding(holders, {mention.id: mention for mention in stored})


async def require_same_holders(
    transaction: AsyncManagedTransaction, sealer: Sealer, before: Holding, fresh: Iterable[Message]
) -> None:
    """See that stays that were on record are of the persons they were of, now that the records are written.

    Of new ones it is kept what their first card says.

    Raises:
        graph.engine.grounds.UngroundedError: some are somebody else's.
    """
    messages = list(fresh)
    cards = {record.id: record for message in messages for record in message.mentions}
    written = [fact.id for message in messages for fact in message.facts if fact.entity == STAY]
    now = await _holders(transaction, written)
    moved = frozenset(
        stay
        for stay, was in before.holders.items()
        if _is_anothers(sealer, was, now.get(stay), before.cards, cards)
    )
    if moved:
        raise UngroundedError(moved, STAY_ON_RECORD, "person")
    rows = [
        {"id": stay, "names": _digest(sealer, _names(card)), "born": _digest(sealer, _born(card))}
        for stay, each in now.items()
        if each.names is None and (card := cards.get(each.mention or "")) is not None
    ]
    await rows_of(transaction, _KEEP, rows=rows)


def _names(card: Record) -> str:
    return " ".join(str(card.properties.get(name) or "") for name in _NAMES)


def _born(card: Record) -> str:
    return str(card.properties.get("birthDate") or "")


def _digest(sealer: Sealer, text: str) -> str:
    return sealer.index(SOURCE, "stayCard", text)


async def _holders(transaction: AsyncManagedTransaction, stays: Iterable[str]) -> dict[str, StayHolder]:
    ids = sorted(stays)
    rows = await rows_of(transaction, _HELD, ids=ids) if ids else []
    return {
        row["stay"]: StayHolder(
            row["mention"],
            row["person"],
            row["own"],
            frozenset(row["beside"]) - {row["mention"]},
            frozenset(row["decisions"]).intersection(row["rulings"] or ()),
            row["names"],
            row["born"],
        )
        for row in rows
    }


def _is_anothers(
    sealer: Sealer,
    was: StayHolder,
    now: StayHolder | None,
    stored: Mapping[str, ClaimValues],
    cards: Mapping[str, Record],
) -> bool:
    """Whether a stay is somebody else's by the card that its record brings now."""
    if now is None:
        return True
    card, old = cards.get(now.mention or ""), stored.get(was.mention or "")
    if card is None or old is None:
        return now.person != was.person
    said = card.properties
    if said[PERSON_KEY] == old.key and all(said.get(name) == old.values.get(name) for name in _CARD):
        return False
    if (was.own and now.person != was.person) or (was.beside and not was.beside & now.beside):
        return True
    if not was.rulings <= now.rulings:
        return True
    if old.values.get("iin") and said.get("iin"):
        return bool(old.values["iin"] != said["iin"])
    return _is_another_card(old.values, said) or _is_another_than_the_first(sealer, was, card)


def _is_another_card(old: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether two cards without numbers to compare are of two persons: by both name and date of birth."""
    born = old.get("birthDate") is not None and old.get("birthDate") == said.get("birthDate")
    return not born and any(old.get(name) != said.get(name) for name in _NAMES)


def _is_another_than_the_first(sealer: Sealer, was: StayHolder, card: Record) -> bool:
    """Whether a card is of another person than the first of the stay: it may have changed field by field.

    A digest by a key that is retired tells nothing.
    """
    in_use = {index.partition(".")[0] for index in sealer.indexes(SOURCE, "stayCard", "")}
    if was.names is None or was.born is None or was.names.partition(".")[0] not in in_use:
        return False
    born = _born(card) != "" and was.born in sealer.indexes(SOURCE, "stayCard", _born(card))
    return not born and was.names not in sealer.indexes(SOURCE, "stayCard", _names(card))
