"""Agencies, and the units that they have in the country, in regions and in districts."""

from dataclasses import dataclass, field
from typing import Any

from synthetic.country.feed_lines import Feeds
from synthetic.country.places import DistrictPlace, RegionPlace
from synthetic.draws.tables import localized, table

SYSTEM = "HUB"
_REGIONAL = ("AKIMAT", "COMMISSION")


def agency(code: str, prefix: str = "") -> str:
    """The reference to an agency; akimats and commissions are those of the region with that KATO prefix."""
    return f"{SYSTEM}/{code}-{prefix}" if code in _REGIONAL else f"{SYSTEM}/{code}"


def write_agencies(feeds: Feeds, regions: tuple[RegionPlace, ...]) -> None:
    """Write the central bodies, and an akimat and a commission for each region."""
    agencies = table("agencies")
    for code, row in agencies["central"].items():
        feeds.add("Agency", SYSTEM, {"code": code, "name": localized(row), "kind": row["kind"]}, code)
    for code, row in agencies["regional"].items():
        for place in regions:
            agency_code = f"{code}-{place.prefix}"
            name = localized(row, region=place.name)
            feeds.add("Agency", SYSTEM, {"code": agency_code, "name": name, "kind": row["kind"]}, agency_code)


@dataclass(frozen=True)
class Staff:
    """The units of one territory by the code of their kind, and those of the territory above."""

    units: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)


def write_country_units(feeds: Feeds) -> Staff:
    """Write the central offices."""
    staff = Staff()
    for row in _rows("COUNTRY"):
        _write(feeds, row, staff, None, row["code"])
    return staff


def write_region_units(feeds: Feeds, place: RegionPlace, country: Staff) -> Staff:
    """Write the departments of a region."""
    staff = Staff(above=country.units)
    for row in _rows("REGION"):
        _write(feeds, row, staff, place, f"{row['code']}-{place.prefix}")
    return staff


def write_district_units(feeds: Feeds, place: DistrictPlace, region: Staff) -> Staff:
    """Write the units of a district."""
    staff = Staff(above=region.units)
    for row in _rows("DISTRICT"):
        _write(feeds, row, staff, place, f"{row['code']}-{place.kato}")
    return staff


def write_point(feeds: Feeds, place: DistrictPlace, district: Staff, number: int) -> str:
    """Write a police point of a district and give its reference."""
    code = f"UPP-{place.kato}-{number}"
    digits = dict.fromkeys(("kk", "ru", "en"), str(number))
    return feeds.add(
        "Unit",
        "MIA",
        {
            "code": code,
            "name": localized(table("agencies")["point"], number=digits, place=place.name),
            "kind": "PRECINCT_POINT",
            "level": "POINT",
            "region": place.reference,
            "parent": district.units["PSU"],
            "agency": agency("MIA"),
        },
        code,
    )


def _rows(level: str) -> list[dict[str, Any]]:
    return [row for row in table("agencies")["unit"] if row["level"] == level]


def _write(
    feeds: Feeds, row: dict[str, Any], staff: Staff, place: RegionPlace | DistrictPlace | None, code: str
) -> None:
    above = row.get("above", "")
    staff.units[row["code"]] = feeds.add(
        "Unit",
        row["system"],
        {
            "code": code,
            "name": localized(row, place=place.name) if place else localized(row),
            "kind": row["kind"],
            "level": row["level"],
            "region": place.reference if place else None,
            "parent": staff.units.get(above) or staff.above.get(above),
            "agency": agency(row["agency"], code.rpartition("-")[2]),
        },
        code,
    )
