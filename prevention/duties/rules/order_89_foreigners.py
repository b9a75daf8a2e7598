"""89, items 22 to 26: foreigners and stateless persons who are released from prison."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from prevention.deadlines import DAY, begin_of, end_of, months_after
from prevention.duties.control import control_ends
from prevention.duties.convictions import stands
from prevention.duties.duty_facts import PersonFile, PrisonRelease, Registration
from prevention.duties.rules.conditions import at_begin, at_once, deed, earliest, either
from prevention.duties.rules.posts import MIGRATION, PENAL, PSU, SPECIAL_INSTITUTION
from prevention.duties.rules.rule import Rule, Trigger
from prevention.duties.stays import first_day, held_from, last_day

TOLD_FROM = dt.timedelta(days=25)
"""The day of the stay, counted in the same way, from which the prosecutor is told."""

_ON_CONTROL = ("PAROLEE", "PROBATIONER")
_CONTROL_FOLLOWS = ("PAROLE", "REPLACED_BY_LIGHTER")


def _explained(file: PersonFile) -> Iterable[Trigger]:
    for each in file.releases if file.is_foreign else ():
        begin = begin_of(each.notified or each.released)
        yield Trigger(key=each.id, at=begin, due=end_of(each.released - DAY), area=each.institution)


def _to_the_gate(file: PersonFile) -> Iterable[PrisonRelease]:
    """The releases of a foreigner after which no probation control follows (89-25 and 89-26 are for the others)."""
    return (each for each in file.releases if file.is_foreign and each.kind not in _CONTROL_FOLLOWS)


def _applied(file: PersonFile) -> Iterable[Trigger]:
    """Each release of a foreigner whose sentence has no expulsion."""
    for each in _to_the_gate(file):
        due = months_after(each.released, -1)
        known = each.notified or due
        if not stands(file, "EXPULSION", min(known, due)):
            yield Trigger(key=each.id, at=begin_of(min(known, due)), due=end_of(due), area=each.institution)


def _asked_court(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    days = (each.decided for each in file.decisions if each.kind == "EXPULSION")
    return earliest(begin_of(day) for day in days if begin_of(day) >= cause.at)


def _refused(file: PersonFile) -> Iterable[Trigger]:
    for each in file.decisions:
        if each.kind == "EXPULSION" and each.is_refusal:
            begin = begin_of(each.decided)
            # A decision may be on several persons.
            yield Trigger(
                key=f"{each.id}/{file.id}", at=begin, due=at_once(each.decided), area=file.area, since=begin
            )


def _handed_over(file: PersonFile) -> Iterable[Trigger]:
    for each in _to_the_gate(file):
        if stands(file, "EXPULSION", each.released):
            begin = begin_of(each.released)
            yield Trigger(key=each.id, at=begin, due=at_once(each.released), area=each.institution, since=begin)


def _ends(file: PersonFile, registration: Registration) -> dt.date | None:
    return control_ends(file, registration) if registration.category == "PAROLEE" else registration.until


def _ending(file: PersonFile) -> Iterable[Trigger]:
    for each in file.registrations if file.is_foreign else ():
        last = _ends(file, each) if each.category in _ON_CONTROL else None
        if last is not None:
            due = end_of(max(months_after(last, -1), each.since))
            yield Trigger(key=each.id, at=begin_of(each.since), due=due, area=file.area)


def _ended(file: PersonFile) -> Iterable[Trigger]:
    for each in file.registrations if file.is_foreign else ():
        last = _ends(file, each) if each.category in _ON_CONTROL else None
        if last is not None and stands(file, "EXPULSION", last):
            yield Trigger(key=each.id, at=begin_of(last), due=at_once(last), area=file.area, since=begin_of(last))


def _over(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    closed = next(each.closed for each in file.registrations if each.id == cause.key)
    return None if closed is None else begin_of(closed)


def _held(file: PersonFile) -> Iterable[Trigger]:
    for each in file.placements:
        begin = begin_of(each.begun)
        # Where no day of it is lawful, it is due as it begins, and overdue from then on.
        due = max(begin, end_of(last_day(file, each)))
        yield Trigger(key=each.id, at=begin, due=due, area=each.area or file.area, since=begin)


def _held_by(file: PersonFile) -> Iterable[Trigger]:
    units = {each.id: each.unit for each in file.placements}
    return (replace(cause, unit=units[cause.key]) for cause in _held(file))


def _set_free(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    """When a stay ended: on the day that was said of it; where none was, when the expulsion was executed."""
    last = next(each.ended for each in file.placements if each.id == cause.key)
    # Whoever is set free on the first of days of which none is lawful was held on it.
    ended = end_of(last) if last is not None and begin_of(last) == cause.due else at_begin(last)
    executed = (d.at for d in file.deeds if d.norm == "89-26" and d.kind == "CLOSING" and d.at >= cause.at)
    return ended or earliest(executed)


def _to_tell(file: PersonFile) -> Iterable[Trigger]:
    for each in file.placements:
        # A stay beyond a shorter ruling is told at once, and so is one on no ruling from its first day.
        first = min(first_day(file, each), held_from(file, each))
        day = max(each.begun, min(first + TOLD_FROM - DAY, last_day(file, each) + DAY))
        begin = begin_of(day)
        yield Trigger(key=each.id, at=begin, due=at_once(day), area=each.area or file.area, since=begin)


RULES = (
    Rule(norm="89-22.1", post=MIGRATION, causes=_explained, done=deed("89-22.1")),
    Rule(
        norm="89-22.2", post=MIGRATION, causes=_applied, done=either(deed("89-22.2"), _asked_court), told=("COURT",)
    ),
    Rule(norm="89-22.2b", post=MIGRATION, causes=_held, done=_set_free, part="service"),
    Rule(norm="89-22.2b", post=SPECIAL_INSTITUTION, causes=_held_by, done=_set_free, part="institution"),
    Rule(
        norm="89-22.2b",
        post=MIGRATION,
        causes=_to_tell,
        done=deed("89-22.2b", kinds=("NOTICE",)),
        gone=_set_free,
        told=("PROSECUTOR",),
        part="told",
    ),
    Rule(norm="89-22.3", post=MIGRATION, causes=_refused, done=deed("89-22.3"), told=("PSU",)),
    Rule(norm="89-24", post=PENAL, causes=_handed_over, done=deed("89-24"), told=("MS",)),
    Rule(norm="89-25", post=PSU, causes=_ending, done=deed("89-25"), gone=_over, told=("MS",)),
    Rule(norm="89-26", post=MIGRATION, causes=_ended, done=deed("89-26"), gone=_over),
)
