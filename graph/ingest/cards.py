"""Cards: what a record says of a person, and whether a newer version of it is of somebody else.

It is of another person with another number; without numbers to compare, with another name and another date of
birth than the last version had, or than that had by which something was first done for its sake.

A mention is corrected field by field, and every step may be small. So the card of the human about whom something
was entered by it is kept, sealed, until the mention is another human's: as it stood before its first change since.
A later version takes its place if it is of the same human for certain.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import UnitOfWork
from schema.catalogue import SOURCE
from schema.internal.feed_records import ENTERED_CARD

_NAMES = ("familyName", "givenName")
_CARD = "stayCard"
"""The name by which digests of cards are keyed."""

_LABEL = ENTERED_CARD.name
_FIELD = "card"
_READ = f"UNWIND $ids AS id MATCH (c:{_LABEL} {{id: id}}) RETURN c.id AS id, c.{_FIELD} AS card"
_KEEP = f"UNWIND $rows AS row MERGE (c:{_LABEL} {{id: row.id}}) SET c.{_FIELD} = row.card"
_FORGET = f"UNWIND $ids AS id MATCH (c:{_LABEL} {{id: id}}) DETACH DELETE c"

Card = Mapping[str, Any]


def is_another_card(old: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether two cards are of two persons: by their numbers, or else by both name and date of birth."""
    if old.get("iin") and said.get("iin"):
        return bool(old["iin"] != said["iin"])
    born = old.get("birthDate") is not None and old.get("birthDate") == said.get("birthDate")
    return not born and any(old.get(name) != said.get(name) for name in _NAMES)


def is_surely_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two cards are of one person for certain: by their numbers, or else by name and date of birth."""
    if one.get("iin") and other.get("iin"):
        return bool(one["iin"] == other["iin"])
    fathers = {card["patronymic"] for card in (one, other) if card.get("patronymic")}
    born = one.get("birthDate") is not None and one.get("birthDate") == other.get("birthDate")
    return born and len(fathers) < 2 and all(one.get(name) == other.get(name) for name in _NAMES)


@dataclass(frozen=True)
class FirstCard:
    """Keyed digests of the name and the date of birth on an earlier card; None where they are not kept."""

    names: str | None
    born: str | None

    def is_anothers(self, sealer: Sealer, said: Mapping[str, Any]) -> bool:
        """Whether a card is of another person than this one was: it may have changed field by field.

        A digest by a key that is retired tells nothing.
        """
        in_use = {index.partition(".")[0] for index in sealer.indexes(SOURCE, _CARD, "")}
        if self.names is None or self.born is None or self.names.partition(".")[0] not in in_use:
            return False
        date = _born(said)
        born = date != "" and self.born in sealer.indexes(SOURCE, _CARD, date)
        return not born and self.names not in sealer.indexes(SOURCE, _CARD, _names(said))


def first_card(sealer: Sealer, said: Mapping[str, Any]) -> FirstCard:
    """What is kept of a card, so that later ones can be held against it."""
    return FirstCard(sealer.index(SOURCE, _CARD, _names(said)), sealer.index(SOURCE, _CARD, _born(said)))


def _names(said: Mapping[str, Any]) -> str:
    return " ".join(str(said.get(name) or "") for name in _NAMES)


def _born(said: Mapping[str, Any]) -> str:
    return str(said.get("birthDate") or "")


async def entered_cards(work: UnitOfWork, ids: Iterable[str]) -> dict[str, Card]:
    """The cards that are kept for these mentions, by mention."""
    rows = await work.rows(_READ, ids=sorted(ids))
    return {row["id"]: _read(work.sealer.open(_LABEL, row["id"], _FIELD, row["card"])) for row in rows}


async def keep_cards(work: UnitOfWork, cards: Mapping[str, Card]) -> None:
    """Keep cards for mentions."""
    texts = {mention: orjson.dumps(dict(card)).decode() for mention, card in sorted(cards.items())}
    rows = [
        {"id": mention, "card": work.sealer.seal(_LABEL, mention, _FIELD, text)} for mention, text in texts.items()
    ]
    await work.rows(_KEEP, rows=rows)


async def forget_cards(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Delete what is kept for mentions that go, or by which nothing is entered any more."""
    await work.rows(_FORGET, ids=sorted(ids))


def card_of_human(kept: Card | None, last: Card) -> Card:
    """The card of the human of whom a card is kept, by what the mention said last."""
    if kept is None:
        return last
    if not is_surely_same(kept, last):
        return kept
    return {name: kept.get(name) if last.get(name) is None else last[name] for name in {**kept, **last}}


def _read(text: str) -> Card:
    card: dict[str, Any] = orjson.loads(text)
    born = card.get("birthDate")
    return {**card, "birthDate": None if born is None else dt.date.fromisoformat(born)}
