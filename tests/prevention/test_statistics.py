"""Statistics tell of nobody, however often and by whomever they are asked for."""

import asyncio
import datetime as dt
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any, cast
from unittest.mock import ANY

import orjson
import pytest
from filelock import FileLock

from graph.engine.store import GraphDownError, Store
from prevention.statistics import (
    FIRST,
    THRESHOLD,
    CellCounts,
    Quarter,
    by_district,
    compute_next_quarter,
    disclosed_cells,
    last_quarter,
    told_of,
)
from resolvers.access.access_record import audit_sink
from resolvers.errors import HubError
from resolvers.execute import Request, execute
from resolvers.visibility.reachable import reach_of
from schema.identifiers import AreaCode, area_code
from security.audit.intents import Intents
from security.audit.log import open_log
from security.audit.query import entries
from security.authorization.caller import Caller, Grants
from tests.conftest import Graph
from tests.support.policy_files import agreed_policy

QUARTER = Quarter(2026, 2)
TODAY = dt.date(2026, 7, 15)
ENDED = [Quarter(2025, 1), Quarter(2025, 2), Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1), QUARTER]
"""The quarters that the hub has worked out on that day."""

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
    counts = {("7510", "PAROLEE"): 4, ("7510", "RELEASED"): 5, ("7512", "PAROLEE"): 0}
    cells = {(AreaCode(area), category): persons for (area, category), persons in counts.items()}
    assert disclosed_cells(cells, ()) == {("7510", "RELEASED"): 5}


def test_areas_of_any_depth_are_told_by_district() -> None:
    counted = [("7510", "PAROLEE", 3), ("751030", "PAROLEE", 4), ("75", "PAROLEE", 9), (None, "PAROLEE", 7)]
    assert by_district(counted) == {("7510", "PAROLEE"): 7, ("75", "PAROLEE"): 9}


def test_what_is_told_of_two_quarters_differs_by_nothing_or_by_the_threshold() -> None:
    """Whatever the histories, and in whatever order the quarters are asked for."""
    dice = random.Random(3)
    for _ in range(300):
        places = [(AreaCode(f"75{n:02}"), "PAROLEE") for n in range(6)]
        history: list[CellCounts] = [{place: dice.randrange(30) for place in places} for _ in range(8)]
        dice.shuffle(history)
        found: list[CellCounts] = []
        for cells in history:
            found.append(disclosed_cells(cells, found))
        for one, other in combinations(found, 2):
            changes = [abs(one[place] - other[place]) for place in one.keys() & other.keys()]
            assert all(change == 0 or change >= THRESHOLD for change in changes)
        assert all(persons >= THRESHOLD for cells in found for persons in cells.values())


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A threshold for a country of a few hundred persons."""
    monkeypatch.setattr("prevention.statistics.THRESHOLD", 2)
    return 2


async def _all_worked_out(graph: Graph, home: Path, today: dt.date = TODAY) -> list[Quarter]:
    """What the job does until nothing is left: the quarters in the order in which it worked them out."""
    done: list[Quarter] = []
    while quarter := await compute_next_quarter(graph.store, home, today):
        done.append(quarter)
    return done


def _written(home: Path) -> dict[str, bytes]:
    """Every file of figures, by name."""
    return {path.name: path.read_bytes() for path in (home / "statistics").glob("*.json")}


async def _asked(graph: Graph, home: Path, role: str, area: str | None, query: str = TABLE) -> Any:
    engine = replace(graph.hub(), home=home, clock=lambda: TODAY)
    caller = Caller(
        subject="t/s",
        role=role,
        area=area_code(area),
        unit=None,
        agency=None,
        purposes=("REPORTING",),
        expires=2**40,
    )
    return (await execute(engine, caller, Request(query=query, variables={}, operation_name=None))).data[
        "statistics"
    ]


def _cells(answer: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    return {
        (district["kato"], count["category"]): count["persons"]
        for district in answer["districts"]
        for count in district["counts"]
        if count["persons"] is not None
    }


def test_answer_is_the_count_of_persons_on_the_day(
    graph: Graph, tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    # As if the quarter were the first one: no other quarter withholds anything of it.
    monkeypatch.setattr("prevention.statistics.FIRST", QUARTER)
    assert graph.run(_all_worked_out(graph, tmp_path)) == [QUARTER]
    answer = graph.run(_asked(graph, tmp_path, "ministry", None))
    assert _cells(answer) == expected and len(expected) > 3
    assert (answer["year"], answer["quarter"], answer["asOf"], answer["threshold"]) == (2026, 2, day, THRESHOLD)


def test_sums_are_of_told_cells_and_everybody_is_told_the_same(graph: Graph, tmp_path: Path, few: int) -> None:
    graph.run(_all_worked_out(graph, tmp_path))
    whole = graph.run(_asked(graph, tmp_path, "analytics", ""))
    assert _cells(whole) and all(n >= few for n in _cells(whole).values())
    for role, area in (("commission", "75"), ("precinct", "7510"), ("prosecutor", "10"), ("statistics", None)):
        answer = graph.run(_asked(graph, tmp_path, role, area))
        # Statistics has no area here, and reads the whole country.
        assert _cells(answer) == {p: n for p, n in _cells(whole).items() if p[0].startswith(area or "")}
        for count in answer["sums"]:
            parts = [n for (_, category), n in _cells(answer).items() if category == count["category"]]
            assert count["persons"] == (sum(parts) if parts else None)


def test_quarters_are_worked_out_in_the_order_of_time_and_once(graph: Graph, tmp_path: Path, few: int) -> None:
    assert graph.run(_all_worked_out(graph, tmp_path)) == ENDED
    written = _written(tmp_path)
    assert len(written) == len(ENDED) and any(orjson.loads(content) for content in written.values())
    # What was told stands, whatever the graph has come to since.
    name = "registrations-2026-2.json"
    rows = [["7510", "PAROLEE", 77]]
    (tmp_path / "statistics" / name).write_bytes(orjson.dumps(rows))
    assert graph.run(_all_worked_out(graph, tmp_path)) == []
    assert told_of(tmp_path, QUARTER) == {("7510", "PAROLEE"): 77}
    assert graph.run(_all_worked_out(graph, tmp_path, dt.date(2026, 10, 1))) == [Quarter(2026, 3)]
    assert {**_written(tmp_path), name: written[name]} == {**written, "registrations-2026-3.json": ANY}


def test_who_asks_and_how_often_decides_nothing(graph: Graph, tmp_path: Path, few: int) -> None:
    """Before anything is worked out, between two quarters, and afterwards, the later quarters first."""
    quiet, asked = tmp_path / "quiet", tmp_path / "asked"
    graph.run(_all_worked_out(graph, quiet))

    async def work() -> None:
        while True:
            for quarter in [*reversed(ENDED), Quarter(2026, 3)] * 3:
                query = f"{{ statistics(year: {quarter.year}, quarter: {quarter.number}) {{ asOf }} }}"
                with suppress(HubError):
                    await _asked(graph, asked, "ministry", None, query)
            if await compute_next_quarter(graph.store, asked, TODAY) is None:
                break

    graph.run(work())
    assert _written(asked) == _written(quiet) != {}


def test_a_question_writes_nothing_and_says_when_to_come_again(graph: Graph, tmp_path: Path) -> None:
    for arguments, day in {"": "2026-07-01", "(year: 2025, quarter: 4)": "2026-01-01"}.items():
        with pytest.raises(HubError) as refused:
            graph.run(_asked(graph, tmp_path, "ministry", None, f"{{ statistics{arguments} {{ quarter }} }}"))
        shown = refused.value.as_response()["extensions"]
        assert shown == {"code": "STATISTICS_NOT_READY", "availableOn": day}
    assert list(tmp_path.iterdir()) == []


def test_a_job_that_is_killed_leaves_nothing_half_and_goes_on(
    graph: Graph, tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    graph.run(_all_worked_out(graph, whole))
    assert graph.run(compute_next_quarter(graph.store, broken, TODAY)) == FIRST
    # Killed between the draft and its place: the draft stays, and nothing else.
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", _killed)
        with pytest.raises(RuntimeError):
            graph.run(compute_next_quarter(graph.store, broken, TODAY))
    assert len(_written(broken)) == 1
    assert graph.run(_all_worked_out(graph, broken)) == ENDED[1:]
    assert _written(broken) == _written(whole)


def _killed(_draft: Path, _place: Path) -> None:
    raise RuntimeError


def test_one_process_at_a_time_works_a_quarter_out(graph: Graph, tmp_path: Path, few: int) -> None:
    (tmp_path / "statistics").mkdir()
    with FileLock(tmp_path / "statistics" / "lock"):
        assert graph.run(compute_next_quarter(graph.store, tmp_path, TODAY)) is None
        assert _written(tmp_path) == {}

    async def together() -> list[Quarter | None]:
        return await asyncio.gather(*(compute_next_quarter(graph.store, tmp_path, TODAY) for _ in range(4)))

    worked_out = [quarter for quarter in graph.run(together()) if quarter]
    # Whoever comes after another has ended works out the next one.
    assert worked_out and sorted(worked_out) == ENDED[: len(worked_out)]


def test_a_quarter_whose_graph_is_away_is_not_passed_over(graph: Graph, tmp_path: Path) -> None:
    class Away:
        async def read(self, _text: str, _values: Mapping[str, Any]) -> list[Any]:
            raise GraphDownError

    with pytest.raises(GraphDownError):
        graph.run(compute_next_quarter(cast(Store, Away()), tmp_path, TODAY))
    assert graph.run(compute_next_quarter(graph.store, tmp_path, TODAY)) == FIRST


def test_an_empty_graph_is_no_quarter_of_nobody(bare: Graph, tmp_path: Path) -> None:
    """A hub that is started before its past is loaded would otherwise tell nothing of it for ever."""
    assert bare.run(_all_worked_out(bare, tmp_path)) == []


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("(year: 2026, quarter: 1)", {"quarter": 1}),
        ("(year: 2026, quarter: 3)", "2026-10-01"),
        ("(year: 9998, quarter: 4)", "9999-01-01"),
        ("(year: 2024, quarter: 4)", None),
        ("(year: 2026, quarter: 0)", None),
        ("(year: 2026, quarter: 5)", None),
        ("(year: 2026)", None),
        ("(quarter: 1)", None),
        ("(year: -5, quarter: 1)", None),
        ("(year: 2147483647, quarter: 1)", None),
    ],
)
def test_quarters_that_are_not_there(graph: Graph, tmp_path: Path, arguments: str, answer: Any) -> None:
    graph.run(_all_worked_out(graph, tmp_path))
    question = _asked(graph, tmp_path, "ministry", None, f"{{ statistics{arguments} {{ quarter }} }}")
    if isinstance(answer, str):
        with pytest.raises(HubError) as refused:
            graph.run(question)
        assert refused.value.as_response()["extensions"]["availableOn"] == answer
    else:
        assert graph.run(question) == answer


def test_statistics_are_for_the_roles_of_the_matrix(graph: Graph, tmp_path: Path) -> None:
    """The others have no such field, nor has a caller without an area where the role's are of its area."""
    allowed = {name for name, role in agreed_policy().roles.items() if role.statistics}
    assert len(allowed) == 17
    for role in agreed_policy().roles:
        engine = replace(graph.hub(), home=tmp_path)
        caller = Caller(
            subject="t/s",
            role=role,
            area=AreaCode("75"),
            unit=None,
            agency=None,
            purposes=("REPORTING",),
            expires=2**40,
        )
        narrowed = replace(caller, classes=frozenset())
        reach = {
            name: _has(engine.grants(each, dt.date(2026, 7, 15), "REPORTING"))
            for name, each in {"whole": caller, "narrowed": narrowed}.items()
        }
        assert reach == {"whole": role in allowed, "narrowed": False}
    nobody = Caller(
        subject="t/s", role="commission", area=None, unit=None, agency=None, purposes=("REPORTING",), expires=2**40
    )
    assert not _has(graph.hub().grants(nobody, dt.date(2026, 7, 15), "REPORTING"))


def _has(grants: Grants) -> bool:
    return "statistics" in reach_of(grants).roots


def test_an_answer_is_recorded_with_its_norms(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            record = audit_sink(Intents(log), b"k" * 32)
            engine = replace(graph.hub(), home=tmp_path, clock=lambda: TODAY, record=record)
            caller = Caller(
                subject="t/s",
                role="ministry",
                area=None,
                unit=None,
                agency=None,
                purposes=("REPORTING",),
                expires=2**40,
            )
            await _all_worked_out(graph, tmp_path)
            await execute(
                engine, caller, Request(query="{ statistics { asOf } }", variables={}, operation_name=None)
            )

    graph.run(work())
    [logged] = entries(tmp_path)
    assert (logged.entry["fields"], logged.entry["norms"], logged.entry["persons"]) == (
        ["Statistics.asOf"],
        ["1233-P"],
        [],
    )
