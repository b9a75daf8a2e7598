"""Statistics tell of nobody, however often and by whomever they are asked for."""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson
import pytest

from prevention.statistics import THRESHOLD, Cells, Quarter, by_district, last_quarter, told, told_of
from resolvers.execute import Request, execute
from resolvers.reach import reach_of
from resolvers.record import recording
from security.audit.log import open_log
from security.audit.reading import entries
from security.caller import Caller, Grants
from security.policy import load_policy
from tests.conftest import Graph

QUARTER = Quarter(2026, 2)
TABLE = """{ statistics { year quarter asOf threshold
  districts { kato counts { category persons } } sums { category persons } } }"""


@pytest.mark.parametrize(
    ("today", "last"),
    [
        ("2026-01-01", Quarter(2025, 4)),
        ("2026-03-31", Quarter(2025, 4)),
        ("2026-04-01", Quarter(2026, 1)),
        ("2026-12-31", Quarter(2026, 3)),
    ],
)
def test_last_quarter_that_has_ended(today: str, last: Quarter) -> None:
    assert last_quarter(dt.date.fromisoformat(today)) == last


def test_last_days() -> None:
    days = [Quarter(2028, number).last_day.isoformat() for number in (1, 2, 3, 4)]
    assert days == ["2028-03-31", "2028-06-30", "2028-09-30", "2028-12-31"]


def test_fewer_than_the_threshold_are_told_of_no_cell() -> None:
    cells = {("7510", "PAROLEE"): 4, ("7510", "RELEASED"): 5, ("7512", "PAROLEE"): 0}
    assert told(cells, ()) == {("7510", "RELEASED"): 5}


def test_areas_of_any_depth_are_told_by_district() -> None:
    counted = [("7510", "PAROLEE", 3), ("751030", "PAROLEE", 4), ("75", "PAROLEE", 9), (None, "PAROLEE", 7)]
    assert by_district(counted) == {("7510", "PAROLEE"): 7, ("75", "PAROLEE"): 9}


def test_what_is_told_of_two_quarters_differs_by_nothing_or_by_the_threshold() -> None:
    """Whatever the histories, and in whatever order the quarters are asked for."""
    dice = random.Random(3)
    for _ in range(300):
        places = [(f"75{n:02}", "PAROLEE") for n in range(6)]
        history: list[Cells] = [{place: dice.randrange(30) for place in places} for _ in range(8)]
        dice.shuffle(history)
        found: list[Cells] = []
        for cells in history:
            found.append(told(cells, found))
        for one, other in combinations(found, 2):
            changes = [abs(one[place] - other[place]) for place in one.keys() & other.keys()]
            assert all(change == 0 or change >= THRESHOLD for change in changes)
        assert all(persons >= THRESHOLD for cells in found for persons in cells.values())


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A threshold for a country of a few hundred persons."""
    monkeypatch.setattr("prevention.statistics.THRESHOLD", 2)
    return 2


async def _asked(graph: Graph, home: Path, role: str, area: str | None, query: str = TABLE) -> Any:
    engine = replace(graph.hub(), home=home, clock=lambda: dt.date(2026, 7, 15))
    caller = Caller("t/s", role, area, None, None, ("REPORTING",), 2**40)
    return (await execute(engine, caller, Request(query, {}, None))).data["statistics"]


def _cells(answer: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    return {
        (district["kato"], count["category"]): count["persons"]
        for district in answer["districts"]
        for count in district["counts"]
        if count["persons"] is not None
    }


def test_answer_is_the_count_of_persons_on_the_day(graph: Graph, tmp_path: Path, few: int) -> None:
    """Against a count of its own over all registrations."""
    listed = graph.run(
        graph.store.read(
            "MATCH (r:Registration)-[:REGISTERS]->(p:Person) "
            "RETURN [r.area, r.category, p.id, toString(r.registeredOn), toString(r.closedOn), r.status]",
            {},
        )
    )
    day = QUARTER.last_day.isoformat()
    persons: dict[tuple[str, str], set[str]] = {}
    for area, category, person, since, until, status in listed:
        if since <= day and (until > day if until else status == "OPEN"):
            persons.setdefault((area[:4], category), set()).add(person)
    expected = {place: len(found) for place, found in persons.items() if len(found) >= few}
    answer = graph.run(_asked(graph, tmp_path, "ministry", None))
    assert _cells(answer) == expected and len(expected) > 3
    assert (answer["year"], answer["quarter"], answer["asOf"], answer["threshold"]) == (2026, 2, day, THRESHOLD)


def test_sums_are_of_told_cells_and_everybody_is_told_the_same(graph: Graph, tmp_path: Path, few: int) -> None:
    whole = graph.run(_asked(graph, tmp_path, "analytics", ""))
    assert all(n >= few for n in _cells(whole).values())
    for role, area in (("commission", "75"), ("precinct", "7510"), ("prosecutor", "10"), ("statistics", None)):
        answer = graph.run(_asked(graph, tmp_path, role, area))
        mine = (
            {} if role == "statistics" else {p: n for p, n in _cells(whole).items() if p[0].startswith(area or "")}
        )
        assert _cells(answer) == (mine or _cells(whole))
        for count in answer["sums"]:
            parts = [n for (_, category), n in _cells(answer).items() if category == count["category"]]
            assert count["persons"] == (sum(parts) if parts else None)


def test_late_records_change_nothing_that_was_told(graph: Graph, tmp_path: Path, few: int) -> None:
    async def work() -> None:
        first = await told_of(graph.store, tmp_path, QUARTER)
        (tmp_path / "elsewhere").mkdir()
        later = await told_of(graph.store, tmp_path / "elsewhere", Quarter(2026, 1))
        assert await told_of(graph.store, tmp_path, QUARTER) == first
        earlier = await told_of(graph.store, tmp_path, Quarter(2026, 1))
        assert all(
            earlier[p] == first[p] or abs(earlier[p] - first[p]) >= THRESHOLD for p in earlier.keys() & first.keys()
        )
        assert set(earlier) <= set(later)

    graph.run(work())
    path = tmp_path / "statistics" / "registrations-2026-2.json"
    rows = orjson.loads(path.read_bytes())
    assert rows and all(persons >= few for _, _, persons in rows)
    # What was told stands, whatever the graph has come to since.
    path.write_bytes(orjson.dumps([*rows[1:], [*rows[0][:2], rows[0][2] + 10]]))
    again = graph.run(told_of(graph.store, tmp_path, QUARTER))
    assert again[rows[0][0], rows[0][1]] == rows[0][2] + 10


@pytest.mark.parametrize(
    ("arguments", "quarter"),
    [
        ("(year: 2026, quarter: 1)", 1),
        ("(year: 2026, quarter: 3)", None),
        ("(year: 2026, quarter: 0)", None),
        ("(year: 2026, quarter: 5)", None),
        ("(year: 2026)", None),
        ("(quarter: 1)", None),
        ("(year: -5, quarter: 1)", None),
        ("(year: 2147483647, quarter: 1)", None),
    ],
)
def test_quarters_that_are_not_there(graph: Graph, tmp_path: Path, arguments: str, quarter: int | None) -> None:
    answer = graph.run(_asked(graph, tmp_path, "ministry", None, f"{{ statistics{arguments} {{ quarter }} }}"))
    assert answer == (None if quarter is None else {"quarter": quarter})


def test_statistics_are_for_the_roles_of_the_matrix(graph: Graph, tmp_path: Path) -> None:
    """The others have no such field, nor has a caller without an area where the role's are of its area."""
    allowed = {name for name, role in load_policy().roles.items() if role.statistics}
    assert len(allowed) == 16
    for role in load_policy().roles:
        engine = replace(graph.hub(), home=tmp_path)
        caller = Caller("t/s", role, "75", None, None, ("REPORTING",), 2**40)
        narrowed = replace(caller, classes=frozenset())
        reach = {
            name: _has(engine.grants(each, dt.date(2026, 7, 15), "REPORTING"))
            for name, each in {"whole": caller, "narrowed": narrowed}.items()
        }
        assert reach == {"whole": role in allowed, "narrowed": False}
    nobody = Caller("t/s", "commission", None, None, None, ("REPORTING",), 2**40)
    assert not _has(graph.hub().grants(nobody, dt.date(2026, 7, 15), "REPORTING"))


def _has(grants: Grants) -> bool:
    return "statistics" in reach_of(grants).roots


def test_an_answer_is_recorded_with_its_norms(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            engine = replace(graph.hub(), home=tmp_path, record=recording(log, b"k" * 32))
            caller = Caller("t/s", "ministry", None, None, None, ("REPORTING",), 2**40)
            await execute(engine, caller, Request("{ statistics { asOf } }", {}, None))

    graph.run(work())
    [logged] = entries(tmp_path)
    assert (logged.entry["fields"], logged.entry["norms"], logged.entry["persons"]) == (
        ["Statistics.asOf"],
        ["1233-P"],
        [],
    )
