"""Deeds: what is entered as an event of a case and told to other units, and no more.

Most of what the norms ask is of that kind. A deed says what happened, in which kind of case it belongs, who is
told, and when it cannot be: a check of the person's file, which answers with the code of the error.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from graph.engine.records import Record
from prevention.duties.rules.posts import PROBATION, PSU
from prevention.duties.rules.rule import ResponsibleUnit
from prevention.work.command import CommandResult
from prevention.work.command_context import CommandContext
from prevention.work.subject import WorkSubject, subject_of

Enter = Callable[[CommandContext], Awaitable[CommandResult]]
"""What carries an order out: its checks, and what it comes to.

Raises:
    WorkError: it cannot be entered.
"""

Check = Callable[[CommandContext, WorkSubject, dt.datetime], str | None]
"""The code of the error by which a deed is refused at that moment; None: it can be entered."""


@dataclass(frozen=True)
class CaseEntry:
    """An event to be entered: its kind, the kinds of case in which it belongs, and who is told."""

    kind: str
    cases: tuple[str, ...]
    posts: tuple[ResponsibleUnit, ...] = ()


def case_event(
    kind: str, *cases: str, notify: tuple[ResponsibleUnit, ...] = (), text: str = "text", check: Check | None = None
) -> Enter:
    """A deed about the person whom the order names, or whom its release or registration is about."""

    async def enter(context: CommandContext) -> CommandResult:
        subject = await subject_of(context)
        at = context.at(since=subject.since)
        if check is not None and (code := check(context, subject, at)) is not None:
            raise context.refuse(code)
        records = await event_of(context, subject, CaseEntry(kind, cases, notify), at, context.text(text))
        return effect_of(context, subject, at, records)

    return enter


async def event_of(
    context: CommandContext,
    subject: WorkSubject,
    entry: CaseEntry,
    at: dt.datetime,
    text: str | None,
    part: str = "event",
) -> tuple[Record, ...]:
    """The event, the case in which it belongs where none is open, and the notices: the event comes first."""
    person = subject.file.id
    case = await context.case_of(person, *entry.cases)
    opened: tuple[Record, ...] = ()
    at_case = case or ""
    if case is None:
        opened = (new_case(context, subject, entry.cases[0]),)
        at_case = opened[0].id
    event = context.event(at_case, entry.kind, at, text, part)
    return event, *opened, *context.notices(person, subject.area, entry.posts, at_case, text)


def new_case(context: CommandContext, subject: WorkSubject, kind: str) -> Record:
    """A case about the subject.

    Probation's is led by the unit that registered the person, or registers them now: whoever leads it is released
    the person. Any other is led by the public-security unit of the place, to which its area releases them anyway.
    """
    if kind != PROBATION.kind:
        return context.case(subject.file.id, kind, context.unit_of(PSU, subject.area) or context.own_unit)
    standing = [r.unit for r in subject.file.registrations if r.category == "PROBATIONER" and r.closed is None]
    return context.case(subject.file.id, kind, standing[0] if standing else context.own_unit)


def effect_of(
    context: CommandContext, subject: WorkSubject, at: dt.datetime, records: tuple[Record, ...]
) -> CommandResult:
    """What comes of a deed, of which the first of the records says that it was done."""
    return CommandResult(
        norm=context.norm, record=records[0].id, at=at, new=records, person=subject.file.id, via=subject.via
    )
