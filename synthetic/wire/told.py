"""A record that a body tells, before it is written."""

from dataclasses import dataclass

from synthetic.wire.envelope import WireRow


@dataclass(frozen=True)
class WireRecord:
    """A record of a feed. ``by`` is the body, of a feed that many send; others may refer to one that ``stays``."""

    feed: str
    row: WireRow
    by: str = ""
    stays: bool = False
