"""What axe-core finds on a page, and whether the page is wider than its window."""

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.async_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
MUST_RUN = ("color-contrast", "target-size")
"""Rules that apply to every page. Where one has judged nothing, the check was none. axe leaves the second out
unless it is named."""

WIDTHS = (1024, 800)
_FULL_WIDTH = 1366
_HEIGHT = 768
_LOADED = "() => typeof axe === 'object'"
_RUN = """([tags, named]) => axe.run({
  runOnly: { type: "tag", values: tags },
  rules: Object.fromEntries(named.map(name => [name, { enabled: true }])),
  resultTypes: ["violations", "passes"],
})"""
_TOO_WIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const isOutside = element => element.getBoundingClientRect().right > clientWidth + 1;
  const outside = [...document.querySelectorAll("body *")].filter(isOutside);
  return [`${scrollWidth} > ${clientWidth}`, ...outside.map(element => element.outerHTML.slice(0, 80))].slice(0, 6);
}"""


async def violations(page: Page) -> list[str]:
    """What axe-core finds: rule, place and reason. The page's policy of contents does not bind what a test
    evaluates through the browser's own protocol.
    """
    if not await page.evaluate(_LOADED):
        await page.evaluate(AXE_SCRIPT)
    result = await page.evaluate(_RUN, [TAGS, MUST_RUN])
    judged = {rule["id"] for kind in ("passes", "violations") for rule in result[kind]}
    assert judged >= set(MUST_RUN), f"not judged: {set(MUST_RUN) - judged}"
    return [f"{rule['id']}: {_place(node)}" for rule in result["violations"] for node in rule["nodes"]]


def _place(node: dict[str, Any]) -> str:
    reasons: Sequence[dict[str, Any]] = [*node["any"], *node["all"], *node["none"]]
    return f"{node['html'][:120]} ({reasons[0]['message'] if reasons else ''})"


async def too_wide(page: Page) -> list[str]:
    """What stands outside of a narrow window, by its width. The window has its full width afterwards."""
    found = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": _HEIGHT})
        found += [f"at {width}: {text}" for text in await page.evaluate(_TOO_WIDE)]
    await page.set_viewport_size({"width": _FULL_WIDTH, "height": _HEIGHT})
    return found
