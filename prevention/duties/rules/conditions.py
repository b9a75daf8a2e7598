"""The words in which rules are written: terms by which something is due, and what fulfils a duty."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from prevention.deadlines import DAY, begin_of, end_of
from prevention.duties.duty_facts import PersonFile, UnitFile
from prevention.duties.rules.rule import Done, Trigger
from security.working_days import working_day_after


def at_once(day: dt.date) -> dt.datetime:
    """Due at once (дереу): on the same day, whatever day of the week it is."""
    return end_of(day)


def working_days(day: dt.date, number: int) -> dt.datetime:
    """Due within so many working days of a day."""
    return end_of(working_day_after(day, number))


def after_working_days(day: dt.date, number: int) -> dt.datetime:
    """When so many working days have passed since a day: the midnight after the last of them."""
    return begin_of(working_day_after(day, number) + DAY)


def earliest(moments: Iterable[dt.datetime | None]) -> dt.datetime | None:
    """The first of the moments that are there."""
    return min((each for each in moments if each is not None), default=None)


def latest(moments: Iterable[dt.datetime | None]) -> dt.datetime | None:
    """When all of it was done; None as long as something is missing."""
    found = list(moments)
    return None if None in found else max((each for each in found if each is not None), default=None)


def at_begin(day: dt.date | None) -> dt.datetime | None:
    """What is known by its day alone counts from the beginning of that day."""
    return None if day is None else begin_of(day)


def deed(norm: str, *, kinds: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Done[PersonFile]:
    """Done by the first event or notice under ``norm`` in the time that the cause leaves for it."""

    def done(file: PersonFile, cause: Trigger) -> dt.datetime | None:
        return earliest(
            each.at
            for each in file.deeds
            if each.norm == norm
            and cause.since <= each.at <= cause.until
            and (not kinds or each.kind in kinds)
            and each.kind not in without
        )

    return done


def in_its_case(way: Done[PersonFile]) -> Done[PersonFile]:
    """Done as ``way`` says by what was done in the cause's own case; what belongs to no case is no case's."""

    def done(file: PersonFile, cause: Trigger) -> dt.datetime | None:
        own = tuple(each for each in file.deeds if each.case is not None and each.case == cause.case)
        return way(replace(file, deeds=own), cause)

    return done


def registered(*categories: str) -> Done[PersonFile]:
    """Done by the first registration in one of the categories since the cause."""

    def done(file: PersonFile, cause: Trigger) -> dt.datetime | None:
        begun = (each.since for each in file.registrations if each.category in categories)
        return earliest(begin_of(day) for day in begun if end_of(day) >= cause.since)

    return done


def opened(kind: str) -> Done[PersonFile]:
    """Done by the first case of that kind opened since the cause."""

    def done(file: PersonFile, cause: Trigger) -> dt.datetime | None:
        days = (each.opened for each in file.cases if each.kind == kind)
        return earliest(begin_of(day) for day in days if end_of(day) >= cause.since)

    return done


def either(*ways: Done[PersonFile]) -> Done[PersonFile]:
    """Done in whichever way comes first."""
    return lambda file, cause: earliest(way(file, cause) for way in ways)


def every(*parts: Done[PersonFile]) -> Done[PersonFile]:
    """Done when all parts are."""
    return lambda file, cause: latest(part(file, cause) for part in parts)


def work(norm: str) -> Done[UnitFile]:
    """Done by what the unit did under ``norm`` for the period, or within its time where no period is named."""

    def done(file: UnitFile, cause: Trigger) -> dt.datetime | None:
        first = cause.key.rpartition("/")[2]
        return earliest(
            begin_of(each.done)
            for each in file.work
            if each.norm == norm
            and (
                each.period.isoformat() == first
                if each.period is not None
                else cause.since <= begin_of(each.done) <= cause.until
            )
        )

    return done
