"""On every page in each language axe-core finds nothing (WCAG 2.2 AA and good practice), and no page scrolls
sideways on a screen of 800 pixels or more.
"""

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Browser, Page

from tests.conftest import Runner
from tests.pages.accessibility import too_wide, violations
from tests.pages.at_work import AtWork, at_work
from tests.support.hubs import Served

LOOKS: tuple[tuple[str, Literal["light", "dark"]], ...] = (("kk", "light"), ("ru", "dark"), ("en", "light"))
OTHERS = (("analyst", "/links"), ("auditor", "/audit"), ("sender", "/deliveries"))
"""Pages that the head of a unit does not have, and who has them."""

CASE_NUMBER = """() => fetch("/graphql", {
  method: "POST",
  headers: { "Content-Type": "application/json", Accept: "application/json" },
  body: JSON.stringify({ query: "{ cases(first: 1) { nodes { number } } }" }),
}).then(answer => answer.json()).then(({ data }) => data.cases.nodes[0].number)"""


async def _signing_in(person: AtWork, language: str) -> AsyncIterator[str]:
    page = person.page
    await page.goto(f"{person.hub.url}/sign-in?lang={language}&next=/today")
    yield "sign-in"
    await page.locator('button[value="head"]').click()
    await page.wait_for_selector("dialog[open]")
    yield "the choice of a purpose"
    await person.begin_work()


async def _at_a_form(page: Page) -> AsyncIterator[str]:
    await page.wait_for_selector(".duties tbody tr")
    yield "today"
    await page.locator(".me > button").click()
    yield "who I am"
    await page.locator(".me > button").click()
    await page.locator(".duties .deed").first.click()
    await page.wait_for_selector(".work-form")
    yield "a form"
    await page.locator(".work-form textarea").first.fill("")
    await page.locator(".work-form button[type=submit]").click()
    yield "a form with what is missing"


async def _looking_up(person: AtWork) -> AsyncIterator[str]:
    page, url = person.page, person.hub.url
    link = page.locator('.duties a[href^="/person/"]').first
    name, address = (await link.inner_text()).split()[0], await link.get_attribute("href")
    await page.locator(".search-box input").fill(name)
    await page.wait_for_selector("#search-hits li")
    await page.keyboard.press("ArrowDown")
    yield "hits in the bar"
    await page.goto(f"{url}/search")
    await page.locator(".search-form input[type=search]").fill(name)
    await page.wait_for_selector(".hits li")
    yield "search"
    await page.goto(f"{url}{address}")
    await page.wait_for_selector(".timeline li")
    yield "a person"
    await page.goto(f"{url}/case/{await page.evaluate(CASE_NUMBER)}")
    await page.wait_for_selector(".timeline li")
    yield "a case"
    await page.goto(f"{url}/about")
    await person.settled()
    yield "about"


async def _pages(person: AtWork, language: str) -> AsyncIterator[str]:
    for part in (_signing_in(person, language), _at_a_form(person.page), _looking_up(person)):
        async for name in part:
            yield name


@pytest.mark.parametrize(("language", "colours"), LOOKS)
def test_nothing_is_found_on_any_page(
    browser: Browser, demo_hub: Served, run: Runner, language: str, colours: Literal["light", "dark"]
) -> None:
    found: list[str] = []

    async def look(page: Page, name: str) -> None:
        found.extend(f"{name}: {text}" for text in [*await violations(page), *await too_wide(page)])

    async def work() -> None:
        async with at_work(browser, demo_hub, language) as person:
            await person.page.emulate_media(color_scheme=colours)
            async for name in _pages(person, language):
                await look(person.page, name)
        for official, path in OTHERS:
            async with at_work(browser, demo_hub, language) as person:
                await person.page.emulate_media(color_scheme=colours)
                await person.sign_in(official, language, path)
                await look(person.page, path)

    run(work())
    assert found == []


def test_what_is_wrong_is_found(browser: Browser, run: Runner) -> None:
    """The two checks see a button without a name, grey on grey, and what is wider than the window."""

    async def work() -> tuple[list[str], list[str]]:
        context = await browser.new_context()
        page = await context.new_page()
        await page.set_content(
            '<html lang="en"><title>x</title><main><h1>x</h1><p style="color:#ccc;background:#fff">faint</p>'
            '<a href="/a">a</a><button></button><div style="width:900px">x</div></main></html>'
        )
        seen = await violations(page), await too_wide(page)
        await context.close()
        return seen

    found, wide = run(work())
    assert {text.partition(":")[0] for text in found} >= {"button-name", "color-contrast"}
    assert wide and all(text.startswith("at 800:") for text in wide)
