"""A made-up population of Kazakhstan, written as the feed files that agencies would send."""

from hub.population.feeds import Counts
from hub.population.generate import Progress, generate, generate_in_memory

__all__ = ["Counts", "Progress", "generate", "generate_in_memory"]
