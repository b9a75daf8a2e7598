"""Reading the access log: who read this person, what did this caller read, which norms were used.

A log is read from its files, entry by entry, and never held in memory as a whole.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import holidays
import orjson

from security.audit.entry import as_id
from security.audit.log import FOLDER

KAZAKHSTAN = dt.timezone(dt.timedelta(hours=5))


@dataclass(frozen=True)
class Logged:
    """An entry as it stands in the log. ``place`` is ``stream/number``."""

    place: str
    entry: dict[str, Any]

    @property
    def time(self) -> str:
        """When the answer was given, UTC."""
        return str(self.entry["time"])


@dataclass(frozen=True)
class Span:
    """From ``since`` to before ``until``, times as entries have them; an empty text leaves that side open."""

    since: str = ""
    until: str = ""

    def has(self, time: str) -> bool:
        """Whether ``time`` lies in it."""
        return self.since <= time and (not self.until or time < self.until)


EVER = Span()


def entries(home: Path, span: Span = EVER, about: str = "") -> Iterator[Logged]:
    """Every entry under ``home`` that holds the text ``about``, stream by stream, each in its order."""
    sought = about.encode()
    for stream in sorted((home / FOLDER).glob("w*/entries.jsonl")):
        with stream.open("rb") as file:
            for line in file:
                # Most entries are not about what is sought: their text tells it at a fraction of the cost.
                if sought in line and line.endswith(b"\n"):
                    entry = orjson.loads(line)
                    if span.has(entry["time"]):
                        yield Logged(f"{entry['stream']}/{entry['number']}", entry)


def readers_of(home: Path, person: str, span: Span = EVER) -> Iterator[Logged]:
    """The answers that touched a person, by its id."""
    return (each for each in entries(home, span, person) if person in each.entry["persons"])


def readings_by(home: Path, caller: str, span: Span = EVER) -> Iterator[Logged]:
    """The answers that a caller was given."""
    subject = as_id(caller)
    return (each for each in entries(home, span) if each.entry["caller"] == subject)


def norms_used(home: Path, span: Span = EVER) -> Counter[str]:
    """How many answers stood on each norm."""
    return Counter(norm for each in entries(home, span) for norm in each.entry["norms"])


def extract(home: Path, person: str, span: Span = EVER) -> Iterator[dict[str, Any]]:
    """What a person is told of who read about them: no other person, no case, no official by name."""
    for each in readers_of(home, person, span):
        shown = ("time", "role", "agency", "purpose", "fields", "norms")
        yield {name: each.entry[name] for name in shown}


@dataclass(frozen=True)
class Unreviewed:
    """A reading in an emergency that nobody has reviewed, and until when it must be."""

    reading: Logged
    due: dt.date

    def overdue(self, today: dt.date) -> bool:
        """Whether the day has passed."""
        return today > self.due


def unreviewed(home: Path) -> Iterator[Unreviewed]:
    """The readings in an emergency without a review, oldest first; each is due within one working day.

    A review by the caller who read counts for nothing.
    """
    reviewers: dict[str, set[str]] = {}
    found: list[Logged] = []
    for each in entries(home):
        if each.entry["kind"] == "reviewed":
            reviewers.setdefault(each.entry["reviews"], set()).add(each.entry["caller"])
        elif each.entry["kind"] == "emergency":
            found.append(each)
    for each in sorted(found, key=lambda logged: logged.time):
        if not reviewers.get(each.place, set()) - {each.entry["caller"]}:
            yield Unreviewed(each, due_on(each.time))


def due_on(time: str) -> dt.date:
    """The last day for the review of a reading: the next working day in Kazakhstan."""
    day = dt.datetime.fromisoformat(time).astimezone(KAZAKHSTAN).date()
    due: dt.date = holidays.country_holidays("KZ").get_nth_working_day(day, 1)
    return due
