"""Whether two cards are of one person: the score on arrival, and what it means."""

from typing import Literal

from adapters.matching.data_files import table
from adapters.matching.features import Features
from adapters.matching.guards import bounded
from adapters.matching.levels import levels
from adapters.matching.weights import weights

MatchDecision = Literal["same", "possible", "different"]


def score(a: Features, b: Features) -> float:
    """How sure it is that two cards are of one person, from 0 to 1. Their order does not matter.

    Two cards that both have an identification number score 0: the numbers themselves decide, and not this module.
    """
    pair_levels = levels(a, b)
    return bounded(weights().probability(pair_levels), a, b, pair_levels)


def decide(score: float) -> MatchDecision:
    """What a score means: the same person, a question to a person, or two people."""
    thresholds = table("thresholds")["decision"]
    if score >= thresholds["same"]:
        return "same"
    return "possible" if score >= thresholds["possible"] else "different"


def in_review(score: float) -> float:
    """The score of a pair of which a person has to be asked, no less and no more."""
    data = table("thresholds")
    possible: float = data["decision"]["possible"]
    review: float = data["caps"]["review"]
    return min(max(score, possible), review)
