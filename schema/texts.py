"""The normal form of texts and names: every door puts what comes in through it, and what is sought for as well.

A text is in Unicode's form NFC, with nothing invisible in it, its blanks folded and no entities of HTML. A name is
moreover one line, and each of its words is of one alphabet: letters that look alike stand in the alphabet of the
rest of the word.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from schema.lost_letters import NoNameError, refuse_lost
from schema.plain_signs import plain_letters

NAMES = frozenset({"familyName", "givenName", "patronymic"})
"""The fields that hold names of people, of whatever type."""

# They reorder what a reader sees; the doors refuse them, for what was meant cannot be told.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Of the kinds that Unicode counts as letters or marks, and that show nothing.
_FILLERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2800\u3164\ufe00-\ufe0f\uffa0]")
# An ampersand that was escaped, and escaped again; and an entity, which ends with a semicolon.
_ESCAPED = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_AROUND_BREAK = re.compile(r" ?\n ?")
_SHORTEST = 3
_WORD = re.compile(r"[^\W\d_]+")

_CYRILLIC_WORD = re.compile(r"[^\W\d_]*[\u0400-\u052f][^\W\d_]*")
# Beside Cyrillic letters: marks that no language puts on them (those that some does are letters in form NFC), the
# palochka, which stands for і, fita, which stands for ө, and a capital Y, which stands for У, Ү or Ұ: nobody knows.
_DOUBTFUL = re.compile(r"[\u0400-\u052f][\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]|[ӀӏѲѳ]")
_PUNYCODE = re.compile(r"\bxn--", re.IGNORECASE)

_ALIKE = (
    *("Aa Аа", "B В", "Cc Сс", "Ee Ее", "H Н", "h һ", "Ii Іі", "K К", "M М", "Oo Оо", "Pp Рр", "T Т", "Xx Хх"),
    *("Yy Уу", "Əə Әә", "Ɵɵ Өө"),
)
_PAIRS = [(latin, other) for pair in _ALIKE for latin, other in zip(*pair.split(), strict=True)]
_STRICTLY = {ord(latin): cyrillic for latin, cyrillic in _PAIRS}
# In a word that has letters of both, what is a little less alike is taken for the same too.
_CYRILLIC = {**_STRICTLY, ord("k"): "к"}
_LATIN = {ord(cyrillic): latin for latin, cyrillic in _PAIRS}
_GREEK = dict(zip(map(ord, "ΑΒΕΗΙΚΜΝΟΡΤΥΧορχ"), "ABEHIKMNOPTYXopx", strict=True))


def normal(text: str) -> str:
    """``text`` in normal form; its lines stay lines."""
    if text.isascii() and text.isprintable() and "  " not in text and "&" not in text:
        return text.strip()
    text = _without_entities(text)
    visible_text = _FILLERS.sub("", "".join(letter for letter in text if not _is_unseen(letter)))
    lines = _BREAKS.sub("\n", unicodedata.normalize("NFC", visible_text))
    return _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", lines)).strip()


def as_look_alikes(text: str) -> str:
    """``text`` with a Cyrillic letter for every Latin one that looks the same: nobody sees which of them it is."""
    return text.translate(_STRICTLY)


def normal_line(text: str) -> str:
    """``text`` in normal form, on one line."""
    return " ".join(normal(text).split())


@lru_cache(maxsize=10_000)
def normal_name(text: str) -> str:
    """A name in normal form, in plain letters, each of its words in one alphabet.

    A word in which every letter could be of either alphabet counts as Cyrillic, so that it has one form, unless the
    name's other words are Latin.
    """
    name = _WORD.sub(lambda word: _one_alphabet(word[0]), plain_letters(normal_line(text)))
    return latin if is_latin(latin := as_latin(name)) else name


def stated_name(text: str) -> str:
    """A name that somebody is said to have, in normal form.

    Raises:
        schema.lost_letters.LostLettersError: a letter was lost on the way.
        schema.lost_letters.NoNameError: a digit or a sign stands in it that is in no name, or a word has letters of
            two alphabets, of which nobody can tell what was meant.
    """
    name = normal_name(refuse_lost(text, is_name=True))
    written = plain_letters(normal_line(text))
    is_doubtful = _DOUBTFUL.search(name) or any("Y" in word for word in _CYRILLIC_WORD.findall(written))
    if is_doubtful or _PUNYCODE.search(name) or any(map(_is_mixed, _CYRILLIC_WORD.findall(name))):
        raise NoNameError(
            "a letter of another alphabet, or a mark, stands in a word: send the name in letters alone"
        )
    return name


def normal_part(text: str) -> str:
    """A part of a name that is sought, in normal form. Of which alphabet a few letters are it does not decide."""
    name = normal_name(text)
    return as_latin(name) if is_only_latin(text) else name


def as_latin(text: str) -> str:
    """``text`` with those words put into Latin letters that could be of either alphabet."""
    return _WORD.sub(lambda word: _latin(word[0]) or word[0], text)


def is_latin(text: str) -> bool:
    """Whether every letter of ``text`` is Latin, and one at least is like no Cyrillic one."""
    letters = "".join(_WORD.findall(text))
    return is_only_latin(letters) and _alphabets(letters.translate(_STRICTLY)) != {"CYRILLIC"}


def is_only_latin(text: str) -> bool:
    """Whether every letter of ``text`` is Latin, and there is one."""
    return _alphabets("".join(_WORD.findall(text))) == {"LATIN"}


def _without_entities(text: str) -> str:
    """``text`` with the letters that its entities name: ``&#1201;`` is ұ. Unknown ones stay."""
    while "&" in text:
        decoded = _ENTITY.sub(lambda entity: unescape(entity[0]), _ESCAPED.sub("&", text))
        if decoded == text:
            break
        text = decoded
    return text


def _one_alphabet(word: str) -> str:
    word = word.translate(_GREEK) if _alphabets(word) != {"GREEK"} else word
    if _alphabets(word) == {"LATIN"}:
        strict = word.translate(_STRICTLY)
        # An initial, or two letters, is more often a Latin one than a name typed on the other keyboard.
        return strict if len(word) >= _SHORTEST and _alphabets(strict) == {"CYRILLIC"} else word
    cyrillic = word.translate(_CYRILLIC)
    return cyrillic if _alphabets(cyrillic) == {"CYRILLIC"} else _latin(word) or word


def _latin(word: str) -> str | None:
    latin = word.translate(_LATIN)
    return latin if _alphabets(latin) == {"LATIN"} else None


def _is_mixed(word: str) -> bool:
    # An apostrophe of Uzbek and Ukrainian names is of no alphabet.
    return len(_alphabets(word) - {"MODIFIER"}) > 1


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in word}


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" and not _REORDERING.match(letter)
