"""The floor: the same answers from a bare endpoint, the same driver and hand-written Cypher.

It knows no caller, no policy and no GraphQL: what the caller may see is written into the statement, as somebody
would who serves one caller only. Sessions are opened and rows are read as the hub's store does.
"""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
from neo4j import READ_ACCESS, AsyncGraphDatabase, Query
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench import statements
from hub.settings import Settings

Body = Mapping[str, Any]
Shape = Callable[[list[Any], Body], Any]


def app() -> Starlette:
    """The floor on the graph that the environment names."""
    settings = Settings()

    @asynccontextmanager
    async def lifespan(starlette: Starlette) -> AsyncIterator[None]:
        secret = settings.graph_password.get_secret_value()
        async with AsyncGraphDatabase.driver(
            settings.graph_url,
            auth=(settings.graph_user, secret),
            max_connection_pool_size=64,
            warn_notification_severity="OFF",
            telemetry_disabled=True,
        ) as driver:
            starlette.state.driver = driver
            yield

    def route(path: str, text: str, shape: Shape) -> Route:
        return Route(path, _endpoint(settings, text, shape), methods=["POST"])

    return Starlette(
        routes=[
            route("/person", statements.PERSON, _person),
            route("/region", statements.REGION, _page),
            route("/filtered", statements.FILTERED, _plain_page),
            route("/lookup", statements.LOOKUP, _hits),
            route("/person/masked", statements.PERSON_MASKED, _person),
            route("/region/masked", statements.REGION_MASKED, _page),
        ],
        lifespan=lifespan,
    )


def _endpoint(settings: Settings, text: str, shape: Shape) -> Callable[[Request], Awaitable[Response]]:
    database, seconds, dated = settings.graph_database, settings.statement_seconds, "$today" in text

    async def answer(request: Request) -> Response:
        body = orjson.loads(await request.body())
        parameters = {**body, "today": dt.date.today()} if dated else body
        async with request.app.state.driver.session(database=database, default_access_mode=READ_ACCESS) as session:
            result = await session.run(Query(text, timeout=seconds), parameters)
            rows = await result.value()
        return Response(orjson.dumps({"data": shape(rows, body)}), media_type="application/json")

    return answer


def _record(row: dict[str, Any]) -> dict[str, Any]:
    row["decisions"] = {"nodes": row["decisions"]}
    row["registrations"] = {"nodes": row["registrations"]}
    return row


def _person(rows: list[Any], _body: Body) -> Any:
    return {"person": _record(rows[0]) if rows else None}


def _page(rows: list[Any], _body: Body) -> Any:
    return {"persons": {"nodes": [_record(row) for row in rows]}}


def _plain_page(rows: list[Any], _body: Body) -> Any:
    return {"persons": {"nodes": rows}}


def _hits(rows: list[Any], body: Body) -> Any:
    found = {row["iin"]: list({each["code"]: each for each in row["holders"]}.values()) for row in rows}
    return {"lookup": [{"found": iin in found, "holders": found.get(iin)} for iin in body["iins"]]}
