"""How many letters two given names differ by, whatever one name a list or a compared form makes of them.

Twins are called Жанна and Жана, Олжас and Өлжас: the form in which names are compared makes one of two.
"""

from rapidfuzz.distance import DamerauLevenshtein

from adapters.matching.features import Features
from adapters.matching.levels import is_crossed
from schema.texts import is_only_latin

MOST = 2
"""The letters by which two names may differ and still be one name misspelt, or two names of twins."""
_TWO_ERRORS_FROM = 4
"""The letters of a name from which two that differ still leave it like the other."""


def are_letters_off(a: Features, b: Features) -> bool:
    """Whether two given names differ by a letter or two, in the compared form or as they are written.

    Of two alphabets only the compared form counts: what a name is in the other is nobody's to say for sure.
    """
    if not (a.given_name and b.given_name):
        return False
    errors = DamerauLevenshtein.distance(a.given_name, b.given_name, score_cutoff=MOST)
    if _are_few(errors, a.given_name, b.given_name):
        return True
    return any(_are_spelt_apart(one, other, errors == 0) for one, other in _written(a, b))


def _written(a: Features, b: Features) -> list[tuple[str, str]]:
    """The given names of the two letter for letter, across where family and given name are exchanged."""
    pairs = [(a.given_letters, b.given_letters)]
    if a.given_name != b.given_name and is_crossed(a, b):
        pairs = [(a.given_letters, b.family_letters), (a.family_letters, b.given_letters)]
    return [(one, other) for one, other in pairs if one and other and is_only_latin(one) == is_only_latin(other)]


def _are_spelt_apart(one: str, other: str, is_one_form: bool) -> bool:
    errors = DamerauLevenshtein.distance(one, other, score_cutoff=MOST)
    return 0 < errors <= MOST if is_one_form else _are_few(errors, one, other)


def _are_few(errors: int, one: str, other: str) -> bool:
    return errors == 1 or (errors == MOST and min(len(one), len(other)) >= _TWO_ERRORS_FROM)
