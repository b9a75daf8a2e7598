"""The order of what a search found: how well names fit the words that were typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from resolvers.roots.composed.search_text import TypedText, TypedWord
from schema.kazakh_order import order_key
from schema.search_forms import fathers_form, number_form, search_form
from schema.spelling import own_letters, split

NAME, SPELLING, NUMBER, BIRTH_YEAR, TYPING_ERROR = "NAME", "SPELLING", "NUMBER", "BIRTH_YEAR", "TYPING_ERROR"
_AS_TYPED = (NAME, SPELLING, TYPING_ERROR)
"""The best first."""

NAMES = ("familyName", "givenName", "patronymic")
UNIT_NAMES = ("nameKk", "nameRu", "nameEn", "code")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A record that was found: by what, its place among those of its type, and the row that was read of it."""

    id: str
    type: str
    matched: tuple[str, ...]
    place: tuple[Any, ...]
    row: Mapping[str, Any]


def person_hit(row: Mapping[str, Any], values: Mapping[str, Any], typed: TypedText) -> Hit:
    """A person who was found by name, by year of birth or by both."""
    names = [values.get(name) or "" for name in NAMES]
    spelt = [(own_letters(word), search_form(word)) for name in names for word in split(name)]
    fits = [_fit(word, spelt) for word in typed.words]
    worst = max(map(_AS_TYPED.index, fits), default=0)
    return Hit(
        id=values["id"],
        type="Person",
        matched=(
            *(way for way in (NAME, SPELLING) if way in fits),
            *((BIRTH_YEAR,) if typed.year is not None else ()),
            *((TYPING_ERROR,) if TYPING_ERROR in fits else ()),
        ),
        place=(worst, -_likeness(typed.words, spelt), *map(order_key, names)),
        row=row,
    )


def numbered_hit(type_name: str, row: Mapping[str, Any], values: Mapping[str, Any], typed: TypedText) -> Hit:
    """A record that was found by its number or the beginning of it: the whole number first."""
    number = number_form(values["number"])
    return Hit(id=values["id"], type=type_name, matched=(NUMBER,), place=(number != typed.number, number), row=row)


def person_of_number(row: Mapping[str, Any], values: Mapping[str, Any]) -> Hit:
    """A person who was found by the identification number."""
    return Hit(id=values["id"], type="Person", matched=(NUMBER,), place=(), row=row)


def unit_hit(row: Mapping[str, Any], values: Mapping[str, Any], typed: TypedText) -> Hit:
    """A unit that was found by words of its name."""
    names = [values.get(name) or "" for name in UNIT_NAMES]
    spelt = [(own_letters(word), search_form(word)) for name in names for word in split(name)]
    fits = [_fit(word, spelt) for word in typed.words]
    likeness = max(_likeness(typed.words, [(own_letters(word), "") for word in split(name)]) for name in names)
    return Hit(
        id=values["id"],
        type="Unit",
        matched=tuple(way for way in (NAME, SPELLING) if way in fits),
        place=(max(map(_AS_TYPED.index, fits), default=0), -likeness, *map(order_key, names)),
        row=row,
    )


def _fit(word: TypedWord, spelt: Iterable[tuple[str, str]]) -> str:
    """How a word fits the best of a name's, each by its letters and its form."""
    pairs = list(spelt)
    if any(letters == word.letters or (word.is_open and letters.startswith(word.letters)) for letters, _ in pairs):
        return NAME
    form, stem = search_form(word.letters), fathers_form(word.letters)
    is_beginning = word.is_open or stem != form
    if any(other == form or (is_beginning and other.startswith(stem)) for _, other in pairs):
        return SPELLING
    return TYPING_ERROR


def _likeness(words: Iterable[TypedWord], spelt: Iterable[tuple[str, str]]) -> int:
    """How like the words are to a name, in whatever order, from 0 to 100."""
    typed_name, name = " ".join(word.letters for word in words), " ".join(letters for letters, _ in spelt)
    return round(fuzz.token_sort_ratio(typed_name, name))
