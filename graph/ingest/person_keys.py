"""Whose a sender's own number of a person is: one key may have been used again for somebody else.

Whether the sender gave its number to somebody else, mistook one for another, or corrects a number record by record,
cannot be told from here. Two persons who are one are put together when the last record is corrected; one person who
is two would show each the other's life.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations
from typing import Any

from graph.ingest.person_claim import ClaimValues
from graph.ingest.unlike_names import are_unlike, folded, is_one_name, names_of
from graph.write.derived import births_said
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.identity_numbers import sex_in

_TELLING = ("givenName", "familyName", "birthDate", "sex", "iin")
"""By which fields two cards under one number of a sender's are of two persons."""

_PREFIX = CATALOGUE.entity(SUBJECT).prefix


def made_key(mention: ClaimValues) -> str:
    """A key for a person of whom ``mention`` is the first, where the sender's is another person's."""
    return made_key_of(mention.id)


def made_key_of(mention_id: str) -> str:
    """The key that is made of the mention with this id."""
    return f"{_PREFIX}_{mention_id.partition('_')[2]}"


def made_of(key: str) -> str:
    """The id of the open mention of which ``key`` is made, if it is a key that was made."""
    return f"{CATALOGUE.entity(SOURCE).prefix}_{key.partition('_')[2]}"


def with_own_keys(mentions: Iterable[ClaimValues]) -> list[ClaimValues]:
    """The mentions, each under a key of one person. All are of one compartment.

    Where two numbers are stated under a key, the mentions of one number are a person, and those without a number
    are another: nobody knows of whom they tell. So it is where a sender uses its number of a person again for
    somebody else: another name, be it by one letter, with another date of birth or another sex. Whose first mention
    came first keeps the key; the others get one made of their first mention.
    """
    by_key: dict[str, list[ClaimValues]] = defaultdict(list)
    for mention in mentions:
        by_key[mention.key].append(mention)
    return [mention for of_key in by_key.values() for mention in _parted(of_key)]


def _parted(mentions: Sequence[ClaimValues]) -> list[ClaimValues]:
    ordered = sorted(mentions, key=lambda m: (m.first_received, m.id))
    parts = [part for named in _parted_by_names(ordered) for part in _parted_by_numbers(named)]
    parts.sort(key=lambda part: ordered.index(part[0]))
    keys = [part[0].key if not place else made_key(part[0]) for place, part in enumerate(parts)]
    return [replace(m, key=key) for key, part in zip(keys, parts, strict=True) for m in part]


def _parted_by_numbers(mentions: list[ClaimValues]) -> list[list[ClaimValues]]:
    by_stated: dict[str | None, list[ClaimValues]] = defaultdict(list)
    for mention in mentions:
        by_stated[mention.values.get("iin") or None].append(mention)
    return list(by_stated.values()) if len(by_stated.keys() - {None}) > 1 else [mentions]


def _parted_by_names(mentions: list[ClaimValues]) -> list[list[ClaimValues]]:
    """By given names that are alike, if two of the mentions are of two persons; who is not named is by itself.

    Where two of them have like names all the same, by names to the letter: who is like both is neither.
    """
    if not _hold_two_persons(mentions):
        return [mentions]
    groups: list[list[ClaimValues]] = []
    for mention in mentions:
        near = [group for group in groups if any(_share_a_name(mention, other) for other in group)]
        joined = [m for group in near for m in group]
        groups = [*(group for group in groups if group not in near), [*joined, mention]]
    fine = [part for group in groups for part in (_by_letters(group) if _hold_two_persons(group) else [group])]
    return [sorted(group, key=lambda m: (m.first_received, m.id)) for group in fine]


def _hold_two_persons(mentions: Iterable[ClaimValues]) -> bool:
    # A person may have thousands of records, and few different cards.
    cards = {tuple(mention.values.get(name) for name in _TELLING): mention for mention in mentions}
    return any(_are_two_persons(one.values, other.values) for one, other in combinations(cards.values(), 2))


def _by_letters(mentions: Iterable[ClaimValues]) -> list[list[ClaimValues]]:
    by_name: dict[tuple[str, ...], list[ClaimValues]] = defaultdict(list)
    for mention in mentions:
        by_name[tuple(folded(name) for name in names_of(mention.values))].append(mention)
    return list(by_name.values())


def _share_a_name(one: ClaimValues, other: ClaimValues) -> bool:
    """Whether two given names are alike, or neither is said."""
    names = [m.values.get("givenName") for m in (one, other)]
    return not any(names) or (all(names) and not are_unlike(names_of(one.values), names_of(other.values)))


def are_parted(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two cards under one key are of two persons: by their numbers, or by all else that they say."""
    if one.get("iin") and other.get("iin"):
        return bool(one["iin"] != other["iin"])
    return _are_two_persons(one, other)


def _are_two_persons(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two cards are of two persons, unless they state one identification number.

    Under one key a name alone that differs is a name put right, and so is a date alone: the sender knows better.
    """
    if not (a.get("givenName") and b.get("givenName")) or (a.get("iin") and a.get("iin") == b.get("iin")):
        return False
    days, others = set(births_said([a])), set(births_said([b]))
    is_other_sex = _are_apart(sexes_said(a), sexes_said(b))
    if are_unlike(names_of(a), names_of(b)):
        return is_other_sex or _are_apart(days, others)
    if is_one_name(names_of(a), names_of(b)):
        return False
    return is_other_sex or (_are_apart(days, others) and not _are_one_year(days, others))


def sexes_said(said: Mapping[str, Any]) -> set[str]:
    """The sexes that a card says, and that in its number."""
    return {sex for sex in (said.get("sex"), sex_in(said.get("iin"))) if sex is not None}


def _are_apart(values: Set[Any], others: Set[Any]) -> bool:
    """Whether two cards say something, and nothing that is the same."""
    return bool(values) and bool(others) and values.isdisjoint(others)


def _are_one_year(days: Iterable[dt.date], others: Iterable[dt.date]) -> bool:
    """Whether one of two dates is a first of January, which stands for the year alone, and their year is one."""
    return any(
        one.year == other.year and (1, 1) in ((one.month, one.day), (other.month, other.day))
        for one in days
        for other in others
    )
