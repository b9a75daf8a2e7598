"""Worked stories: facts with dates, and the duties that stand at the end of each day, from the text of the law.

A story names the rules that it looks at. ``days`` says where they stand at the last second of a day, the oldest
duty of a rule first; ``due`` the last day of the first duty of a rule; ``units`` who owes it.
"""

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from prevention.deadlines import day_of, end_of
from prevention.duties.duty_facts import (
    Case,
    Complaint,
    CourtDecision,
    Deed,
    DeedUnit,
    Home,
    Match,
    Meeting,
    PersonFile,
    Placement,
    Precinct,
    PrisonRelease,
    Registration,
    UnitFile,
    UnitWork,
)
from prevention.duties.evaluate import evaluate
from prevention.duties.rules.all_rules import OF_MEETINGS, OF_PERSONS, OF_UNITS
from prevention.duties.rules.rule import Duty, ResponsibleUnit
from schema.identifiers import AreaCode, UnitId, unit_id

STORIES = sorted((Path(__file__).parent / "stories").glob("*.toml"))
PARTS: dict[str, Callable[..., Any]] = {
    "homes": Home,
    "registrations": Registration,
    "cases": Case,
    "releases": PrisonRelease,
    "decisions": CourtDecision,
    "matches": Match,
    "deeds": Deed,
    "sender": DeedUnit,
    "recipient": DeedUnit,
    "placements": Placement,
    "work": UnitWork,
    "complaints": Complaint,
    "precincts": Precinct,
}
T = TypeVar("T")


def made(kind: Callable[..., T], row: dict[str, Any]) -> T:
    """The fact that a table of a story stands for."""
    values = {
        name: made(PARTS[name], value)
        if isinstance(value, dict)
        else tuple(made(PARTS[name], each) for each in value)
        if name in PARTS
        else value
        for name, value in row.items()
    }
    return kind(**values)


def unit_of(post: ResponsibleUnit, area: AreaCode) -> UnitId | None:
    return unit_id(f"{post.kind} {post.level} {area}")


File = Meeting | UnitFile | PersonFile


def file_of(story: dict[str, Any], today: dt.date) -> File:
    """Everything that a story tells, also of the days after."""
    if "meeting" in story:
        return made(Meeting, story["meeting"])
    if "unit" in story:
        return made(UnitFile, {**story["unit"], "today": today})
    return made(PersonFile, {"id": "per", **story["person"], "today": today})


def duties_on(file: File, day: dt.date) -> list[Duty]:
    now = end_of(day)
    if isinstance(file, Meeting):
        return list(evaluate(OF_MEETINGS, file, unit_of, now).duties)
    if isinstance(file, UnitFile):
        return list(evaluate(OF_UNITS, file, unit_of, now).duties)
    return list(evaluate(OF_PERSONS, file, unit_of, now).duties)


def in_turn(duty: Duty) -> tuple[dt.date, str]:
    return duty.arises, duty.key


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path) -> None:
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    norms = story["norms"]
    seen: dict[str, Duty] = {}
    for text, expected in story["days"].items():
        found: dict[str, list[str]] = {}
        day = dt.date.fromisoformat(text)
        for duty in sorted(duties_on(file_of(story, day), day), key=in_turn):
            if duty.rule in norms:
                found.setdefault(duty.rule, []).append(duty.status)
                seen.setdefault(duty.rule, duty)
        assert {rule: " ".join(statuses) for rule, statuses in found.items()} == expected, text
    for rule, last in story.get("due", {}).items():
        due = seen[rule].due
        assert due is not None and day_of(due) == last, rule
    for rule, unit in story.get("units", {}).items():
        assert seen[rule].unit == unit
