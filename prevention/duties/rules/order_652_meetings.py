"""652: report meetings of precinct inspectors with residents (chapter 3 of 1095)."""

import datetime as dt
from collections.abc import Iterable

from prevention.deadlines import DAY, begin_of, day_of, end_of
from prevention.duties.duty_facts import Complaint, Meeting
from prevention.duties.rules.conditions import at_begin, at_once, latest
from prevention.duties.rules.posts import POINT
from prevention.duties.rules.rule import Rule, Trigger

ANNOUNCED_BEFORE = 10
"""Days of the calendar before a meeting, by which it is announced (652-27)."""


def _planned(file: Meeting) -> Iterable[Trigger]:
    """An announcement is owed as soon as the meeting is known of, and by its last day at the latest."""
    if file.planned:
        due = end_of(day_of(file.planned) - ANNOUNCED_BEFORE * DAY)
        at = begin_of(min(day_of(due), file.announced or day_of(due)))
        yield Trigger(key=file.id, at=at, due=due, unit=file.point)


def _held(file: Meeting) -> Iterable[Trigger]:
    if file.held:
        yield Trigger(key=file.id, at=begin_of(file.held), due=at_once(file.held), unit=file.point)


def _announced_on(file: Meeting, cause: Trigger) -> dt.datetime | None:
    return at_begin(file.announced)


def _protocol(file: Meeting, cause: Trigger) -> dt.datetime | None:
    # Where nobody says when it was written, one that is there was written on the day of the meeting.
    return at_begin(file.protocol_on or file.held) if file.has_protocol else None


def _complaints(file: Meeting, within: bool) -> Iterable[Trigger]:
    for each in file.complaints:
        if each.within_competence == within:
            yield Trigger(key=each.id, at=begin_of(each.received), due=None, unit=file.point)


def _complaint(file: Meeting, cause: Trigger) -> Complaint:
    return next(each for each in file.complaints if each.id == cause.key)


def _answered(file: Meeting, cause: Trigger) -> dt.datetime | None:
    return at_begin(_complaint(file, cause).answered)


def _passed_and_told(file: Meeting, cause: Trigger) -> dt.datetime | None:
    each = _complaint(file, cause)
    return latest((at_begin(each.told), at_begin(each.received) if each.passed else None))


RULES = (
    Rule(norm="652-27", post=POINT, causes=_planned, done=_announced_on, told=("RESIDENTS",)),
    Rule(norm="652-32a", post=POINT, causes=_held, done=_protocol),
    Rule(norm="652-32b", post=POINT, causes=lambda file: _complaints(file, True), done=_answered),
    Rule(
        norm="652-32c",
        post=POINT,
        causes=lambda file: _complaints(file, False),
        done=_passed_and_told,
        told=("AGENCY", "AUTHOR"),
    ),
)
