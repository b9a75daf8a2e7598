"""The GraphiQL page as a browser gets it: every file from the hub, the right types, no other host."""

import asyncio
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from security.authorization.purposes import PURPOSES
from web.pages import CONTENT_TYPES, OWN_FILES, graphiql_page, routes
from web.vendored import COMMAND, HERE, VENDOR, is_complete, packages

TEXTS = json.loads((HERE / "texts.json").read_text(encoding="utf-8"))


class Loads(HTMLParser):
    """Collects what a page loads, and anything that a strict Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.urls += [value for name in ("src", "href") if (value := given.get(name)) is not None]
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


class Browser:
    """Asks an app that has the page and its files, in this process."""

    def __init__(self, vendor: Path) -> None:
        async def page(_request: Request) -> Response:
            return graphiql_page(vendor)

        self._transport = httpx.ASGITransport(Starlette(routes=[Route("/graphql", page), *routes(vendor)]))

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://hub") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())


@pytest.fixture
def browser() -> Browser:
    assert is_complete(packages()), f"run `{COMMAND}` before the tests"
    return Browser(VENDOR)


def loads(client: Browser) -> Loads:
    answer = client.get("/graphql")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Loads()
    found.feed(answer.text)
    return found


def test_everything_that_the_page_loads_comes_from_the_hub(browser: Browser) -> None:
    urls = [url for url in loads(browser).urls if url != "data:,"]
    assert len(urls) == 6
    for url in urls:
        assert url.startswith("./assets/")
        answer = browser.get(url.removeprefix("."))
        assert answer.status_code == 200
        assert answer.content
        assert answer.headers["content-type"] == CONTENT_TYPES[Path(url.partition("?")[0]).suffix]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_has_no_inline_script_or_style(browser: Browser) -> None:
    assert loads(browser).inline == []


def test_own_files_name_no_other_host() -> None:
    for name in ("graphiql.html", "graphiql.css", "graphiql.js"):
        assert not re.search(r"https?:|[\"'(]//", (HERE / name).read_text(encoding="utf-8")), name


def test_style_sheets_load_nothing_but_data(browser: Browser) -> None:
    for name in ("graphiql.min.css", "graphiql.css"):
        css = browser.get(f"/assets/{name}").text
        assert "@import" not in css
        assert all(url.startswith("data:") for url in re.findall(r"url\(\s*[\"']?([^)\"']*)", css))


def test_vendor_scripts_have_no_way_to_load_more_code(browser: Browser) -> None:
    for package in packages():
        for name in package.files.values():
            if name.endswith(".js"):
                script = browser.get(f"/assets/{name}").text
                for way in ("importScripts", "new Worker", "new Function(", "XMLHttpRequest"):
                    assert way not in script, (name, way)


def test_the_versions_in_the_page_are_the_pinned_ones(browser: Browser) -> None:
    pinned = {name: package.version for package in packages() for name in package.files.values()}
    for url in loads(browser).urls:
        name, _, version = url.removeprefix("./assets/").partition("?v=")
        assert pinned.get(name, "") == version


def test_only_a_file_asked_for_with_its_version_is_kept(browser: Browser) -> None:
    path = "/assets/react.production.min.js"
    assert "immutable" in browser.get(f"{path}?v=18.3.1").headers["cache-control"]
    assert browser.get(path).headers["cache-control"] == "no-cache"
    assert browser.get(f"{path}?v=1").headers["cache-control"] == "no-cache"


def test_an_unchanged_file_is_not_sent_again(browser: Browser) -> None:
    first = browser.get("/assets/graphiql.js")
    again = browser.get("/assets/graphiql.js", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "name", ["pages.py", "vendor.toml", "record.txt", "..%2fpages.py", "%2e%2e/pages.py", "", "graphiql.html"]
)
def test_no_other_file_is_served(browser: Browser, name: str) -> None:
    assert browser.get(f"/assets/{name}").status_code == 404


def test_the_page_is_guarded(browser: Browser) -> None:
    headers = browser.get("/graphql").headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["vary"] == "Accept"


def test_without_the_vendor_files_the_page_says_which_command_fetches_them(tmp_path: Path) -> None:
    client = Browser(tmp_path)
    answer = client.get("/graphql")
    assert answer.status_code == 200
    assert answer.text.count(COMMAND) == len(TEXTS)
    assert all(words["not_fetched"] in answer.text for words in TEXTS.values())
    assert loads(client).inline == []
    assert client.get("/assets/graphiql.min.js").status_code == 404
    assert all(client.get(f"/assets/{name}").status_code == 200 for name in OWN_FILES)


def test_the_three_languages_say_the_same_things() -> None:
    assert list(TEXTS) == ["kk", "ru", "en"]
    first = TEXTS["kk"]
    for words in TEXTS.values():
        assert list(words) == list(first)
        assert tuple(words["purposes"]) == PURPOSES
        texts = [text for text in words.values() if isinstance(text, str)]
        assert all(text.strip() for text in [*texts, *words["purposes"].values()])


def test_every_text_that_the_page_asks_for_is_there() -> None:
    page = (HERE / "graphiql.html").read_text(encoding="utf-8")
    script = (HERE / "graphiql.js").read_text(encoding="utf-8")
    used = set(re.findall(r'data-text="(\w+)"', page)) | set(re.findall(r"words\.(\w+)", script))
    assert used <= set(TEXTS["en"])
