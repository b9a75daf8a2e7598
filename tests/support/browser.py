"""A real browser for tests of pages: Debian's Chromium, driven by Playwright, and watched while it is used.

Tests drive it by Playwright's asynchronous interface on the session's loop (the fixture ``run``): the other
interface keeps a loop of its own running, beside which no test can use ``run``. Under a strict policy of contents
wait for selectors (``page.wait_for_selector``), not for functions.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Request, async_playwright

from tests.conftest import Runner

COMMAND = "chromium"
_ACCEPTED = ("log", "info", "debug", "timeEnd", "startGroup", "startGroupCollapsed", "endGroup")


def available_browsers() -> list[str]:
    """The browser of this machine, if it has one. In CI it must be there."""
    path = shutil.which(COMMAND)
    return [path or COMMAND] if path or os.environ.get("CI") else []


@pytest.fixture(scope="session", params=available_browsers())
def browser(request: pytest.FixtureRequest, run: Runner) -> Iterator[Browser]:
    """A running browser. Import this fixture where it is used."""
    manager = async_playwright()
    playwright = run(manager.__aenter__())
    opened = run(playwright.chromium.launch(executable_path=request.param))
    yield opened
    run(opened.close())
    run(manager.__aexit__(None, None, None))


@dataclass
class Watch:
    """What goes wrong on pages of ``origin``: errors and warnings of the console, violations of the policy of
    contents (the console has them too), scripts that fail, and requests to any other host.

    ``expected`` are parts of texts of the console that a test brings about itself.
    """

    origin: str
    expected: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)

    def observe(self, context: BrowserContext) -> None:
        """Look at all that happens in ``context`` from now on."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        text = f"{message.type}: {message.text} {message.location.get('url', '')}"
        on_page = message.page is not None and message.page.url.startswith(self.origin)
        if on_page and message.type not in _ACCEPTED and not any(part in text for part in self.expected):
            self.problems.append(text)

    def _on_request(self, request: Request) -> None:
        if request.is_navigation_request() or request.url.startswith(("data:", "blob:")):
            return
        if request.frame.url.startswith(self.origin) and not request.url.startswith(f"{self.origin}/"):
            self.problems.append(f"request to another host: {request.url}")


@asynccontextmanager
async def watched(
    browser: Browser, origin: str, language: str = "en", expected: tuple[str, ...] = ()
) -> AsyncIterator[BrowserContext]:
    """A browser that has been nowhere, until the end of the block. The test fails if anything went wrong meanwhile
    on the pages of ``origin`` (``http://127.0.0.1:8000``).
    """
    context = await browser.new_context(locale=language)
    watch = Watch(origin, expected)
    watch.observe(context)
    try:
        yield context
    finally:
        await context.close()
    assert watch.problems == []
