"""The words in which rules are written: terms by which something is due, and what fulfils a duty."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from graph.engine.grounds import STEPS
from prevention.deadlines import DAY, begin_of, end_of
from prevention.duties.duty_facts import PersonFile, UnitFile
from prevention.duties.rules.notice_parties import reaches
from prevention.duties.rules.rule import Fulfilment, Trigger
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
    return min((moment for moment in moments if moment is not None), default=None)


def latest(moments: Iterable[dt.datetime | None]) -> dt.datetime | None:
    """When all of it was done; None as long as something is missing."""
    all_moments = list(moments)
    return (
        None if None in all_moments else max((moment for moment in all_moments if moment is not None), default=None)
    )


def at_begin(day: dt.date | None) -> dt.datetime | None:
    """What is known by its day alone counts from the beginning of that day."""
    return None if day is None else begin_of(day)


def by_event(
    norm: str, *, kinds: tuple[str, ...] = (), without: tuple[str, ...] = (), to: tuple[str, ...] = ()
) -> Fulfilment[PersonFile]:
    """Done by the first event or notice under ``norm`` in the time that the cause leaves for it.

    ``to``: the codes of the bodies that the norm wants told. A notice to another body tells none of them.
    """

    def fulfilled_at(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
        return earliest(
            deed.at
            for deed in file.deeds
            if deed.norm == norm
            and trigger.since <= deed.at <= trigger.until
            and (not kinds or deed.kind in kinds)
            and deed.kind not in without
            and (not to or reaches(deed, to))
        )

    return fulfilled_at


def first_search_step(file: PersonFile, since: dt.datetime) -> dt.datetime | None:
    """The first step of a search (89-8b) since a moment: an event by which people were asked or an inquiry sent.

    A notice from one unit to another is none: the text has hospitals, morgues and social organisations asked.
    """
    return earliest(
        deed.at
        for deed in file.deeds
        if deed.norm == "89-8b" and deed.kind in STEPS and not deed.is_notice and deed.at >= since
    )


def search_made(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When a search was made: by the same step that 89-8c asks for."""
    return first_search_step(file, trigger.since)


def in_its_case(way: Fulfilment[PersonFile]) -> Fulfilment[PersonFile]:
    """Done as ``way`` says by what was done in the cause's own case; what belongs to no case is no case's."""

    def fulfilled_at(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
        case_deeds = tuple(deed for deed in file.deeds if deed.case is not None and deed.case == trigger.case)
        return way(replace(file, deeds=case_deeds), trigger)

    return fulfilled_at


def registered(*categories: str) -> Fulfilment[PersonFile]:
    """Done by the first registration in one of the categories since the cause."""

    def fulfilled_at(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
        begun = (registration.since for registration in file.registrations if registration.category in categories)
        return earliest(begin_of(day) for day in begun if end_of(day) >= trigger.since)

    return fulfilled_at


def opened(kind: str) -> Fulfilment[PersonFile]:
    """Done by the first case of that kind opened since the cause."""

    def fulfilled_at(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
        days = (case.opened for case in file.cases if case.kind == kind)
        return earliest(begin_of(day) for day in days if end_of(day) >= trigger.since)

    return fulfilled_at


def any_of(*ways: Fulfilment[PersonFile]) -> Fulfilment[PersonFile]:
    """Done in whichever way comes first."""
    return lambda file, trigger: earliest(way(file, trigger) for way in ways)


def all_of(*parts: Fulfilment[PersonFile]) -> Fulfilment[PersonFile]:
    """Done when all parts are."""
    return lambda file, trigger: latest(part(file, trigger) for part in parts)


def by_work(norm: str) -> Fulfilment[UnitFile]:
    """Done by what the unit did under ``norm`` for the period, or within its time where no period is named."""

    def fulfilled_at(file: UnitFile, trigger: Trigger) -> dt.datetime | None:
        first = trigger.key.rpartition("/")[2]
        return earliest(
            begin_of(unit_work.done_on)
            for unit_work in file.work
            if unit_work.norm == norm
            and (
                unit_work.period.isoformat() == first
                if unit_work.period is not None
                else trigger.since <= begin_of(unit_work.done_on) <= trigger.until
            )
        )

    return fulfilled_at
