"""The made-up population as the agencies' own systems would send it, feed by feed."""

from synthetic.wire.wire_files import write_feeds

__all__ = ["write_feeds"]
