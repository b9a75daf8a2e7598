"""What families of each story look like: assumed, so that minors are 15-20 % of the hub's persons."""

from dataclasses import dataclass

from synthetic.draws.dice import Weighted
from synthetic.draws.figures import Story


@dataclass(frozen=True)
class FamilyShape:
    """Chances of each member, ages, the share of women among heads, and who sends the head's record."""

    system: str
    women: float
    ages: tuple[int, int]
    spouse: float
    children: Weighted[int]
    parent: float
    sibling: float
    child_ages: tuple[int, int] = (0, 27)
    least: int = 1


def _children(*weights: float) -> Weighted[int]:
    return Weighted(range(len(weights)), weights)


SHAPES: dict[Story, FamilyShape] = {
    Story.DOMESTIC: FamilyShape("MIA", 0.08, (21, 62), 0.86, _children(50, 30, 15, 5), 0.2, 0.06, (0, 27), 2),
    Story.PROBATION: FamilyShape("PROB", 0.15, (18, 60), 0.3, _children(68, 20, 12), 0.2, 0.15),
    Story.PAROLE: FamilyShape("PENAL", 0.08, (22, 62), 0.3, _children(70, 20, 10), 0.25, 0.15),
    Story.SUPERVISION: FamilyShape("PENAL", 0.05, (25, 60), 0.2, _children(75, 18, 7), 0.3, 0.15),
    Story.RELEASE: FamilyShape("PENAL", 0.08, (20, 65), 0.2, _children(75, 18, 7), 0.3, 0.2),
    Story.JUVENILE: FamilyShape("MIA", 0.55, (33, 58), 0.55, _children(0, 65, 35), 0.1, 0.05, (13, 21), 2),
    Story.NARCOLOGY: FamilyShape("MIA", 0.14, (24, 66), 0.3, _children(72, 18, 10), 0.15, 0.05),
    Story.FOREIGNER: FamilyShape("MIGRATION", 0.12, (20, 55), 0.4, _children(70, 20, 10), 0.0, 0.1),
    Story.NO_LONGER_COVERED: FamilyShape("KPSISU", 0.12, (24, 65), 0.25, _children(75, 17, 8), 0.15, 0.1),
}
"""The shape of every story."""
