"""A session that ends in the middle of a form: the page says so, shows nobody anything, and loses nothing."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.conftest import Runner
from tests.pages.at_work import WORDS, AtWork, at_work, texts
from tests.pages.sessions import end_session, names_on, shown, sign_in_again
from tests.support.hubs import Served

EXPECTED = ("the server responded with a status of 401",)
FORM = ".work-form"
GIVE_UP = f"{FORM} .actions button:last-child"
DAY = f'{FORM} input[type="date"]'
NOTE = f"{FORM} textarea"
ENTERED_DAY = "2025-11-30"
SENT = ("juvenile", "later", "1098-23.5", NOTE, WORDS)
KEPT = ("head", "overdue", "89-6.2", DAY, ENTERED_DAY)
"""Who enters what: the list and the norm of the duty, the field, and its value. The first is sent."""


@pytest.mark.parametrize(("language", "work"), [("kk", KEPT), ("ru", KEPT), ("en", SENT)])
def test_the_page_says_so_and_goes_on_after_signing_in_again(
    browser: Browser, demo_hub: Served, run: Runner, language: str, work: tuple[str, str, str, str, str]
) -> None:
    official, owed, norm, field, value = work

    async def enter() -> None:
        async with at_work(browser, demo_hub, language, expected=EXPECTED) as person:
            page = person.page
            await person.sign_in(official, language)
            await person.open_deed(owed, norm)
            await person.fill_in()
            await page.locator(field).first.fill(value)
            names, purpose = await names_on(person), await page.locator(".bar .purpose").inner_text()
            assert await shown(page, names)
            await end_session(page.context, demo_hub.url)
            await page.locator(f"{FORM} button[type=submit]").click()
            await page.locator("dialog[open]", has_text=texts(language)["ended"]["text"]).wait_for()
            assert await shown(page, names) == []
            await sign_in_again(page, official)
            assert await shown(page, names) == names
            assert await page.locator(".bar .purpose").inner_text() == purpose
            assert await page.locator(field).first.input_value() == value
            if work == SENT:
                assert texts(language)["form"]["done"] in await person.send()
            else:
                await page.locator(GIVE_UP).click()

    run(enter())


async def _assess(person: AtWork, path: str) -> str:
    """Open the form of a risk assessment, and give the day that stands in it."""
    page = person.page
    if not page.url.endswith(path):
        await page.goto(f"{person.hub.url}{path}")
    await page.locator(".enter-deed select").select_option("assessRisk")
    await page.locator(".enter-deed button").click()
    return await page.locator(DAY).first.input_value()


def test_after_a_reload_it_is_there_for_the_same_official_alone(
    browser: Browser, demo_hub: Served, run: Runner
) -> None:
    """The head of a unit and its inspector have the same form of one person."""

    async def work() -> None:
        async with at_work(browser, demo_hub, "en", expected=EXPECTED) as person:
            page, restored = person.page, person.page.get_by_text(texts("en")["form"]["restored"])
            await person.sign_in("head", "en")
            path = await page.locator('.side a[href^="/person/"]').first.get_attribute("href") or ""
            await _assess(person, path)
            await page.locator(DAY).first.fill(ENTERED_DAY)
            await end_session(page.context, demo_hub.url)
            await page.reload()
            await expect(page).to_have_url(re.compile("/sign-in.*message=ended"))

            await person.sign_in("precinct", "en", path)
            assert await _assess(person, path) != ENTERED_DAY
            await page.locator(DAY).first.fill("2025-11-29")
            assert not await restored.count()
            await end_session(page.context, demo_hub.url)

            await person.sign_in("head", "en", path)
            await _assess(person, path)
            await restored.wait_for()
            assert await page.locator(DAY).first.input_value() == ENTERED_DAY
            await page.locator(GIVE_UP).click()
            await page.wait_for_selector(FORM, state="detached")
            assert await _assess(person, path) != ENTERED_DAY

    run(work())
