"""A person in a real browser: in by the provider's login page, at work, out, and back to nothing."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.conftest import Runner
from tests.identity.provider_process import Provider
from tests.sign_in.site import PEOPLE, clients, issuers_file
from tests.support.browser import Watch, available_browsers, browser, watched
from tests.support.hubs import Served, copied, free_port, served

__all__ = ["browser"]

SESSION = "fetch('/session').then(answer => answer.json()).then(session => session.role)"
SIGN_OUT = """fetch('/sign-out', {method: 'POST'}).then(answer => answer.json())
  .then(answer => { location.assign(answer.location) })"""


async def _sign_in(page: Page, hub: str) -> None:
    await page.goto(f"{hub}/person/per_1")
    await page.wait_for_url(f"{hub}/sign-in?**")
    await page.get_by_role("link", name="Sign in with the partner").click()
    await page.locator("input[name=login]").fill("teacher")
    await page.locator("input[name=password]").fill("any")
    await page.locator("button[type=submit]").click()
    await page.locator("button[type=submit]").click()
    await page.wait_for_url(f"{hub}/person/per_1")


async def _sign_out(page: Page, hub: str, provider: str) -> None:
    await page.evaluate(SIGN_OUT)
    await page.wait_for_url(f"{provider}/**")
    await page.get_by_role("button", name="Yes, sign me out").click()
    await page.wait_for_url(f"{hub}/sign-in")


def test_a_person_signs_in_works_signs_out_and_goes_back_to_nothing(
    browser: Browser, provider: Provider, run: Runner, demonstration: Path, tmp_path: Path
) -> None:
    port = free_port()
    settings = {"ORTAQ_ISSUERS": str(issuers_file(tmp_path, provider)), "ORTAQ_HOSTS": "127.0.0.1"}
    provider.rotate(1, clients(f"http://127.0.0.1:{port}"), PEOPLE)

    async def work(hub: Served) -> None:
        async with watched(browser, hub.url) as context:
            page = await context.new_page()
            await _sign_in(page, hub.url)
            assert await page.evaluate(SESSION) == "education"
            await page.goto(f"{hub.url}/")
            assert page.url == f"{hub.url}/today"
            assert not await page.evaluate("document.cookie")
            await _sign_out(page, hub.url, provider.url)
            assert await context.cookies(hub.url) == []
            for _ in range(6):
                await page.go_back()
                assert not page.url.startswith(hub.url) or page.url.startswith(f"{hub.url}/sign-in"), page.url

    with served(copied(demonstration, tmp_path / "home"), port, 0, settings) as hub:
        run(work(hub))


def test_an_official_of_the_demonstration_signs_in(
    browser: Browser, run: Runner, demonstration: Path, tmp_path: Path
) -> None:
    async def work(hub: Served) -> None:
        async with watched(browser, hub.url, language="kk") as context:
            page = await context.new_page()
            await page.goto(hub.url)
            await page.get_by_role("link", name="Русский").click()
            await page.get_by_role("button", name="Участковый инспектор").click()
            await page.wait_for_url(f"{hub.url}/today")
            assert await page.evaluate(SESSION) == "precinct"

    with served(copied(demonstration, tmp_path / "home"), free_port(), 60) as hub:
        run(work(hub))


def test_what_goes_wrong_on_a_page_is_noticed(browser: Browser, run: Runner) -> None:
    """The watch sees an error, and a request to another host."""

    async def work() -> list[str]:
        context = await browser.new_context()
        watch = Watch("data:text/html")
        watch.observe(context)
        page = await context.new_page()
        await page.goto(
            "data:text/html,<script>console.error('wrong')</script><img src='http://127.0.0.1:9/x.png'>"
        )
        await context.close()
        return watch.problems

    problems = run(work())
    assert any("wrong" in problem for problem in problems)
    assert any("another host: http://127.0.0.1:9/x.png" in problem for problem in problems)


def test_in_ci_the_browser_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CI", raising=False)
    assert available_browsers() == []
    monkeypatch.setenv("CI", "true")
    assert available_browsers() == ["chromium"]
