"""Keys by which two cards are brought together: only cards that share one are compared.

Each key rests on other fields, so that an error in one field leaves a key that still meets. Keys hold parts of
names in clear: whoever stores them puts each through a keyed hash first.
"""

import datetime as dt
from collections.abc import Iterator

from adapters.matching.addresses import parts
from adapters.matching.features import Features

_VOWELS = frozenset("aeiou")


def blocks(features: Features) -> tuple[str, ...]:
    """The keys of a card, sorted. A card of which too little is known has none."""
    return tuple(sorted(set(_keys(features))))


def _keys(features: Features) -> Iterator[str]:
    family, given_name, father = (_skeleton(n) for n in (features.family, features.given_name, features.patronymic))
    # Swapped names meet in the keys of both names, which are put in order for that.
    both = "+".join(sorted((family, given_name)))
    for born in features.dates:
        day = _day(born)
        if given_name:
            yield f"day-given:{day}:{given_name[:2]}"
        if family:
            yield f"day-family:{day}:{family[:3]}"
        if family and given_name:
            yield f"year-names:{born.year}:{both}"
    if family and given_name and father:
        yield f"names:{both}+{father}"
    if features.kato and family and given_name:
        yield f"district-names:{features.kato}:{both}"
    if features.phone and given_name:
        yield f"phone:{features.phone}:{given_name[:1]}"
    if features.address and given_name:
        street, house, flat = parts(features.address)
        yield f"home:{street[:4]}:{house}:{flat}:{given_name[:2]}"


def _day(born: dt.date) -> str:
    """The date, the same where day and month are swapped."""
    low, high = sorted((born.month, born.day))
    return f"{born.year}-{low}-{high}"


def _skeleton(name: str | None) -> str:
    """The first letter and the consonants after it, at most four: spellings differ most in vowels."""
    if not name:
        return ""
    return (name[0] + "".join(c for c in name[1:] if c not in _VOWELS))[:4]
