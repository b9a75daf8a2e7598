"""Serving: the port first, then the graph, then the demonstration, then the door."""

import asyncio
import gc
import signal
import socket
import ssl
import sys
from collections.abc import Mapping
from functools import partial
from typing import Any

import uvicorn
import uvloop
from rich.console import Console
from rich.progress import Progress
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from adapters.bulk.load_files import load_contents
from graph.engine.store import Store
from hub import queries
from hub.app import create_app
from hub.audited_command import announced_command
from hub.graph_store import opened_store
from hub.http.authentication import identity_of, issuer_of
from hub.http.connection_limits import BACKLOG, Shares, connection_places, counted
from hub.http.tls import CertificateProtocol, server_context, tls_files
from hub.jobs.duty_watcher import duty_watcher, work_out_duties
from hub.jobs.link_finder import linking
from hub.jobs.quarterly_statistics import working_out
from hub.log_config import configure_log
from hub.made_up_country import made_up_country
from hub.policies import mark_made_up, of_demonstration, policy_of, warn_of_endings
from hub.settings import Settings
from hub.subscriptions.lifecycle import webhooks_of
from schema.api.graphql_schema import graphql_schema
from schema.identifiers import AreaCode
from security.clock import today_in_kazakhstan
from security.identity.certificates import read_proxies
from security.identity.local_issuer import Claims

UNTAKEN_SECONDS = 60
"""A connection whose other end takes nothing for so long is dropped."""

QUESTION = """{
  persons(
    first: 1
    where: { registrations: { some: { status: { eq: OPEN } } } }
    orderBy: [{ familyName: ASC }, { givenName: ASC }]
  ) {
    totalCount
    nodes {
      familyName
      birthDate
      region { name(language: EN) }
      registrations(orderBy: [{ category: ASC }]) {
        nodes { category unit { name(language: EN) } inspector { name } }
      }
    }
  }
}"""
"""A question that the demonstration answers, printed ready to paste."""

err = Console(stderr=True, highlight=False, soft_wrap=True)


class PortTakenError(Exception):
    """Another program listens on the hub's port."""


def serve(settings: Settings, demo: int | None) -> None:
    """Serve until Ctrl-C. With ``demo``, the local issuer is on for this run, and an empty graph is first given a
    made-up country of so many persons; it is served with made-up agreements.

    Raises:
        SiteFileError: the policy cannot be meant; nothing was started.
        PortTakenError: the port is in use.
        security.site_file.SiteFileError, security.identity.certificates.ProxyError, hub.http.tls.TlsError: a
            setting cannot be meant.
    """
    if demo:
        settings = settings.model_copy(update={"local_issuer": True})
    policy = policy_of(settings)
    configure_log()
    warn_of_endings(policy)
    # What the site has set is judged before a graph is started for it.
    identity_of(settings, policy)
    webhooks_of(settings, policy)
    tls = tls_files(settings)
    context = server_context(tls) if tls is not None else None
    # A stop from outside takes the same way as Ctrl-C: through every door, and the graph's last.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    listener = _listen(settings)
    try:
        with asyncio.Runner(loop_factory=partial(_Loop, settings.connection_seconds)) as runner:
            runner.run(_serve(settings, demo, listener, context))
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


class _Loop(uvloop.Loop):
    """uvloop, which gives a handshake of TLS a minute, with a time for that as for any other silence."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def create_server(self, *what: Any, **how: Any) -> Any:
        """As the loop's own."""
        times = {"ssl_handshake_timeout": self._seconds} if how.get("ssl") is not None else {}
        return await super().create_server(*what, **{**how, **times})


def shares_of(settings: Settings) -> Shares:
    """How many connections the process has, and each address of them."""
    most, proxies = connection_places(), read_proxies(settings.trusted_proxies)
    return Shares(
        most=most,
        share=min(settings.address_connections, most // 2),
        seconds=settings.connection_seconds,
        proxies=proxies,
    )


def _listen(settings: Settings) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        # What was written for a client that takes nothing goes with its connection (RFC 5482; Linux counts a
        # window of zero as nothing taken).
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNTAKEN_SECONDS * 1000)
    try:
        listener.bind((settings.host, settings.port))
    except OSError:
        listener.close()
        raise PortTakenError(
            f"port {settings.port} on {settings.host} is taken; set PORT to another, for example PORT=8001"
        ) from None
    return listener


async def _serve(
    settings: Settings, demo: int | None, listener: socket.socket, context: ssl.SSLContext | None
) -> None:
    async with opened_store(settings) as store:
        if demo and not await store.read(queries.ANY_PERSON, {}):
            async with announced_command(settings, "serve", store):
                await load_demo(store, await made_up_country(demo, today_in_kazakhstan()))
                await _work_out_duties(store)
            mark_made_up(settings)
        if demo:
            settings = of_demonstration(settings)
        shares = shares_of(settings)
        config = uvicorn.Config(
            create_app(settings, store, demo is not None),
            http=counted(CertificateProtocol if context else HttpToolsProtocol, shares),
            ssl_context_factory=(lambda config, default: context) if context else None,
            # The other end of the connection decides whose Client-Cert is believed: no header may rewrite it.
            proxy_headers=False,
            ws_max_size=settings.limits.body_bytes,
            # Streams are told of the end and have this many seconds to take it in.
            timeout_graceful_shutdown=5,
            backlog=BACKLOG,
            access_log=False,
            log_level="warning",
            server_header=False,
        )
        server = uvicorn.Server(config)
        _greet(settings, "https" if context else "http")
        if demo:
            _demonstrate(settings)
        err.print("Ctrl-C stops the hub and its graph.")
        keep_in_memory()
        async with linking(settings, store), duty_watcher(store), working_out(settings.home, store):
            await server.serve(sockets=[listener])


def keep_in_memory() -> None:
    """Make the schema now, and tell the garbage collector that what there is by now will stay: to look through it
    all again and again would stop every request for a twentieth of a second.
    """
    graphql_schema()
    gc.collect()
    gc.freeze()


async def load_demo(store: Store, country: Mapping[str, bytes]) -> None:
    """Bring a made-up country in. It never stands on disk as the files that agencies send."""
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("a made-up country", total=None)
        sizes: dict[str, int] = {}

        def advance(feed: str, count: int, size: int) -> None:
            sizes[feed] = count
            progress.update(task, completed=sum(sizes.values()))

        await load_contents(store, country, advance)


async def _work_out_duties(store: Store) -> None:
    """So that whoever opens the demonstration first sees what is due: the watcher would need its time."""
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("what is due today", total=None)
        await work_out_duties(store, lambda count: progress.advance(task, count))


def _greet(settings: Settings, scheme: str) -> None:
    address = f"{scheme}://{settings.host}:{settings.port}"
    err.print(f"\nOrtaq is open at {address}/ in a browser. Programs ask at {address}/graphql.\n")
    if settings.local_issuer:
        err.print("The local issuer is on: who can read its key under ORTAQ_HOME can make a token of every role.\n")
    elif settings.issuers is None:
        err.print("No issuer of tokens is trusted, so nobody is answered: set ORTAQ_ISSUERS.\n")


def _demonstrate(settings: Settings) -> None:
    """Print a token, alone on standard output, and a question that it answers."""
    claims = Claims(
        role="public_security",
        area=AreaCode("75"),
        unit=None,
        agency="MIA",
        purposes=("CASE_WORK",),
        subject="demo",
        lifetime=12 * 3600,
    )
    token = issuer_of(settings).issue(claims)
    err.print("The demonstration has turned the local issuer on, for this run alone.\n")
    err.print("A token of a public-security officer in Almaty city, good for 12 hours:\n")
    sys.stdout.write(f"{token}\n")
    sys.stdout.flush()
    err.print("\nA question to paste:\n", QUESTION, "\n", sep="\n", markup=False)
