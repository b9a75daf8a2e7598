"""What becomes of an official's session outside of the page, and what the page shows of persons."""

import httpx
from playwright.async_api import BrowserContext, Page

from tests.pages.at_work import AtWork

COOKIE = "ortaq"


async def end_session(context: BrowserContext, url: str) -> None:
    """End the session at the hub, as its limits do: the browser is told nothing, and keeps its cookie."""
    cookies = {cookie["name"]: cookie["value"] for cookie in await context.cookies(url)}
    headers = {"Cookie": f"{COOKIE}={cookies[COOKIE]}", "Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{url}/sign-out", headers=headers)
    assert answer.status_code == 200, answer.text


async def sign_in_again(page: Page, official: str) -> None:
    """Sign in by the dialog that says that the session is over, in the tab that it opens."""
    async with page.context.expect_page() as opening:
        await page.locator("dialog[open] button.main").click()
    tab = await opening.value
    await tab.locator(f'button[value="{official}"]').click()
    await page.wait_for_selector("dialog[open]", state="detached")
    await tab.close()


async def names_on(person: AtWork) -> list[str]:
    """The names of persons and of the official that stand on the page."""
    places = person.page.locator('main a[href^="/person/"], .about-whom, .me > button')
    names = {name.strip() for name in await places.all_inner_texts()}
    assert names
    return sorted(names)


async def persons_on(person: AtWork) -> list[str]:
    """The names of persons alone: those of officials stand on the sign-in page of a demonstration."""
    names = {name.strip() for name in await person.page.locator('main a[href^="/person/"]').all_inner_texts()}
    assert names
    return sorted(names)


async def shown(page: Page, names: list[str]) -> list[str]:
    """Which of the names somebody reads on the page."""
    text = await page.locator("body").inner_text()
    return [name for name in names if name in text]


async def in_document(page: Page, names: list[str]) -> list[str]:
    """Which of the names the document has at all, shown or not."""
    text = await page.content()
    return [name for name in names if name in text]
