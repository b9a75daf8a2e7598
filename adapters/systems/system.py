"""A system of an agency, with the feeds that it sends."""

from dataclasses import dataclass

from adapters.feeds.feed import Feed, WireFormat

TABLE_FIRST = (WireFormat.CSV, WireFormat.NDJSON)
"""The forms of a feed that bodies without a system of their own keep as a table."""


@dataclass(frozen=True)
class System:
    """One of the fifteen systems that feed the hub.

    ``page`` names its page under ``docs/feeds``; ``meaning`` says what it sends and why, in a few sentences.
    """

    page: str
    title: str
    meaning: str
    feeds: tuple[Feed, ...]
