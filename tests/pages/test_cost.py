"""What the pages ask of the hub costs little: an official's work of a morning, as if it were done in one minute."""

from playwright.async_api import Browser, Page, Response

from security.limits.declared import Limits
from tests.conftest import Runner
from tests.pages.at_work import AtWork, at_work
from tests.support.hubs import Served

SHARE = 4
"""What the pages ask stays under this part of what a caller may ask in a minute."""

MORNINGS, PERSONS = 4, 8
"""How often the day is looked at, and how many persons are looked up by name and read."""


class Costs:
    """The costs of what a page asks, as the hub says them."""

    def __init__(self, page: Page) -> None:
        self.asked: list[int] = []
        self._answers: list[Response] = []
        page.on("response", self._keep)

    def _keep(self, answer: Response) -> None:
        self._answers.append(answer)

    async def note(self) -> None:
        """Keep what the questions so far cost, before another document takes the place of theirs."""
        answers, self._answers = self._answers, []
        for answer in answers:
            if answer.url.endswith("/graphql") and answer.ok:
                self.asked.append((await answer.json())["extensions"]["cost"]["requested"])


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
            costs = Costs(person.page)
            for _ in range(MORNINGS):
                await person.page.goto(f"{demo_hub.url}/today")
                await person.settled()
                await costs.note()
            for name in (names * PERSONS)[:PERSONS]:
                await _look_up(person, name)
                await costs.note()
            await person.page.goto(f"{demo_hub.url}/today")
            await person.settled()
            await person.tab_to(".duties tbody tr")
            await person.press("Enter")
            await person.page.wait_for_selector(".work-form")
            await person.settled()
            await costs.note()
            return costs.asked

    asked = run(work())
    assert len(asked) > 3 * PERSONS + MORNINGS
    assert sum(asked) < Limits().cost_per_minute / SHARE, asked
