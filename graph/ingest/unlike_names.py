"""Whether the names on two cards are of two people: unlike given names, or a letter or more apart."""

import re
from collections.abc import Mapping
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from schema.texts import is_only_latin

_ALIKE = 0.7
"""The share of letters in common from which one given name may be another, misspelt: Ерлан and Нұрлан are two."""
_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")
"""The letters that a Russian keyboard has for Kazakh ones."""

FATHERS_STEM = 4
"""The letters of a father's name that its endings leave: Серікұлы and Серикович are of one father."""

_WORD = re.compile(r"\w+")


def names_of(said: Mapping[str, Any]) -> tuple[str, str]:
    """Given name and family name on a card that has a given name."""
    return said["givenName"], said.get("familyName") or ""


def are_unlike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two given names are unlike, and not one of them the family name put down for it."""
    (given, family), (other_given, other_family) = one, other
    if is_only_latin(given) != is_only_latin(other_given):
        return False
    crossed = _are_alike(given, other_family) and _are_alike(family, other_given)
    return not (crossed or _are_alike(given, other_given))


def is_one_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two cards name somebody alike, letter by letter as far as one alphabet can tell.

    A name of another alphabet, an initial, and a father's name put down beside leave it one; so do a given name and
    a family name that are exchanged. Two unlike family names are two.
    """
    (given, family), (other_given, other_family) = one, other
    if _is_same_word(given, other_family) and _is_same_word(family, other_given):
        return True
    of_one_alphabet = family and other_family and is_only_latin(family) == is_only_latin(other_family)
    if of_one_alphabet and not _are_alike(family, other_family):
        return False
    return is_only_latin(given) != is_only_latin(other_given) or _is_same_word(given, other_given)


def are_other_fathers(said: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two cards name two fathers: the endings of a language, an initial and the alphabet are none."""
    father, another = said.get("patronymic") or "", other.get("patronymic") or ""
    stems = [folded(name)[:FATHERS_STEM] for name in (father, another)]
    if not all(stems) or is_only_latin(father) != is_only_latin(another):
        return False
    return stems[0] != stems[1] and not _are_alike(father, another)


def folded(name: str) -> str:
    """A name without what a Russian keyboard and a caseless form make of it."""
    return " ".join(_words(name))


def _is_same_word(one: str, other: str) -> bool:
    words, others = _words(one), _words(other)
    if not words or not others:
        return False
    return words[0] == others[0] or "".join(words) == "".join(others) or _is_initial(words[0], others[0])


def _are_alike(one: str, other: str) -> bool:
    """Whether one name may be the other, misspelt, an initial of it, or followed by the father's."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return False
    pairs = [(words[0], others[0])]
    if 1 in (len(words), len(others)):
        pairs.append(("".join(words), "".join(others)))
    return any(_is_initial(a, b) or DamerauLevenshtein.normalized_similarity(a, b) >= _ALIKE for a, b in pairs)


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold().translate(_RUSSIAN))


def _is_initial(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]
