"""Family name, given name and patronymic in the form in which they are compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from adapters.feeds.placeholders import without_placeholder
from adapters.matching.closeness import errors_borne
from adapters.matching.data_files import table
from schema.fathers_names import ending_of, endings
from schema.given_names import common_form, known_names
from schema.spelling import letters, own_letters, plain, reduced, rules, split
from schema.texts import as_latin, is_latin, normal_line, normal_name

_VOWELS = "aeiou"
_MIXED = re.compile(r"(?=\w*[^\W\d_]{2})\w*[0-9]\w*")
"""A word with two letters together and a digit."""


@dataclass(frozen=True, kw_only=True)
class PersonNames:
    """A person's names, each in its compared form.

    ``nobody`` is whether words for somebody unknown stood in the family or the given name. ``family_letters`` and
    ``given_letters`` are the two names letter for letter, in the alphabet in which they are written.
    """

    family: str | None
    given_name: str | None
    patronymic: str | None
    nobody: bool = False
    family_letters: str | None = None
    given_letters: str | None = None


def names(family: str | None, given_name: str | None, patronymic: str | None) -> PersonNames:
    """The names of a card, each put where it belongs.

    A card may hold all three in one field, the patronymic beside the given name, or family and given name swapped.
    """
    family_parts, first, fathers = _parted(
        *_in_one_alphabet(*(_naming(text) for text in (family, given_name, patronymic)))
    )
    if _are_swapped(family_parts, first):
        family_parts, first = first, family_parts
    nobody = any(text and not _naming(text) for text in (family, given_name))
    return PersonNames(
        family=_family_name(plain("".join(family_parts))),
        given_name=_given_name(plain("".join(first))),
        patronymic=_fathers_name(fathers),
        nobody=nobody,
        family_letters=own_letters("".join(family_parts)) or None,
        given_letters=own_letters("".join(first)) or None,
    )


@lru_cache(maxsize=10_000)
def may_be(text: str) -> frozenset[str]:
    """The known names that ``text`` may stand for: itself, or those of which it may be a typing error."""
    if text in known_names():
        return frozenset((text,))
    return frozenset(
        name
        for name in known_names()
        if DamerauLevenshtein.distance(text, name, score_cutoff=2) <= errors_borne(min(len(text), len(name)))
    )


@lru_cache(maxsize=10_000)
def forefather(family: str) -> str:
    """A family name in the compared form, without the ending that makes it one: Ахметов and Ахмет are of one."""
    for ending in table("spelling")["family"]["dropped"]:
        if (
            family.endswith(ending)
            and len(family) - len(ending) >= table("thresholds")["closeness"]["one_error_from"]
        ):
            return family.removesuffix(ending)
    return family


def _naming(text: str | None) -> str:
    """A field of a name; empty where it names nobody, as "Неизвестный" or "Новорожденный" do."""
    if text is None or without_placeholder(text) is None:
        return ""
    if normal_line(text).casefold().rstrip(".") in table("nobody")["phrases"]:
        return ""
    if any(letters(word) in _nobody() for word in split(normal_name(text))):
        return ""
    return _MIXED.sub(lambda word: word[0].translate(_letters_of_digits()), text)


@cache
def _letters_of_digits() -> dict[int, str]:
    return str.maketrans(table("spelling")["digits"])


@cache
def _nobody() -> frozenset[str]:
    words = table("nobody")["words"].split()
    # In capitals a Latin word may have the letters of a Cyrillic one: BABY came in as such.
    return frozenset(map(letters, (*words, *(normal_name(word.upper()) for word in words))))


def _in_one_alphabet(*texts: str) -> Iterable[str]:
    """The texts in normal form; words that could be of two alphabets in Latin where the others are."""
    normal = [normal_name(text) for text in texts]
    return map(as_latin, normal) if is_latin("".join(map(as_latin, normal))) else normal


def _parted(family: str, given_name: str, patronymic: str) -> tuple[list[str], list[str], list[str]]:
    family_parts, first, fathers = split(family), split(given_name), split(patronymic)
    if not first and len(family_parts) > 1:
        family_parts, first = family_parts[:1], family_parts[1:]
    if not fathers:
        # "Серік ұлы" may stand apart, so that the last two words are tried together first.
        for count in (2, 1):
            last = first[-count:]
            if len(first) > count and (ending_of(letters("".join(last))) or _are_endings(last)):
                first, fathers = first[:-count], first[-count:]
                break
    return family_parts, first, fathers


def _are_swapped(family: list[str], given_names: list[str]) -> bool:
    if len(family) != 1 or len(given_names) != 1:
        return False
    family_name, first = plain(family[0]), plain(given_names[0])
    # A given name with a typing error is not known, and yet no family name.
    own_is_given, first_is_given = _given_name(family_name) in known_names(), bool(may_be(_given_name(first) or ""))
    if own_is_given != first_is_given:
        return own_is_given
    return not own_is_given and _tells_family(first) and not _tells_family(family_name)


def _tells_family(word: str) -> bool:
    return word.endswith(tuple(table("spelling")["family"]["telling"]))


@lru_cache(maxsize=10_000)
def _family_name(word: str) -> str | None:
    forms = table("spelling")["family"]
    for ending, replacement in forms["endings"]:
        if word.endswith(ending) and len(word) >= forms["shortest"]:
            word = word.removesuffix(ending) + str(replacement)
            break
    # A woman's ending with a typing error before it: of "Макаорва" the rules above know nothing.
    bare = word.rstrip("a")
    return (bare if len(bare) >= forms["shortest"] - 1 else word) or None


def _given_name(word: str) -> str | None:
    return common_form(word) or None


def _fathers_name(parts: list[str]) -> str | None:
    # The ending goes before double letters do: Серікқызы is Серік, and one к of the two belongs to the ending.
    word = letters("".join(parts))
    if not word or _are_endings(parts):
        return None
    ending = ending_of(word)
    stem = reduced(word.removesuffix(ending[0] if ending is not None else _misspelt_ending(word)))
    # Андреевич and Андрейұлы, Никитич and Никита: what is left of a name before an ending varies in its vowels.
    bare = stem.rstrip(_VOWELS)
    return bare if len(bare) >= rules()["patronymic"]["shortest"] else stem


def _are_endings(parts: list[str]) -> bool:
    """Whether the words are endings of patronymics, of no father's name: ұлы (son) and қызы (daughter) alone."""
    return {letters(part) for part in parts} <= endings()


@lru_cache(maxsize=10_000)
def _misspelt_ending(word: str) -> str:
    """The end of a patronymic that is an ending with one typing error; empty where there is none."""
    shortest, recognised = (rules()["patronymic"][name] for name in ("shortest", "recognised"))
    for ending in recognised:
        for length in (len(ending), len(ending) - 1, len(ending) + 1):
            end = word[-length:]
            if len(word) - length > shortest and DamerauLevenshtein.distance(end, ending) == 1:
                return end
    return ""
