"""The authorization code flow of OpenID Connect Core 1.0 (section 3.1), with PKCE (RFC 7636), state and nonce."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from hub.sign_in.pending_sign_ins import PendingSignIn
from hub.sign_in.session import Session, TokenSet
from hub.sign_in.sign_in_error import SignInError, SignInFailure
from hub.sign_in.token_endpoint import TokenEndpoint
from security.identity.discovery import DiscoveryError
from security.identity.id_token import SignedInPerson, person_of
from security.identity.issuers import TrustedIssuer
from security.identity.provider_endpoints import ProviderEndpoints
from security.identity.rejection_reasons import TokenError

_RANDOM_BYTES = 32


@dataclass(frozen=True)
class SignedIn:
    """What a sign-in brings: who it is, and the tokens, of which the access token is not proven yet."""

    person: SignedInPerson
    tokens: TokenSet = field(repr=False)


@dataclass(frozen=True)
class AuthorizationCode:
    """Signs people in with those issuers that have the hub as their client, by name."""

    endpoints: Mapping[str, TokenEndpoint]

    @classmethod
    def with_issuers(cls, issuers: Mapping[str, TrustedIssuer]) -> "AuthorizationCode":
        """Of the issuers that the hub trusts, those that sign people in."""
        return cls(
            {name: TokenEndpoint(issuer, issuer.sign_in) for name, issuer in issuers.items() if issuer.sign_in}
        )

    async def address_for(self, pending: PendingSignIn) -> str:
        """Where the browser goes to sign in.

        Raises:
            SignInError: AWAY; or OTHER_ISSUER, which is none that signs people in.
        """
        endpoint = self._endpoint(pending.issuer)
        parameters = {
            "response_type": "code",
            "client_id": endpoint.client.client_id,
            "redirect_uri": pending.redirect_uri,
            "scope": " ".join(endpoint.client.scopes),
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": challenge_of(pending.verifier),
            "code_challenge_method": "S256",
            "ui_locales": pending.language,
            **endpoint.resource,
        }
        return _with_query((await _published(endpoint)).authorization, parameters)

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> SignedIn:
        """What comes of the issuer's ``answer``: the parameters with which the browser came back.

        Raises:
            SignInError: the issuer declines, another one answers, or it hands out nothing that is good.
        """
        endpoint = self._endpoint(pending.issuer)
        published = await _published(endpoint)
        # Whoever answers says so, where issuers can: a code for one must not be brought to another (RFC 9207).
        if answer.get("iss", None if published.names_itself else pending.issuer) != pending.issuer:
            raise SignInError(SignInFailure.OTHER_ISSUER)
        code = answer.get("code")
        if "error" in answer or not code:
            raise SignInError(SignInFailure.DECLINED)
        handed_out = await endpoint.exchange(code, pending.verifier, pending.redirect_uri)
        if handed_out.id_token is None:
            raise SignInError(SignInFailure.IDENTITY)
        try:
            person = await person_of(handed_out.id_token, endpoint.issuer, endpoint.client.client_id, pending.nonce)
        except TokenError as error:
            raise SignInError(SignInFailure.IDENTITY) from error
        return SignedIn(person, handed_out.tokens)

    async def renew(self, session: Session) -> TokenSet:
        """New tokens for those of ``session``: the issuer is asked anew what the person may.

        Raises:
            SignInError: the issuer is away, or gives none.
        """
        if session.tokens.refresh is None:
            raise SignInError(SignInFailure.EXCHANGE)
        return await self._endpoint(session.issuer).renew(session.tokens.refresh)

    async def end(self, session: Session, back_to: str) -> str | None:
        """End what the issuer has handed out for ``session``. Gives where the browser goes to sign out there too.

        The address holds no id token: it would stand in logs and in the browser's history (RP-Initiated Logout
        1.0, section 2, has it as a hint alone). So most issuers ask the person once more.

        Raises:
            SignInError: the issuer is away.
        """
        endpoint = self._endpoint(session.issuer)
        if session.tokens.refresh is not None:
            await endpoint.revoke(session.tokens.refresh)
        address = (await _published(endpoint)).end_session
        parameters = {"client_id": endpoint.client.client_id, "post_logout_redirect_uri": back_to}
        return _with_query(address, parameters) if address is not None else None

    def _endpoint(self, issuer: str) -> TokenEndpoint:
        endpoint = self.endpoints.get(issuer)
        if endpoint is None:
            raise SignInError(SignInFailure.OTHER_ISSUER)
        return endpoint


def new_random_text() -> str:
    """256 random bits, as state, nonce and verifier have them."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


def challenge_of(verifier: str) -> str:
    """The challenge of a verifier (RFC 7636, section 4.2, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


async def _published(endpoint: TokenEndpoint) -> ProviderEndpoints:
    try:
        return await endpoint.client.provider.endpoints()
    except DiscoveryError as error:
        raise SignInError(SignInFailure.AWAY) from error


def _with_query(address: str, parameters: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"
