"""Cards: what a record says of a person, and whether another card is of the same person.

It is of another person with another number; without numbers to compare, with another name and another date of
birth. A number that came in since is none to compare: whose it is, is what is asked. So a card that changes step by
step is held, whole, against the one by which something was first done for its sake; the order makes no difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.engine.sealer import Sealer
from schema.catalogue import SOURCE

_NAMES = ("familyName", "givenName")
_CARD = "stayCard"
"""The name by which digests of cards are keyed."""

Card = Mapping[str, Any]


def is_another_card(old: Card, new: Card) -> bool:
    """Whether two cards are of two persons: by their numbers, or else by both name and date of birth."""
    if old.get("iin") and new.get("iin"):
        return bool(old["iin"] != new["iin"])
    born = old.get("birthDate") is not None and old.get("birthDate") == new.get("birthDate")
    return not born and any(old.get(name) != new.get(name) for name in _NAMES)


def is_surely_same(one: Card, other: Card) -> bool:
    """Whether two cards are of one person for certain: by their numbers, or else by name and date of birth."""
    if one.get("iin") and other.get("iin"):
        return bool(one["iin"] == other["iin"])
    fathers = {card["patronymic"] for card in (one, other) if card.get("patronymic")}
    born = one.get("birthDate") is not None and one.get("birthDate") == other.get("birthDate")
    return born and len(fathers) < 2 and all(one.get(name) == other.get(name) for name in _NAMES)


@dataclass(frozen=True)
class FirstCard:
    """Keyed digests of name, date of birth and number on an earlier card; None where they are not kept."""

    names: str | None
    born: str | None
    number: str | None

    def is_anothers(self, sealer: Sealer, card: Card) -> bool:
        """Whether a card is of another person than this one was: it may have changed field by field.

        A digest by a key that is retired tells nothing.
        """
        in_use = {index.partition(".")[0] for index in sealer.indexes(SOURCE, _CARD, "")}
        if self.names is None or self.born is None or self.names.partition(".")[0] not in in_use:
            return False
        if card.get("iin") and self.number not in (None, *sealer.indexes(SOURCE, _CARD, "")):
            return self.number not in sealer.indexes(SOURCE, _CARD, _number(card))
        date = _born(card)
        born = date != "" and self.born in sealer.indexes(SOURCE, _CARD, date)
        return not born and self.names not in sealer.indexes(SOURCE, _CARD, _names(card))


def first_card(sealer: Sealer, card: Card) -> FirstCard:
    """What is kept of a card, so that later ones can be held against it."""
    names, born, number = (sealer.index(SOURCE, _CARD, text(card)) for text in (_names, _born, _number))
    return FirstCard(names, born, number)


def _number(card: Card) -> str:
    return str(card.get("iin") or "")


def _names(card: Card) -> str:
    return " ".join(str(card.get(name) or "") for name in _NAMES)


def _born(card: Card) -> str:
    return str(card.get("birthDate") or "")
