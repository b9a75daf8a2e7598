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
from prevention.duties.rules.rule import Duty, Post, Rule, Status, Trigger
from schema.identifiers import AreaCode, UnitId
from security.norms import NORMS

_SECOND = dt.timedelta(seconds=1)
_log = structlog.get_logger()

UnitOf = Callable[[Post, AreaCode], UnitId | None]
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
        for each in rule.causes(file):
            cause = _in_force(rule.norm, each)
            if cause is None:
                continue
            done, gone = rule.done(file, cause), earliest((rule.gone(file, cause), _lapses(rule.norm)))
            changes += [each for each in (cause.at, _expires(cause), done, gone) if each is not None and each > now]
            if cause.at <= now and (gone is None or gone > cause.at or _by(done, gone)):
                duties.append(_duty(rule, file, cause, unit_of, _until(done, now), _until(gone, now), now))
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


def _in_force(norm: str, cause: Trigger) -> Trigger | None:
    """The cause, if the norm has force when it arises; one still to be done on the norm's first day arises then."""
    provision = NORMS.provisions[norm]
    if provision.in_force(day_of(cause.at)):
        return cause
    waits = cause.due is not None and day_of(cause.at) < provision.since <= day_of(cause.due)
    return replace(cause, at=begin_of(provision.since)) if waits else None


def _lapses(norm: str) -> dt.datetime | None:
    """When a norm has lost its force: what is not due by then is owed to nobody any more."""
    until = NORMS.provisions[norm].until
    return None if until is None else begin_of(until + DAY)


def _duty(
    rule: Rule[F],
    file: F,
    cause: Trigger,
    unit_of: UnitOf,
    done: dt.datetime | None,
    gone: dt.datetime | None,
    now: dt.datetime,
) -> Duty:
    # Whose reason falls away after its last day was missed, and stays so.
    if gone is not None and not _by(done, gone) and (cause.due is None or gone <= cause.due):
        done, status = None, Status.CANCELLED
    elif done is not None:
        status = Status.DONE if cause.due is None or done <= cause.due else Status.DONE_LATE
    else:
        status = Status.OVERDUE if cause.due is not None and now > cause.due else Status.OPEN
    unit = cause.unit or unit_of(rule.post, cause.area)
    key = f"{rule.name}/{cause.key}"
    return Duty(
        key=key,
        rule=rule.name,
        norm=rule.norm,
        subject=file.id,
        unit=unit,
        case=cause.case,
        arises=day_of(cause.at),
        due=cause.due,
        done=done,
        status=status,
    )


def _expires(cause: Trigger) -> dt.datetime | None:
    return None if cause.due is None else cause.due + _SECOND


def _by(done: dt.datetime | None, gone: dt.datetime) -> bool:
    return done is not None and done <= gone


def _until(moment: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    return None if moment is None or moment > now else moment
