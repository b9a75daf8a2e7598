"""Which mentions are of one person: components of persons' keys that share a number or are linked.

A *key* is a person as one sender numbers persons; every mention has one. Under a key with two identification
numbers are two persons (graph/ingest/person_keys.py). Keys are of one person if they state the same number, or if
a link between them is in force. What comes out depends on what is stored alone, never on the order in which it
came.

Closed mentions change nothing of what open ones come to, nor of what those of another compartment come to:
components are made of the open mentions first, and the closed ones of each compartment are put beside them, or are
persons of their own. They join nobody, name nobody and lend nobody a number (docs/source/access.md,
"Closed classes").

A row of the hub's own is of one person with the mentions under its key, with its number, or linked to it. Two rows
are two persons: what would join them is a question.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Any

from graph.ingest.person_claim import ClaimValues, RowCard
from graph.ingest.person_keys import beside_rows, made_key, with_own_keys
from schema.fathers_names import sex_said
from schema.identity_numbers import birth_date_in, sex_in
from schema.internal.feed_records import LEADS, STATED_REGION, Lead

LINKED, CONFIRMED, PROPOSED, REJECTED = "LINKED", "CONFIRMED", "PROPOSED", "REJECTED"
"""What a link is: found by the hub, decided by a person, waiting for a decision, decided against."""

IN_FORCE = (LINKED, CONFIRMED)

_PARTING = ("birthDate", "patronymic", "sex")
"""The fields in which two cards that a third one is like are of two persons, where no value of theirs agrees."""


@dataclass(frozen=True)
class KeyLink:
    """A pair of keys and what was decided on it; ``told_digests``: what the two said then
    (graph/ingest/link_decisions.py)."""

    one: str
    other: str
    status: str
    told_digests: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Component:
    """Mentions of one person. ``key``: who is known by nothing else has this id.

    It is the key of the mention that came first; of closed mentions it is made of the one that came first, for
    another compartment has persons by the same keys. ``keys``, those under which the person is known by open
    mentions or rows of the hub's own, and ``iin`` are of what tells of the person alone. ``compartment`` is theirs,
    empty where they are open.
    """

    key: str
    keys: frozenset[str]
    claims: tuple[ClaimValues, ...]
    iin: str | None
    compartment: str = ""


def clusters_of(
    claims: Iterable[ClaimValues], links: Iterable[KeyLink], rows: Sequence[RowCard] = ()
) -> list[Component]:
    """The persons of ``claims``, which are all the mentions of their keys, beside ``rows`` of the hub's own."""
    decided = list(links)
    by_compartment: dict[str, list[ClaimValues]] = defaultdict(list)
    for claim in claims:
        by_compartment[claim.compartment].append(claim)
    open_claims = beside_rows(with_own_keys(by_compartment.pop("", [])), rows)
    # No closed mention stands on a person of whom no open record tells.
    hidden = {row.id for row in rows if not row.known_openly}
    joined = _joined_claims(open_claims, decided, rows)
    openly = [person for person in joined if person.claims or person.keys.isdisjoint(hidden)]
    by_cluster: dict[int, list[ClaimValues]] = defaultdict(list)
    alone: list[Component] = []
    for compartment, secret in sorted(by_compartment.items()):
        hosted, left = _hosted(openly, with_own_keys(secret), decided)
        for place, guests in hosted.items():
            by_cluster[place] += guests
        alone += [_closed(component, compartment) for component in left]
    persons = [replace(p, claims=(*p.claims, *by_cluster[place])) for place, p in enumerate(openly)]
    return [*(person for person in persons if person.claims), *alone]


def _hosted(
    openly: list[Component], claims: list[ClaimValues], links: list[KeyLink]
) -> tuple[dict[int, list[ClaimValues]], list[Component]]:
    """The closed mentions of a compartment: those of open persons, by these persons' places, and persons of others.

    Who says a number or a key of an open person is that person; others are by decision, or by likeness.
    """
    place_of: dict[str, int] = {}
    hosted: dict[int, list[ClaimValues]] = defaultdict(list)
    waiting: list[ClaimValues] = []
    for key, of_key in groupby(sorted(claims, key=lambda m: (m.key, m.id)), key=lambda m: m.key):
        same = list(of_key)
        host = _open_cluster_named(openly, same)
        if host is None:
            waiting += same
        else:
            place_of[key] = host
            hosted[host] += same
    place_of |= {key: place for place, person in enumerate(openly) for key in person.keys}
    left: list[Component] = []
    for component in _joined_claims(waiting, links, ()):
        host = _linked(openly, component, place_of, links)
        if host is None:
            left.append(component)
        else:
            hosted[host] += component.claims
    return hosted, left


def _open_cluster_named(openly: list[Component], claims: list[ClaimValues]) -> int | None:
    """The place of the open person whose number closed mentions of one key state, or else whose key."""
    number = _number_of(claims)
    numbered = [place for place, person in enumerate(openly) if number is not None and person.iin == number]
    if numbered:
        return numbered[0]
    open_keys = {claim.open_key for claim in claims}
    same = [place for place, person in enumerate(openly) if any(m.open_key in open_keys for m in person.claims)]
    # Of a key that is two persons', nobody knows of whom it tells.
    fits = len(same) == 1 and None in (number, openly[same[0]].iin)
    return same[0] if fits else None


def _linked(
    openly: list[Component], component: Component, place_of: Mapping[str, int], links: list[KeyLink]
) -> int | None:
    """The place of the open person who a component of closed mentions is: by decision, or by likeness."""
    keys = {claim.key for claim in component.claims}
    for status in (CONFIRMED, LINKED):
        ends = {
            other if one in keys else one
            for one, other in ((link.one, link.other) for link in links if link.status == status)
            if (one in keys) != (other in keys)
        }
        places = {place_of[end] for end in ends if end in place_of}
        linked = [
            (openly[place].key, place)
            for place in places
            if status == CONFIRMED or None in (openly[place].iin, component.iin)
        ]
        if linked:
            return min(linked)[1]
    return None


def _closed(component: Component, compartment: str) -> Component:
    """A person whom mentions of one compartment alone know."""
    first = min(component.claims, key=lambda claim: (claim.first_received, claim.id))
    keys = frozenset(claim.open_key for claim in component.claims)
    return replace(component, key=made_key(first), keys=keys, compartment=compartment)


def _joined_claims(claims: list[ClaimValues], links: list[KeyLink], rows: Sequence[RowCard]) -> list[Component]:
    by_key: dict[str, list[ClaimValues]] = defaultdict(list)
    for claim in claims:
        by_key[claim.key].append(claim)
    numbers = {key: _number_of(of_key) for key, of_key in by_key.items()}
    stated = {key: _parting_values(claim.values for claim in of_key) for key, of_key in by_key.items()}
    for row in rows:
        numbers[row.id] = numbers.get(row.id) or row.values["iin"]
        stated[row.id] = stated.get(row.id, frozenset()) | _parting_values([row.values])
    joined = _joined(numbers, stated, links, {row.id for row in rows})
    return [_component(keys, by_key, numbers) for keys in joined]


def _number_of(claims: Iterable[ClaimValues]) -> str | None:
    """The number that the mentions of one key state."""
    return next((claim.values["iin"] for claim in claims if claim.values.get("iin")), None)


def _parting_values(stated: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, Any]]:
    """What cards of one key state of the fields that part two persons, as pairs of field and value."""
    cards = [{**values, "sex": sex_said(values)} for values in stated]
    pairs = ((name, card.get(name)) for card in cards for name in _PARTING)
    return frozenset((name, _comparable(value)) for name, value in pairs if value is not None)


def _comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _joined(
    numbers: Mapping[str, str | None],
    stated: Mapping[str, frozenset[tuple[str, Any]]],
    links: list[KeyLink],
    rows: Set[str],
) -> list[set[str]]:
    wide = _Sets(numbers)
    parts_of: dict[str, set[str]] = {}
    for group in _firm(numbers, links, rows):
        parts_of |= dict.fromkeys(group, group)
        first = min(group)
        for key in group:
            wide.join(first, key)
    for link in links:
        if link.status == LINKED:
            wide.join(link.one, link.other)
    clusters: list[set[str]] = []
    for group in wide.groups():
        # Two numbers are two persons. A record without one that fits both is a question for somebody who can look.
        parts = list({id(parts_of[key]): parts_of[key] for key in sorted(group)}.values())
        numbered = [part for part in parts if any(numbers[key] for key in part)]
        of_rows = [part for part in parts if not rows.isdisjoint(part)]
        apart = max(len(numbered), len(of_rows)) > 1 or any(
            _are_two(one, other, stated, links) for one, other in combinations(parts, 2)
        )
        clusters += parts if apart else [group]
    return clusters


def _firm(numbers: Mapping[str, str | None], links: list[KeyLink], rows: Set[str]) -> list[set[str]]:
    """The keys of one number, or joined by a decision. Those that would join two numbers, or rows, join nobody."""
    numbered = _Sets(numbers)
    holders: dict[str, str] = {}
    for key, number in numbers.items():
        if number is not None:
            numbered.join(key, holders.setdefault(number, key))
    parts = numbered.groups()
    for link in links:
        if link.status == CONFIRMED:
            numbered.join(link.one, link.other)
    firm: list[set[str]] = []
    for group in numbered.groups():
        parts_of_group = [part for part in parts if part <= group]
        of_numbers = {number for key in group if (number := numbers[key]) is not None}
        of_rows = [part for part in parts_of_group if not rows.isdisjoint(part)]
        firm += parts_of_group if max(len(of_numbers), len(of_rows)) > 1 else [group]
    return firm


def _are_two(
    one: set[str], other: set[str], stated: Mapping[str, frozenset[tuple[str, Any]]], links: list[KeyLink]
) -> bool:
    """Whether two parts that a third one joins are two persons: so decided, or what they state parts them.

    Who is like both tells of one of them, and nobody knows of which: a card without a father's name makes no
    brothers of two men, nor one man.
    """
    between = {
        link.status
        for link in links
        if (link.one in one and link.other in other) or (link.one in other and link.other in one)
    }
    if REJECTED in between:
        return True
    values, others = (frozenset().union(*(stated[key] for key in part)) for part in (one, other))
    disputed = {name for name, _ in values} & {name for name, _ in others} - {name for name, _ in values & others}
    return LINKED not in between and bool(disputed)


class _Sets:
    """Disjoint sets of keys."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._above = {key: key for key in keys}

    def join(self, one: str, other: str) -> None:
        """Make the sets of two keys one; a key that is not known is left out."""
        if one in self._above and other in self._above:
            self._above[self._top(one)] = self._top(other)

    def groups(self) -> list[set[str]]:
        """All sets."""
        groups: dict[str, set[str]] = defaultdict(set)
        for key in self._above:
            groups[self._top(key)].add(key)
        return list(groups.values())

    def _top(self, key: str) -> str:
        while self._above[key] != key:
            self._above[key] = key = self._above[self._above[key]]
        return key


def _component(
    keys: set[str], by_key: Mapping[str, list[ClaimValues]], numbers: Mapping[str, str | None]
) -> Component:
    claims = tuple(claim for key in sorted(keys) for claim in by_key.get(key, ()))
    first = min(claims, key=lambda claim: (claim.first_received, claim.key)).key if claims else min(keys)
    stated = sorted({number for key in keys if (number := numbers[key]) is not None})
    return Component(key=first, keys=frozenset(keys), claims=claims, iin=stated[0] if stated else None)


def telling_claims(claims: Iterable[ClaimValues]) -> list[ClaimValues]:
    """The mentions of a person that tell others of them: the open ones, or all of somebody whom none tells of."""
    all_claims = list(claims)
    # What a shelter knows of somebody, a new telephone, the town where they are, is lent to nobody.
    return [claim for claim in all_claims if not claim.closed] or all_claims


def golden_values(claims: Iterable[ClaimValues]) -> dict[str, Any]:
    """What mentions say together: of each field, what the leading source says
    (``schema.internal.feed_records.LEADS``)."""
    stated = telling_claims(claims)
    values: dict[str, Any] = {}
    for lead in LEADS:
        candidates = [m for m in stated if any(m.values.get(name) is not None for name in lead.fields)]
        leading = min(candidates, key=lambda m: _rank(m, lead), default=None)
        values |= {name: leading.values.get(name) if leading else None for name in lead.fields}
    # Where the cards are silent the number speaks.
    values["birthDate"] = values["birthDate"] or birth_date_in(values["iin"])
    values["sex"] = values["sex"] or sex_in(values["iin"])
    return values | {STATED_REGION: None} if any(claim.hides_place for claim in stated) else values


def _rank(claim: ClaimValues, lead: Lead) -> tuple[int, float, str]:
    agency = claim.system.partition(":")[0]
    place = lead.systems.index(agency) if agency in lead.systems else len(lead.systems)
    return place, -claim.changed_at.replace(tzinfo=dt.UTC).timestamp(), claim.id


COMPOSED = tuple(name for lead in LEADS for name in lead.fields if name != STATED_REGION)
"""The fields of a person that are composed of what sources say."""
