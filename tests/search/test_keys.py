"""Whatever door a name comes in by, it is searched and ordered by; and so is one that was there before."""

from typing import Any

from adapters.bulk.load_files import load_contents
from graph.stored_keys import bring_keys_up_to_date
from graph.write.commit import commit_statement
from schema.internal.search_keys import PERSON_KEYS
from tests.conftest import Graph
from tests.search.asking import searcher
from tests.support.feeding.doors import lines
from tests.support.feeding.graphs import SEMEY, emptied, iin
from tests.support.feeding.kit import REGISTER, Intake, registered

KEYS = ("familyNameOrder", "givenNameOrder", "patronymicOrder", *PERSON_KEYS)
STORED = f"MATCH (p:Person) RETURN [p.id, {', '.join(f'p.{key}' for key in KEYS)}] ORDER BY p.id"
FORMS = "MATCH (k:NameFormKey)-[:LEFT_OF]->(f:NameForm) RETURN [k.id, f.id] ORDER BY k.id, f.id"
STRIP = f"MATCH (p:Person) REMOVE {', '.join(f'p.{key}' for key in KEYS)} RETURN count(p)"


def _regions() -> dict[str, bytes]:
    row = {"system": "KATO", "recordId": SEMEY, "version": 1, "kato": SEMEY}
    return {"regions": lines([row])}


def _row(number: str, family: str, version: int = 1) -> dict[str, Any]:
    return {
        **{"system": "T", "recordId": number, "version": version, "region": f"KATO/{SEMEY}"},
        **{"familyName": family, "givenName": "Ерлан", "birthDate": "1980-05-05"},
    }


def _load(graph: Graph, *rows: dict[str, Any]) -> None:
    # Of whom no open record tells, nobody knows.
    documents = [
        {"system": "T", "recordId": f"d-{row['recordId']}", "version": 1, "owner": f"T/{row['recordId']}"}
        for row in rows
    ]
    contents = {**_regions(), "persons": lines(rows), "documents": lines(documents)}
    reports = graph.run(load_contents(graph.store, contents, lambda *_: None))
    assert not [line for report in reports for line in report.refused]


def test_by_load_and_when_it_changes(empty_graph: Graph) -> None:
    empty_graph.run(emptied(empty_graph))
    _load(empty_graph, _row("1", "Құсайынов"))
    who = searcher(empty_graph, area=SEMEY[:2])
    (person,) = who.ids("Хусаинов Ерлан")
    assert who.ids("Kusainov") == [person]
    _load(empty_graph, _row("1", "Болатов", version=2))
    assert who.ids("Хусаинов") == []
    assert who.ids("болатов") == [person]


def test_by_a_feed_and_when_it_says_another_name(empty_graph: Graph) -> None:
    empty_graph.run(emptied(empty_graph))
    _load(empty_graph, _row("1", "Болатов"))
    intake = Intake(empty_graph.store)
    number = iin("85031230012")
    card = {"familyName": "Жүнісов", "givenName": "Марат", "birthDate": "1985-03-12", "iin": number, "kato": SEMEY}
    empty_graph.run(intake.take(REGISTER, registered("r", person=card)))
    who = searcher(empty_graph, area=SEMEY[:2])
    (person,) = who.ids("Жунусов")
    assert who.ways("Junusow")[person] == ["SPELLING"]
    renamed = {**card, "familyName": "Әлиев"}
    empty_graph.run(intake.take(REGISTER, registered("r", version=2, person=renamed)))
    assert who.ids("Жунусов") == []
    assert who.ids("Алиев Марат") == [person]


def test_graphs_of_before_get_the_same_keys(empty_graph: Graph) -> None:
    empty_graph.run(emptied(empty_graph))
    _load(empty_graph, *(_row(str(place), name) for place, name in enumerate(("Әлиев", "Ахметов", "Ким"))))
    run, store = empty_graph.run, empty_graph.store
    stored, forms = run(store.read(STORED, {})), run(store.read(FORMS, {}))
    assert all(len(row) == len(KEYS) + 1 for row in stored) and forms
    run(commit_statement(store, STRIP))
    run(commit_statement(store, "MATCH (f:NameForm) DETACH DELETE f"))
    run(commit_statement(store, "MATCH (d:Definitions {id: $id}) DELETE d", id="keys"))
    assert run(bring_keys_up_to_date(store, lambda label, count: None))
    assert (run(store.read(STORED, {})), run(store.read(FORMS, {}))) == (stored, forms)
    assert not run(bring_keys_up_to_date(store, lambda label, count: None))


def test_names_are_ordered_as_the_alphabet_has_them(empty_graph: Graph) -> None:
    alphabet = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЫІЭЮЯ"
    names = [f"{letter}линов" for letter in alphabet]
    empty_graph.run(emptied(empty_graph))
    _load(empty_graph, *(_row(str(place), name) for place, name in enumerate(sorted(names, reverse=True))))
    who = searcher(empty_graph, area=SEMEY[:2])
    query = """query ($after: String) { persons(first: 7, after: $after, orderBy: [{ familyName: ASC }]) {
      nodes { familyName } pageInfo { hasNextPage endCursor } } }"""
    ordered, after, more = [], None, True
    while more:
        page = who.ask(query, after=after)["persons"]
        ordered += [node["familyName"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert ordered == names
    backward = who.ask("{ persons(last: 500, orderBy: [{ familyName: DESC }]) { nodes { familyName } } }")[
        "persons"
    ]
    assert [node["familyName"] for node in backward["nodes"]] == names[::-1]
