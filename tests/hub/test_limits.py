"""Measures and costs: the document's examples, and counts compared with plain spreading-out."""

import datetime as dt
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)

from graph.engine.dialect import ARCADEDB
from hub.settings import Settings, described
from resolvers.engine.plan_cache import Plans
from resolvers.errors import CATALOGUE, HubError
from resolvers.request.document_limits import check_measures
from schema.api.graphql_schema import graphql_schema
from schema.identifiers import AreaCode
from security.authorization.caller import Caller, Grants, grants_of
from security.limits.declared import Limits
from tests.conftest import whole
from tests.support.policy_files import agreed_policy

TEXT = (Path(__file__).parent.parent.parent / "docs" / "limits.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```graphql\n(.*?)```\n\n(?:Variables: `(.*?)`\n\n)?Cost: (\d+)\.", TEXT, re.DOTALL)
DAY = dt.date(2026, 6, 1)
PLANS = Plans(schema=graphql_schema(), dialect=ARCADEDB, narrow=whole)


def grants(role: str) -> Grants:
    return grants_of(
        Caller(
            subject="one",
            role=role,
            area=AreaCode("75"),
            unit=None,
            agency=None,
            purposes=("CASE_WORK",),
            expires=2**40,
        ),
        agreed_policy().roles[role],
        DAY,
    )


def cost(query: str, variables: Any = None, role: str = "public_security") -> int:
    document = PLANS.document(query, None, grants(role))
    values = document.coerce(variables or {})
    return PLANS.plan(query, None, document, values, grants(role)).cost.of(values)


@pytest.mark.parametrize(("query", "variables", "said"), EXAMPLES)
def test_document_says_what_a_question_costs(query: str, variables: str, said: str) -> None:
    assert cost(query, json.loads(variables or "{}")) == int(said)


def test_document_has_its_examples_and_the_limits_as_they_are() -> None:
    assert len(EXAMPLES) >= 4
    listed = dict(re.findall(r"`(ORTAQ_LIMITS_\w+)` \| (\d+) \|", TEXT))
    assert listed == {f"ORTAQ_LIMITS_{f.name.upper()}": str(f.default) for f in fields(Limits)}
    assert listed.items() <= {(name, default) for name, default, _ in described()}
    assert set(re.findall(r"`([A-Z]+_[A-Z_]+)`", TEXT)) <= {
        "ORTAQ_LIMITS_",
        *CATALOGUE,
        *(name for name, _, _ in described()),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 10),
        ("{ me { role } }", 11),
        ('{ node(id: "per_1") { id } }', 11),
        ('{ nodes(ids: ["per_1", "unt_1"]) { id } }', 12),
        ('{ lookup(iins: ["900101350012", "000000000000"]) { found holders { code } } }', 14),
        ("{ regions { totalCount } }", 60),
        ("{ regions { nodes { id } } }", 60),
        ("{ regions { edges { node { id } } } }", 110),
        ("{ regions { pageInfo { hasNextPage } } }", 60),
        ("{ regions(first: 1) { a: nodes { id } b: nodes { id } } }", 12),
        ("{ regions(first: 1, orderBy: [{kato: ASC}]) { nodes { id } } }", 61),
        ("{ regions(first: 2) { nodes { " + " ".join(f"a{i}: kato" for i in range(11)) + " } } }", 14),
        ("{ regions(last: 3) { nodes { parent { parent { id } } } } }", 19),
        ("{ __schema { types { name } } }", 10 + 42),
    ],
)
def test_cost(query: str, expected: int) -> None:
    assert cost(query) == expected


def test_cost_says_nothing_of_the_caller() -> None:
    query = "{ persons { totalCount nodes { iin registrations { nodes { id } } decisions { nodes { id } } } } }"
    assert len({cost(query, role=role) for role in agreed_policy().roles}) == 1


def test_filters_cost_by_the_relations_that_they_cross() -> None:
    def with_filter(tree: Any) -> int:
        query = "query($w: PersonFilter) { persons(first: 1, where: $w) { nodes { id } } }"
        return cost(query, {"w": tree}) - 11

    def crossing(quantifier: str, inner: Any) -> Any:
        return {"registrations": {quantifier: {"person": inner}}}

    name = {"familyName": {"eq": "А"}}
    assert with_filter(None) == with_filter({"and": [name]}) == with_filter(name) == 1
    assert with_filter({"or": [name, {"not": name}]}) == 2
    assert with_filter(crossing("some", name)) == 10
    assert with_filter(crossing("none", crossing("every", name))) == 100


def spread(document: DocumentNode) -> tuple[int, int, int]:
    """Fields, depth and aliases of the first operation, the slow way."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}

    def under(selections: SelectionSetNode | None) -> tuple[int, int, int]:
        found = (0, 0, 0)
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                inner = under(node.selection_set)
                each = (inner[0] + 1, inner[1] + 1, inner[2] + (node.alias is not None))
            elif isinstance(node, InlineFragmentNode):
                each = under(node.selection_set)
            else:
                assert isinstance(node, FragmentSpreadNode)
                each = under(fragments[node.name.value].selection_set)
            found = (found[0] + each[0], max(found[1], each[1]), found[2] + each[2])
        return found

    return under(next(d for d in document.definitions if isinstance(d, OperationDefinitionNode)).selection_set)


SPREAD = (
    "{ a b: a { c } ... { d { e { f } } } }",
    "{ ...A ...A x { ...B } } fragment A on Q { a ...B } fragment B on Q { y: b { c { d } } }",
    "{ ...C } fragment A on Q { z: a } fragment B on Q { ...A ...A q { ...A } } "
    "fragment C on Q { ...B ... { ...B } }",
)


@pytest.mark.parametrize("text", SPREAD)
@pytest.mark.parametrize(("limit", "code"), [("fields", "FIELDS"), ("depth", "DEEP"), ("aliases", "ALIASES")])
def test_measures_are_those_of_fragments_spread_out(text: str, limit: str, code: str) -> None:
    document = parse(text)
    found = spread(document)[("fields", "depth", "aliases").index(limit)]
    check_measures(document, Limits(**{limit: found}))
    if found > 1:
        with pytest.raises(HubError, match=code):
            check_measures(document, Limits(**{limit: found - 1}))


def test_limits_are_set_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORTAQ_LIMITS_COST_PER_MINUTE", "77")
    monkeypatch.setenv("ORTAQ_LIMITS_DEPTH", "3")
    assert Settings().limits == Limits(cost_per_minute=77, depth=3)
    monkeypatch.setenv("ORTAQ_LIMITS_DEPTH", "0")
    with pytest.raises(ValueError, match="depth"):
        Settings()
