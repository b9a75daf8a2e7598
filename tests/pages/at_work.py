"""An official at a browser, with a keyboard and nothing else."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Page

from tests.support.browser import watched
from tests.support.hubs import Served
from web.vendored import HERE

WORDS = "Жүргізілген жұмыс 12"
"""What is entered where words are asked: of no person."""

_MOST_TABS = 120
_LOOKS, _LOOK_MS = 150, 100
_FOCUSED = """() => {
  const element = document.activeElement;
  return {
    tag: element.tagName, type: element.type ?? "", value: element.value ?? "",
    required: element.getAttribute("aria-required") === "true", invalid: element.getAttribute("aria-invalid"),
    name: element.name ?? "", inForm: !!element.closest(".work-form"),
  };
}"""


def texts(language: str) -> Any:
    """The texts of the pages in a language."""
    return json.loads((HERE / "texts" / language / "pages.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class AtWork:
    """Somebody who works with ``page`` of the hub, by keyboard alone."""

    page: Page
    hub: Served

    async def tab_to(self, selector: str) -> None:
        """Go on from what has the focus, by Tab, until it is on something that ``selector`` matches."""
        for _ in range(_MOST_TABS):
            await self.page.keyboard.press("Tab")
            if await self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab does not lead to {selector}")

    async def press(self, key: str) -> None:
        """Press a key."""
        await self.page.keyboard.press(key)

    async def sign_in(self, official: str, language: str, path: str = "/today") -> None:
        """Sign in as a made-up official, and choose the first purpose where there is a choice."""
        await self.page.goto(f"{self.hub.url}/sign-in?lang={language}&next={path}")
        await self.tab_to(f'button[value="{official}"]')
        await self.press("Enter")
        await self.begin_work()

    async def begin_work(self) -> None:
        """Take the first purpose, where one is to be chosen."""
        await self.page.wait_for_selector(".bar .purpose")
        if await self.page.locator("dialog[open]").count():
            await self.tab_to('dialog input[name="purpose"]')
            await self.press("Enter")
            await self.page.wait_for_selector("dialog[open]", state="detached")
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing on the page is being fetched."""
        await self.page.wait_for_selector("main h1")
        await self.page.locator("main .loading").first.wait_for(state="detached")

    async def rows(self) -> list[str]:
        """The rows of the duties that are shown, each as its text."""
        return [" ".join(text.split()) for text in await self.page.locator(".duties tbody tr").all_inner_texts()]

    async def gone(self, row: str) -> None:
        """Wait until a duty is no longer among those that are shown: what a deed does is worked out after it."""
        for _ in range(_LOOKS):
            if row not in await self.rows():
                return
            await self.page.wait_for_timeout(_LOOK_MS)
        raise AssertionError(f"still owed: {row}")

    async def open_deed(self, owed: str, norm: str) -> None:
        """Open the form of the duty that stands on ``norm``, in one of the lists."""
        await self.page.locator(f".count.{owed}").click()
        code = self.page.locator(".norm-code", has_text=re.compile(rf"(^| ){re.escape(norm)}( |$)"))
        await self.page.locator(".duties tbody tr", has=code).locator(".deed").first.click()
        await self.page.wait_for_selector(".work-form")

    async def fill_in(self) -> None:
        """Go through the form that is open, and give each input that must be given and is empty a value."""
        form = self.page.locator(".work-form")
        for _ in range(_MOST_TABS):
            focused = await self.page.evaluate(_FOCUSED)
            if focused["inForm"] and focused["type"] == "submit":
                return
            if focused["inForm"] and focused["required"] and not focused["value"]:
                await self._give(focused)
            await self.press("Tab")
        raise AssertionError(f"the form has no end: {await form.inner_text()}")

    async def _give(self, focused: dict[str, Any]) -> None:
        if focused["tag"] == "SELECT":
            await self.press("ArrowDown")
        elif focused["tag"] == "TEXTAREA":
            await self.page.keyboard.type(WORDS)
        else:
            raise AssertionError(f"nothing is known for {focused}")

    async def send(self) -> str:
        """Send the form, and read the hub's answer; the focus is on the way back to the list then."""
        await self.tab_to_submit()
        await self.press("Enter")
        answer = self.page.locator(".work-done, .work-form .error, .work-form .problem").first
        await answer.wait_for()
        assert await self.page.locator(".work-done").count(), await self.page.locator(".side").inner_text()
        return await self.page.locator(".work-done").inner_text()

    async def tab_to_submit(self) -> None:
        """Go to the button that sends, unless the focus is there."""
        if not await self.page.evaluate("document.activeElement.matches('.work-form button[type=submit]')"):
            await self.tab_to(".work-form button[type=submit]")


@asynccontextmanager
async def at_work(
    browser: Browser, hub: Served, language: str = "en", width: int = 1366, expected: tuple[str, ...] = ()
) -> AsyncIterator[AtWork]:
    """Somebody at a browser of their own, which is watched."""
    async with watched(browser, hub.url, language=language, expected=expected) as context:
        page = await context.new_page()
        await page.set_viewport_size({"width": width, "height": 768})
        yield AtWork(page, hub)
