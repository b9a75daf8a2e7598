"""An address in the form in which it is compared: street, house and flat, without the words around them."""

import re
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from adapters.matching.data_files import table
from adapters.matching.spelling import errors_borne, plain, words

_NUMBER = re.compile(r"^[0-9]{1,4}[a-z]?$")
_LETTER = re.compile(r"(?<=[0-9])[\s\"«»-]+(?=[A-Za-zА-Яа-я](?![A-Za-zА-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі.]))")
_GLUED = re.compile(r"(?<=[A-Za-zА-Яа-яІі])\.?(?=[0-9])")
_LEAST = 2
_VOWELS = "aeiou"


def address(text: str | None) -> str | None:
    """Street, house and flat in plain spelling with a slash between, None without a street that is said.

    An unknown house or flat is empty.
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
    found: list[str] = []
    for part in re.split(r"[,;]", text):
        cut = words(_GLUED.sub(" ", _LETTER.sub("", part)))
        if not _names_town(cut):
            found += cut
    numbers = [each for each in found if _NUMBER.match(each)]
    named = [each for each in found if each not in numbers and each not in _noise()]
    if not _unknown("any").isdisjoint(found) or _unknown("all").issuperset(named):
        return None
    street = [_bare(each) for each in named]
    house, flat = [*numbers[:2], "", ""][:2]
    return f"{''.join(sorted(street))}/{house}/{flat}"


def _names_town(found: tuple[str, ...]) -> bool:
    towns = table("addresses")["towns"]
    return len(found) > 1 and (found[0] in towns or found[-1] in towns) and not any(map(_NUMBER.match, found))


@cache
def _noise() -> frozenset[str]:
    return frozenset(map(plain, table("addresses")["noise"]))


@cache
def _unknown(words: str) -> frozenset[str]:
    return frozenset(map(plain, table("addresses")["unknown"][words]))


def _bare(word: str) -> str:
    """A word of a street's name without its ending: ул. Абая and Абай көшесі are one."""
    word = plain(table("addresses")["translated"].get(word, word))
    bare = word.rstrip(_VOWELS)
    return bare if len(bare) >= _LEAST else word
