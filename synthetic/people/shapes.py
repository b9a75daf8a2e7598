"""What families of each story look like: assumed, so that minors are 15-20 % of the hub's persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from synthetic.draws.dice import Weighted
from synthetic.draws.figures import Story
from synthetic.draws.tables import table


@dataclass(frozen=True, kw_only=True)
class FamilyShape:
    """Chances of each member, ages, the share of women among heads, and who sends the head's record."""

    system: str
    women: float
    ages: Sequence[int]
    spouse: float
    children: Weighted[int]
    parent: float
    sibling: float
    child_ages: Sequence[int] = (0, 27)
    least: int = 1


def _shape(row: dict[str, Any]) -> FamilyShape:
    children = Weighted(range(len(row["children"])), row["children"])
    return FamilyShape(**{**row, "children": children})


SHAPES: dict[Story, FamilyShape] = {Story[name]: _shape(row) for name, row in table("families").items()}
"""The shape of every story (``families.toml``)."""
