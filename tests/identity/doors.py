"""The hub's real application, whose graph is away: what is decided at the door needs none."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from neo4j import AsyncGraphDatabase

from graph.engine import dialect
from graph.engine.store import Store
from hub.app import create_app
from hub.settings import Settings
from prevention.grounds import require_lawful
from tests.support.engines import vault

NOBODY = "bolt://127.0.0.1:1"


@dataclass(frozen=True)
class Asked:
    """One request: its headers and its question, which by default needs no graph."""

    headers: Sequence[tuple[str, str]]
    query: str = "{ me { role area } }"


def asked(settings: Settings, requests: Sequence[Asked], peer: str = "127.0.0.1") -> list[httpx.Response]:
    """The answers to ``requests``, asked one after another by ``peer``."""

    async def work() -> list[httpx.Response]:
        async with AsyncGraphDatabase.driver(NOBODY, max_transaction_retry_time=0) as driver:
            app = create_app(
                settings,
                Store(
                    driver=driver,
                    database="neo4j",
                    dialect=dialect.of_agent("Neo4j/5.26.0"),
                    seconds=1,
                    sealer=vault(settings.home),
                    grounds=require_lawful,
                ),
            )
            transport = httpx.ASGITransport(app=app, client=(peer, 40000))
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(transport=transport, base_url="http://hub") as client,
            ):
                return [
                    await client.post("/graphql", json={"query": each.query}, headers=_headers(each))
                    for each in requests
                ]

    return asyncio.run(work())


def _headers(request: Asked) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in request.headers]
