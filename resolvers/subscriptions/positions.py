"""Positions in the change log, each of one id, as one number; and how a client is given one.

A position is sealed with something random, and the number always has as many digits: two positions tell neither
whether anything happened in between nor how much has happened in the hub.
"""

import hashlib
import secrets
from dataclasses import dataclass

from graph.write.change_log import MOST_IDS
from resolvers.errors import HubError
from security.vault.cursor_seal import CursorError, CursorSeal

_WIDTH = 1 << 10
_DIGITS = 20

assert MOST_IDS < _WIDTH


def record_position(position: int, number: int) -> int:
    """The record position of the id with that number, from 1, in the change at ``position``."""
    return 2 * (position * _WIDTH + number)


def position_before(position: int) -> int:
    """The record position of the id before."""
    return position - 2


def position_beside(position: int) -> int:
    """A position of no id in the log: of an event that is delivered when the log is read up to ``position``."""
    return position + 1


def end_of(position: int) -> int:
    """The record position behind every id of the change at ``position``."""
    return record_position(position, _WIDTH - 1)


def change_and_offset(position: int) -> tuple[int, int]:
    """The position of the change, and how many of its ids lie before this record position."""
    return divmod(position // 2, _WIDTH)


FIRST = end_of(0)
"""The record position before the first change."""


@dataclass(frozen=True)
class Positions:
    """Seals and opens the record positions of one stream of one caller. Rights are no part of the seal."""

    seal: CursorSeal
    subject: str
    stream: str

    @property
    def _bound(self) -> tuple[str, bytes]:
        return f"changes:{self.stream}", hashlib.sha256(self.subject.encode()).digest()

    def sealed(self, of: int) -> str:
        """The sealed position that a client gets for a record position."""
        return self.seal.seal([f"{of:0{_DIGITS}}", secrets.token_hex(8)], *self._bound)

    def read(self, position: str) -> int:
        """The mark of a position.

        Raises:
            HubError: BAD_CURSOR.
        """
        try:
            fields = self.seal.open(position, *self._bound)
            return int(fields[0])
        except (CursorError, IndexError, ValueError) as error:
            raise HubError("BAD_CURSOR") from error
