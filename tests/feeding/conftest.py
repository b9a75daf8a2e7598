"""What the tests of feeds share."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from adapters.systems import FEEDS
from security.limits.declared import Limits
from tests.conftest import Graph
from tests.support.feeding.doors import ALL, Door, opened
from tests.support.feeding.graphs import emptied

T = TypeVar("T")


class Play:
    """Plays a scene at the doors of the application on an empty graph."""

    def __init__(self, graph: Graph, home: Path) -> None:
        self.graph = graph
        self.home = home

    def __call__(self, scene: Callable[[Door], Awaitable[T]], limits: Limits | None = None) -> T:
        async def work() -> T:
            async with opened(self.graph, self.home, limits) as door:
                return await scene(door)

        return self.graph.run(work())


@pytest.fixture
def play(empty_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    for feed in ALL:
        monkeypatch.setitem(FEEDS, feed.name, feed)
    empty_graph.run(emptied(empty_graph))
    return Play(empty_graph, tmp_path)
