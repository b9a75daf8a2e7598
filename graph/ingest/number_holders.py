"""Whose an identification number is: two numbers are two persons, and one may stand on somebody else's card."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.ingest.person_claim import ClaimValues
from graph.ingest.person_keys import made_key
from graph.ingest.unlike_names import are_unlike, names_of
from schema.identity_numbers import birth_date_in, sex_in

GENERATION = 12
"""Years between a card's date and its number's from which the number may be the mother's or the father's."""


@dataclass(frozen=True, kw_only=True)
class NumberHolder:
    """Somebody who states a number that fits the date of birth and the sex stated with it, with the names stated.

    ``firm``: date or sex is stated, and so the number borne out. ``compartment`` is whose secret that is, empty
    where it is none.
    """

    number: str
    given_name: str
    family_name: str
    compartment: str = ""
    firm: bool = False


def holder(said: Mapping[str, Any], compartment: str = "") -> NumberHolder | None:
    """Who says number, date of birth, sex and names, as holder of the number; None where they do not fit."""
    number, name = said.get("iin"), said.get("givenName")
    if not number or not name or said.get("birthDate") not in (None, birth_date_in(number)):
        return None
    if said.get("sex") not in (None, sex_in(number)):
        return None
    firm = said.get("birthDate") is not None or said.get("sex") is not None
    return NumberHolder(
        number=number, given_name=name, family_name=said.get("familyName") or "", compartment=compartment, firm=firm
    )


def with_own_numbers(mentions: Iterable[ClaimValues], beside: Iterable[NumberHolder]) -> list[ClaimValues]:
    """The mentions, without the numbers that are somebody else's: a child's card with the mother's number.

    A number is somebody else's where three things come together: the card contradicts it (another date of birth or
    sex), the number is held without contradiction, by another mention or by one of those ``beside``, and by nobody
    of a like given name. Where nobody holds it, it is nobody's if two such cards have unlike given names: brothers
    under their mother's number, of whose own card the hub does not know. A card that merely contradicts itself
    keeps its number, and so does one in another alphabet than whoever holds it. What the number says still protects
    (``ClaimValues.others_number``).

    A card that states neither date nor sex holds a number where nobody else does. Where somebody else holds it and
    the card's names are those of a card whose number is another's, its number is another's too.
    """
    every = list(mentions)
    held = [found for m in every if (found := holder(m.values, m.compartment)) is not None]
    known: dict[str, list[NumberHolder]] = defaultdict(list)
    for one in (*held, *beside):
        known[one.number].append(one)
    off: dict[str, list[ClaimValues]] = defaultdict(list)
    for m in every:
        if contradicts_number(m.values) and m.values.get("givenName"):
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


def _is_anothers(mention: ClaimValues, known: Iterable[NumberHolder], cards: Iterable[ClaimValues]) -> bool:
    """Whether a card's number is somebody else's: of those who hold it, or of who has another of ``cards``.

    ``cards`` are all those that contradict the number, this one too. What is closed to those who know of the
    mention decides nothing.
    """
    seen = ("", mention.compartment)
    own, names = names_of(mention.values), _holders_names(mention, known)
    if names:
        return all(are_unlike(own, name) for name in names)
    return any(are_unlike(own, names_of(card.values)) for card in cards if card.compartment in seen)


def _holders_names(mention: ClaimValues, known: Iterable[NumberHolder]) -> list[tuple[str, str]]:
    """The names of those who hold a number, as far as ``mention`` may know: of the firm ones, if there are any."""
    holders = [one for one in known if one.compartment in ("", mention.compartment)]
    firm = [one for one in holders if one.firm]
    return [(one.given_name, one.family_name) for one in firm or holders]


def _goes_with(mention: ClaimValues, known: Mapping[str, list[NumberHolder]], freed: Iterable[ClaimValues]) -> bool:
    """Whether a card without date and sex has another's number and the names of one of ``freed``."""
    own = holder(mention.values, mention.compartment)
    if own is None or own.firm:
        return False
    beside = [f for f in freed if f.values["iin"] == own.number and f.compartment in ("", mention.compartment)]
    names = names_of(mention.values)
    if not any(not are_unlike(names, names_of(card.values)) for card in beside):
        return False
    # A holder whom another compartment alone knows decides nothing here either.
    holders = _holders_names(mention, (one for one in known[own.number] if one.firm))
    return bool(holders) and all(are_unlike(names, name) for name in holders)


def _freed(mention: ClaimValues, shares_key: bool) -> ClaimValues:
    """The mention without its number; by itself where the sender numbers it as whoever holds the number."""
    return replace(
        mention,
        key=made_key(mention) if shares_key else mention.key,
        values={**mention.values, "iin": None},
        others_number=mention.values["iin"],
    )
