"""Feed files: what is broken is refused with its line, a repeat changes nothing, what is derived follows."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from adapters.bulk.load_files import FeedReport, load
from adapters.bulk.validate_line import RefusedLineError, record_of
from resolvers.execute import Request, execute
from schema.catalogue import CATALOGUE
from schema.identifiers import AreaCode
from schema.model import Entity
from security.authorization.caller import Caller
from security.authorization.purposes import StatedPurpose
from tests.conftest import Graph
from tests.support.feeding.graphs import iin

IIN = "900101350014"
REGION_A = {"system": "TL", "recordId": "ra", "version": 1, "kato": "990000000"}
REGION_B = {"system": "TL", "recordId": "rb", "version": 1, "kato": "980000000"}
PERSON = {"system": "TL", "recordId": "p", "version": 1, "birthDate": "2015-05-05", "region": "TL/ra"}
DECISION = {"system": "TL", "recordId": "d", "version": 1, "persons": ["TL/p"], "kind": "OTHER"}
CASE = {"system": "TL", "recordId": "c", "version": 1, "subject": "TL/p", "kind": "JUVENILE"}
EVENT = {"system": "TL", "recordId": "e", "version": 1, "case": "TL/c", "at": "2026-01-01T05:00:00+05:00"}


def feed(graph: Graph, folder: Path, **files: list[Any]) -> dict[str, FeedReport]:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, lines in files.items():
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        (folder / f"{name}.ndjson").write_text("\n".join(texts) + "\n", encoding="utf-8")
    return {r.feed: r for r in graph.run(load(graph.store, folder, lambda feed, done, size: None))}


def value(graph: Graph, text: str) -> Any:
    return graph.run(graph.store.read(text, {}))


@pytest.fixture
def loaded(empty_graph: Graph, tmp_path: Path) -> Graph:
    feed(
        empty_graph,
        tmp_path / "feed",
        regions=[REGION_A, REGION_B],
        persons=[PERSON],
        court_decisions=[DECISION],
        cases=[CASE],
        case_events=[EVENT],
    )
    return empty_graph


def test_repeat_changes_nothing(loaded: Graph, tmp_path: Path) -> None:
    again = feed(loaded, tmp_path / "again", regions=[REGION_A], cases=[CASE], case_events=[EVENT])
    assert [(r.written, r.unchanged, r.refused) for r in again.values()] == [(0, 1, ())] * 3


def test_broken_lines_are_refused_and_the_rest_comes_in(loaded: Graph, tmp_path: Path) -> None:
    secret = "Құпиябаев"
    lines = [
        {"system": "TL", "recordId": "x1", "version": 1, "familyName": "Бір"},
        "{not json",
        {"system": "TL", "recordId": "x2", "version": 1, "iin": IIN[:-1] + "9", "familyName": secret},
        {"system": "TL", "recordId": "x3", "version": 1, "sex": secret},
        {"system": "TL", "recordId": "x4", "version": 1, "nickname": secret},
        {"system": "TL", "recordId": "x5", "version": 1, "region": "TL/nowhere"},
        {"system": "TL", "recordId": "x6", "version": 1, "birthDate": "31.12.1990"},
        {"recordId": "x7", "version": 1},
        {"system": "TL", "recordId": "x8", "version": 1, "familyName": "Тоғыз"},
    ]
    report = feed(loaded, tmp_path / "broken", persons=lines)["persons"]
    assert [r.line for r in report.refused] == [2, 3, 4, 5, 6, 7, 8]
    assert report.written + report.unchanged == 2
    assert all(secret not in r.reason and IIN[:6] not in r.reason for r in report.refused)
    assert "iin" in report.refused[1].reason and "region" in report.refused[4].reason


def test_record_about_nobody_is_refused(loaded: Graph, tmp_path: Path) -> None:
    nobody = {"system": "TL", "recordId": "n", "version": 1, "persons": []}
    assert len(feed(loaded, tmp_path / "nobody", court_decisions=[nobody])["court_decisions"].refused) == 1


ORDERS = [
    (entity, earlier, later)
    for entity in CATALOGUE.entities.values()
    for names in entity.in_order
    for earlier, later in combinations(names, 2)
]


@pytest.mark.parametrize(("entity", "earlier", "later"), ORDERS, ids=lambda value: getattr(value, "name", value))
def test_nothing_ends_before_it_begins(empty_graph: Graph, entity: Entity, earlier: str, later: str) -> None:
    """By the declarations of all kinds of record: with its days turned round a line is refused."""
    day = "2026-03-0{}T00:00:00Z" if later.endswith("At") else "2026-03-0{}"
    owners = {r.name: ["TL/p"] if r.many else "TL/p" for r in entity.relations if r.name in entity.anchors}
    row = {"system": "TL", "recordId": "o", "version": 1, **owners, earlier: day.format(2)}
    with pytest.raises(RefusedLineError, match=f"{later}: is before {earlier}"):
        record_of(empty_graph.store.sealer, entity, json.dumps({**row, later: day.format(1)}).encode())
    assert record_of(empty_graph.store.sealer, entity, json.dumps({**row, later: day.format(2)}).encode())


def test_older_version_is_ignored_and_newer_wins(loaded: Graph, tmp_path: Path) -> None:
    newer = {**CASE, "version": 7, "number": "seven"}
    assert feed(loaded, tmp_path / "newer", cases=[newer])["cases"].written == 1
    older = {**CASE, "version": 6, "number": "six"}
    assert feed(loaded, tmp_path / "older", cases=[older])["cases"].unchanged == 1
    assert value(loaded, "MATCH (c:Case) WHERE c.number IN ['six', 'seven'] RETURN c.number") == ["seven"]


def test_what_is_derived_follows_the_person(loaded: Graph, tmp_path: Path) -> None:
    moved = {**PERSON, "version": 100, "region": "TL/rb", "birthDate": "1990-02-28"}
    assert feed(loaded, tmp_path / "moved", persons=[moved])["persons"].written == 1
    for label in ("Person", "Case", "CaseEvent"):
        found = value(
            loaded, f"MATCH (n:{label}) WHERE n.area = '980000000' RETURN [n.areaKey, toString(n.adultOn)]"
        )
        assert [day for _, day in found] == ["2008-02-28"], label
        assert all(key.startswith("980000000/") for key, _ in found)
    days = value(
        loaded, "MATCH (:Person {area: '980000000'})<-[:CONCERNS]-(d:CourtDecision) RETURN toString(d.adultOn)"
    )
    assert days == ["2008-02-28"]
    assert value(loaded, "MATCH (n:Person {area: '980000000'})-[r:LIVES_IN]->() RETURN count(r)") == [1]


def test_a_number_is_one_rows_alone(loaded: Graph, tmp_path: Path) -> None:
    number = iin("79123130012")
    first = {"system": "TL", "recordId": "n1", "version": 1, "iin": number}
    second = {"system": "EDU", "recordId": "n2", "version": 1, "iin": number}
    report = feed(loaded, tmp_path / "batch", persons=[first, second])["persons"]
    assert [refusal.line for refusal in report.refused] == [2], report.refused
    assert "iin" in report.refused[0].reason
    assert number not in report.refused[0].reason
    (refusal,) = feed(loaded, tmp_path / "later", persons=[second])["persons"].refused
    assert "iin" in refusal.reason
    assert feed(loaded, tmp_path / "newer", persons=[{**first, "version": 2}])["persons"].written == 1
    assert feed(loaded, tmp_path / "mended", persons=[{**second, "iin": None}])["persons"].written == 1


def test_a_row_known_by_closed_records_alone_holds_no_number(loaded: Graph, tmp_path: Path) -> None:
    """Else whoever loads would be told of her, and the open record would be lost."""
    number = iin("79123130112")
    hidden = {"system": "MIA", "recordId": "hidden", "version": 1, "iin": number}
    assert not feed(loaded, tmp_path / "hidden", persons=[hidden])["persons"].refused
    risk = {"system": "MIA", "recordId": "risk", "version": 1, "person": "MIA/hidden", "level": "HIGH"}
    assert not feed(loaded, tmp_path / "risk", risk_assessments=[risk])["risk_assessments"].refused
    row = {"system": "PROB", "recordId": "open", "version": 1, "iin": number}
    told = {"system": "PROB", "recordId": "told", "version": 1, "person": "PROB/open", "category": "RELEASED"}
    reports = feed(loaded, tmp_path / "open", persons=[row], registrations=[{**told, "registeredOn": "2026-02-02"}])
    assert [report.refused for report in reports.values()] == [(), ()]
    third = {"system": "EDU", "recordId": "third", "version": 1, "iin": number}
    assert feed(loaded, tmp_path / "third", persons=[third])["persons"].refused, "the open row holds it"
    query = "query ($iin: IIN!) { personByIin(iin: $iin) { registrations { nodes { category } } } }"
    asked = Request(query=query, variables={"iin": number}, operation_name=None, stated=StatedPurpose("CASE_WORK"))
    caller = Caller(
        subject="t",
        role="analytics",
        area=AreaCode(""),
        unit=None,
        agency="MIA",
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    found = loaded.run(execute(loaded.hub(), caller, asked)).data["personByIin"]
    assert found == {"registrations": {"nodes": [{"category": "RELEASED"}]}}
