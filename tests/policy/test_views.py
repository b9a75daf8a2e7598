"""What a caller can never be given does not exist for that caller: in no SDL, no introspection, no error text.

What should be there is worked out from the oracle's own tables, which share nothing with the hub.
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
from graphql import GraphQLSchema, get_introspection_query, graphql_sync, parse
from typer.testing import CliRunner

from hub.app import create_app
from hub.cli.main import app
from hub.http.authentication import issuer_of
from hub.policies import MADE_UP_AGREEMENTS
from hub.settings import Settings
from resolvers.visibility.policy_check import grants_at_most
from resolvers.visibility.reachable import SchemaVisibility
from resolvers.visibility.schema_views import _view, sdl_of, view_of
from schema.api.graphql_schema import graphql_schema
from schema.api.operations import OPERATIONS
from schema.model import AccessClass
from security.authorization.caller import Caller, Grants, grants_of
from tests.conftest import Graph
from tests.hub.test_http import _claims, answer
from tests.proofs.oracle.facts import TypeFact, enums, members, types
from tests.proofs.oracle.view import Level, matrix
from tests.support.policy_files import agreed_policy

ROLES = sorted(matrix())
TODAY = dt.date(2026, 6, 30)
WHOLE = graphql_schema()
MADE_OF = ("Filter", "RelationFilter", "Order", "Connection", "Edge")


@cache
def granted(role: str) -> Grants:
    return grants_at_most(agreed_policy().roles[role], TODAY)


def _best(role: str, access: str) -> Level:
    if access == "PUBLIC":
        return Level.FULL
    return max((cell.level for cell in matrix()[role].get(access, ())), default=Level.HIDDEN)


def _most(role: str, fact: TypeFact) -> Level:
    """The most that a record of a type can be given as: one about nobody lies in no scope that is of persons."""
    if fact.access == "PUBLIC" or fact.about_persons:
        return _best(role, fact.access)
    cells = (cell for cell in matrix()[role].get(fact.access, ()) if cell.scope in ("area", "all"))
    return max((cell.level for cell in cells), default=Level.HIDDEN)


def expected(role: str) -> dict[str, set[str]]:
    """The fields of each type of record that a caller of the role can be given, by the oracle's tables."""
    shown = {name for name, fact in types().items() if _most(role, fact) >= Level.POINTER}
    found = {}
    for name in shown:
        fact, found[name] = types()[name], {"id"}
        if _most(role, fact) < Level.MASKED:
            continue
        found[name] |= {field.name for field in fact.fields.values() if _best(role, field.access) >= Level.MASKED}
        for link in (each for each in fact.relations.values() if each.shown):
            targets = members(link.target)
            same = {types()[target].access for target in targets} == {link.access}
            least = Level.POINTER if same else Level.MASKED
            if shown & set(targets) and _best(role, link.access) >= least:
                found[name].add(link.name)
    return found


@cache
def _seen(role: str) -> dict[str, Any]:
    return _introspected(view_of(WHOLE, granted(role)).schema)


def _introspected(schema: GraphQLSchema) -> dict[str, Any]:
    answered = graphql_sync(schema, get_introspection_query())
    assert answered.data is not None
    return {each["name"]: each for each in answered.data["__schema"]["types"]}


def _names(kind: dict[str, Any]) -> set[str]:
    return {each["name"] for each in kind["fields"] or kind["inputFields"] or ()}


@pytest.mark.parametrize("role", ROLES)
def test_introspection_shows_what_can_be_given_and_nothing_else(role: str) -> None:
    kinds = _seen(role)
    wanted = expected(role)
    assert {name: _names(kinds[name]) for name in types() if name in kinds} == wanted
    for name, fields in wanted.items():
        filters = _names(kinds[f"{name}Filter"]) if f"{name}Filter" in kinds else set()
        orders = _names(kinds[f"{name}Order"]) if f"{name}Order" in kinds else set()
        assert filters - {"and", "or", "not"} <= fields and orders <= fields, name
        lists = {field.name for field in types()[name].fields.values() if field.is_list}
        assert not filters or filters - {"and", "or", "not"} == fields - lists, name


@pytest.mark.parametrize("role", ROLES)
def test_no_name_of_what_is_hidden_stands_anywhere(role: str) -> None:
    grants = granted(role)
    text = re.sub(r'"""(?:.|\n)*?"""', "", sdl_of(grants))
    kinds = _seen(role)
    hidden = set(types()) - set(expected(role))
    gone = hidden | {f"{name}{end}" for name in hidden for end in MADE_OF}
    assert gone & (set(re.findall(r"\w+", text)) | set(kinds)) == set()
    classes = {name for name in AccessClass.__members__ if name == "PUBLIC" or name in matrix()[role]}
    assert {value["name"] for value in kinds["AccessClass"]["enumValues"]} == classes
    used = {field["type"] for fields in _used_enums(kinds) for field in fields}
    assert {name for name in enums() if name in kinds} == used & set(enums())


def _used_enums(kinds: dict[str, Any]) -> Iterator[list[dict[str, str]]]:
    """The closed lists that fields of records have, and those of statistics."""
    for name in (*types(), "StatisticsCount"):
        if name in kinds:
            yield [
                {"type": each["type"]["name"] or (each["type"]["ofType"] or {}).get("name") or ""}
                for each in kinds[name]["fields"]
            ]


@pytest.mark.parametrize("role", ROLES)
def test_sdl_of_a_role_is_whole_and_what_introspection_says(role: str) -> None:
    agreed = {"ORTAQ_AGREEMENTS": str(MADE_UP_AGREEMENTS)}
    shown = CliRunner().invoke(app, ["sdl", "--role", role], env=agreed).output
    assert parse(shown)
    assert shown == sdl_of(granted(role)) + "\n"
    named = set(re.findall(r"^(?:type|interface|input|enum|scalar) (\w+)", shown, re.MULTILINE))
    kinds = {name for name in _seen(role) if not name.startswith("__")}
    assert named == kinds - {"Boolean", "Float", "ID", "Int", "String"}


def test_view_of_everything_is_the_published_schema() -> None:
    fields = {(name, field) for name, kind in WHOLE.type_map.items() for field in getattr(kind, "fields", ())}
    roots = frozenset(field for name, field in fields if name in OPERATIONS)
    everything = SchemaVisibility(frozenset(WHOLE.type_map), frozenset(fields), roots, frozenset(AccessClass))
    whole, seen = (_introspected(schema) for schema in (WHOLE, _view(WHOLE, everything).schema))
    for kind in (*whole.values(), *seen.values()):
        for key in ("possibleTypes", "interfaces"):
            kind[key] = sorted(each["name"] for each in kind[key] or ())
    assert whole == seen


def test_roots_of_roles() -> None:
    roots = {role: _names(_seen(role)["Query"]) for role in ROLES}
    for role in ROLES:
        assert {"me", "access", "node", "nodes", "regions"} <= roots[role]
        assert ("persons" in roots[role]) == (_best(role, "PERSON") >= Level.MASKED)
        assert ("lookup" in roots[role]) == ("IDENTITY" in matrix()[role])
        assert ("inspectors" in roots[role]) == ("SERVICE" in matrix()[role])
    assert "cases" not in roots["ngo"] and "person" in roots["ngo"] and "person" not in roots["operator"]


def test_a_token_without_an_area_reaches_nothing_of_an_area() -> None:
    role = agreed_policy().roles["precinct"]
    caller = Caller(subject="", role="precinct", area=None, unit=None, agency=None, purposes=(), expires=0)
    kinds = _introspected(view_of(WHOLE, grants_of(caller, role, TODAY)).schema)
    # POINTER all is left of PERSON.
    assert _names(kinds["Person"]) == {"id"} and "Case" not in kinds and "Inspector" not in kinds
    assert "persons" not in _names(kinds["Query"]) and "person" in _names(kinds["Query"])


HIDDEN = {
    "field": ("{{ persons(first: 1) {{ nodes {{ {} }} }} }}", "treatments", "treatmentz"),
    "field with a selection": (
        "{{ persons(first: 1) {{ nodes {{ {} {{ totalCount }} }} }} }}",
        "stays",
        "stayz",
    ),
    "root": ("{{ {} {{ totalCount }} }}", "ngoes", "ngoez"),
    "filter": ("{{ persons(where: {{ {}: {{ some: {{}} }} }}) {{ totalCount }} }}", "treatments", "treatmentz"),
    "filter inside or and not": (
        "{{ persons(where: {{ or: [{{ not: {{ {}: {{ none: {{}} }} }} }}] }}) {{ totalCount }} }}",
        "stays",
        "stayz",
    ),
    "filter behind a relation": (
        "{{ cases(where: {{ subject: {{ {}: {{ some: {{}} }} }} }}) {{ totalCount }} }}",
        "treatments",
        "treatmentz",
    ),
    "type of a fragment": ('{{ node(id: "x") {{ ... on {} {{ id }} }} }}', "Treatment", "Treatmemt"),
    "type of a variable": (
        "query($w: {}) {{ persons(first: 1) {{ totalCount }} }}",
        "TreatmentFilter",
        "TreatmemtFilter",
    ),
    "introspection of a type": ('{{ __type(name: "{}") {{ name fields {{ name }} }} }}', "Treatment", "Treatmemt"),
    "introspection of an enumeration": (
        '{{ __type(name: "{}") {{ name enumValues {{ name }} }} }}',
        "ShelterStayOrder",
        "ShelterStayOrdex",
    ),
    "access": ('{{ access(type: "Person", field: "{}") {{ class }} }}', "treatments", "treatmentz"),
    "access to a type": ('{{ access(type: "{}", field: "kind") {{ class }} }}', "Treatment", "Treatmemt"),
}


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


def ask(graph: Graph, settings: Settings, query: str, variables: Any = None, **claims: Any) -> bytes:
    body = {"query": query, "variables": variables}
    given = _claims(**{"role": "precinct", **claims})
    return answer(graph, settings, lambda c: c.post("/graphql", json=body), given).content


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_and_absent_are_answered_with_the_same_bytes(graph: Graph, settings: Settings, name: str) -> None:
    template, hidden, absent = HIDDEN[name]
    assert len(hidden) == len(absent)
    one, other = (ask(graph, settings, template.format(word)) for word in (hidden, absent))
    assert one == other
    if name in ("field", "field with a selection", "root"):
        assert b"UNKNOWN_FIELD" in one


def test_hidden_and_absent_keys_of_a_variable(graph: Graph, settings: Settings) -> None:
    query = "query($w: PersonFilter) { persons(where: $w) { totalCount } }"
    answers = {ask(graph, settings, query, {"w": {key: {"some": {}}}}) for key in ("treatments", "treatmentz")}
    assert len(answers) == 1 and b"BAD_VARIABLE" in answers.pop()


def test_a_document_of_one_caller_is_read_anew_for_another(graph: Graph, settings: Settings) -> None:
    query = "{ persons(first: 1) { nodes { treatments { totalCount } } } }"

    async def work() -> list[bool]:
        application = create_app(settings, graph.store)
        async with application.router.lifespan_context(application):
            transport = httpx.ASGITransport(app=application)
            async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
                found = []
                for role in ("public_security", "precinct", "public_security", "precinct"):
                    token = issuer_of(settings).issue(_claims(role=role))
                    headers = {"Authorization": f"Bearer {token}"}
                    answered = await client.post("/graphql", json={"query": query}, headers=headers)
                    found.append("UNKNOWN_FIELD" in answered.text)
                return found

    assert graph.run(work()) == [False, True, False, True]
