"""A search looks as often whatever names there are that the caller cannot find."""

from random import Random
from typing import Any

import pytest

from graph.engine.store import Store
from schema.search_forms import SHORTEST_WITH_ERROR
from tests.conftest import Graph
from tests.search.asking import Searcher, searcher, with_an_error
from tests.support.sizes import SEED

RARE = "MATCH (p:Person) WHERE p.familyName IS NOT NULL RETURN p.familyName"
NOBODYS = ("Щъэыщэ", "Щыэщъы")
NAMES = 10


def looks(who: Searcher, text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the graph is read for a search that finds nobody."""
    read, count = Store.read, 0

    async def counted(store: Store, *what: Any, **how: Any) -> list[Any]:
        nonlocal count
        count += 1
        return await read(store, *what, **how)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "read", counted)
        assert who.search(text)["hits"] == []
    return count


@pytest.mark.parametrize(("role", "area"), [("precinct", "7910"), ("ngo", "")], ids=str)
def test_a_name_of_somebody_hidden_is_as_one_of_nobody(
    searched_graph: Graph, role: str, area: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = searcher(searched_graph, role, area)
    names = sorted(set(searched_graph.run(searched_graph.store.read(RARE, {}))))
    typed = [with_an_error(name) for name in Random(SEED).sample(names, NAMES) if len(name) > SHORTEST_WITH_ERROR]
    hidden = [text for text in typed if who.search(text)["hits"] == []]
    assert len(hidden) > 2
    of_nobody = looks(who, NOBODYS[0], monkeypatch)
    assert {looks(who, text, monkeypatch) for text in hidden} == {of_nobody}
    assert looks(who, " ".join(NOBODYS), monkeypatch) == of_nobody + 1, "one more for each word, and no others"
