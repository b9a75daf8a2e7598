"""Which mentions are of one person: components of persons' keys that share a number or are linked.

A *key* is a person as one sender numbers persons; every mention has one. Keys are of one person if they state the
same identification number, or if a link between them is in force. What comes out depends on what is stored alone,
never on the order in which it came.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schema.feeding import LEADS, STATED_REGION, Lead

LINKED, CONFIRMED, PROPOSED, REJECTED = "LINKED", "CONFIRMED", "PROPOSED", "REJECTED"
"""What a link is: found by the hub, decided by a person, waiting for a decision, decided against."""

IN_FORCE = (LINKED, CONFIRMED)


@dataclass(frozen=True)
class Stated:
    """A mention: what a record says of a person. ``owner`` is the person on whom it stands now, if it is stored.

    ``closed``: that it was made is a secret (``schema.feeding.CLOSED``).
    """

    id: str
    key: str
    system: str
    first_received: dt.datetime
    changed_at: dt.datetime
    values: Mapping[str, Any]
    owner: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class Link:
    """A pair of keys and what was decided on it."""

    one: str
    other: str
    status: str


@dataclass(frozen=True)
class Component:
    """Mentions of one person. ``key`` is the key that came first: who is known by nothing else has its id."""

    key: str
    keys: frozenset[str]
    mentions: tuple[Stated, ...]
    iin: str | None


def number_of(mentions: Iterable[Stated]) -> str | None:
    """The number that the mentions of one key state: that of the one changed last."""
    stated = [m for m in mentions if m.values.get("iin")]
    return max(stated, key=lambda m: (m.changed_at, m.id)).values["iin"] if stated else None


def components(mentions: Iterable[Stated], links: Iterable[Link]) -> list[Component]:
    """The persons of ``mentions``, which are all the mentions of their keys."""
    by_key: dict[str, list[Stated]] = defaultdict(list)
    for mention in mentions:
        by_key[mention.key].append(mention)
    numbers = {key: number_of(found) for key, found in by_key.items()}
    joined = _joined(by_key, numbers, list(links))
    return [_component(keys, by_key, numbers) for keys in joined]


def _joined(by_key: Iterable[str], numbers: Mapping[str, str | None], links: list[Link]) -> list[set[str]]:
    firm = _Sets(by_key)
    holders: dict[str, str] = {}
    for key, number in numbers.items():
        if number is not None:
            firm.join(key, holders.setdefault(number, key))
    for link in links:
        if link.status == CONFIRMED:
            firm.join(link.one, link.other)
    wide = _Sets(by_key)
    parts_of: dict[str, set[str]] = {}
    for group in firm.groups():
        parts_of |= dict.fromkeys(group, group)
        first = min(group)
        for key in group:
            wide.join(first, key)
    for link in links:
        if link.status == LINKED:
            wide.join(link.one, link.other)
    kept: list[set[str]] = []
    for group in wide.groups():
        # Two numbers are two persons. A record without one that fits both is a question for somebody who can look.
        parts = list({id(parts_of[key]): parts_of[key] for key in sorted(group)}.values())
        numbered = [part for part in parts if any(numbers[key] for key in part)]
        kept += parts if len(numbered) > 1 else [group]
    return kept


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
        found: dict[str, set[str]] = defaultdict(set)
        for key in self._above:
            found[self._top(key)].add(key)
        return list(found.values())

    def _top(self, key: str) -> str:
        while self._above[key] != key:
            self._above[key] = key = self._above[self._above[key]]
        return key


def _component(keys: set[str], by_key: Mapping[str, list[Stated]], numbers: Mapping[str, str | None]) -> Component:
    first = min(keys, key=lambda key: (min(m.first_received for m in by_key[key]), key))
    mentions = tuple(mention for key in sorted(keys) for mention in by_key[key])
    stated = sorted({number for key in keys if (number := numbers[key]) is not None})
    return Component(first, frozenset(keys), mentions, stated[0] if stated else None)


def composed(mentions: Iterable[Stated]) -> dict[str, Any]:
    """What mentions say together: of each field, what the leading source says (``schema.feeding.LEADS``)."""
    every = list(mentions)
    # What a shelter knows of somebody, a new telephone, the town where they are, is lent to nobody.
    stated = [mention for mention in every if not mention.closed] or every
    found: dict[str, Any] = {}
    for lead in LEADS:
        candidates = [m for m in stated if any(m.values.get(name) is not None for name in lead.fields)]
        leading = min(candidates, key=lambda m: _rank(m, lead), default=None)
        found |= {name: leading.values.get(name) if leading else None for name in lead.fields}
    return found if not all(mention.closed for mention in stated) else found | {STATED_REGION: None}


def _rank(mention: Stated, lead: Lead) -> tuple[int, float, str]:
    agency = mention.system.partition(":")[0]
    place = lead.systems.index(agency) if agency in lead.systems else len(lead.systems)
    return place, -mention.changed_at.replace(tzinfo=dt.UTC).timestamp(), mention.id


COMPOSED = tuple(name for lead in LEADS for name in lead.fields if name != STATED_REGION)
"""The fields of a person that are composed of what sources say."""
