"""Acts against somebody who is searched for (89-8c): what ground they have, and what is owed where they have none.

An act is judged by its own moment: whoever came or was found later was to be searched for until then.

An act that lost its ground afterwards, since a step of the search is deleted, a decision withdrawn or a case moved
to somebody else, stands on as long as nobody lifts it: so that it is lifted is owed. So it is of whoever was
declared wanted and has been found.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from graph.engine.grounds import ACTS, MOTION, NO_SEARCH, NOT_SOUGHT, OUT_OF_TURN
from prevention.deadlines import begin_of, day_of
from prevention.duties.as_of import person_on
from prevention.duties.duty_facts import Deed, PersonFile, PrisonRelease
from prevention.duties.rules.conditions import after_working_days, at_begin, at_once, earliest
from prevention.duties.rules.order_89_released import (
    SEARCHED_WITHIN,
    control_over,
    is_controlled,
    is_supervised,
    not_found_since,
    whereabouts_known,
)
from prevention.duties.rules.posts import CDP
from prevention.duties.rules.rule import Rule, Trigger

AGAINST = frozenset({*ACTS, MOTION})
"""The kinds of event by which somebody is declared wanted, or a court is asked for it: whatever norm they name."""

WANTED = ACTS[-1]


def release_of(file: PersonFile, act: Deed) -> PrisonRelease | None:
    """The release after which an act was done."""
    before = [release for release in file.releases if release.released <= day_of(act.at)]
    return max(before, key=lambda release: (release.released, release.id), default=None)


def ungrounded(file: PersonFile, act: Deed) -> str | None:
    """Why an act had no ground when it was done; None: it had one.

    The person was released under control, the fifteen working days had passed, nobody had seen them, and a search
    after those days had missed them. Of a supervised person the police acts, of a parolee a court is asked.
    """
    file = _at(file, act)
    release = release_of(file, act)
    if release is None or not is_controlled(file, release):
        return NOT_SOUGHT
    ended = earliest((control_over(file, release), _whereabouts_seen(file, release)))
    if ended is not None and ended <= act.at:
        return NOT_SOUGHT
    if is_supervised(file, release) == (act.kind == MOTION):
        return NOT_SOUGHT
    if act.at < after_working_days(release.released, SEARCHED_WITHIN):
        return NOT_SOUGHT
    since = not_found_since(file, release)
    if since is None or day_of(since) > day_of(act.at):
        return NO_SEARCH
    return None if act.kind != WANTED or _others_done(file, act, day_of(since)) else OUT_OF_TURN


def _at(file: PersonFile, act: Deed) -> PersonFile:
    """A file as it was when an act was done, without what came later.

    What else was done on its day stays, but for the person's coming, of which an event tells the moment.
    """
    past_file = person_on(file, day_of(act.at))
    deeds = tuple(deed for deed in past_file.deeds if deed.kind != "ARRIVAL" or deed.at <= act.at)
    return replace(past_file, deeds=deeds)


def _whereabouts_seen(file: PersonFile, release: PrisonRelease) -> dt.datetime | None:
    return whereabouts_known(file, Trigger(key=release.id, at=begin_of(release.released), due=None))


def _others_done(file: PersonFile, act: Deed, since: dt.date) -> bool:
    """Whether the acts that come before a wanted notice were done, none later than on its day."""
    done_kinds = {d.kind for d in file.deeds if d.norm == "89-8c" and since <= day_of(d.at) <= day_of(act.at)}
    return done_kinds.issuperset(ACTS[:-1])


def _against(file: PersonFile) -> Iterable[Deed]:
    return (deed for deed in file.deeds if deed.kind in AGAINST)


def _without_ground(file: PersonFile) -> Iterable[Trigger]:
    for deed in _against(file):
        if ungrounded(file, deed) is not None:
            release = release_of(file, deed)
            area = release.area if release else file.area
            yield Trigger(
                key=deed.id, at=deed.at, due=at_once(day_of(deed.at)), area=area, case=deed.case, since=deed.at
            )


def _still_wanted(file: PersonFile) -> Iterable[Trigger]:
    for deed in _against(file):
        release = release_of(file, deed)
        if deed.kind != WANTED or release is None or ungrounded(file, deed) is not None:
            continue
        ended = earliest((control_over(file, release), _whereabouts_seen(file, release)))
        if ended is not None:
            yield Trigger(
                key=deed.id, at=ended, due=at_once(day_of(ended)), area=release.area, case=deed.case, since=ended
            )


def _lifted(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When an act was lifted: its case was closed, or an event says so."""
    closed = (at_begin(case.closed) for case in file.cases if case.id == trigger.case and case.closed)
    closings = (d.at for d in file.deeds if d.case == trigger.case and d.kind == "CLOSING")
    days = [
        moment for moment in (*closed, *closings) if moment is not None and day_of(moment) >= day_of(trigger.since)
    ]
    return earliest(days)


RULES = (
    Rule(norm="89-8c", owed_by=CDP, causes=_without_ground, fulfilled=_lifted, part="ground"),
    Rule(norm="89-8c", owed_by=CDP, causes=_still_wanted, fulfilled=_lifted, part="lift"),
)
