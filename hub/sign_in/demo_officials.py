"""The made-up officials of the demonstration, each with a real unit of the made-up country."""

from dataclasses import dataclass
from pathlib import Path

from graph.engine.store import Store
from hub.sign_in import queries
from schema.identifiers import area_code, unit_id
from security.identity.local_issuer import Claims
from security.site_file import SiteTable, SiteText, SiteTexts, read_source

_FILE = Path(__file__).with_name("demo_officials.toml")
_REGION = "75"
_DISTRICT_UNIT = "PSU-"


@dataclass(frozen=True)
class DemoOfficial:
    """A made-up official: a name, what the person is by language, and what the token says."""

    id: str
    name: str
    titles: dict[str, str]
    claims: Claims


class _OfficialTable(SiteTable):
    id: SiteText
    name: SiteText
    kk: SiteText
    ru: SiteText
    en: SiteText
    role: SiteText
    agency: SiteText | None = None
    unit: SiteText | None = None
    crisis_centre: bool = False
    area: str | None = None
    purposes: SiteTexts
    feeds: SiteTexts = ()


class _OfficialsFile(SiteTable):
    official: list[_OfficialTable]


async def read_officials(store: Store, lifetime: int) -> tuple[DemoOfficial, ...]:
    """The officials whose units the graph has; ``lifetime`` of their tokens in seconds.

    Raises:
        graph.engine.store.GraphDownError, graph.engine.store.StatementTimeoutError: the graph is away.
    """
    tables = read_source(_FILE).parse(_OfficialsFile, {}).official
    prefix = f"{_DISTRICT_UNIT}{_REGION}"
    districts = await store.read(queries.BUSIEST_DISTRICT_UNIT, {"prefix": prefix})
    places = {"region": _REGION, "district": next(iter(districts), prefix).removeprefix(_DISTRICT_UNIT)}
    codes = {table.id: table.unit.format(**places) for table in tables if table.unit}
    units = dict(await store.read(queries.UNIT_IDS, {"codes": list(codes.values())}))
    centres = await store.read(queries.BUSIEST_CRISIS_CENTRE, {"area": _REGION})
    bodies = {table.id: units.get(codes.get(table.id)) for table in tables}
    bodies |= {table.id: next(iter(centres), None) for table in tables if table.crisis_centre}
    return tuple(
        _official(table, bodies[table.id], places, lifetime)
        for table in tables
        if bodies[table.id] or not (table.unit or table.crisis_centre)
    )


def _official(table: _OfficialTable, body: str | None, places: dict[str, str], lifetime: int) -> DemoOfficial:
    claims = Claims(
        role=table.role,
        area=area_code(None if table.area is None else table.area.format(**places)),
        unit=unit_id(body),
        agency=table.agency and table.agency.format(**places),
        purposes=table.purposes,
        subject=f"demo-{table.id}",
        lifetime=lifetime,
        feeds=table.feeds,
    )
    return DemoOfficial(table.id, table.name, {"kk": table.kk, "ru": table.ru, "en": table.en}, claims)
