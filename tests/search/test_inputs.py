"""What is typed beside names: numbers, years, nothing, too much, and what is meant to break something."""

from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import Graph
from tests.search.asking import searcher

NOBODY: dict[str, Any] = {"complete": True, "hits": []}
PERSON = """MATCH (p:Person) WHERE p.areaKey STARTS WITH '75' AND p.hasOpenRecord AND p.patronymic IS NOT NULL
  AND p.iin IS NOT NULL AND size(p.familyName) > 5
  RETURN [p.id, p.familyName, p.givenName, p.patronymic, toString(p.birthDate), p.iin] ORDER BY p.id LIMIT 1"""


@pytest.mark.parametrize(
    "text", ["", " ", "\t\n", "а", "K", "😀", "%", "*", "'", '"', "{}", "\u200b", "-" * 200, "а а а а а а а"]
)
def test_nothing_is_found_by_nothing(graph: Graph, text: str) -> None:
    assert searcher(graph).search(text) == NOBODY


@pytest.mark.parametrize("text", ["' OR 1=1 //", "x'}) RETURN n", "$p0", "%Ахметов%", "Ахметов*", "\\", "a" * 200])
def test_what_is_meant_to_break_something_is_text(graph: Graph, text: str) -> None:
    assert isinstance(searcher(graph).search(text)["hits"], list)


@pytest.mark.parametrize("text", ["а" * 201, "Қ" * 10_000])
def test_too_much_is_refused(graph: Graph, text: str) -> None:
    assert searcher(graph).search(text) == "SEARCH_TEXT"


@pytest.mark.parametrize("area", ["abc", "75%", "7500000000", "٧٥", "-1"])
def test_what_is_no_area_is_refused(graph: Graph, area: str) -> None:
    assert searcher(graph).search("Ахметов", area=area) == "SEARCH_TEXT"


@pytest.mark.parametrize("first", [0, -1, 201, 1000])
def test_a_page_has_its_limits(graph: Graph, first: int) -> None:
    query = 'query ($n: Int) { search(text: "Ахметов", first: $n) { complete } }'
    assert searcher(graph).ask(query, n=first) == "BAD_PAGE"


def _somebody(graph: Graph) -> list[str]:
    ((*values, sealed),) = graph.run(graph.store.read(PERSON, {}))
    return [*values, graph.store.sealer.open("Person", values[0], "iin", sealed)]


def test_a_person_is_found_by_every_order_of_names(graph: Graph) -> None:
    person, family, given_name, father, _, _ = _somebody(graph)
    who = searcher(graph)
    for text in (
        f"{family} {given_name} {father}",
        f"{given_name} {father} {family}",
        f"{given_name} {father}",
        f"{family} {father}",
        f"{family} {given_name[:2]}",
        family[:4],
    ):
        assert person in who.ids(text), text
    assert who.ways(f"{family} {given_name}")[person] == ["NAME"]


def test_a_person_is_found_by_year_and_number(graph: Graph) -> None:
    person, family, _, _, born, number = _somebody(graph)
    who = searcher(graph)
    assert who.ways(f"{family} {born[:4]}")[person] == ["NAME", "BIRTH_YEAR"]
    assert person not in who.ids(f"{family} {int(born[:4]) + 1}")
    assert who.ways(born[:4])[person] == ["BIRTH_YEAR"]
    for text in (number, f"{number[:6]} {number[6:]}", f" {number[:6]}-{number[6:]} "):
        assert who.ways(text) == {person: ["NUMBER"]}
    # As personByIin: not for a role without any release of numbers, nor for one that is only pointed at the person.
    assert searcher(graph, "education").search(number) == NOBODY
    assert searcher(graph, "public_security", "10").search(number) == NOBODY


@pytest.mark.parametrize(
    ("kind", "root"), [("CASE", "cases"), ("DECISION", "courtDecisions"), ("ORDER", "protectiveOrders")]
)
def test_records_are_found_by_number(graph: Graph, kind: str, root: str) -> None:
    who = searcher(graph)
    nodes = who.ask(f"{{ {root}(first: 3) {{ nodes {{ id number }} }} }}")[root]["nodes"]
    assert nodes
    for record, number in ((node["id"], node["number"]) for node in nodes):
        bare = "".join(filter(str.isalnum, number))
        for text in (number, bare, " ".join(number), number[:-1]):
            assert who.ways(text, types=[kind]).get(record) == ["NUMBER"], text
        assert record not in who.ids(number, types=["PERSON", "UNIT"])
        # Released as a pointer, or not at all.
        assert searcher(graph, "migration", "").search(number, types=["ORDER"]) == NOBODY


def test_units_are_found_by_words_of_their_names(graph: Graph) -> None:
    who = searcher(graph, "operator", "")
    (row,) = graph.run(
        graph.store.read("MATCH (u:Unit) RETURN [u.id, u.nameKk, u.nameRu] ORDER BY u.id LIMIT 1", {})
    )
    for name in row[1:]:
        words = name.split()
        assert row[0] in who.ids(name, types=["UNIT"])
        assert row[0] in who.ids(" ".join(reversed(words)), types=["UNIT"])


def test_an_area_narrows(graph: Graph) -> None:
    who = searcher(graph, "analytics", "")
    person, family, _, _, _, _ = _somebody(graph)
    assert person in who.ids(family, area="75")
    assert person not in who.ids(family, area="10")
    assert person in who.ids(family, area="")


def test_the_access_log_has_who_was_shown_and_not_what_was_typed(graph: Graph) -> None:
    events = []

    async def record(event: Any) -> None:
        events.append(event)

    who = searcher(graph)
    who = replace(who, hub=replace(who.hub, record=record))
    _, family, given_name, *_ = _somebody(graph)
    shown = who.search(f"{family} {given_name}")["hits"]
    assert events[0].trace.persons == {hit["record"]["id"] for hit in shown}
    who.ask("query ($t: String!) { search(text: $t) { hits { matched } } }", t=f"{family} {given_name}")
    assert events[1].trace.persons == events[0].trace.persons
    assert "familyName" not in str(events[1].disclosures.fields) and family not in str(events[1].query)
