"""Tokens that were used up: a small file that all processes of a hub share, and that outlives a restart."""

import hashlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from security.clock import unix_now

_BUSY_SECONDS = 5.0
_SWEEP_SECONDS = 60.0


class SeenTokens:
    """Remembers the ids of tokens until they expire. It keeps digests: nothing in the file names a caller."""

    def __init__(self, path: Path, clock: Callable[[], float] = unix_now) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._path = path
        self._turn = threading.Lock()
        self._clock = clock
        self._swept = clock()
        with closing(self._open()) as file:
            # A write-ahead log without a flush at each entry survives the process; a token that is seen again
            # after a power failure must have been sent in the very last moments.
            file.execute("PRAGMA journal_mode = WAL")
            file.execute(
                "CREATE TABLE IF NOT EXISTS seen (token BLOB PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID"
            )

    def first_time(self, issuer: str, token_id: str, expires: int) -> bool:
        """Whether no process has met this token before; from now on, one has. ``expires`` in seconds since 1970.

        Raises:
            sqlite3.Error: the file cannot be written; nothing is known of the token then.
        """
        token = hashlib.sha256(f"{len(issuer)}:{issuer}{token_id}".encode()).digest()
        with self._turn, closing(self._open()) as file:
            self._sweep(file)
            cursor = file.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (token, expires))
            return cursor.rowcount == 1

    def _sweep(self, file: sqlite3.Connection) -> None:
        now = self._clock()
        if now - self._swept >= _SWEEP_SECONDS:
            self._swept = now
            file.execute("DELETE FROM seen WHERE expires < ?", (int(now),))

    def _open(self) -> sqlite3.Connection:
        file = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        file.execute("PRAGMA synchronous = NORMAL")
        return file
