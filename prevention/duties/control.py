"""Probation control after parole: on which decisions it stands, and its last day (622-2, 622-13)."""

import datetime as dt

from prevention.deadlines import DAY, last_of_months
from prevention.duties.bases import basis_of
from prevention.duties.convictions import lifted_on
from prevention.duties.duty_facts import CourtDecision, PersonFile, Registration

LIFE_CONTROL_MONTHS = 120
"""How long probation control lasts after a life sentence (622-2)."""

PAROLEE = "PAROLEE"
"""The category of those under probation control after parole."""


def granted(file: PersonFile) -> list[CourtDecision]:
    """The decisions by which a court granted parole, the last at the end."""
    paroles = [d for d in file.decisions if d.kind == "PAROLE" and not d.is_refusal and d.since < dt.date.max]
    return sorted(paroles, key=lambda decision: (decision.decided, decision.id))


def paroles_of(file: PersonFile, registration: Registration) -> list[CourtDecision]:
    """The decisions of parole on which a registration as parolee can stand, its own at the beginning.

    A person is registered once, however many paroles run. So it can stand on each with which control goes on
    without a gap. One that prolongs control needs its ground: without a term it is a later decision than its own,
    after a life sentence it is followed by a release. One after which the person was sentenced anew is spent.
    """
    paroles = granted(file)
    before = [parole for parole in paroles if parole.decided <= registration.since]
    own_parole = basis_of(file, registration) or (before[-1] if before else None)
    if own_parole is None:
        return []
    chain, last = [own_parole], _last(file, registration, own_parole)
    for parole in sorted(paroles, key=lambda parole: (parole.since, parole.id)):
        if (
            last is None
            or parole is own_parole
            or parole.since > last + DAY
            or not _counts(file, registration, parole, own_parole)
        ):
            continue
        chain.append(parole)
        end = _last(file, registration, parole)
        last = None if end is None else max(last, end)
    return chain


def _counts(file: PersonFile, registration: Registration, parole: CourtDecision, own_parole: CourtDecision) -> bool:
    """Whether another parole can keep up the control that began with its own."""
    sentenced = (d.decided for d in file.decisions if d.kind == "SENTENCE" and not d.is_refusal)
    if any(parole.decided < day <= own_parole.decided for day in sentenced):
        return False
    life = _life(file, registration)
    if life is not None and parole.decided >= life:
        return _release(file, parole) is not None
    end = _last(file, registration, parole)
    return parole.decided > own_parole.decided if end is None else end >= own_parole.since - DAY


def control_ends(file: PersonFile, registration: Registration) -> dt.date | None:
    """The last day of a parolee's probation control; None where it is not known.

    It is the last day of the unserved term, by the last of the paroles that have force; after a life sentence ten
    years from the release on parole, whichever unit has registered the person since then (622-2).
    """
    life, chain = _life(file, registration), paroles_of(file, registration)
    if life is not None and not [decision for decision in chain if decision.decided >= life]:
        return last_of_months(_taken_on(file, registration, life), LIFE_CONTROL_MONTHS)
    if not chain or (life is None and registration.basis is None and registration.until is not None):
        return registration.until
    own_parole, *others = chain
    ends = [_last(file, registration, own_parole)]
    for other in others:
        over = lifted_on(file, other.decided, other.decided)
        days = (_last(file, registration, other), None if over is None else over - DAY)
        ends.append(min((day for day in days if day is not None), default=None))
    known_days = [end for end in ends if end is not None]
    return max(known_days) if len(known_days) == len(ends) else None


def _life(file: PersonFile, registration: Registration) -> dt.date | None:
    """The day of the life sentence after which a registration is."""
    lives = (d.decided for d in file.decisions if d.kind == "SENTENCE" and d.is_life and not d.is_refusal)
    return max((day for day in lives if day <= registration.since), default=None)


def _last(file: PersonFile, registration: Registration, parole: CourtDecision) -> dt.date | None:
    """The last day of the control that a parole brings."""
    life = _life(file, registration)
    if life is None or parole.decided < life:
        return (registration.until if registration.basis == parole.id else None) or parole.until
    return last_of_months(_begins(file, registration, parole), LIFE_CONTROL_MONTHS)


def _release(file: PersonFile, parole: CourtDecision) -> dt.date | None:
    """The day of the release on a parole, which comes before the next parole."""
    following = min(
        (decision.decided for decision in granted(file) if decision.decided > parole.decided), default=dt.date.max
    )
    days = (r.released for r in file.releases if r.kind == "PAROLE" and parole.decided <= r.released < following)
    return min(days, default=None)


def _begins(file: PersonFile, registration: Registration, parole: CourtDecision) -> dt.date:
    """The day on which a parole took effect: of the release; where no notice tells of it, of its force."""
    if (released := _release(file, parole)) is not None:
        return released
    # Whoever is registered was released by then, unless the court decided later.
    return min(parole.since, registration.since) if parole.decided <= registration.since else parole.since


def _taken_on(file: PersonFile, registration: Registration, life: dt.date) -> dt.date:
    """Where no parole after a life sentence is known: the day of the release, or of the first registration."""
    days = (r.released for r in file.releases if r.kind == "PAROLE" and life <= r.released <= registration.since)
    if (released := min(days, default=None)) is not None:
        return released
    taken_on = (
        registration.since
        for registration in file.registrations
        if registration.category == PAROLEE and registration.since >= life
    )
    return min(taken_on, default=registration.since)
