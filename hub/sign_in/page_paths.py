"""The pages that people look at, and where a sign-in may lead: to one of them, and nowhere else."""

import re

from starlette.routing import compile_path

FIRST_PAGE = "/today"
PAGES = (
    FIRST_PAGE,
    "/search",
    "/person/{id}",
    "/case/{number:path}",
    "/links",
    "/audit",
    "/deliveries",
    "/about",
)
"""The paths of the pages, as routes."""

_PATTERNS = tuple(compile_path(page)[0] for page in PAGES)
_PLAIN = re.compile(r"/[A-Za-z0-9%._~-]+(/[A-Za-z0-9%._~-]+)*", re.ASCII)
_LONGEST = 200


def known_path(path: str | None) -> str:
    """``path`` if it is that of a page; the first page for everything else.

    It stands in the URL of the sign-in page, so that it holds the path alone: a query may be what somebody looked
    for.
    """
    if path is None or len(path) > _LONGEST or not _PLAIN.fullmatch(path):
        return FIRST_PAGE
    if {".", ".."} & set(path.split("/")) or "%2e" in path.lower():
        return FIRST_PAGE
    return path if any(pattern.match(path) for pattern in _PATTERNS) else FIRST_PAGE
