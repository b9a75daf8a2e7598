"""Random draws from a seed. One class, so that nothing in the population draws from anywhere else."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from synthetic.draws.days import TODAY

T = TypeVar("T")


class Dice:
    """Draws that depend on the seed alone, quicker than those of :class:`random.Random`."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def chance(self, probability: float) -> bool:
        """True as often as ``probability`` says."""
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included; ``low`` where there is no room."""
        return low + int(self._random() * (high - low + 1)) if high > low else low

    def pick(self, options: Sequence[T]) -> T:
        """One of ``options``."""
        return options[int(self._random() * len(options))]

    def ago(self, least: int, most: int) -> int:
        """A day between ``least`` and ``most`` days before the reference day."""
        return TODAY - self.between(least, most)

    def weighted(self, table: "Weighted[T]") -> T:
        """One of the options of ``table``, as often as its weight says."""
        return table.at(self._random())


class Weighted(Generic[T]):
    """Options with weights."""

    def __init__(self, options: Sequence[T], weights: Sequence[float]) -> None:
        self._options = tuple(options)
        self._steps = tuple(accumulate(weights))

    def at(self, share: float) -> T:
        """The option that stands at ``share`` (0 to 1) of the whole weight."""
        return self._options[bisect(self._steps, share * self._steps[-1], hi=len(self._steps) - 1)]
