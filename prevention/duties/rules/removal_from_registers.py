"""Letting go: whoever is kept on a register without a ground any more is to be taken off it, and a unit is told.

Supervision ends with the decision on which it stands (89-6.2): when its term is over, when the conviction is
expunged, and when the court's decision is gone, was a refusal, or is of something or somebody else. Control of
parolees and the list of 622-13 end with the conviction. No text sets a day for it: it is due on the day itself,
since every further day takes liberty without a ground. Whoever came in as a parolee on no decision of parole that
has force, or onto the list with no parole or before control ended, is shown as well: the ground is to be sent, or
the person let go.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from graph.engine.grounds import SUPERVISED
from prevention.deadlines import DAY, begin_of
from prevention.duties.bases import basis_of, is_founded
from prevention.duties.duty_facts import PersonFile, Registration
from prevention.duties.list_membership import LIST, conviction_over, listed_from, may_be_listed
from prevention.duties.rules.conditions import at_begin, at_once, earliest
from prevention.duties.rules.posts import PSU
from prevention.duties.rules.rule import Rule, Trigger
from security.norms import NORMS

Causes = Callable[[PersonFile], Iterator[Trigger]]
"""What makes a duty arise on a file."""

_GROUND = "/ground"
_WITH_CONVICTION = ("PAROLEE", LIST)


def supervision_over(file: PersonFile, registration: Registration) -> dt.date | None:
    """The day from which a supervision is over whose decision had force: its term has ended, or the conviction.

    None: it goes on, or there is no such decision.
    """
    basis = basis_of(file, registration)
    if basis is None:
        return None
    ends = (conviction_over(file, registration), basis.until + DAY if basis.until else None)
    first = min((end for end in ends if end is not None), default=None)
    return None if first is None else max(first, registration.since)


def _supervised(file: PersonFile) -> Iterator[Trigger]:
    for registration in file.registrations:
        if registration.category != SUPERVISED:
            continue
        if (day := supervision_over(file, registration)) is not None:
            yield from _cause(file, registration, "89-6.2", day)


def _on_no_decision(category: str, norm: str) -> Causes:
    """Registrations in a category that began when the decision on which they stand had no force."""

    def causes(file: PersonFile) -> Iterator[Trigger]:
        for registration in file.registrations:
            if registration.category == category and not is_founded(file, registration, registration.since):
                yield from _cause(file, registration, norm, registration.since, _GROUND)

    return causes


def _wrongly_listed(file: PersonFile) -> Iterator[Trigger]:
    for registration in file.registrations:
        if registration.category == LIST and not may_be_listed(file, registration.since):
            yield from _cause(file, registration, "622-13", registration.since, _GROUND)


def _convicted(file: PersonFile) -> Iterator[Trigger]:
    for registration in file.registrations:
        day = conviction_over(file, registration) if registration.category in _WITH_CONVICTION else None
        if day is not None:
            yield from _cause(file, registration, "622-13", day)


def _cause(
    file: PersonFile, registration: Registration, norm: str, day: dt.date, why: str = ""
) -> Iterable[Trigger]:
    """The cause, unless the person was taken off before; what goes on from before the norm is owed from its day."""
    since = max(day, NORMS.provisions[norm].since)
    if registration.closed is None or registration.closed >= since:
        begin = begin_of(since)
        key = f"{registration.id}{why}"
        yield Trigger(key=key, at=begin, due=at_once(since), area=file.area, unit=registration.unit, since=begin)


def _of(file: PersonFile, trigger: Trigger) -> Registration:
    key = trigger.key.removesuffix(_GROUND)
    return next(registration for registration in file.registrations if registration.id == key)


def _let_go(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    return at_begin(_of(file, trigger).closed)


def _founded(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    """When a decision that came into force later than the registration began has force."""
    basis = basis_of(file, _of(file, trigger))
    return None if basis is None else begin_of(basis.since)


def _let_go_or_rightly_listed(file: PersonFile, trigger: Trigger) -> dt.datetime | None:
    registration = _of(file, trigger)
    return earliest((_let_go(file, trigger), at_begin(listed_from(file, registration.since))))


RULES = (
    Rule(norm="89-6.2", owed_by=PSU, causes=_supervised, fulfilled=_let_go, part="off"),
    Rule(
        norm="89-6.2",
        owed_by=PSU,
        causes=_on_no_decision(SUPERVISED, "89-6.2"),
        fulfilled=_let_go,
        cancelled=_founded,
        part="ground",
    ),
    Rule(
        norm="622-2",
        owed_by=PSU,
        causes=_on_no_decision("PAROLEE", "622-2"),
        fulfilled=_let_go,
        cancelled=_founded,
        part="ground",
    ),
    Rule(norm="622-13", owed_by=PSU, causes=_wrongly_listed, fulfilled=_let_go_or_rightly_listed, part="ground"),
    Rule(norm="622-13", owed_by=PSU, causes=_convicted, fulfilled=_let_go, part="off"),
)
