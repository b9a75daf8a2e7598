"""The way to an issuer and back: ``GET /sign-in/start`` and ``GET /sign-in/callback``."""

from collections.abc import Mapping

import structlog
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from hub.http.admission import address_of
from hub.http.failure_answers import with_failures_told
from hub.http.negotiation import PLAIN_JSON
from hub.sign_in.authorization_code import new_random_text
from hub.sign_in.page_paths import known_path
from hub.sign_in.pending_sign_ins import PENDING_SECONDS, PendingSignIn, TooManyPendingError
from hub.sign_in.request_access import OWN_PAGE_OR_PERSON
from hub.sign_in.session_cookie import (
    PENDING,
    SESSION,
    cookie_digest,
    digest_of,
    drop_cookie,
    new_secret,
    origin_of,
    set_pending_cookie,
    set_session_cookie,
)
from hub.sign_in.sign_in import SignIn
from hub.sign_in.sign_in_error import SignInError, SignInFailure
from hub.sign_in.sign_in_page import going_on_page, language_for
from hub.sign_in.sign_in_paths import CALLBACK, SEE_OTHER, SIGN_IN, sign_in_address
from resolvers.errors import HubError
from security.limits.rate_limits import network_of

log = structlog.get_logger()

_KNOWN_BY = "Sign-in"
"""Stands for the token where attempts are counted: there is none yet, and no attempt is good beforehand."""


async def start(http: HttpRequest) -> Response:
    """Send the browser to an issuer, and remember in this browser what its answer will be judged by."""
    sign_in: SignIn = http.app.state.sign_in

    async def work() -> Response:
        sign_in.admission.before(_KNOWN_BY, http)
        if http.headers.get("sec-fetch-site") not in OWN_PAGE_OR_PERSON:
            return RedirectResponse(SIGN_IN, SEE_OTHER)
        pending, secret = _new_pending(http, sign_in), new_secret()
        try:
            address = await sign_in.flow.address_for(pending)
            sign_in.pending.add(digest_of(secret), pending)
        except SignInError as error:
            return _failed(http, sign_in, error.failure, pending)
        except TooManyPendingError as error:
            raise HubError("TOO_MANY_REQUESTS", numbers={"retrySeconds": PENDING_SECONDS}) from error
        response = RedirectResponse(address, SEE_OTHER)
        set_pending_cookie(http, response, secret, PENDING_SECONDS)
        return response

    return await with_failures_told(http, PLAIN_JSON, work)


async def come_back(http: HttpRequest) -> Response:
    """Begin the session of a person whom an issuer sends back."""
    sign_in: SignIn = http.app.state.sign_in

    async def work() -> Response:
        sign_in.admission.before(_KNOWN_BY, http)
        digest = cookie_digest(http, PENDING)
        state = http.query_params.get("state", "")
        pending = sign_in.pending.redeem(digest, state) if digest is not None else None
        if pending is None:
            return _failed(http, sign_in, SignInFailure.NOT_BEGUN, None)
        return await _begin(http, sign_in, pending, _answer_of(http))

    return await with_failures_told(http, PLAIN_JSON, work)


async def _begin(http: HttpRequest, sign_in: SignIn, pending: PendingSignIn, answer: Mapping[str, str]) -> Response:
    try:
        signed_in = await sign_in.flow.finish(pending, answer)
        secret = await sign_in.sessions.begin(http, signed_in.tokens, pending.issuer, signed_in.person)
    except SignInError as error:
        return _failed(http, sign_in, error.failure, pending)
    except HubError:
        return _failed(http, sign_in, SignInFailure.RIGHTS, pending)
    if pending.replaces is not None:
        await sign_in.sessions.end(pending.replaces)
    log.info("signed in", issuer=pending.issuer)
    response = going_on_page(pending.language, pending.next_path)
    set_session_cookie(http, response, secret)
    drop_cookie(http, response, PENDING)
    return response


def _new_pending(http: HttpRequest, sign_in: SignIn) -> PendingSignIn:
    return PendingSignIn(
        issuer=http.query_params.get("issuer", ""),
        state=new_random_text(),
        nonce=new_random_text(),
        verifier=new_random_text(),
        redirect_uri=f"{origin_of(http)}{CALLBACK}",
        next_path=known_path(http.query_params.get("next")),
        language=language_for(http),
        replaces=cookie_digest(http, SESSION),
        address=network_of(address_of(http, sign_in.admission.proxies)),
        ends_at=sign_in.pending.clock() + PENDING_SECONDS,
    )


def _answer_of(http: HttpRequest) -> dict[str, str]:
    """The parameters of the way back. One that stands twice is none that counts."""
    pairs = http.query_params.multi_items()
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}


def _failed(http: HttpRequest, sign_in: SignIn, failure: SignInFailure, pending: PendingSignIn | None) -> Response:
    """Back to the sign-in page, which says that it did not succeed, and not why."""
    log.info("sign-in refused", reason=failure.value)
    if failure != SignInFailure.AWAY:
        sign_in.admission.refused(_KNOWN_BY, http)
    language = pending.language if pending is not None else language_for(http)
    more = {"next": pending.next_path} if pending is not None else {}
    return RedirectResponse(sign_in_address(message="failed", lang=language, **more), SEE_OTHER)
