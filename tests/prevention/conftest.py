"""What the tests of duties share."""

import pytest

from tests.conftest import Graph
from tests.support.feeding.graphs import lawful


@pytest.fixture
def bare(empty_graph: Graph) -> Graph:
    """A graph with the law alone."""
    empty_graph.run(lawful(empty_graph))
    return empty_graph
