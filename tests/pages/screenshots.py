"""``make pages``: pictures of every page, as made-up officials see it, in three languages and two widths.

They stand in docs/pages and are looked at by whoever changes a page. Everybody in them is invented.
"""

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, async_playwright

from tests.pages.at_work import AtWork, at_work
from tests.pages.refused_records import deliver_refused
from tests.support.browser import COMMAND
from tests.support.hubs import Served, free_port, served

PERSONS = 300
LANGUAGES = ("kk", "ru", "en")
WIDTHS = (1366, 1024)
QUALITY = 60

Steps = Callable[[AtWork], Awaitable[None]]


@dataclass(frozen=True)
class Picture:
    """A page: its name, who looks at it, where they begin, and what they do before the picture is taken."""

    name: str
    official: str
    path: str
    steps: Steps | None = None


async def _open_form(person: AtWork) -> None:
    await person.tab_to(".duties tbody tr")
    await person.press("Enter")
    await person.page.wait_for_selector(".work-form")
    await person.settled()


async def _search(person: AtWork) -> None:
    name = (await person.page.locator(".duties tbody td a[href^='/person/']").first.inner_text()).split()[0]
    await person.tab_to(".search-box input")
    await person.page.keyboard.type(name[:3])
    await person.press("Enter")
    await person.page.wait_for_selector("main .hits li, main .hits tr, main ol li")
    await person.settled()


async def _open_person(person: AtWork) -> None:
    await person.tab_to(".duties tbody td a[href^='/person/']")
    await person.press("Enter")
    await person.page.wait_for_selector(".record .side li, .record .side tr, .record .side p")
    await person.settled()


async def _open_case(person: AtWork) -> None:
    """Open a case of the first person on the list who has one."""
    for link in await person.page.locator(".duties tbody td a[href^='/person/']").all():
        address = await link.get_attribute("href")
        await person.page.goto(f"{person.hub.url}{address}")
        await person.page.wait_for_selector(".record .side li, .record .side p")
        await person.settled()
        if await person.page.locator("main a[href^='/case/']").count():
            break
        await person.page.go_back()
        await person.page.wait_for_selector(".duties tbody tr")
    await person.tab_to("main a[href^='/case/']")
    await person.press("Enter")
    await person.page.wait_for_selector(".record h1")
    await person.settled()


PICTURES = (
    Picture("today", "head", "/today"),
    Picture("form", "head", "/today", _open_form),
    Picture("search", "head", "/today", _search),
    Picture("person", "head", "/today", _open_person),
    Picture("case", "head", "/today", _open_case),
    Picture("links", "analyst", "/links"),
    Picture("audit", "auditor", "/audit"),
    Picture("deliveries", "sender", "/deliveries"),
    Picture("about", "head", "/about"),
)


async def _sign_in_page(browser: Browser, hub: Served, folder: Path, language: str, width: int) -> None:
    async with at_work(browser, hub, language, width) as person:
        await person.page.goto(f"{hub.url}/sign-in?lang={language}")
        await _keep(person, folder / f"sign-in-{language}-{width}.jpg")


async def _take(browser: Browser, hub: Served, folder: Path, picture: Picture, language: str, width: int) -> None:
    async with at_work(browser, hub, language, width) as person:
        await person.sign_in(picture.official, language, picture.path)
        if picture.steps is not None:
            await picture.steps(person)
        await _keep(person, folder / f"{picture.name}-{language}-{width}.jpg")


async def _keep(person: AtWork, path: Path) -> None:
    await person.page.screenshot(path=path, type="jpeg", quality=QUALITY)
    sys.stderr.write(f"{path}\n")


async def _take_all(hub: Served, folder: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which(COMMAND))
        for language in LANGUAGES:
            for width in WIDTHS:
                await _sign_in_page(browser, hub, folder, language, width)
                for picture in PICTURES:
                    await _take(browser, hub, folder, picture, language, width)
        await browser.close()


def main() -> None:
    """Take the pictures into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home, served(Path(home), free_port(), PERSONS) as hub:
        deliver_refused(Path(home), hub.url)
        asyncio.run(_take_all(hub, folder))


if __name__ == "__main__":
    main()
