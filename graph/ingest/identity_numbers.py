"""Whose an identification number is: two numbers are two persons, and one may stand on somebody else's card.

Two are two persons also where a sender has one number of its own for both.

Whether the sender gave its number to somebody else, mistook one for another, or corrects a number record by record,
cannot be told from here. Two persons who are one are put together when the last record is corrected; one person who
is two would show each the other's life.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from graph.ingest.person_claim import ClaimValues
from schema.catalogue import CATALOGUE, SUBJECT
from schema.identity_numbers import birth_date_in, sex_in
from schema.texts import is_only_latin

GENERATION = 12
"""Years between a card's date and its number's from which the number may be the mother's or the father's."""
_ALIKE = 0.7
"""The share of letters in common from which one given name may be another, misspelt: Ерлан and Нұрлан are two."""
_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")
"""The letters that a Russian keyboard has for Kazakh ones."""

_TELLING = ("givenName", "familyName", "birthDate", "sex", "iin")
"""By which fields two cards under one number of a sender's are of two persons."""

_WORD = re.compile(r"\w+")
_PREFIX = CATALOGUE.entity(SUBJECT).prefix


def made_key(mention: ClaimValues) -> str:
    """A key for a person of whom ``mention`` is the first, where the sender's is another person's."""
    return f"{_PREFIX}_{mention.id.partition('_')[2]}"


@dataclass(frozen=True)
class Holder:
    """Somebody who states a number that fits the date of birth and the sex stated with it, with the names stated.

    ``firm``: date or sex is stated, and so the number borne out. ``compartment`` is whose secret that is, empty
    where it is none.
    """

    number: str
    given_name: str
    family_name: str
    compartment: str = ""
    firm: bool = False


def holder(said: Mapping[str, Any], compartment: str = "") -> Holder | None:
    """Who says number, date of birth, sex and names, as holder of the number; None where they do not fit."""
    number, name = said.get("iin"), said.get("givenName")
    if not number or not name or said.get("birthDate") not in (None, birth_date_in(number)):
        return None
    if said.get("sex") not in (None, sex_in(number)):
        return None
    firm = said.get("birthDate") is not None or said.get("sex") is not None
    return Holder(number, name, said.get("familyName") or "", compartment, firm)


def with_own_numbers(mentions: Iterable[ClaimValues], beside: Iterable[Holder]) -> list[ClaimValues]:
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
    known: dict[str, list[Holder]] = defaultdict(list)
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


def _is_anothers(mention: ClaimValues, known: Iterable[Holder], cards: Iterable[ClaimValues]) -> bool:
    """Whether a card's number is somebody else's: of those who hold it, or of who has another of ``cards``.

    ``cards`` are all those that contradict the number, this one too. What is closed to those who know of the
    mention decides nothing.
    """
    seen = ("", mention.compartment)
    own, names = _names_of(mention), _holders_names(mention, known)
    if names:
        return all(_is_another(own, name) for name in names)
    return any(_is_another(own, _names_of(card)) for card in cards if card.compartment in seen)


def _holders_names(mention: ClaimValues, known: Iterable[Holder]) -> list[tuple[str, str]]:
    """The names of those who hold a number, as far as ``mention`` may know: of the firm ones, if there are any."""
    holders = [one for one in known if one.compartment in ("", mention.compartment)]
    firm = [one for one in holders if one.firm]
    return [(one.given_name, one.family_name) for one in firm or holders]


def _goes_with(mention: ClaimValues, known: Mapping[str, list[Holder]], freed: Iterable[ClaimValues]) -> bool:
    """Whether a card without date and sex has another's number and the names of one of ``freed``."""
    own = holder(mention.values, mention.compartment)
    if own is None or own.firm:
        return False
    beside = [f for f in freed if f.values["iin"] == own.number and f.compartment in ("", mention.compartment)]
    names = _names_of(mention)
    if not any(not _is_another(names, _names_of(card)) for card in beside):
        return False
    # A holder whom another compartment alone knows decides nothing here either.
    holders = _holders_names(mention, (one for one in known[own.number] if one.firm))
    return bool(holders) and all(_is_another(names, name) for name in holders)


def _names_of(mention: ClaimValues) -> tuple[str, str]:
    """Given name and family name."""
    return mention.values["givenName"], mention.values.get("familyName") or ""


def _is_another(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two given names are unlike, and not one of them the family name put down for it."""
    (given, family), (other_given, other_family) = one, other
    if is_only_latin(given) != is_only_latin(other_given):
        return False
    crossed = _are_alike(given, other_family) and _are_alike(family, other_given)
    return not (crossed or _are_alike(given, other_given))


def _are_alike(one: str, other: str) -> bool:
    """Whether one name may be the other, misspelt, an initial of it, or followed by the father's."""
    words, others = (_WORD.findall(name.casefold().translate(_RUSSIAN)) for name in (one, other))
    if not words or not others:
        return False
    pairs = [(words[0], others[0])]
    if 1 in (len(words), len(others)):
        pairs.append(("".join(words), "".join(others)))
    return any(_is_initial(a, b) or DamerauLevenshtein.normalized_similarity(a, b) >= _ALIKE for a, b in pairs)


def _is_initial(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]


def _freed(mention: ClaimValues, shares_key: bool) -> ClaimValues:
    """The mention without its number; by itself where the sender numbers it as whoever holds the number."""
    return replace(
        mention,
        key=made_key(mention) if shares_key else mention.key,
        values={**mention.values, "iin": None},
        others_number=mention.values["iin"],
    )


def with_own_keys(mentions: Iterable[ClaimValues]) -> list[ClaimValues]:
    """The mentions, each under a key of one person. All are of one compartment.

    Where two numbers are stated under a key, the mentions of one number are a person, and those without a number
    are another: nobody knows of whom they tell. So it is where a sender uses its number of a person again for
    somebody else: unlike given names, with another date of birth or another sex. Whose first mention came first
    keeps the key; the others get one made of their first mention.
    """
    by_key: dict[str, list[ClaimValues]] = defaultdict(list)
    for mention in mentions:
        by_key[mention.key].append(mention)
    return [mention for of_key in by_key.values() for mention in _parted(of_key)]


def _parted(mentions: Sequence[ClaimValues]) -> list[ClaimValues]:
    ordered = sorted(mentions, key=lambda m: (m.first_received, m.id))
    parts = [part for named in _parted_by_names(ordered) for part in _parted_by_numbers(named)]
    parts.sort(key=lambda part: ordered.index(part[0]))
    keys = [part[0].key if not place else made_key(part[0]) for place, part in enumerate(parts)]
    return [replace(m, key=key) for key, part in zip(keys, parts, strict=True) for m in part]


def _parted_by_numbers(mentions: list[ClaimValues]) -> list[list[ClaimValues]]:
    by_stated: dict[str | None, list[ClaimValues]] = defaultdict(list)
    for mention in mentions:
        by_stated[mention.values.get("iin") or None].append(mention)
    return list(by_stated.values()) if len(by_stated.keys() - {None}) > 1 else [mentions]


def _parted_by_names(mentions: list[ClaimValues]) -> list[list[ClaimValues]]:
    """By given names that are alike, if two of the mentions are of two persons; who is not named is by itself."""
    # A person may have thousands of records, and few different cards.
    cards = {tuple(mention.values.get(name) for name in _TELLING): mention for mention in mentions}
    if not any(_are_two_persons(one, other) for one, other in combinations(cards.values(), 2)):
        return [mentions]
    groups: list[list[ClaimValues]] = []
    for mention in mentions:
        near = [group for group in groups if any(_share_a_name(mention, other) for other in group)]
        joined = [m for group in near for m in group]
        groups = [*(group for group in groups if group not in near), [*joined, mention]]
    return [sorted(group, key=lambda m: (m.first_received, m.id)) for group in groups]


def _share_a_name(one: ClaimValues, other: ClaimValues) -> bool:
    """Whether two given names are alike, or neither is said."""
    names = [m.values.get("givenName") for m in (one, other)]
    return not any(names) or (all(names) and not _is_another(_names_of(one), _names_of(other)))


def _are_two_persons(one: ClaimValues, other: ClaimValues) -> bool:
    """Whether two cards are of two persons, unless they state one identification number."""
    a, b = one.values, other.values
    if not (a.get("givenName") and b.get("givenName")) or (a.get("iin") and a.get("iin") == b.get("iin")):
        return False
    differ = any(a.get(n) is not None and b.get(n) is not None and a[n] != b[n] for n in ("birthDate", "sex"))
    return differ and _is_another(_names_of(one), _names_of(other))
