"""What a caller meets who asks badly: a clear error with its code, and nothing of the inside."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.bulk.validate_line import record_of
from hub.app import create_app
from hub.http.authentication import issuer_of
from hub.settings import Settings
from schema.catalogue import CATALOGUE
from security.identity.local_issuer import Claims
from tests.conftest import Graph
from tests.support.engines import IDS

SECRET = "Sekretov-900101350012"
Call = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def _claims(**changes: Any) -> Claims:
    given: dict[str, Any] = {
        "role": "public_security",
        "area": "75",
        "unit": None,
        "agency": None,
        "purposes": ("CASE_WORK",),
        "subject": "tester",
        "lifetime": 600,
    }
    return Claims(**{**given, **changes})


@asynccontextmanager
async def client(graph: Graph, settings: Settings, claims: Claims | None) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, graph.store)
    headers = {"Authorization": f"Bearer {issuer_of(settings).issue(claims)}"} if claims else {}
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://hub", headers=headers) as opened:
            yield opened


def answer(graph: Graph, settings: Settings, call: Call, claims: Claims | None = None) -> httpx.Response:
    async def work() -> httpx.Response:
        async with client(graph, settings, claims or _claims()) as opened:
            return await call(opened)

    return graph.run(work())


def ask(graph: Graph, settings: Settings, query: Any, variables: Any = None, **more: Any) -> httpx.Response:
    body = {"query": query, "variables": variables, **more}
    headers = {"Accept": "application/graphql-response+json"}
    return answer(graph, settings, lambda c: c.post("/graphql", json=body, headers=headers))


def code_of(response: httpx.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


def assert_silent(response: httpx.Response) -> None:
    """Nothing of the value, the inside, or of what might have been meant."""
    for word in (SECRET, "Did you mean", "did you mean", "Traceback", "MATCH", "neo4j", ".py"):
        assert word not in response.text


BAD = {
    "syntax": ("{ persons(", None, "SYNTAX"),
    "unknown field": ("{ persons { nodes { familyNam } } }", None, "UNKNOWN_FIELD"),
    "unknown root": ("{ person_s { id } }", None, "UNKNOWN_FIELD"),
    "unknown argument": (
        '{ persons(wher: {familyName: {eq: "' + SECRET + '"}}) { totalCount } }',
        None,
        "UNKNOWN_ARGUMENT",
    ),
    "value of a wrong type": ('{ persons(first: "' + SECRET + '") { totalCount } }', None, "BAD_VALUE"),
    "wrong enum": ("{ cases(where: {kind: {eq: " + "SEKRETOV" + "}}) { totalCount } }", None, "BAD_VALUE"),
    "wrong date": ('{ persons(where: {birthDate: {eq: "' + SECRET + '"}}) { totalCount } }', None, "BAD_VALUE"),
    "missing variable": ("query($id: ID!) { person(id: $id) { id } }", {}, "BAD_VARIABLE"),
    "variable of a wrong type": (
        "query($n: Int) { persons(first: $n) { totalCount } }",
        {"n": SECRET},
        "BAD_VARIABLE",
    ),
    "wrong number": ("query($i: IIN!) { personByIin(iin: $i) { id } }", {"i": SECRET}, "BAD_VARIABLE"),
    "unknown key of an input": (
        "query($w: PersonFilter) { persons(where: $w) { totalCount } }",
        {"w": {"familyNam": {"eq": SECRET}}},
        "BAD_VARIABLE",
    ),
    "first: -1": ("{ persons(first: -1) { totalCount } }", None, "BAD_PAGE"),
    "first: 0": ("{ persons(first: 0) { totalCount } }", None, "BAD_PAGE"),
    "first: 100000": ("{ persons(first: 100000) { totalCount } }", None, "BAD_PAGE"),
    "first and last": ("{ persons(first: 1, last: 1) { totalCount } }", None, "BAD_PAGE"),
    "bad cursor beside a count": ('{ persons(after: "' + SECRET + '") { totalCount } }', None, "BAD_CURSOR"),
    "bad cursor beside nothing": ('{ persons(before: "' + SECRET + '") { __typename } }', None, "BAD_CURSOR"),
    "bad cursor of what is hidden": (
        '{ persons(first: 1) { nodes { stays(after: "' + SECRET + '") { totalCount } } } }',
        None,
        "BAD_CURSOR",
    ),
    "bad cursor": ('{ persons(after: "' + SECRET + '") { nodes { id } } }', None, "BAD_CURSOR"),
    "two fields in one order": (
        "{ persons(orderBy: [{familyName: ASC, givenName: ASC}]) { totalCount } }",
        None,
        "BAD_ORDER",
    ),
    "no such operation": ("query A { __typename } query B { __typename }", None, "OPERATION_NOT_FOUND"),
    "mutation": ("mutation { x }", None, "UNKNOWN_FIELD"),
    "fragment circle": ("{ ...A } fragment A on Query { ...A }", None, "CIRCULAR_FRAGMENTS"),
    "deep": ("{ regions" + " { nodes { districts" * 30 + " { totalCount }" + " } }" * 30 + " }", None, "TOO_DEEP"),
    "very deep": ("{" + "a{" * 4000 + "b" + "}" * 4000 + "}", None, None),
    "many fields": (
        "{ " + " ".join(f"a{i}: regions {{ nodes {{ id kato }} }}" for i in range(1200)) + " }",
        None,
        None,
    ),
    "huge": ("{ " + "__typename " * 60_000 + "}", None, "DOCUMENT_TOO_LARGE"),
    "too many values": (
        "query($i: [ID!]!) { nodes(ids: $i) { id } }",
        {"i": [f"per_{i}" for i in range(501)]},
        "TOO_MANY_VALUES",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_question(graph: Graph, settings: Settings, name: str) -> None:
    query, variables, code = BAD[name]
    response = ask(graph, settings, query, variables)
    assert response.status_code in (400, 413)
    assert code is None or code_of(response) == code
    assert "data" not in response.json()
    assert_silent(response)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"{}", b'{"query": 1}', b'{"query": "{__typename}", "variables": []}', b"\xff\xfe"],
)
def test_bad_body(graph: Graph, settings: Settings, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = answer(graph, settings, lambda c: c.post("/graphql", content=body, headers=headers))
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


def test_no_token_no_answer(graph: Graph, settings: Settings) -> None:
    async def bare() -> httpx.Response:
        async with client(graph, settings, None) as opened:
            return await opened.post("/graphql", json={"query": "{ __typename }"})

    response = graph.run(bare())
    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_unknown_role_is_refused(graph: Graph, settings: Settings) -> None:
    query = {"query": "{ regions { totalCount } }"}
    response = answer(graph, settings, lambda c: c.post("/graphql", json=query), _claims(role="somebody"))
    assert (response.status_code, code_of(response)) == (403, "ROLE_UNKNOWN")


@pytest.mark.parametrize(
    ("allowed", "stated", "status"),
    [
        (("CASE_WORK",), None, 200),
        (("CASE_WORK",), "CASE_WORK", 200),
        (("CASE_WORK",), "OVERSIGHT", 403),
        (("CASE_WORK", "REPORTING"), None, 403),
        (("CASE_WORK", "REPORTING"), "REPORTING", 200),
        ((), None, 403),
    ],
)
def test_purpose_is_stated_and_allowed(
    graph: Graph, settings: Settings, allowed: tuple[str, ...], stated: str | None, status: int
) -> None:
    headers = {"Ortaq-Purpose": stated} if stated else {}
    query = {"query": "{ regions { totalCount } }"}
    claims = _claims(purposes=allowed)
    response = answer(graph, settings, lambda c: c.post("/graphql", json=query, headers=headers), claims)
    assert response.status_code == status


def test_errors_come_in_the_callers_language(graph: Graph, settings: Settings) -> None:
    def text(language: str) -> str:
        headers = {"Accept-Language": language}
        response = answer(graph, settings, lambda c: c.post("/graphql", content=b"{", headers=headers))
        return str(response.json()["errors"][0]["message"])

    assert len({text(language) for language in ("kk", "ru-KZ, en;q=0.5", "de")}) == 3


def test_an_answer_says_on_what_it_depends(graph: Graph, settings: Settings) -> None:
    headers = {"Accept-Language": "en;q=0.1, ru", "Accept": "application/json;q=0.1, application/*"}
    response = answer(graph, settings, lambda c: c.post("/graphql", content=b"{", headers=headers))
    assert response.headers["content-type"].startswith("application/graphql-response+json")
    assert response.headers["vary"] == "Accept, Accept-Language, Authorization"


def test_absent_and_hidden_are_the_same_to_the_byte(graph: Graph, settings: Settings, country: Path) -> None:
    lines = (country / "shelter_stays.ndjson").read_bytes().splitlines()
    hidden = record_of(IDS, CATALOGUE.entity("ShelterStay"), lines[0]).id
    absent = hidden[:-1] + ("a" if hidden[-1] != "a" else "b")
    query = "query($id: ID!) { node(id: $id) { __typename id } }"
    claims = _claims(role="ngo", area="")

    def asked(record: str) -> httpx.Response:
        body = {"query": query, "variables": {"id": record}}
        return answer(graph, settings, lambda c: c.post("/graphql", json=body), claims)

    assert asked(hidden).content == asked(absent).content
    assert asked(hidden).content.startswith(b'{"data":{"node":null},"extensions":{"cost":')


def test_introspection_beside_records(graph: Graph, settings: Settings) -> None:
    response = ask(
        graph, settings, '{ __type(name: "Person") { kind } regions(first: 1) { totalCount } __typename }'
    )
    data = response.json()["data"]
    assert data["__type"] == {"kind": "OBJECT"}
    assert data["__typename"] == "Query"
    assert list(data) == ["__type", "regions", "__typename"]
