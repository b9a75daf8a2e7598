"""The order of names: that of the Kazakh alphabet, as a key that engines compare by code points.

Letters of the Kazakh Cyrillic alphabet come in its order, Latin letters after all of them. Case does not count, nor
do signs between letters; a blank or hyphen comes before every letter, so that a short word stands before a longer
one that begins with it. A letter of another language stands where the letter does of which it is made (ў with у).
"""

import unicodedata
from functools import cache, lru_cache

from schema.spelling import base_letter

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_FIRST_OF_KEY = 0x4E00
"""Letters of keys are of no alphabet, so that a key is never taken for a name."""

_PLACES = {letter: place for place, letter in enumerate((*"0123456789", *ALPHABET, *_LATIN), start=1)}
_BREAK = 0


@lru_cache(maxsize=10_000)
def order_key(text: str) -> str:
    """What stands for ``text`` in an order: keys compare by code points as names do in the Kazakh alphabet."""
    places: list[int] = []
    for letter in unicodedata.normalize("NFC", text).lower():
        place = _place(letter)
        # Several blanks and hyphens part two words once.
        if place is not None and not (place == _BREAK and places[-1:] == [_BREAK]):
            places.append(place)
    return "".join(chr(_FIRST_OF_KEY + place) for place in places)


@cache
def _place(letter: str) -> int | None:
    """The place of a letter; None for what is no letter and parts no words."""
    if letter in _PLACES:
        return _PLACES[letter]
    if letter.isspace() or unicodedata.category(letter) in ("Pd", "Pc"):
        return _BREAK
    if not letter.isalnum() or unicodedata.category(letter) == "Lm":
        return None
    return _PLACES.get(base_letter(letter), len(_PLACES) + 1)
