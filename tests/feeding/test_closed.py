"""Where somebody is who is in a shelter, and that they are, is told by nothing that the shelter sends."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from adapters.bulk.load_files import load_contents
from adapters.bulk.validate_line import RefusedLineError, record_of
from adapters.feeds.feed import Content, Fact, Feed, PersonCard, PersonClaim, Sender, Who, Wire
from graph.engine.records import Record
from graph.ingest.provenance import sources_of
from graph.write.writer import write
from resolvers.execute import Request, execute
from schema.catalogue import CATALOGUE
from schema.identifiers import AreaCode
from security.authorization.caller import Caller
from security.authorization.purposes import StatedPurpose
from tests.conftest import Graph
from tests.support.feeding.callers import data_of
from tests.support.feeding.canonical import canonical
from tests.support.feeding.graphs import AKTAU, ONE, SEMEY, emptied
from tests.support.feeding.kit import SECOND, Intake, deletion, registered

QUESTION = """{ persons { nodes {
  id familyName phone region { kato } sources { totalCount nodes { id system recordId } } stays { totalCount }
  possiblySame { totalCount }
} } }"""


class _Stay(Wire):
    """A stay, as the tests' shelter sends one."""

    person: PersonCard
    since: dt.date


def _stay(wire: _Stay, sender: Sender) -> Content:
    return Content((PersonClaim(wire.person),), (Fact("ShelterStay", {"from": wire.since}, {"person": Who()}),))


REGIONS = b"".join(
    f'{{"system":"KATO","recordId":"{kato}","version":1,"kato":"{kato}"}}\n'.encode() for kato in (SEMEY, AKTAU)
)

SHELTER = Feed(
    name="test-shelter",
    system="CRISIS",
    meaning="Stays.",
    wire=_Stay,
    mapped=_stay,
    norms=("1233-1.6",),
    shared=True,
)


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": REGIONS}, lambda *_: None))
    yield Intake(empty_graph.store)


def stay(number: str, **person: Any) -> dict[str, Any]:
    head = {"recordId": number, "version": 1, "changedAt": "2026-03-01T00:00:00Z", "since": "2026-03-01"}
    return {**head, "person": {"personId": number, **person}}


async def told(graph: Graph, role: str, area: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await data_of(graph.hub(), role, area, QUESTION))["persons"]["nodes"]
    return nodes


@pytest.mark.parametrize("role", ["precinct", "public_security", "analytics", "criminal", "prosecutor"])
def test_what_a_shelter_sends_changes_nothing_that_others_see(
    empty_graph: Graph, intake: Intake, role: str
) -> None:
    run = empty_graph.run
    known = {"iin": ONE, "familyName": "Сейітова", "phone": "+77015550101", "kato": SEMEY}
    run(intake.take(SECOND, registered("1", person=known)))
    before = [run(told(empty_graph, role, area)) for area in (SEMEY[:2], AKTAU[:2], "")]
    run(
        intake.take(SHELTER, stay("s", iin=ONE, familyName="Басқа", phone="+77019999999", kato=AKTAU), unit="crc_x")
    )
    after = [run(told(empty_graph, role, area)) for area in (SEMEY[:2], AKTAU[:2], "")]
    stays = [node.pop("stays") for nodes in after for node in nodes]
    for nodes in before:
        for node in nodes:
            node.pop("stays")
    assert after == before
    # A pointer to a stay is what the matrix gives some; nobody else is told that there is one.
    counts = {each and each["totalCount"] for each in stays}
    assert counts <= ({0, 1} if role in ("public_security", "prosecutor") else {0, None})


def test_a_person_whom_only_a_shelter_knows_is_in_nobodys_area(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SHELTER, stay("s", iin=ONE, familyName="Жасырын", kato=AKTAU), unit="crc_x"))
    assert run(told(empty_graph, "public_security", AKTAU[:2])) == []
    assert run(told(empty_graph, "analytics", "")) == []


@pytest.mark.parametrize("role", ["public_security", "prosecutor"])
def test_a_pointer_to_a_closed_record_shows_nobody(empty_graph: Graph, intake: Intake, role: str) -> None:
    run = empty_graph.run
    run(intake.take(SHELTER, stay("s", iin=ONE, familyName="Жасырын", kato=SEMEY), unit="crc_x"))
    (her,) = run(intake.store.read("MATCH (p:Person) RETURN p.id", {}))
    assert run(told(empty_graph, role, "")) == []
    # The first open record makes her known, and the pointer with her.
    run(intake.take(SECOND, registered("1", person={"iin": ONE, "familyName": "Сейітова", "kato": SEMEY})))
    (node,) = run(told(empty_graph, role, SEMEY[:2]))
    assert node["stays"] == {"totalCount": 1} and node["familyName"] == "Сейітова" and node["id"] != her


def test_the_mention_cannot_be_asked_for_by_its_id(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SHELTER, stay("s", iin=ONE), unit="crc_x"))
    ids = run(intake.store.read("MATCH (s:SourceRecord) RETURN s.id", {}))
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    who = Caller(
        subject="tests",
        role="analytics",
        area=AreaCode(""),
        unit=None,
        agency=None,
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    request = Request(
        query=query,
        variables={"ids": [*ids, ids[0].replace("mnt_", "src_")]},
        operation_name=None,
        stated=StatedPurpose("CASE_WORK"),
    )
    assert run(execute(empty_graph.hub(), who, request)).data == {"nodes": [None, None]}


def test_what_a_shelter_deletes_is_gone(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SECOND, registered("1", person={"iin": ONE})))
    before = run(canonical(intake.store))
    run(intake.take(SHELTER, stay("s", iin=ONE), unit="crc_x"))
    run(intake.take(SHELTER, deletion("s", 2), unit="crc_x"))
    assert [line for line in run(canonical(intake.store)) if '"deleted":true' not in line] == before


LOOKUP = """query ($iin: IIN!) {
  lookup(iins: [$iin]) { found holders { code } } personByIin(iin: $iin) { id }
  persons(where: {sources: {none: {}}}) { totalCount } all: persons { totalCount nodes { id } }
}"""


async def looked_up(graph: Graph, role: str, area: str) -> dict[str, Any]:
    return await data_of(graph.hub(), role, area, LOOKUP, iin=ONE)


ROLES = ("precinct", "analytics", "statistics", "criminal", "penal", "probation", "migration", "mia_committee")


@pytest.mark.parametrize("role", ROLES)
def test_a_person_whom_only_a_shelter_knows_is_not_there(empty_graph: Graph, intake: Intake, role: str) -> None:
    run = empty_graph.run
    before = run(looked_up(empty_graph, role, ""))
    run(intake.take(SHELTER, stay("s", iin=ONE, familyName="Жасырын", kato=AKTAU), unit="crc_x"))
    assert run(looked_up(empty_graph, role, "")) == before


def test_the_first_open_record_makes_a_person_visible_as_if_it_had_come_alone(
    empty_graph: Graph, intake: Intake
) -> None:
    run = empty_graph.run
    police = registered("1", person={"iin": ONE, "familyName": "Сейітова", "kato": SEMEY})
    run(intake.take(SECOND, police))
    alone = run(told(empty_graph, "precinct", SEMEY[:2]))
    run(emptied(empty_graph))
    run(load_contents(empty_graph.store, {"regions": REGIONS}, lambda *_: None))
    shelter = Intake(intake.store)
    run(shelter.take(SHELTER, stay("s", iin=ONE, familyName="Басқа", kato=AKTAU), unit="crc_x"))
    run(shelter.take(SECOND, police))
    assert run(told(empty_graph, "precinct", SEMEY[:2])) == alone
    run(shelter.take(SHELTER, deletion("s", 2), unit="crc_x"))
    assert run(told(empty_graph, "precinct", SEMEY[:2])) == alone


def test_who_is_known_by_a_shelter_alone_again_is_not_there(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SECOND, registered("1", person={"iin": ONE, "kato": SEMEY})))
    run(intake.take(SHELTER, stay("s", iin=ONE), unit="crc_x"))
    run(intake.take(SECOND, deletion("1", 2)))
    assert run(looked_up(empty_graph, "analytics", ""))["lookup"] == [{"found": False, "holders": None}]
    assert run(intake.store.read("MATCH (p:Person)<-[:SHELTERS]-(:ShelterStay) RETURN count(p)", {})) == [1]


def test_what_a_person_stands_on_names_no_shelter(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SECOND, registered("1", person={"iin": ONE, "kato": SEMEY})))
    (person,) = run(intake.store.read("MATCH (p:Person) RETURN p.id", {}))
    before = run(sources_of(intake.store, person))
    run(intake.take(SHELTER, stay("s", iin=ONE), unit="crc_x"))
    assert run(sources_of(intake.store, person)) == before and before


def test_a_shelter_that_is_loaded_in_the_hubs_own_form_tells_nothing(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    before = run(looked_up(empty_graph, "analytics", ""))
    head = {"system": "CRISIS", "version": 1}
    person = {**head, "recordId": "7", "iin": ONE, "familyName": "Жасырын", "region": f"KATO/{SEMEY}"}
    files = {
        "persons": [{**person, "system": "MIA"}],
        "sources": [{**head, "recordId": "7", "owner": "MIA/7", "receivedAt": "2026-03-01T00:00:00Z"}],
        "shelter_stays": [{**head, "recordId": "8", "person": "MIA/7", "from": "2026-03-01"}],
    }
    contents = {name: b"".join(orjson.dumps(line) + b"\n" for line in lines) for name, lines in files.items()}
    run(load_contents(intake.store, contents, lambda *_: None))
    assert run(looked_up(empty_graph, "analytics", "")) == before
    # A row of the shelter's own would make whoever the hub knows already two persons.
    address = {**head, "recordId": "9", "owner": "MIA/7", "text": "Жасырын көшесі"}
    for name, line in (("Address", address), ("Person", person)):
        with pytest.raises(RefusedLineError, match="closed records"):
            record_of(intake.store.sealer, CATALOGUE.entity(name), orjson.dumps(line))


async def by_id(graph: Graph, role: str, ids: list[str]) -> Any:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    who = Caller(
        subject="tests",
        role=role,
        area=AreaCode(""),
        unit=None,
        agency=None,
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    asked = Request(
        query=query,
        variables={"ids": ids},
        operation_name=None,
        stated=StatedPurpose("CASE_WORK"),
        strict=False,
        by_get=False,
    )
    return (await execute(graph.hub(), who, asked)).data["nodes"]


@pytest.mark.parametrize("role", [*ROLES, "operator", "education", "ministry"])
def test_a_loaded_source_of_whom_closed_records_alone_tell_is_told_to_nobody(
    empty_graph: Graph, intake: Intake, role: str
) -> None:
    run = empty_graph.run
    head = {"system": "MIA", "version": 1, "recordId": "7"}
    files = {
        "persons": {**head, "iin": ONE, "familyName": "Жасырын", "region": f"KATO/{SEMEY}"},
        "sources": {**head, "owner": "MIA/7", "iin": ONE, "receivedAt": "2026-03-01T00:00:00Z"},
        "shelter_stays": {**head, "system": "CRISIS", "person": "MIA/7", "from": "2026-03-01"},
    }
    run(load_contents(intake.store, {name: orjson.dumps(line) for name, line in files.items()}, lambda *_: None))
    ids = run(intake.store.read("MATCH (s:SourceRecord) RETURN s.id", {}))
    assert len(ids) == 1 and run(by_id(empty_graph, role, ids)) == [None]
    run(intake.take(SECOND, registered("1", person={"iin": ONE, "kato": SEMEY})))
    assert run(by_id(empty_graph, role, ids)) == [{"id": ids[0]}]
    # What can be seen from now on is in the log of changes, where a stream finds it.
    (changed,) = run(intake.store.read("MATCH (c:Change) RETURN c.ids ORDER BY c.position DESC LIMIT 1", {}))
    assert ids[0] in changed


def test_work_entered_for_a_person_goes_with_whoever_that_is(empty_graph: Graph, intake: Intake) -> None:
    """It stays when the person is put together anew, and when every mention is withdrawn."""
    run = empty_graph.run
    run(intake.take(SHELTER, stay("s", iin=ONE), unit="crc_x"))
    (hidden,) = run(intake.store.read("MATCH (p:Person) RETURN p.id", {}))
    assessed = Record(
        entity=CATALOGUE.entity("RiskAssessment"),
        id="rsk_1",
        version=1,
        properties={"score": 5},
        links={"person": (hidden,)},
    )
    run(write(intake.store, CATALOGUE.entity("RiskAssessment"), [assessed]))
    run(intake.take(SECOND, registered("1", person={"iin": ONE, "kato": SEMEY})))
    assessed_now = "MATCH (:RiskAssessment {id: 'rsk_1'})-[:ASSESSES]->(p:Person) RETURN p.id"
    (known,) = run(intake.store.read(assessed_now, {}))
    assert known != hidden
    run(intake.take(SECOND, deletion("1", 2)))
    run(intake.take(SHELTER, deletion("s", 2), unit="crc_x"))
    assert len(run(intake.store.read(assessed_now, {}))) == 1
