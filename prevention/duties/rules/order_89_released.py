"""89: people released from prison, from the notice of release to the day on which they are found."""

import datetime as dt
from collections.abc import Iterable

from graph.engine.grounds import ACTS
from prevention.deadlines import DAY, Length, begin_of, day_of, end_of, months_after, periods
from prevention.decisions import SUPERVISION
from prevention.duties.convictions import has_force, lifted_on
from prevention.duties.duty_facts import PersonFile, PrisonRelease
from prevention.duties.list_membership import LIST
from prevention.duties.rules.conditions import (
    after_working_days,
    all_of,
    any_of,
    at_begin,
    at_once,
    by_event,
    earliest,
    first_search_step,
    opened,
    registered,
    search_made,
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
    for release in file.releases:
        begin = begin_of(release.notified or release.released)
        yield Trigger(key=release.id, at=begin, due=end_of(release.released - DAY), area=release.institution)


def awaited(file: PersonFile) -> Iterable[PrisonRelease]:
    """The releases to a residence that the person chose: whoever has none, or is expelled, is awaited nowhere."""
    for release in file.releases:
        if not release.homeless and not (file.is_foreign and has_force(file, "EXPULSION", release.released)):
            yield release


def _planned(file: PersonFile) -> Iterable[Trigger]:
    for release in awaited(file):
        if release.planned:
            since = begin_of(release.released)
            yield Trigger(
                key=release.id,
                at=begin_of(release.planned),
                due=at_once(release.planned),
                area=release.area,
                since=since,
            )


def _came(file: PersonFile) -> Iterable[Trigger]:
    for release in file.releases:
        if arrived := file.arrival(release):
            since = begin_of(min(release.released, arrived))
            yield Trigger(
                key=release.id, at=begin_of(arrived), due=at_once(arrived), area=release.area, since=since
            )


def _controlled_came(file: PersonFile) -> Iterable[Trigger]:
    controlled = {release.id for release in file.releases if is_controlled(file, release)}
    return (trigger for trigger in _came(file) if trigger.key in controlled)


def is_controlled(file: PersonFile, release: PrisonRelease) -> bool:
    """Whether a released person is a parolee, or under administrative supervision (қадағалаудағы)."""
    day = file.arrival(release) or release.released
    return release.kind == "PAROLE" or has_force(file, SUPERVISION, day)


def is_supervised(file: PersonFile, release: PrisonRelease) -> bool:
    """Whether a court put a released person under administrative supervision; the list of 622-13 is none."""
    return has_force(file, SUPERVISION, file.arrival(release) or release.released)


def _missing(file: PersonFile) -> Iterable[Trigger]:
    for release in awaited(file):
        at = after_working_days(release.released, REPORTED_AFTER)
        due = end_of(working_day_from(day_of(at)))
        yield Trigger(key=release.id, at=at, due=due, area=release.area, since=begin_of(release.released))


def _searched(file: PersonFile) -> Iterable[Trigger]:
    within = (file.reading or _list_entry_query()) == SEARCH
    begins = REPORTED_AFTER if within else SEARCHED_WITHIN
    ends = SEARCHED_WITHIN if within else SEARCHED_WITHIN + SEARCH_TAKES
    for release in awaited(file):
        if is_controlled(file, release):
            at = after_working_days(release.released, begins)
            since = searching_from(file, release)
            yield Trigger(
                key=release.id, at=at, due=working_days(release.released, ends), area=release.area, since=since
            )


def searching_from(file: PersonFile, release: PrisonRelease) -> dt.datetime:
    """From when a step of the search counts: after the 15 working days, or, if it is read so, after the release.

    Whoever is asked after while they may still come has not been searched for.
    """
    within = (file.reading or _list_entry_query()) == SEARCH
    return begin_of(release.released) if within else after_working_days(release.released, SEARCHED_WITHIN)


def _list_entry_query() -> str:
    readings = NORMS.provisions["89-8b"].readings
    return readings.chosen if readings else ""


def not_found_since(file: PersonFile, release: PrisonRelease) -> dt.datetime | None:
    """From when acts of 89-8c have a ground: the 15 working days have passed, and a search is on record.

    None: nobody has searched. Whoever is found by then is looked for no more (``whereabouts_known``).
    """
    searched = first_search_step(file, searching_from(file, release))
    return None if searched is None else max(searched, after_working_days(release.released, SEARCHED_WITHIN))


def _to_be_searched_for(file: PersonFile) -> Iterable[Trigger]:
    for release in awaited(file):
        grounds = (not_found_since(file, release), _declared_wanted(file, release))
        at = earliest(grounds) if is_controlled(file, release) else None
        if at is not None:
            day = day_of(at)
            # At once (дереу) is said of parolees alone.
            due = working_days(day, 1) if is_supervised(file, release) else at_once(day)
            yield Trigger(key=release.id, at=at, due=due, area=release.area, since=begin_of(day))


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
        untils = [day for day in standing if day is not None]
        ends += [max(untils) + DAY] if untils and len(untils) == len(standing) else []
    else:
        ends += [r.since for r in file.registrations if r.category == LIST and r.since >= release.released]
        life = any(d.kind == "SENTENCE" and d.is_life and d.decided <= day for d in file.decisions)
        paroles = [d for d in file.decisions if d.kind == "PAROLE" and not d.is_refusal and d.decided <= day]
        until = max(paroles, key=lambda d: (d.decided, d.id)).until if paroles and not life else None
        ends += [until + DAY] if until else []
    return at_begin(min(ends, default=None))


def _not_searched_for(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When a search lost its reason: the person is found, or under no control any more."""
    release = next(release_ for release_ in file.releases if release_.id == trigger.key)
    return earliest((whereabouts_known(file, trigger), control_over(file, release)))


def _declared(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    release = next(release_ for release_ in file.releases if release_.id == trigger.key)
    if is_supervised(file, release):
        return all_of(*(by_event("89-8c", kinds=(act,)) for act in ACTS))(file, trigger)
    return any_of(by_event("89-8c", kinds=("COURT_MOTION",)), _wanted_by_court)(file, trigger)


def whereabouts_known(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When it was known where a released person is: somebody saw them, took them on or off, or released them again.

    Nobody is to be wanted whose whereabouts any body knows, and so not who is held. Steps of the search itself are
    no sign of it, nor is what may have been done without the person: a visit to an address, a talk of which nobody
    says with whom, an alert of a device.
    """
    release = next(prison_release for prison_release in file.releases if prison_release.id == trigger.key)
    begin = begin_of(release.released)
    deeds = (d for d in file.deeds if d.at >= begin and d.norm not in _SEARCH)
    seen_at = (d.at for d in deeds if d.kind in _SEEN or d.norm in _SEEN_BY)
    taken_on = (r.since for r in file.registrations if r.category in _PRESENT)
    taken_off = (r.closed for r in file.registrations if r.category == "DID_NOT_ARRIVE" and r.closed)
    files = (case.opened for case in file.cases if case.kind == _CONTROL_FILE)
    placed_days = (placement.since for placement in file.placements)
    stood = (day for day in (*taken_on, *taken_off, *files, *placed_days) if day >= release.released)
    again = (
        file.arrival(prison_release) if prison_release.released == release.released else prison_release.released
        for prison_release in file.releases
        if prison_release.id != release.id and prison_release.released >= release.released
    )
    return earliest((*(at_begin(day) for day in (file.arrival(release), *stood, *again)), *seen_at))


def _came_at(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    return at_begin(next(file.arrival(release) for release in file.releases if release.id == trigger.key))


def _wanted_by_court(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    days = (
        decision.decided
        for decision in file.decisions
        if decision.kind == "SEARCH_AND_RESTRAINT" and not decision.is_refusal
    )
    return earliest(begin_of(day) for day in days if begin_of(day) >= trigger.since)


def _absent(file: PersonFile) -> Iterable[Trigger]:
    for registration in file.registrations:
        if registration.category == "DID_NOT_ARRIVE":
            begin = begin_of(registration.since)
            released = max(
                (r.released for r in file.releases if r.released <= registration.since), default=registration.since
            )
            since = begin_of(released)
            yield Trigger(
                key=registration.id,
                at=begin,
                due=at_once(registration.since),
                area=file.area,
                unit=registration.unit,
                since=since,
            )


def _quarters_absent(file: PersonFile) -> Iterable[Trigger]:
    for registration in file.registrations:
        if registration.category != "DID_NOT_ARRIVE":
            continue
        last = registration.closed or file.today
        # One quarter more than has begun: it tells when the next duty arises.
        for period in periods(registration.since, months_after(last, Length.QUARTER), Length.QUARTER):
            begin = begin_of(max(period.first, registration.since))
            due = end_of(period.last)
            key = f"{registration.id}/{period.first.isoformat()}"
            yield Trigger(
                key=key,
                at=begin,
                due=due,
                area=file.area,
                unit=registration.unit,
                since=begin_of(period.first),
                until=due,
            )


def taken_off(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When the registration of which the trigger is was closed."""
    key = trigger.key.partition("/")[0]
    return at_begin(next(registration.closed for registration in file.registrations if registration.id == key))


def _homeless(file: PersonFile) -> Iterable[Trigger]:
    for release in file.releases:
        housed = any(h.kind == "PERMANENT" and (h.since is None or h.since <= release.released) for h in file.homes)
        if release.homeless and not housed and not file.is_foreign:
            begin = begin_of(release.released)
            yield Trigger(key=release.id, at=begin, due=at_once(release.released), area=release.area, since=begin)


RULES = (
    Rule(norm="89-3", owed_by=PENAL, causes=_announced, fulfilled=by_event("89-3", to=("PSU",)), notify=("PSU",)),
    Rule(norm="89-6.1", owed_by=PSU, causes=_planned, fulfilled=any_of(by_event("89-6.1"), _came_at)),
    Rule(
        norm="89-6.2",
        owed_by=PSU,
        causes=_came,
        fulfilled=by_event("89-6.2", without=("DECISION", "CLOSING"), to=("IAU",)),
        notify=("IAU",),
    ),
    Rule(
        norm="89-6.3",
        owed_by=PSU,
        causes=_controlled_came,
        fulfilled=by_event("89-6.3", to=("CP",)),
        notify=("CP",),
    ),
    Rule(
        norm="89-8a",
        owed_by=PSU,
        causes=_missing,
        fulfilled=any_of(by_event("89-8a", to=("IAU",)), registered("DID_NOT_ARRIVE")),
        cancelled=whereabouts_known,
        notify=("IAU",),
    ),
    Rule(norm="89-8b", owed_by=PSU, causes=_searched, fulfilled=search_made, cancelled=_not_searched_for),
    Rule(
        norm="89-8c",
        owed_by=CDP,
        causes=_to_be_searched_for,
        fulfilled=_declared,
        cancelled=_not_searched_for,
        notify=("COURT",),
    ),
    Rule(
        norm="89-8d",
        owed_by=PSU,
        causes=_absent,
        fulfilled=opened("RELEASE_TRACKING"),
        cancelled=taken_off,
        part="file",
    ),
    Rule(
        norm="89-8d",
        owed_by=PSU,
        causes=_quarters_absent,
        fulfilled=by_event("89-8d"),
        cancelled=taken_off,
        part="check",
    ),
    Rule(norm="89-16b", owed_by=PROBATION, causes=_homeless, fulfilled=by_event("89-16b"), notify=("ADAPT",)),
)
