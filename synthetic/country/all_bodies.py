"""Writes every body of the country and gathers their references by district."""

from synthetic.country.agencies import (
    Staff,
    agency,
    write_agencies,
    write_country_units,
    write_district_units,
    write_region_units,
)
from synthetic.country.bodies import Country, DistrictBodies, RegionBodies
from synthetic.country.feed_lines import Feeds
from synthetic.country.inspectors import write_inspectorate
from synthetic.country.organisations import (
    CrisisCenters,
    write_adaptation_centers,
    write_institutions,
    write_ngos,
    write_schools,
)
from synthetic.country.places import DistrictPlace, RegionPlace
from synthetic.draws.dice import Dice, Weighted


def write_country(
    feeds: Feeds, dice: Dice, regions: tuple[RegionPlace, ...], centers: CrisisCenters, persons: int
) -> Country:
    """Write agencies, units, inspectors and organisations for a hub of ``persons``."""
    write_agencies(feeds, regions)
    central = write_country_units(feeds)
    districts: list[DistrictBodies] = []
    shares: list[float] = []
    for place in regions:
        staff = write_region_units(feeds, place, central)
        region = _region(feeds, dice, place, staff, centers)
        districts += [
            _district(feeds, dice, d, region=region, above=staff, persons=persons) for d in place.districts
        ]
        shares += [d.share for d in place.districts]
    institutions = write_institutions(feeds, dice, regions)
    return Country(tuple(districts), Weighted(districts, shares), institutions)


def _region(feeds: Feeds, dice: Dice, place: RegionPlace, staff: Staff, centers: CrisisCenters) -> RegionBodies:
    return RegionBodies(
        prefix=place.prefix,
        reference=place.reference,
        units=staff.units,
        akimat=agency("AKIMAT", place.prefix),
        commission=agency("COMMISSION", place.prefix),
        ngos=write_ngos(feeds, dice, place),
        adaptation_centers=write_adaptation_centers(feeds, dice, place),
        crisis_centers=centers.of_region(place.prefix),
    )


def _district(
    feeds: Feeds, dice: Dice, place: DistrictPlace, *, region: RegionBodies, above: Staff, persons: int
) -> DistrictBodies:
    population = round(persons * place.share)
    staff = write_district_units(feeds, place, above)
    inspectorate = write_inspectorate(feeds, dice, place, staff, population)
    return DistrictBodies(
        kato=place.kato,
        reference=place.reference,
        region=region,
        units=staff.units,
        court=place.court,
        precincts=inspectorate.precincts,
        juvenile_inspectors=inspectorate.juvenile,
        probation_inspectors=inspectorate.probation,
        schools=write_schools(feeds, place, population),
    )
