"""What somebody enters survives an ended session, a lost connection and a second tab. Signed out, nothing stays."""

import signal
from pathlib import Path

import httpx
import psutil
from playwright.async_api import Browser, BrowserContext, Page

from tests.conftest import Runner
from tests.pages.at_work import AtWork, at_work
from tests.pages.conftest import PERSONS
from tests.support.hubs import Served, copied, free_port, served

ARRIVAL = ".side .panel:nth-of-type(2) button"
WORDS = "Түсіндірме жазба 7"
LOST = ("Failed to load resource", "net::ERR_")
"""What the browser itself writes where the hub refuses or is away."""


async def _open_arrival(person: AtWork) -> None:
    """Open the form for the first of those who are expected, and write into it."""
    await person.tab_to(ARRIVAL)
    await _write(person)


async def _open_deed(person: AtWork) -> None:
    """Open the form for the first duty, and write into it."""
    await person.tab_to(".duties tbody tr")
    await _write(person)


async def _write(person: AtWork) -> None:
    await person.press("Enter")
    await person.page.wait_for_selector(".work-form textarea")
    await person.tab_to(".work-form textarea")
    await person.page.keyboard.type(WORDS)


async def _end_session(context: BrowserContext, hub: Served) -> None:
    """End the session of a browser from outside of it, as its time or an administrator would."""
    (cookie,) = await context.cookies(hub.url)
    headers = {"Cookie": f"{cookie['name']}={cookie['value']}", "Sec-Fetch-Site": "same-origin", "Origin": hub.url}
    async with httpx.AsyncClient() as client:
        assert (await client.post(f"{hub.url}/sign-out", headers=headers)).status_code < 400


async def _words(page: Page) -> str:
    return await page.locator(".work-form textarea").first.input_value()


def test_a_session_that_ends_in_the_middle_of_a_form(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, "ru", expected=LOST) as person:
            await person.sign_in("head", "ru")
            await _open_deed(person)
            await _end_session(person.page.context, demo_hub)
            await person.tab_to_submit()
            await person.press("Enter")
            await person.page.wait_for_selector("dialog[open] button.main")
            async with person.page.context.expect_page() as opened:
                await person.page.locator("dialog[open] button.main").press("Enter")
            beside = await opened.value
            await beside.locator('button[value="head"]').press("Enter")
            await beside.wait_for_selector(".bar .purpose")
            await person.page.wait_for_selector("dialog[open]", state="detached")
            assert await _words(person.page) == WORDS
            await person.tab_to(".work-form button[type=submit]")
            await person.press("Enter")
            await person.page.wait_for_selector(".work-done")

    run(work())


def test_another_official_does_not_get_the_page(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, "ru", expected=LOST) as person:
            await person.sign_in("head", "ru")
            await _open_arrival(person)
            await _end_session(person.page.context, demo_hub)
            await person.tab_to_submit()
            await person.press("Enter")
            async with person.page.context.expect_page() as opened:
                await person.page.locator("dialog[open] button.main").press("Enter")
            beside = await opened.value
            await beside.locator('button[value="analyst"]').press("Enter")
            await beside.wait_for_selector(".bar .purpose")
            await person.page.wait_for_selector(".work-form", state="detached")
            assert WORDS not in await person.page.content()
            kept = await person.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
            assert "ortaq-draft" in kept and WORDS not in kept

    run(work())


def test_a_draft_is_there_in_another_tab_and_after_a_reload(
    browser: Browser, demo_hub: Served, run: Runner
) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, "kk") as person:
            await person.sign_in("head", "kk")
            await _open_arrival(person)
            await person.page.wait_for_timeout(1_000)
            other = AtWork(await person.page.context.new_page(), demo_hub)
            await other.page.goto(f"{demo_hub.url}/today")
            await other.settled()
            await other.tab_to(ARRIVAL)
            await other.press("Enter")
            await other.page.wait_for_selector(".work-form .note")
            assert await _words(other.page) == WORDS
            await other.tab_to(".work-form textarea")
            await other.page.keyboard.press("End")
            await other.page.keyboard.type(" б")
            assert await _words(person.page) == WORDS, "what stands in one tab, the other does not take away"
            await other.page.locator(".work-form .actions button[type=button]").press("Enter")
            assert await _words(person.page) == WORDS

    run(work())


def test_signed_out_in_another_tab_nothing_is_left(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, "ru", expected=LOST) as person:
            await person.sign_in("head", "ru")
            link = person.page.locator(".duties tbody td a[href^='/person/']").first
            name = await link.inner_text()
            await link.press("Enter")
            await person.page.wait_for_selector(".record h1")
            assert name in await person.page.content()
            assert name not in person.page.url and name not in await person.page.title()
            other = await person.page.context.new_page()
            await other.goto(f"{demo_hub.url}/about")
            await other.locator(".me > button").press("Enter")
            await other.locator(".who button").press("Enter")
            await other.wait_for_url(f"{demo_hub.url}/sign-in**")
            await person.page.wait_for_url(f"{demo_hub.url}/sign-in**")
            kept = await person.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
            assert name not in kept
            for _ in range(3):
                await person.page.go_back()
                address = person.page.url
                assert address.startswith(f"{demo_hub.url}/sign-in") or not address.startswith(demo_hub.url), (
                    address
                )
                assert name not in await person.page.content()

    run(work())


def test_a_lost_connection_loses_nothing(browser: Browser, demo_hub: Served, run: Runner) -> None:
    async def work() -> None:
        async with at_work(browser, demo_hub, "ru", expected=LOST) as person:
            await person.sign_in("head", "ru")
            await _open_arrival(person)
            await person.page.context.set_offline(True)
            await person.tab_to_submit()
            await person.press("Enter")
            await person.page.wait_for_selector(".work-form .error, .work-form .problem")
            assert await _words(person.page) == WORDS
            await person.page.context.set_offline(False)

    run(work())


def test_the_graph_goes_away_and_comes_back(
    browser: Browser, run: Runner, demonstration: Path, tmp_path: Path
) -> None:
    home = copied(demonstration, tmp_path / "home")

    async def work(hub: Served) -> None:
        async with at_work(browser, hub, "kk", expected=LOST) as person:
            await person.sign_in("head", "kk")
            await _open_arrival(person)
            graph = psutil.Process(int((home / "graph" / "pid").read_text()))
            graph.send_signal(signal.SIGKILL)
            await person.tab_to(".search-box input")
            await person.page.keyboard.type("Са")
            await person.page.wait_for_selector(".banner")
            assert await _words(person.page) == WORDS
            await person.page.wait_for_selector(".banner", state="detached", timeout=90_000)
            assert await _words(person.page) == WORDS

    with served(home, free_port(), PERSONS) as hub:
        run(work(hub))
