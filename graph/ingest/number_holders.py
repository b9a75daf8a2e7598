"""Whose an identification number is: two numbers are two persons, and one may stand on somebody else's card."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.ingest.person_claim import ClaimValues
from graph.ingest.person_keys import made_key
from graph.ingest.unlike_names import are_unlike, is_one_name, names_of
from schema.identity_numbers import birth_date_in, sex_in

GENERATION = 12
"""Years between a card's date and its number's from which the number may be the mother's or the father's."""


@dataclass(frozen=True, kw_only=True)
class NumberHolder:
    """Somebody who states a number that fits the date of birth and the sex stated with it, with the names stated.

    ``firm``: date or sex is stated, and so the number borne out; ``dated``: the date is. ``compartment`` is whose
    secret that is, empty where it is none.
    """

    number: str
    given_name: str
    family_name: str
    compartment: str = ""
    firm: bool = False
    dated: bool = False


def holder(said: Mapping[str, Any], compartment: str = "") -> NumberHolder | None:
    """Who says number, date of birth, sex and names, as holder of the number; None where they do not fit."""
    number, name = said.get("iin"), said.get("givenName")
    if not number or not name or said.get("birthDate") not in (None, birth_date_in(number)):
        return None
    if said.get("sex") not in (None, sex_in(number)):
        return None
    dated = said.get("birthDate") is not None
    return NumberHolder(
        number=number,
        given_name=name,
        family_name=said.get("familyName") or "",
        compartment=compartment,
        firm=dated or said.get("sex") is not None,
        dated=dated,
    )


def with_own_numbers(mentions: Iterable[ClaimValues], beside: Iterable[NumberHolder]) -> list[ClaimValues]:
    """The mentions, without the numbers that are somebody else's: a child's card with the mother's number.

    A number is somebody else's where three things come together: the card contradicts it (another date of birth or
    sex), the number is held without contradiction, by another mention or by one of those ``beside``, and by nobody
    who may be the same: of a like given name and, where that is held firmly, of a day that is this one misspelt
    (``may_be_misspelt``). Where nobody holds it, it is nobody's if two such cards have unlike given names, or two
    days: brothers under their mother's number, of whose own card the hub does not know. A card that merely
    contradicts itself keeps its number. What the number says still protects (``ClaimValues.others_number``).

    A card that states no date holds a number where nobody else does. Where somebody else holds it and
    the card's names are those of a card whose number is another's, its number is another's too.
    """
    every = list(mentions)
    held = [found for m in every if (found := holder(m.values, m.compartment)) is not None]
    known: dict[str, list[NumberHolder]] = defaultdict(list)
    for one in (*held, *beside):
        known[one.number].append(one)
    off: dict[str, list[ClaimValues]] = defaultdict(list)
    for m in every:
        if contradicts_number(m.values):
            off[m.values["iin"]].append(m)
    free = {m.id for number, cards in off.items() for m in cards if _is_anothers(m, known.get(number, []), cards)}
    free |= {m.id for m in every if m.id not in free and _goes_with(m, known, (f for f in every if f.id in free))}
    keys = {m.key for m in every if m.id not in free}
    return [_freed(m, m.key in keys) if m.id in free else m for m in every]


def contradicts_number(said: Mapping[str, Any]) -> bool:
    """Whether a card's date of birth or sex is another than its number's. A first of January is a year only."""
    number, stated = said.get("iin"), said.get("birthDate")
    born = birth_date_in(number)
    if born is None:
        return False
    is_other_sex = said.get("sex") not in (None, sex_in(number))
    return is_other_sex or stated not in (None, born, dt.date(born.year, 1, 1))


def is_slip(one: dt.date, other: dt.date) -> bool:
    """Whether one date is the other with day and month exchanged, or with one digit wrong."""
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    return sum(x != y for x, y in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)) == 1


def may_be_misspelt(said: Mapping[str, Any], day: dt.date, name: tuple[str, str]) -> bool:
    """Whether a card's date of birth may be ``day`` put down wrongly, of somebody with that given name.

    A like name is not enough, a letter off: children are called so after their mother, and twins after each other.
    """
    stated = said.get("birthDate")
    if stated in (None, day) or (stated.year == day.year and (1, 1) in _days_of(stated, day)):
        return True
    own = names_of(said)
    is_named_alike = not (own[0] and name[0]) or is_one_name(own, name) or is_one_name((own[0], ""), (name[0], ""))
    return is_named_alike and is_slip(stated, day) and abs(stated.year - day.year) < GENERATION


def may_be_the_holder(said: Mapping[str, Any], holder: NumberHolder) -> bool:
    """Whether a card under somebody's number has a name like the holder's, or none."""
    return not said.get("givenName") or not are_unlike(names_of(said), (holder.given_name, holder.family_name))


def _days_of(*dates: dt.date) -> set[tuple[int, int]]:
    return {(date.month, date.day) for date in dates}


def _is_anothers(mention: ClaimValues, known: Iterable[NumberHolder], cards: Iterable[ClaimValues]) -> bool:
    """Whether a card's number is somebody else's: of those who hold it, or of who has another of ``cards``.

    ``cards`` are all those that contradict the number, this one too. What is closed to those who know of the
    mention decides nothing.
    """
    said, born = mention.values, birth_date_in(mention.values["iin"])
    holders = _seen_holders(mention, known)
    if holders:
        return all(
            not may_be_the_holder(said, one)
            or (
                one.dated
                and born is not None
                and not may_be_misspelt(said, born, (one.given_name, one.family_name))
            )
            for one in holders
        )
    if not said.get("givenName"):
        return False
    others = [c.values for c in cards if c.compartment in ("", mention.compartment) and c.values.get("givenName")]
    return any(
        are_unlike(names_of(said), names_of(other))
        or (other.get("birthDate") is not None and not may_be_misspelt(said, other["birthDate"], names_of(other)))
        for other in others
    )


def _seen_holders(mention: ClaimValues, known: Iterable[NumberHolder]) -> list[NumberHolder]:
    """Those who hold a number, as far as ``mention`` may know: the dated ones, or else the firm, if any."""
    holders = [one for one in known if one.compartment in ("", mention.compartment)]
    return [one for one in holders if one.dated] or [one for one in holders if one.firm] or holders


def _goes_with(mention: ClaimValues, known: Mapping[str, list[NumberHolder]], freed: Iterable[ClaimValues]) -> bool:
    """Whether a card without a date has another's number and the names of one of ``freed``.

    Whose names are a letter off the holder's goes with whoever has them to the letter.
    """
    own = holder(mention.values, mention.compartment)
    if own is None or own.dated:
        return False
    beside = [f for f in freed if f.values["iin"] == own.number and f.compartment in ("", mention.compartment)]
    names, named = names_of(mention.values), [names_of(card.values) for card in beside if card.values["givenName"]]
    if all(are_unlike(names, name) for name in named):
        return False
    # A holder whom another compartment alone knows decides nothing here either.
    seen = _seen_holders(mention, known[own.number])
    holders = [(one.given_name, one.family_name) for one in seen if one.dated or (one.firm and not own.firm)]
    is_to_the_letter = any(is_one_name(names, name) for name in named)
    return bool(holders) and all(
        are_unlike(names, name) or (is_to_the_letter and not is_one_name(names, name)) for name in holders
    )


def _freed(mention: ClaimValues, shares_key: bool) -> ClaimValues:
    """The mention without its number; by itself where the sender numbers it as whoever holds the number."""
    return replace(
        mention,
        key=made_key(mention) if shares_key else mention.key,
        values={**mention.values, "iin": None},
        others_number=mention.values["iin"],
    )
