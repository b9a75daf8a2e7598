"""What the attack tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from security.limits.declared import Limits
from tests.conftest import Graph
from tests.proofs.attacks.closed_doors import Hidden, bring_open, deliver, load, open_person, people
from tests.proofs.attacks.door import Door
from tests.support.outside.hubs import Hub, Prepared, serving


@pytest.fixture
def door(graph: Graph, tmp_path: Path) -> Door:
    """The application with the limits that the hub ships."""
    return Door(graph, tmp_path, Limits())


@pytest.fixture(scope="session")
def hidden() -> dict[str, Hidden]:
    """People whom closed records alone know, by the door by which they came."""
    return people()


@pytest.fixture(scope="session")
def hub(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, hidden: dict[str, Hidden]) -> Iterator[Hub]:
    """A served hub with those people, and one whom an open record knows. Tests may add to it."""
    folder = tmp_path_factory.mktemp("closed")
    own = prepared.copied(folder / "home")
    load(own, folder / "loaded", hidden)
    # So little a minute that a charge for what is hidden shows in what is left.
    with serving(own, {"ORTAQ_LIMITS_COST_PER_MINUTE": "120000"}) as running:
        deliver(running, hidden)
        bring_open(running, open_person("Көрінетін"))
        running.rest()
        yield running
