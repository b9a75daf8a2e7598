"""The usual attack lists (OWASP GraphQL cheat sheet): each is refused by its code, and nothing is run for it."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from neo4j import AsyncSession

from tests.proofs.attacks.door import Door, code_of


def nested(levels: int, inner: str) -> str:
    """``inner`` under so many levels of connections."""
    start = "regions(first: 500) { nodes { "
    return start + "districts(first: 500) { nodes { " * levels + inner + " } }" * (levels + 1)


def doubled(count: int) -> str:
    """Fragments each of which spreads the next one twice: 2 to the power of ``count`` fields."""
    links = " ".join(f"fragment F{i} on Query {{ ...F{i + 1} a{i}: __typename ...F{i + 1} }}" for i in range(count))
    return f"{{ ...F0 }} {links} fragment F{count} on Query {{ __typename }}"


def chained(count: int) -> str:
    """Fragments each of which nests the next one a level deeper."""
    links = " ".join(f"fragment F{i} on Region {{ districts {{ nodes {{ ...F{i + 1} }} }} }}" for i in range(count))
    return f"{{ regions {{ nodes {{ ...F0 }} }} }} {links} fragment F{count} on Region {{ id }}"


def quantified(levels: int) -> dict[str, Any]:
    """A filter that crosses so many relations to many records."""
    inner: dict[str, Any] = {"familyName": {"eq": "А"}}
    for _ in range(levels):
        inner = {"registrations": {"some": {"person": inner}}}
    return inner


def denied(levels: int) -> dict[str, Any]:
    """A filter in so many negations."""
    inner: dict[str, Any] = {"familyName": {"eq": "А"}}
    for _ in range(levels):
        inner = {"not": inner}
    return inner


FILTERED = "query($w: PersonFilter) { persons(where: $w) { nodes { id } } }"
ATTACKS: dict[str, tuple[str, Any, str]] = {
    "aliases of a root": (
        "{ " + " ".join(f"a{i}: persons {{ totalCount }}" for i in range(100)) + " }",
        None,
        "TOO_MANY_ROOTS",
    ),
    "aliases of a field": (
        "{ persons { nodes { " + " ".join(f"a{i}: iin" for i in range(1000)) + " } } }",
        None,
        "TOO_MANY_ALIASES",
    ),
    "aliases in fragments": (
        "{ persons { nodes { ...A } } regions { totalCount } } fragment A on Person { "
        + " ".join(f"a{i}: iin" for i in range(300))
        + " }",
        None,
        "TOO_MANY_ALIASES",
    ),
    "the same field": ("{ persons { nodes { " + "iin " * 1500 + "} } }", None, "TOO_MANY_REPEATS"),
    "the same field, many times": ("{ persons { nodes { " + "iin " * 2500 + "} } }", None, "TOO_MANY_FIELDS"),
    "the same nested field": (
        "{ persons { nodes { " + "region { name } " * 600 + "} } }",
        None,
        "TOO_MANY_REPEATS",
    ),
    "the same field in inline fragments": (
        "{ persons { nodes { " + "... on Person { iin } " * 600 + "} } }",
        None,
        "TOO_MANY_REPEATS",
    ),
    "directives on a field": (
        "{ __typename " + "@skip(if: false) " * 700 + "}",
        None,
        "TOO_MANY_DIRECTIVES",
    ),
    "unknown directives": ("{ __typename " + "@aa " * 1000 + "}", None, "TOO_MANY_DIRECTIVES"),
    "directives on an operation": ("query " + "@aa " * 1000 + "{ __typename }", None, "TOO_MANY_DIRECTIVES"),
    "directives on a variable": (
        "query($a: Int " + "@aa " * 1000 + ") { persons(first: $a) { totalCount } }",
        None,
        "TOO_MANY_DIRECTIVES",
    ),
    "an unknown directive": ("{ __typename @aa }", None, "INVALID_OPERATION"),
    "a fragment in itself": ("{ ...A } fragment A on Query { ...A }", None, "CIRCULAR_FRAGMENTS"),
    "fragments in a circle": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ... { ...C } } "
        "fragment C on Query { __typename ...A }",
        None,
        "CIRCULAR_FRAGMENTS",
    ),
    "a circle through fields": (
        "{ regions { nodes { ...A } } } fragment A on Region { districts { nodes { ...A } } }",
        None,
        "CIRCULAR_FRAGMENTS",
    ),
    "a circle that nobody uses": (
        "{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }",
        None,
        "CIRCULAR_FRAGMENTS",
    ),
    "fragments that double": (doubled(45), None, "TOO_MANY_FIELDS"),
    "fragments in a chain": (chained(30), None, "TOO_DEEP"),
    "many fragments": (
        "{ __typename } " + " ".join(f"fragment F{i} on Query {{ __typename }}" for i in range(500)),
        None,
        "TOO_MANY_FRAGMENTS",
    ),
    "depth": ("{ " + nested(10, "id") + " }", None, "TOO_DEEP"),
    "depth of braces": ("{" + "a{" * 4000 + "b" + "}" * 4000 + "}", None, "TOO_DEEP"),
    "depth of a list": (
        "{ nodes(ids: " + "[" * 3000 + '"x"' + "]" * 3000 + ") { id } }",
        None,
        "TOO_DEEP",
    ),
    "tokens": ("{ persons(where: {or: [" + "{} " * 6000 + "]}) { totalCount } }", None, "DOCUMENT_TOO_LARGE"),
    "bytes": ("# " + "ә" * 60_000 + "\n{ __typename }", None, "DOCUMENT_TOO_LARGE"),
    "introspection in a circle": (
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        None,
        "TOO_DEEP",
    ),
    "introspection by aliases": (
        "{ __schema { "
        + " ".join(f"a{i}: types {{ fields {{ args {{ type {{ ofType {{ name }} }} }} }} }}" for i in range(150))
        + " } }",
        None,
        "OPERATION_TOO_COSTLY",
    ),
    "pages in pages": ("{ " + nested(2, "id") + " }", None, "OPERATION_TOO_COSTLY"),
    "page sizes from variables": (
        "query($n: Int) { regions(first: $n) { nodes { districts(first: $n) { nodes { "
        "districts(first: $n) { nodes { id } } } } } } }",
        {"n": 500},
        "OPERATION_TOO_COSTLY",
    ),
    "a filter through many relations": (FILTERED, {"w": quantified(8)}, "OPERATION_TOO_COSTLY"),
    "a filter of many negations": (FILTERED, {"w": denied(100)}, "TOO_DEEP"),
    "a filter of many tests": (
        FILTERED,
        {"w": {"or": [{"familyName": {"eq": "А"}} for _ in range(5000)]}},
        "TOO_MANY_TESTS",
    ),
}


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No attack reaches the graph."""

    async def never(*_: object, **__: object) -> None:
        raise AssertionError("a statement ran")

    with monkeypatch.context() as patched:
        patched.setattr(AsyncSession, "run", never)
        yield


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused_by_its_code(door: Door, name: str) -> None:
    query, variables, code = ATTACKS[name]
    # Not the client's own JSON: it is more timid about nesting than an attacker is.
    body = orjson.dumps({"query": query, "variables": variables})
    response = door.post(body)
    assert response.status_code in (400, 413)
    assert code_of(response) == code
    assert set(response.json()) == {"errors"}


def test_variables_nested_as_deep_as_json_may_be(door: Door) -> None:
    filters = b'{"not":' * 1000 + b"null" + b"}" * 1000
    body = orjson.dumps({"query": FILTERED})[:-1] + b',"variables":{"w":' + filters + b"}}"
    response = door.post(body)
    assert (response.status_code, code_of(response)) == (400, "BAD_VARIABLE")
    deeper = door.post(body.replace(b'{"not":', b'{"not":' * 10).replace(b"}", b"}" * 10))
    assert (deeper.status_code, code_of(deeper)) == (400, "BAD_REQUEST")


SUGGESTIVE = (
    "{ person { id } persns { totalCount } }",
    "{ persons { nodes { familyNam } } }",
    "{ persons(wher: {}) { totalCount } }",
    "{ persons(where: {familyNam: {eq: 1}}) { totalCount } }",
    '{ persons(orderBy: [{familyName: "ASK"}]) { totalCount } }',
    "{ persons(orderBy: [{familyName: ASK}]) { totalCount } }",
    "{ node(id: 1) { ... on Persn { id } } }",
    "{ __typename @skp(if: true) }",
    "{ ...Fragmen } fragment Fragment on Query { __typename }",
    "query($a: PersonFiltr) { persons(where: $a) { totalCount } }",
    "query($a: PersonFilter) { persons(where: $b) { totalCount } }",
)


@pytest.mark.parametrize("query", SUGGESTIVE)
def test_no_error_suggests_a_name(door: Door, query: str) -> None:
    response = door.ask(query, {"a": {"familyNam": 1}})
    assert response.status_code == 400
    for word in ("mean", "familyName", "Person", "skip", "Fragment", "ASC", "suggest"):
        assert word not in response.text
