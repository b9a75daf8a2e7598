"""What the attack tests share."""

from pathlib import Path

import pytest

from security.limits import Limits
from tests.attacks.door import Door
from tests.conftest import Graph


@pytest.fixture
def door(graph: Graph, tmp_path: Path) -> Door:
    """The application with the limits that the hub ships."""
    return Door(graph, tmp_path, Limits())
