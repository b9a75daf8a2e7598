"""The application: settings, graph, policy and compiler put together behind HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from adapters.delivery.deliver import IngestContext
from graph.engine.store import GraphDownError, StatementTimeoutError, Store
from hub.audited_command import resolve
from hub.graph_store import opened_store
from hub.http.admission import Admission, check_site
from hub.http.authentication import Identity, identity_of
from hub.http.failure_answers import with_failures_told
from hub.http.feed_endpoint import delivery_status, receive_delivery
from hub.http.graphql_over_http import answer, read_request, refusal, stated_or
from hub.http.ingest_context import dock_of, receipt_keys
from hub.http.negotiation import EVENT_STREAM, HTML, PLAIN_JSON, answer_type, language_of
from hub.http.security_headers import names, shielded
from hub.policies import policy_of
from hub.settings import Settings
from hub.sign_in.request_access import RequestAccess, access_of
from hub.sign_in.sign_in import sign_in_of
from hub.sign_in.sign_in_routes import sign_in_routes
from hub.subscriptions.http_signatures import KEYS, key_of
from hub.subscriptions.lifecycle import streaming
from hub.subscriptions.registry import SubscriptionRegistry
from hub.subscriptions.sse import event_stream
from hub.subscriptions.websocket import graphql_socket
from resolvers.access.access_record import announcing, audit_sink
from resolvers.engine.bookmarks import Bookmarks
from resolvers.engine.hold_answer import hold_by
from resolvers.engine.plan_cache import Plans
from resolvers.errors import HubError
from resolvers.execute import Engine, respond
from resolvers.plan.cost import Charge, charging, free
from resolvers.roots.computed import Log
from schema.api.graphql_schema import graphql_schema
from security.audit.entry import new_reasons_key
from security.audit.intents import Intents
from security.audit.log import AccessLog, AccessLogDownError, open_log
from security.limits.declared import Limits
from security.limits.rate_limits import Allowances
from security.vault.cursor_seal import CursorSeal, new_key
from security.vault.private_folder import check_private, close_new_files
from security.vault.secret_files import secret_file
from web.pages import graphiql_page, routes

log = structlog.get_logger()


@dataclass(kw_only=True)
class Hub:
    """What requests share while the application runs."""

    identity: Identity
    engine: Engine
    admission: Admission
    limits: Limits
    ingest: IngestContext
    subscriptions: SubscriptionRegistry
    keys: dict[str, Any]
    access_log: AccessLog
    intents: Intents


def create_engine(settings: Settings, store: Store, charge: Charge = free) -> Engine:
    """The engine that answers from ``store``."""
    seal = CursorSeal(secret_file(settings.keys / "cursors", new_key))
    policy = policy_of(settings)
    plans = Plans(schema=graphql_schema(), dialect=store.dialect, limits=settings.limits)
    return Engine(
        store=store,
        plans=plans,
        policy=policy,
        seal=seal,
        bookmarks=Bookmarks(),
        charge=charge,
        hold=hold_by(settings.hold_seconds),
    )


def create_app(settings: Settings, store: Store | None = None, demo: bool = False) -> Starlette:
    """The application. Without a ``store`` it opens the one that the settings name, and closes it at its end.

    With ``demo`` people can sign in as made-up officials.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        close_new_files()
        check_private(settings.home)
        async with AsyncExitStack() as stack:
            used = store if store is not None else await stack.enter_async_context(opened_store(settings))
            allowances = Allowances.of_limits(settings.limits)
            access_log = await stack.enter_async_context(open_log(settings.home, settings.keys))
            reasons = secret_file(settings.keys / "reasons", new_reasons_key)
            intents = Intents(access_log)
            # Where the log or the graph is away, what ended processes left waits for the next start.
            with suppress(AccessLogDownError, GraphDownError, StatementTimeoutError):
                await resolve(settings, used, access_log, intents)
            ingest = dock_of(settings, used)
            engine = replace(
                create_engine(settings, used, charging(allowances)),
                record=audit_sink(intents, reasons),
                announce=announcing(intents, reasons),
                log=Log(settings.home, reasons, settings.statement_seconds),
                home=settings.home,
                ingest=ingest,
            )
            identity = identity_of(settings, engine.policy)
            subscriptions = await stack.enter_async_context(streaming(settings, engine))
            admission, key = Admission(allowances, identity.proxies), key_of(settings)
            keys = _all_keys(key.key_set, receipt_keys(settings))
            app.state.sign_in = await sign_in_of(settings, identity, admission, engine, demo)
            app.state.hub = Hub(
                identity=identity,
                engine=engine,
                admission=admission,
                limits=settings.limits,
                ingest=ingest,
                subscriptions=subscriptions,
                keys=keys,
                access_log=access_log,
                intents=intents,
            )
            yield

    return Starlette(
        routes=[
            Route("/graphql", graphql, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
            Route("/feeds/{feed}", feeds, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", graphql_socket),
            Route(KEYS, signing_keys),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            *sign_in_routes(demo),
            *routes(),
        ],
        middleware=[Middleware(shielded, names(settings.hosts, settings.host))],
        lifespan=lifespan,
    )


async def healthz(http: HttpRequest) -> Response:
    """Whether the process runs."""
    return PlainTextResponse("ok\n")


READY_SECONDS = 5.0
"""A probe waits no longer for the graph."""


async def _answers(store: Store) -> bool:
    """Whether the graph answers in a time in which somebody waits for it."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await store.ping()
    except TimeoutError:
        return False


async def readyz(http: HttpRequest) -> Response:
    """Whether the hub can answer: its graph does, and its access log can be written."""
    hub: Hub = http.app.state.hub
    graph, written = await asyncio.gather(_answers(hub.engine.store), hub.access_log.writable())
    checks = {"graph": "ok" if graph else "down", "accessLog": "ok" if written else "cannot be written"}
    return JSONResponse(checks, 200 if graph and written else 503)


def _all_keys(*sets: Mapping[str, Any]) -> dict[str, Any]:
    """Key sets as one (RFC 7517, section 5)."""
    return {"keys": [key for key_set in sets for key in key_set["keys"]]}


async def signing_keys(http: HttpRequest) -> Response:
    """The public keys by which receivers of webhooks and senders of records know what the hub has signed."""
    return JSONResponse(http.app.state.hub.keys)


async def graphql(http: HttpRequest) -> Response:
    """The one door for questions. A browser that opens the address gets a page to ask from."""
    kind = answer_type(http.headers.get("accept"), http.method, "query" in http.query_params)
    language = language_of(http.headers.get("accept-language"))
    if kind == HTML:
        return graphiql_page()
    if kind is None:
        return refusal(HubError("NOT_ACCEPTABLE"), PLAIN_JSON, language)

    async def answer_query(hub: Hub, access: RequestAccess) -> Response:
        request = await read_request(http, hub.limits, access.chosen)
        caller = access.caller
        if kind == EVENT_STREAM:
            return await event_stream(hub.subscriptions, caller, request, hub.limits, language, access.still_valid)
        # A page opens its streams again by itself: they do not show that somebody is there.
        await access.touch(http.app.state.sign_in.sessions)
        return await respond(hub.engine, caller, request, partial(answer, kind=kind, limits=hub.limits))

    return await _behind_the_door(http, PLAIN_JSON if kind == EVENT_STREAM else kind, answer_query)


async def feeds(http: HttpRequest) -> Response:
    """The one door for records: a delivery comes in, or its sender asks how far it is."""

    async def delivered(hub: Hub, access: RequestAccess) -> Response:
        await access.touch(http.app.state.sign_in.sessions)
        purpose = stated_or(http, access.chosen).purpose
        if http.method == "POST":
            most = hub.limits.delivery_bytes
            return await receive_delivery(http, access.caller, purpose, hub.ingest, hub.intents, most)
        return await delivery_status(http, access.caller, purpose, hub.ingest)

    return await _behind_the_door(http, PLAIN_JSON, delivered)


async def _behind_the_door(
    http: HttpRequest, kind: str, work: Callable[[Hub, RequestAccess], Awaitable[Response]]
) -> Response:
    """What ``work`` answers to the caller of a request; whatever goes wrong is told by a code of the catalogue."""

    async def admitted_work() -> Response:
        check_site(http.headers)
        hub: Hub = http.app.state.hub
        return await work(hub, await access_of(http.app.state.sign_in.sessions, hub.admission, http))

    return await with_failures_told(http, kind, admitted_work)
