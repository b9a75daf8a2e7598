"""An issuer's keys: fixed ones, or found by OpenID Connect Discovery 1.0 and kept fresh.

The set is fetched when first needed, again when it is old, and when a token names a key that is not in it:
so a rotation is followed at once. However many such tokens come, they have the set fetched again at most once
in ``COOL_DOWN`` seconds.
"""

import asyncio
import json
import ssl
import time
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
import structlog

from security.identity.jwks import Key, KeySetError, usable_keys

COOL_DOWN = 30.0
"""Seconds between two tries to fetch a set again."""

REFRESH = 600.0
"""Seconds after which a set is fetched again, beside the requests that go on with the old one."""

STALE = 4 * 3600.0
"""Seconds after which a set that could not be fetched again is no longer believed."""

MAX_BYTES = 262_144
WHOLE_FETCH = 10.0
"""Seconds that discovery document and key set may take together."""

log = structlog.get_logger()


class DiscoveryError(Exception):
    """The issuer's document or key set could not be had, or is not what it must be."""


class KeySource(Protocol):
    """Where an issuer's keys come from."""

    async def find(self, key_id: str) -> Key | None:
        """The key of that id; None if the issuer has none, or its keys are not to be had."""


class FixedKeys:
    """Keys that stay as they are while the hub runs."""

    def __init__(self, keys: Mapping[str, Key]) -> None:
        self._keys = keys

    async def find(self, key_id: str) -> Key | None:
        """See KeySource."""
        return self._keys.get(key_id)


class DiscoveredKeys:
    """Keys found under an issuer's address. ``trust`` decides whose TLS certificates are believed."""

    def __init__(
        self,
        issuer: str,
        algorithms: tuple[str, ...],
        trust: ssl.SSLContext | bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._algorithms = algorithms
        self._trust = trust
        self._clock = clock
        self._keys: Mapping[str, Key] = {}
        self._fetched = self._tried = float("-inf")
        self._turn = asyncio.Lock()
        self._beside: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> Key | None:
        """See KeySource. Waits for a fetch only where the key is not known."""
        age = self._clock() - self._fetched
        if key_id in self._keys and age < STALE:
            if age >= REFRESH and not self._cooling and (self._beside is None or self._beside.done()):
                self._beside = asyncio.create_task(self._refresh(key_id))
            return self._keys[key_id]
        await self._refresh(key_id)
        return self._keys.get(key_id) if self._clock() - self._fetched < STALE else None

    @property
    def _cooling(self) -> bool:
        return self._clock() - self._tried < COOL_DOWN

    async def _refresh(self, key_id: str) -> None:
        async with self._turn:
            # Whoever waited for another's fetch may have what is wanted by now.
            have = key_id in self._keys and self._clock() - self._fetched < REFRESH
            if have or self._cooling:
                return
            self._tried = self._clock()
            try:
                async with asyncio.timeout(WHOLE_FETCH):
                    keys = usable_keys(await self._fetched_set(), self._algorithms)
            except (DiscoveryError, KeySetError, httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
                log.warning("issuer's keys not fetched", issuer=self._issuer, error=type(error).__name__)
                return
            if self._fetched == float("-inf"):
                # A rotation right after the first fetch is followed like any other.
                self._tried = float("-inf")
            self._keys, self._fetched = keys, self._clock()

    async def _fetched_set(self) -> Any:
        async with httpx.AsyncClient(verify=self._trust, timeout=WHOLE_FETCH / 2, trust_env=False) as client:
            document = await read_document(client, self._issuer)
            address = document.get("jwks_uri")
            if not isinstance(address, str) or not is_safe_address(address):
                raise DiscoveryError("the address of the keys is not https")
            return await _json(client, address)


async def read_document(client: httpx.AsyncClient, issuer: str) -> dict[str, Any]:
    """The document that ``issuer`` publishes about itself (OpenID Connect Discovery 1.0, section 4).

    Raises:
        DiscoveryError: it is none, or that of another issuer.
        httpx.HTTPError, httpx.InvalidURL: the issuer is away.
    """
    document = await _json(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if not isinstance(document, dict) or document.get("issuer") != issuer:
        raise DiscoveryError("the document names another issuer")
    return document


async def _json(client: httpx.AsyncClient, address: str) -> Any:
    async with client.stream("GET", address, headers={"Accept": "application/json"}) as response:
        if response.status_code != 200:
            raise DiscoveryError("the answer is no document")
        return await json_of(response)


async def json_of(response: httpx.Response) -> Any:
    """The JSON of an answer that is still being read, of at most ``MAX_BYTES``.

    Raises:
        DiscoveryError: it is larger, or no JSON.
    """
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MAX_BYTES:
            raise DiscoveryError("the document is too large")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise DiscoveryError("the document is no JSON") from None


def is_safe_address(address: str) -> bool:
    """Whether keys may be fetched there: over https, or over http from this machine itself."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
