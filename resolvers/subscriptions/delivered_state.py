"""Told: the hub's account of what each stream has told, so that nothing else is ever said to be gone.

It holds ids and keyed digests, no value of any record. It is on disk before the message leaves: who was told of a
record will be told that it is gone, whatever happens in between.
"""

import hmac
import json
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from security.clock import unix_now

_BUSY_SECONDS = 5.0
_TABLES = """
CREATE TABLE IF NOT EXISTS told (
    stream BLOB NOT NULL,
    id TEXT NOT NULL,
    mark INTEGER NOT NULL,
    digest BLOB,
    PRIMARY KEY (stream, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS about (
    stream BLOB NOT NULL,
    person TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (stream, person, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS about_id ON about (stream, id);
CREATE TABLE IF NOT EXISTS account (
    stream BLOB PRIMARY KEY,
    owner BLOB NOT NULL,
    used REAL NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class DeliveredRecord:
    """What was last told of a record: ``digest`` of how it was shown, None for that it is gone.

    ``position`` is the place in the log of changes (resolvers/subscriptions/positions.py) at which that was told;
    ``persons`` are those of whom the record told something.
    """

    id: str
    position: int
    digest: bytes | None
    persons: frozenset[str] = frozenset()


class DeliveredState:
    """The accounts of all streams, in one SQLite file. Calls block for a flush of the disk: ask from a thread."""

    def __init__(self, path: Path, key: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._key = key
        self._turn = threading.Lock()
        self._file = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode = WAL")
        # A power failure must not take back what has left.
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.executescript(_TABLES)

    def name(self, *parts: str) -> bytes:
        """The name of a stream's account: nothing in the file says who a caller is."""
        text = "".join(f"{len(part)}:{part}" for part in parts)
        return hmac.digest(self._key, text.encode(), "sha256")[:16]

    def open(self, stream: bytes, owner: bytes, most: int, *, resumes: bool) -> bool:
        """Open the delivered state of a stream; create it if it is missing and the stream does not resume.

        False: there is none to go on with. Of the accounts of one owner ``most`` are kept; the one that was opened
        longest ago is forgotten with all that it holds.
        """
        with self._turn:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                known_stream = self._file.execute("SELECT 1 FROM account WHERE stream = ?", (stream,)).fetchone()
                if known_stream or not resumes:
                    row = (stream, owner, unix_now())
                    self._file.execute("INSERT OR REPLACE INTO account VALUES (?, ?, ?)", row)
                    self._forget(owner, most)
                self._file.execute("COMMIT")
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
        return bool(known_stream) or not resumes

    def _forget(self, owner: bytes, most: int) -> None:
        text = "SELECT stream FROM account WHERE owner = ? ORDER BY used DESC LIMIT -1 OFFSET ?"
        for row in self._file.execute(text, (owner, most)).fetchall():
            self._file.execute("DELETE FROM told WHERE stream = ?", row)
            self._file.execute("DELETE FROM about WHERE stream = ?", row)
            self._file.execute("DELETE FROM account WHERE stream = ?", row)

    def digest(self, content: bytes) -> bytes:
        """A digest of how a record was shown. Without the key it tells nothing, not even a guess confirmed."""
        return hmac.digest(self._key, content, "sha256")[:16]

    def delivered(self, stream: bytes, ids: Sequence[str]) -> Mapping[str, DeliveredRecord]:
        """What was told of ``ids``, by id; what was never told is left out."""
        text = "SELECT id, mark, digest FROM told WHERE stream = ? AND id IN (SELECT value FROM json_each(?))"
        with self._turn, closing(self._file.execute(text, (stream, json.dumps(ids)))) as rows:
            return {row[0]: DeliveredRecord(*row) for row in rows}

    def page(self, stream: bytes, until: int, after: str, most: int) -> list[str]:
        """At most ``most`` ids of which a stream told up to a mark, in order, after an id."""
        text = "SELECT id FROM told WHERE stream = ? AND mark <= ? AND id > ? ORDER BY id LIMIT ?"
        with self._turn, closing(self._file.execute(text, (stream, until, after, most))) as rows:
            return [row[0] for row in rows]

    def about(self, stream: bytes, persons: Sequence[str]) -> list[tuple[str, str]]:
        """The records of which a stream told and that told something of ``persons``: person and record."""
        text = "SELECT person, id FROM about WHERE stream = ? AND person IN (SELECT value FROM json_each(?))"
        with self._turn, closing(self._file.execute(text, (stream, json.dumps(persons)))) as rows:
            return [(row[0], row[1]) for row in rows]

    def write(self, stream: bytes, entries: Iterable[DeliveredRecord]) -> None:
        """Keep what is about to be told; on disk when this returns."""
        records = list(entries)
        rows = [(stream, record.id, record.position, record.digest) for record in records]
        about = [
            (stream, person, record.id) for record in records for person in record.persons if person != record.id
        ]
        with self._turn:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                self._file.executemany("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)", rows)
                self._file.executemany("DELETE FROM about WHERE stream = ? AND id = ?", [row[:2] for row in rows])
                self._file.executemany("INSERT INTO about VALUES (?, ?, ?)", about)
                self._file.execute("COMMIT")
            except BaseException:
                self._file.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        with self._turn:
            self._file.close()


def new_key() -> bytes:
    """A random key for :class:`DeliveredState`."""
    return secrets.token_bytes(32)
