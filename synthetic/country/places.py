"""The 20 regions and their districts (KATO)."""

from dataclasses import dataclass

from synthetic.country.feed_lines import Feeds
from synthetic.draws.tables import table

SYSTEM = "KATO"
_ENDING = "0000000"

_KINDS = {
    "city": {"kk": "{} қаласы", "ru": "город {}", "en": "{} city"},
    "district": {"kk": "{} ауданы", "ru": "{} район", "en": "{} district"},
}
_COURTS = {"city": "{} қалалық соты", "district": "{} аудандық соты"}
_NUMBERS = ("10", "12", "13", "14", "15", "16", "17", "18", "19", "20")
_CENTRE_WEIGHT = 2.0


@dataclass(frozen=True, kw_only=True)
class DistrictPlace:
    """A district: its four-digit KATO prefix, names, court, and its share of the country's people."""

    kato: str
    reference: str
    name: dict[str, str]
    court: str
    share: float


@dataclass(frozen=True)
class RegionPlace:
    """A region with its districts."""

    prefix: str
    reference: str
    name: dict[str, str]
    districts: tuple[DistrictPlace, ...]


def write_places(feeds: Feeds) -> tuple[RegionPlace, ...]:
    """Write regions, each before its districts."""
    rows = table("places")["region"]
    people = sum(row["population"] for row in rows)
    return tuple(_region(feeds, row, row["population"] / people) for row in rows)


def _region(feeds: Feeds, row: dict[str, object], share: float) -> RegionPlace:
    prefix = str(row["prefix"])
    name = {language: str(row[language]) for language in ("kk", "ru", "en")}
    kato = prefix + _ENDING
    region = feeds.add("Region", SYSTEM, {"kato": kato, "name": name}, kato)
    district_rows = row["districts"]
    assert isinstance(district_rows, list)
    parts = len(district_rows) - 1 + _CENTRE_WEIGHT
    districts = tuple(
        _district(feeds, region, prefix + _NUMBERS[n], line, share * (1.0 if n else _CENTRE_WEIGHT) / parts)
        for n, line in enumerate(district_rows)
    )
    return RegionPlace(prefix, region, name, districts)


def _district(feeds: Feeds, region: str, kato: str, line: list[str], share: float) -> DistrictPlace:
    kind, *bare = line
    name = {
        language: _KINDS[kind][language].format(text)
        for language, text in zip(("kk", "ru", "en"), bare, strict=True)
    }
    code = kato.ljust(9, "0")
    reference = feeds.add("Region", SYSTEM, {"kato": code, "name": name, "parent": region}, code)
    return DistrictPlace(
        kato=kato, reference=reference, name=name, court=_COURTS[kind].format(bare[0]), share=share
    )
