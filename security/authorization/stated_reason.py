"""Substance: whether a text that somebody has to give says anything that can be read.

Whoever opens an emergency, or writes into a file, answers for it in words. A point, an invisible character or bytes
that are no text are none.
"""

import unicodedata

LEAST_LETTERS = 5
"""Letters of any script that a reason has at least."""

LEAST_DIFFERENT = 3
"""Letters that differ from one another in a reason, whatever their case."""

_BROKEN = "\N{REPLACEMENT CHARACTER}"
_NO_TEXT = ("Cs", "Co", "Cn")
"""General categories (Unicode, section 4.5) of what no writing has: surrogates, private use, unassigned."""

_BLANK = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by their category that show nothing: the fillers of Hangul."""


def is_legible(text: str) -> bool:
    """Whether all of ``text`` is text, and some of it a letter or a number."""
    if _BROKEN in text or any(unicodedata.category(character) in _NO_TEXT for character in text):
        return False
    return any(_is_of(character, "LN") for character in _visible_text(text))


def is_reason(text: str) -> bool:
    """Whether ``text`` can be a reason in words."""
    letters = [character for character in _visible_text(text).casefold() if _is_of(character, "L")]
    return is_legible(text) and len(letters) >= LEAST_LETTERS and len(set(letters)) >= LEAST_DIFFERENT


def _visible_text(text: str) -> str:
    """``text`` in normal form KC (Unicode Standard Annex 15), without what shows nothing."""
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character not in _BLANK)


def _is_of(character: str, classes: str) -> bool:
    return unicodedata.category(character)[0] in classes
