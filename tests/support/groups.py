"""Which tests one worker runs, and in what order the groups are begun: what takes long first.

A group shares what is dear to make: an engine with what is in it, or the folder of a hub. Else it is a file.
"""

import pytest

from tests.support.engines import EMBEDDED, NEO4J

GRAPHS = ("empty_graph", "graph")
"""Fixtures of an engine with a process of its own for each of the two kinds."""

SHARED = ("pair", "prepared", "demonstration", "written_graph", "large")
"""Other fixtures that are made once a worker."""

LONG = (
    *(f"{engine} {graph}" for graph in GRAPHS for engine in (NEO4J, EMBEDDED)),
    *SHARED,
    *("test_kills", "test_declarations", "test_docs", "test_private_folder"),
)
"""Groups from the longest on; all others take less, and fill up what is left of either worker's time."""


def group_of(item: pytest.Item) -> str:
    """The group of a test."""
    fixtures = getattr(item, "fixturenames", ())
    engine = next((value for value in _parameters(item) if value in (EMBEDDED, NEO4J)), None)
    graph = next((name for name in GRAPHS if name in fixtures), None)
    if engine and graph:
        return f"{engine} {graph}"
    return next((name for name in SHARED if name in fixtures), item.path.stem)


def rank(item: pytest.Item) -> int:
    """When the group of a test is begun."""
    group = group_of(item)
    return LONG.index(group) if group in LONG else len(LONG)


def _parameters(item: pytest.Item) -> tuple[object, ...]:
    return tuple(item.callspec.params.values()) if isinstance(item, pytest.Function) and _is_called(item) else ()


def _is_called(item: pytest.Function) -> bool:
    """Whether the test has parameters."""
    return hasattr(item, "callspec")
