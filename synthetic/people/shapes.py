"""What families of each story look like: assumed, so that minors are 15-20 % of the hub's persons."""

from dataclasses import dataclass

from synthetic.draws.dice import Weighted
from synthetic.draws.figures import Story


@dataclass(frozen=True, kw_only=True)
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
    Story.DOMESTIC: FamilyShape(
        system="MIA",
        women=0.08,
        ages=(21, 62),
        spouse=0.86,
        children=_children(50, 30, 15, 5),
        parent=0.2,
        sibling=0.06,
        child_ages=(0, 27),
        least=2,
    ),
    Story.PROBATION: FamilyShape(
        system="PROB",
        women=0.15,
        ages=(18, 60),
        spouse=0.3,
        children=_children(68, 20, 12),
        parent=0.2,
        sibling=0.15,
    ),
    Story.PAROLE: FamilyShape(
        system="PENAL",
        women=0.08,
        ages=(22, 62),
        spouse=0.3,
        children=_children(70, 20, 10),
        parent=0.25,
        sibling=0.15,
    ),
    Story.SUPERVISION: FamilyShape(
        system="PENAL",
        women=0.05,
        ages=(25, 60),
        spouse=0.2,
        children=_children(75, 18, 7),
        parent=0.3,
        sibling=0.15,
    ),
    Story.RELEASE: FamilyShape(
        system="PENAL",
        women=0.08,
        ages=(20, 65),
        spouse=0.2,
        children=_children(75, 18, 7),
        parent=0.3,
        sibling=0.2,
    ),
    Story.JUVENILE: FamilyShape(
        system="MIA",
        women=0.55,
        ages=(33, 58),
        spouse=0.55,
        children=_children(0, 65, 35),
        parent=0.1,
        sibling=0.05,
        child_ages=(13, 21),
        least=2,
    ),
    Story.NARCOLOGY: FamilyShape(
        system="MIA",
        women=0.14,
        ages=(24, 66),
        spouse=0.3,
        children=_children(72, 18, 10),
        parent=0.15,
        sibling=0.05,
    ),
    Story.FOREIGNER: FamilyShape(
        system="MIGRATION",
        women=0.12,
        ages=(20, 55),
        spouse=0.4,
        children=_children(70, 20, 10),
        parent=0.0,
        sibling=0.1,
    ),
    Story.NO_LONGER_COVERED: FamilyShape(
        system="KPSISU",
        women=0.12,
        ages=(24, 65),
        spouse=0.25,
        children=_children(75, 17, 8),
        parent=0.15,
        sibling=0.1,
    ),
}
"""The shape of every story."""
