"""Two identification numbers are two persons, also where a sender has one number of its own for both.

Whether the sender gave its number to somebody else, mistook one for another, or corrects a number record by record,
cannot be told from here. Two persons who are one are put together when the last record is corrected; one person who
is two would show each the other's life.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.feeding.stated import Stated
from schema.catalogue import CATALOGUE, SUBJECT

_PREFIX = CATALOGUE.entity(SUBJECT).prefix


def made_key(mention: Stated) -> str:
    """A key for a person of whom ``mention`` is the first, where the sender's is another person's."""
    return f"{_PREFIX}_{mention.id.partition('_')[2]}"


def by_number(mentions: Iterable[Stated]) -> list[Stated]:
    """The mentions, each under a key of which no two numbers are stated. All are of one compartment.

    Where two are, the mentions of one number are a person, and those without a number are another: nobody knows of
    whom they tell. Whose first mention came first keeps the key; the others get one made of their first mention.
    """
    by_key: dict[str, list[Stated]] = defaultdict(list)
    for mention in mentions:
        by_key[mention.key].append(mention)
    return [mention for of_key in by_key.values() for mention in _parted(of_key)]


def _parted(mentions: Sequence[Stated]) -> list[Stated]:
    if len({m.values["iin"] for m in mentions if m.values.get("iin")}) < 2:
        return list(mentions)
    keys: dict[str | None, str] = {}
    parted: list[Stated] = []
    for mention in sorted(mentions, key=lambda m: (m.first_received, m.id)):
        number = mention.values.get("iin")
        if number not in keys:
            keys[number] = made_key(mention) if keys else mention.key
        parted.append(replace(mention, key=keys[number]))
    return parted
