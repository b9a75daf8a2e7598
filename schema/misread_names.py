"""Names in another program's code: the bytes of one Cyrillic code page, read as those of another.

Every byte is a letter in both, so that no sign gives the text away: Иван in KOI8-R is йЧБО in Windows-1251.
What does is which letters stand side by side. A word is misread where another code page makes of its bytes one
that is far likelier to be a name (``letter_pairs.toml``). Of words of two to four letters some pass: any is like
some other.

ftfy 6.3, the library for this, knows none of these pairs: it mends UTF-8 that was read as something else.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import log

_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "kz1048")
"""The code pages in which Kazakh and Russian names are kept; the last has the Kazakh letters."""
_LATIN = ("cp1252", "cp1254", "cp1250", "cp1257")
"""Code pages by which a program of another country reads them."""
_KAZAKH_BYTES = frozenset("ЌќЋћЅѕЈј")
"""What Қ, Һ, Ң and Ә of KZ-1048 are in Windows-1251: letters of Serbian and Macedonian."""
_UKRAINIAN, _LIKELIER_THERE = frozenset("ЄєЇїҐґ"), 1.5
"""What Ғ, Ү and Ө are there, of Ukrainian: of one letter that is wrong less has to be likelier."""
_ACCENTED = 4
"""The letters up to which a word of accented Latin letters alone may be one."""
_WORD = re.compile(r"[^\W\d_]+")

_FEWEST = 2
_LIKELY = -2.6
"""The mean logarithm of the chance of a letter after another, from which a word is a name as it stands."""
_POSSIBLE = -3.4
"""The same, from which another reading of it may be one."""
_LIKELIER = 5.0
"""By how much the whole of the other reading has to be likelier: about 150 times."""
_SHORT, _LIKELIER_OF_SHORT = 3, 7.0
"""Up to how many letters any word is like some other, and by how much one has to be likelier there."""
_SHIFTED = 4.0
"""What a word loses of which capitals stand after small letters: so KOI8-R shows."""
_SEEN, _LETTERS = 0.1, 4.5
"""What is added to a pair's count and a letter's, so that an unseen pair is unlikely and not impossible."""


def is_misread(text: str) -> bool:
    """Whether a word of a name is letters of another code page."""
    return not text.isascii() and any(_is_misread_word(word) for word in _WORD.findall(text) if not word.isascii())


@lru_cache(maxsize=10_000)
def _is_misread_word(word: str) -> bool:
    if len(word) < _FEWEST:
        return False
    if not _is_cyrillic(word):
        is_accented = all("\u0080" <= letter <= "\u024f" for letter in word)
        return is_accented and (len(word) > _ACCENTED or any(map(_is_possible, _readings(word, _LATIN))))
    if not _KAZAKH_BYTES.isdisjoint(word):
        return True
    likelihood, is_doubtful = _likelihood(word), not _UKRAINIAN.isdisjoint(word)
    likelihood -= 0 if _is_cased(word) else _SHIFTED / (len(word) + 1)
    if (likelihood >= _LIKELY and not is_doubtful) or (len(word) == _FEWEST and _is_cased(word)):
        return False
    least = likelihood + (_LIKELIER_THERE if is_doubtful else _LIKELIER) / (len(word) + 1)
    if len(word) <= _SHORT and _is_cased(word):
        least = max(_LIKELY, likelihood + _LIKELIER_OF_SHORT / (len(word) + 1))
    return any(_is_possible(other) and _likelihood(other) >= least for other in _readings(word, _CYRILLIC))


def _is_possible(word: str) -> bool:
    return _likelihood(word) >= _POSSIBLE


def _readings(word: str, shown_in: tuple[str, ...]) -> Iterator[str]:
    """What the bytes of a word are in other Cyrillic code pages, where they are letters there."""
    for code_page in shown_in:
        try:
            written = word.encode(code_page)
        except UnicodeEncodeError:
            continue
        for meant in _CYRILLIC:
            read = written.decode(meant, "replace")
            if read != word and _is_cyrillic(read) and _is_cased(read):
                yield read


def _likelihood(word: str) -> float:
    """The mean logarithm of the chance of each letter after the one before it, ends included."""
    counts, totals = _pairs()
    marked = f"^{word.casefold().replace('ё', 'е')}$"
    chances = [
        log((counts.get(one + other, 0) + _SEEN) / (totals.get(one, 0) + _LETTERS))
        for one, other in pairwise(marked)
    ]
    return sum(chances) / len(chances)


def _is_cyrillic(word: str) -> bool:
    return word.isalpha() and all("\u0400" <= letter <= "\u04ff" for letter in word)


def _is_cased(word: str) -> bool:
    return word.istitle() or word.islower() or word.isupper()


@cache
def _pairs() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How often a letter follows another, by the two; and how often a letter is followed."""
    stored = tomllib.loads(files("schema").joinpath("letter_pairs.toml").read_text("utf-8"))
    counts = {one + entry[0]: int(entry[1:]) for one, followers in stored.items() for entry in followers.split(" ")}
    totals: dict[str, int] = {}
    for pair, count in counts.items():
        totals[pair[0]] = totals.get(pair[0], 0) + count
    return counts, totals
