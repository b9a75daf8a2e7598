"""The scripts of a page: few enough for a thin line, and squeezed on the way."""

import asyncio
import gzip
import re
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette

from web.pages import routes
from web.vendored import HERE

MOST_BYTES = 60_000
"""Of all scripts of a page together, as they are sent."""

PAGES = sorted(path.stem for path in (HERE / "app" / "pages").glob("*.mjs"))
STATIC_IMPORT = re.compile(r"^(?:import|export) [^;]*?from \"([^\"]+)\";", re.MULTILINE)


def sent(path: str) -> tuple[httpx.Response, bytes]:
    """The answer for a file of the page, and its body as it is on the line."""

    async def work() -> tuple[httpx.Response, bytes]:
        transport = httpx.ASGITransport(Starlette(routes=routes()))
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
            client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response,
        ):
            return response, b"".join([part async for part in response.aiter_raw()])

    return asyncio.run(work())


def imported(path: str) -> Iterator[str]:
    """What a module imports before it runs, by its path."""
    if path.startswith("/assets/app/"):
        text = (HERE / path.removeprefix("/assets/")).read_text(encoding="utf-8")
        for name in STATIC_IMPORT.findall(text):
            yield str(httpx.URL(f"http://hub{path}").join(name).raw_path.decode())


def scripts(*entries: str) -> set[str]:
    """Every script that these modules need."""
    needed: set[str] = set()
    left = list(entries)
    while left:
        path = left.pop()
        if path not in needed:
            needed.add(path)
            left += imported(path)
    return needed


@pytest.mark.parametrize("page", PAGES)
def test_scripts_of_a_page_are_few(page: str) -> None:
    needed = scripts("/assets/app/main.mjs", f"/assets/app/pages/{page}.mjs")
    assert "/assets/htm-preact.mjs?v=3.1.1" in needed
    assert sum(len(sent(path)[1]) for path in needed) < MOST_BYTES


def test_a_file_is_squeezed_for_whoever_takes_it_so() -> None:
    response, body = sent("/assets/app/main.mjs")
    assert response.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["vary"]
    assert gzip.decompress(body) == (HERE / "app" / "main.mjs").read_bytes()


def test_what_every_page_needs_is_fetched_at_once() -> None:
    """Not one module after the other, as each is found to import the next."""
    page = (HERE / "app.html").read_text(encoding="utf-8")
    preloaded = set(re.findall(r'<link rel="modulepreload" href="([^"]+)">', page))
    assert preloaded == scripts("/assets/app/main.mjs") - {"/assets/app/main.mjs"}
