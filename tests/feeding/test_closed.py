"""Where somebody is who is in a shelter, and that they are, is told by nothing that the shelter sends."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.feed import Content, Fact, Feed, Mention, PersonCard, Sender, Who, Wire
from adapters.feed_files import load_contents
from resolvers.execute import Request, execute
from security.caller import Caller
from security.purposes import Statement
from tests.conftest import Graph
from tests.feeding.canonical import canonical
from tests.feeding.graphs import AKTAU, ONE, SEMEY, emptied
from tests.feeding.kit import SECOND, Intake, deletion, registered

QUESTION = """{ persons { nodes {
  id familyName phone region { kato } sources { totalCount nodes { id system recordId } } stays { totalCount }
  possiblySame { totalCount }
} } }"""


class _Stay(Wire):
    """A stay, as the tests' shelter sends one."""

    person: PersonCard
    since: dt.date


def _stay(wire: _Stay, sender: Sender) -> Content:
    return Content((Mention(wire.person),), (Fact("ShelterStay", {"from": wire.since}, {"person": Who()}),))


SHELTER = Feed("test-shelter", "CRISIS", "Stays.", _Stay, _stay, ("1233-1.6",), shared=True)


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    regions = b"".join(
        f'{{"system":"KATO","recordId":"{kato}","version":1,"kato":"{kato}"}}\n'.encode() for kato in (SEMEY, AKTAU)
    )
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": regions}, lambda *_: None))
    yield Intake(empty_graph.store)


def stay(number: str, **person: Any) -> dict[str, Any]:
    head = {"recordId": number, "version": 1, "changedAt": "2026-03-01T00:00:00Z", "since": "2026-03-01"}
    return {**head, "person": {"personId": number, **person}}


async def told(graph: Graph, role: str, area: str) -> list[dict[str, Any]]:
    who = Caller("tests", role, area, None, None, ("CASE_WORK",), 2**40)
    answer = await execute(graph.hub(), who, Request(QUESTION, {}, None, Statement("CASE_WORK"), False, False))
    nodes: list[dict[str, Any]] = answer.data["persons"]["nodes"]
    return nodes


@pytest.mark.parametrize("role", ["precinct", "public_security", "analytics", "criminal", "prosecutor"])
def test_what_a_shelter_sends_changes_nothing_that_others_see(
    empty_graph: Graph, intake: Intake, role: str
) -> None:
    run = empty_graph.run
    known = {"iin": ONE, "familyName": "Сейітова", "phone": "+77010000001", "kato": SEMEY}
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
    (whole,) = run(told(empty_graph, "analytics", ""))
    assert whole["region"] is None and whole["sources"]["totalCount"] == 0


def test_the_mention_cannot_be_asked_for_by_its_id(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SHELTER, stay("s", iin=ONE), unit="crc_x"))
    ids = run(intake.store.read("MATCH (s:SourceRecord) RETURN s.id", {}))
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    who = Caller("tests", "analytics", "", None, None, ("CASE_WORK",), 2**40)
    request = Request(query, {"ids": [*ids, ids[0].replace("mnt_", "src_")]}, None, Statement("CASE_WORK"))
    assert run(execute(empty_graph.hub(), who, request)).data == {"nodes": [None, None]}


def test_what_a_shelter_deletes_is_gone(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SECOND, registered("1", person={"iin": ONE})))
    before = run(canonical(intake.store))
    run(intake.take(SHELTER, stay("s", iin=ONE), unit="crc_x"))
    run(intake.take(SHELTER, deletion("s", 2), unit="crc_x"))
    assert [line for line in run(canonical(intake.store)) if '"deleted":true' not in line] == before
