"""622: control of people released early on parole (ШТМББ).

The operative register of 622-9.2 is not watched: a duty is seen by many, and its being done would tell that there
is an operative file. 622-9.3, 622-28 and 622-34 leave no trace but the very entry that they ask for.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from prevention.duties.facts import Deed, PersonFile, Registration
from prevention.duties.posts import CDP, PSU
from prevention.duties.rule import Cause, Rule
from prevention.duties.rules_letting_go import conviction_over, is_convicted
from prevention.duties.words import at_begin, at_once, deed, earliest, every, opened, registered
from prevention.terms import DAY, begin_of, day_of, last_of_months

LIFE_CONTROL_MONTHS = 120
"""How long probation control lasts after a life sentence (622-2)."""

LIST = "FALLS_UNDER_SUPERVISION_LAW"
"""The category of those who fall under the law on administrative supervision: a list, no supervision (622-13)."""


def _noticed(file: PersonFile) -> Iterable[Cause]:
    for release in file.releases:
        if release.kind == "PAROLE" and release.notified:
            begin = begin_of(release.notified)
            yield Cause(release.id, begin, at_once(release.notified), release.area, since=begin)


def _arrived(file: PersonFile) -> Iterable[Cause]:
    for release in file.releases:
        arrived = file.arrival(release) if release.kind == "PAROLE" else None
        if arrived:
            # What was prepared since the release counts too.
            since = begin_of(min(release.released, arrived))
            yield Cause(release.id, begin_of(arrived), at_once(arrived), release.area, since=since)


def _crimes(file: PersonFile) -> Iterable[Cause]:
    for each in file.deeds:
        if each.norm == "622-9.1b" and each.kind == "VIOLATION":
            yield Cause(each.id, each.at, None, file.area, case=each.case, since=each.at)


def _alerts(file: PersonFile) -> Iterable[Cause]:
    for each in file.deeds:
        if each.kind == "MONITORING_ALERT" and _on_parole(file, each):
            yield Cause(each.id, each.at, at_once(day_of(each.at)), file.area, case=each.case, since=each.at)


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


def _inquired(file: PersonFile, cause: Cause) -> dt.datetime | None:
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


def is_listed(file: PersonFile, day: dt.date) -> bool:
    """Whether a person is on the list of those who fall under the law, and not taken off by the end of a day."""
    return any(
        each.category == LIST and each.since <= day and (each.closed is None or each.closed > day)
        for each in file.registrations
    )


def _listed(file: PersonFile, cause: Cause) -> dt.datetime | None:
    """Whoever is on the list already when the term ends need not be put on it again.

    To stand under supervision, which a court decides for a time, is no standing on the list.
    """
    return cause.at if is_listed(file, day_of(cause.at)) else registered(LIST)(file, cause)


def _left_list(file: PersonFile) -> Iterable[Cause]:
    """Each taking off the list, of which only the end of the conviction is a reason."""
    for each in file.registrations:
        if each.category == LIST and each.closed is not None:
            at = begin_of(each.closed)
            yield Cause(each.id, at, at_once(each.closed), file.area, each.unit, since=at)


def _listed_again(file: PersonFile, cause: Cause) -> dt.datetime | None:
    if is_listed(file, day_of(cause.at)):
        return cause.at
    others = tuple(each for each in file.registrations if each.id != cause.key)
    return registered(LIST)(replace(file, registrations=others), cause)


def _rightly_left(file: PersonFile, cause: Cause) -> dt.datetime | None:
    mine = next(each for each in file.registrations if each.id == cause.key)
    # Nothing keeps on the list whom no conviction put there.
    return at_begin(conviction_over(file, mine)) if is_convicted(file, mine) else cause.at


def control_ends(file: PersonFile, registration: Registration) -> dt.date | None:
    """The last day of a parolee's probation control; None where it is not known.

    It is the last day of the unserved term; after a life sentence ten years from the release on parole, whichever
    unit has registered the person since then (622-2).
    """
    lives = [each.decided for each in file.decisions if each.kind == "SENTENCE" and each.is_life]
    sentenced = max((day for day in lives if day <= registration.since), default=None)
    if sentenced is None:
        return registration.until
    return last_of_months(_paroled(file, registration, sentenced), LIFE_CONTROL_MONTHS)


def _paroled(file: PersonFile, registration: Registration, sentenced: dt.date) -> dt.date:
    """The day on which the release on parole took effect of which a registration is.

    It is the day of the release itself; where no notice tells of it, that from which the decision has force; where
    neither is known, the first registration as parolee after the sentence.
    """
    granted = max(
        (
            each
            for each in file.decisions
            if each.kind == "PAROLE" and not each.is_refusal and sentenced <= each.decided <= registration.since
        ),
        key=lambda each: each.decided,
        default=None,
    )
    begin = granted.decided if granted else sentenced
    releases = [each.released for each in file.releases if each.kind == "PAROLE" and each.released >= begin]
    released = min((day for day in releases if day <= registration.since), default=None)
    if released is not None:
        return released
    if granted is not None:
        return min(granted.since, registration.since)
    taken_on = (each.since for each in file.registrations if each.category == "PAROLEE" and each.since >= sentenced)
    return min(taken_on, default=registration.since)


def _terms_end(file: PersonFile) -> Iterable[Cause]:
    for each in file.registrations:
        last = control_ends(file, each) if each.category == "PAROLEE" else None
        if last is not None:
            day = last + DAY
            yield Cause(each.id, begin_of(day), at_once(day), file.area, each.unit, since=begin_of(last))


def _expunged(file: PersonFile, cause: Cause) -> dt.datetime | None:
    mine = next(each for each in file.registrations if each.id == cause.key)
    # Taken off before the term ended: wanted, dead, sent back to prison, moved away.
    early = mine.closed if mine.closed is not None and begin_of(mine.closed) < cause.since else None
    return earliest((at_begin(conviction_over(file, mine)), at_begin(early)))


RULES = (
    Rule("622-7", CDP, _noticed, deed("622-7"), told=("PSU",)),
    Rule("622-2", PSU, _arrived, every(registered("PAROLEE"), opened("PAROLE_CONTROL"))),
    Rule("622-9.1", PSU, _arrived, deed("622-9.1"), told=("IAU", "DUTY", "PENAL")),
    Rule("622-9.1b", PSU, _crimes, _inquired),
    Rule("622-13", PSU, _terms_end, _listed, gone=_expunged),
    Rule("622-13", PSU, _left_list, _listed_again, gone=_rightly_left, part="kept"),
    Rule("622-42.2", PSU, _alerts, deed("622-42.2", without=("MONITORING_ALERT",))),
)
