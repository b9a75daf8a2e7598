"""One form in two tabs, and one that is sent twice: nothing entered is lost, and nothing is done twice unasked."""

import json
from typing import Any

from playwright.async_api import Browser, Page, Route

from tests.conftest import Runner
from tests.pages.at_work import AtWork, at_work, texts
from tests.support.hubs import Served

FORM = texts("en")["form"]
DUTY = ("later", "1098-23.2")
OTHER_DUTY = ("later", "1098-23.3")
NOTE = ".work-form textarea"
SEND = ".work-form button[type=submit]"
GIVE_UP = ".work-form .actions button:last-child"
ONE, OTHER = "Бірінші терезе", "Екінші терезе"
LOST = ("net::ERR_FAILED",)


async def _open(tab: AtWork, duty: tuple[str, str] = DUTY) -> None:
    await tab.open_deed(*duty)
    await tab.fill_in()


async def _entered(tab: AtWork) -> str:
    return await tab.page.locator(NOTE).first.input_value()


async def _reload(tab: AtWork) -> str:
    """Load the page anew, open the form again, and read what stands in it."""
    await tab.page.reload()
    await tab.settled()
    await tab.open_deed(*DUTY)
    await tab.page.get_by_text(FORM["restored"]).wait_for()
    return await _entered(tab)


def test_tabs_do_not_disturb_each_other(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub) as one:
            await one.sign_in("juvenile", "en")
            other = AtWork(await one.page.context.new_page(), demo_hub)
            await other.page.goto(f"{demo_hub.url}/today")
            await other.settled()
            for tab, words in ((one, ONE), (other, OTHER)):
                await _open(tab)
                await tab.page.locator(NOTE).first.fill(words)
            assert (await _entered(one), await _entered(other)) == (ONE, OTHER)
            assert (await _reload(one), await _reload(other)) == (ONE, OTHER)

            assert FORM["done"] in await one.send()
            await other.page.get_by_text(FORM["sentElsewhere"]).wait_for()
            assert await _entered(other) == OTHER
            assert await other.page.locator(SEND).inner_text() == FORM["sendAgain"]

    run(work())


async def _lose_the_answer(page: Page) -> list[dict[str, Any]]:
    """Let the hub do what is sent, and the page not hear of it; gives the answers."""
    answers: list[dict[str, Any]] = []

    async def lose(route: Route) -> None:
        if not json.loads(route.request.post_data or "{}")["query"].startswith("mutation"):
            await route.continue_()
            return
        headers = {**await route.request.all_headers(), "sec-fetch-site": "same-origin"}
        answers.append(await (await route.fetch(headers=headers)).json())
        await route.abort()

    await page.route("**/graphql", lose)
    return answers


def test_what_is_sent_again_after_a_lost_answer_is_done_once(
    browser: Browser, demo_hub: Served, run: Runner
) -> None:
    """Though the page was loaded anew in between."""

    async def work() -> None:
        async with at_work(browser, demo_hub, expected=LOST) as person:
            page = person.page
            await person.sign_in("juvenile", "en")
            await _open(person, OTHER_DUTY)
            await page.locator(NOTE).first.fill(ONE)
            answers = await _lose_the_answer(page)
            await page.locator(SEND).click()
            await page.locator(".work-form .error").wait_for()
            await page.unroute("**/graphql")
            assert await _entered(person) == ONE
            async with page.expect_response("**/graphql") as answering:
                await page.locator(SEND).click()
            again = await (await answering.value).json()
            await page.wait_for_selector(".work-done")
            assert again["data"]["done"]["record"] == answers[0]["data"]["done"]["record"]

    run(work())
