"""What the tests of duties share."""

import pytest

from prevention.law import keep_law
from tests.conftest import Graph
from tests.feeding.graphs import emptied


@pytest.fixture
def bare(empty_graph: Graph) -> Graph:
    """A graph with the law alone."""
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(keep_law(empty_graph.store))
    return empty_graph
