"""How well matching finds who is who, measured on a made-up population of which the truth is known."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from adapters.matching import Features, blocks, decide, features, score, without_shared
from adapters.matching.batch import Pair, link_batch
from synthetic.doubles import Double


class Method(StrEnum):
    """How pairs are scored: each as it arrives, or all as a batch."""

    ARRIVAL = "arrival"
    BATCH = "batch"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was found. A true pair is two cards of one person of which at least one has no identification number."""

    cards: int
    true_pairs: int
    compared: int
    """Pairs with a key in common."""
    brought_together: int
    """True pairs among them."""
    linked: int
    linked_rightly: int
    review: int
    review_rightly: int
    seconds: float

    @property
    def precision(self) -> float:
        """The share of the pairs linked without asking that are truly one person."""
        return self.linked_rightly / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        """The share of the true pairs that are linked without asking."""
        return self.linked_rightly / self.true_pairs if self.true_pairs else 1.0

    @property
    def recall_with_review(self) -> float:
        """The share of the true pairs that are linked or proposed to a person."""
        pairs_found = self.linked_rightly + self.review_rightly
        return pairs_found / self.true_pairs if self.true_pairs else 1.0

    @property
    def keys_recall(self) -> float:
        """The share of the true pairs that have a key in common."""
        return self.brought_together / self.true_pairs if self.true_pairs else 1.0


def evaluate(doubles: Sequence[Double], method: Method) -> Figures:
    """Match the cards and hold the result against the truth."""
    started = time.perf_counter()
    cards = without_shared([features(double.card) for double in doubles])
    candidates = _candidates(cards)
    pairs = _METHODS[method](cards, candidates)
    seconds = time.perf_counter() - started
    true = _true_pairs(doubles)
    linked = {_places(pair) for pair in pairs if decide(pair.score) == "same"}
    review = {_places(pair) for pair in pairs if decide(pair.score) == "possible"}
    return Figures(
        cards=len(cards),
        true_pairs=len(true),
        compared=len(candidates),
        brought_together=len(true & candidates),
        linked=len(linked),
        linked_rightly=len(linked & true),
        review=len(review),
        review_rightly=len(review & true),
        seconds=seconds,
    )


def _candidates(cards: Iterable[Features]) -> set[tuple[int, int]]:
    by_key: dict[str, list[int]] = defaultdict(list)
    for n, card in enumerate(cards):
        for key in blocks(card):
            by_key[key].append(n)
    return {pair for places in by_key.values() for pair in combinations(places, 2)}


def _on_arrival(cards: Sequence[Features], candidates: Iterable[tuple[int, int]]) -> list[Pair]:
    return [Pair(_name(a), _name(b), score(cards[a], cards[b])) for a, b in candidates]


def _as_batch(cards: Sequence[Features], _candidates: Iterable[tuple[int, int]]) -> list[Pair]:
    return link_batch([(_name(n), card) for n, card in enumerate(cards)])


_METHODS: dict[Method, Callable[[Sequence[Features], Iterable[tuple[int, int]]], list[Pair]]] = {
    Method.ARRIVAL: _on_arrival,
    Method.BATCH: _as_batch,
}


def _true_pairs(doubles: Sequence[Double]) -> set[tuple[int, int]]:
    of_person: dict[str, list[int]] = defaultdict(list)
    for n, double in enumerate(doubles):
        of_person[double.person].append(n)
    return {
        (a, b)
        for places in of_person.values()
        for a, b in combinations(places, 2)
        if not (doubles[a].card.iin and doubles[b].card.iin)
    }


def _name(place: int) -> str:
    return f"{place:08}"


def _places(pair: Pair) -> tuple[int, int]:
    return int(pair.a), int(pair.b)
