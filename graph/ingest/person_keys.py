"""Whose a sender's own number of a person is: one key may have been used again for somebody else.

Whether the sender gave its number to somebody else, mistook one for another, or corrects a number record by record,
cannot be told from here. Two persons who are one are put together when the last record is corrected; one person who
is two would show each the other's life.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations, product
from typing import Any

from graph.ingest.person_claim import ClaimValues, RowCard
from graph.ingest.unlike_names import (
    are_other_fathers,
    are_unlike,
    folded,
    is_one_name,
    is_same_given_name,
    names_of,
)
from graph.write.derived import births_said
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.fathers_names import are_of_two_sexes

_TELLING = ("givenName", "familyName", "patronymic", "birthDate", "sex", "iin")
"""By which fields two cards under one number of a sender's are of two persons."""

_PREFIX = CATALOGUE.entity(SUBJECT).prefix


def made_key(claim: ClaimValues) -> str:
    """A key for a person of whom ``claim`` is the first, where the sender's is another person's."""
    return made_key_of(claim.id)


def made_key_of(claim_id: str) -> str:
    """The key that is made of the mention with this id."""
    return f"{_PREFIX}_{claim_id.partition('_')[2]}"


def made_of(key: str) -> str:
    """The id of the open mention of which ``key`` is made, if it is a key that was made."""
    return f"{CATALOGUE.entity(SOURCE).prefix}_{key.partition('_')[2]}"


def with_own_keys(claims: Iterable[ClaimValues]) -> list[ClaimValues]:
    """The mentions, each under a key of one person. All are of one compartment.

    Where two numbers are stated under a key, the mentions of one number are a person, and those without a number
    are another: nobody knows of whom they tell. So it is where a sender uses its number of a person again for
    somebody else: another name, be it by one letter, without a date of birth in common, or with another sex. Whose
    first mention came first keeps the key; the others get one made of their first mention.
    """
    by_key: dict[str, list[ClaimValues]] = defaultdict(list)
    for claim in claims:
        by_key[claim.key].append(claim)
    return [claim for of_key in by_key.values() for claim in _parted(of_key)]


def beside_rows(claims: Iterable[ClaimValues], rows: Iterable[RowCard]) -> list[ClaimValues]:
    """The mentions; those under the key of a row of the hub's own that is plainly of somebody else get another."""
    all_claims = list(claims)
    sent_by_key = {row.id: row.as_sent for row in rows}
    parted = {
        claim.key
        for claim in all_claims
        if claim.key in sent_by_key and are_parted(sent_by_key[claim.key], claim.values)
    }
    firsts: dict[str, ClaimValues] = {}
    for claim in sorted(all_claims, key=lambda claim: (claim.first_received, claim.id)):
        firsts.setdefault(claim.key, claim)
    return [
        replace(claim, key=made_key(firsts[claim.key])) if claim.key in parted else claim for claim in all_claims
    ]


def _parted(claims: Sequence[ClaimValues]) -> list[ClaimValues]:
    ordered = sorted(claims, key=lambda m: (m.first_received, m.id))
    parts = [part for by_name in _parted_by_names(ordered) for part in _parted_by_numbers(by_name)]
    parts.sort(key=lambda part: ordered.index(part[0]))
    keys = [part[0].key if not place else made_key(part[0]) for place, part in enumerate(parts)]
    return [replace(m, key=key) for key, part in zip(keys, parts, strict=True) for m in part]


def _parted_by_numbers(claims: list[ClaimValues]) -> list[list[ClaimValues]]:
    by_stated: dict[str | None, list[ClaimValues]] = defaultdict(list)
    for claim in claims:
        by_stated[claim.values.get("iin") or None].append(claim)
    return list(by_stated.values()) if len(by_stated.keys() - {None}) > 1 else [claims]


def _parted_by_names(claims: list[ClaimValues]) -> list[list[ClaimValues]]:
    """By who is borne out to be one, if two of the mentions are of two persons; who is not named is by itself.

    Cards of one name to the letter, or of one day, are of one person as long as none of them contradicts another.
    Where one does, by given names that are alike; where that joins two all the same, by names to the letter: who is
    like both is neither.
    """
    cards: dict[tuple[Any, ...], list[ClaimValues]] = defaultdict(list)
    for claim in claims:
        cards[tuple(claim.values.get(name) for name in _TELLING)].append(claim)
    different = [of_card[0] for of_card in cards.values()]
    if not _hold_two_persons(different):
        return [claims]
    groups: list[list[ClaimValues]] = []
    for borne_out in _joined(different, _bear_out):
        groups += _by_likeness(borne_out) if _hold_a_contradiction(borne_out) else [borne_out]
    by_card = {of_card[0].id: of_card for of_card in cards.values()}
    parts = [[m for card in group for m in by_card[card.id]] for group in _with_what_fits(groups)]
    return [sorted(part, key=lambda m: (m.first_received, m.id)) for part in parts]


def _by_likeness(cards: list[ClaimValues]) -> list[list[ClaimValues]]:
    groups = _joined(cards, _share_a_name)
    return [part for group in groups for part in (_by_letters(group) if _hold_two_persons(group) else [group])]


def _joined(
    cards: Iterable[ClaimValues], are_joined: Callable[[ClaimValues, ClaimValues], bool]
) -> list[list[ClaimValues]]:
    groups: list[list[ClaimValues]] = []
    for card in cards:
        near = [group for group in groups if any(are_joined(card, other) for other in group)]
        joined = [other for group in [*near, [card]] for other in group]
        groups = [*(group for group in groups if group not in near), joined]
    return groups


def _with_what_fits(groups: list[list[ClaimValues]]) -> list[list[ClaimValues]]:
    """The groups, joined with those that nothing parts from them; who fits two that are parted is by itself."""
    fitting: list[list[list[ClaimValues]]] = []
    for group in groups:
        near = [cluster for cluster in fitting if any(_fit(group, other) for other in cluster)]
        joined = [other for cluster in [*near, [group]] for other in cluster]
        fitting = [*(cluster for cluster in fitting if cluster not in near), joined]
    result: list[list[ClaimValues]] = []
    for cluster in fitting:
        together = [card for group in cluster for card in group]
        result += cluster if _hold_two_persons(together) else [together]
    return result


def _fit(group: list[ClaimValues], other: list[ClaimValues]) -> bool:
    return not any(_are_two_persons(card.values, other_card.values) for card, other_card in product(group, other))


def _hold_two_persons(cards: Iterable[ClaimValues]) -> bool:
    return any(_are_two_persons(one.values, other.values) for one, other in combinations(cards, 2))


def _hold_a_contradiction(cards: Iterable[ClaimValues]) -> bool:
    return any(
        _contradict(one.values, other.values) and _are_two_persons(one.values, other.values)
        for one, other in combinations(cards, 2)
    )


def _bear_out(one: ClaimValues, other: ClaimValues) -> bool:
    """Whether two cards are of one person by what both say: one name to the letter, or one day of birth."""
    a, b = one.values, other.values
    if not (a.get("givenName") and b.get("givenName")):
        return not (a.get("givenName") or b.get("givenName"))
    if _are_two_persons(a, b):
        return False
    names = [tuple(folded(name) for name in (*names_of(m), m.get("patronymic") or "")) for m in (a, b)]
    return names[0] == names[1] or _have_a_day_in_common(a, b)


def _by_letters(claims: Iterable[ClaimValues]) -> list[list[ClaimValues]]:
    by_name: dict[tuple[str, ...], list[ClaimValues]] = defaultdict(list)
    for claim in claims:
        by_name[tuple(folded(name) for name in names_of(claim.values))].append(claim)
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

    Under one key a name alone that differs is a name put right where the day of birth is the same, and so is a date
    alone: the sender knows better. Another name of which no date says that it is the same person's is another's.
    """
    if not (a.get("givenName") and b.get("givenName")) or (a.get("iin") and a.get("iin") == b.get("iin")):
        return False
    if are_of_two_sexes(a, b) and not is_same_given_name(names_of(a), names_of(b)):
        return True
    if is_one_name(names_of(a), names_of(b)) and not are_other_fathers(a, b):
        return False
    return are_of_two_sexes(a, b) or not _have_a_day_in_common(a, b)


def _have_a_day_in_common(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two cards say one date of birth; of unlike names a first of January says nothing."""
    days, others = set(births_said([a])), set(births_said([b]))
    if are_unlike(names_of(a), names_of(b)):
        return any((day.month, day.day) != (1, 1) for day in days & others)
    return not days.isdisjoint(others) or _are_one_year(days, others)


def _contradict(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two cards say two dates of birth, or two sexes."""
    return are_of_two_sexes(a, b) or _are_apart(set(births_said([a])), set(births_said([b])))


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
