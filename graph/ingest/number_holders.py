"""Whose an identification number is: two numbers are two persons, and one may stand on somebody else's card."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.ingest.person_claim import ClaimValues
from graph.ingest.person_keys import made_key
from graph.ingest.unlike_names import are_other_fathers, are_unlike, is_same_given_name, names_of
from schema.fathers_names import sex_beside_number
from schema.identity_numbers import birth_date_in, sex_in

GENERATION = 12
"""Years between a card's date and its number's from which the number may be the mother's or the father's."""


@dataclass(frozen=True, kw_only=True)
class NumberedCard:
    """A card with a number, with the ``values`` on it. ``compartment`` is whose secret it is, empty where none."""

    number: str
    values: Mapping[str, Any]
    compartment: str = ""

    @property
    def contradicts(self) -> bool:
        """Whether the card says another date of birth, or another sex, than its number."""
        return contradicts_number(self.values)

    @property
    def is_dated(self) -> bool:
        """Whether the card says the number's date of birth, and so bears the number out."""
        return self.values.get("birthDate") == birth_date_in(self.number) and not self.contradicts


def numbered_card(values: Mapping[str, Any], compartment: str = "") -> NumberedCard | None:
    """The card with its number; None where it has none."""
    number = values.get("iin")
    return NumberedCard(number=number, values=values, compartment=compartment) if number else None


def with_own_numbers(claims: Iterable[ClaimValues], others_numbers: Container[str]) -> list[ClaimValues]:
    """The mentions, without the number of those whose id is among ``others_numbers``.

    What a number says still protects (``ClaimValues.others_number``).
    """
    all_claims = list(claims)
    keys = {m.key for m in all_claims if m.id not in others_numbers}
    return [_freed(m, m.key in keys) if m.id in others_numbers else m for m in all_claims]


def under_others_numbers(claims: Iterable[ClaimValues], own_cards: Mapping[str, NumberedCard]) -> frozenset[str]:
    """The ids of the cards whose number is somebody else's: a child's card with the mother's number.

    They are mentions, and rows of the hub's own (``own_cards``, by id of the person). A card that says the number's
    date of birth holds the number. Of the others:

    - A card that contradicts the number, by its date of birth or its sex, keeps it where a holder has its given
      name to the letter and a day that may be this one misspelt (``may_be_misspelt``). Where nobody says the
      number's date, it loses it if a card without a date has another given name. Where every card contradicts the
      number, it is nobody's if two of them have two given names, or two days: brothers under their mother's number,
      of whose own card the hub does not know.
    - A card without a date keeps it where a holder has its given name and no other father. Where nobody says the
      number's date, whose name is that of a card that lost the number loses it too; and if two such cards still
      have two names, nobody knows whose the number is, and it is nobody's. A first of January is no date of unlike
      names.

    A card that merely contradicts itself keeps its number.
    """
    cards = {m.id: card for m in claims if (card := numbered_card(m.values, m.compartment)) is not None}
    cards |= own_cards
    of_number: dict[str, list[NumberedCard]] = defaultdict(list)
    for card in cards.values():
        of_number[card.number].append(card)
    free = {card_id for card_id, card in cards.items() if _is_anothers(card, of_number[card.number])}
    contradicting: dict[str, list[NumberedCard]] = defaultdict(list)
    for card_id in free:
        contradicting[cards[card_id].number].append(cards[card_id])
    for number, lost in contradicting.items():
        leaving = [card for card in of_number[number] if _goes_with(card, lost, of_number[number])]
        of_number[number] = [card for card in of_number[number] if card not in leaving]
        free |= {card_id for card_id, card in cards.items() if any(card is other for other in leaving)}
    return frozenset(
        free | {card_id for card_id, card in cards.items() if _is_doubtful(card, of_number[card.number])}
    )


def contradicts_number(values: Mapping[str, Any]) -> bool:
    """Whether a card's date of birth or sex is another than its number's. A first of January is a year only."""
    number, stated = values.get("iin"), values.get("birthDate")
    born = birth_date_in(number)
    if born is None:
        return False
    is_other_sex = sex_beside_number(values) not in (None, sex_in(number))
    return is_other_sex or stated not in (None, born, dt.date(born.year, 1, 1))


def may_lose_number(values: Mapping[str, Any]) -> bool:
    """Whether a number on a card may turn out to be somebody else's: the card does not say the number's date."""
    card = numbered_card(values)
    return card is not None and not card.is_dated


def is_slip(one: dt.date, other: dt.date) -> bool:
    """Whether one date is the other with day and month exchanged, or with one digit wrong."""
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    return sum(x != y for x, y in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)) == 1


def may_be_misspelt(card: Mapping[str, Any], other: Mapping[str, Any], day: dt.date) -> bool:
    """Whether a card's date of birth may be ``day`` put down wrongly, of whom the ``other`` card names.

    A like name is not enough, a letter off: children are called so after their mother, and twins after each other.
    """
    stated = card.get("birthDate")
    if stated in (None, day) or (stated.year == day.year and (1, 1) in _days_of(stated, day)):
        return True
    return _has_name_of(card, other) and is_slip(stated, day) and abs(stated.year - day.year) < GENERATION


def is_asked_about(freed_card: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether somebody has to look at ``freed_card``, which lost its number, and another card with that number.

    Whose given names are unlike are two, and nobody is asked, where a date or a sex says so too.
    """
    if not (freed_card.get("givenName") and other.get("givenName")):
        return True
    return not are_unlike(names_of(freed_card), names_of(other)) or not contradicts_number(freed_card)


def _days_of(*dates: dt.date) -> set[tuple[int, int]]:
    return {(date.month, date.day) for date in dates}


def _is_anothers(card: NumberedCard, of_number: Iterable[NumberedCard]) -> bool:
    """Whether the number of a card that contradicts it is somebody else's."""
    if not card.contradicts:
        return False
    others = _deciding_cards(card, of_number)
    born = birth_date_in(card.number)
    if born is not None and (dated := [other.values for other in others if other.is_dated and _is_named(other)]):
        return not any(_has_name_of(card.values, one) and may_be_misspelt(card.values, one, born) for one in dated)
    if not _is_named(card):
        return False
    if undated := [other.values for other in others if not other.contradicts and _is_named(other)]:
        return not all(_has_name_of(card.values, one) for one in undated)
    return any(
        not _has_name_of(card.values, one)
        or (one.get("birthDate") is not None and not may_be_misspelt(card.values, one, one["birthDate"]))
        for one in (other.values for other in others if _is_named(other))
    )


def _goes_with(card: NumberedCard, lost: Iterable[NumberedCard], of_number: Sequence[NumberedCard]) -> bool:
    """Whether a card without a date has the name of one that lost the number, and another such card has not."""
    if not _is_undated(card):
        return False
    visible_holders = _deciding_cards(card, of_number)
    if any(other.is_dated for other in visible_holders):
        return False
    others = [other.values for other in visible_holders if _is_undated(other)]
    names_one = any(
        _has_name_of(card.values, other.values) for other in _deciding_cards(card, lost) if _is_named(other)
    )
    return names_one and not all(_has_name_of(card.values, other) for other in others)


def _is_doubtful(card: NumberedCard, of_number: Sequence[NumberedCard]) -> bool:
    """Whether a card without a date has another name than whoever holds the number, or may hold it."""
    if not _is_undated(card):
        return False
    others = _deciding_cards(card, of_number)
    if dated := [other.values for other in others if other.is_dated and _is_named(other)]:
        return not any(_may_be_of(card.values, one) for one in dated)
    return any(not _may_be_of(card.values, other.values) for other in others if _is_undated(other))


def _deciding_cards(card: NumberedCard, others: Iterable[NumberedCard]) -> list[NumberedCard]:
    """The other cards that decide on this one: what is closed to those who know of it decides nothing."""
    return [other for other in others if other is not card and other.compartment in ("", card.compartment)]


def _is_named(card: NumberedCard) -> bool:
    return bool(card.values.get("givenName"))


def _is_undated(card: NumberedCard) -> bool:
    """Whether a card with a given name neither bears its number out nor contradicts it."""
    return _is_named(card) and not card.contradicts and not card.is_dated


def _has_name_of(card: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a card has the given name of another, and no other father; one without a given name may have it."""
    if not (card.get("givenName") and other.get("givenName")):
        return True
    return is_same_given_name(names_of(card), names_of(other)) and not are_other_fathers(card, other)


def _may_be_of(card: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a card without a day may be of whom another names: of a like name the year alone is enough."""
    if _has_name_of(card, other):
        return True
    is_year_said = None not in (card.get("birthDate"), other.get("birthDate"))
    return is_year_said and not are_unlike(names_of(card), names_of(other)) and not are_other_fathers(card, other)


def _freed(claim: ClaimValues, shares_key: bool) -> ClaimValues:
    """The mention without its number; by itself where the sender numbers it as whoever holds the number."""
    return replace(
        claim,
        key=made_key(claim) if shares_key else claim.key,
        values={**claim.values, "iin": None},
        others_number=claim.values["iin"],
    )
