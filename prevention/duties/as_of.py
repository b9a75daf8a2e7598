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
        homes=tuple(each for each in file.homes if each.since is None or each.since <= day),
        registrations=tuple(_registration(each, day) for each in file.registrations if each.since <= day),
        cases=tuple(_case(each, day) for each in file.cases if each.opened <= day),
        releases=tuple(_releases(file.releases, day)),
        decisions=tuple(_decision(each, day) for each in file.decisions if each.decided <= day),
        matches=tuple(_match(each, day) for each in file.matches if day_of(each.found) <= day),
        deeds=tuple(each for each in file.deeds if day_of(each.at) <= day),
        placements=tuple(_placement(each, day) for each in file.placements if each.begun <= day),
    )


def unit_on(file: UnitFile, day: dt.date) -> UnitFile:
    """The file of a unit at the end of ``day``."""
    return replace(
        file,
        today=day,
        work=tuple(each for each in file.work if each.done <= day),
        precincts=tuple(
            Precinct(each.id, tuple(held for held in each.held if held <= day)) for each in file.precincts
        ),
    )


def meeting_on(file: Meeting, day: dt.date) -> Meeting:
    """The file of a meeting at the end of ``day``. A protocol without a day is of that on which it was held."""
    held, written = _by(file.held, day), file.protocol_on or file.held
    return replace(
        file,
        announced=_by(file.announced, day),
        held=held,
        has_protocol=file.has_protocol and (written is None or written <= day),
        protocol_on=_by(file.protocol_on, day),
        complaints=tuple(_complaint(each, day) for each in file.complaints if each.received <= day),
    )


def _registration(each: Registration, day: dt.date) -> Registration:
    return replace(each, closed=_by(each.closed, day))


def _placement(each: Placement, day: dt.date) -> Placement:
    ended = _by(each.ended, day)
    expelled = each.expelled and ended is not None
    return replace(each, ended=ended, expelled=expelled, unexpelled=_by(each.unexpelled, day))


def _decision(each: CourtDecision, day: dt.date) -> CourtDecision:
    return replace(each, held_since=_by(each.held_since, day), spent_on=_by(each.spent_on, day))


def _case(each: Case, day: dt.date) -> Case:
    return replace(each, closed=_by(each.closed, day))


def _releases(releases: Iterable[PrisonRelease], day: dt.date) -> Iterable[PrisonRelease]:
    """Those of which the notice had come, or that had happened without it.

    The day of a release is known beforehand: of one whose notice bears no day, nobody can say since when.
    """
    for each in releases:
        if each.notified is None or min(each.notified, each.released) <= day:
            yield replace(each, notified=_by(each.notified, day), arrived=_by(each.arrived, day))


def _match(each: Match, day: dt.date) -> Match:
    undecided = each.decided is not None and day_of(each.decided) > day
    return replace(
        each,
        decision="PENDING" if undecided else each.decision,
        decided=_until(each.decided, day),
        acknowledged=_until(each.acknowledged, day),
        forwarded=_until(each.forwarded, day),
    )


def _complaint(each: Complaint, day: dt.date) -> Complaint:
    return replace(each, told=_by(each.told, day), answered=_by(each.answered, day))


def _by(fact: dt.date | None, day: dt.date) -> dt.date | None:
    return None if fact is None or fact > day else fact


def _until(moment: dt.datetime | None, day: dt.date) -> dt.datetime | None:
    return None if moment is None or day_of(moment) > day else moment
