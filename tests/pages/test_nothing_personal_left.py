"""After an official's work no address, no title and no storage of the browser names anybody, or says what was
entered.
"""

import json
import re
from urllib.parse import unquote

from playwright.async_api import Browser, Page, Request

from tests.conftest import Runner
from tests.pages.at_work import WORDS, AtWork, at_work
from tests.support.hubs import Served

IIN = re.compile(r"\b\d{12}\b")
WORD = re.compile(r"[^\W\d_]{4,}")
NAME_KEYS = ("familyName", "givenName", "patronymic", "iin", "phone")
"""Fields of answers that are personal wherever they stand."""

DAY = '.work-form input[type="date"]'
NOTE = ".work-form textarea"
STORED = """async () => {
  const databases = await indexedDB.databases();
  const caches_ = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) caches_.push(request.url);
  }
  return JSON.stringify([
    Object.entries(localStorage), Object.entries(sessionStorage), databases, caches_, document.cookie,
    history.state, window.name,
  ]);
}"""


def _personal(answer: object) -> set[str]:
    """What an answer says of persons."""
    if isinstance(answer, list):
        return {value for part in answer for value in _personal(part)}
    if not isinstance(answer, dict):
        return set()
    own = {value for key in NAME_KEYS if isinstance(value := answer.get(key), str) and len(value) > 3}
    return own.union(*(_personal(part) for part in answer.values())) if answer else own


async def _work(person: AtWork) -> str:
    """Look somebody up, read of them, enter something, and leave it there; gives what was typed in the search."""
    page = person.page
    await person.sign_in("head", "en")
    link = page.locator('.side a[href^="/person/"]').first
    typed = (await link.inner_text()).split()[0]
    await page.locator(".search-box input").fill(typed)
    await page.wait_for_selector("#search-hits li")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".search-form")
    await page.locator(".hits a").first.click()
    await page.wait_for_selector(".timeline li")
    await page.locator(".enter-deed select").select_option("assessRisk")
    await page.locator(".enter-deed button").click()
    await page.locator(DAY).first.fill("2025-11-30")
    if await page.locator(NOTE).count():
        await page.locator(NOTE).first.fill(WORDS)
    await person.press("Tab")
    return typed


async def _stored(page: Page) -> str:
    return str(await page.evaluate(STORED))


def test_addresses_titles_and_storage_name_nobody(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub) as person:
            page = person.page
            places: list[str] = []
            answers: list[object] = []

            async def keep(request: Request) -> None:
                if request.url.endswith("/graphql"):
                    response = await request.response()
                    answers.append(json.loads(await response.text()) if response else None)

            page.on("request", lambda request: places.append(unquote(request.url)))
            page.on("framenavigated", lambda frame: places.append(unquote(frame.url)))
            page.on("requestfinished", keep)
            typed = await _work(person)
            places.append(await page.title())
            stored = await _stored(page)
            personal = {WORDS, "2025-11-30", typed}.union(*(_personal(answer) for answer in answers))
            assert len(personal) > 10 and any(IIN.fullmatch(value) for value in personal)
            assert "ortaq-draft:" in stored, "no draft was kept, so that nothing was looked at"
            everything = "\n".join([*places, stored])
            assert sorted(value for value in personal if value in everything) == []
            assert IIN.findall("\n".join(places)) == []

    run(work())
