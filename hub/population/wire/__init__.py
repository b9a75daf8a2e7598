"""The made-up population as the agencies' own systems would send it, feed by feed."""

from hub.population.wire.writing import write_feeds

__all__ = ["write_feeds"]
