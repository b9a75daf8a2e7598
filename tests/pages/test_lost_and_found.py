"""The database or the network goes away and comes back: the page says so, keeps what is entered, and goes on by
itself.
"""

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from playwright.async_api import Browser

from tests.conftest import Runner
from tests.pages.at_work import WORDS, AtWork, at_work, texts
from tests.pages.conftest import PERSONS
from tests.support.hubs import Served, copied, free_port, served

EXPECTED = ("the server responded with a status of 503", "net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")
TEXTS = texts("en")
DUTY = ("later", "1098-15")
NOTE = ".work-form textarea"
SEND = ".work-form button[type=submit]"
BANNER = ".banner"
BACK_MS = 90_000


@pytest.fixture(scope="module")
def home(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hub whose graph may be taken away."""
    return copied(demonstration, tmp_path_factory.mktemp("away") / "home")


@pytest.fixture(scope="module")
def own_hub(home: Path) -> Iterator[Served]:
    """A hub that is nobody else's."""
    with served(home, free_port(), PERSONS) as hub:
        yield hub


@asynccontextmanager
async def _stopped_graph(home: Path) -> AsyncIterator[None]:
    """The graph's process is killed at the beginning of the block: the hub starts it again."""
    graph = psutil.Process(int((home / "graph" / "pid").read_text()))
    graph.send_signal(signal.SIGKILL)
    yield


@asynccontextmanager
async def _offline(person: AtWork) -> AsyncIterator[None]:
    await person.page.context.set_offline(True)
    yield
    await person.page.context.set_offline(False)


# The second one enters it, and it is owed no longer.
@pytest.mark.parametrize("away", ["UNREACHABLE", "GRAPH_DOWN"])
def test_the_page_keeps_what_is_entered_and_goes_on_by_itself(
    browser: Browser, own_hub: Served, home: Path, run: Runner, away: str
) -> None:
    async def work() -> None:
        async with at_work(browser, own_hub, expected=EXPECTED) as person:
            await person.sign_in("juvenile", "en")
            await person.open_deed(*DUTY)
            await person.fill_in()
            await person.page.locator(NOTE).first.fill(WORDS)
            looking = AtWork(await person.page.context.new_page(), own_hub)
            await looking.page.goto(f"{own_hub.url}/about")
            await looking.settled()
            async with _stopped_graph(home) if away == "GRAPH_DOWN" else _offline(person):
                await person.page.locator(SEND).click()
                await person.page.locator(".work-form .error").wait_for()
                assert TEXTS["away"][away] in await person.page.locator(BANNER).inner_text()
                assert await person.page.locator(NOTE).first.input_value() == WORDS
                await looking.page.locator('.bar nav a[href="/today"]').click()
                await looking.page.locator("main .error").first.wait_for()
            await looking.page.locator(".count.later").wait_for(timeout=BACK_MS)
            await person.page.locator(BANNER).wait_for(state="detached", timeout=BACK_MS)
            assert not await looking.page.locator("main .error").count()
            assert await person.page.locator(NOTE).first.input_value() == WORDS
            if away == "UNREACHABLE":
                await person.page.locator(".work-form .actions button:last-child").click()
            else:
                assert TEXTS["form"]["done"] in await person.send()

    run(work())
