"""What the tests share: an engine of each kind, with the made-up country loaded once."""

import asyncio
import os
import shutil
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from graphql import GraphQLSchema
from hypothesis import settings

from adapters.bulk.load_files import load
from graph.engine.store import Address, Store, open_store
from prevention.grounds import require_lawful
from resolvers.engine.bookmarks import Bookmarks
from resolvers.engine.plan_cache import Plans
from resolvers.execute import Engine
from resolvers.visibility.schema_views import View
from schema.api.build import published
from schema.api.graphql_schema import graphql_schema
from security.authorization.caller import Grants
from security.vault.cursor_seal import CursorSeal, new_key
from synthetic import generate
from tests.support.engines import EMBEDDED, available, running, vault
from tests.support.groups import group_of, rank
from tests.support.hubs import demonstrated
from tests.support.java import lighten
from tests.support.outside.hubs import Prepared, prepare
from tests.support.policy_files import agreed_policy
from tests.support.resume import Resuming
from tests.support.sizes import described, in_full

# How long an example takes is for the benchmark to say: on a busy machine it would fail a test that holds.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

T = TypeVar("T")
PERSONS = 400
DEMONSTRATED = 60
SEED = 7


@dataclass(frozen=True)
class Runner:
    """Runs coroutines of one test session on one event loop: the driver's connections belong to it."""

    runner: asyncio.Runner

    def __call__(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)


@dataclass(frozen=True)
class Graph:
    """A running engine with its store, and the loop on which the store lives."""

    engine: str
    address: Address
    store: Store
    run: Runner

    def hub(self) -> Engine:
        """A hub on this graph, with nothing remembered. It takes questions on the whole schema, whoever asks, so
        that the guard alone decides what is answered.
        """
        plans = Plans(schema=graphql_schema(), dialect=self.store.dialect, narrow=whole)
        return Engine(
            store=self.store, plans=plans, policy=agreed_policy(), seal=CursorSeal(new_key()), bookmarks=Bookmarks()
        )


def whole(schema: GraphQLSchema, _grants: Grants) -> View:
    """A view that leaves nothing out."""
    return View(schema, "whole")


def pytest_configure(config: pytest.Config) -> None:
    """Before the workers start, so that they find what is kept."""
    if not config.option.collectonly:
        lighten()
        if in_full():
            config.pluginmanager.register(Resuming())


def pytest_report_header() -> list[str]:
    engines = available()
    left_out = [] if shutil.which("chromium") else ["browser: its tests are left out, since there is no Chromium"]
    if len(engines) == 1:
        without = "embedded; the Neo4j half is left out, since Java 17 or Maven is not on this machine"
        return [f"engines: {without}", *left_out, described()]
    return ["engines: " + ", ".join(engines), *left_out, described()]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers share the tests so that an engine, or a hub that files share, runs in one of them.

    Groups are named before pytest-xdist looks for them: it would see none.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    items.sort(key=rank)


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Feed files of a small made-up country."""
    directory = tmp_path_factory.mktemp("country")
    generate(PERSONS, SEED, directory)
    return directory


@pytest.fixture(scope="session")
def run() -> Iterator[Runner]:
    """Runs coroutines."""
    with asyncio.Runner() as runner:
        yield Runner(runner)


def _open(engine: str, home: Path, run: Runner) -> Iterator[Graph]:
    with running(engine, home) as address:
        opened = open_store(address, 60, vault(home), require_lawful)
        store = run(opened.__aenter__())
        try:
            run(store.prepare())
            yield Graph(engine, address, store, run)
        finally:
            run(opened.__aexit__(None, None, None))


@pytest.fixture(scope="session", params=available())
def empty_graph(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, run: Runner
) -> Iterator[Graph]:
    """Each engine, for tests that write records of their own."""
    yield from _open(request.param, tmp_path_factory.mktemp(f"empty-{request.param}"), run)


@pytest.fixture(scope="session", params=available())
def graph(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, run: Runner, country: Path
) -> Iterator[Graph]:
    """Each engine, with the small country loaded. Tests read it and leave it as it is."""
    for opened in _open(request.param, tmp_path_factory.mktemp(request.param), run):
        run(load(opened.store, country, lambda feed, done, size: None))
        yield opened


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory, run: Runner) -> Iterator[tuple[Graph, Graph]]:
    """Two embedded graphs side by side, for tests that fill them with made-up records."""
    first, second = (_open(EMBEDDED, tmp_path_factory.mktemp(name), run) for name in ("one", "other"))
    for one in first:
        for other in second:
            yield one, other


@pytest.fixture(scope="session")
def sdl() -> str:
    """The published schema."""
    return published().as_str()


@pytest.fixture(scope="session", autouse=True)
def _named_hub() -> None:
    """Tests inside this process call the hub by this name."""
    os.environ["ORTAQ_HOSTS"] = "hub,localhost,127.0.0.1"
    # Their tokens are the local issuer's. What a hub does without it is asked where it is off.
    os.environ["ORTAQ_LOCAL_ISSUER"] = "1"
    # How long a receipt is held is asked where it is longer.
    os.environ["ORTAQ_HOLD_SECONDS"] = "0.02"


@pytest.fixture(scope="session", autouse=True)
def _private_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """This process makes files as the hub does, and none in the folder of a hub that runs here. Whether the
    hub does is asked of hubs in processes of their own.
    """
    os.umask(0o077)
    os.environ["ORTAQ_HOME"] = str(tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The folder of a hub that holds bodies and nobody, for tests that serve it as a process. They copy it."""
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hub that has demonstrated with a few people, and was stopped. Tests serve a copy of it."""
    return demonstrated(tmp_path_factory.mktemp("demonstration"), DEMONSTRATED)
