"""The application on a graph, with feeds of the tests' own, and senders who come to it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import orjson

from adapters.feeds.feed import WireFormat
from hub.app import create_app
from hub.http.authentication import issuer_of
from hub.settings import Settings
from schema.identifiers import unit_id
from security.identity.local_issuer import Claims
from security.limits.declared import Limits
from tests.conftest import Graph
from tests.support.feeding.kit import REGISTER, SECOND

NDJSON = "application/x-ndjson"
SHARED = replace(REGISTER, name="test-shared", system="NGO", shared=True)
TABLES = replace(REGISTER, name="test-tables", formats=(WireFormat.CSV,))
ALL = (REGISTER, SECOND, SHARED, TABLES)
"""Feeds that the hub has in these tests, beside its own."""


@dataclass(frozen=True)
class Who:
    """A sender: what the token says, and the purpose stated."""

    subject: str = "sender"
    feeds: tuple[str, ...] = (REGISTER.name,)
    unit: str | None = None
    purposes: tuple[str, ...] = ("FEED",)
    stated: str | None = None
    role: str = "probation"


SENDER = Who()


@dataclass(frozen=True)
class Door:
    """The application's doors for senders."""

    client: httpx.AsyncClient
    settings: Settings

    def headers(self, who: Who) -> dict[str, str]:
        claims = Claims(
            role=who.role,
            area=None,
            unit=unit_id(who.unit),
            agency="PROB",
            purposes=who.purposes,
            subject=who.subject,
            lifetime=600,
            feeds=who.feeds,
        )
        stated = {"Ortaq-Purpose": who.stated} if who.stated else {}
        return {"Authorization": f"Bearer {issuer_of(self.settings).issue(claims)}", **stated}

    async def send(
        self,
        content: bytes,
        key: str | None = "k",
        who: Who = SENDER,
        feed: str = REGISTER.name,
        kind: str = NDJSON,
    ) -> httpx.Response:
        """A delivery over HTTP."""
        keys = {} if key is None else {"Idempotency-Key": key}
        headers = {**self.headers(who), **keys, "Content-Type": kind}
        return await self.client.post(f"/feeds/{feed}", content=content, headers=headers)

    async def look(self, key: str = "k", who: Who = SENDER, feed: str = REGISTER.name) -> httpx.Response:
        """How far a delivery is, over HTTP."""
        headers = {**self.headers(who), "Idempotency-Key": key}
        return await self.client.get(f"/feeds/{feed}", headers=headers)

    async def post(self, query: str, variables: Mapping[str, Any] | None = None, who: Who = SENDER) -> Any:
        """The body of an answer over GraphQL."""
        body = {"query": query, "variables": variables or {}}
        return (await self.client.post("/graphql", json=body, headers=self.headers(who))).json()

    async def told(self, query: str, variables: Mapping[str, Any] | None = None, who: Who = SENDER) -> Any:
        """The data of an answer that went well."""
        body = await self.post(query, variables, who)
        assert "errors" not in body, body
        return body["data"]

    async def code(self, query: str, variables: Mapping[str, Any] | None = None, who: Who = SENDER) -> str:
        """The code of an error."""
        body = await self.post(query, variables, who)
        assert "data" not in body, body
        return str(body["errors"][0]["extensions"]["code"])


@asynccontextmanager
async def opened(graph: Graph, home: Path, limits: Limits | None = None) -> AsyncIterator[Door]:
    """The whole application on ``graph``, until the end of the block."""
    settings = Settings(home=home, limits=limits or Limits())
    application = create_app(settings, graph.store)
    transport = httpx.ASGITransport(app=application)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://hub") as client,
    ):
        yield Door(client, settings)


def code_of(response: httpx.Response) -> str:
    """The code of a refusal."""
    return str(response.json()["errors"][0]["extensions"]["code"])


def lines(records: Iterable[Any]) -> bytes:
    """Records as NDJSON."""
    return b"".join(orjson.dumps(each, option=orjson.OPT_APPEND_NEWLINE) for each in records)
