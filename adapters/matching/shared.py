"""What very many cards have in common: the telephone or the address of an office tells nothing of who is who."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from adapters.matching.data_files import table
from adapters.matching.features import Features


def shareable(features: Features) -> Mapping[str, str]:
    """What of a card others may share, by the feature's name. It holds values in clear: keep it as a keyed hash."""
    values = {"phone": features.phone, "address": features.address}
    return {name: f"{name}:{value}" for name, value in values.items() if value is not None}


def is_crowd(cards: int) -> bool:
    """Whether so many cards with one telephone or address are too many for a family."""
    return cards >= int(table("thresholds")["shared"]["cards"])


def without(features: Features, names: Collection[str]) -> Features:
    """The card without these features."""
    return replace(
        features,
        phone=None if "phone" in names else features.phone,
        address=None if "address" in names else features.address,
    )


def without_shared(cards: Sequence[Features]) -> list[Features]:
    """Each of all the ``cards`` without what a crowd of them shares."""
    counted = Counter(value for card in cards for value in shareable(card).values())
    return [
        without(card, [name for name, value in shareable(card).items() if is_crowd(counted[value])])
        for card in cards
    ]
