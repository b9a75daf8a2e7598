"""Everybody is found in five spellings by whoever may read the name in full, and by nobody else."""

from collections.abc import Callable
from random import Random

import pytest

from schema.search_forms import SHORTEST_WITH_ERROR
from tests.conftest import Graph
from tests.search.asking import Searcher, in_latin, searcher, with_an_error, with_look_alikes, with_other_e
from tests.support.sizes import SEARCHED, SEED

SPELLINGS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "ё and е": with_other_e,
    "Latin": in_latin,
    "look-alike letters": with_look_alikes,
    "an error": with_an_error,
}
BLIND = [("mia_committee", ""), ("commission", "75"), ("auditor", ""), ("operator", ""), ("ministry", "")]
PARTLY = [
    ("precinct", "7510"),
    ("public_security", "75"),
    ("juvenile", "75"),
    ("migration", ""),
    ("education", "75"),
]
ALL = (
    "MATCH (p:Person) WHERE p.familyName IS NOT NULL AND p.givenName IS NOT NULL "
    "RETURN [p.id, p.familyName, p.givenName]"
)
OWN = """query ($after: String) {
  persons(first: 500, after: $after, where: { familyName: { isNull: false }, givenName: { isNull: false } }) {
    nodes { id familyName givenName } pageInfo { hasNextPage endCursor }
  }
}"""


def read_in_full(who: Searcher) -> dict[str, tuple[str, str]]:
    """The persons whose names the caller gets in full: a filter on what is withheld keeps nobody."""
    names: dict[str, tuple[str, str]] = {}
    after, more = None, True
    while more:
        page = who.ask(OWN, after=after)["persons"]
        names |= {node["id"]: (node["familyName"], node["givenName"]) for node in page["nodes"]}
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return names


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_everybody_is_found_in_another_spelling(searched_graph: Graph, spelling: str) -> None:
    who = searcher(searched_graph)
    names = read_in_full(who)
    drawn = Random(SEED).sample(sorted(names), min(len(names), SEARCHED))
    missing = []
    for person in drawn:
        family, given_name = names[person]
        typed = SPELLINGS[spelling](family)
        if spelling == "an error" and len(typed) < SHORTEST_WITH_ERROR:
            continue
        if person not in who.ids(f"{typed} {given_name}"):
            missing.append((family, typed, given_name))
    assert not missing
    assert len(drawn) > 20


@pytest.mark.parametrize(("role", "area"), [*BLIND, *PARTLY], ids=str)
def test_nobody_is_found_whose_name_is_not_read_in_full(searched_graph: Graph, role: str, area: str) -> None:
    who = searcher(searched_graph, role, area)
    names = read_in_full(who)
    everybody = searched_graph.run(searched_graph.store.read(ALL, {}))
    for person, family, given_name in Random(SEED).sample(sorted(everybody), min(len(everybody), SEARCHED // 2)):
        found = who.ids(f"{given_name} {family}")
        assert set(found) <= names.keys()
        assert (person in found) == (person in names)
    assert bool(names) == ((role, area) in PARTLY)
