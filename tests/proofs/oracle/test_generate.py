"""The oracle's comparer and generator against their promises, and its tables against the contract."""

from datetime import date
from pathlib import Path

import pytest
from graphql import EnumTypeDefinitionNode, ObjectTypeDefinitionNode, build_schema, parse, print_ast, validate

from tests.proofs.oracle import Oracle, OracleCaller, compare, learn
from tests.proofs.oracle.facts import enums, types
from tests.proofs.oracle.generate import Generator, cases
from tests.proofs.oracle.sdl import oracle_sdl
from tests.proofs.oracle.small import id_of, write_small
from tests.proofs.oracle.values import Json

TODAY = date(2026, 6, 1)
CONTRACT = Path(__file__).parents[3] / "docs" / "source" / "contract.graphql"
WHOLE_COUNTRY = OracleCaller("public_security", "")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small set of records."""
    return write_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def oracle(directory: Path) -> Oracle:
    """An oracle over the small set."""
    return Oracle(oracle_sdl(), directory)


def test_what_the_comparer_notices(oracle: Oracle) -> None:
    query = "{ regions(first: 1) { edges { cursor node { kato } } pageInfo { hasNextPage } } }"
    expected = oracle.answer(query, {}, WHOLE_COUNTRY, TODAY)

    def actual(cursor: Json, more: Json) -> Json:
        edge = {"cursor": cursor, "node": dict(expected["regions"]["edges"][0]["node"])}
        return {"regions": {"edges": [edge], "pageInfo": {"hasNextPage": more}}}

    assert compare(expected, actual("opaque", True)) == []
    assert compare(expected, actual("", 1)) == [
        "data.regions.edges[0].cursor: expected a cursor, found ''",
        "data.regions.pageInfo.hasNextPage: expected True, found 1",
    ]
    learnt = learn(expected, actual("opaque", True))
    assert list(learnt) == ["opaque"]
    assert learnt["opaque"].id in {id_of("Region", name) for name in ("abai", "alatau", "almaty")}
    follow = 'query { regions(first: 9, after: "opaque") { nodes { id } pageInfo { hasPreviousPage } } }'
    rest = oracle.answer(follow, {}, WHOLE_COUNTRY, TODAY, cursors=learnt)["regions"]
    assert len(rest["nodes"]) == 2
    assert rest["pageInfo"]["hasPreviousPage"] is True


def test_the_generator_repeats_itself(directory: Path) -> None:
    sdl = oracle_sdl()
    once, again = list(cases(sdl, directory, 7, 40)), list(cases(sdl, directory, 7, 40))
    assert once == again
    assert Generator(sdl, directory).case_at(7, 33) == once[33]
    assert list(cases(sdl, directory, 8, 40)) != once


def test_made_up_queries_are_valid_and_answered(oracle: Oracle, directory: Path) -> None:
    schema = build_schema(oracle_sdl())
    callers, continued = set(), 0
    for case in cases(oracle_sdl(), directory, 1, 300):
        assert validate(schema, parse(case.query)) == [], str(case)
        name = case.operation_name
        answer = oracle.answer(case.query, case.variables, case.caller, case.today, operation_name=name)
        callers.add(case.caller.role)
        if case.continuation is None:
            continue
        cursor: Json = answer
        for key in case.continuation.path:
            cursor = cursor[key]
        if cursor is not None:
            given = {**case.variables, case.continuation.variable: str(cursor)}
            known = learn(answer, answer)
            oracle.answer(case.query, given, case.caller, case.today, operation_name=name, cursors=known)
            continued += 1
    assert len(callers) == 22
    assert continued > 20


NEWER = {
    "FALLS_UNDER_SUPERVISION_LAW",
    "PRETRIAL_INVESTIGATION",
    "RESTRAINT",
    "WANTED_NOTICE",
    "COURT_MOTION",
    "SPECIAL_INSTITUTION",
}
"""Values that docs/source/domain.md asks for (622-13, 89-8c, 89-22.2b), and the contract has not yet."""


def test_the_tables_say_what_the_contract_says() -> None:
    document = parse(CONTRACT.read_text(encoding="utf-8"))
    seen = {}
    for node in document.definitions:
        if isinstance(node, EnumTypeDefinitionNode) and node.name.value in enums():
            published = tuple(value.name.value for value in node.values or ())
            assert published == tuple(value for value in enums()[node.name.value] if value not in NEWER)
        if isinstance(node, ObjectTypeDefinitionNode) and node.name.value in types():
            seen[node.name.value] = _published(node)
    ours = {}
    for name, fact in types().items():
        fields = {
            one.name: (f"[{one.kind}!]" if one.is_list else one.kind, one.access) for one in fact.fields.values()
        }
        links = {
            one.name: (one.target + ("Connection" if one.many else ""), one.access)
            for one in fact.relations.values()
            if one.shown
        }
        ours[name] = {**fields, **links}
    # The hub's own schema may hold more than is published, and so do the tables.
    known = {name: {each: ours[name].get(each) for each in fields} for name, fields in seen.items()}
    assert known == seen


def _published(node: ObjectTypeDefinitionNode) -> dict[str, tuple[str, str]]:
    """The fields of a type in the contract, each with its type and its class."""

    def access(directives: Json, usual: str) -> str:
        classes = [print_ast(one.arguments[0].value) for one in directives or ()]
        return classes[0] if classes else usual

    own = access(node.directives, "")
    return {
        field.name.value: (print_ast(field.type), access(field.directives, own))
        for field in node.fields or ()
        if field.name.value != "id"
    }
