"""Whether cards from different systems are of one person, where no identification number says so.

docs/matching.md says what is compared and what is not found. ``adapters.matching.batch`` is for many cards at once.
"""

from adapters.matching.blocks import blocks
from adapters.matching.decision import MatchDecision, decide, in_review, score
from adapters.matching.features import Features, features
from adapters.matching.shared import is_crowd, shareable, without, without_shared

__all__ = [
    "Features",
    "MatchDecision",
    "blocks",
    "decide",
    "features",
    "in_review",
    "is_crowd",
    "score",
    "shareable",
    "without",
    "without_shared",
]
