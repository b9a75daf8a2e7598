"""89: people released from prison, from the notice of release to the day on which they are found."""

import datetime as dt
from collections.abc import Iterable

from graph.engine.grounds import ACTS, STEPS
from prevention.deadlines import DAY, Length, begin_of, day_of, end_of, months_after, periods
from prevention.decisions import SUPERVISION
from prevention.duties.convictions import lifted_on, stands
from prevention.duties.duty_facts import PersonFile, PrisonRelease
from prevention.duties.list_membership import LIST
from prevention.duties.rules.conditions import (
    after_working_days,
    at_begin,
    at_once,
    deed,
    earliest,
    either,
    every,
    opened,
    registered,
    working_days,
)
from prevention.duties.rules.posts import CDP, PENAL, PROBATION, PSU
from prevention.duties.rules.rule import Rule, Trigger
from security.norms import NORMS
from security.working_days import working_day_from

REPORTED_AFTER = 5
"""Working days after the release, when whoever is not found is reported (89-8a)."""

SEARCHED_WITHIN = 15
"""Working days after the release, to which 89-8b refers: see ``readings`` of the norm (security/norms.toml)."""

SEARCH_TAKES = 5
"""Working days in which a search is done that begins after those days. It stands in no text."""

SEARCH = "SEARCH"
"""The reading of 89-8b by which the search is done within the 15 working days."""

_SEARCH = frozenset({"89-8a", "89-8b", "89-8c", "89-8d"})
_SEEN = frozenset({"ARRIVAL", "APPEARANCE", "ROUTE_MARK"})
_SEEN_BY = frozenset({"89-6.2", "89-16a", "89-16b", "89-16c", "89-24", "89-26", "622-9.1", "622-28", "622-34"})
_PRESENT = frozenset({"PAROLEE", "PROBATIONER", "SUPERVISED", "RELEASED"})
"""Whom a unit took on has come to it. The list of 622-13 is no sign of that: the hub itself puts people on it."""

_CONTROL_FILE = "PAROLE_CONTROL"
"""The kind of file that is opened on a parolee's arrival (622-2). One opened since the release shows who came."""


def _announced(file: PersonFile) -> Iterable[Trigger]:
    for each in file.releases:
        begin = begin_of(each.notified or each.released)
        yield Trigger(key=each.id, at=begin, due=end_of(each.released - DAY), area=each.institution)


def awaited(file: PersonFile) -> Iterable[PrisonRelease]:
    """The releases to a residence that the person chose: whoever has none, or is expelled, is awaited nowhere."""
    for each in file.releases:
        if not each.homeless and not (file.is_foreign and stands(file, "EXPULSION", each.released)):
            yield each


def _planned(file: PersonFile) -> Iterable[Trigger]:
    for each in awaited(file):
        if each.planned:
            since = begin_of(each.released)
            yield Trigger(
                key=each.id, at=begin_of(each.planned), due=at_once(each.planned), area=each.area, since=since
            )


def _came(file: PersonFile) -> Iterable[Trigger]:
    for each in file.releases:
        if arrived := file.arrival(each):
            since = begin_of(min(each.released, arrived))
            yield Trigger(key=each.id, at=begin_of(arrived), due=at_once(arrived), area=each.area, since=since)


def _controlled_came(file: PersonFile) -> Iterable[Trigger]:
    controlled = {each.id for each in file.releases if is_controlled(file, each)}
    return (cause for cause in _came(file) if cause.key in controlled)


def is_controlled(file: PersonFile, release: PrisonRelease) -> bool:
    """Whether a released person is a parolee, or under administrative supervision (қадағалаудағы)."""
    day = file.arrival(release) or release.released
    return release.kind == "PAROLE" or stands(file, SUPERVISION, day)


def is_supervised(file: PersonFile, release: PrisonRelease) -> bool:
    """Whether a court put a released person under administrative supervision; the list of 622-13 is none."""
    return stands(file, SUPERVISION, file.arrival(release) or release.released)


def _missing(file: PersonFile) -> Iterable[Trigger]:
    for each in awaited(file):
        at = after_working_days(each.released, REPORTED_AFTER)
        due = end_of(working_day_from(day_of(at)))
        yield Trigger(key=each.id, at=at, due=due, area=each.area, since=begin_of(each.released))


def _searched(file: PersonFile) -> Iterable[Trigger]:
    within = (file.reading or _taken()) == SEARCH
    begins = REPORTED_AFTER if within else SEARCHED_WITHIN
    ends = SEARCHED_WITHIN if within else SEARCHED_WITHIN + SEARCH_TAKES
    for each in awaited(file):
        if is_controlled(file, each):
            at = after_working_days(each.released, begins)
            since = searching_from(file, each)
            yield Trigger(key=each.id, at=at, due=working_days(each.released, ends), area=each.area, since=since)


def searching_from(file: PersonFile, release: PrisonRelease) -> dt.datetime:
    """From when a step of the search counts: after the 15 working days, or, if it is read so, after the release.

    Whoever is asked after while they may still come has not been searched for.
    """
    within = (file.reading or _taken()) == SEARCH
    return begin_of(release.released) if within else after_working_days(release.released, SEARCHED_WITHIN)


def _taken() -> str:
    readings = NORMS.provisions["89-8b"].readings
    return readings.taken if readings else ""


def not_found_since(file: PersonFile, release: PrisonRelease) -> dt.datetime | None:
    """From when acts of 89-8c have a ground: the 15 working days have passed, and a search is on record.

    None: nobody has searched. Whoever is found by then is looked for no more (``found``).
    """
    begin = searching_from(file, release)
    steps = (d.at for d in file.deeds if d.norm == "89-8b" and d.kind in STEPS and d.at >= begin)
    searched = earliest(steps)
    return None if searched is None else max(searched, after_working_days(release.released, SEARCHED_WITHIN))


def _wanted(file: PersonFile) -> Iterable[Trigger]:
    for each in awaited(file):
        grounds = (not_found_since(file, each), _declared_wanted(file, each))
        at = earliest(grounds) if is_controlled(file, each) else None
        if at is not None:
            day = day_of(at)
            # At once (дереу) is said of parolees alone.
            due = working_days(day, 1) if is_supervised(file, each) else at_once(day)
            yield Trigger(key=each.id, at=at, due=due, area=each.area, since=begin_of(day))


def _declared_wanted(file: PersonFile, release: PrisonRelease) -> dt.datetime | None:
    """When the person was declared wanted: what was owed is owed still, though no step be on record."""
    begin = after_working_days(release.released, SEARCHED_WITHIN)
    later = min((r.released for r in file.releases if r.released > release.released), default=dt.date.max)
    notices = (d.at for d in file.deeds if d.norm == "89-8c" and d.kind == ACTS[-1])
    return earliest(at for at in notices if begin <= at and day_of(at) < later)


def control_over(file: PersonFile, release: PrisonRelease) -> dt.datetime | None:
    """When the control ended for whose sake a released person is searched for; None where that is not known.

    A supervision ends with the court's term, a parole with its own or with the move to the list of 622-13, either
    with the conviction.
    """
    day = file.arrival(release) or release.released
    lifted = lifted_on(file, release.released, release.released)
    ends = [] if lifted is None else [lifted]
    if is_supervised(file, release):
        standing = [
            d.until for d in file.decisions if d.kind == SUPERVISION and not d.is_refusal and d.since <= day
        ]
        untils = [each for each in standing if each is not None]
        ends += [max(untils) + DAY] if untils and len(untils) == len(standing) else []
    else:
        ends += [r.since for r in file.registrations if r.category == LIST and r.since >= release.released]
        life = any(d.kind == "SENTENCE" and d.is_life and d.decided <= day for d in file.decisions)
        paroles = [d for d in file.decisions if d.kind == "PAROLE" and not d.is_refusal and d.decided <= day]
        until = max(paroles, key=lambda d: (d.decided, d.id)).until if paroles and not life else None
        ends += [until + DAY] if until else []
    return at_begin(min(ends, default=None))


def _not_searched_for(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    """When a search lost its reason: the person is found, or under no control any more."""
    release = next(each for each in file.releases if each.id == cause.key)
    return earliest((found(file, cause), control_over(file, release)))


def _declared(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    release = next(each for each in file.releases if each.id == cause.key)
    if is_supervised(file, release):
        return every(*(deed("89-8c", kinds=(act,)) for act in ACTS))(file, cause)
    return either(deed("89-8c", kinds=("COURT_MOTION",)), _wanted_by_court)(file, cause)


def found(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    """When it was known where a released person is: somebody saw them, took them on or off, or released them again.

    Nobody is to be wanted whose whereabouts any body knows, and so not who is held. Steps of the search itself are
    no sign of it, nor is what may have been done without the person: a visit to an address, a talk of which nobody
    says with whom, an alert of a device.
    """
    release = next(each for each in file.releases if each.id == cause.key)
    begin = begin_of(release.released)
    deeds = (d for d in file.deeds if d.at >= begin and d.norm not in _SEARCH)
    seen = (d.at for d in deeds if d.kind in _SEEN or d.norm in _SEEN_BY)
    taken_on = (r.since for r in file.registrations if r.category in _PRESENT)
    taken_off = (r.closed for r in file.registrations if r.category == "DID_NOT_ARRIVE" and r.closed)
    files = (each.opened for each in file.cases if each.kind == _CONTROL_FILE)
    held = (each.since for each in file.placements)
    stood = (day for day in (*taken_on, *taken_off, *files, *held) if day >= release.released)
    again = (
        file.arrival(each) if each.released == release.released else each.released
        for each in file.releases
        if each.id != release.id and each.released >= release.released
    )
    return earliest((*(at_begin(day) for day in (file.arrival(release), *stood, *again)), *seen))


def _came_at(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    return at_begin(next(file.arrival(each) for each in file.releases if each.id == cause.key))


def _wanted_by_court(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    days = (each.decided for each in file.decisions if each.kind == "SEARCH_AND_RESTRAINT" and not each.is_refusal)
    return earliest(begin_of(day) for day in days if begin_of(day) >= cause.since)


def _absent(file: PersonFile) -> Iterable[Trigger]:
    for each in file.registrations:
        if each.category == "DID_NOT_ARRIVE":
            begin = begin_of(each.since)
            released = max((r.released for r in file.releases if r.released <= each.since), default=each.since)
            since = begin_of(released)
            yield Trigger(
                key=each.id, at=begin, due=at_once(each.since), area=file.area, unit=each.unit, since=since
            )


def _quarters_absent(file: PersonFile) -> Iterable[Trigger]:
    for each in file.registrations:
        if each.category != "DID_NOT_ARRIVE":
            continue
        last = each.closed or file.today
        # One quarter more than has begun: it tells when the next duty arises.
        for period in periods(each.since, months_after(last, Length.QUARTER), Length.QUARTER):
            begin = begin_of(max(period.first, each.since))
            due = end_of(period.last)
            key = f"{each.id}/{period.first.isoformat()}"
            yield Trigger(
                key=key, at=begin, due=due, area=file.area, unit=each.unit, since=begin_of(period.first), until=due
            )


def taken_off(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    """When the registration of which the trigger is was closed."""
    key = cause.key.partition("/")[0]
    return at_begin(next(each.closed for each in file.registrations if each.id == key))


def _homeless(file: PersonFile) -> Iterable[Trigger]:
    for each in file.releases:
        housed = any(h.kind == "PERMANENT" and (h.since is None or h.since <= each.released) for h in file.homes)
        if each.homeless and not housed and not file.is_foreign:
            begin = begin_of(each.released)
            yield Trigger(key=each.id, at=begin, due=at_once(each.released), area=each.area, since=begin)


RULES = (
    Rule(norm="89-3", post=PENAL, causes=_announced, done=deed("89-3"), told=("PSU",)),
    Rule(norm="89-6.1", post=PSU, causes=_planned, done=either(deed("89-6.1"), _came_at)),
    Rule(
        norm="89-6.2", post=PSU, causes=_came, done=deed("89-6.2", without=("DECISION", "CLOSING")), told=("IAU",)
    ),
    Rule(norm="89-6.3", post=PSU, causes=_controlled_came, done=deed("89-6.3"), told=("CP",)),
    Rule(
        norm="89-8a",
        post=PSU,
        causes=_missing,
        done=either(deed("89-8a"), registered("DID_NOT_ARRIVE")),
        gone=found,
        told=("IAU",),
    ),
    Rule(norm="89-8b", post=PSU, causes=_searched, done=deed("89-8b"), gone=_not_searched_for),
    Rule(norm="89-8c", post=CDP, causes=_wanted, done=_declared, gone=_not_searched_for, told=("COURT",)),
    Rule(norm="89-8d", post=PSU, causes=_absent, done=opened("RELEASE_TRACKING"), gone=taken_off, part="file"),
    Rule(norm="89-8d", post=PSU, causes=_quarters_absent, done=deed("89-8d"), gone=taken_off, part="check"),
    Rule(norm="89-16b", post=PROBATION, causes=_homeless, done=deed("89-16b"), told=("ADAPT",)),
)
