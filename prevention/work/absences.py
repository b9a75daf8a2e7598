"""89-8 and 89-16: people who do not come, are looked for, and found."""

import datetime as dt
from dataclasses import replace

from graph.engine.grounds import ACTS
from graph.engine.records import Record
from prevention.deadlines import begin_of, day_of
from prevention.duties.duty_facts import PrisonRelease
from prevention.duties.rules.conditions import after_working_days
from prevention.duties.rules.order_89_released import (
    REPORTED_AFTER,
    SEARCHED_WITHIN,
    awaited,
    control_over,
    is_controlled,
    is_supervised,
    not_found_since,
    whereabouts_known,
)
from prevention.duties.rules.posts import PSU
from prevention.duties.rules.rule import Trigger
from prevention.work.case_entries import CaseEntry, Enter, case_event, effect_of, event_of, new_case
from prevention.work.command import CommandResult
from prevention.work.command_context import ANALYTICS, CommandContext
from prevention.work.registrations import closing, home_of, put_on, taken_off
from prevention.work.subject import WorkSubject, subject_of
from schema.catalogue import CATALOGUE

_TRACKING = "RELEASE_TRACKING"
_PLACE = CATALOGUE.entity("ProgrammePlace")
_KIND_OF_PLACE = "SOCIAL_ADAPTATION"
ABSENT = "DID_NOT_ARRIVE"
_ACTS = dict(zip(("investigationOn", "restraintOn", "wantedOn"), ACTS, strict=True))
"""The arguments that say on which day an act was done."""


def _missing(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    """Whether the person is still awaited: nobody has seen them since the release."""
    release = subject.release
    if release is None or release.released > context.today:
        return "WORK_TOO_SOON"
    trigger = Trigger(key=release.id, at=begin_of(release.released), due=None)
    return None if whereabouts_known(subject.file, trigger) is None else "WORK_NOT_APPLICABLE"


def _ground(context: CommandContext, subject: WorkSubject) -> tuple[PrisonRelease, dt.datetime]:
    """The release after which a person was searched for and not found, and from when there is a ground to act.

    Raises:
        WorkError: the person is under no control, has been seen, the term has not passed, or nobody has searched.
    """
    release, file, now = subject.release, subject.file, context.command.now
    if release is None or not is_controlled(file, release):
        raise context.refuse("WORK_NOT_APPLICABLE")
    over = control_over(file, release)
    if over is not None and over <= now:
        raise context.refuse("WORK_NOT_APPLICABLE")
    if now < after_working_days(release.released, SEARCHED_WITHIN):
        raise context.refuse("WORK_TOO_SOON")
    if (code := _missing(context, subject, now)) is not None:
        raise context.refuse(code)
    since = not_found_since(file, release)
    if since is None:
        raise context.refuse("WORK_OUT_OF_TURN")
    return release, since


async def _declare(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    release, since = _ground(context, subject)
    supervised = is_supervised(subject.file, release)
    if any(context.value(name) is not None for name in (("court",) if supervised else tuple(_ACTS))):
        raise context.refuse("WORK_NOT_APPLICABLE")
    return await (_acts if supervised else _motion)(context, subject, since)


async def _acts(context: CommandContext, subject: WorkSubject, since: dt.datetime) -> CommandResult:
    """The acts of the police, one or several at once; the wanted notice is the last of them."""
    days = {
        kind: context.day(name, since=day_of(since))
        for name, kind in _ACTS.items()
        if context.value(name) is not None
    }
    before = {
        d.kind: day_of(d.at)
        for d in subject.file.deeds
        if d.norm == "89-8c" and d.kind in ACTS and day_of(d.at) >= day_of(since)
    }
    if not days:
        raise context.refuse("WORK_VALUE")
    if before.keys() & days.keys():
        raise context.refuse("WORK_DONE")
    days_by_act, last_act = {**before, **days}, ACTS[-1]
    if last_act in days_by_act and len(days_by_act) < len(ACTS):
        raise context.refuse("WORK_OUT_OF_TURN")
    if last_act in days_by_act and days_by_act[last_act] < max(days_by_act.values()):
        raise context.refuse("WORK_DATES")
    (first, day), *others = days.items()
    at = context.moment(day)
    records = await event_of(context, subject, CaseEntry(first, (_TRACKING,)), at, context.text(), first)
    case = records[0].links["case"][0]
    more = (context.event(case, kind, context.moment(on), context.text(), kind) for kind, on in others)
    return effect_of(context, subject, at, (*records, *more))


async def _motion(context: CommandContext, subject: WorkSubject, since: dt.datetime) -> CommandResult:
    """The motion to a named court, of a parolee."""
    court = context.text("court")
    if court is None:
        raise context.refuse("WORK_VALUE")
    at = context.at(since=day_of(since))
    event, *others = await event_of(context, subject, CaseEntry("COURT_MOTION", (_TRACKING,)), at, context.text())
    event = replace(event, properties={**event.properties, "court": court})
    return effect_of(context, subject, at, (event, *others))


def _absent(context: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    registration = subject.registration
    if registration is None or registration.category != ABSENT:
        return "WORK_NOT_APPLICABLE"
    return "WORK_DONE" if registration.closed is not None else None


async def _no_show(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    at, release = context.command.now.replace(microsecond=0), subject.release
    if release is None or at < after_working_days(release.released, REPORTED_AFTER):
        raise context.refuse("WORK_TOO_SOON")
    if release not in awaited(subject.file):
        raise context.refuse("WORK_NOT_APPLICABLE")
    if any(
        registration.category == ABSENT and registration.closed is None
        for registration in subject.file.registrations
    ):
        raise context.refuse("WORK_DONE")
    if (code := _missing(context, subject, at)) is not None:
        raise context.refuse(code)
    registration = put_on(context, subject, ABSENT, context.today, None)
    # The accumulation file (89-8d) is a case of its own, and not the one in which the release was announced.
    opened: tuple[Record, ...] = ()
    case = await context.case_of(subject.file.id, _TRACKING, since=release.released)
    if case is None:
        opened = (new_case(context, subject, _TRACKING),)
        case = opened[0].id
    event = context.event(case, "NOTICE", at, context.text())
    notices = context.notices(subject.file.id, subject.area, (ANALYTICS,), case, context.text())
    return effect_of(context, subject, at, (registration, event, *opened, *notices))


async def _search(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    at = context.at(since=subject.release.released if subject.release else None)
    if (code := _missing(context, subject, at)) is not None:
        raise context.refuse(code)
    text = ": ".join(part for part in (context.value("step"), context.text()) if part)
    records = await event_of(context, subject, CaseEntry("SEARCH_STEP", (_TRACKING,)), at, text)
    return effect_of(context, subject, at, records)


async def _elsewhere(context: CommandContext) -> CommandResult:
    """The finder may know no more of the person than that there is one: whatever it is, the answer is the same."""
    subject = await subject_of(context)
    person, at, reason = subject.file.id, context.at(), context.text("reason")
    standing = [r for r in subject.file.registrations if r.category == ABSENT and r.closed is None]
    to = standing[0].unit if standing else context.unit_of(PSU, subject.area)
    case = await context.case_of(person, _TRACKING)
    notice = context.notice(person, to, case, reason, "found")
    events = (context.event(case, "INTERVIEW", at, reason, signed=False),) if case else ()
    return CommandResult(
        norm=context.norm, record=notice.id, at=at, new=(notice, *events), person=person, secret=True
    )


async def _moved(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    if (code := _absent(context, subject, context.command.now)) is not None:
        raise context.refuse(code)
    closed = context.day("closedOn", since=subject.since)
    off = await taken_off(context, subject, closed, "MOVED_WITHIN_KAZAKHSTAN")
    at = context.moment(closed)
    text = f"MOVED_WITHIN_KAZAKHSTAN: {context.text('address')}"
    records = await event_of(context, subject, CaseEntry("CLOSING", (_TRACKING,)), at, text)
    ended = await closing(context, records, closed)
    home = home_of(context, subject, closed)
    person, amended = subject.file.id, (off, *ended.amended)
    return CommandResult(
        norm=context.norm,
        record=off.id,
        at=at,
        new=(*ended.records, home),
        amended=amended,
        person=person,
        via=subject.via,
    )


async def _place(context: CommandContext) -> CommandResult:
    """Placed in a centre: a place in a programme, from which the centre too knows of the person."""
    subject, at = await subject_of(context), context.at()
    if not any(release.homeless and day_of(at) >= release.released for release in subject.file.releases):
        raise context.refuse("WORK_NOT_APPLICABLE")
    links = {"person": (subject.file.id,), "organisation": (context.value("centre"),)}
    properties = {"kind": _KIND_OF_PLACE, "from": day_of(at)}
    place = Record(entity=_PLACE, id=context.id_of(_PLACE.name), version=0, properties=properties, links=links)
    records = await event_of(context, subject, CaseEntry("TRANSFER", (_TRACKING,)), at, context.text())
    return effect_of(context, subject, at, (place, *records))


EFFECTS: dict[str, Enter] = {
    "reportNoShow": _no_show,
    "recordSearchStep": _search,
    "declareWanted": _declare,
    "checkDatabases": case_event("SEARCH_STEP", _TRACKING, text="result", check=_absent),
    "recordFoundElsewhere": _elsewhere,
    "placeInCentre": _place,
    "takeOffAsMoved": _moved,
}
