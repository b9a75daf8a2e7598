"""A made-up population of Kazakhstan, written as the feed files that agencies would send."""

from synthetic.country.feed_lines import FileCounts
from synthetic.generate import Progress, generate, generate_in_memory

__all__ = ["FileCounts", "Progress", "generate", "generate_in_memory"]
