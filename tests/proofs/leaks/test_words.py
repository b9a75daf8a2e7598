"""Errors, suggestions, introspection: what a caller can never be given is not spelled out by refusing it."""

import json
import re

import pytest
from graphql import GraphQLEnumType

from schema.api.graphql_schema import graphql_schema
from schema.work.work_catalogue import WORKS
from tests.proofs.leaks.conftest import Stage
from tests.proofs.leaks.scene import CHINGIZ, HIDDEN_IIN, PROSECUTOR, id_in_scene
from tests.proofs.oracle.facts import types
from tests.proofs.reference.decide import Who, matrix

ROLES = sorted({role for role, _ in matrix()})
TWO_NAMES = {
    "a field": ("{ persons { nodes { %s } } }", "phone", "xxxxx", Who("education", "75")),
    "a relation": (
        "{ persons { nodes { %s { totalCount } } } }",
        "treatments",
        "xxxxxxxxxx",
        Who("precinct", "75"),
    ),
    "a root": ("{ %s { totalCount } }", "persons", "xxxxxxx", Who("ministry")),
    "a key of a filter": (
        "{ persons(where: { %s: { isNull: true } }) { totalCount } }",
        "phone",
        "xxxxx",
        Who("education", "75"),
    ),
    "a key of an order": (
        "{ persons(orderBy: [{ %s: ASC }]) { totalCount } }",
        "phone",
        "xxxxx",
        Who("education", "75"),
    ),
    "a type of a fragment": (
        '{ node(id: "x") { ... on %s { id } } }',
        "OperativeFile",
        "Xxxxxxxxxxxxx",
        Who("precinct", "75"),
    ),
    "a type in introspection": (
        '{ __type(name: "%s") { name } }',
        "OperativeFile",
        "Xxxxxxxxxxxxx",
        Who("precinct", "75"),
    ),
    "a type of a variable": (
        "query($w: %s) { persons { totalCount } }",
        "TreatmentFilter",
        "XxxxxxxxxFilter",
        Who("ngo", unit="u"),
    ),
    "an argument of access": (
        '{ access(type: "Person", field: "%s") { class } }',
        "phone",
        "xxxxx",
        Who("education", "75"),
    ),
}


@pytest.mark.parametrize("name", TWO_NAMES)
def test_what_is_hidden_and_what_does_not_exist_are_refused_in_the_same_words(stage: Stage, name: str) -> None:
    document, hidden, nonsense, who = TWO_NAMES[name]
    one, other = (stage.ask(document % word, who, served=True) for word in (hidden, nonsense))
    assert one.text == other.text
    assert one.text != stage.ask(document % hidden, Who("public_security", "75"), served=True).text


VALUES = {
    "a filter": f'{{ persons(where: {{ birthDate: {{ eq: "{CHINGIZ}" }} }}) {{ totalCount }} }}',
    "a page": f'{{ persons(first: "{CHINGIZ}") {{ totalCount }} }}',
    "a number": f'{{ personByIin(iin: "{HIDDEN_IIN[:-1]}{CHINGIZ}") {{ id }} }}',
    "an enum": f"{{ cases(where: {{ kind: {{ eq: {CHINGIZ} }} }}) {{ totalCount }} }}",
    "a cursor": f'{{ persons(after: "{CHINGIZ}") {{ totalCount nodes {{ id }} }} }}',
    "syntax": f"{{ persons {{ {CHINGIZ}(",
    "an unknown argument": f"{{ persons({CHINGIZ}: 1) {{ totalCount }} }}",
    "an unknown directive": f"{{ persons @{CHINGIZ} {{ totalCount }} }}",
    "an unknown variable": f"{{ persons(first: ${CHINGIZ}) {{ totalCount }} }}",
    "an unknown fragment": f"{{ persons {{ ...{CHINGIZ} }} }}",
}


@pytest.mark.parametrize("name", VALUES)
def test_error_texts_repeat_nothing_and_depend_on_nothing_hidden(stage: Stage, name: str) -> None:
    one, other = stage.both(VALUES[name], served=True)
    assert one.text == other.text and one.errors
    assert CHINGIZ not in one.text and HIDDEN_IIN[:-1] not in one.text
    assert not re.search(r"(?i)cypher|neo4j|arcade|graphql[-.]|traceback|match|expected", one.text)


NEAR = (
    "familyNam",
    "persns",
    "treatment",
    "Treatmen",
    "OperativeFil",
    "iinn",
    "phon",
    "registration",
    "operativeFile",
)


@pytest.mark.parametrize("word", NEAR)
def test_nothing_is_suggested(stage: Stage, word: str) -> None:
    documents = (
        f"{{ {word} }}",
        f"{{ persons {{ nodes {{ {word} }} }} }}",
        f"{{ persons(where: {{ {word}: {{ isNull: true }} }}) {{ totalCount }} }}",
        f"{{ persons({word}: 1) {{ totalCount }} }}",
        f'{{ node(id: "x") {{ ... on {word} {{ id }} }} }}',
        f"query($v: {word}) {{ persons(first: $v) {{ totalCount }} }}",
    )
    for document in documents:
        said = stage.ask(document, served=True)
        assert said.errors and said.data is None
        assert "mean" not in said.text and word not in said.text
        names = [name for name in types() if re.search(rf"\b{name}\b", said.text)]
        assert not names, said.text


INTROSPECTION = "{ __schema { types { name description fields { name description } inputFields { name } } } }"


@pytest.mark.parametrize("role", ROLES)
def test_introspection_names_nothing_of_a_class_that_the_role_is_never_given(stage: Stage, role: str) -> None:
    who = Who(role, "", "u", "a")
    said = stage.ask(INTROSPECTION, who, served=True)
    found = {each["name"]: each for each in said.data["__schema"]["types"]}
    cells = {access: cells for (name, access), cells in matrix().items() if name == role and cells}
    given = {"PUBLIC", *cells}
    # What is about nobody lies in no scope that is of persons.
    scopes = {access: {scope for _, scope in each} for access, each in cells.items()}
    placed = {"PUBLIC", *(access for access, each in scopes.items() if each & {"area", "all"})}
    for fact in types().values():
        if fact.access not in (given if fact.about_persons else placed):
            assert fact.name not in found and f"{fact.name}Filter" not in found
            assert not re.search(rf'"{fact.name}(Connection|Edge|Order|RelationFilter)?"', json.dumps(said.data))
            continue
        names = {field["name"] for field in found[fact.name]["fields"]}
        classes = [(one.name, one.access) for one in fact.fields.values()]
        classes += [(link.name, link.access) for link in fact.relations.values()]
        for name, access in classes:
            assert access in given or name not in names, f"{fact.name}.{name}"


def test_introspection_is_the_same_whatever_the_graph_holds(stage: Stage) -> None:
    one, other = stage.both(INTROSPECTION, PROSECUTOR, served=True)
    assert one.text == other.text


LITERALS = {"Date": '"2026-04-02"', "DateTime": '"2026-04-02T10:00:00Z"', "int": "1", "bool": "true"}


def work_that_names(name: str) -> tuple[str, int]:
    """A mutation of the work whose every id and text is a place for what is not to be told."""
    given = []
    for each in WORKS[name].inputs:
        kind = each.python.removeprefix("list[").removesuffix("]")
        enum = graphql_schema().get_type(kind)
        literal = next(iter(enum.values)) if isinstance(enum, GraphQLEnumType) else LITERALS.get(kind, '"%s"')
        given.append(f"{each.name}: {f'[{literal}]' if each.python.startswith('list') else literal}")
    document = "mutation { " + f"{name}({', '.join(given)})" + " { record } }"
    return document, document.count("%s")


SENT = "submitRecords(feed: %s, key: %s, records: [{ familyName: %s }])"
REFUSED_CHANGES = {
    "submitRecords": ("mutation { " + SENT.replace("%s", '"%s"') + " { id } }", 3),
    "retryQuarantined": ('mutation { retryQuarantined(id: "%s") { id } }', 1),
    "dropQuarantined": ('mutation { dropQuarantined(id: "%s") }', 1),
    "decideLink": ('mutation { decideLink(link: "%s", decision: SAME) { id status score persons } }', 1),
    "drawUpReconciliation": (
        'mutation { drawUpReconciliation(district: "%s", year: 2026, quarter: 1) { act status } }',
        1,
    ),
    "signReconciliation": (
        'mutation { signReconciliation(act: "%s", key: "%s", signedOn: "2026-04-02", signature: "%s") { act } }',
        3,
    ),
} | {name: work_that_names(name) for name in WORKS}
"""A mutation, with a place for what is not to be told, and how often it stands there."""


@pytest.mark.parametrize("served", [True, False])
@pytest.mark.parametrize("name", REFUSED_CHANGES)
def test_a_refused_change_says_nothing_of_what_it_named(stage: Stage, name: str, served: bool) -> None:
    document, times = REFUSED_CHANGES[name]
    hidden = id_in_scene("Person", "chingiz")
    for word in (hidden, CHINGIZ, HIDDEN_IIN):
        one, other = stage.both(document % ((word,) * times), served=served)
        nonsense = stage.ask(document % (("x" * len(word),) * times), served=served)
        assert one.errors and one.text == other.text == nonsense.text
        assert word not in one.text


def test_every_mutation_is_among_those_tested_here() -> None:
    mutations = graphql_schema().mutation_type
    assert mutations is not None and set(mutations.fields) == set(REFUSED_CHANGES)
