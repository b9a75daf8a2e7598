"""What the hub needs of an engine, asked of each: types there and back, every construct that the emitter uses,
transactions that are whole, and the start-up probes.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from neo4j import AsyncManagedTransaction

from graph.engine.probes import PROBES, UnfitEngineError, probe
from graph.engine.store import StatementError
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from tests.conftest import Graph

LABEL = "ConformanceThing"
KNOT = "ConformanceKnot"
DAY, MOMENT = dt.date(2024, 2, 29), dt.datetime(2026, 6, 30, 23, 59, 59)


def read(graph: Graph, text: str, **parameters: Any) -> list[Any]:
    return graph.run(graph.store.read(text, parameters))


def write(graph: Graph, *statements: tuple[str, dict[str, Any]]) -> None:
    async def work(transaction: AsyncManagedTransaction) -> None:
        for text, parameters in statements:
            await (await transaction.run(text, parameters)).consume()

    graph.run(graph.store.write(work))


def test_links_of_which_all_hang_together_are_deleted_at_once(empty_graph: Graph) -> None:
    names = [f"k{number}" for number in range(30)]
    pairs = [[one, other] for one in names for other in names if one != other]
    node = f"UNWIND $pairs AS pair MATCH (a:{KNOT} {{id: pair[0]}})"
    write(
        empty_graph,
        (f"UNWIND $names AS name MERGE (n:{KNOT} {{id: name}})", {"names": names}),
        (f"{node} MATCH (b:{KNOT} {{id: pair[1]}}) CREATE (a)-[:LIKE]->(b)", {"pairs": pairs}),
    )

    async def delete(work: UnitOfWork) -> None:
        await work.delete_links(f"{node}-[r:LIKE]->(b:{KNOT} {{id: pair[1]}})", pairs=pairs)

    empty_graph.run(commit(empty_graph.store, delete))
    assert read(empty_graph, f"MATCH (:{KNOT})-[r:LIKE]->() RETURN count(r)") == [0]


def test_records_that_hang_together_are_deleted_at_once(empty_graph: Graph) -> None:
    names = [f"d{number}" for number in range(30)]
    pairs = [[one, other] for one in names for other in names if one != other]
    write(
        empty_graph,
        (f"UNWIND $names AS name MERGE (n:{KNOT} {{id: name}})", {"names": names}),
        (
            f"UNWIND $pairs AS pair MATCH (a:{KNOT} {{id: pair[0]}}) MATCH (b:{KNOT} {{id: pair[1]}}) "
            "CREATE (a)-[:LIKE]->(b)",
            {"pairs": pairs},
        ),
        (f"UNWIND $names AS name MATCH (n:{KNOT} {{id: name}}) DETACH DELETE n", {"names": names}),
    )
    assert read(empty_graph, f"UNWIND $names AS name MATCH (n:{KNOT} {{id: name}}) RETURN n.id", names=names) == []


@pytest.fixture(scope="module")
def things(empty_graph: Graph) -> Graph:
    """Ten things in a row, each linked to the next; the third has no name."""
    rows = [{"id": f"t{i}", "number": i, "day": DAY + dt.timedelta(days=i)} for i in range(10)]
    names = [{"id": f"t{i}", "name": name} for i, name in enumerate("әбвгдежзик") if i != 3]
    write(
        empty_graph,
        (f"UNWIND $rows AS row MERGE (n:{LABEL} {{id: row.id}}) SET n += row", {"rows": rows}),
        (f"UNWIND $rows AS row MATCH (n:{LABEL} {{id: row.id}}) SET n.name = row.name", {"rows": names}),
        (
            f"UNWIND range(0, 8) AS i MATCH (a:{LABEL} {{id: 't' + i}}) MATCH (b:{LABEL} {{id: 't' + (i + 1)}}) "
            "CREATE (a)-[:NEXT]->(b)",
            {},
        ),
    )
    return empty_graph


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        MOMENT,
        "Қожа Ахмет Ясауи, 5-үй",
        2**53 + 1,
        -(2**63),
        2**63 - 1,
        0.1,
        True,
        False,
        [],
        ["а", "ә"],
        [DAY, DAY],
    ],
    ids=repr,
)
def test_value_there_and_back(empty_graph: Graph, value: Any) -> None:
    write(empty_graph, ("MERGE (n:ConformanceValue {id: 'v'}) SET n.value = $value", {"value": value}))
    found = read(empty_graph, "MATCH (n:ConformanceValue {id: 'v'}) RETURN n.value")[0]
    members = found if isinstance(found, list) else [found]
    native = [m.to_native() if hasattr(m, "to_native") else m for m in members]
    native = [m.replace(tzinfo=None) if isinstance(m, dt.datetime) else m for m in native]
    assert native == (value if isinstance(value, list) else [value])
    assert [type(m) for m in native] == [type(m) for m in (value if isinstance(value, list) else [value])]


def test_null_is_no_property(empty_graph: Graph) -> None:
    write(empty_graph, ("MERGE (n:ConformanceValue {id: 'n'}) SET n += $row", {"row": {"a": None, "b": 1}}))
    assert read(empty_graph, "MATCH (n:ConformanceValue {id: 'n'}) RETURN n.a IS NULL AND n.b = 1") == [True]


CONSTRUCTS: dict[str, tuple[str, dict[str, Any], list[Any]]] = {
    "exists with a parameter": (
        f"MATCH (n:{LABEL}) WHERE EXISTS {{ MATCH (n)-[:NEXT]->(m:{LABEL}) WHERE m.number = $p RETURN 1 }} "
        "RETURN n.id",
        {"p": 4},
        ["t3"],
    ),
    "not exists with a parameter": (
        f"MATCH (n:{LABEL}) WHERE NOT (EXISTS {{ MATCH (n)-[:NEXT]->(m:{LABEL}) WHERE m.number > $p RETURN 1 }}) "
        "RETURN n.id ORDER BY n.id",
        {"p": 1},
        ["t0", "t9"],
    ),
    "nested exists": (
        f"MATCH (n:{LABEL}) WHERE EXISTS {{ MATCH (n)-[:NEXT]->(m:{LABEL}) WHERE EXISTS {{ MATCH (m)-[:NEXT]->(k) "
        "WHERE k.number = $p RETURN 1 } RETURN 1 } RETURN n.id",
        {"p": 5},
        ["t3"],
    ),
    "count": (
        f"MATCH (n:{LABEL} {{id: 't1'}}) RETURN n{{.id, next: COUNT {{ MATCH (n)-[:NEXT]->(m:{LABEL}) "
        "WHERE m.number >= $p RETURN 1 }}",
        {"p": 2},
        [{"id": "t1", "next": 1}],
    ),
    "collect with order and limit": (
        f"MATCH (n:{LABEL} {{id: 't1'}}) RETURN n{{.id, all: COLLECT {{ MATCH (n)-[:NEXT]-(m:{LABEL}) "
        "WHERE m.number < $p RETURN m{.id} AS row ORDER BY (m.name) IS NULL, m.name DESC, m.id LIMIT $n }}",
        {"p": 9, "n": 1},
        [{"id": "t1", "all": [{"id": "t0"}]}],
    ),
    "comprehension with a predicate": (
        f"MATCH (n:{LABEL} {{id: 't1'}}) "
        f"RETURN n{{.id, next: [(n)-[:NEXT]->(m:{LABEL}) WHERE m.number = $p | m{{.id}}]}}",
        {"p": 2},
        [{"id": "t1", "next": [{"id": "t2"}]}],
    ),
    "head of nothing": (
        f"MATCH (n:{LABEL} {{id: 't9'}}) RETURN n{{.id, next: head([(n)-[:NEXT]->(m:{LABEL}) | m{{.id}}])}}",
        {},
        [{"id": "t9", "next": None}],
    ),
    "case around a map": (
        f"MATCH (n:{LABEL}) WHERE n.id IN $ids RETURN n{{.id, _g: CASE WHEN n.number > $p THEN n{{.name}} END}} "
        "ORDER BY n.id",
        {"ids": ["t0", "t1"], "p": 0},
        [{"id": "t0", "_g": None}, {"id": "t1", "_g": {"name": "б"}}],
    ),
    "label of a node": (
        f"MATCH (n:{LABEL} {{id: 't0'}}) "
        f"RETURN CASE labels(n)[0] WHEN '{LABEL}' THEN n{{_type: '{LABEL}', .id}} END",
        {},
        [{"_type": LABEL, "id": "t0"}],
    ),
    "date as text": (f"MATCH (n:{LABEL} {{id: 't0'}}) RETURN toString(n.day)", {}, ["2024-02-29"]),
    "date compared": (f"MATCH (n:{LABEL}) WHERE n.day <= $day RETURN n.id ORDER BY n.id", {"day": DAY}, ["t0"]),
    "count beside rows": (
        f"MATCH (n:{LABEL}) WHERE n.id > $p RETURN n{{.id}} AS row ORDER BY n.id LIMIT $n "
        f"UNION ALL MATCH (n:{LABEL}) WHERE n.id > $p RETURN count(n) AS row",
        {"p": "t1", "n": 2},
        [{"id": "t2"}, {"id": "t3"}, 8],
    ),
    "nulls last, falling": (
        f"MATCH (n:{LABEL}) WHERE n.id IN $ids RETURN n.id ORDER BY (n.name) IS NULL, n.name DESC, n.id",
        {"ids": ["t1", "t2", "t3"]},
        ["t2", "t1", "t3"],
    ),
    "null in a test is unknown": (
        f"MATCH (n:{LABEL}) WHERE n.id = 't3' AND (n.name = $p OR NOT (n.name = $p)) RETURN n.id",
        {"p": "x"},
        [],
    ),
    "unknown taken as false": (
        f"MATCH (n:{LABEL} {{id: 't3'}}) RETURN NOT (coalesce(n.name = $p, false))",
        {"p": "x"},
        [True],
    ),
    "null compared with truth": (
        f"MATCH (n:{LABEL}) WHERE n.id IN ['t2', 't3'] AND (n.name IS NULL) = $p RETURN n.id",
        {"p": True},
        ["t3"],
    ),
    "prefix null": (f"MATCH (n:{LABEL}) WHERE n.id STARTS WITH $p RETURN n.id", {"p": None}, []),
    "in an empty list": (f"MATCH (n:{LABEL}) WHERE n.id IN $p RETURN n.id", {"p": []}, []),
    "limit as parameter": (f"MATCH (n:{LABEL}) RETURN n.id ORDER BY n.id LIMIT $n", {"n": 1}, ["t0"]),
    "code points": (
        f"MATCH (n:{LABEL}) WHERE n.name > $p RETURN n.name",
        {"p": "к"},
        ["ә"],
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_construct(things: Graph, name: str) -> None:
    text, parameters, expected = CONSTRUCTS[name]
    assert read(things, text, **parameters) == expected


def test_constraints_and_indexes_are_made_once(empty_graph: Graph) -> None:
    empty_graph.run(empty_graph.store.prepare())
    create: tuple[str, dict[str, Any]] = ("CREATE (:Agency {id: 'agy_conformance'})", {})
    write(empty_graph, create)
    with pytest.raises(StatementError):
        write(empty_graph, create)


def test_failed_transaction_leaves_nothing(empty_graph: Graph) -> None:
    with pytest.raises(StatementError):
        write(empty_graph, ("CREATE (:ConformanceHalf {id: 'h'})", {}), ("RETURN this is no Cypher", {}))
    assert read(empty_graph, "MATCH (n:ConformanceHalf) RETURN n.id") == []


def test_two_writers_of_one_new_key_make_one_record(empty_graph: Graph) -> None:
    async def merge(transaction: AsyncManagedTransaction) -> None:
        text = "MERGE (n:Agency {id: 'agy_twice'}) SET n.code = 'TWICE'"
        await (await transaction.run(text)).consume()

    async def both() -> None:
        await asyncio.gather(*(empty_graph.store.write(merge) for _ in range(8)))

    empty_graph.run(both())
    assert read(empty_graph, "MATCH (n:Agency {id: 'agy_twice'}) RETURN n.code") == ["TWICE"]


def test_engine_passes_the_probes(empty_graph: Graph) -> None:
    empty_graph.run(probe(empty_graph.store.read))


@pytest.mark.parametrize("name", [name for name, _, parameters, _ in PROBES if parameters.get("p") is not None])
def test_engine_that_loses_parameters_is_refused(empty_graph: Graph, name: str) -> None:
    async def forgetful(text: str, parameters: Mapping[str, Any]) -> list[Any]:
        asked = next(n for n, statement, _, _ in PROBES if statement == text)
        kept = dict.fromkeys(parameters) if asked == name else parameters
        return await empty_graph.store.read(text, kept)

    with pytest.raises(UnfitEngineError, match=name):
        empty_graph.run(probe(forgetful))
