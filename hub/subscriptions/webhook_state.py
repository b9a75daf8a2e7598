"""The journal of webhooks: how far each has got, how often it failed since, and whether it is parked.

One SQLite file, which the running hub and the command ``ortaq webhooks`` share. It holds no record and no id.
"""

import sqlite3
import threading
from contextlib import closing
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

_BUSY_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class WebhookState:
    """The state of a webhook.

    ``mark`` is how far the receiver has got (resolvers/subscriptions/positions.py), None before the beginning;
    ``failures`` since the last success, ``since`` the time of the first of them, in seconds since 1970;
    ``parked`` is why nothing is sent, None while something is; ``turn`` grows whenever somebody moves the
    webhook by hand.
    """

    name: str
    mark: int | None = None
    failures: int = 0
    since: float = 0.0
    parked: str | None = None
    turn: int = 0
    delivered: float = 0.0


_COLUMNS = ("name", "mark", "failures", "since", "parked", "turn", "delivered")
_READ = "SELECT name, mark, failures, since, parked, turn, delivered FROM webhook WHERE name = ?"
_WRITE = "INSERT OR REPLACE INTO webhook VALUES (?, ?, ?, ?, ?, ?, ?)"
_TABLE = """
CREATE TABLE IF NOT EXISTS webhook (
    name TEXT PRIMARY KEY, mark INTEGER, failures INTEGER NOT NULL, since REAL NOT NULL, parked TEXT,
    turn INTEGER NOT NULL, delivered REAL NOT NULL
)
"""


class Journal:
    """The states of all webhooks. Calls block for a flush of the disk: ask from a thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._path = path
        self._turn = threading.Lock()
        with closing(self._open()) as file:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute(_TABLE)

    def state(self, name: str) -> WebhookState:
        """The state of a webhook; that of a new one if nothing is known of it."""
        with self._turn, closing(self._open()) as file:
            return self._read(file, name)

    def change(self, name: str, turn: int | None, **values: Any) -> WebhookState:
        """Change a state; on disk when this returns. ``turn``: only if nobody has moved the webhook since then.

        Returns the state as it is now.
        """
        with self._turn, closing(self._open()) as file:
            file.execute("BEGIN IMMEDIATE")
            state = self._read(file, name)
            if turn is None:
                state = replace(state, turn=state.turn + 1)
            elif turn != state.turn:
                file.execute("ROLLBACK")
                return state
            state = replace(state, **values)
            file.execute(_WRITE, astuple(state))
            file.execute("COMMIT")
            return state

    def _read(self, file: sqlite3.Connection, name: str) -> WebhookState:
        row = file.execute(_READ, (name,)).fetchone()
        return WebhookState(name=name) if row is None else WebhookState(**dict(zip(_COLUMNS, row, strict=True)))

    def _open(self) -> sqlite3.Connection:
        file = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        file.execute("PRAGMA synchronous = FULL")
        return file
