"""The hub's pages and the files that they load, all from the hub itself."""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from web.vendored import COMMAND, HERE, VENDOR, Package, is_complete, packages

OWN_FILES = ("graphiql.js", "graphiql.css", "texts.json", "ortaq.svg")
OWN_FOLDERS = ("app", "styles", "texts")
"""Folders all of whose files of a known type are served, under their path."""

CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
ASK_EACH_TIME = "no-cache"
KEEP_A_YEAR = "public, max-age=31536000, immutable"

# GraphiQL's editor writes style attributes and its style sheet holds its fonts and pictures as data: URLs;
# nothing else is let in, and nothing at all from another host.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
ASSET_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGE_HEADERS = {
    **ASSET_HEADERS,
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cache-Control": ASK_EACH_TIME,
    # The same address answers GraphQL requests too; a cache must not give one in place of the other.
    "Vary": "Accept",
}


@dataclass(frozen=True)
class Asset:
    """A file that the page may load.

    Attributes:
        path: where it is on disk.
        version: the pinned version of the package that it comes from; None for the hub's own files.
    """

    path: Path
    version: str | None


def routes(vendor: Path = VENDOR) -> list[BaseRoute]:
    """The route `/assets/{name}`, which serves a fixed list of files and nothing else.

    A package's file asked for with its version (`?v=18.3.1`) may be kept by the browser for a year; all
    others are asked for each time, and answered by 304 while they are unchanged. Whoever takes gzip gets gzip.
    """
    assets_by_name = _assets(packages(), vendor)

    async def asset(request: Request) -> Response:
        asset_found = assets_by_name.get(request.path_params["name"])
        if asset_found is None or not asset_found.path.is_file():
            return PlainTextResponse("Not found", status_code=404, headers=ASSET_HEADERS)
        pinned = asset_found.version is not None and request.query_params.get("v") == asset_found.version
        response = FileResponse(
            asset_found.path,
            headers={**ASSET_HEADERS, "Cache-Control": KEEP_A_YEAR if pinned else ASK_EACH_TIME},
            media_type=CONTENT_TYPES[asset_found.path.suffix],
            stat_result=asset_found.path.stat(),
        )
        if request.headers.get("if-none-match") == response.headers["etag"]:
            headers = {name: response.headers[name] for name in ("etag", "cache-control")} | {
                "vary": "Accept-Encoding"
            }
            return Response(status_code=304, headers={**ASSET_HEADERS, **headers})
        return response

    # Nothing of a person stands in these files, so their lengths tell nothing; answers are not compressed.
    return [
        Route("/assets/{name:path}", asset, methods=["GET"], name="asset", middleware=[Middleware(GZipMiddleware)])
    ]


def graphiql_page(vendor: Path = VENDOR) -> Response:
    """The page for a browser that opens `/graphql`.

    While the files of others are not fetched, it is a note, in the page's three languages, that says which
    command fetches them.
    """
    if is_complete(packages(), vendor):
        return HTMLResponse((HERE / "graphiql.html").read_text(encoding="utf-8"), headers=PAGE_HEADERS)
    return HTMLResponse(_note(), headers=PAGE_HEADERS)


APP_HEADERS = {
    **PAGE_HEADERS,
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    ),
    # Whoever has signed out sees nothing of it by going back.
    "Cache-Control": "no-store",
}


def app_page() -> Response:
    """The page that people work with, for whoever has signed in: one file for every path."""
    return HTMLResponse((HERE / "app.html").read_text(encoding="utf-8"), headers=APP_HEADERS)


def _assets(packages_wanted: tuple[Package, ...], vendor: Path) -> Mapping[str, Asset]:
    own_assets = {name: Asset(HERE / name, None) for name in (*OWN_FILES, *_own_names())}
    others = {
        name: Asset(vendor / name, package.version)
        for package in packages_wanted
        for name in package.files.values()
    }
    return {**others, **own_assets}


def _own_names() -> list[str]:
    """The files of the own folders, by their path under `web/`."""
    files = (path for folder in OWN_FOLDERS for path in (HERE / folder).rglob("*"))
    return [path.relative_to(HERE).as_posix() for path in files if path.suffix in CONTENT_TYPES]


def _note() -> str:
    texts = json.loads((HERE / "texts.json").read_text(encoding="utf-8"))
    lines = "".join(
        f'<p class="ortaq-note" lang="{language}">{html.escape(words["not_fetched"], quote=False)} '
        f"<code>{html.escape(COMMAND)}</code></p>"
        for language, words in texts.items()
    )
    return (
        '<!DOCTYPE html><html lang="kk"><head><meta charset="utf-8"><title>Ortaq</title>'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="./assets/graphiql.css"></head>'
        f"<body>{lines}</body></html>"
    )
