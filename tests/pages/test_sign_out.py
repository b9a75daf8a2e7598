"""After a sign-out no tab of the browser has anything of a person, and going back shows nothing."""

import re

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.conftest import Runner
from tests.pages.at_work import AtWork, at_work
from tests.pages.sessions import end_session, in_document, persons_on
from tests.support.hubs import Served

EXPECTED = ("the server responded with a status of 401",)
SIGN_IN = re.compile(r"/sign-in(\?|$)")
STEPS_BACK = 4


async def _at_person(person: AtWork) -> list[str]:
    """Go from the list to a person and to the search, so that there is something to go back to."""
    names = await persons_on(person)
    await person.page.locator('.side a[href^="/person/"]').first.click()
    await person.page.wait_for_selector(".timeline li")
    names += await person.page.locator("main h1").all_inner_texts()
    await person.page.locator('.bar nav a[href="/search"]').click()
    await person.page.wait_for_selector(".search-form")
    await person.page.go_back()
    await person.page.wait_for_selector(".timeline li")
    assert await in_document(person.page, names)
    return names


async def _second_tab(context: BrowserContext, person: AtWork) -> AtWork:
    tab = AtWork(await context.new_page(), person.hub)
    await tab.page.goto(f"{person.hub.url}/today")
    await tab.settled()
    return tab


async def _goes_back_to_nothing(page: Page, names: list[str]) -> None:
    for _ in range(STEPS_BACK):
        await page.go_back()
        await page.wait_for_load_state()
        assert not await in_document(page, names), page.url


def test_every_tab_forgets(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, "en") as person:
            await person.sign_in("head", "en")
            other = await _second_tab(person.page.context, person)
            names = await _at_person(person) + await _at_person(other)
            await person.page.locator(".me > button").click()
            await person.page.locator(".who button").click()
            for page in (person.page, other.page):
                await expect(page).to_have_url(SIGN_IN)
                assert not await in_document(page, names)
                assert await page.evaluate("Object.keys(localStorage).length") == 0
                await _goes_back_to_nothing(page, names)

    run(work())


def test_another_official_signs_in_beside_an_open_tab(browser: Browser, demo_hub: Served, run: Runner) -> None:
    """Who was there before has not signed out, and the tab is left as it was."""

    async def work() -> None:
        async with at_work(browser, demo_hub, "en", expected=EXPECTED) as person:
            await person.sign_in("head", "en")
            names = await _at_person(person)
            tab = AtWork(await person.page.context.new_page(), demo_hub)
            await tab.sign_in("auditor", "en", "/about")
            await person.page.wait_for_selector("text=Виктор Ли")
            assert not await in_document(person.page, names)
            await _goes_back_to_nothing(person.page, names)

    run(work())


def test_a_tab_that_comes_to_the_front_looks_at_once(browser: Browser, demo_hub: Served, run: Runner) -> None:
    """A browser without a screen never hides a tab: the test says that it has come to the front."""

    async def work() -> None:
        async with at_work(browser, demo_hub, "en", expected=EXPECTED) as person:
            page = person.page
            await person.sign_in("head", "en")
            names = await persons_on(person)
            await end_session(page.context, demo_hub.url)
            await page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')) }")
            await page.wait_for_selector("dialog[open]")
            text = await page.locator("body").inner_text()
            assert [name for name in names if name in text] == []
            await page.locator("dialog[open] a").click()
            await expect(page).to_have_url(SIGN_IN)
            await _goes_back_to_nothing(page, names)

    run(work())
