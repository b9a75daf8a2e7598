"""What the pages ask of the hub costs little: an official's work of a morning, as if it were done in one minute."""

from playwright.async_api import Browser, Page

from security.limits.declared import Limits
from tests.conftest import Runner
from tests.pages.at_work import AtWork, at_work
from tests.support.hubs import Served

SHARE = 4
"""What the pages ask stays under this part of what a caller may ask in a minute."""

MORNINGS, PERSONS = 4, 8
"""How often the day is looked at, and how many persons are looked up by name and read."""


_NOTE_COSTS = """(() => {
  const ask = window.fetch;
  window.costs = [];
  window.fetch = async (...what) => {
    const answer = await ask(...what);
    const note = (said) => window.costs.push(said.extensions.cost.requested);
    if (what[0] === "/graphql") answer.clone().json().then(note).catch(() => {});
    return answer;
  };
})();"""


async def _costs(page: Page) -> list[int]:
    """What the questions cost that the page has asked since it was opened, as the hub says."""
    asked: list[int] = await page.evaluate("window.costs.splice(0)")
    return asked


async def _look_up(person: AtWork, name: str) -> None:
    """Type a name into the bar and open the first hit."""
    await person.tab_to(".search-box input")
    await person.page.keyboard.type(name, delay=100)
    await person.page.wait_for_selector("#search-hits:not([hidden]) li")
    await person.press("ArrowDown")
    await person.press("Enter")
    await person.page.wait_for_selector(".record h1")
    await person.settled()


def test_a_mornings_work_is_under_a_quarter_of_a_minutes_allowance(
    browser: Browser, demo_hub: Served, run: Runner
) -> None:
    async def work() -> list[int]:
        async with at_work(browser, demo_hub, "ru", 1366) as person:
            await person.sign_in("head", "ru")
            links = person.page.locator(".duties tbody td a[href^='/person/']")
            names = [text.split()[0] for text in await links.all_inner_texts()]
            await person.page.add_init_script(_NOTE_COSTS)
            asked: list[int] = []
            for _ in range(MORNINGS):
                await person.page.goto(f"{demo_hub.url}/today")
                await person.settled()
                asked += await _costs(person.page)
            for name in (names * PERSONS)[:PERSONS]:
                await _look_up(person, name)
                asked += await _costs(person.page)
            await person.page.goto(f"{demo_hub.url}/today")
            await person.settled()
            await person.tab_to(".duties tbody tr")
            await person.press("Enter")
            await person.page.wait_for_selector(".work-form")
            await person.settled()
            return asked + await _costs(person.page)

    asked = run(work())
    assert len(asked) > 3 * PERSONS + MORNINGS
    assert sum(asked) < Limits().cost_per_minute / SHARE, asked
