"""Files of facts as they were at the end of a past day: what is dated later had not happened yet.

Whatever ended later was still going on, and a fact without a day of its own (a citizenship, the day for which a
meeting is planned) counts as known. What a file says is what the hub knows today of the time up to that day, also
where it came in later.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from prevention.deadlines import day_of
from prevention.duties.duty_facts import (
    Case,
    Complaint,
    CourtDecision,
    Match,
    Meeting,
    PersonFile,
    Placement,
    Precinct,
    PrisonRelease,
    Registration,
    UnitFile,
)


def person_on(file: PersonFile, day: dt.date) -> PersonFile:
    """The file of a person at the end of ``day``."""
    return replace(
        file,
        today=day,
        homes=tuple(home for home in file.homes if home.since is None or home.since <= day),
        registrations=tuple(
            _registration(registration, day) for registration in file.registrations if registration.since <= day
        ),
        cases=tuple(_case(case, day) for case in file.cases if case.opened <= day),
        releases=tuple(_releases(file.releases, day)),
        decisions=tuple(_decision(decision, day) for decision in file.decisions if decision.decided <= day),
        matches=tuple(_match(match, day) for match in file.matches if day_of(match.found_at) <= day),
        deeds=tuple(deed for deed in file.deeds if day_of(deed.at) <= day),
        placements=tuple(_placement(placement, day) for placement in file.placements if placement.begun <= day),
    )


def unit_on(file: UnitFile, day: dt.date) -> UnitFile:
    """The file of a unit at the end of ``day``."""
    return replace(
        file,
        today=day,
        work=tuple(unit_work for unit_work in file.work if unit_work.done_on <= day),
        precincts=tuple(
            Precinct(precinct.id, tuple(held_day for held_day in precinct.held_days if held_day <= day))
            for precinct in file.precincts
        ),
    )


def meeting_on(file: Meeting, day: dt.date) -> Meeting:
    """The file of a meeting at the end of ``day``. A protocol without a day is of that on which it was held."""
    held_day, written_day = _by(file.held_on, day), file.protocol_on or file.held_on
    return replace(
        file,
        announced=_by(file.announced, day),
        held_on=held_day,
        has_protocol=file.has_protocol and (written_day is None or written_day <= day),
        protocol_on=_by(file.protocol_on, day),
        complaints=tuple(_complaint(complaint, day) for complaint in file.complaints if complaint.received <= day),
    )


def _registration(registration: Registration, day: dt.date) -> Registration:
    return replace(registration, closed=_by(registration.closed, day))


def _placement(placement: Placement, day: dt.date) -> Placement:
    ended = _by(placement.ended, day)
    expelled = placement.expelled and ended is not None
    return replace(placement, ended=ended, expelled=expelled, unexpelled=_by(placement.unexpelled, day))


def _decision(decision: CourtDecision, day: dt.date) -> CourtDecision:
    return replace(decision, held_since=_by(decision.held_since, day), spent_on=_by(decision.spent_on, day))


def _case(case: Case, day: dt.date) -> Case:
    return replace(case, closed=_by(case.closed, day))


def _releases(releases: Iterable[PrisonRelease], day: dt.date) -> Iterable[PrisonRelease]:
    """Those of which the notice had come, or that had happened without it.

    The day of a release is known beforehand: of one whose notice bears no day, nobody can say since when.
    """
    for release in releases:
        if release.notified is None or min(release.notified, release.released) <= day:
            yield replace(release, notified=_by(release.notified, day), arrived=_by(release.arrived, day))


def _match(match: Match, day: dt.date) -> Match:
    undecided = match.decided is not None and day_of(match.decided) > day
    return replace(
        match,
        decision="PENDING" if undecided else match.decision,
        decided=_until(match.decided, day),
        acknowledged=_until(match.acknowledged, day),
        forwarded=_until(match.forwarded, day),
    )


def _complaint(complaint: Complaint, day: dt.date) -> Complaint:
    return replace(complaint, told_on=_by(complaint.told_on, day), answered=_by(complaint.answered, day))


def _by(fact: dt.date | None, day: dt.date) -> dt.date | None:
    return None if fact is None or fact > day else fact


def _until(moment: dt.datetime | None, day: dt.date) -> dt.datetime | None:
    return None if moment is None or day_of(moment) > day else moment
