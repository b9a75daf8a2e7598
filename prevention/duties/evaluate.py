"""From a file to its duties, as they stand at a moment. The same facts at the same moment give the same duties.

Nothing is remembered between two evaluations, so that what is computed as facts arrive and what is computed from
everything anew cannot differ.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import structlog

from prevention.deadlines import DAY, begin_of, day_of
from prevention.duties.rules.conditions import earliest
from prevention.duties.rules.rule import Duty, ResponsibleUnit, Rule, Status, Trigger
from schema.identifiers import AreaCode, UnitId
from security.norms import NORMS

_SECOND = dt.timedelta(seconds=1)
_log = structlog.get_logger()

UnitOf = Callable[[ResponsibleUnit, AreaCode], UnitId | None]
"""The unit of a post that serves an area (a KATO code); None where there is none."""


class _File(Protocol):
    @property
    def id(self) -> str: ...


F = TypeVar("F", bound=_File)


@dataclass(frozen=True)
class Evaluated:
    """The duties of a file, and the first moment at which they change though no fact does; None: never."""

    duties: tuple[Duty, ...]
    wakes: dt.datetime | None


def evaluate(rules: Iterable[Rule[F]], file: F, unit_of: UnitOf, now: dt.datetime) -> Evaluated:
    """The duties of ``file`` at ``now``."""
    duties: list[Duty] = []
    changes: list[dt.datetime] = []
    for rule in rules:
        for trigger in rule.causes(file):
            cause = _in_force(rule.norm, trigger)
            if cause is None:
                continue
            done_at, cancelled_at = (
                rule.fulfilled(file, cause),
                earliest((rule.cancelled(file, cause), _lapses(rule.norm))),
            )
            changes += [
                trigger
                for trigger in (cause.at, _expires(cause), done_at, cancelled_at)
                if trigger is not None and trigger > now
            ]
            if cause.at <= now and (cancelled_at is None or cancelled_at > cause.at or _by(done_at, cancelled_at)):
                duties.append(
                    _duty(rule, file, cause, unit_of, _until(done_at, now), _until(cancelled_at, now), now)
                )
    return Evaluated(tuple(duties), min(changes, default=None))


def worked_out(rules: Iterable[Rule[F]], file: F, unit_of: UnitOf, now: dt.datetime) -> Evaluated:
    """The duties of ``file``; none where a date in it is so far off that no term can be counted from it.

    One such file must not keep the duties of all others from being worked out.
    """
    try:
        return evaluate(rules, file, unit_of, now)
    except OverflowError:
        _log.warning("no duties are worked out for a file: a date in it is out of range", file=file.id)
        return Evaluated((), None)


def _in_force(norm: str, trigger: Trigger) -> Trigger | None:
    """The cause, if the norm has force when it arises; one still to be done on the norm's first day arises then."""
    provision = NORMS.provisions[norm]
    if provision.in_force(day_of(trigger.at)):
        return trigger
    waits = trigger.due is not None and day_of(trigger.at) < provision.since <= day_of(trigger.due)
    return replace(trigger, at=begin_of(provision.since)) if waits else None


def _lapses(norm: str) -> dt.datetime | None:
    """When a norm has lost its force: what is not due by then is owed to nobody any more."""
    until = NORMS.provisions[norm].until
    return None if until is None else begin_of(until + DAY)


def _duty(
    rule: Rule[F],
    file: F,
    trigger: Trigger,
    unit_of: UnitOf,
    done_at: dt.datetime | None,
    cancelled_at: dt.datetime | None,
    now: dt.datetime,
) -> Duty:
    # Whose reason falls away after its last day was missed, and stays so.
    if (
        cancelled_at is not None
        and not _by(done_at, cancelled_at)
        and (trigger.due is None or cancelled_at <= trigger.due)
    ):
        done_at, status = None, Status.CANCELLED
    elif done_at is not None:
        status = Status.DONE if trigger.due is None or done_at <= trigger.due else Status.DONE_LATE
    else:
        status = Status.OVERDUE if trigger.due is not None and now > trigger.due else Status.OPEN
    unit = trigger.unit or unit_of(rule.owed_by, trigger.area)
    key = f"{rule.name}/{trigger.key}"
    return Duty(
        key=key,
        rule=rule.name,
        norm=rule.norm,
        subject=file.id,
        unit=unit,
        case=trigger.case,
        arises=day_of(trigger.at),
        due=trigger.due,
        fulfilled_at=done_at,
        status=status,
    )


def _expires(trigger: Trigger) -> dt.datetime | None:
    return None if trigger.due is None else trigger.due + _SECOND


def _by(done_at: dt.datetime | None, cancelled_at: dt.datetime) -> bool:
    return done_at is not None and done_at <= cancelled_at


def _until(moment: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    return None if moment is None or moment > now else moment
