"""The forms in which names and numbers are searched: coarser than the plain spelling in which names are compared.

A name's words are in plain spelling, with those letters brought together that stand for one another between Kazakh
and Russian. A form is for finding: what is found is ranked by the names themselves.
"""

import re
from functools import lru_cache

from schema.fathers_names import ending_of
from schema.spelling import letters, plain, reduced, rules, split
from schema.texts import normal_name

_TWICE = re.compile(r"([a-z])\1+")
_NO_SIGN = re.compile(r"[^\w]|_")
_VOWELS = "aeiou"
SHORTEST_WITH_ERROR = 4
"""So many letters a word has at least of which one may be wrong."""


@lru_cache(maxsize=10_000)
def search_form(word: str) -> str:
    """The form of one word of a name: Құсайынов, Хусаинов and Kusainov have one."""
    return _coarse(plain(word))


def search_forms(text: str) -> tuple[str, ...]:
    """The forms of the words of a name, in their order."""
    return tuple(form for word in split(text) if (form := search_form(word)))


@lru_cache(maxsize=10_000)
def fathers_form(word: str) -> str:
    """The beginning that the forms of one father's name have in common: of Серікұлы, Серикович and Серик.

    That of a word without the ending of a patronymic is its own form.
    """
    spelt = letters(normal_name(word))
    ending = ending_of(spelt)
    if ending is None:
        return search_form(word)
    stem = reduced(spelt.removesuffix(ending[0]))
    bare = stem.rstrip(_VOWELS)
    return _coarse(bare if len(bare) >= rules()["patronymic"]["shortest"] else stem)


def spelt_words(text: str) -> tuple[str, ...]:
    """The words of a name letter for letter in the plain alphabet: an error is one in them, and more in a form."""
    return tuple(filter(None, map(letters, split(text))))


def spelt_stem(word: str) -> str:
    """A word letter for letter in the plain alphabet, without the ending of a patronymic."""
    spelt = letters(word)
    ending = ending_of(spelt)
    return spelt if ending is None else spelt.removesuffix(ending[0])


def form_of_spelt(spelt: str) -> str:
    """The form of a word of :func:`spelt_words`."""
    return _coarse(reduced(spelt))


def number_form(text: str) -> str:
    """A number of a document without what parts its letters and digits, look-alike letters as one."""
    return "".join(map(search_letter, _NO_SIGN.sub("", normal_name(text).casefold())))


@lru_cache(maxsize=1_000)
def search_letter(letter: str) -> str:
    """A letter or digit of a number, in plain letters where it has one."""
    return letters(letter) or letter


@lru_cache(maxsize=10_000)
def with_one_left_out(spelt: str) -> frozenset[str]:
    """A word of :func:`spelt_words` and what is left of it without one of its letters; none of a short one.

    Two words that have one of these in common are a letter or two apart (symmetric deletion).
    """
    if len(spelt) < SHORTEST_WITH_ERROR:
        return frozenset()
    return frozenset((spelt, *(spelt[:at] + spelt[at + 1 :] for at in range(len(spelt)))))


def _coarse(word: str) -> str:
    for group in rules()["search_groups"]:
        word = word.replace(group["from"], group["to"])
    return _TWICE.sub(r"\1", word)
