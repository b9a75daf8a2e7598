"""What the tests of sign-in share: a hub with a provider, and one that demonstrates."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from hub.settings import Settings
from tests.conftest import Runner
from tests.identity.provider_process import NPM, Provider, provider_process
from tests.sign_in.person import Person
from tests.sign_in.site import Site, issuers_file, person_at, running_app
from tests.support.hubs import copied


@pytest.fixture(scope="session", params=NPM)
def provider(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A partner's certified provider, where npm is."""
    with provider_process(request.param, tmp_path_factory.mktemp("partner") / "provider") as opened:
        yield opened


@pytest.fixture(scope="session")
def site(
    provider: Provider, run: Runner, demonstration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A hub that demonstrates nothing, whose local issuer is on."""
    folder = tmp_path_factory.mktemp("site")
    home = copied(demonstration, folder / "home")
    settings = Settings(home=home, issuers=issuers_file(folder, provider))
    with running_app(settings, run) as app:
        yield Site(app, run, provider)


@pytest.fixture
def people(site: Site) -> Site:
    """The hub, and the provider as it is at the beginning."""
    site.provide()
    return site


@pytest.fixture(scope="session")
def demo_app(run: Runner, demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starlette]:
    """A hub that demonstrates."""
    home = copied(demonstration, tmp_path_factory.mktemp("demo") / "home")
    with running_app(Settings(home=home), run, demo=True) as app:
        yield app


@pytest.fixture
def official(demo_app: Starlette, run: Runner) -> Person:
    """Somebody who comes to a hub that demonstrates."""
    return person_at(demo_app, run)
