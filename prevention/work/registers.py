"""Putting people on the preventive registers, and taking them off."""

from prevention.work.deeds import Enter, Told, effect_of, event_of
from prevention.work.order import Effect
from prevention.work.registrations import put_on, taken_off
from prevention.work.scene import Scene
from prevention.work.subject import Subject, subject_of

_CASES = {
    "PROBATIONER": "PROBATION",
    "PAROLEE": "PAROLE_CONTROL",
    "SUPERVISED": "ADMINISTRATIVE_SUPERVISION",
    "RELEASED": "RELEASE_TRACKING",
    "DID_NOT_ARRIVE": "RELEASE_TRACKING",
    "FOREIGNER_TO_EXPEL": "FOREIGNER_RELEASE",
    "JUVENILE": "JUVENILE",
    "FAILING_PARENT": "JUVENILE",
}
_CLOSED_UNDER = {
    "PROBATIONER": "517-8.1",
    "PAROLEE": "622-13",
    "SUPERVISED": "622-13",
    "RELEASED": "89-6.2",
    "DID_NOT_ARRIVE": "89-16c",
    "FOREIGNER_TO_EXPEL": "89-22.2",
    "JUVENILE": "1098-36",
    "FAILING_PARENT": "1098-36",
}
_YOUNG = ("CORRECTED_ITSELF", "CAME_OF_AGE")
_FITS = {
    "TERM_ENDED": ("PAROLEE", "SUPERVISED"),
    "CONVICTION_EXPUNGED": ("PAROLEE", "SUPERVISED", "RELEASED"),
    "PROBATION_ENDED": ("PROBATIONER",),
    **dict.fromkeys(_YOUNG, ("JUVENILE", "FAILING_PARENT")),
}
"""Reasons that are of some registers alone; the others are of every one."""

_BASIS = "MATCH (d:CourtDecision {id: $id})-[:CONCERNS]->(p:Person {id: $person}) RETURN d.decidedOn AS decided"
_MINOR = "MATCH (p:Person {id: $person}) RETURN p.adultOn AS adult"


async def _put_on(scene: Scene) -> Effect:
    subject = await subject_of(scene)
    category, basis = scene.value("category"), scene.value("basis")
    since = None if basis is None else (await scene.known(_BASIS, id=basis, person=subject.file.id))["decided"]
    day = scene.day("registeredOn", since=since)
    await _check(scene, subject, category)
    registration = put_on(scene, subject, category, day, basis)
    at, kind = scene.moment(day), _CASES[category]
    records = await event_of(scene, subject, Told("DECISION", (kind,)), at, scene.text("resolution"))
    return effect_of(scene, subject, at, (registration, *records))


async def _check(scene: Scene, subject: Subject, category: str) -> None:
    if any(each.category == category and each.closed is None for each in subject.file.registrations):
        raise scene.refuse("WORK_DONE")
    if category == "FOREIGNER_TO_EXPEL" and not subject.file.is_foreign:
        raise scene.refuse("WORK_NOT_APPLICABLE")
    if _CASES[category] != "JUVENILE":
        return
    if scene.value("resolution") is None:
        raise scene.refuse("WORK_VALUE")
    adult = (await scene.known(_MINOR, person=subject.file.id))["adult"]
    if category == "JUVENILE" and adult <= scene.today:
        raise scene.refuse("WORK_NOT_APPLICABLE")


async def _take_off(scene: Scene) -> Effect:
    subject = await subject_of(scene)
    registration, reason = subject.registration, scene.value("reason")
    if registration is None or registration.category not in _FITS.get(reason, (registration.category,)):
        raise scene.refuse("WORK_NOT_APPLICABLE")
    scene = scene.under(_CLOSED_UNDER.get(registration.category))
    day = scene.day("closedOn", since=registration.since)
    amendment = await taken_off(scene, subject, day, reason)
    at, kind = scene.moment(day), _CASES[registration.category]
    records = await event_of(scene, subject, Told("CLOSING", (kind,)), at, reason)
    person = subject.file.id
    return Effect(scene.norm, amendment.id, at, records, (amendment,), person=person, via=subject.via)


EFFECTS: dict[str, Enter] = {"putOnRegister": _put_on, "takeOffRegister": _take_off}
