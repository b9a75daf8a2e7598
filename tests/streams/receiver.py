"""A receiver as a partner would write one: it listens on a port, believes the hub's key alone, and can fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
import orjson
import uvicorn
from http_message_signatures import HTTPMessageVerifier, InvalidSignature, algorithms
from http_message_signatures.resolvers import MappingKeyResolver
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.subscriptions.http_signatures import COVERED, TAG
from tests.streams.doors import SECONDS, _Server
from tests.support.hubs import free_port


@dataclass
class Receiver:
    """What came in, in order; ``answers`` are the statuses of the next ones, 200 when there is none left."""

    url: str
    keys: dict[str, Any] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    taken: "asyncio.Queue[dict[str, Any]]" = field(default_factory=asyncio.Queue)
    refused: int = 0
    attempts: int = 0
    hold: float = 0.0

    async def believe(self, url: str) -> None:
        """Learn the keys of the hub."""
        async with httpx.AsyncClient() as client:
            found = (await client.get(f"{url}/.well-known/ortaq/keys")).json()
        self.keys = {each["kid"]: jwt.PyJWK(each).key for each in found["keys"]}

    async def take(self, request: Request) -> Response:
        """Take a message in, if it is the hub's."""
        self.attempts += 1
        body = await request.body()
        if self.hold:
            await asyncio.sleep(self.hold)
        if self.answers:
            return Response(status_code=self.answers.pop(0), headers={"Location": f"{self.url}/elsewhere"})
        verifier = HTTPMessageVerifier(
            signature_algorithm=algorithms.ED25519,
            key_resolver=MappingKeyResolver(public_keys=self.keys, private_keys={}),
        )
        try:
            verifier.verify(request, expect_tag=TAG, require_components=COVERED, body=body)
        except InvalidSignature:
            self.refused += 1
            return Response(status_code=401)
        await self.taken.put(orjson.loads(body))
        return Response(status_code=204)

    async def next(self) -> list[dict[str, Any]]:
        """What the next message tells."""
        message = await asyncio.wait_for(self.taken.get(), SECONDS)
        changes: list[dict[str, Any]] = message["data"]["changes"]
        return changes


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver, until the end of the block."""
    port = free_port()
    receiver = Receiver(f"http://127.0.0.1:{port}/ortaq")
    app = Starlette(routes=[Route("/ortaq", receiver.take, methods=["POST"])])
    server = _Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve())
    try:
        await asyncio.wait_for(server.listens.wait(), SECONDS)
        yield receiver
    finally:
        server.should_exit = True
        await task
