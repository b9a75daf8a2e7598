"""Many cards at once: the same keys, levels, weights and rules as on arrival, with Splink."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.matching.data_files import table
from adapters.matching.features import Features
from adapters.matching.guards import bounded
from adapters.matching.levels import levels
from adapters.matching.splink_database import linker, settings
from adapters.matching.weights import weights


@dataclass(frozen=True, order=True)
class Pair:
    """Two cards by their names in the batch, the lesser first, and the score from 0 to 1."""

    a: str
    b: str
    score: float


def link_batch(cards: Sequence[tuple[str, Features]]) -> list[Pair]:
    """Every pair of the batch that is the same person or possibly, in the order of the cards' names.

    Raises:
        ValueError: two cards have one name.
    """
    if len({name for name, _ in cards}) < len(cards):
        raise ValueError("two cards of a batch have one name")
    if len(cards) < 2:
        return []
    batch_pairs = []
    for left, right, probability in _compared([card for _, card in cards]):
        (one, a), (other, b) = cards[left], cards[right]
        scored = bounded(probability, a, b, levels(a, b))
        if scored >= table("thresholds")["decision"]["possible"]:
            batch_pairs.append(Pair(min(one, other), max(one, other), scored))
    return sorted(batch_pairs)


def _compared(cards: Sequence[Features]) -> list[tuple[int, int, float]]:
    with linker(cards, settings(weights())) as model:
        pairs = model.inference.predict(warning_mode="never")
        compared_pairs = pairs.as_duckdbpyrelation().select("unique_id_l, unique_id_r, match_probability")
        return [(int(left), int(right), float(chance)) for left, right, chance in compared_pairs.fetchall()]
