"""Inspectors, and the precincts that they serve from police points."""

from dataclasses import dataclass
from math import ceil

from synthetic.country.agencies import Staff, write_point
from synthetic.country.bodies import DistrictPrecinct
from synthetic.country.feed_lines import Feeds
from synthetic.country.places import DistrictPlace
from synthetic.draws.dice import Dice
from synthetic.draws.names import family_name, patronymic, peoples_by_share
from synthetic.draws.tables import table

_PERSONS_A_PRECINCT = 250
_PRECINCTS_A_POINT = 4
_PERSONS_AN_OFFICER = 400
_WOMEN = 0.3
_VACANT = 0.04


@dataclass(frozen=True)
class Inspectorate:
    """The inspectors and precincts of a district."""

    precincts: tuple[DistrictPrecinct, ...]
    juvenile: tuple[str, ...]
    probation: tuple[str, ...]


def write_inspectorate(feeds: Feeds, dice: Dice, place: DistrictPlace, staff: Staff, persons: int) -> Inspectorate:
    """Write points, precincts and inspectors of a district in which ``persons`` of the hub live."""
    officers = max(1, ceil(persons / _PERSONS_AN_OFFICER))
    return Inspectorate(
        _precincts(feeds, dice, place, staff, max(2, ceil(persons / _PERSONS_A_PRECINCT))),
        tuple(_inspector(feeds, dice, "JUVENILE", staff.units["JI"]) for _ in range(officers)),
        tuple(_inspector(feeds, dice, "PROBATION", staff.units["PROB"]) for _ in range(officers)),
    )


def _precincts(
    feeds: Feeds, dice: Dice, place: DistrictPlace, staff: Staff, number: int
) -> tuple[DistrictPrecinct, ...]:
    precincts: list[DistrictPrecinct] = []
    for n in range(number):
        leads = n % _PRECINCTS_A_POINT == 0
        if leads:
            point = write_point(feeds, place, staff, n // _PRECINCTS_A_POINT + 1)
        # A vacant precinct is served by the neighbour, so that one inspector may have two.
        if leads or not dice.chance(_VACANT):
            inspector = _inspector(feeds, dice, "RESPONSIBLE" if leads else "PRECINCT", point)
        reference = feeds.add(
            "Precinct",
            "MIA",
            {"number": str(n + 1), "region": place.reference, "point": point, "inspector": inspector},
            f"PRC-{place.kato}-{n + 1}",
        )
        precincts.append(DistrictPrecinct(reference, point, inspector))
    return tuple(precincts)


def _inspector(feeds: Feeds, dice: Dice, kind: str, unit: str) -> str:
    people, female = dice.weighted(peoples_by_share()), dice.chance(_WOMEN)
    father = patronymic(dice.pick(people.patronymic), people.given_name(dice, False), female)
    name = f"{family_name(dice.pick(people.family), female)} {people.given_name(dice, female)} {father or ''}"
    probation = kind == "PROBATION"
    return feeds.add(
        "Inspector",
        "PROB" if probation else "MIA",
        {
            "name": name.strip(),
            "rank": dice.pick(table("words")["probation_ranks" if probation else "ranks"]),
            "kind": kind,
            "phone": f"+7717{dice.between(2_000_000, 2_999_999)}",
            "unit": unit,
        },
    )
