"""The list of those under the law on administrative supervision: who may be on it, and until when (622-13)."""

import datetime as dt

from graph.engine.grounds import LISTED
from prevention.deadlines import DAY
from prevention.duties.bases import basis_of
from prevention.duties.control import PAROLEE, control_ends, granted, paroles_of
from prevention.duties.convictions import lifted_on
from prevention.duties.duty_facts import PersonFile, Registration

LIST = LISTED
_WITH_PAROLE = (PAROLEE, LIST)


def is_listed(file: PersonFile, day: dt.date) -> bool:
    """Whether a person is on the list of those who fall under the law, and not taken off by the end of a day."""
    return any(
        registration.category == LIST
        and registration.since <= day
        and (registration.closed is None or registration.closed > day)
        for registration in file.registrations
    )


def conviction_over(file: PersonFile, registration: Registration) -> dt.date | None:
    """The first day of a registration on which the conviction for whose sake it is is expunged or lifted.

    A parolee, and who is on the list, is there for the sake of the convictions for which parole was granted: of
    every one on which the registration can stand. Of the supervised it is that for which the court decided, of
    others that by the last sentence before the registration.
    """
    if registration.category in _WITH_PAROLE:
        stood = [decision.decided for decision in paroles_of(file, registration)]
    else:
        basis = basis_of(file, registration)
        stood = [] if basis is None else [basis.decided]
    if stood:
        days = [lifted_on(file, day, day) for day in stood]
    else:
        days = [lifted_on(file, registration.since, since=_since(file, registration))]
    known_days = [day for day in days if day is not None]
    return max(*known_days, registration.since) if len(known_days) == len(days) else None


def _since(file: PersonFile, registration: Registration) -> dt.date:
    """From when an expungement counts of one of whom neither sentence nor parole is known."""
    paroled = (registration.since for registration in file.registrations if registration.category in _WITH_PAROLE)
    first = min((day for day in paroled if day <= registration.since), default=registration.since)
    return first if registration.category in _WITH_PAROLE else registration.since


def control_ended(file: PersonFile, day: dt.date) -> dt.date | None:
    """The last day of the control of whoever was paroled by a day; None where it is not known."""
    return control_ends(file, Registration(id="", category=PAROLEE, since=day))


def may_be_listed(file: PersonFile, day: dt.date) -> bool:
    """Whether somebody may be on the list on a day: a court granted parole by then, and control has ended.

    Where nobody wrote down when control ends, it is not said that it goes on.
    """
    if not any(decision.since <= day for decision in granted(file)):
        return False
    last = control_ended(file, day)
    return last is None or last < day


def listed_from(file: PersonFile, day: dt.date) -> dt.date | None:
    """The first day from ``day`` on which somebody may be on the list; None: there is none."""
    days = {day, *(decision.since for decision in granted(file))}
    ends = {control_ended(file, listed_day) for listed_day in days}
    days |= {end + DAY for end in ends if end is not None}
    return min(
        (listed_day for listed_day in days if listed_day >= day and may_be_listed(file, listed_day)), default=None
    )
