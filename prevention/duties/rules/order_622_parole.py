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
from prevention.duties.rules.conditions import at_begin, at_once, deed, earliest, either, every, opened, registered
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


def _under_control(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    """Whoever is released again while control goes on is registered already, and has a control file.

    It is so where the registration can stand on the parole after which the person came: one of before is spent.
    """
    day = day_of(cause.at)
    paroled = [each for each in granted(file) if each.decided <= day]
    on_file = any(
        each.kind == "PAROLE_CONTROL" and each.opened <= day and (each.closed is None or each.closed > day)
        for each in file.cases
    )
    registered_already = any(
        each.category == PAROLEE
        and each.since <= day
        and (each.closed is None or each.closed > day)
        and paroled[-1:] != []
        and paroled[-1] in paroles_of(file, each)
        for each in file.registrations
    )
    return cause.at if on_file and registered_already else None


def _crimes(file: PersonFile) -> Iterable[Trigger]:
    for each in file.deeds:
        if each.norm == "622-9.1b" and each.kind == "VIOLATION":
            yield Trigger(key=each.id, at=each.at, due=None, area=file.area, case=each.case, since=each.at)


def _alerts(file: PersonFile) -> Iterable[Trigger]:
    for each in file.deeds:
        if each.kind == "MONITORING_ALERT" and _on_parole(file, each):
            yield Trigger(
                key=each.id, at=each.at, due=at_once(day_of(each.at)), area=file.area, case=each.case, since=each.at
            )


def _on_parole(file: PersonFile, deed: Deed) -> bool:
    day = day_of(deed.at)
    open_file = any(
        case.id == deed.case and case.kind == "PAROLE_CONTROL" and (case.closed is None or day <= case.closed)
        for case in file.cases
    )
    return open_file or any(
        each.category == "PAROLEE" and each.since <= day and (each.closed is None or day <= each.closed)
        for each in file.registrations
    )


def _inquired(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    """Each crime has an inquiry of its own: the first that is opened since and is no earlier crime's."""
    free = sorted(case.opened for case in file.cases if case.kind == "SERVICE_INQUIRY")
    for crime in sorted(_crimes(file), key=lambda each: (each.at, each.key)):
        day = next((opened for opened in free if opened >= day_of(crime.at)), None)
        if crime.key == cause.key:
            return at_begin(day)
        if day is not None:
            free.remove(day)
    return None


def uninquired(file: PersonFile) -> bool:
    """Whether there is a parolee's crime that has no inquiry yet."""
    return any(_inquired(file, crime) is None for crime in _crimes(file))


def _listed(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    """Whoever is on the list already when the term ends need not be put on it again.

    To stand under supervision, which a court decides for a time, is no standing on the list.
    """
    return cause.at if is_listed(file, day_of(cause.at)) else registered(LIST)(file, cause)


def _left_list(file: PersonFile) -> Iterable[Trigger]:
    """Each taking off the list, of which only the end of the conviction is a reason."""
    for each in file.registrations:
        if each.category == LIST and each.closed is not None:
            at = begin_of(each.closed)
            yield Trigger(key=each.id, at=at, due=at_once(each.closed), area=file.area, unit=each.unit, since=at)


def _listed_again(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    if is_listed(file, day_of(cause.at)):
        return cause.at
    others = tuple(each for each in file.registrations if each.id != cause.key)
    return registered(LIST)(replace(file, registrations=others), cause)


def _rightly_left(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    mine = next(each for each in file.registrations if each.id == cause.key)
    # Nothing keeps on the list whom no parole whose control had ended put there.
    return at_begin(conviction_over(file, mine)) if may_be_listed(file, day_of(cause.at)) else cause.at


def _terms_end(file: PersonFile) -> Iterable[Trigger]:
    for each in file.registrations:
        last = control_ends(file, each) if each.category == "PAROLEE" else None
        if last is not None:
            day = last + DAY
            yield Trigger(
                key=each.id,
                at=begin_of(day),
                due=at_once(day),
                area=file.area,
                unit=each.unit,
                since=begin_of(last),
            )


def _control_left(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    """When whoever stood as a parolee beyond the last day of control was taken off."""
    closed = at_begin(next(each.closed for each in file.registrations if each.id == cause.key))
    return closed if closed is not None and closed >= cause.since else None


def _expunged(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    mine = next(each for each in file.registrations if each.id == cause.key)
    # Taken off before the term ended: wanted, dead, sent back to prison, moved away.
    early = mine.closed if mine.closed is not None and begin_of(mine.closed) < cause.since else None
    return earliest((at_begin(conviction_over(file, mine)), at_begin(early)))


_taken_on = every(registered(PAROLEE), opened("PAROLE_CONTROL"))

RULES = (
    Rule(norm="622-7", post=CDP, causes=_noticed, done=deed("622-7"), told=("PSU",)),
    Rule(norm="622-2", post=PSU, causes=_arrived, done=either(_taken_on, _under_control)),
    Rule(norm="622-9.1", post=PSU, causes=_arrived, done=deed("622-9.1"), told=("IAU", "DUTY", "PENAL")),
    Rule(norm="622-9.1b", post=PSU, causes=_crimes, done=_inquired),
    Rule(norm="622-13", post=PSU, causes=_terms_end, done=_listed, gone=_expunged),
    # To be moved is to leave the parolees: on both registers somebody is watched beyond the term.
    Rule(norm="622-13", post=PSU, causes=_terms_end, done=_control_left, gone=_expunged, part="control"),
    Rule(norm="622-13", post=PSU, causes=_left_list, done=_listed_again, gone=_rightly_left, part="kept"),
    Rule(norm="622-42.2", post=PSU, causes=_alerts, done=deed("622-42.2", without=("MONITORING_ALERT",))),
)
