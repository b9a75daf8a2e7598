"""89-8 and 89-16: people who do not come, are looked for, and found."""

import datetime as dt

from prevention.duties.posts import PSU
from prevention.duties.rule import Cause
from prevention.duties.rules_89 import REPORTED_AFTER, SEARCHED_WITHIN, found, is_controlled
from prevention.duties.words import after_working_days
from prevention.terms import begin_of
from prevention.work.deeds import Enter, Told, deed, effect_of, event_of
from prevention.work.order import Effect
from prevention.work.registrations import home_of, put_on, taken_off
from prevention.work.scene import ANALYTICS, Scene
from prevention.work.subject import Subject, subject_of

_TRACKING = "RELEASE_TRACKING"
ABSENT = "DID_NOT_ARRIVE"


def _missing(scene: Scene, subject: Subject, at: dt.datetime) -> str | None:
    """Whether the person is still awaited: nobody has seen them since the release."""
    release = subject.release
    if release is None or release.released > scene.today:
        return "WORK_TOO_SOON"
    cause = Cause(release.id, begin_of(release.released), None)
    return None if found(subject.file, cause) is None else "WORK_NOT_APPLICABLE"


def _wanted(scene: Scene, subject: Subject, at: dt.datetime) -> str | None:
    release = subject.release
    if release is None or not is_controlled(subject.file, release):
        return "WORK_NOT_APPLICABLE"
    if scene.order.now < after_working_days(release.released, SEARCHED_WITHIN):
        return "WORK_TOO_SOON"
    return _missing(scene, subject, at)


def _absent(scene: Scene, subject: Subject, at: dt.datetime) -> str | None:
    registration = subject.registration
    if registration is None or registration.category != ABSENT:
        return "WORK_NOT_APPLICABLE"
    return "WORK_DONE" if registration.closed is not None else None


async def _no_show(scene: Scene) -> Effect:
    subject = await subject_of(scene)
    at, release = scene.order.now.replace(microsecond=0), subject.release
    if release is None or at < after_working_days(release.released, REPORTED_AFTER):
        raise scene.refuse("WORK_TOO_SOON")
    if any(each.category == ABSENT and each.closed is None for each in subject.file.registrations):
        raise scene.refuse("WORK_DONE")
    if (code := _missing(scene, subject, at)) is not None:
        raise scene.refuse(code)
    registration = put_on(scene, subject, ABSENT, scene.today, None)
    told = Told("NOTICE", (_TRACKING,), (ANALYTICS,))
    records = await event_of(scene, subject, told, at, scene.text())
    return effect_of(scene, subject, at, (registration, *records))


async def _search(scene: Scene) -> Effect:
    subject = await subject_of(scene)
    at = scene.at(since=subject.release.released if subject.release else None)
    if (code := _missing(scene, subject, at)) is not None:
        raise scene.refuse(code)
    said = ": ".join(part for part in (scene.value("step"), scene.text()) if part)
    records = await event_of(scene, subject, Told("SEARCH_STEP", (_TRACKING,)), at, said)
    return effect_of(scene, subject, at, records)


async def _elsewhere(scene: Scene) -> Effect:
    """The finder may know no more of the person than that there is one: whatever it is, the answer is the same."""
    subject = await subject_of(scene)
    person, at, reason = subject.file.id, scene.at(), scene.text("reason")
    standing = [r for r in subject.file.registrations if r.category == ABSENT and r.closed is None]
    to = standing[0].unit if standing else scene.unit_of(PSU, subject.area)
    case, _ = await scene.case_of(person, _TRACKING)
    notice = scene.notice(person, to, case, reason, "found")
    events = (scene.event(case, "INTERVIEW", at, reason),) if case else ()
    return Effect(scene.norm, notice.id, at, (notice, *events), person=person, secret=True)


async def _moved(scene: Scene) -> Effect:
    subject = await subject_of(scene)
    if (code := _absent(scene, subject, scene.order.now)) is not None:
        raise scene.refuse(code)
    closed = scene.day("closedOn", since=subject.since)
    amendment = await taken_off(scene, subject, closed, "MOVED_WITHIN_KAZAKHSTAN")
    at = scene.moment(closed)
    text = f"MOVED_WITHIN_KAZAKHSTAN: {scene.text('address')}"
    records = await event_of(scene, subject, Told("CLOSING", (_TRACKING,)), at, text)
    home = home_of(scene, subject, closed)
    return Effect(
        scene.norm, amendment.id, at, (*records, home), (amendment,), person=subject.file.id, via=subject.via
    )


EFFECTS: dict[str, Enter] = {
    "reportNoShow": _no_show,
    "recordSearchStep": _search,
    "declareWanted": deed("DECISION", _TRACKING, check=_wanted),
    "checkDatabases": deed("SEARCH_STEP", _TRACKING, text="result", check=_absent),
    "recordFoundElsewhere": _elsewhere,
    "placeInCentre": deed("TRANSFER", _TRACKING),
    "takeOffAsMoved": _moved,
}
