"""Pages: how long until somebody sees what they came for, in Chromium, of the demonstration.

The hub is the command that a newcomer runs, in a process of its own; the browser is Debian's. Times are taken in
the page, from the beginning of the navigation or from the last key until the frame in which the thing is shown.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page, async_playwright

from bench.country import say
from bench.servers import ServerError, await_port, free_port

PERSONS, BUSY = 2_000, 300
"""People of the demonstration, and families in the district of the head of unit, who owes 200 duties then."""
OFFICIAL = "head"
DUTIES = ".duties tbody tr"
BLOCKS = ".record .work section"
HITS = "#search-hits:not([hidden]) li"
START_SECONDS, STOP_SECONDS = 600, 60

# Nobody but the page's own frames is asked: a driver that looks now and then adds its own pauses.
_WATCH = """(() => {
  const shown = { selector: null, since: 0, at: null };
  window.watchFor = (selector, since) => Object.assign(shown, { selector, since, at: null });
  window.shownAfter = () => (shown.at === null ? null : shown.at - shown.since);
  const look = () => {
    if (shown.selector && shown.at === null && document.querySelector(shown.selector)) shown.at = performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""


@dataclass(frozen=True)
class Seen:
    """How long something takes to be seen: what, the 95th percentile, and the most that it may take, in ms."""

    what: str
    p95: float
    most: float


def pages(times: int) -> list[Seen]:
    """Open the pages of a head of unit so many times, and type as many times a name.

    Raises:
        ServerError: the hub did not come up, a page showed nothing, or there is no Chromium.
    """
    command = shutil.which("chromium")
    if command is None:
        raise ServerError("no chromium is installed; --pages 0 leaves the pages out")
    with _demonstration() as address:
        return asyncio.run(_measured(command, address, times))


async def _measured(command: str, address: str, times: int) -> list[Seen]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=command)
        page = await _signed_in(browser, address)
        duties = await _count_of_duties(page)
        say(f"{duties} duties, pages {times} times each")
        person = await page.locator(f"{DUTIES} a[href^='/person/']").first.get_attribute("href")
        today = [await _opening(page, f"{address}/today", DUTIES) for _ in range(times)]
        record = [await _opening(page, f"{address}{person}", BLOCKS) for _ in range(times)]
        typed = await _typing(page, times)
        await browser.close()
        return [
            Seen(f"/today with {duties} duties", _p95(today), 1_000),
            Seen("/person", _p95(record), 700),
            Seen("hits of a search after the last key", _p95(typed), 150),
        ]


async def _signed_in(browser: Browser, address: str) -> Page:
    page = await (await browser.new_context(locale="ru")).new_page()
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.add_init_script(_WATCH)
    await page.goto(f"{address}/sign-in?lang=ru")
    await page.locator(f'button[value="{OFFICIAL}"]').click()
    await page.locator('dialog input[name="purpose"]').first.check()
    await page.locator('dialog button[type="submit"]').click()
    await page.wait_for_selector(DUTIES)
    return page


async def _count_of_duties(page: Page) -> int:
    """Show the longest list of the day, and count what all lists hold."""
    counts = [
        int("".join(filter(str.isdigit, text))) for text in await page.locator(".count strong").all_inner_texts()
    ]
    await page.locator(".count").nth(counts.index(max(counts))).click()
    return sum(counts)


async def _opening(page: Page, address: str, selector: str) -> float:
    await page.goto(address, wait_until="commit")
    await page.evaluate("selector => watchFor(selector, 0)", selector)
    await page.wait_for_selector(selector)
    return await _shown_after(page)


async def _typing(page: Page, times: int) -> list[float]:
    names = (await page.locator("h1").inner_text()).split()
    field = page.locator(".search-box input")
    milliseconds = []
    for turn in range(times):
        await field.fill("")
        await page.wait_for_selector(HITS, state="detached")
        await field.press_sequentially(names[0][: 2 + turn % 3])
        await page.wait_for_selector("#search-hits[hidden]", state="attached")
        await page.evaluate("selector => watchFor(selector, performance.now())", HITS)
        await field.press_sequentially(names[0][2 + turn % 3])
        await page.wait_for_selector(HITS)
        milliseconds.append(await _shown_after(page))
    return milliseconds


async def _shown_after(page: Page) -> float:
    for _ in range(100):
        milliseconds = await page.evaluate("shownAfter()")
        if milliseconds is not None:
            return float(milliseconds)
        await page.wait_for_timeout(20)
    raise ServerError("the page showed nothing")


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


@contextmanager
def _demonstration() -> Iterator[str]:
    """A hub that demonstrates, as a newcomer starts it, until the end of the block."""
    say(f"a demonstration of {PERSONS} persons, for its pages")
    port = free_port()
    with TemporaryDirectory() as home:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("ortaq")), "serve", "--demo", str(PERSONS)],
            env={**os.environ, "ORTAQ_HOME": home, "PORT": str(port), "ORTAQ_POPULATION_BUSY": str(BUSY)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            await_port(port, process, START_SECONDS)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)
