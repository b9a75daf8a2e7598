"""What each level of agreement weighs: learnt from a population whose truth is known, kept as data."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from adapters.matching.data_files import table
from adapters.matching.levels import Levels


@dataclass(frozen=True)
class Chance:
    """How often a level is met: ``same`` among cards of one person, ``other`` among cards of two."""

    same: float
    other: float

    @property
    def bits(self) -> float:
        """What the level speaks for one person (or, below nought, for two), as a power of two."""
        return math.log2(self.same / self.other)


@dataclass(frozen=True)
class Weights:
    """The chances by comparison and level.

    ``prior`` is the chance that two cards taken blindly are of one person.
    """

    prior: float
    chances: Mapping[str, Mapping[str, Chance]]

    def probability(self, levels: Levels) -> float:
        """The chance that two cards with these levels are of one person."""
        bits = math.log2(self.prior / (1 - self.prior))
        bits += sum(self.chances[name][level].bits for name, level in levels.items())
        return 1 / (1 + math.pow(2, -bits))


@cache
def weights() -> Weights:
    """The weights of the data file."""
    data = table("weights")
    return Weights(
        data["prior"],
        {
            name: {level: Chance(row["same"], row["other"]) for level, row in rows.items()}
            for name, rows in data["chances"].items()
        },
    )


def as_toml(learnt: Weights, remark: str) -> str:
    """The data file of these weights. ``remark`` says where they come from."""
    lines = [f"# {remark}", "", f"prior = {learnt.prior!r}"]
    for name, rows in learnt.chances.items():
        lines += ["", f"[chances.{name}]"]
        lines += [f"{level} = {{ same = {c.same:.6f}, other = {c.other:.6f} }}" for level, c in rows.items()]
    return "\n".join(lines) + "\n"
