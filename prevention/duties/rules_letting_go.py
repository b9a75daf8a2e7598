"""Letting go: whoever is kept on a register without a ground any more is to be taken off it, and a unit is told.

Supervision ends with the decision on which it stands (89-6.2): when its term is over, when the conviction is
expunged, and when the court's decision is gone, was a refusal, or is of something or somebody else. Control of
parolees and the list of 622-13 end with the conviction. No text sets a day for it: it is due on the day itself,
since every further day takes liberty without a ground. Whoever came in as a parolee on no decision of parole that
has force, or onto the list with no conviction, is shown as well: the ground is to be sent, or the person let go.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from graph.grounds import SUPERVISED
from prevention.decisions import SUPERVISION
from prevention.duties.facts import Decision, PersonFile, Registration
from prevention.duties.posts import PSU
from prevention.duties.rule import Cause, Rule
from prevention.duties.words import at_begin, at_once
from prevention.terms import DAY, begin_of
from security.norms import NORMS

BASES = {
    "PAROLEE": ("PAROLE",),
    SUPERVISED: (SUPERVISION,),
    "PROBATIONER": ("SENTENCE", "PAROLE"),
}
"""Registers that stand on a decision, and of which kind: with its term they end."""

Causes = Callable[[PersonFile], Iterator[Cause]]
"""What makes a duty arise on a file."""

_GROUND = "/ground"
_LIST = "FALLS_UNDER_SUPERVISION_LAW"
_WITH_CONVICTION = ("PAROLEE", _LIST)


def basis_of(file: PersonFile, registration: Registration) -> Decision | None:
    """The decision on which a registration stands: of this person, of the kind that it takes, and no refusal."""
    kinds = BASES.get(registration.category, ())
    return next(
        (
            each
            for each in file.decisions
            if each.id == registration.basis
            and each.kind in kinds
            and not each.is_refusal
            and each.since < dt.date.max
        ),
        None,
    )


def is_founded(file: PersonFile, registration: Registration, day: dt.date) -> bool:
    """Whether the decision on which a registration stands has come into force by a day."""
    basis = basis_of(file, registration)
    return basis is not None and basis.since <= day


def is_convicted(file: PersonFile, registration: Registration) -> bool:
    """Whether the hub knows of a conviction before a registration: by the sentence, or since there was parole."""
    day = registration.since
    return any(
        d.kind in ("SENTENCE", "PAROLE") and not d.is_refusal and d.decided <= day for d in file.decisions
    ) or any(each.category == "PAROLEE" and each.since <= day for each in file.registrations)


def conviction_over(file: PersonFile, registration: Registration) -> dt.date | None:
    """The first day of a registration on which the conviction for whose sake it is is expunged or lifted.

    That is the last sentence before it; where none is known, what was expunged since it began.
    """
    sentences = (d.decided for d in file.decisions if d.kind == "SENTENCE" and not d.is_refusal)
    begins = max((day for day in sentences if day <= registration.since), default=registration.since)
    first = min((day for day in file.expunged() if day >= begins), default=None)
    return None if first is None else max(first, registration.since)


def supervision_over(file: PersonFile, registration: Registration) -> dt.date | None:
    """The day from which a supervision is over whose decision had force: its term has ended, or the conviction.

    None: it goes on, or there is no such decision.
    """
    basis = basis_of(file, registration)
    if basis is None:
        return None
    ends = [each for each in file.expunged() if basis.decided <= each]
    ends += [basis.until + DAY] if basis.until else []
    first = min(ends, default=None)
    return None if first is None else max(first, registration.since)


def _supervised(file: PersonFile) -> Iterator[Cause]:
    for each in file.registrations:
        if each.category != SUPERVISED:
            continue
        if (day := supervision_over(file, each)) is not None:
            yield from _cause(file, each, "89-6.2", day)


def _on_no_decision(category: str, norm: str) -> Causes:
    """Registrations in a category that began when the decision on which they stand had no force."""

    def causes(file: PersonFile) -> Iterator[Cause]:
        for each in file.registrations:
            if each.category == category and not is_founded(file, each, each.since):
                yield from _cause(file, each, norm, each.since, _GROUND)

    return causes


def _unconvicted(file: PersonFile) -> Iterator[Cause]:
    for each in file.registrations:
        if each.category == _LIST and not is_convicted(file, each):
            yield from _cause(file, each, "622-13", each.since, _GROUND)


def _convicted(file: PersonFile) -> Iterator[Cause]:
    for each in file.registrations:
        day = conviction_over(file, each) if each.category in _WITH_CONVICTION else None
        if day is not None:
            yield from _cause(file, each, "622-13", day)


def _cause(file: PersonFile, registration: Registration, norm: str, day: dt.date, why: str = "") -> Iterable[Cause]:
    """The cause, unless the person was taken off before; what goes on from before the norm is owed from its day."""
    since = max(day, NORMS.provisions[norm].since)
    if registration.closed is None or registration.closed >= since:
        begin = begin_of(since)
        key = f"{registration.id}{why}"
        yield Cause(key, begin, at_once(since), file.area, registration.unit, since=begin)


def _of(file: PersonFile, cause: Cause) -> Registration:
    key = cause.key.removesuffix(_GROUND)
    return next(each for each in file.registrations if each.id == key)


def _let_go(file: PersonFile, cause: Cause) -> dt.datetime | None:
    return at_begin(_of(file, cause).closed)


def _founded(file: PersonFile, cause: Cause) -> dt.datetime | None:
    """When a decision that came into force later than the registration began has force."""
    basis = basis_of(file, _of(file, cause))
    return None if basis is None else begin_of(basis.since)


RULES = (
    Rule("89-6.2", PSU, _supervised, _let_go, part="off"),
    Rule("89-6.2", PSU, _on_no_decision(SUPERVISED, "89-6.2"), _let_go, _founded, part="ground"),
    Rule("622-2", PSU, _on_no_decision("PAROLEE", "622-2"), _let_go, _founded, part="ground"),
    Rule("622-13", PSU, _unconvicted, _let_go, part="ground"),
    Rule("622-13", PSU, _convicted, _let_go, part="off"),
)
