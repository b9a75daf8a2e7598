"""Pulling: records of a feed from a REST endpoint of the system itself, page by page.

A page is a payload of the feed; its ``Link`` header with ``rel="next"`` (RFC 8288) names the page after it. The hub
keeps the address of the page that it comes to next, and asks there again until there is something new.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from adapters.delivery.deliver import Delivery, IngestContext, deliver
from adapters.delivery.spool import TooMuchError
from adapters.feeds.feed import Feed, Sender, WireFormat
from graph.ingest.batches import Batch
from security.vault.secret_files import read_secret

CALLER = "pull"
PAGE_BYTES = 256 * 2**20
"""The largest page that is taken."""

SECONDS = 60.0
"""How long the endpoint may be silent."""


class PullError(Exception):
    """The endpoint cannot be pulled from. The message says why, and holds no part of an address or an answer."""


@dataclass(frozen=True)
class Endpoint:
    """An endpoint: the feed that it serves, the address of its first page, and the file of its token, if any."""

    feed: Feed
    url: str
    token: Path | None
    state: Path
    """The file in which the address of the next page is kept."""


async def pull(ingest: IngestContext, endpoint: Endpoint) -> AsyncIterator[Batch]:
    """Take in every page that there is, each a delivery of its own. A page that is in already changes nothing.

    Raises:
        PullError: the endpoint does not answer as it should.
        graph.engine.store.GraphDownError: the graph went away; the next pull goes on from there.
    """
    if endpoint.feed.shared:
        raise PullError("bodies send this feed themselves, with tokens of their own")
    headers = {"Accept": ", ".join(endpoint.feed.formats)}
    if endpoint.token is not None:
        headers["Authorization"] = f"Bearer {read_secret(endpoint.token).decode().strip()}"
    async with httpx.AsyncClient(headers=headers, timeout=SECONDS) as client:
        page: str | None = _place(endpoint)
        while page is not None:
            batch, after = await _page(ingest, endpoint, client, page)
            yield batch
            if after is not None:
                _save_page(endpoint, after)
            page = after


def _place(endpoint: Endpoint) -> str:
    try:
        return endpoint.state.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return endpoint.url


def _save_page(endpoint: Endpoint, page: str) -> None:
    endpoint.state.parent.mkdir(parents=True, exist_ok=True)
    draft = endpoint.state.with_suffix(".part")
    draft.write_text(page, encoding="utf-8")
    draft.replace(endpoint.state)


async def _page(
    ingest: IngestContext, endpoint: Endpoint, client: httpx.AsyncClient, page: str
) -> tuple[Batch, str | None]:
    try:
        async with client.stream("GET", page) as answer:
            if answer.status_code != httpx.codes.OK:
                raise PullError(f"the endpoint answers {answer.status_code}")
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind not in endpoint.feed.formats:
                raise PullError("the endpoint answers in a format in which the feed does not come")
            with ingest.spool() as spool:
                await spool.fill(answer.aiter_bytes(), PAGE_BYTES)
                key = f"{hashlib.sha256(page.encode()).hexdigest()[:16]}-{spool.digest}"
                sender = Sender(endpoint.feed.system)
                batch = await deliver(
                    ingest,
                    Delivery(feed=endpoint.feed, format=WireFormat(kind), sender=sender, caller=CALLER, key=key),
                    spool,
                )
            return batch, _next(page, answer)
    except httpx.HTTPError as error:
        raise PullError(f"the endpoint cannot be reached: {type(error).__name__}") from None
    except TooMuchError:
        raise PullError("a page of the endpoint is too large") from None


def _next(page: str, answer: httpx.Response) -> str | None:
    link = answer.links.get("next", {}).get("url")
    if link is None:
        return None
    following = urljoin(page, link)
    if urlsplit(following)[:2] != urlsplit(page)[:2]:
        # The token is that system's: it goes nowhere else.
        raise PullError("the endpoint names a next page on another host")
    return following
