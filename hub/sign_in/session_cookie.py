"""The cookies of sign-in: random bits and nothing else, for the hub's own pages alone.

Over TLS their names begin with ``__Host-`` (RFC 6265bis, section 4.1.3.2), so that no neighbour under the same
domain can set one. A browser takes such a cookie over TLS alone, so on plain loopback they go without.
"""

import hashlib
import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

from hub.http.security_headers import host_name
from security.identity.discovery import is_loopback

SESSION, PENDING = "ortaq", "ortaq-pending"
_RANDOM_BYTES = 32


def new_secret() -> str:
    """256 random bits, as a cookie holds them."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


def digest_of(secret: str) -> bytes:
    """What the hub keeps of a cookie."""
    return hashlib.sha256(secret.encode()).digest()


def is_plain_loopback(http: HTTPConnection) -> bool:
    """Whether the browser speaks plain HTTP to its own machine. All else is taken for TLS."""
    is_tls = http.scope["scheme"] == "https" or http.headers.get("x-forwarded-proto") == "https"
    return not is_tls and is_loopback(host_name(http.headers.get("host", "")).strip("[]"))


def origin_of(http: HTTPConnection) -> str:
    """The hub's address as the browser has it. Which names it answers to is a setting."""
    return f"{'http' if is_plain_loopback(http) else 'https'}://{http.headers.get('host', '')}"


def cookie_digest(http: HTTPConnection, name: str) -> bytes | None:
    """The digest of the cookie ``name``; None if there is none, or more than one: somebody else set the other."""
    pairs = (part.strip().partition("=") for line in http.headers.getlist("cookie") for part in line.split(";"))
    secrets_sent = [value for key, _, value in pairs if key == _full_name(http, name)]
    return digest_of(secrets_sent[0]) if len(secrets_sent) == 1 and secrets_sent[0] else None


def set_session_cookie(http: HTTPConnection, response: Response, secret: str) -> None:
    """Let the browser keep a session until it is closed. No page of another site makes it send this cookie."""
    _set(http, response, SESSION, secret, "strict", None)


def set_pending_cookie(http: HTTPConnection, response: Response, secret: str, seconds: int) -> None:
    """Bind a sign-in that has begun to this browser. The way back from the issuer comes from another site."""
    _set(http, response, PENDING, secret, "lax", seconds)


def drop_cookie(http: HTTPConnection, response: Response, name: str) -> None:
    """Let the browser forget a cookie."""
    _set(http, response, name, "", "strict" if name == SESSION else "lax", 0)


def _set(
    http: HTTPConnection, response: Response, name: str, secret: str, same_site: str, seconds: int | None
) -> None:
    parts = [f"{_full_name(http, name)}={secret}", "Path=/", "HttpOnly", f"SameSite={same_site.capitalize()}"]
    parts += [] if is_plain_loopback(http) else ["Secure"]
    parts += [] if seconds is None else [f"Max-Age={seconds}"]
    response.headers.append("set-cookie", "; ".join(parts))


def _full_name(http: HTTPConnection, name: str) -> str:
    return name if is_plain_loopback(http) else f"__Host-{name}"
