"""Entries of the access log as the API tells them: what of an entry whoever reads the log may see."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag

from resolvers.roots.computed import Log
from security.audit.entry import open_reason
from security.audit.query import Logged, due_on


@dataclass(frozen=True)
class VisibleEntry:
    """An entry in scope, and those of its persons who are. ``whole``: none is left out."""

    logged: Logged
    persons: list[str]
    whole: bool
    concealed: bool = False


def entry_told(visible_entry: VisibleEntry, log: Log, whole: bool) -> dict[str, Any]:
    """What is told of an entry. ``whole``: to whoever reads the log of everybody.

    To others neither its place is told, since places are numbered with those of whom they may not know, nor what
    was withheld.
    """
    entry = visible_entry.logged.entry
    emergency = entry["kind"] == "emergency"
    if visible_entry.concealed:
        return _concealed(visible_entry.logged)
    return {
        **entry,
        # Entries of earlier hubs have neither.
        "intent": entry.get("intent"),
        "command": entry.get("command"),
        "place": visible_entry.logged.place if whole else None,
        "time": written_time(entry["time"]),
        "kind": entry["kind"].upper(),
        "reason": _reason(entry["reason"], log),
        "persons": visible_entry.persons,
        "withheld": _withheld(visible_entry) if whole else [],
        "reviewDue": due_on(entry["time"]).isoformat() if emergency else None,
    }


def _withheld(visible_entry: VisibleEntry) -> list[dict[str, Any]]:
    """What was not given in full, with how many rows, unless these are counted with those left out.

    It is worked out over all that was read. So whoever reads the log by area is not told it: a line more, or rows
    that are not counted, would say that somebody hidden, or a child of elsewhere, was in the answer.
    """
    return [
        {"field": name, "release": release, "rows": rows if visible_entry.whole else None}
        for name, release, rows in visible_entry.logged.entry["withheld"]
    ]


def _concealed(logged: Logged) -> dict[str, Any]:
    """What is told of a concealed entry: that it is there, what it is of, and by when it must be reviewed."""
    kind = logged.entry["kind"]
    return {
        **dict.fromkeys(
            (
                "place",
                "caller",
                "role",
                "area",
                "unit",
                "agency",
                "purpose",
                "case",
                "reason",
                "reviews",
                "intent",
                "command",
            )
        ),
        **{name: [] for name in ("persons", "fields", "withheld", "norms")},
        "time": written_time(logged.time),
        "kind": kind.upper(),
        "reviewDue": due_on(logged.time).isoformat() if kind == "emergency" else None,
    }


def _reason(sealed: str | None, log: Log) -> str | None:
    if sealed is None:
        return None
    try:
        return open_reason(log.reasons, sealed)
    except InvalidTag:
        return None


def written_time(logged: str) -> str:
    """A time of the log as the API writes one."""
    moment = dt.datetime.fromisoformat(logged).replace(tzinfo=None)
    return moment.isoformat() + "Z"
