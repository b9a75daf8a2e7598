"""What the hub itself asks of an issuer: tokens for a code, new tokens for old ones, and an end to them.

No answer of an issuer, and no description of an error in it, reaches a log.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import httpx

from hub.sign_in.session import TokenSet
from hub.sign_in.sign_in_error import SignInError, SignInFailure
from security.identity.discovery import DiscoveryError, json_of
from security.identity.issuers import TrustedIssuer
from security.identity.jws_parse import MAX_TOKEN
from security.identity.sign_in_client import SignInClient

ANSWER_SECONDS = 10.0
_FORM = {"Accept": "application/json"}


@dataclass(frozen=True)
class TokenAnswer:
    """What the issuer hands out: the tokens, and for a code an id token."""

    tokens: TokenSet
    id_token: str | None = field(repr=False)


@dataclass(frozen=True)
class TokenEndpoint:
    """The endpoints of one issuer for its client."""

    issuer: TrustedIssuer
    client: SignInClient

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> TokenAnswer:
        """The tokens for a code (RFC 6749, section 4.1.3; RFC 7636, section 4.5).

        Raises:
            SignInError: AWAY or EXCHANGE.
        """
        return await self._tokens(
            {
                "grant_type": "authorization_code",
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": redirect_uri,
                **self.resource,
            }
        )

    async def renew(self, refresh_token: str) -> TokenSet:
        """New tokens for an old one (RFC 6749, section 6). The old refresh token stays where no new one comes.

        Raises:
            SignInError: AWAY or EXCHANGE.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **self.resource}
        tokens = (await self._tokens(form)).tokens
        return TokenSet(access=tokens.access, refresh=tokens.refresh or refresh_token)

    async def revoke(self, refresh_token: str) -> None:
        """Let the issuer end what it has handed out (RFC 7009), where it has an address for that.

        Raises:
            SignInError: AWAY or EXCHANGE.
        """
        address = await self._address("revocation")
        if address is not None:
            form = {"token": refresh_token, "token_type_hint": "refresh_token"}
            await self._post(address, form, is_read=False)

    @property
    def resource(self) -> dict[str, str]:
        """For whom the access token is asked (RFC 8707), where the site says that the issuer wants to know."""
        return {"resource": self.client.resource} if self.client.resource is not None else {}

    async def _tokens(self, form: Mapping[str, str]) -> TokenAnswer:
        address = await self._address("token")
        assert address is not None
        answer = await self._post(address, form, is_read=True)
        access, kind = answer.get("access_token"), answer.get("token_type")
        if not _is_token(access) or not isinstance(kind, str) or kind.lower() != "bearer":
            raise SignInError(SignInFailure.EXCHANGE)
        refresh, id_token = answer.get("refresh_token"), answer.get("id_token")
        return TokenAnswer(
            TokenSet(access=access, refresh=refresh if _is_token(refresh) else None),
            id_token if _is_token(id_token) else None,
        )

    async def _address(self, name: str) -> str | None:
        try:
            address: str | None = getattr(await self.client.provider.endpoints(), name)
        except DiscoveryError as error:
            raise SignInError(SignInFailure.AWAY) from error
        return address

    async def _post(self, address: str, form: Mapping[str, str], is_read: bool) -> dict[str, Any]:
        """The issuer's answer; none of a body that nobody reads."""
        more, password = self.client.authentication.proof(self.client.client_id, self.issuer.name)
        identified = {**form, **more, **({} if password else {"client_id": self.client.client_id})}
        try:
            async with (
                asyncio.timeout(ANSWER_SECONDS),
                httpx.AsyncClient(verify=self.client.trust, timeout=ANSWER_SECONDS, trust_env=False) as http,
                http.stream("POST", address, data=identified, auth=password, headers=_FORM) as response,
            ):
                if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                    raise SignInError(SignInFailure.AWAY)
                if response.status_code != httpx.codes.OK:
                    raise SignInError(SignInFailure.EXCHANGE)
                answer = await json_of(response) if is_read else {}
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise SignInError(SignInFailure.AWAY) from error
        except DiscoveryError as error:
            raise SignInError(SignInFailure.EXCHANGE) from error
        if not isinstance(answer, dict):
            raise SignInError(SignInFailure.EXCHANGE)
        return answer


def _is_token(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= MAX_TOKEN
