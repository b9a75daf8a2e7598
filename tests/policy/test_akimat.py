"""An akimat sees what was put before the commissions of its region, and stays of nobody."""

from typing import Any

import pytest

from adapters.bulk.load_files import load_contents
from resolvers.execute import Request, execute
from schema.identifiers import AreaCode
from security.authorization.caller import Caller
from tests.conftest import Graph
from tests.support.feeding.doors import lines
from tests.support.feeding.graphs import emptied

HEAD = {"system": "T", "version": 1}
KINDS = {
    "COMMISSION-75": "COMMISSION",
    "COMMISSION-75-KDN": "COMMISSION",
    "COMMISSION-71": "COMMISSION",
    "COMMISSION-75-OTHER": "OTHER",
    "MIA": "MINISTRY",
    "AKIMAT-75": "AKIMAT",
}
BROUGHT = {
    "own": ["COMMISSION-75"],
    "minors": ["COMMISSION-75-KDN", "MIA"],
    "far": ["COMMISSION-71"],
    "none": ["MIA"],
    "akimat": ["AKIMAT-75"],
    "kind": ["COMMISSION-75-OTHER"],
}


def _region() -> dict[str, bytes]:
    """A region with its bodies, and one person for each way in which a case can be brought."""
    home = {"region": "KATO/750000000"}
    people = [{**HEAD, "recordId": name, "familyName": name, "birthDate": "1990-01-01", **home} for name in BROUGHT]
    cases = [
        {**HEAD, "recordId": f"case-{name}", "subject": f"T/{name}", "agencies": [f"HUB/{one}" for one in to]}
        for name, to in BROUGHT.items()
    ]
    agencies = [
        {"system": "HUB", "recordId": code, "version": 1, "code": code, "kind": kind}
        for code, kind in KINDS.items()
    ]
    stay = {**HEAD, "recordId": "stay", "person": "T/own", "center": "T/haven", "from": "2026-01-01"}
    return {
        "regions": lines([{"system": "KATO", "recordId": "750000000", "version": 1, "kato": "750000000"}]),
        "agencies": lines(agencies),
        "crisis_centers": lines([{**HEAD, "recordId": "haven", "name": "haven", **home}]),
        "persons": lines(people),
        "cases": lines(cases),
        "shelter_stays": lines([stay]),
    }


@pytest.fixture
def filled(empty_graph: Graph) -> Graph:
    empty_graph.run(emptied(empty_graph))
    reports = empty_graph.run(load_contents(empty_graph.store, _region(), lambda *_: None))
    assert not [line for report in reports for line in report.refused]
    return empty_graph


def ask(graph: Graph, agency: str | None, query: str) -> Any:
    caller = Caller(
        subject="t",
        role="akimat",
        area=AreaCode("75"),
        unit=None,
        agency=agency,
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    return graph.run(execute(graph.hub(), caller, Request(query=query, variables={}, operation_name=None))).data


def test_an_akimat_sees_what_came_before_its_regions_commissions(filled: Graph) -> None:
    for agency, initials in (
        ("AKIMAT-75", ["m.", "o."]),
        ("AKIMAT-71", ["f."]),
        ("AKIMAT-10", []),
        ("AKIMAT-7", []),
        (None, []),
    ):
        found = ask(filled, agency, "{ persons { nodes { familyName } } }")["persons"]["nodes"]
        assert sorted(person["familyName"] for person in found) == initials, agency


def test_an_akimat_sees_centres_and_no_stay(filled: Graph) -> None:
    query = "{ crisisCenters { nodes { name stays { totalCount } } } persons { nodes { stays { totalCount } } } }"
    found = ask(filled, "AKIMAT-75", query)
    assert found["crisisCenters"]["nodes"] == [{"name": "haven", "stays": None}]
    assert found["persons"]["nodes"] and all(person["stays"] is None for person in found["persons"]["nodes"])
