"""A plan's text becomes records that the API answers with, on each engine."""

from datetime import date
from pathlib import Path

import pytest

from adapters.bulk.plan_records import load_plan
from adapters.plan_text import read_plan
from resolvers.execute import Request, execute
from schema.identifiers import AreaCode
from security.authorization.caller import Caller
from tests.conftest import Graph

SEEDS = Path(__file__).parent.parent.parent.parent / "shared" / "seeds"
CALLER = Caller(
    subject="test",
    role="ministry",
    area=AreaCode(""),
    unit=None,
    agency=None,
    purposes=("REPORTING",),
    expires=2**40,
)
OFFICIAL = [
    ("1233", "004_*.txt", 95, 12),
    ("912", "002_*.txt", 30, 0),
]
PRESENT = [case for case in OFFICIAL if list(SEEDS.glob(case[1]))]


@pytest.mark.parametrize(("act", "name", "measures", "indicators"), PRESENT)
def test_official_text(empty_graph: Graph, act: str, name: str, measures: int, indicators: int) -> None:
    plan = read_plan(next(SEEDS.glob(name)))
    report = empty_graph.run(load_plan(empty_graph.store, plan))
    assert (report.measures, report.indicators, report.targets) == (measures, indicators, indicators * 5)
    again = empty_graph.run(load_plan(empty_graph.store, plan))
    assert again.written == 0
    query = """query($act: String) {
      measures(first: 500, where: {plan: {act: {number: {eq: $act}}}}) {
        totalCount
        nodes { number title completionForm deadlines executors { nodes { role byAgreement agency { code } } } }
      }
      indicators(where: {targets: {some: {year: {eq: 2028}}}}) {
        totalCount nodes { targets { totalCount } }
      }
    }"""
    asked = execute(empty_graph.hub(), CALLER, Request(query=query, variables={"act": act}, operation_name=None))
    data = empty_graph.run(asked).data
    assert data["measures"]["totalCount"] == measures
    for measure in data["measures"]["nodes"]:
        roles = [executor["role"] for executor in measure["executors"]["nodes"]]
        assert roles.count("COMPILER") == 1
        assert all(executor["agency"]["code"] for executor in measure["executors"]["nodes"])
        assert measure["title"] and measure["completionForm"]
        assert all(date.fromisoformat(day) for day in measure["deadlines"])
        assert measure["deadlines"]
    if indicators:
        assert [node["targets"]["totalCount"] for node in data["indicators"]["nodes"]] == [5] * indicators
