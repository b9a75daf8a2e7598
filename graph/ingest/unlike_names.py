"""Whether the names on two cards are of two people: unlike given names, or a letter or more apart."""

import re
from collections.abc import Mapping
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from schema.given_names import common_form
from schema.spelling import plain, words
from schema.texts import is_only_latin

_ALIKE = 0.7
"""The share of letters in common from which one given name may be another, misspelt: Ерлан and Нұрлан are two."""
_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")
"""The letters that a Russian keyboard has for Kazakh ones."""

FATHERS_STEM = 4
"""The letters of a father's name that its endings leave: Серікұлы and Серикович are of one father."""

_WORD = re.compile(r"\w+")


def names_of(values: Mapping[str, Any]) -> tuple[str, str]:
    """Given name and family name on a card that has a given name."""
    return values["givenName"], values.get("familyName") or ""


def are_unlike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two given names are unlike, and not one of them the family name put down for it."""
    (given_name, family), (other_given, other_family) = one, other
    crossed = _are_alike(given_name, other_family) and _are_alike(family, other_given)
    return not (crossed or _are_alike(given_name, other_given))


def is_one_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two cards name somebody alike, letter by letter as far as one alphabet can tell.

    A like name of another alphabet, an initial, and a father's name put down beside leave it one; so do a given
    name and a family name that are exchanged. Two unlike family names are two.
    """
    (given_name, family), (other_given, other_family) = one, other
    if _is_same_word(given_name, other_family) and _is_same_word(family, other_given):
        return True
    if family and other_family and not _are_alike(family, other_family):
        return False
    if _are_of_two_alphabets(given_name, other_given):
        return _are_alike(given_name, other_given)
    return _is_same_word(given_name, other_given)


def is_same_given_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two cards have one given name to the letter, whatever the family name.

    An initial, a form that a list knows of the name, the other alphabet, and names exchanged leave it the same.
    """
    (given_name, family), (other_given, other_family) = one, other
    if _is_same_word(given_name, other_family) and _is_same_word(family, other_given):
        return True
    return _is_same_word(given_name, other_given) or _are_forms_of_one(given_name, other_given)


def are_other_fathers(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two cards name two fathers: the endings of a language, an initial and the alphabet are none."""
    father, another = one.get("patronymic") or "", other.get("patronymic") or ""
    stems = [folded(name)[:FATHERS_STEM] for name in (father, another)]
    if not all(stems) or is_only_latin(father) != is_only_latin(another):
        return False
    return stems[0] != stems[1] and not _are_alike(father, another)


def folded(name: str) -> str:
    """A name without what a Russian keyboard and a caseless form make of it."""
    return " ".join(_words(name))


def _are_forms_of_one(one: str, other: str) -> bool:
    """Whether a list knows two names for spellings of one. A letter that is doubled is in no list: Жанна, Жана."""
    forms = plain(one), plain(other)
    return forms[0] != forms[1] and common_form(forms[0]) == common_form(forms[1])


def _is_same_word(one: str, other: str) -> bool:
    names, others = _comparable(one, other)
    if not names or not others:
        return False
    return names[0] == others[0] or "".join(names) == "".join(others) or _is_initial(names[0], others[0])


def _are_alike(one: str, other: str) -> bool:
    """Whether one name may be the other, misspelt, an initial of it, or followed by the father's."""
    names, others = _comparable(one, other)
    if not names or not others:
        return False
    pairs = [(names[0], others[0])]
    if 1 in (len(names), len(others)):
        pairs.append(("".join(names), "".join(others)))
    return any(_is_initial(a, b) or DamerauLevenshtein.normalized_similarity(a, b) >= _ALIKE for a, b in pairs)


def _comparable(one: str, other: str) -> tuple[list[str], list[str]]:
    """The words of two names, in letters that can be compared: those of both alphabets in one plain spelling."""
    if _are_of_two_alphabets(one, other):
        return list(map(common_form, words(one))), list(map(common_form, words(other)))
    return _words(one), _words(other)


def _are_of_two_alphabets(one: str, other: str) -> bool:
    return is_only_latin(one) != is_only_latin(other)


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold().translate(_RUSSIAN))


def _is_initial(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]
