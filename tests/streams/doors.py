"""A hub as subscribers meet it: served on a port, followed over an event stream."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn

from hub.app import Hub, create_app
from hub.http.authentication import issuer_of
from hub.settings import Settings
from schema.identifiers import AreaCode
from security.identity.local_issuer import Claims
from tests.conftest import Graph
from tests.support.hubs import free_port

SECONDS = 20.0
"""Longest wait for anything: so long that only a fault reaches it."""

FOLLOW = """subscription ($after: String) {
  changes(after: $after) {
    position kind id
    record { __typename id ... on Person { familyName phone } ... on Registration { status person { id } } }
  }
}"""


@dataclass(frozen=True)
class Door:
    """A served hub: its address, and what its requests share."""

    url: str
    hub: Hub
    settings: Settings

    def token(self, area: str = "75", role: str = "public_security", **said: Any) -> str:
        """A token of the local issuer."""
        given: dict[str, Any] = {
            "unit": None,
            "agency": None,
            "purposes": ("CASE_WORK",),
            "subject": f"{role}-{area}",
            "lifetime": 600,
        }
        return issuer_of(self.settings).issue(Claims(role=role, area=AreaCode(area), **{**given, **said}))


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@asynccontextmanager
async def serving(graph: Graph, settings: Settings) -> AsyncIterator[Door]:
    """A hub on ``graph``, until the end of the block. It looks for changes often, and says so at once."""
    app = create_app(settings, graph.store)
    port = free_port()
    server = _Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=5))
    task = asyncio.create_task(server.serve())
    try:
        await asyncio.wait_for(server.listens.wait(), SECONDS)
        app.state.hub.subscriptions.poller.seconds = 0.02
        yield Door(f"http://127.0.0.1:{port}", app.state.hub, settings)
    finally:
        server.should_exit = True
        await task


@dataclass
class Events:
    """An open event stream: the status of its answer, and what comes in."""

    response: httpx.Response
    _lines: AsyncIterator[str]

    async def next(self) -> tuple[str, Any]:
        """The next event: its name and its data."""
        name, data = "", ""
        async with asyncio.timeout(SECONDS):
            async for line in self._lines:
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    data = line.removeprefix("data: ")
                elif not line and name:
                    break
        return name, json.loads(data) if data else None

    async def happened(self) -> list[dict[str, Any]]:
        """What the next message tells."""
        name, result = await self.next()
        assert name == "next" and "errors" not in result, (name, result)
        changes: list[dict[str, Any]] = result["data"]["changes"]
        return changes

    async def until_caught_up(self) -> list[dict[str, Any]]:
        """All that is told until it is said that that is all."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["kind"] != "CAUGHT_UP":
            found += await self.happened()
        return found

    async def codes(self) -> list[str]:
        """The codes of the errors with which the stream ends."""
        name, result = await self.next()
        while name == "next" and "errors" not in result:
            name, result = await self.next()
        assert name == "next"
        assert (await self.next())[0] == "complete"
        return [error["extensions"]["code"] for error in result["errors"]]


@asynccontextmanager
async def following(
    door: Door,
    token: str,
    after: str | None = None,
    query: str = FOLLOW,
    variables: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[Events]:
    """An event stream of ``query``, from a position."""
    async with (
        httpx.AsyncClient(timeout=SECONDS) as client,
        client.stream(
            "POST",
            f"{door.url}/graphql",
            json={
                "query": query,
                "variables": {**({} if after is None else {"after": after}), **(variables or {})},
            },
            headers={"Authorization": f"Bearer {token}", "Accept": "text/event-stream", **(headers or {})},
        ) as response,
    ):
        yield Events(response, response.aiter_lines())


def told(changes: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """Kinds and ids."""
    return [(each["kind"], each["id"]) for each in changes]
