"""The golden cases: the statement of each dialect, and the answer on each engine, to the order of the keys."""

import json

import pytest

from graph.engine.dialect import ARCADEDB, NEO4J, Dialect
from tests.conftest import Graph
from tests.golden.cases import Golden, goldens

CASES = {case.folder.name: case for case in goldens()}


@pytest.mark.parametrize("dialect", [ARCADEDB, NEO4J], ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("name", CASES)
def test_statement(name: str, dialect: Dialect) -> None:
    case: Golden = CASES[name]
    expected = (case.folder / f"{dialect.name}.cypher").read_text(encoding="utf-8")
    assert case.statements(dialect) == expected


@pytest.mark.parametrize("name", CASES)
def test_answer(graph: Graph, name: str) -> None:
    case = CASES[name]
    expected = json.loads((case.folder / "answer.json").read_text(encoding="utf-8"))
    assert json.dumps(case.answer(graph)) == json.dumps(expected)
