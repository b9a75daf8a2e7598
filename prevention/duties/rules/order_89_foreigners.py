"""89, items 22 to 26: foreigners and stateless persons who are released from prison."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from prevention.deadlines import DAY, begin_of, end_of, months_after
from prevention.duties.control import control_ends
from prevention.duties.convictions import has_force
from prevention.duties.duty_facts import PersonFile, PrisonRelease, Registration
from prevention.duties.rules.conditions import any_of, at_begin, at_once, by_event, earliest
from prevention.duties.rules.notice_parties import PROSECUTOR, is_done_by, reaches
from prevention.duties.rules.posts import MIGRATION, PENAL, PSU, SPECIAL_INSTITUTION
from prevention.duties.rules.rule import Rule, Trigger
from prevention.duties.stays import first_day, held_from, last_day

TOLD_FROM = dt.timedelta(days=25)
"""The day of the stay, counted in the same way, from which the prosecutor is told."""

_ON_CONTROL = ("PAROLEE", "PROBATIONER")
_CONTROL_FOLLOWS = ("PAROLE", "REPLACED_BY_LIGHTER")


def _explained(file: PersonFile) -> Iterable[Trigger]:
    for release in file.releases if file.is_foreign else ():
        begin = begin_of(release.notified or release.released)
        yield Trigger(key=release.id, at=begin, due=end_of(release.released - DAY), area=release.institution)


def _to_the_gate(file: PersonFile) -> Iterable[PrisonRelease]:
    """The releases of a foreigner after which no probation control follows (89-25 and 89-26 are for the others)."""
    return (release for release in file.releases if file.is_foreign and release.kind not in _CONTROL_FOLLOWS)


def _applied(file: PersonFile) -> Iterable[Trigger]:
    """Each release of a foreigner whose sentence has no expulsion."""
    for release in _to_the_gate(file):
        due = months_after(release.released, -1)
        known_day = release.notified or due
        if not has_force(file, "EXPULSION", min(known_day, due)):
            yield Trigger(
                key=release.id, at=begin_of(min(known_day, due)), due=end_of(due), area=release.institution
            )


def _asked_court(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    days = (decision.decided for decision in file.decisions if decision.kind == "EXPULSION")
    return earliest(begin_of(day) for day in days if begin_of(day) >= trigger.at)


def _refused(file: PersonFile) -> Iterable[Trigger]:
    for decision in file.decisions:
        if decision.kind == "EXPULSION" and decision.is_refusal:
            begin = begin_of(decision.decided)
            # A decision may be on several persons.
            yield Trigger(
                key=f"{decision.id}/{file.id}", at=begin, due=at_once(decision.decided), area=file.area, since=begin
            )


def _handed_over(file: PersonFile) -> Iterable[Trigger]:
    for release in _to_the_gate(file):
        if has_force(file, "EXPULSION", release.released):
            begin = begin_of(release.released)
            yield Trigger(
                key=release.id, at=begin, due=at_once(release.released), area=release.institution, since=begin
            )


def _ends(file: PersonFile, registration: Registration) -> dt.date | None:
    return control_ends(file, registration) if registration.category == "PAROLEE" else registration.until


def _ending(file: PersonFile) -> Iterable[Trigger]:
    for registration in file.registrations if file.is_foreign else ():
        last = _ends(file, registration) if registration.category in _ON_CONTROL else None
        if last is not None:
            due = end_of(max(months_after(last, -1), registration.since))
            yield Trigger(key=registration.id, at=begin_of(registration.since), due=due, area=file.area)


def _ended(file: PersonFile) -> Iterable[Trigger]:
    for registration in file.registrations if file.is_foreign else ():
        last = _ends(file, registration) if registration.category in _ON_CONTROL else None
        if last is not None and has_force(file, "EXPULSION", last):
            yield Trigger(
                key=registration.id, at=begin_of(last), due=at_once(last), area=file.area, since=begin_of(last)
            )


def _over(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    closed = next(registration.closed for registration in file.registrations if registration.id == trigger.key)
    return None if closed is None else begin_of(closed)


def _held_in_institution(file: PersonFile) -> Iterable[Trigger]:
    for placement in file.placements:
        begin = begin_of(placement.begun)
        # Where no day of it is lawful, it is due as it begins, and overdue from then on.
        due = max(begin, end_of(last_day(file, placement)))
        yield Trigger(key=placement.id, at=begin, due=due, area=placement.area or file.area, since=begin)


def _held_by(file: PersonFile) -> Iterable[Trigger]:
    units = {placement.id: placement.unit for placement in file.placements}
    return (replace(trigger, unit=units[trigger.key]) for trigger in _held_in_institution(file))


def _set_free(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When a stay ended: on the day that was said of it; where none was, when the expulsion was executed."""
    last = next(placement.ended for placement in file.placements if placement.id == trigger.key)
    # Whoever is set free on the first of days of which none is lawful was held on it.
    ended = end_of(last) if last is not None and begin_of(last) == trigger.due else at_begin(last)
    executed = (d.at for d in file.deeds if d.norm == "89-26" and d.kind == "CLOSING" and d.at >= trigger.at)
    return ended or earliest(executed)


def _to_tell(file: PersonFile) -> Iterable[Trigger]:
    for placement in file.placements:
        # A stay beyond a shorter ruling is told at once, and so is one on no ruling from its first day.
        first = min(first_day(file, placement), held_from(file, placement))
        day = max(placement.begun, min(first + TOLD_FROM - DAY, last_day(file, placement) + DAY))
        begin = begin_of(day)
        yield Trigger(key=placement.id, at=begin, due=at_once(day), area=placement.area or file.area, since=begin)


def _prosecutor_told(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When the migration service that owes it, or a body above it, told the prosecutor, and nobody else."""
    return earliest(
        deed.at
        for deed in file.deeds
        if deed.norm == "89-22.2b"
        and deed.kind == "NOTICE"
        and trigger.since <= deed.at <= trigger.until
        and is_done_by(deed, MIGRATION, trigger.area)
        and reaches(deed, (PROSECUTOR,))
    )


RULES = (
    Rule(norm="89-22.1", owed_by=MIGRATION, causes=_explained, fulfilled=by_event("89-22.1")),
    Rule(
        norm="89-22.2",
        owed_by=MIGRATION,
        causes=_applied,
        fulfilled=any_of(by_event("89-22.2", to=("COURT",)), _asked_court),
        notify=("COURT",),
    ),
    Rule(norm="89-22.2b", owed_by=MIGRATION, causes=_held_in_institution, fulfilled=_set_free, part="service"),
    Rule(norm="89-22.2b", owed_by=SPECIAL_INSTITUTION, causes=_held_by, fulfilled=_set_free, part="institution"),
    Rule(
        norm="89-22.2b",
        owed_by=MIGRATION,
        causes=_to_tell,
        fulfilled=_prosecutor_told,
        cancelled=_set_free,
        notify=(PROSECUTOR,),
        part="told",
    ),
    Rule(
        norm="89-22.3",
        owed_by=MIGRATION,
        causes=_refused,
        fulfilled=by_event("89-22.3", to=("PSU",)),
        notify=("PSU",),
    ),
    Rule(norm="89-24", owed_by=PENAL, causes=_handed_over, fulfilled=by_event("89-24", to=("MS",)), notify=("MS",)),
    Rule(
        norm="89-25",
        owed_by=PSU,
        causes=_ending,
        fulfilled=by_event("89-25", to=("MS",)),
        cancelled=_over,
        notify=("MS",),
    ),
    Rule(norm="89-26", owed_by=MIGRATION, causes=_ended, fulfilled=by_event("89-26"), cancelled=_over),
)
