"""Where an issuer lets people sign in: the addresses that it publishes about itself."""

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from security.identity.discovery import REFRESH, WHOLE_FETCH, DiscoveryError, is_safe_address, read_document


@dataclass(frozen=True, kw_only=True)
class ProviderEndpoints:
    """Addresses of OpenID Connect Discovery 1.0 (section 3), RP-Initiated Logout 1.0 and RFC 7009.

    ``names_itself``: the issuer's answers say which issuer gives them (RFC 9207).
    """

    authorization: str
    token: str
    end_session: str | None
    revocation: str | None
    names_itself: bool


class DiscoveredEndpoints:
    """The endpoints of one issuer, asked for when they are needed and kept for a while."""

    def __init__(
        self, issuer: str, trust: ssl.SSLContext | bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuer = issuer
        self._trust = trust
        self._clock = clock
        self._endpoints: ProviderEndpoints | None = None
        self._fetched = float("-inf")
        self._turn = asyncio.Lock()

    async def endpoints(self) -> ProviderEndpoints:
        """The endpoints.

        Raises:
            DiscoveryError: they are not to be had.
        """
        async with self._turn:
            if self._endpoints is None or self._clock() - self._fetched >= REFRESH:
                self._endpoints, self._fetched = await self._read(), self._clock()
            return self._endpoints

    async def _read(self) -> ProviderEndpoints:
        try:
            async with (
                asyncio.timeout(WHOLE_FETCH),
                httpx.AsyncClient(verify=self._trust, timeout=WHOLE_FETCH / 2, trust_env=False) as client,
            ):
                document = await read_document(client, self._issuer)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise DiscoveryError("the issuer is away") from error
        return _endpoints_of(document)


def _endpoints_of(document: dict[str, Any]) -> ProviderEndpoints:
    authorization, token = _address(document, "authorization_endpoint"), _address(document, "token_endpoint")
    if authorization is None or token is None:
        raise DiscoveryError("the issuer signs nobody in")
    return ProviderEndpoints(
        authorization=authorization,
        token=token,
        end_session=_address(document, "end_session_endpoint"),
        revocation=_address(document, "revocation_endpoint"),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(document: dict[str, Any], name: str) -> str | None:
    address = document.get(name)
    if address is None:
        return None
    if not isinstance(address, str) or not is_safe_address(address):
        raise DiscoveryError("an address is not https")
    return address
