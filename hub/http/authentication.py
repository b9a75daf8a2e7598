"""Who calls: the settings' issuers and proxies, and the caller of a request."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from starlette.requests import HTTPConnection

from hub.http.admission import Admission
from hub.settings import Settings
from resolvers.errors import HubError
from resolvers.subscriptions.stream import Standing
from security.authorization.caller import Caller
from security.authorization.policy import Policy
from security.identity.certificates import Proxies, digest_from_connection, digest_from_proxy, read_proxies
from security.identity.issuers import TrustedIssuer, local_entry, read_issuers
from security.identity.local_issuer import Issuer, local_issuer
from security.identity.rejection_reasons import RejectionReason, TokenError
from security.identity.used_tokens import SeenTokens
from security.identity.verifier import Verifier

log = structlog.get_logger()


@dataclass(frozen=True)
class Identity:
    """All that saying who calls needs."""

    verifier: Verifier
    proxies: Proxies


class LocalIssuerOffError(Exception):
    """The settings do not trust the local issuer."""


def issuer_of(settings: Settings) -> Issuer:
    """The local issuer of tokens.

    Raises:
        LocalIssuerOffError: the settings have it off; no key is read or made.
    """
    if not settings.local_issuer:
        raise LocalIssuerOffError(
            "the local issuer is off, and no hub takes its tokens; set ORTAQ_LOCAL_ISSUER=1 to turn it on"
        )
    return local_issuer(settings.keys / "issuer.pem")


def issuers_of(settings: Settings, policy: Policy) -> Mapping[str, TrustedIssuer]:
    """The issuers whom the hub trusts, by the name in their tokens: those of the site's file, and the local one
    if the settings have it on.

    Raises:
        security.site_file.SiteFileError: the file says something that cannot be meant.
    """
    outside = read_issuers(settings.issuers, policy.roles) if settings.issuers is not None else {}
    if not settings.local_issuer:
        return outside
    local = local_entry(issuer_of(settings))
    return {local.name: local, **outside}


def identity_of(settings: Settings, policy: Policy) -> Identity:
    """Identity as the settings have it.

    Raises:
        security.site_file.SiteFileError, security.identity.certificates.ProxyError: a setting cannot be
            meant.
    """
    used_tokens = SeenTokens(settings.home / "identity" / "seen.sqlite")
    return Identity(
        Verifier(issuers_of(settings, policy), policy, used_tokens), read_proxies(settings.trusted_proxies)
    )


async def admitted(
    identity: Identity, admission: Admission, http: HTTPConnection, authorization: str | None = None
) -> Caller:
    """The caller of a request, who has not come too often.

    ``authorization`` stands in for the header where a connection has brought it otherwise.

    Raises:
        HubError: UNAUTHENTICATED or TOO_MANY_REQUESTS.
    """
    header = authorization or http.headers.get("authorization")
    admission.before(header, http)
    try:
        caller = await caller_of_request(identity, http, authorization)
    except HubError:
        admission.refused(header, http)
        raise
    admission.passed(header, caller)
    return caller


def token_check(identity: Identity, http: HTTPConnection, authorization: str | None = None) -> Standing:
    """Asks whether the token of an open connection still holds."""
    token = _token(http, authorization)

    async def is_valid() -> bool:
        return await identity.verifier.is_still_valid(token)

    return is_valid


async def caller_of_request(identity: Identity, http: HTTPConnection, authorization: str | None = None) -> Caller:
    """The caller of a request.

    Raises:
        HubError: UNAUTHENTICATED, whatever the reason; the reason stands in the log.
    """
    try:
        return await identity.verifier.caller(_token(http, authorization), _certificate(identity.proxies, http))
    except TokenError as error:
        log.info("token refused", reason=error.reason.value)
        raise HubError("UNAUTHENTICATED") from None


def _token(http: HTTPConnection, authorization: str | None) -> str:
    headers = http.headers.getlist("authorization") if authorization is None else [authorization]
    scheme, _, token = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token:
        raise TokenError(RejectionReason.MISSING)
    return token.strip(" ")


def _certificate(proxies: Proxies, http: HTTPConnection) -> bytes | None:
    # A proxy's own certificate proves the proxy, never the caller behind it.
    if proxies.hold(http.client.host if http.client else None):
        return digest_from_proxy(http.headers.getlist("client-cert"))
    return digest_from_connection(http.scope.get("extensions", {}).get("tls", {}).get("client_cert_chain", ()))
