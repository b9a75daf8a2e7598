"""A piece of each official's day, by keyboard alone: sign in, find what is owed, enter it, see it done."""

import json

import pytest
from playwright.async_api import Browser

from tests.conftest import Runner
from tests.pages.at_work import AtWork, at_work, texts
from tests.pages.refused_records import REFUSED
from tests.support.hubs import Served
from web.vendored import HERE

DAYS = (
    ("head", "overdue", "89-6.2", "ru", 1366),
    ("precinct", "later", "1095-24.1", "kk", 1024),
    ("juvenile", "later", "1098-23.9", "en", 1366),
    ("probation", "later", "517-9.1", "kk", 1366),
    ("analyst", "dueToday", "89-11b", "ru", 1024),
)
"""Who, in which list, what the duty stands on, in which language, on how wide a screen (CSS pixels)."""


READ = json.loads((HERE / "texts" / "ru" / "enums.json").read_text(encoding="utf-8"))["ReadingKind"]["READ"]


async def _open_deed(person: AtWork, owed: str, norm: str) -> str:
    await person.tab_to(f".count.{owed}")
    await person.press("Enter")
    await person.tab_to(".duties tbody tr")
    await person.press("j")
    await person.press("k")
    focused = person.page.locator(".duties tr:focus")
    for _ in await person.rows():
        if norm in await focused.locator(".norm-code").inner_text():
            break
        await person.press("j")
    row = " ".join((await focused.inner_text()).split())
    await person.press("Enter")
    await person.page.wait_for_selector(".work-form")
    return row


@pytest.mark.parametrize(("official", "owed", "norm", "language", "width"), DAYS)
def test_a_duty_is_found_entered_and_done(
    browser: Browser, demo_hub: Served, run: Runner, official: str, owed: str, norm: str, language: str, width: int
) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, language, width) as person:
            await person.sign_in(official, language)
            assert await person.page.locator("html").get_attribute("lang") == language
            assert texts(language)["today"]["title"] in await person.page.locator("h1").inner_text()
            row = await _open_deed(person, owed, norm)
            await person.fill_in()
            answer = await person.send()
            assert texts(language)["form"]["done"] in answer
            assert await person.page.locator(".work-done .norm").count()
            await person.press("Enter")
            await person.page.wait_for_selector(".work-done", state="detached")
            await person.gone(row)

    run(work())


def test_an_auditor_filters_who_read_whom(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, "ru", 1366) as person:
            await person.sign_in("auditor", "ru")
            await person.page.wait_for_selector(".filters")
            await person.settled()
            readings = person.page.locator("section", has=person.page.locator("select")).locator("tbody tr")
            await readings.first.wait_for()
            await person.tab_to("section select")
            async with person.page.expect_response("**/graphql"):
                await person.press("ArrowDown")
            await person.page.wait_for_selector("section:not([aria-busy=true]) select")
            kinds = {await row.locator("td").nth(1).inner_text() for row in await readings.all()}
            assert kinds == {READ}

    run(work())


def test_a_sender_looks_at_what_was_refused_and_drops_it(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, "en", 1024) as person:
            await person.sign_in("sender", "en", "/deliveries")
            cards = person.page.locator(".card")
            await cards.first.wait_for()
            assert await cards.count() == REFUSED
            words = await cards.first.inner_text()
            assert texts("en")["quarantine"]["other"] in words and "changedAt" in words
            await person.tab_to(".card .actions button")
            await person.press("Enter")
            original = person.page.locator(".card pre")
            await original.wait_for()
            assert "refused-" in await original.inner_text()
            await person.tab_to(".card .actions button:last-child")
            await person.press("Enter")
            # The focus goes to the button that keeps it.
            await person.page.wait_for_selector(".card .danger + button:focus")
            await person.press("Shift+Tab")
            await person.press("Enter")
            await cards.nth(REFUSED - 1).wait_for(state="detached")
            assert await cards.count() == REFUSED - 1

    run(work())
