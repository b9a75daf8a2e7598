"""Who and what a district has: the bodies to which the records of a person refer.

Bodies are written first; afterwards only their references are needed, and these classes hold them.
"""

from dataclasses import dataclass

from synthetic.draws.dice import Weighted


@dataclass(frozen=True, slots=True)
class DistrictPrecinct:
    """An administrative precinct and the inspector who serves it."""

    reference: str
    point: str
    inspector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionBodies:
    """What a region has. ``units`` are references by the code of the kind of unit."""

    prefix: str
    reference: str
    units: dict[str, str]
    akimat: str
    commission: str
    ngos: tuple[str, ...]
    adaptation_centers: tuple[str, ...]
    crisis_centers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictBodies:
    """What a district has; ``kato`` is the four-digit prefix, ``court`` the name of its court."""

    kato: str
    reference: str
    region: RegionBodies
    units: dict[str, str]
    court: str
    precincts: tuple[DistrictPrecinct, ...]
    juvenile_inspectors: tuple[str, ...]
    probation_inspectors: tuple[str, ...]
    schools: tuple[str, ...]


@dataclass(frozen=True)
class Country:
    """Every district, drawn as often as people live there."""

    districts: tuple[DistrictBodies, ...]
    by_population: Weighted[DistrictBodies]
    institutions: tuple[str, ...]
