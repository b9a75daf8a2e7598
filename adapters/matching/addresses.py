"""An address in the form in which it is compared: street, house and flat, without the words around them."""

import re
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from adapters.matching.closeness import errors_borne
from adapters.matching.data_files import table
from schema.spelling import plain, words

_NUMBER = re.compile(r"^[0-9]{1,4}[a-z]?$")
_NOUGHT = re.compile(r"^0+[a-z]?$")
_LETTER = re.compile(r"(?<=[0-9])[\s\"«»-]+(?=[A-Za-zА-Яа-я](?![A-Za-zА-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі.]))")
_GLUED = re.compile(r"(?<=[A-Za-zА-Яа-яІі])\.?(?=[0-9])")
_LEAST = 2
_ENDING = 3
"""The most letters that an ending adds to a word for an institution."""
_VOWELS = "aeiou"


def address(text: str | None) -> str | None:
    """Street, house and flat in plain spelling with a slash between; an unknown flat is empty.

    None without a street and a house with a number above nought: that is no home. Nor is an institution one.
    """
    return _address(text) if text else None


def parts(normal: str) -> tuple[str, str, str]:
    """Street, house and flat of an address that :func:`address` gave."""
    street, house, flat = normal.split("/")
    return street, house, flat


@lru_cache(maxsize=10_000)
def same_street(one: str, other: str) -> bool:
    """Whether two streets are one, spelt otherwise or with a typing error."""
    if one == other:
        return True
    return DamerauLevenshtein.distance(one, other, score_cutoff=2) <= errors_borne(max(len(one), len(other)))


@lru_cache(maxsize=10_000)
def _address(text: str) -> str | None:
    all_words: list[str] = []
    for part in re.split(r"[,;]", text):
        cut = words(_GLUED.sub(" ", _LETTER.sub("", part)))
        if not _names_town(cut):
            all_words += cut
    numbers = [word for word in all_words if _NUMBER.match(word)]
    street_words = [word for word in all_words if word not in numbers and word not in _noise()]
    if (
        not _unknown("any").isdisjoint(all_words)
        or _unknown("all").issuperset(street_words)
        or any(map(_is_institution, all_words))
    ):
        return None
    street = [_bare(word) for word in street_words]
    house, flat = ("" if _NOUGHT.match(number) else number for number in [*numbers[:2], "", ""][:2])
    if not house:
        return None
    return f"{''.join(sorted(street))}/{house}/{flat}"


def _names_town(words: tuple[str, ...]) -> bool:
    towns = table("addresses")["towns"]
    return len(words) > 1 and (words[0] in towns or words[-1] in towns) and not any(map(_NUMBER.match, words))


@cache
def _noise() -> frozenset[str]:
    return frozenset(map(plain, table("addresses")["noise"]))


@lru_cache(maxsize=10_000)
def _is_institution(word: str) -> bool:
    if word in _unknown("institution"):
        return True
    beginnings = _unknown("institution_begins")
    return any(word[: len(word) - more] in beginnings for more in range(min(_ENDING, len(word)) + 1))


@cache
def _unknown(words: str) -> frozenset[str]:
    return frozenset(map(plain, table("addresses")["unknown"][words]))


def _bare(word: str) -> str:
    """A word of a street's name without its ending: ул. Абая and Абай көшесі are one."""
    word = plain(table("addresses")["translated"].get(word, word))
    bare = word.rstrip(_VOWELS)
    return bare if len(bare) >= _LEAST else word
