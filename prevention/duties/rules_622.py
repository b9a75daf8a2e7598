"""622: control of people released early on parole (ШТМББ).

The operative register of 622-9.2 is not watched: a duty is seen by many, and its being done would tell that there
is an operative file. 622-9.3, 622-28 and 622-34 leave no trace but the very entry that they ask for.
"""

import datetime as dt
from collections.abc import Iterable

from prevention.duties.facts import Decision, Deed, PersonFile, Registration
from prevention.duties.posts import CDP, PSU
from prevention.duties.rule import Cause, Rule
from prevention.duties.words import at_begin, at_once, deed, earliest, every, opened, registered
from prevention.terms import DAY, begin_of, day_of, months_after

LIFE_CONTROL_MONTHS = 120
"""How long probation control lasts after a life sentence (622-2)."""


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
    return any(case.id == deed.case and case.kind == "PAROLE_CONTROL" for case in file.cases) or any(
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


def _supervised(file: PersonFile, cause: Cause) -> dt.datetime | None:
    """Whoever stands under supervision already when the term ends need not be moved."""
    day = day_of(cause.at)
    standing = any(
        each.category == "SUPERVISED" and each.since <= day and (each.closed is None or each.closed > day)
        for each in file.registrations
    )
    return cause.at if standing else registered("SUPERVISED")(file, cause)


def control_ends(file: PersonFile, registration: Registration) -> dt.date | None:
    """The last day of a parolee's probation control; None where it is not known.

    It is the last day of the unserved term; after a life sentence ten years from the registration (622-2).
    """
    if any(_is_life(each, registration.since) for each in file.decisions):
        return months_after(registration.since, LIFE_CONTROL_MONTHS)
    return registration.until


def _is_life(decision: Decision, by: dt.date) -> bool:
    return decision.kind == "SENTENCE" and decision.is_life and decision.decided <= by


def _terms_end(file: PersonFile) -> Iterable[Cause]:
    for each in file.registrations:
        last = control_ends(file, each) if each.category == "PAROLEE" else None
        if last is not None:
            day = last + DAY
            yield Cause(each.id, begin_of(day), at_once(day), file.area, each.unit, since=begin_of(last))


def _expunged(file: PersonFile, cause: Cause) -> dt.datetime | None:
    days = (each.decided for each in file.decisions if each.kind == "CONVICTION_EXPUNGED")
    mine = next(each for each in file.registrations if each.id == cause.key)
    # Taken off before the term ended: wanted, dead, sent back to prison, moved away.
    early = mine.closed if mine.closed is not None and begin_of(mine.closed) < cause.since else None
    return earliest((*(at_begin(day) for day in days if day >= mine.since), at_begin(early)))


RULES = (
    Rule("622-7", CDP, _noticed, deed("622-7"), told=("PSU",)),
    Rule("622-2", PSU, _arrived, every(registered("PAROLEE"), opened("PAROLE_CONTROL"))),
    Rule("622-9.1", PSU, _arrived, deed("622-9.1"), told=("IAU", "DUTY", "PENAL")),
    Rule("622-9.1b", PSU, _crimes, _inquired),
    Rule("622-13", PSU, _terms_end, _supervised, gone=_expunged),
    Rule("622-42.2", PSU, _alerts, deed("622-42.2", without=("MONITORING_ALERT",))),
)
