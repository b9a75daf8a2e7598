"""89: matches of proactive queries, and people who are found in another place than their own."""

import datetime as dt
from collections.abc import Iterable

from prevention.deadlines import day_of
from prevention.duties.duty_facts import PersonFile
from prevention.duties.rules.conditions import (
    at_once,
    by_event,
    working_days,
)
from prevention.duties.rules.notice_parties import reaches
from prevention.duties.rules.order_89_released import taken_off
from prevention.duties.rules.posts import IAU_OF_PD, PSU, PSU_OF_PD
from prevention.duties.rules.rule import Fulfilment, Rule, Trigger
from schema.identifiers import NOWHERE

_DECIDED_WITHIN = dt.timedelta(hours=24)


_FORWARDED_WITHIN = 2


_NOTIFIED_WITHIN = dt.timedelta(days=3)


_TAKEN_OFF_WITHIN = dt.timedelta(days=1)


def _matched(file: PersonFile) -> Iterable[Trigger]:
    for match in file.matches:
        yield Trigger(key=match.id, at=match.found_at, due=match.found_at + _DECIDED_WITHIN, area=file.area)


def _notified(file: PersonFile) -> Iterable[Trigger]:
    for match in file.matches:
        if match.decision == "NOTIFY" and match.decided:
            yield Trigger(key=match.id, at=match.decided, due=at_once(day_of(match.decided)), area=file.area)


def _to_forward(file: PersonFile) -> Iterable[Trigger]:
    for match in file.matches:
        if match.decision == "NOTIFY" and match.decided:
            due = working_days(day_of(match.decided), _FORWARDED_WITHIN)
            yield Trigger(key=match.id, at=match.decided, due=due, area=file.area)


def _found_elsewhere(file: PersonFile) -> Iterable[Trigger]:
    for deed in file.deeds:
        if deed.norm == "89-16a" and deed.kind != "NOTICE":
            due = deed.at + _NOTIFIED_WITHIN
            # Without the unit that found the person nobody is known to owe it: their own unit is the other side.
            yield Trigger(
                key=deed.id, at=deed.at, due=due, area=NOWHERE, unit=deed.unit, case=deed.case, since=deed.at
            )


def _confirmed_elsewhere(file: PersonFile) -> Iterable[Trigger]:
    for deed_ in file.deeds:
        if deed_.norm != "89-16a" or deed_.kind != "NOTICE" or not reaches(deed_, ("PSU",)):
            continue
        for registration in file.registrations:
            stood = registration.since <= day_of(deed_.at) and (
                registration.closed is None or registration.closed >= day_of(deed_.at)
            )
            if registration.category == "DID_NOT_ARRIVE" and stood:
                due = deed_.at + _TAKEN_OFF_WITHIN
                yield Trigger(
                    key=f"{registration.id}/{deed_.id}",
                    at=deed_.at,
                    due=due,
                    area=file.area,
                    unit=registration.unit,
                    case=deed_.case,
                )


def _decided(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    match = next(match_ for match_ in file.matches if match_.id == trigger.key)
    return match.decided or (match.found_at if match.decision != "PENDING" else None)


def _of_match(name: str) -> Fulfilment[PersonFile]:
    def fulfilled_at(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
        moment: dt.datetime | None = getattr(next(match for match in file.matches if match.id == trigger.key), name)
        return moment

    return fulfilled_at


RULES = (
    Rule(norm="89-11b", owed_by=IAU_OF_PD, causes=_matched, fulfilled=_decided, notify=("PSU", "UPI")),
    Rule(norm="89-11c", owed_by=PSU_OF_PD, causes=_notified, fulfilled=_of_match("acknowledged"), part="receipt"),
    Rule(
        norm="89-11c",
        owed_by=PSU_OF_PD,
        causes=_to_forward,
        fulfilled=_of_match("forwarded"),
        notify=("PSU",),
        part="forward",
    ),
    Rule(
        norm="89-16a",
        owed_by=PSU,
        causes=_found_elsewhere,
        fulfilled=by_event("89-16a", kinds=("NOTICE",), to=("PSU",)),
        notify=("PSU",),
    ),
    Rule(norm="89-16c", owed_by=PSU, causes=_confirmed_elsewhere, fulfilled=taken_off),
)
