"""Security headers on every answer of the hub, pages and failures too, and the host names that it answers to."""

import orjson
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resolvers.errors import HubError

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer says unless it says something of its own (OWASP Secure Headers Project)."""

TRANSPORT = "max-age=63072000; includeSubDomains"
"""Two years of TLS alone (RFC 6797); said over TLS only, as its section 7.2 has it. Whoever makes up what a proxy
says of TLS is told so in vain: a browser heeds it over TLS alone."""

UNNAMED = ("/healthz", "/readyz")
"""Paths that a watcher asks for by address; they tell nothing."""

_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_SECURE = [*_RAW, (b"strict-transport-security", TRANSPORT.encode())]


def shielded(app: ASGIApp, hosts: frozenset[str]) -> ASGIApp:
    """``app``, answering under the names ``hosts`` alone, and with the headers that keep browsers careful."""

    async def with_headers(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and host_name(Headers(scope=scope).get("host", "")) not in hosts:
            # Closed before it is accepted: the server answers 403 (ASGI, "Close").
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        secure = scope["scheme"] == "https" or headers.get("x-forwarded-proto") == "https"
        if scope["path"] not in UNNAMED and host_name(headers.get("host", "")) not in hosts:
            await _refuse(_adding(secure, send))
            return
        await app(scope, receive, _adding(secure, send))

    return with_headers


def names(text: str, own_name: str) -> frozenset[str]:
    """The names in a setting, and the address on which the hub listens."""
    return frozenset(name.strip().lower() for name in (*text.split(","), own_name) if name.strip())


def host_name(host: str) -> str:
    """The host without its port (RFC 3986, section 3.2.2: an IPv6 address stands in brackets)."""
    return host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()


def _adding(secure: bool, send: Send) -> Send:
    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            more = [header for header in (_SECURE if secure else _RAW) if header[0] not in present]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return adding


async def _refuse(send: Send) -> None:
    error = HubError("UNKNOWN_HOST")
    body = orjson.dumps({"errors": [error.as_response()]})
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.entry.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
