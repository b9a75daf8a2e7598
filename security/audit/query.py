"""Reading the access log: who read this person, what did this caller read, which norms were used.

A log is read from its files, entry by entry, and never held in memory as a whole.
"""

import datetime as dt
import heapq
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from security.audit.entry import as_id, time_of
from security.audit.log import FOLDER
from security.clock import KAZAKHSTAN
from security.working_days import working_day_after

DISORDER = dt.timedelta(minutes=5)
"""How much earlier than the entry before it an entry's time can be: they are written as their answers finish."""

_LOOKS = 1_000

ANSWERED = frozenset({"read", "emergency", "reviewed", "done", "found_written"})
"""The kinds of entry of what was given or done: not what was to be, or was not."""


class TooLongError(Exception):
    """The log was read for longer than it may be."""


@dataclass(frozen=True)
class Logged:
    """An entry as it stands in the log. ``place`` is ``stream/number``."""

    entry: dict[str, Any]

    @property
    def place(self) -> str:
        """The entry's place in the log."""
        return f"{self.entry['stream']}/{self.entry['number']}"

    @property
    def time(self) -> str:
        """When the answer was given, UTC."""
        return str(self.entry["time"])


StreamOffsets = Mapping[str, int]
"""Up to which entry each stream was read."""


@dataclass(frozen=True)
class Span:
    """Which entries: from ``since`` to before ``until``, times as entries have them, and those after ``after``.

    What is empty leaves its side open.
    """

    since: str = ""
    until: str = ""
    after: StreamOffsets = field(default_factory=dict)

    def has(self, time: str) -> bool:
        """Whether ``time`` lies in it."""
        return self.since <= time and (not self.until or time < self.until)


EVER = Span()


def entries(
    home: Path, span: Span = EVER, about: tuple[str, ...] = ("",), seconds: float | None = None
) -> Iterator[Logged]:
    """The entries under ``home`` that hold one of the texts ``about``, by time; those of one stream in its order.

    Raises:
        TooLongError: reading took more than ``seconds``.
    """
    end = None if seconds is None else time.monotonic() + seconds
    files = sorted((home / FOLDER).glob("w*/entries.jsonl"))
    needles = tuple(text.encode() for text in about)
    streams = (_stream(file, span, needles, end) for file in files)
    return heapq.merge(*streams, key=lambda logged: logged.time)


def _stream(path: Path, span: Span, needles: tuple[bytes, ...], end: float | None) -> Iterator[Logged]:
    start, late = span.after.get(path.parent.name, 0), _earlier(span.since)
    with path.open("rb") as file:
        if start or late:
            file.seek(_first(file, lambda entry: entry["number"] > start and entry["time"] >= late))
        for count, line in enumerate(file):
            if end is not None and count % _LOOKS == 0 and time.monotonic() > end:
                raise TooLongError
            # Most entries are not about what is sought: their text tells it at a fraction of the cost.
            if any(needle in line for needle in needles) and line.endswith(b"\n"):
                entry = orjson.loads(line)
                if entry["number"] > start and span.has(entry["time"]):
                    yield Logged(entry)


def _earlier(since: str) -> str:
    if not since:
        return ""
    try:
        return time_of(dt.datetime.fromisoformat(since) - DISORDER)
    except OverflowError:
        return ""


def _first(file: BinaryIO, is_wanted: Callable[[dict[str, Any]], bool]) -> int:
    """Where the first entry begins that is ``is_wanted``, as all after it are."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        file.seek(middle)
        if middle:
            file.readline()
        line = file.readline()
        if not line.endswith(b"\n") or is_wanted(orjson.loads(line)):
            high = middle
        else:
            low = middle + 1
    file.seek(low)
    if low:
        file.readline()
    return file.tell()


def readings(
    home: Path,
    span: Span = EVER,
    *,
    person: str | None = None,
    caller: str | None = None,
    kind: str | None = None,
    seconds: float | None = None,
) -> Iterator[Logged]:
    """The answers that touched a person, by its id; that a caller was given; that are of a kind."""
    subject = None if caller is None else as_id(caller)
    about = orjson.dumps(person or subject or "").decode()[1:-1]
    if not about and kind is not None:
        about = _of_kind(kind)
    for logged in entries(home, span, (about,), seconds):
        entry = logged.entry
        if (
            (person is None or person in entry["persons"])
            and (subject is None or entry["caller"] == subject)
            and (kind is None or entry["kind"] == kind)
        ):
            yield logged


def norms_used(home: Path, span: Span = EVER) -> Counter[str]:
    """How many answers stood on each norm."""
    answered = (logged.entry for logged in entries(home, span) if logged.entry["kind"] in ANSWERED)
    return Counter(norm for entry in answered for norm in entry["norms"])


def extract(home: Path, person: str, span: Span = EVER) -> Iterator[dict[str, Any]]:
    """What a person is told of who read about them: no other person, no case, no official by name."""
    return (told_to_person(reading) for reading in readings(home, span, person=person))


def told_to_person(logged: Logged) -> dict[str, Any]:
    """What the person it is about is told of an entry."""
    names = ("time", "role", "agency", "purpose", "fields", "norms")
    return {name: logged.entry[name] for name in names}


@dataclass(frozen=True)
class Unreviewed:
    """A reading in an emergency that nobody has reviewed, and until when it must be."""

    reading: Logged
    due: dt.date

    def overdue(self, today: dt.date) -> bool:
        """Whether the day has passed."""
        return today > self.due


def unreviewed(home: Path, span: Span = EVER, seconds: float | None = None) -> Iterator[Unreviewed]:
    """The readings in an emergency without a review, oldest first; each is due within one working day.

    A review by the caller who read counts for nothing.
    """
    reviewers: dict[str, set[str]] = {}
    emergencies: list[Logged] = []
    for logged in entries(home, span, (_of_kind("emergency"), _of_kind("reviewed")), seconds):
        if logged.entry["kind"] == "reviewed":
            reviewers.setdefault(logged.entry["reviews"], set()).add(logged.entry["caller"])
        elif logged.entry["kind"] == "emergency":
            emergencies.append(logged)
    for logged in emergencies:
        if not reviewers.get(logged.place, set()) - {logged.entry["caller"]}:
            yield Unreviewed(logged, due_on(logged.time))


def _of_kind(kind: str) -> str:
    """What stands in the line of an entry of a kind."""
    return f'"kind":"{kind}"'


def due_on(time: str) -> dt.date:
    """The last day for the review of a reading: the next working day in Kazakhstan."""
    return working_day_after(dt.datetime.fromisoformat(time).astimezone(KAZAKHSTAN).date(), 1)
