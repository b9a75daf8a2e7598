"""Who read what, asked over the API: by the auditor of everybody, by a prosecutor of the prosecutor's area."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from adapters.bulk.load_files import load_contents
from adapters.feeds.feed import Feed
from hub.app import create_app
from hub.http.authentication import issuer_of
from hub.settings import Settings
from resolvers.plan.cost import LOG as PRICE
from resolvers.roots.access_log import reads_log, scope_of
from schema.identifiers import AreaCode, area_code
from schema.model import AccessClass
from security.audit.log import open_log
from security.audit.query import entries
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell
from security.identity.local_issuer import Claims
from tests.audit.logs import entry
from tests.conftest import Graph
from tests.feeding.test_closed import REGIONS
from tests.feeding.test_compartments import ORDERS, VICTIMS, told_by
from tests.support.feeding.graphs import ONE, SEMEY, emptied
from tests.support.feeding.kit import REGISTER, SECOND, Intake, registered

HERE, THERE = "75", "10"
PERSONS = "{ persons(first: 3) { nodes { id } } }"
LOG = """query ($person: ID, $caller: String, $kind: ReadingKind, $first: Int, $after: String, $since: DateTime) {
  accessLog(person: $person, caller: $caller, kind: $kind, first: $first, after: $after, since: $since) {
    nodes { place time kind caller role area purpose case reason persons fields norms reviewDue
      withheld { field release rows } }
    hasNextPage endCursor
  }
}"""
EXTRACT = "query ($person: ID!) { accessExtract(person: $person) { time } }"
Ask = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def asking(graph: Graph, home: Path) -> AsyncIterator[Ask]:
    """What asks the whole application: a role, its area, a document, its variables; gives the answer's body."""
    settings = Settings(home=home)
    application = create_app(settings, graph.hub().store)
    transport = httpx.ASGITransport(app=application)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):

        async def ask(role: str, area: str | None, query: str, variables: Any = None, **headers: str) -> Any:
            claims = Claims(
                role=role,
                area=area_code(area),
                unit=None,
                agency="MIA",
                purposes=("OVERSIGHT", "EMERGENCY"),
                subject=f"{role}-{area}",
                lifetime=600,
            )
            stated = {f"Ortaq-{name.title()}": value for name, value in headers.items()}
            response = await client.post(
                "/graphql",
                json={"query": query, "variables": variables or {}},
                headers={
                    "Authorization": f"Bearer {issuer_of(settings).issue(claims)}",
                    "Ortaq-Purpose": "OVERSIGHT",
                    **stated,
                },
            )
            return response.json()

        yield ask


async def read_by_many(ask: Ask) -> dict[str, list[str]]:
    """Officers here and there read persons of their areas, an analyst those of both. Ids by area."""
    found = {}
    for area in (HERE, THERE):
        nodes = (await ask("precinct", area, PERSONS))["data"]["persons"]["nodes"]
        found[area] = sorted(node["id"] for node in nodes)
        assert len(found[area]) == 3
    both = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    await ask("analytics", "", both, {"ids": [*found[HERE][:2], *found[THERE][:2]]})
    return found


async def log_of(ask: Ask, role: str, area: str | None, **variables: Any) -> list[dict[str, Any]]:
    body = await ask(role, area, LOG, variables)
    nodes: list[dict[str, Any]] = body["data"]["accessLog"]["nodes"]
    return nodes


def test_auditor_is_told_of_every_answer(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            ids = await read_by_many(ask)
            shown = await log_of(ask, "auditor", None)
            assert [each["caller"] for each in shown] == [
                f"ortaq-local/{name}" for name in ("precinct-75", "precinct-10", "analytics-")
            ]
            assert [each["persons"] for each in shown] == [
                ids[HERE],
                ids[THERE],
                sorted([*ids[HERE][:2], *ids[THERE][:2]]),
            ]
            assert shown[0]["norms"] and shown[0]["kind"] == "READ" and shown[0]["purpose"] == "OVERSIGHT"
            [mine] = await log_of(ask, "auditor", None, caller="ortaq-local/precinct-10")
            assert mine["persons"] == ids[THERE]
            about = await log_of(ask, "auditor", None, person=ids[HERE][0])
            assert [each["caller"] for each in about][:2] == ["ortaq-local/precinct-75", "ortaq-local/analytics-"]

    graph.run(work())


@pytest.mark.parametrize("feed", [VICTIMS, ORDERS], ids=lambda feed: feed.name)
def test_whom_closed_records_alone_know_is_named_to_those_released_one(
    empty_graph: Graph, tmp_path: Path, feed: Feed
) -> None:
    area = SEMEY[:2]

    async def work() -> None:
        await emptied(empty_graph)
        await load_contents(empty_graph.store, {"regions": REGIONS}, lambda *_: None)
        intake = Intake(empty_graph.store)
        await told_by(intake, feed, None, "v", iin=ONE, kato=SEMEY)
        await intake.take(SECOND, registered("1", person={"kato": SEMEY}))
        async with asking(empty_graph, tmp_path) as ask:
            nodes = (await ask("precinct", area, PERSONS))["data"]["persons"]["nodes"]
            everybody = (await ask("analytics", "", PERSONS))["data"]["persons"]["nodes"]
            openly = sorted(each["id"] for each in everybody)
            (hidden,) = {each["id"] for each in nodes}.difference(openly)
            shown = await log_of(ask, "auditor", None)
            # Nor is it told who read the answer in which somebody hidden stood: the first entry is concealed.
            assert [(each["caller"] is None, each["persons"]) for each in shown] == [(True, []), (False, openly)]
            assert await log_of(ask, "auditor", None, person=hidden) == []
            assert (await ask("auditor", None, EXTRACT, {"person": hidden}))["data"]["accessExtract"] == []
            entitled = await log_of(ask, "prosecutor", area, person=hidden)
            assert [each["caller"] for each in entitled] == [f"ortaq-local/precinct-{area}"]
            assert hidden in entitled[0]["persons"]
            assert await log_of(ask, "prosecutor", "75", person=hidden) == []

    empty_graph.run(work())


def test_who_is_known_by_another_id_since_is_named_to_the_auditor(empty_graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        await emptied(empty_graph)
        intake = Intake(empty_graph.store)
        await intake.take(SECOND, registered("1", person={"iin": ONE}))
        await intake.take(REGISTER, registered("2"))
        async with asking(empty_graph, tmp_path) as ask:
            nodes = (await ask("analytics", "", PERSONS))["data"]["persons"]["nodes"]
            before = sorted(each["id"] for each in nodes)
            assert len(before) == 2
            await intake.take(REGISTER, registered("2", 2, person={"iin": ONE}))
            assert len((await ask("analytics", "", PERSONS))["data"]["persons"]["nodes"]) == 1
            shown = await log_of(ask, "auditor", None)
            assert sorted(shown[0]["persons"]) == before

    empty_graph.run(work())


def test_prosecutor_is_told_of_the_area_alone(graph: Graph, tmp_path: Path) -> None:
    """Readings by those of the area, and readings of its persons by anybody; of others not even the ids."""

    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            ids = await read_by_many(ask)
            shown = await log_of(ask, "prosecutor", HERE)
            assert [each["caller"] for each in shown] == ["ortaq-local/precinct-75", "ortaq-local/analytics-"]
            assert [each["persons"] for each in shown] == [ids[HERE], ids[HERE][:2]]
            assert not await log_of(ask, "prosecutor", HERE, caller="ortaq-local/precinct-10")
            assert not await log_of(ask, "prosecutor", HERE, person=ids[THERE][2])
            # An entry that is in scope for another of its persons: to ask for one of elsewhere finds nothing.
            for person in ids[THERE]:
                assert await log_of(ask, "prosecutor", HERE, person=person) == []
            assert [each["place"] for each in shown] == [None, None]

    graph.run(work())


def test_what_was_withheld_is_told_to_the_auditor_alone(graph: Graph, tmp_path: Path) -> None:
    """It is worked out over all that was read, and so over those of whom a prosecutor may not know."""

    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            await ask("precinct", HERE, "{ persons(first: 3) { nodes { iin } } }")
            by_area = await log_of(ask, "prosecutor", HERE)
            by_all = await log_of(ask, "auditor", None)
            assert [line["field"] for line in by_all[0]["withheld"]] == ["Person.iin"]
            assert [each["withheld"] for each in by_area] == [[]]

    graph.run(work())


def test_who_has_no_trace_finds_no_log(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            for role, area in (("precinct", HERE), ("analytics", ""), ("operator", None), ("prosecutor", None)):
                body = await ask(role, area, "{ accessNorms { norm } }")
                assert body["errors"][0]["extensions"]["code"] == "UNKNOWN_FIELD"
            known = await ask("auditor", None, '{ __type(name: "Reading") { name } }')
            hidden = await ask("analytics", "", '{ __type(name: "Reading") { name } }')
            assert (known["data"]["__type"], hidden["data"]["__type"]) == ({"name": "Reading"}, None)

    graph.run(work())


def test_pages_follow_one_another_while_the_log_grows(graph: Graph, tmp_path: Path) -> None:
    """Each page is itself an answer, so the log is one longer for the next: nobody is told of one twice."""

    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            await read_by_many(ask)
            places, after = [], None
            for _ in range(5):
                body = await ask("auditor", None, LOG, {"first": 1, "after": after})
                page = body["data"]["accessLog"]
                places += [each["place"] for each in page["nodes"]]
                after = page["endCursor"]
            assert places == [f"w001/{number}" for number in (1, 2, 3, 4, 5)]
            stolen = await ask("prosecutor", HERE, LOG, {"after": after})
            assert stolen["errors"][0]["extensions"]["code"] == "BAD_CURSOR"
            none = await ask("auditor", None, LOG, {"first": 0})
            assert none["errors"][0]["extensions"]["code"] == "BAD_PAGE"

    graph.run(work())


def test_asking_who_read_is_itself_read_about(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            ids = await read_by_many(ask)
            await ask(
                "auditor", None, "query ($p: ID!) { accessExtract(person: $p) { time } }", {"p": ids[HERE][0]}
            )
            await ask("auditor", None, "{ accessNorms { norm answers } }")
            await ask("auditor", None, "{ accessLog { nodes { persons } } }")

    graph.run(work())
    about, norms, whole = [each.entry for each in list(entries(tmp_path))[3:]]
    assert len(about["persons"]) == 1 and about["fields"] == ["Extract.time"]
    assert not norms["persons"] and norms["fields"] == ["NormUse.norm", "NormUse.answers"]
    assert whole["fields"] == ["ReadingPage.nodes", "Reading.persons"]
    assert len(whole["persons"]) == 6 and about["norms"] == ["operation of the hub"]


def test_extract_names_nobody_else(graph: Graph, tmp_path: Path) -> None:
    query = "query ($p: ID!) { accessExtract(person: $p) { __typename role agency purpose fields norms } }"

    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            ids = await read_by_many(ask)
            for role, area in (("auditor", None), ("prosecutor", HERE)):
                told = (await ask(role, area, query, {"p": ids[HERE][2]}))["data"]["accessExtract"]
                assert [(each["role"], each["__typename"]) for each in told][:1] == [("precinct", "Extract")]
            assert (await ask("prosecutor", HERE, query, {"p": ids[THERE][0]}))["data"]["accessExtract"] == []

    graph.run(work())


def test_norms_are_counted_within_the_scope(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            await read_by_many(ask)
            query = "{ accessNorms { norm answers } }"
            counted = [
                {each["norm"]: each["answers"] for each in (await ask(*who, query))["data"]["accessNorms"]}
                for who in (("prosecutor", HERE), ("auditor", None))
            ]
            assert [norms["517-8.1"] for norms in counted] == [1, 2]

    graph.run(work())


def test_emergency_is_in_the_list_at_once_with_its_reason_and_last_day(graph: Graph, tmp_path: Path) -> None:
    query = "{ unreviewedEmergencies { place kind caller reason reviewDue } }"

    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            assert (await ask("auditor", None, query))["data"]["unreviewedEmergencies"] == []
            stated = {"purpose": "EMERGENCY", "reason": quote("Бала қауіпте")}
            for area in (HERE, THERE):
                await ask("precinct", area, PERSONS, **stated)
            for who, areas in ((("auditor", None), [HERE, THERE]), (("prosecutor", HERE), [HERE])):
                told = (await ask(*who, query))["data"]["unreviewedEmergencies"]
                assert [each["caller"] for each in told] == [f"ortaq-local/precinct-{area}" for area in areas]
                assert all(each["reason"] == "Бала қауіпте" and each["reviewDue"] for each in told)
            emergencies = await log_of(ask, "auditor", None, kind="EMERGENCY")
            assert [each["area"] for each in emergencies] == [HERE, THERE]

    graph.run(work())


def test_release_that_is_less_than_full_opens_nothing() -> None:
    """The two-cell form of the matrix: what is said of the whole country is then no scope to read the log in."""
    cells = (PolicyCell(release=Disclosure.FULL, scope="area"), PolicyCell(release=Disclosure.POINTER, scope="all"))
    scope = scope_of(Grants(cells=((AccessClass.TRACE, cells),), area=AreaCode(HERE), unit=None, agency=None))
    assert scope is not None and scope.of(AccessClass.PERSON) == cells[:1]
    assert not reads_log(
        Grants(cells=((AccessClass.TRACE, cells[1:]),), area=AreaCode(HERE), unit=None, agency=None)
    )


def test_reading_the_log_has_its_price_and_any_time_is_a_time(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with asking(graph, tmp_path) as ask:
            for since in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
                body = await ask("auditor", None, f'{{ accessNorms(since: "{since}") {{ norm }} }}')
                assert "errors" not in body and body["extensions"]["cost"]["requested"] >= PRICE
            asked = await ask("auditor", None, "{ a: accessLog { hasNextPage } b: accessLog { hasNextPage } }")
            assert asked["extensions"]["cost"]["requested"] >= 2 * PRICE

    graph.run(work())


def test_log_too_long_for_one_question_says_so(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            await log.append(entry(1))
        # The clock of the reading alone: the event loop has its own.
        clock = SimpleNamespace(monotonic=count(0, 1000).__next__)
        monkeypatch.setattr("security.audit.query.time", clock)
        async with asking(graph, tmp_path) as ask:
            body = await ask("auditor", None, "{ accessNorms { norm } }")
        assert body["errors"][0]["extensions"]["code"] == "STATEMENT_TIMEOUT"

    graph.run(work())
