"""The application: settings, graph, policy and compiler put together behind HTTP."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from graph import embedded
from graph.reseal import sample
from graph.store import Address, GraphDownError, StatementTimeoutError, Store, open_store
from hub.exchange import PLAIN_JSON, accepted, answer, language_of, read_request, refusal
from hub.gate import Gate, check_site
from hub.identity import Identity, admitted, identity_of, standing
from hub.settings import Settings
from hub.shield import names, shielded
from hub.streams.desk import Desk
from hub.streams.running import streaming
from hub.streams.signing import KEYS, key_of
from hub.streams.sse import event_stream, wants_stream
from hub.streams.websocket import graphql_socket
from resolvers.bookmarks import Bookmarks
from resolvers.cost import Charge, charging, free
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Engine, respond
from resolvers.plans import Plans
from resolvers.policy_check import checked_policy
from resolvers.record import recording
from resolvers.trace import Log
from schema.api import published
from schema.catalogue import CATALOGUE
from security.allowances import Allowances
from security.audit.entry import new_reasons_key
from security.audit.log import AccessLogDownError, open_log
from security.cursors import CursorSeal, new_key
from security.limits import Limits
from security.secrets import password, secret_file
from security.vault.vault import UnsealError, Vault, open_vault
from web.pages import graphiql_page, routes

log = structlog.get_logger()
WATCH_SECONDS = 1.0


@dataclass
class Hub:
    """What requests share while the application runs."""

    identity: Identity
    engine: Engine
    gate: Gate
    limits: Limits
    desk: Desk
    keys: dict[str, Any]


class OtherKeysError(Exception):
    """What the graph holds was not sealed with the hub's keys."""


def vault_of(settings: Settings) -> Vault:
    """The keys by which values of class IDENTITY are sealed."""
    return open_vault(settings.keys, tuple(e.name for e in CATALOGUE.sealed_entities), settings.kek)


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name, ready for use; an embedded graph runs as long as it is open.

    Raises:
        graph.embedded.GraphInUseError, graph.embedded.GraphStartError, graph.store.GraphDownError,
        graph.probes.UnfitEngineError: there is no graph to work with.
        security.vault.keys.KeyUnavailableError, security.vault.ring.RingError, OtherKeysError: its sealed values
        cannot be read.
    """
    vault = vault_of(settings)
    async with AsyncExitStack() as stack:
        if settings.graph_url == "embedded:":
            key = settings.keys / "graph"
            secret = secret_file(key, password).decode()
            running = embedded.start(
                settings.home.resolve() / "graph", secret, key.resolve(), settings.statement_seconds
            )
            stack.callback(running.stop)
            watch = asyncio.create_task(_watch(running))
            stack.callback(watch.cancel)
            address = Address(running.url, running.user, running.password, embedded.DATABASE)
        else:
            secret = settings.graph_password.get_secret_value()
            address = Address(settings.graph_url, settings.graph_user, secret, settings.graph_database)
        store = await stack.enter_async_context(open_store(address, settings.statement_seconds, vault))
        await store.prepare()
        await _check_keys(store)
        yield store


@asynccontextmanager
async def joined_store(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name; if a hub on this machine has the embedded graph open, that graph.

    Raises as :func:`opened_store`.
    """
    async with AsyncExitStack() as stack:
        try:
            store = await stack.enter_async_context(opened_store(settings))
        except embedded.GraphInUseError:
            url = embedded.url_of(settings.home.resolve() / "graph")
            secret = secret_file(settings.keys / "graph", password).decode()
            address = Address(url, embedded.USER, secret, embedded.DATABASE)
            opened = open_store(address, settings.statement_seconds, vault_of(settings))
            store = await stack.enter_async_context(opened)
        yield store


async def _check_keys(store: Store) -> None:
    """Open one sealed value of each type: whoever has lost the keys is told at once, not by the first caller."""
    for entity in CATALOGUE.sealed_entities:
        try:
            for record_id, field, sealed in await sample(store, entity):
                store.sealer.open(entity.name, record_id, field, sealed)
        except UnsealError as error:
            raise OtherKeysError(f"the graph does not fit the keys in keys/vault.json: {error}") from error


async def _watch(running: embedded.Running) -> None:
    """Start the embedded graph again whenever it has stopped by itself."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        if not running.alive:
            log.warning("graph stopped; starting it again")
            running.revive()


def create_engine(settings: Settings, store: Store, charge: Charge = free) -> Engine:
    """The engine that answers from ``store``."""
    seal = CursorSeal(secret_file(settings.keys / "cursors", new_key))
    policy = checked_policy(settings.policy_files)
    plans = Plans(published()._schema, store.dialect, limits=settings.limits)
    return Engine(store, plans, policy, seal, Bookmarks(), charge=charge)


def create_app(settings: Settings, store: Store | None = None) -> Starlette:
    """The application. Without a ``store`` it opens the one that the settings name, and closes it at its end."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            used = store if store is not None else await stack.enter_async_context(opened_store(settings))
            allowances = Allowances.of_limits(settings.limits)
            access_log = await stack.enter_async_context(open_log(settings.home, settings.keys))
            reasons = secret_file(settings.keys / "reasons", new_reasons_key)
            engine = replace(
                create_engine(settings, used, charging(allowances)),
                record=recording(access_log, reasons),
                log=Log(settings.home, reasons, settings.statement_seconds),
                home=settings.home,
            )
            identity = identity_of(settings, engine.policy)
            desk = await stack.enter_async_context(streaming(settings, engine))
            gate, key = Gate(allowances, identity.proxies), key_of(settings)
            app.state.hub = Hub(identity, engine, gate, settings.limits, desk, key.key_set)
            yield

    return Starlette(
        routes=[
            Route("/graphql", graphql, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
            WebSocketRoute("/graphql", graphql_socket),
            Route(KEYS, signing_keys),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            *routes(),
        ],
        middleware=[Middleware(shielded, names(settings.hosts, settings.host))],
        lifespan=lifespan,
    )


async def healthz(http: HttpRequest) -> Response:
    """Whether the process runs."""
    return PlainTextResponse("ok\n")


async def readyz(http: HttpRequest) -> Response:
    """Whether the hub can answer: its graph does."""
    ready = await http.app.state.hub.engine.store.ping()
    return JSONResponse({"graph": "ok" if ready else "down"}, 200 if ready else 503)


async def signing_keys(http: HttpRequest) -> Response:
    """The public keys by which receivers of webhooks know what the hub has sent."""
    return JSONResponse(http.app.state.hub.keys)


async def graphql(http: HttpRequest) -> Response:
    """The one door for questions. A browser that opens the address gets a page to ask from."""
    accept = http.headers.get("accept")
    if http.method == "GET" and "query" not in http.query_params and "text/html" in (accept or ""):
        return graphiql_page()
    kind = accepted(accept)
    language = language_of(http.headers.get("accept-language"))
    started = time.perf_counter()
    try:
        follows = kind is None and wants_stream(http.method, accept)
        if kind is None and not follows:
            raise HubError("NOT_ACCEPTABLE")
        check_site(http.headers)
        hub: Hub = http.app.state.hub
        caller = await admitted(hub.identity, hub.gate, http)
        asked = await read_request(http, hub.limits)
        if kind is None:
            stands = standing(hub.identity, http)
            return await event_stream(hub.desk, caller, asked, hub.limits, language, stands)
        return await respond(hub.engine, caller, asked, partial(answer, kind=kind, limits=hub.limits))
    except (HubError, RequestErrors) as error:
        return refusal(error, kind or PLAIN_JSON, language)
    except AccessLogDownError:
        log.error("access log down; nothing is answered", milliseconds=_since(started))
        return refusal(HubError("LOG_DOWN"), kind or PLAIN_JSON, language)
    except StatementTimeoutError:
        log.warning("statement timed out", milliseconds=_since(started))
        return refusal(HubError("STATEMENT_TIMEOUT"), kind or PLAIN_JSON, language)
    except GraphDownError:
        log.warning("graph down", milliseconds=_since(started))
        return refusal(HubError("GRAPH_DOWN"), kind or PLAIN_JSON, language)
    except Exception as error:
        number = secrets.token_hex(8)
        # The type alone: an exception's text may hold a value.
        log.error("request failed", request=number, error=type(error).__name__, cause=_chain(error))
        response = refusal(HubError("INTERNAL"), kind or PLAIN_JSON, language)
        response.headers["Request-Number"] = number
        return response


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _chain(error: BaseException) -> list[str]:
    """Where the error came from: file and line of every step, no values."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-6:]
