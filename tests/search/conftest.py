"""The country that is searched."""

from collections.abc import Iterator

import pytest

from adapters.bulk.load_files import load
from graph.engine.store import open_store
from prevention.grounds import require_lawful
from synthetic import generate
from tests.conftest import PERSONS, SEED, Graph, Runner
from tests.support.engines import available, running, vault
from tests.support.sizes import SEARCHED


@pytest.fixture(scope="session", params=available())
def searched_graph(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, run: Runner, country: object
) -> Iterator[Graph]:
    """Each engine with a country of so many persons as are searched, and no fewer than the small one has."""
    home = tmp_path_factory.mktemp(f"searched-{request.param}")
    folder = tmp_path_factory.mktemp("searched")
    generate(max(SEARCHED, PERSONS), SEED, folder)
    with running(request.param, home) as address:
        opened = open_store(address, 60, vault(home), require_lawful)
        store = run(opened.__aenter__())
        try:
            run(store.prepare())
            run(load(store, folder, lambda feed, done, size: None))
            yield Graph(request.param, address, store, run)
        finally:
            run(opened.__aexit__(None, None, None))
