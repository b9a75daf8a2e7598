"""What the tests of pages share: a demonstration with officials, and with records that were refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.refused_records import deliver_refused
from tests.support.browser import browser
from tests.support.hubs import Served, copied, free_port, served

__all__ = ["browser"]

PERSONS = 60


@pytest.fixture(scope="session")
def demo_hub(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A hub that demonstrates. Tests that enter work in it leave the work of the others alone."""
    home = copied(demonstration, tmp_path_factory.mktemp("pages") / "home")
    with served(home, free_port(), PERSONS) as hub:
        deliver_refused(home, hub.url)
        yield hub
