"""Putting people on the preventive registers, and taking them off."""

import datetime as dt
from collections.abc import Mapping

from prevention.duties.bases import BASES, is_founded
from prevention.duties.convictions import is_over
from prevention.duties.duty_facts import CourtDecision, PersonFile, Registration
from prevention.duties.list_membership import LIST, control_ended, conviction_over, may_be_listed
from prevention.work import queries
from prevention.work.case_entries import CaseEntry, Enter, effect_of, event_of
from prevention.work.command import CommandResult
from prevention.work.command_context import CommandContext
from prevention.work.registrations import closing, put_on, taken_off
from prevention.work.subject import WorkSubject, subject_of
from schema.identifiers import NormCode

_CASES = {
    "PROBATIONER": "PROBATION",
    "PAROLEE": "PAROLE_CONTROL",
    "SUPERVISED": "ADMINISTRATIVE_SUPERVISION",
    LIST: "RELEASE_TRACKING",
    "RELEASED": "RELEASE_TRACKING",
    "DID_NOT_ARRIVE": "RELEASE_TRACKING",
    "FOREIGNER_TO_EXPEL": "FOREIGNER_RELEASE",
    "JUVENILE": "JUVENILE",
    "FAILING_PARENT": "JUVENILE",
}
_CLOSED_UNDER: Mapping[str, NormCode] = {
    "PROBATIONER": NormCode("517-8.1"),
    "PAROLEE": NormCode("622-13"),
    "SUPERVISED": NormCode("89-6.2"),
    LIST: NormCode("622-13"),
    "RELEASED": NormCode("89-6.2"),
    "DID_NOT_ARRIVE": NormCode("89-16c"),
    "FOREIGNER_TO_EXPEL": NormCode("89-6.2"),
    "JUVENILE": NormCode("1098-36"),
    "FAILING_PARENT": NormCode("1098-36"),
}
_FITS = {
    "TERM_ENDED": ("SUPERVISED",),
    "CONVICTION_EXPUNGED": ("PAROLEE", "SUPERVISED", "RELEASED", LIST),
    "PROBATION_ENDED": ("PROBATIONER",),
    "DECISION_FELL_AWAY": (*BASES, LIST),
    "CORRECTED_ITSELF": ("JUVENILE", "FAILING_PARENT"),
    "CAME_OF_AGE": ("JUVENILE", "FAILING_PARENT"),
    "ARRIVED": ("DID_NOT_ARRIVE",),
    "MOVED_WITHIN_KAZAKHSTAN": ("PROBATIONER", "PAROLEE", "SUPERVISED", "RELEASED", "JUVENILE", "FAILING_PARENT"),
}
"""Reasons that are of some registers alone; the others are of every one.

A parolee whose term has ended is moved by the hub itself (622-13). The list on which that person stands from then
on is left when the conviction is expunged or lifted, or where there was none, and for no other reason. Whoever did
not arrive and lives elsewhere is taken off with the new address (89-16c). The decision on which somebody was
registered may fall away: the court withdraws it, or it was of something or somebody else.
"""

_IN_FORCE = ("SUPERVISED", "PAROLEE")
"""Registers on which nobody is put on a decision that a court refused, or whose term is over."""

_OFF_THE_LIST = ("CONVICTION_EXPUNGED", "DECISION_FELL_AWAY")


async def _put_on(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    category = context.value("category")
    basis = await _basis(context, subject, category)
    day = context.day("registeredOn", since=basis.decided if basis else None)
    if basis is not None and category in _IN_FORCE and (code := _not_in_force(context, subject, basis, day)):
        raise context.refuse(code)
    await _check(context, subject, category, day)
    registration = put_on(context, subject, category, day, context.value("basis"))
    at, kind = context.moment(day), _CASES[category]
    records = await event_of(context, subject, CaseEntry("DECISION", (kind,)), at, context.text("resolution"))
    return effect_of(context, subject, at, (registration, *records))


async def _basis(context: CommandContext, subject: WorkSubject, category: str) -> CourtDecision | None:
    """The decision on which the registration stands; None where it stands on none."""
    basis, kinds = context.value("basis"), BASES.get(category)
    if basis is not None and category == LIST:
        raise context.refuse("WORK_VALUE")
    if basis is None:
        if kinds is not None:
            raise context.refuse("WORK_VALUE")
        return None
    row = await context.required_row(queries.DECISION_ON_PERSON, id=basis, person=subject.file.id)
    if kinds is not None and row["kind"] not in kinds:
        raise context.refuse("WORK_NOT_APPLICABLE")
    # One without a day is in no file.
    undated = CourtDecision(id=basis, kind=row["kind"], decided=dt.date.min)
    return next((decision for decision in subject.file.decisions if decision.id == basis), undated)


def _not_in_force(context: CommandContext, subject: WorkSubject, basis: CourtDecision, day: dt.date) -> str | None:
    """The code of the error where a decision has no force on the day, or has none any more.

    Control after a life sentence ends by its own term (622-2), and not with the decision's.
    """
    lasts = basis.kind == "PAROLE" and any(d.kind == "SENTENCE" and d.is_life for d in subject.file.decisions)
    until = None if lasts else basis.until
    if (
        basis.is_refusal
        or is_over(subject.file, basis, context.today)
        or (until is not None and until < context.today)
    ):
        return "WORK_NOT_APPLICABLE"
    if basis.kind != "ADMINISTRATIVE_SUPERVISION":
        return None
    # Nobody can say from when a decision without a day has force.
    undated = basis.decided == dt.date.min
    return "WORK_NOT_APPLICABLE" if undated else "WORK_TOO_SOON" if day < basis.since else None


def _not_to_list(file: PersonFile, day: dt.date) -> str | None:
    """The code of the error where no parole of the person has ended by a day, or the conviction is expunged."""
    if not any(registration.category in ("PAROLEE", LIST) for registration in file.registrations):
        return "WORK_NOT_APPLICABLE"
    over = conviction_over(file, Registration(id="", category=LIST, since=day))
    if over is not None and over <= day:
        return "WORK_NOT_APPLICABLE"
    if any(registration.category == LIST for registration in file.registrations):
        return None if may_be_listed(file, day) else "WORK_TOO_SOON"
    last = control_ended(file, day)
    return None if last is not None and last < day else "WORK_TOO_SOON"


async def _check(context: CommandContext, subject: WorkSubject, category: str, day: dt.date) -> None:
    person = subject.file.id
    if any(
        registration.category == category and registration.closed is None
        for registration in subject.file.registrations
    ):
        raise context.refuse("WORK_DONE")
    if category == LIST and (code := _not_to_list(subject.file, day)) is not None:
        raise context.refuse(code)
    if category == "FOREIGNER_TO_EXPEL" and not subject.file.is_foreign:
        raise context.refuse("WORK_NOT_APPLICABLE")
    if _CASES[category] != "JUVENILE":
        return
    if context.value("resolution") is None:
        raise context.refuse("WORK_VALUE")
    if category == "JUVENILE" and not await context.is_minor(person, context.today):
        raise context.refuse("WORK_NOT_APPLICABLE")
    if category == "FAILING_PARENT" and await context.row(queries.CHILDREN_OF_PERSON, person=person) is None:
        raise context.refuse("WORK_NOT_APPLICABLE")


async def _take_off(context: CommandContext) -> CommandResult:
    subject = await subject_of(context)
    registration, reason = subject.registration, context.value("reason")
    if registration is None:
        raise context.refuse("WORK_UNKNOWN")
    context = context.under(_CLOSED_UNDER.get(registration.category))
    fits = _FITS.get(reason, (registration.category,))
    if registration.category not in fits or (registration.category == LIST and reason not in _OFF_THE_LIST):
        raise context.refuse("WORK_NOT_APPLICABLE")
    kind = _CASES[registration.category]
    if kind == "JUVENILE" and context.value("resolution") is None:
        raise context.refuse("WORK_VALUE")
    day = context.day("closedOn", since=registration.since)
    if (code := await _too_early(context, subject, registration, day)) is not None:
        raise context.refuse(code)
    off = await taken_off(context, subject, day, reason)
    at, reasons = context.moment(day), ": ".join(part for part in (reason, context.text("resolution")) if part)
    records = await event_of(context, subject, CaseEntry("CLOSING", (kind,)), at, reasons)
    ended = await closing(context, records, day)
    person, amended = subject.file.id, (off, *ended.amended)
    return CommandResult(
        norm=context.norm, record=off.id, at=at, new=ended.records, amended=amended, person=person, via=subject.via
    )


async def _too_early(
    context: CommandContext, subject: WorkSubject, registration: Registration, day: dt.date
) -> str | None:
    """The code of the error where the reason has not come true by that day."""
    reason = context.value("reason")
    if reason in ("TERM_ENDED", "PROBATION_ENDED"):
        return "WORK_TOO_SOON" if registration.until is None or day <= registration.until else None
    if reason == "CONVICTION_EXPUNGED":
        return None if _is_expunged(subject.file, registration, day) else "WORK_OUT_OF_TURN"
    if reason == "DECISION_FELL_AWAY":
        is_on_list = registration.category == LIST
        is_lawful = may_be_listed(subject.file, day) if is_on_list else is_founded(subject.file, registration, day)
        return "WORK_OUT_OF_TURN" if is_lawful else None
    if reason == "ARRIVED":
        came = any(subject.file.arrival(release) is not None for release in subject.file.releases)
        return None if came else "WORK_OUT_OF_TURN"
    if reason == "CAME_OF_AGE" and registration.category == "JUVENILE":
        return "WORK_TOO_SOON" if await context.is_minor(subject.file.id, day) else None
    return None


def _is_expunged(file: PersonFile, registration: Registration, day: dt.date) -> bool:
    """Whether the conviction is expunged or lifted by a day for whose sake the registration is."""
    over = conviction_over(file, registration)
    return over is not None and over <= day


EFFECTS: dict[str, Enter] = {"putOnRegister": _put_on, "takeOffRegister": _take_off}
