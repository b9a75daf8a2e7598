"""A graph to write to, and a hub on it that is served on a port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.settings import Settings
from tests.conftest import Graph, Runner, _open
from tests.streams.graphs import two_areas
from tests.support.engines import EMBEDDED


@pytest.fixture(scope="session")
def written_graph(tmp_path_factory: pytest.TempPathFactory, run: Runner) -> Iterator[Graph]:
    """An embedded graph for tests that write."""
    yield from _open(EMBEDDED, tmp_path_factory.mktemp("streams"), run)


@pytest.fixture
def cities(written_graph: Graph) -> Graph:
    """That graph with two cities and nobody in them."""
    written_graph.run(two_areas(written_graph))
    return written_graph


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a hub of its own."""
    return Settings(home=tmp_path)
