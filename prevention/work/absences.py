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
    found,
    is_controlled,
    is_supervised,
    not_found_since,
)
from prevention.duties.rules.posts import PSU
from prevention.duties.rules.rule import Trigger
from prevention.work.case_entries import CaseEntry, Enter, deed, effect_of, event_of, new_case
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


def _missing(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    """Whether the person is still awaited: nobody has seen them since the release."""
    release = subject.release
    if release is None or release.released > scene.today:
        return "WORK_TOO_SOON"
    cause = Trigger(key=release.id, at=begin_of(release.released), due=None)
    return None if found(subject.file, cause) is None else "WORK_NOT_APPLICABLE"


def _ground(scene: CommandContext, subject: WorkSubject) -> tuple[PrisonRelease, dt.datetime]:
    """The release after which a person was searched for and not found, and from when there is a ground to act.

    Raises:
        WorkError: the person is under no control, has been seen, the term has not passed, or nobody has searched.
    """
    release, file, now = subject.release, subject.file, scene.order.now
    if release is None or not is_controlled(file, release):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    over = control_over(file, release)
    if over is not None and over <= now:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    if now < after_working_days(release.released, SEARCHED_WITHIN):
        raise scene.refuse("WORK_TOO_SOON")
    if (code := _missing(scene, subject, now)) is not None:
        raise scene.refuse(code)
    since = not_found_since(file, release)
    if since is None:
        raise scene.refuse("WORK_OUT_OF_TURN")
    return release, since


async def _declare(scene: CommandContext) -> CommandResult:
    subject = await subject_of(scene)
    release, since = _ground(scene, subject)
    supervised = is_supervised(subject.file, release)
    if any(scene.value(name) is not None for name in (("court",) if supervised else tuple(_ACTS))):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    return await (_acts if supervised else _motion)(scene, subject, since)


async def _acts(scene: CommandContext, subject: WorkSubject, since: dt.datetime) -> CommandResult:
    """The acts of the police, one or several at once; the wanted notice is the last of them."""
    days = {
        kind: scene.day(name, since=day_of(since)) for name, kind in _ACTS.items() if scene.value(name) is not None
    }
    before = {
        d.kind: day_of(d.at)
        for d in subject.file.deeds
        if d.norm == "89-8c" and d.kind in ACTS and day_of(d.at) >= day_of(since)
    }
    if not days:
        raise scene.refuse("WORK_VALUE")
    if before.keys() & days.keys():
        raise scene.refuse("WORK_DONE")
    known, wanted = {**before, **days}, ACTS[-1]
    if wanted in known and len(known) < len(ACTS):
        raise scene.refuse("WORK_OUT_OF_TURN")
    if wanted in known and known[wanted] < max(known.values()):
        raise scene.refuse("WORK_DATES")
    (first, day), *others = days.items()
    at = scene.moment(day)
    records = await event_of(scene, subject, CaseEntry(first, (_TRACKING,)), at, scene.text(), first)
    case = records[0].links["case"][0]
    more = (scene.event(case, kind, scene.moment(on), scene.text(), kind) for kind, on in others)
    return effect_of(scene, subject, at, (*records, *more))


async def _motion(scene: CommandContext, subject: WorkSubject, since: dt.datetime) -> CommandResult:
    """The motion to a named court, of a parolee."""
    court = scene.text("court")
    if court is None:
        raise scene.refuse("WORK_VALUE")
    at = scene.at(since=day_of(since))
    event, *others = await event_of(scene, subject, CaseEntry("COURT_MOTION", (_TRACKING,)), at, scene.text())
    event = replace(event, properties={**event.properties, "court": court})
    return effect_of(scene, subject, at, (event, *others))


def _absent(scene: CommandContext, subject: WorkSubject, at: dt.datetime) -> str | None:
    registration = subject.registration
    if registration is None or registration.category != ABSENT:
        return "WORK_NOT_APPLICABLE"
    return "WORK_DONE" if registration.closed is not None else None


async def _no_show(scene: CommandContext) -> CommandResult:
    subject = await subject_of(scene)
    at, release = scene.order.now.replace(microsecond=0), subject.release
    if release is None or at < after_working_days(release.released, REPORTED_AFTER):
        raise scene.refuse("WORK_TOO_SOON")
    if release not in awaited(subject.file):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    if any(each.category == ABSENT and each.closed is None for each in subject.file.registrations):
        raise scene.refuse("WORK_DONE")
    if (code := _missing(scene, subject, at)) is not None:
        raise scene.refuse(code)
    registration = put_on(scene, subject, ABSENT, scene.today, None)
    # The accumulation file (89-8d) is a case of its own, and not the one in which the release was announced.
    opened: tuple[Record, ...] = ()
    case = await scene.case_of(subject.file.id, _TRACKING, since=release.released)
    if case is None:
        opened = (new_case(scene, subject, _TRACKING),)
        case = opened[0].id
    event = scene.event(case, "NOTICE", at, scene.text())
    told = scene.notices(subject.file.id, subject.area, (ANALYTICS,), case, scene.text())
    return effect_of(scene, subject, at, (registration, event, *opened, *told))


async def _search(scene: CommandContext) -> CommandResult:
    subject = await subject_of(scene)
    at = scene.at(since=subject.release.released if subject.release else None)
    if (code := _missing(scene, subject, at)) is not None:
        raise scene.refuse(code)
    said = ": ".join(part for part in (scene.value("step"), scene.text()) if part)
    records = await event_of(scene, subject, CaseEntry("SEARCH_STEP", (_TRACKING,)), at, said)
    return effect_of(scene, subject, at, records)


async def _elsewhere(scene: CommandContext) -> CommandResult:
    """The finder may know no more of the person than that there is one: whatever it is, the answer is the same."""
    subject = await subject_of(scene)
    person, at, reason = subject.file.id, scene.at(), scene.text("reason")
    standing = [r for r in subject.file.registrations if r.category == ABSENT and r.closed is None]
    to = standing[0].unit if standing else scene.unit_of(PSU, subject.area)
    case = await scene.case_of(person, _TRACKING)
    notice = scene.notice(person, to, case, reason, "found")
    events = (scene.event(case, "INTERVIEW", at, reason, signed=False),) if case else ()
    return CommandResult(
        norm=scene.norm, record=notice.id, at=at, new=(notice, *events), person=person, secret=True
    )


async def _moved(scene: CommandContext) -> CommandResult:
    subject = await subject_of(scene)
    if (code := _absent(scene, subject, scene.order.now)) is not None:
        raise scene.refuse(code)
    closed = scene.day("closedOn", since=subject.since)
    off = await taken_off(scene, subject, closed, "MOVED_WITHIN_KAZAKHSTAN")
    at = scene.moment(closed)
    text = f"MOVED_WITHIN_KAZAKHSTAN: {scene.text('address')}"
    records = await event_of(scene, subject, CaseEntry("CLOSING", (_TRACKING,)), at, text)
    ended = await closing(scene, records, closed)
    home = home_of(scene, subject, closed)
    person, amended = subject.file.id, (off, *ended.amended)
    return CommandResult(
        norm=scene.norm,
        record=off.id,
        at=at,
        new=(*ended.records, home),
        amended=amended,
        person=person,
        via=subject.via,
    )


async def _place(scene: CommandContext) -> CommandResult:
    """Placed in a centre: a place in a programme, from which the centre too knows of the person."""
    subject, at = await subject_of(scene), scene.at()
    if not any(each.homeless and day_of(at) >= each.released for each in subject.file.releases):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    links = {"person": (subject.file.id,), "organisation": (scene.value("centre"),)}
    properties = {"kind": _KIND_OF_PLACE, "from": day_of(at)}
    place = Record(entity=_PLACE, id=scene.id_of(_PLACE.name), version=0, properties=properties, links=links)
    records = await event_of(scene, subject, CaseEntry("TRANSFER", (_TRACKING,)), at, scene.text())
    return effect_of(scene, subject, at, (place, *records))


EFFECTS: dict[str, Enter] = {
    "reportNoShow": _no_show,
    "recordSearchStep": _search,
    "declareWanted": _declare,
    "checkDatabases": deed("SEARCH_STEP", _TRACKING, text="result", check=_absent),
    "recordFoundElsewhere": _elsewhere,
    "placeInCentre": _place,
    "takeOffAsMoved": _moved,
}
