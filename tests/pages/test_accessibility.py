"""axe-core finds nothing on any page, in any language, and no page is wider than its window."""

from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.conftest import Runner
from tests.pages.at_work import AtWork, at_work
from tests.pages.screenshots import LANGUAGES, PICTURES, Picture
from tests.support.hubs import Served

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1366, 1024, 800)
_RUN = "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })"
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def problems(person: AtWork) -> list[str]:
    """What axe-core finds on the page, and by how much the page is wider than a window."""
    await person.page.evaluate(AXE)
    answer: dict[str, Any] = await person.page.evaluate(_RUN, RULES)
    assert answer["testEngine"]["name"] == "axe-core"
    found = [f"{rule['id']}: {node['html'][:200]}" for rule in answer["violations"] for node in rule["nodes"]]
    for width in WIDTHS:
        await person.page.set_viewport_size({"width": width, "height": 768})
        if (more := await person.page.evaluate(_OVERFLOW)) > 0:
            found.append(f"{more} px wider than {width}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_nothing_is_found_on_a_page(
    browser: Browser, demo_hub: Served, run: Runner, picture: Picture, language: str
) -> None:
    async def work() -> list[str]:
        async with at_work(browser, demo_hub, language) as person:
            await person.sign_in(picture.official, language, picture.path)
            if picture.steps is not None:
                await picture.steps(person)
            return await problems(person)

    assert run(work()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_where_somebody_signs_in(
    browser: Browser, demo_hub: Served, run: Runner, language: str
) -> None:
    async def work() -> list[str]:
        async with at_work(browser, demo_hub, language) as person:
            await person.page.goto(f"{demo_hub.url}/sign-in?lang={language}")
            found = await problems(person)
            await person.tab_to('button[value="head"]')
            await person.press("Enter")
            await person.page.wait_for_selector("dialog[open] input")
            return found + await problems(person)

    assert run(work()) == []
