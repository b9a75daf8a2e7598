"""The log of changes: positions are the order of commits, on each engine; what moves with a record is in it."""

import asyncio
import datetime as dt
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from graph.engine.unit_of_work import UnitOfWork
from graph.write import change_log
from graph.write.commit import commit
from tests.conftest import Graph
from tests.streams.graphs import emptied


async def _append(graph: Graph, ids: list[str]) -> None:
    async def job(work: UnitOfWork) -> None:
        work.touch(ids)

    await commit(graph.store, job)


@pytest.fixture
def empty(empty_graph: Graph) -> Iterator[Graph]:
    empty_graph.run(emptied(empty_graph))
    yield empty_graph
    # Whoever comes next must not find changes that no counter has counted.
    empty_graph.run(emptied(empty_graph))


def test_nothing_yet(empty: Graph) -> None:
    assert empty.run(change_log.last(empty.store)) == 0
    assert empty.run(change_log.after(empty.store, 0, 10)) == []


def test_positions_follow_one_another_from_one(empty: Graph) -> None:
    for name in ("a", "b", "a"):
        empty.run(_append(empty, [name]))
    found = empty.run(change_log.after(empty.store, 0, 10))
    assert [(each.position, each.ids) for each in found] == [(1, ("a",)), (2, ("b",)), (3, ("a",))]
    assert empty.run(change_log.last(empty.store)) == 3
    assert dt.datetime.fromisoformat(found[0].at).tzinfo is dt.UTC


def test_a_long_list_is_several_changes_and_each_id_is_named_once(empty: Graph) -> None:
    ids = [f"per_{number}" for number in range(2_500)]
    empty.run(_append(empty, [*ids, *ids]))
    found = empty.run(change_log.after(empty.store, 0, 10))
    assert [len(each.ids) for each in found] == [1_000, 1_000, 500]
    assert [every for each in found for every in each.ids] == ids


def test_a_page_begins_after_its_position(empty: Graph) -> None:
    for number in range(5):
        empty.run(_append(empty, [f"per_{number}"]))
    assert [each.position for each in empty.run(change_log.after(empty.store, 2, 2))] == [3, 4]


def test_writers_side_by_side_get_positions_without_gaps(empty: Graph) -> None:
    async def many() -> None:
        work: list[Coroutine[Any, Any, None]] = [_append(empty, [f"per_{number}"]) for number in range(24)]
        await asyncio.gather(*work)

    empty.run(many())
    found = empty.run(change_log.after(empty.store, 0, 100))
    assert [each.position for each in found] == list(range(1, 25))
    assert {each.ids[0] for each in found} == {f"per_{number}" for number in range(24)}


def test_what_was_not_committed_is_no_change(empty: Graph) -> None:
    async def fails(work: UnitOfWork) -> None:
        work.touch(["per_1"])
        raise LookupError

    with pytest.raises(LookupError):
        empty.run(commit(empty.store, fails))
    empty.run(_append(empty, ["per_2"]))
    assert [(c.position, c.ids) for c in empty.run(change_log.after(empty.store, 0, 10))] == [(1, ("per_2",))]


def test_a_gap_is_waited_for(empty: Graph) -> None:
    """What a reader must not skip: a change that it cannot see yet, though it sees a later one."""

    async def job(work: UnitOfWork) -> None:
        for position in (1, 2, 4):
            text = "CREATE (:Change {position: $position, ids: ['per_1'], at: ''})"
            await work.rows(text, position=position)

    empty.run(commit(empty.store, job))
    assert [each.position for each in empty.run(change_log.after(empty.store, 0, 10))] == [1, 2]
