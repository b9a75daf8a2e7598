"""Bases: the decision on which a registration stands."""

import datetime as dt

from graph.engine.grounds import SUPERVISED
from prevention.decisions import SUPERVISION
from prevention.duties.duty_facts import CourtDecision, PersonFile, Registration

BASES = {
    "PAROLEE": ("PAROLE",),
    SUPERVISED: (SUPERVISION,),
    "PROBATIONER": ("SENTENCE", "PAROLE"),
}
"""Registers that stand on a decision, and of which kind: with its term they end."""


def basis_of(file: PersonFile, registration: Registration) -> CourtDecision | None:
    """The decision on which a registration stands: of this person, of the kind that it takes, and no refusal."""
    kinds = BASES.get(registration.category, ())
    return next(
        (
            decision
            for decision in file.decisions
            if decision.id == registration.basis
            and decision.kind in kinds
            and not decision.is_refusal
            and decision.since < dt.date.max
        ),
        None,
    )


def is_founded(file: PersonFile, registration: Registration, day: dt.date) -> bool:
    """Whether the decision on which a registration stands has come into force by a day."""
    basis = basis_of(file, registration)
    return basis is not None and basis.since <= day
