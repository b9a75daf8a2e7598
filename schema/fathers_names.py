"""What a father's name says of its bearer: -ұлы and -ович are of a son, -қызы and -овна of a daughter.

And the sex of a person as far as a card says it: in its field, else in its number, else by the father's name.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from schema.identity_numbers import sex_in
from schema.spelling import letters, rules, split

_ENDINGS = {"MALE": "male", "FEMALE": "female", None: "neutral"}
"""Where the table has the endings of patronymics, by the sex that they tell."""


def sex_said(card: Mapping[str, Any]) -> str | None:
    """The sex of whom a card tells: what it states, else what its number says, else its father's name."""
    return card.get("sex") or sex_in(card.get("iin")) or sex_by_father(card)


def are_of_two_sexes(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two cards say two sexes."""
    sexes = {sex_said(one), sex_said(other)}
    return len(sexes - {None}) > 1


def sex_beside_number(card: Mapping[str, Any]) -> str | None:
    """The sex that a card says, without what its number says."""
    return card.get("sex") or sex_by_father(card)


def sex_by_father(card: Mapping[str, Any]) -> str | None:
    """The sex that the father's name on a card tells, in its own field or beside the given or the family name.

    A family name of one word tells it by -ұлы and -қызы alone: Абрамович is the name of his daughter too.
    """
    if fathers := split(card.get("patronymic") or ""):
        return _sex_of(fathers)
    for field, before in (("givenName", 1), ("familyName", 2)):
        words = split(card.get(field) or "")
        if len(words) > before and (sex := _sex_of(words[before:])) is not None:
            return sex
    family = letters(card.get("familyName") or "")
    telling = rules()["patronymic"]["as_family_name"].items()
    return next((sex for sex, ends in telling if family.endswith(tuple(ends))), None)


def ending_of(word: str) -> tuple[str, str | None] | None:
    """The ending of a patronymic at the end of ``word``, which is in plain letters, and the sex that it tells."""
    return _ending(word, rules()["patronymic"]["shortest"])


def endings() -> frozenset[str]:
    """The endings of patronymics, in plain letters."""
    return frozenset(ending for key in _ENDINGS.values() for ending in rules()["patronymic"][key])


def _sex_of(words: list[str]) -> str | None:
    ending = _ending(letters("".join(words)), 0)
    return ending[1] if ending is not None else None


@lru_cache(maxsize=10_000)
def _ending(word: str, least: int) -> tuple[str, str | None] | None:
    for sex, key in _ENDINGS.items():
        for ending in rules()["patronymic"][key]:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                return ending, sex
    return None
