"""622: control of people released early on parole (ШТМББ).

The operative register of 622-9.2 is not watched: a duty is seen by many, and its being done would tell that there
is an operative file. 622-9.3, 622-28 and 622-34 leave no trace but the very entry that they ask for.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from prevention.deadlines import DAY, begin_of, day_of
from prevention.duties.control import PAROLEE, control_ends, granted, paroles_of
from prevention.duties.duty_facts import Deed, PersonFile
from prevention.duties.list_membership import LIST, conviction_over, is_listed, may_be_listed
from prevention.duties.rules.conditions import (
    all_of,
    any_of,
    at_begin,
    at_once,
    by_event,
    earliest,
    opened,
    registered,
)
from prevention.duties.rules.posts import CDP, PSU
from prevention.duties.rules.rule import Rule, Trigger


def _noticed(file: PersonFile) -> Iterable[Trigger]:
    for release in file.releases:
        if release.kind == "PAROLE" and release.notified:
            begin = begin_of(release.notified)
            yield Trigger(key=release.id, at=begin, due=at_once(release.notified), area=release.area, since=begin)


def _arrived(file: PersonFile) -> Iterable[Trigger]:
    for release in file.releases:
        arrived = file.arrival(release) if release.kind == "PAROLE" else None
        if arrived:
            # What was prepared since the release counts too.
            since = begin_of(min(release.released, arrived))
            yield Trigger(
                key=release.id, at=begin_of(arrived), due=at_once(arrived), area=release.area, since=since
            )


def _under_control(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """Whoever is released again while control goes on is registered already, and has a control file.

    It is so where the registration can stand on the parole after which the person came: one of before is spent.
    """
    day = day_of(trigger.at)
    paroled = [decision for decision in granted(file) if decision.decided <= day]
    on_file = any(
        case.kind == "PAROLE_CONTROL" and case.opened <= day and (case.closed is None or case.closed > day)
        for case in file.cases
    )
    registered_already = any(
        registration.category == PAROLEE
        and registration.since <= day
        and (registration.closed is None or registration.closed > day)
        and paroled[-1:] != []
        and paroled[-1] in paroles_of(file, registration)
        for registration in file.registrations
    )
    return trigger.at if on_file and registered_already else None


def _crimes(file: PersonFile) -> Iterable[Trigger]:
    for deed in file.deeds:
        if deed.norm == "622-9.1b" and deed.kind == "VIOLATION":
            yield Trigger(key=deed.id, at=deed.at, due=None, area=file.area, case=deed.case, since=deed.at)


def _alerts(file: PersonFile) -> Iterable[Trigger]:
    for deed in file.deeds:
        if deed.kind == "MONITORING_ALERT" and _on_parole(file, deed):
            yield Trigger(
                key=deed.id, at=deed.at, due=at_once(day_of(deed.at)), area=file.area, case=deed.case, since=deed.at
            )


def _on_parole(file: PersonFile, deed: Deed) -> bool:
    day = day_of(deed.at)
    open_file = any(
        case.id == deed.case and case.kind == "PAROLE_CONTROL" and (case.closed is None or day <= case.closed)
        for case in file.cases
    )
    return open_file or any(
        registration.category == "PAROLEE"
        and registration.since <= day
        and (registration.closed is None or day <= registration.closed)
        for registration in file.registrations
    )


def _inquired(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """Each crime has an inquiry of its own: the first that is opened since and is no earlier crime's."""
    free = sorted(case.opened for case in file.cases if case.kind == "SERVICE_INQUIRY")
    for crime in sorted(_crimes(file), key=lambda trigger: (trigger.at, trigger.key)):
        day = next((opened for opened in free if opened >= day_of(crime.at)), None)
        if crime.key == trigger.key:
            return at_begin(day)
        if day is not None:
            free.remove(day)
    return None


def uninquired(file: PersonFile) -> bool:
    """Whether there is a parolee's crime that has no inquiry yet."""
    return any(_inquired(file, crime) is None for crime in _crimes(file))


def _already_listed(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """Whoever is on the list already when the term ends need not be put on it again.

    To stand under supervision, which a court decides for a time, is no standing on the list.
    """
    return trigger.at if is_listed(file, day_of(trigger.at)) else registered(LIST)(file, trigger)


def _left_list(file: PersonFile) -> Iterable[Trigger]:
    """Each taking off the list, of which only the end of the conviction is a reason."""
    for registration in file.registrations:
        if registration.category == LIST and registration.closed is not None:
            at = begin_of(registration.closed)
            yield Trigger(
                key=registration.id,
                at=at,
                due=at_once(registration.closed),
                area=file.area,
                unit=registration.unit,
                since=at,
            )


def _listed_again(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    if is_listed(file, day_of(trigger.at)):
        return trigger.at
    others = tuple(registration for registration in file.registrations if registration.id != trigger.key)
    return registered(LIST)(replace(file, registrations=others), trigger)


def _rightly_left(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    registration = next(registration for registration in file.registrations if registration.id == trigger.key)
    # Nothing keeps on the list whom no parole whose control had ended put there.
    return at_begin(conviction_over(file, registration)) if may_be_listed(file, day_of(trigger.at)) else trigger.at


def _terms_end(file: PersonFile) -> Iterable[Trigger]:
    for registration in file.registrations:
        last = control_ends(file, registration) if registration.category == "PAROLEE" else None
        if last is not None:
            day = last + DAY
            yield Trigger(
                key=registration.id,
                at=begin_of(day),
                due=at_once(day),
                area=file.area,
                unit=registration.unit,
                since=begin_of(last),
            )


def _control_left(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When whoever stood as a parolee beyond the last day of control was taken off."""
    closed = at_begin(
        next(registration.closed for registration in file.registrations if registration.id == trigger.key)
    )
    return closed if closed is not None and closed >= trigger.since else None


def _expunged(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    registration = next(registration for registration in file.registrations if registration.id == trigger.key)
    # Taken off before the term ended: wanted, dead, sent back to prison, moved away.
    early = (
        registration.closed
        if registration.closed is not None and begin_of(registration.closed) < trigger.since
        else None
    )
    return earliest((at_begin(conviction_over(file, registration)), at_begin(early)))


_taken_on = all_of(registered(PAROLEE), opened("PAROLE_CONTROL"))

RULES = (
    Rule(norm="622-7", owed_by=CDP, causes=_noticed, fulfilled=by_event("622-7", to=("PSU",)), notify=("PSU",)),
    Rule(norm="622-2", owed_by=PSU, causes=_arrived, fulfilled=any_of(_taken_on, _under_control)),
    Rule(
        norm="622-9.1",
        owed_by=PSU,
        causes=_arrived,
        fulfilled=by_event("622-9.1", to=("IAU", "DUTY", "PENAL", "SPECIAL", "PATROL")),
        notify=("IAU", "DUTY", "PENAL"),
    ),
    Rule(norm="622-9.1b", owed_by=PSU, causes=_crimes, fulfilled=_inquired),
    Rule(norm="622-13", owed_by=PSU, causes=_terms_end, fulfilled=_already_listed, cancelled=_expunged),
    # To be moved is to leave the parolees: on both registers somebody is watched beyond the term.
    Rule(
        norm="622-13", owed_by=PSU, causes=_terms_end, fulfilled=_control_left, cancelled=_expunged, part="control"
    ),
    Rule(
        norm="622-13", owed_by=PSU, causes=_left_list, fulfilled=_listed_again, cancelled=_rightly_left, part="kept"
    ),
    Rule(
        norm="622-42.2", owed_by=PSU, causes=_alerts, fulfilled=by_event("622-42.2", without=("MONITORING_ALERT",))
    ),
)
