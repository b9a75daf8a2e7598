"""Whether cards from different systems are of one person, where no identification number says so.

docs/matching.md says what is compared and what is not found.
"""

from adapters.matching.batch import Pair, link_batch
from adapters.matching.blocks import blocks
from adapters.matching.decision import Decision, decide, score
from adapters.matching.features import Features, features

__all__ = ["Decision", "Features", "Pair", "blocks", "decide", "features", "link_batch", "score"]
