"""The hub's own application on a graph of the tests, as an attacker meets it: by HTTP alone."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from graph.engine.store import Store
from hub.app import create_app
from hub.http.authentication import issuer_of
from hub.settings import Settings
from security.identity.local_issuer import Claims
from security.limits.declared import Limits
from tests.conftest import Graph

T = TypeVar("T")
GRAPHQL_JSON = "application/graphql-response+json"


@dataclass(frozen=True)
class Door:
    """An application of its own, with limits of its own."""

    graph: Graph
    home: Path
    limits: Limits
    store: Store | None = None

    def token(self, role: str = "public_security", subject: str = "attacker", **claims: Any) -> str:
        """A token of the local issuer."""
        given = {"area": "75", "unit": None, "agency": None, "purposes": ("CASE_WORK",), "lifetime": 600, **claims}
        return issuer_of(Settings(home=self.home)).issue(Claims(role=role, subject=subject, **given))

    def run(self, work: Callable[[httpx.AsyncClient], Awaitable[T]], address: str = "10.1.1.1") -> T:
        """What ``work`` gives with a client of one application."""

        async def opened() -> T:
            async with self.client(address) as client:
                return await work(client)

        return self.graph.run(opened())

    @asynccontextmanager
    async def client(self, address: str) -> AsyncIterator[httpx.AsyncClient]:
        settings = Settings(home=self.home, limits=self.limits)
        app = create_app(settings, self.store or self.graph.store)
        headers = {"Authorization": f"Bearer {self.token()}", "Accept": GRAPHQL_JSON}
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app, client=(address, 5000))
            async with httpx.AsyncClient(transport=transport, base_url="http://hub", headers=headers) as client:
                yield client

    def post(self, body: bytes) -> httpx.Response:
        """The answer to a body of JSON as it stands."""
        headers = {"Content-Type": "application/json"}
        return self.run(lambda client: client.post("/graphql", content=body, headers=headers))

    def ask(self, query: str, variables: Any = None) -> httpx.Response:
        """The answer to one question."""
        body = {"query": query, "variables": variables}
        return self.run(lambda client: client.post("/graphql", json=body))


def code_of(response: httpx.Response) -> str:
    """The code of the first error."""
    return str(response.json()["errors"][0]["extensions"]["code"])
