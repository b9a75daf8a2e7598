"""89: matches of proactive queries, and people who are found in another place than their own."""

import datetime as dt
from collections.abc import Iterable

from prevention.deadlines import day_of
from prevention.duties.duty_facts import PersonFile
from prevention.duties.rules.conditions import (
    at_once,
    deed,
    working_days,
)
from prevention.duties.rules.order_89_released import taken_off
from prevention.duties.rules.posts import IAU_OF_PD, PSU, PSU_OF_PD
from prevention.duties.rules.rule import Done, Rule, Trigger
from schema.identifiers import NOWHERE

_DECIDED_WITHIN = dt.timedelta(hours=24)


_FORWARDED_WITHIN = 2


_NOTIFIED_WITHIN = dt.timedelta(days=3)


_TAKEN_OFF_WITHIN = dt.timedelta(days=1)


def _matched(file: PersonFile) -> Iterable[Trigger]:
    for each in file.matches:
        yield Trigger(key=each.id, at=each.found, due=each.found + _DECIDED_WITHIN, area=file.area)


def _notified(file: PersonFile) -> Iterable[Trigger]:
    for each in file.matches:
        if each.decision == "NOTIFY" and each.decided:
            yield Trigger(key=each.id, at=each.decided, due=at_once(day_of(each.decided)), area=file.area)


def _to_forward(file: PersonFile) -> Iterable[Trigger]:
    for each in file.matches:
        if each.decision == "NOTIFY" and each.decided:
            due = working_days(day_of(each.decided), _FORWARDED_WITHIN)
            yield Trigger(key=each.id, at=each.decided, due=due, area=file.area)


def _found_elsewhere(file: PersonFile) -> Iterable[Trigger]:
    for each in file.deeds:
        if each.norm == "89-16a" and each.kind != "NOTICE":
            due = each.at + _NOTIFIED_WITHIN
            # Without the unit that found the person nobody is known to owe it: their own unit is the other side.
            yield Trigger(
                key=each.id, at=each.at, due=due, area=NOWHERE, unit=each.unit, case=each.case, since=each.at
            )


def _confirmed_elsewhere(file: PersonFile) -> Iterable[Trigger]:
    for deed_ in file.deeds:
        if deed_.norm != "89-16a" or deed_.kind != "NOTICE":
            continue
        for each in file.registrations:
            stood = each.since <= day_of(deed_.at) and (each.closed is None or each.closed >= day_of(deed_.at))
            if each.category == "DID_NOT_ARRIVE" and stood:
                due = deed_.at + _TAKEN_OFF_WITHIN
                yield Trigger(
                    key=f"{each.id}/{deed_.id}",
                    at=deed_.at,
                    due=due,
                    area=file.area,
                    unit=each.unit,
                    case=deed_.case,
                )


def _decided(file: PersonFile, cause: Trigger) -> dt.datetime | None:
    match = next(each for each in file.matches if each.id == cause.key)
    return match.decided or (match.found if match.decision != "PENDING" else None)


def _of_match(name: str) -> Done[PersonFile]:
    def done(file: PersonFile, cause: Trigger) -> dt.datetime | None:
        moment: dt.datetime | None = getattr(next(each for each in file.matches if each.id == cause.key), name)
        return moment

    return done


RULES = (
    Rule(norm="89-11b", post=IAU_OF_PD, causes=_matched, done=_decided, told=("PSU", "UPI")),
    Rule(norm="89-11c", post=PSU_OF_PD, causes=_notified, done=_of_match("acknowledged"), part="receipt"),
    Rule(
        norm="89-11c",
        post=PSU_OF_PD,
        causes=_to_forward,
        done=_of_match("forwarded"),
        told=("PSU",),
        part="forward",
    ),
    Rule(norm="89-16a", post=PSU, causes=_found_elsewhere, done=deed("89-16a", kinds=("NOTICE",)), told=("PSU",)),
    Rule(norm="89-16c", post=PSU, causes=_confirmed_elsewhere, done=taken_off),
)
