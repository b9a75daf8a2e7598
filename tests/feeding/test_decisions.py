"""Who is one person, decided over GraphQL by whoever is released both identities; and on what records stand."""

from collections.abc import Iterator

import pytest

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from resolvers.errors import HubError
from resolvers.visibility.schema_views import sdl_of
from schema.identifiers import AreaCode, HubId, UnitId
from security.authorization.caller import Caller, grants_of
from security.clock import today_in_kazakhstan
from tests.conftest import Graph
from tests.support.feeding.callers import data_of
from tests.support.feeding.graphs import AKTAU, SEMEY, emptied, iin
from tests.support.feeding.kit import REGISTER, SECOND, Intake, registered
from tests.support.policy_files import agreed_policy

ONE = iin("85031230012")
SERIK = {
    "familyName": "Ахметов",
    "givenName": "Ерлан",
    "patronymic": "Серікұлы",
    "birthDate": "1985-03-12",
    "sex": "MALE",
    "address": "Абай көшесі, 12-4",
    "kato": SEMEY,
}
LIKE = {**SERIK, "patronymic": None, "birthDate": None, "address": None}
LINKS = "query ($id: ID!) { personLinks(person: $id) { id status score persons } }"
DECIDE = """mutation ($id: ID!, $decision: LinkDecision!) {
  decideLink(link: $id, decision: $decision) { status persons }
}"""
SOURCES = "query ($id: ID!) { recordSources(id: $id) { system feed version } }"


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    regions = b"".join(
        f'{{"system":"KATO","recordId":"{kato}","version":1,"kato":"{kato}"}}\n'.encode() for kato in (SEMEY, AKTAU)
    )
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": regions}, lambda *_: None))
    yield Intake(empty_graph.store)


async def two(intake: Intake, elsewhere: str = SEMEY) -> tuple[str, str]:
    """Two persons who may be one: their ids."""
    await intake.take(REGISTER, registered("1", person={"iin": ONE, **SERIK}))
    await intake.take(SECOND, registered("9", person={**LIKE, "kato": elsewhere}))
    while await link_waiting(intake.store, b"a secret of the tests, 32 bytes."):
        pass
    text = "MATCH (p:Person)<-[:SOURCE_OF]-(s) RETURN p.id ORDER BY s.system DESC"
    one, other = await intake.store.read(text, {})
    return one, other


def test_a_pair_is_seen_decided_on_and_undone(empty_graph: Graph, intake: Intake) -> None:
    run, hub = empty_graph.run, empty_graph.hub()
    one, other = run(two(intake))
    (link,) = run(data_of(hub, "public_security", SEMEY[:2], LINKS, id=one))["personLinks"]
    assert link["status"] == "PROPOSED" and link["persons"] == sorted((one, other)) and 0 < link["score"] < 1
    decisions = (("SAME", "CONFIRMED", 1), ("UNDECIDED", "PROPOSED", 2), ("DIFFERENT", "REJECTED", 2))
    for decision, status, persons in decisions:
        found = run(data_of(hub, "public_security", SEMEY[:2], DECIDE, id=link["id"], decision=decision))[
            "decideLink"
        ]
        assert (found["status"], len(found["persons"])) == (status, persons)


def test_a_plan_that_is_remembered_decides_on_the_link_that_is_named(empty_graph: Graph, intake: Intake) -> None:
    run, hub = empty_graph.run, empty_graph.hub()
    one, _ = run(two(intake))
    (link,) = run(data_of(hub, "public_security", SEMEY[:2], LINKS, id=one))["personLinks"]
    run(data_of(hub, "public_security", SEMEY[:2], DECIDE, id=link["id"], decision="SAME"))
    with pytest.raises(HubError, match="LINK_UNKNOWN"):
        run(data_of(hub, "public_security", SEMEY[:2], DECIDE, id="lnk_other", decision="SAME"))


@pytest.mark.parametrize("role", ["precinct", "ngo"])
def test_to_whom_identity_is_not_released_in_full_there_are_no_links(
    empty_graph: Graph, intake: Intake, role: str
) -> None:
    run, hub = empty_graph.run, empty_graph.hub()
    one, _ = run(two(intake))
    assert run(data_of(hub, role, SEMEY[:2], LINKS, id=one))["personLinks"] == []
    (link,) = run(data_of(hub, "analytics", "", LINKS, id=one))["personLinks"]
    with pytest.raises(HubError, match="LINK_UNKNOWN"):
        run(data_of(hub, role, SEMEY[:2], DECIDE, id=link["id"], decision="SAME"))


def test_a_link_to_somebody_out_of_the_area_is_as_one_that_is_not_there(empty_graph: Graph, intake: Intake) -> None:
    run, hub = empty_graph.run, empty_graph.hub()
    one, _ = run(two(intake, AKTAU))
    links = run(data_of(hub, "analytics", "", LINKS, id=one))["personLinks"]
    assert run(data_of(hub, "public_security", SEMEY[:2], LINKS, id=one))["personLinks"] == []
    for link_id in (*(link["id"] for link in links), "lnk_none"):
        with pytest.raises(HubError, match="LINK_UNKNOWN"):
            run(data_of(hub, "public_security", SEMEY[:2], DECIDE, id=link_id, decision="SAME"))


def test_a_record_tells_its_sources_to_whoever_may_see_it(empty_graph: Graph, intake: Intake) -> None:
    run, hub = empty_graph.run, empty_graph.hub()
    one, _ = run(two(intake))
    (fact,) = run(
        intake.store.read("MATCH (r:Registration)-[:REGISTERS]->(p:Person {id: $id}) RETURN r.id", {"id": one})
    )
    told = [{"system": "PROB", "feed": "test-register", "version": "1"}]
    for record_id in (one, fact):
        assert run(data_of(hub, "public_security", SEMEY[:2], SOURCES, id=record_id))["recordSources"] == told
        assert run(data_of(hub, "public_security", AKTAU[:2], SOURCES, id=record_id))["recordSources"] == []
    assert run(data_of(hub, "public_security", SEMEY[:2], SOURCES, id="per_none"))["recordSources"] == []


def test_the_roots_are_not_in_the_view_of_those_who_can_be_told_nothing(empty_graph: Graph) -> None:
    def sdl(role: str) -> str:
        who = Caller(
            subject="tests",
            role=role,
            area=AreaCode("10"),
            unit=UnitId(HubId("unt_x")),
            agency="MIA",
            purposes=("CASE_WORK",),
            expires=2**40,
        )
        return sdl_of(grants_of(who, agreed_policy().roles[role], today_in_kazakhstan()))

    assert "decideLink" in sdl("public_security") and "recordSources" in sdl("precinct")
    assert "decideLink" not in sdl("precinct") and "personLinks" not in sdl("precinct")
    assert "recordSources" not in sdl("ngo")
