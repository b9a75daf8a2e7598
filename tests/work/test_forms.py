"""``workForms``: a caller is offered the forms of just those mutations that exist for that caller."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from resolvers.engine.plan_cache import Plans
from resolvers.errors import HubError
from resolvers.execute import Request, execute
from resolvers.roots.senders import key_of
from schema.api.graphql_schema import graphql_schema
from schema.catalogue import CATALOGUE
from schema.identifiers import AreaCode, HubId, UnitId
from schema.work.declaration import KEY
from security.authorization.caller import Caller
from security.norms import LANGUAGES, NORMS
from tests.conftest import Graph
from tests.support.policy_files import agreed_policy

ROLES = sorted(agreed_policy().roles)
WHO: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("who.toml").read_text(encoding="utf-8"))

FORMS = """{ workForms { name norms by choices { value norm } inputs {
  name kind required target choices longest } } }"""
TYPE = "kind name ofType { kind name ofType { kind name ofType { kind name } } }"
INTROSPECTION = f"""{{
  __type(name: "Mutation") {{ fields {{ name type {{ {TYPE} }} args {{ name type {{ {TYPE} }} }} }} }}
  __schema {{ types {{ name enumValues {{ name }} }} }}
}}"""

GRAPHQL = {
    **{"PERSON": "ID", "RECORD": "ID", "RECORDS": "[ID]", "DAY": "Date", "MOMENT": "DateTime", "LINE": "String"},
    **{"LINES": "[String]", "NUMBER": "Int", "FLAG": "Boolean", "KEY": "String"},
}
"""The type of an argument of each kind; of a CHOICE it is a closed list."""


def _ask(graph: Graph, role: str, query: str, unit: str | None = "unt_x") -> Any:
    """The answer to a caller of the role, who sees the schema as that role does."""
    caller = Caller(
        subject="forms",
        role=role,
        area=AreaCode("75"),
        unit=None if unit is None else UnitId(HubId(unit)),
        agency=None,
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    hub = replace(graph.hub(), plans=Plans(schema=graphql_schema(), dialect=graph.store.dialect))
    return graph.run(execute(hub, caller, Request(query=query, variables={}, operation_name=None))).data


def _type(node: dict[str, Any]) -> tuple[str, bool]:
    """The name of a type, a list in brackets, and whether a value must be given."""
    required = node["kind"] == "NON_NULL"
    node = node["ofType"] if required else node
    if node["kind"] != "LIST":
        return node["name"], required
    return f"[{_type(node['ofType'])[0]}]", required


def _mutations(answer: dict[str, Any]) -> dict[str, dict[str, tuple[str, bool]]]:
    """The mutations of the work that introspection shows, each with its arguments."""
    fields = answer["__type"]["fields"] if answer["__type"] else []
    return {
        field["name"]: {argument["name"]: _type(argument["type"]) for argument in field["args"]}
        for field in fields
        if _type(field["type"])[0] == "WorkDone"
    }


@cache
def _allowed() -> dict[str, set[str]]:
    """The mutations of every role, by the table that was read from the texts by hand."""
    return {role: {name for name, roles in WHO.items() if role in roles} for role in ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_the_forms_are_those_of_the_mutations_that_exist(graph: Graph, role: str) -> None:
    shown = _ask(graph, role, INTROSPECTION)
    mutations = _mutations(shown)
    values = {kind["name"]: [v["name"] for v in kind["enumValues"] or ()] for kind in shown["__schema"]["types"]}
    forms = {form["name"]: form for form in _ask(graph, role, FORMS)["workForms"]}
    assert list(forms) == list(mutations)
    assert forms.keys() - {"confirmNotice"} == _allowed()[role] - {"confirmNotice"}
    for name, form in forms.items():
        assert [input_["name"] for input_ in form["inputs"]] == list(mutations[name])
        for input_ in form["inputs"]:
            kind, required = mutations[name][input_["name"]]
            assert input_["required"] is required, (name, input_)
            if input_["kind"] == "CHOICE":
                chosen = input_["choices"]
                assert chosen and set(chosen) <= set(values[kind]), (name, input_)
                assert input_["name"] == form["by"] or chosen == values[kind], (name, input_)
            else:
                assert GRAPHQL[input_["kind"]] == kind and input_["choices"] is None, (name, input_)
            names_record = input_["kind"] in ("PERSON", "RECORD", "RECORDS")
            assert (input_["target"] in CATALOGUE.entities) is names_record, (name, input_)
            assert (input_["longest"] is not None) is (input_["kind"] in ("LINE", "LINES", "KEY")), (name, input_)
            assert (input_["kind"] == "PERSON") is (input_["target"] == "Person"), (name, input_)


@pytest.mark.parametrize("role", ROLES)
def test_a_form_offers_no_norm_that_the_role_does_not_carry_out(graph: Graph, role: str) -> None:
    work = set(agreed_policy().roles[role].work)
    for form in _ask(graph, role, FORMS)["workForms"]:
        assert set(form["norms"]) <= work
        assert bool(form["norms"]) is (form["name"] != "confirmNotice")
        norms = [choice["norm"] for choice in form["choices"]]
        assert bool(norms) is (form["by"] is not None) and set(norms) == (set(form["norms"]) if norms else set())
        choosing = [input_["choices"] for input_ in form["inputs"] if input_["name"] == form["by"]]
        assert choosing == ([[choice["value"] for choice in form["choices"]]] if norms else [])


def test_what_a_precinct_inspector_enters_for_the_unit(graph: Graph) -> None:
    (form,) = (f for f in _ask(graph, "precinct", FORMS)["workForms"] if f["name"] == "recordUnitWork")
    assert form["by"] == "done"
    assert form["choices"] == [
        {"value": "POINT_ANALYSIS", "norm": "1095-24.1"},
        {"value": "HANDED_OVER_INFORMATION", "norm": "1095-24.5"},
        {"value": "PROTOCOL_FOLLOWED_UP", "norm": "652-33"},
    ]


@pytest.mark.parametrize("role", ROLES)
def test_who_acts_for_no_unit_has_no_form(graph: Graph, role: str) -> None:
    assert _ask(graph, role, FORMS, unit=None)["workForms"] == []
    assert _mutations(_ask(graph, role, INTROSPECTION, unit=None)) == {}


def test_a_key_is_as_long_as_the_form_says() -> None:
    assert KEY.longest is not None
    assert key_of("k" * KEY.longest)
    with pytest.raises(HubError):
        key_of("k" * (KEY.longest + 1))


@pytest.mark.parametrize("role", ["precinct", "auditor", "ngo"])
def test_what_a_norm_asks_is_told_in_the_language_asked_for(graph: Graph, role: str) -> None:
    for language in LANGUAGES:
        query = f"""{{ norms(where: {{ code: {{ in: ["89-6.2", "517-7"] }} }}) {{
          nodes {{ code summary(language: {language.upper()}) }} }} }}"""
        nodes = _ask(graph, role, query)["norms"]["nodes"]
        assert {node["code"]: node["summary"] for node in nodes} == {
            code: NORMS.provisions[code].summary[language] for code in ("89-6.2", "517-7")
        }
