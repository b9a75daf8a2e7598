"""Two populations, each written once: a small one to read line by line, a larger one to count."""

from pathlib import Path

import pytest

from synthetic import generate
from tests.population.fed import Fed


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Fed:
    """300 persons."""
    return _written(tmp_path_factory.mktemp("small"), 300)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Fed:
    """20 000 persons."""
    return _written(tmp_path_factory.mktemp("large"), 20_000)


def _written(out: Path, persons: int) -> Fed:
    generate(persons, 11, out)
    return Fed(out)
