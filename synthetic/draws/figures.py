"""The figures that the population resembles, in one table, with their source.

The hub of the whole country is imagined with :data:`FULL_HUB` persons: those somebody works with, their
relatives and their victims. A smaller population has the same shares.
"""

from dataclasses import dataclass
from enum import StrEnum

FULL_HUB = 400_000
"""Persons of the imagined hub of the whole country."""


@dataclass(frozen=True)
class Figure:
    """A yearly count of the whole country and where it is said."""

    amount: int
    source: str


_CONCEPT = "act 1233, section 2"
_ASSUMED = "assumed: the acts give no count"

PROTECTIVE_ORDERS = Figure(84_000, _CONCEPT)
SHELTER_APPEALS = Figure(27_942, _CONCEPT)
DOMESTIC_CONFLICTS = Figure(26_000, f"{_CONCEPT}: 25-27 000 people with administrative material")
DOMESTIC_CONFLICTS_REPEATED = Figure(4_500, f"{_CONCEPT}: of them twice or more")
MINORS_PROSECUTED = Figure(10_920, f"{_CONCEPT}: in five years")
NARCOLOGY = Figure(57_000, _CONCEPT)
ELECTRONIC_DEVICES = Figure(1_278, f"{_CONCEPT}, and norm 1233-4.6")
CRISIS_CENTERS_STATE = Figure(15, _CONCEPT)
CRISIS_CENTERS_OTHER = Figure(46, _CONCEPT)
CRISIS_BEDS = Figure(976, _CONCEPT)
PROBATIONERS = Figure(24_000, _ASSUMED)
PAROLEES = Figure(5_000, _ASSUMED)
SUPERVISED = Figure(7_000, _ASSUMED)
RELEASED = Figure(8_000, _ASSUMED)
FOREIGNERS = Figure(6_000, _ASSUMED)
NO_LONGER_COVERED = Figure(14_000, f"{_CONCEPT}: over 91 % of repeat crime; their number is assumed")

REPEATED_ORDERS = 0.2
"""Share of protective orders that are a repeat: every fifth (1233, section 2)."""

REGISTERED_AGAIN = 1 / 8
"""Share of prosecuted minors who were registered again: every eighth (1233, section 2)."""

EARLIER_PROSECUTED = 0.4
"""Share of offenders who were prosecuted before (1233, section 2)."""


class Story(StrEnum):
    """Why a family came to the hub. Every family has one; its members may stand on other registers too."""

    DOMESTIC = "DOMESTIC"
    PROBATION = "PROBATION"
    PAROLE = "PAROLE"
    SUPERVISION = "SUPERVISION"
    RELEASE = "RELEASE"
    JUVENILE = "JUVENILE"
    NARCOLOGY = "NARCOLOGY"
    FOREIGNER = "FOREIGNER"
    NO_LONGER_COVERED = "NO_LONGER_COVERED"


OFFENDERS = round(PROTECTIVE_ORDERS.amount * (1 - REPEATED_ORDERS))
"""Orders that are no repeat: as many offenders."""

NARCOLOGY_OF_DOMESTIC = 0.3
NARCOLOGY_OF_CONVICTED = 0.2
"""Shares of domestic offenders and of the convicted who are on the narcology register (assumed)."""

_CONVICTED = sum(f.amount for f in (PROBATIONERS, PAROLEES, SUPERVISED, RELEASED, NO_LONGER_COVERED))

FAMILIES: dict[Story, int] = {
    Story.DOMESTIC: OFFENDERS,
    Story.PROBATION: PROBATIONERS.amount,
    Story.PAROLE: PAROLEES.amount,
    Story.SUPERVISION: SUPERVISED.amount,
    Story.RELEASE: RELEASED.amount,
    Story.JUVENILE: MINORS_PROSECUTED.amount,
    Story.NARCOLOGY: round(
        NARCOLOGY.amount - NARCOLOGY_OF_DOMESTIC * OFFENDERS - NARCOLOGY_OF_CONVICTED * _CONVICTED
    ),
    Story.FOREIGNER: FOREIGNERS.amount,
    Story.NO_LONGER_COVERED: NO_LONGER_COVERED.amount,
}
"""Families by story in the hub of the whole country; together they have about FULL_HUB members."""

CONFLICT_SHARE = DOMESTIC_CONFLICTS.amount / OFFENDERS
"""Share of domestic offenders on whom a court set special requirements."""

CONFLICT_AGAIN_SHARE = DOMESTIC_CONFLICTS_REPEATED.amount / DOMESTIC_CONFLICTS.amount
"""Share of those on whom it was done twice."""

_TERM_GOES_ON = 0.61
"""Share of probationers, parolees and supervised people whose term goes on: measured in a population."""

MONITORED_SHARE = (
    ELECTRONIC_DEVICES.amount / (PROBATIONERS.amount + PAROLEES.amount + SUPERVISED.amount) / _TERM_GOES_ON
)
"""Share of probationers, parolees and supervised people who wear a device, where their term goes on."""
