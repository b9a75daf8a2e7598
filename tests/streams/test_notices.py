"""A notice between units: sent by a mutation, told by the change stream, confirmed; each over HTTP."""

from typing import Any

import httpx
import pytest

from graph.write.ids import record_id
from hub.settings import Settings
from prevention.norm_records import save_law
from schema.catalogue import CATALOGUE
from tests.conftest import Graph
from tests.streams.doors import Door, following, serving
from tests.streams.graphs import ALMATY, person, put
from tests.support.engines import IDS

DECIDE = 'mutation ($id: ID!) { decideMatch(match: $id, verdict: NOTIFY, key: "d") { notices } }'
CONFIRM = 'mutation ($id: ID!) { confirmNotice(notice: $id, key: "c") { norm record } }'
WAITING = "{ notices(where: { confirmedAt: { isNull: true } }) { nodes { id } } }"


async def ask(door: Door, token: str, query: str, **variables: Any) -> Any:
    async with httpx.AsyncClient() as client:
        headers = {"Authorization": f"Bearer {token}"}
        asked = {"query": query, "variables": variables}
        answer = await client.post(f"{door.url}/graphql", json=asked, headers=headers)
    return answer.json().get("data")


@pytest.fixture
def region(cities: Graph) -> Graph:
    """Almaty with the units between which a match goes."""

    async def fill() -> None:
        await save_law(cities.store)
        for code, kind in (("IAU", "ANALYTICS"), ("PSU", "PUBLIC_SECURITY")):
            await put(cities, "Unit", code, code=code, kind=kind, level="REGION", region=f"T/{ALMATY}")

    cities.run(fill())
    return cities


def test_a_notice_is_told_to_the_unit_as_it_is_sent_and_confirmed_by_it(region: Graph, settings: Settings) -> None:
    async def scene() -> None:
        await person(region, "Болат")
        seen: dict[str, Any] = {"register": "PASSPORT", "foundAt": "2026-03-16T05:00:00Z", "decision": "PENDING"}
        match = await put(region, "ProactiveMatch", "m", person="T/Болат", **seen)
        analyst, officer = (record_id(IDS, CATALOGUE.entity("Unit"), "T", code) for code in ("IAU", "PSU"))
        async with serving(region, settings) as door:
            sends = door.token("75", "analytics", unit=analyst)
            receives = door.token("75", "public_security", unit=officer)
            async with following(door, receives) as events:
                await events.happened()
                (notice,) = (await ask(door, sends, DECIDE, id=match))["decideMatch"]["notices"]
                found = {each["id"]: each["record"]["__typename"] for each in await events.happened()}
                assert found[notice] == "Notice" and found[match] == "ProactiveMatch"
                assert (await ask(door, receives, WAITING))["notices"]["nodes"] == [{"id": notice}]
                assert (await ask(door, sends, CONFIRM, id=notice)) is None
                done = (await ask(door, receives, CONFIRM, id=notice))["confirmNotice"]
                assert done == {"norm": "89-11b", "record": notice}
                assert (await ask(door, receives, WAITING))["notices"]["nodes"] == []

    region.run(scene())
