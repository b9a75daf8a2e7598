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


def _meetings_held(file: Meeting) -> Iterable[Trigger]:
    if file.held_on:
        yield Trigger(key=file.id, at=begin_of(file.held_on), due=at_once(file.held_on), unit=file.point)


def _announced_on(file: Meeting, trigger: Trigger) -> dt.datetime | None:
    return at_begin(file.announced)


def _protocol(file: Meeting, trigger: Trigger) -> dt.datetime | None:
    # Where nobody says when it was written, one that is there was written on the day of the meeting.
    return at_begin(file.protocol_on or file.held_on) if file.has_protocol else None


def _complaints(file: Meeting, within: bool) -> Iterable[Trigger]:
    for complaint in file.complaints:
        if complaint.within_competence == within:
            yield Trigger(key=complaint.id, at=begin_of(complaint.received), due=None, unit=file.point)


def _complaint(file: Meeting, trigger: Trigger) -> Complaint:
    return next(complaint for complaint in file.complaints if complaint.id == trigger.key)


def _answered(file: Meeting, trigger: Trigger) -> dt.datetime | None:
    return at_begin(_complaint(file, trigger).answered)


def _passed_and_told(file: Meeting, trigger: Trigger) -> dt.datetime | None:
    complaint = _complaint(file, trigger)
    return latest((at_begin(complaint.told_on), at_begin(complaint.received) if complaint.passed else None))


RULES = (
    Rule(norm="652-27", owed_by=POINT, causes=_planned, fulfilled=_announced_on, notify=("RESIDENTS",)),
    Rule(norm="652-32a", owed_by=POINT, causes=_meetings_held, fulfilled=_protocol),
    Rule(norm="652-32b", owed_by=POINT, causes=lambda file: _complaints(file, True), fulfilled=_answered),
    Rule(
        norm="652-32c",
        owed_by=POINT,
        causes=lambda file: _complaints(file, False),
        fulfilled=_passed_and_told,
        notify=("AGENCY", "AUTHOR"),
    ),
)
