"""The routes by which people come in and go."""

from urllib.parse import parse_qs

import structlog
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from hub.http.admission import check_site
from hub.http.failure_answers import with_failures_told
from hub.http.graphql_over_http import SECURITY_HEADERS, read_body
from hub.http.negotiation import PLAIN_JSON
from hub.sign_in.issuer_routes import come_back, start
from hub.sign_in.page_paths import FIRST_PAGE, PAGES, known_path
from hub.sign_in.request_access import OWN_PAGE, OWN_PAGE_OR_PERSON, session_of
from hub.sign_in.session import Session, TokenSet
from hub.sign_in.session_cookie import SESSION, cookie_digest, drop_cookie, origin_of, set_session_cookie
from hub.sign_in.session_endpoint import session_route
from hub.sign_in.sign_in import Demonstration, SignIn
from hub.sign_in.sign_in_error import SignInError
from hub.sign_in.sign_in_page import MESSAGES, STYLE, SignInChoices, language_for, sign_in_page, style_sheet
from hub.sign_in.sign_in_paths import CALLBACK, SEE_OTHER, SIGN_IN, sign_in_address
from resolvers.errors import HubError
from security.identity.id_token import SignedInPerson
from security.identity.local_issuer import LOCAL_ISSUER
from web.pages import app_page

log = structlog.get_logger()

CLEARED = '"cache", "storage"'
"""What a browser forgets of the hub at sign-out (Clear Site Data, section 3.1)."""

_FORM_BYTES = 2_048
_KNOWN_BY = "Sign-in of the demonstration"
"""Stands for the token where attempts are counted."""


def sign_in_routes(demo: bool) -> list[BaseRoute]:
    """Sign-in, sign-out, the session, and the pages that need one. The demonstration's only where it is on."""
    return [
        Route("/", first_page, methods=["GET"]),
        Route(SIGN_IN, choose_issuer, methods=["GET"]),
        Route(STYLE, _style, methods=["GET"]),
        Route("/sign-out", sign_out, methods=["POST"]),
        Route("/session", session_route, methods=["GET", "PUT"]),
        Route(f"{SIGN_IN}/start", start, methods=["GET"]),
        Route(CALLBACK, come_back, methods=["GET"]),
        *([Route(f"{SIGN_IN}/demo", sign_in_demo, methods=["POST"])] if demo else []),
        *(Route(path, page, methods=["GET"]) for path in PAGES),
    ]


async def first_page(http: HttpRequest) -> Response:
    """``/`` leads to the first page, or to the sign-in."""
    return _to(FIRST_PAGE if await _is_signed_in(http) else SIGN_IN)


async def page(http: HttpRequest) -> Response:
    """A page: the same file for all of them. Who is not signed in is led to the sign-in, and back."""
    if await _is_signed_in(http):
        return app_page()
    next_path = known_path(http.scope["raw_path"].decode("ascii", "replace"))
    if cookie_digest(http, SESSION) is None or http.headers.get("sec-fetch-site") not in OWN_PAGE_OR_PERSON:
        return _to(sign_in_address(next=next_path))
    response = _to(sign_in_address(next=next_path, message="ended"))
    drop_cookie(http, response, SESSION)
    return response


async def choose_issuer(http: HttpRequest) -> Response:
    """The sign-in page."""
    sign_in = _sign_in(http)
    endpoints, demonstration = sign_in.flow.endpoints, sign_in.demonstration
    choices = SignInChoices(
        issuers=[(name, endpoint.client.labels) for name, endpoint in endpoints.items()],
        officials=demonstration.officials if demonstration else (),
    )
    message = http.query_params.get("message")
    next_path = known_path(http.query_params.get("next"))
    return sign_in_page(choices, language_for(http), next_path, message if message in MESSAGES else None)


async def sign_in_demo(http: HttpRequest) -> Response:
    """Sign in as a made-up official. The hub has no such route unless it demonstrates."""
    sign_in = _sign_in(http)
    demonstration = sign_in.demonstration
    if demonstration is None:
        return PlainTextResponse("Not Found", 404)

    async def work() -> Response:
        _check_own_page(http)
        sign_in.admission.before(_KNOWN_BY, http)
        form = parse_qs((await read_body(http, _FORM_BYTES)).decode("ascii", "replace"))
        return await _begin_demo(http, sign_in, demonstration, form)

    return await with_failures_told(http, PLAIN_JSON, work)


async def _begin_demo(
    http: HttpRequest, sign_in: SignIn, demonstration: Demonstration, form: dict[str, list[str]]
) -> Response:
    official = demonstration.official(form.get("official", [""])[0])
    if official is None:
        sign_in.admission.refused(_KNOWN_BY, http)
        raise HubError("BAD_REQUEST")
    tokens = TokenSet(access=demonstration.issuer.issue(official.claims))
    await _end_current(http, sign_in)
    person = SignedInPerson(f"{LOCAL_ISSUER}/{official.claims.subject}", official.name)
    secret = await sign_in.sessions.begin(http, tokens, LOCAL_ISSUER, person, demo=True)
    log.info("signed in", issuer=LOCAL_ISSUER)
    response = _to(known_path(form.get("next", [""])[0]))
    set_session_cookie(http, response, secret)
    return response


async def sign_out(http: HttpRequest) -> Response:
    """End the session. The answer says where the browser goes on."""

    async def work() -> Response:
        _check_own_page(http)
        sign_in = _sign_in(http)
        ended = await _end_current(http, sign_in)
        location = (await _issuers_sign_out(http, sign_in, ended) if ended else None) or sign_in_address(
            message="signed_out"
        )
        headers = {**SECURITY_HEADERS, "Clear-Site-Data": CLEARED}
        response = JSONResponse({"location": location}, headers=headers)
        drop_cookie(http, response, SESSION)
        return response

    return await with_failures_told(http, PLAIN_JSON, work)


async def _end_current(http: HttpRequest, sign_in: SignIn) -> Session | None:
    """End the session of this browser, if there is one: a new sign-in has a new one."""
    digest = cookie_digest(http, SESSION)
    ended = await sign_in.sessions.end(digest) if digest is not None else None
    if ended is not None:
        log.info("signed out", issuer=ended.issuer)
    return ended


async def _issuers_sign_out(http: HttpRequest, sign_in: SignIn, ended: Session) -> str | None:
    """Where the browser signs out at the issuer too; None where that is not to be had."""
    if ended.demo:
        return None
    try:
        return await sign_in.flow.end(ended, f"{origin_of(http)}{SIGN_IN}")
    except SignInError as error:
        log.info("not signed out at the issuer", issuer=ended.issuer, reason=error.failure.value)
        return None


async def _is_signed_in(http: HttpRequest) -> bool:
    sign_in = _sign_in(http)
    try:
        opened = await session_of(sign_in.sessions, sign_in.admission, http, OWN_PAGE_OR_PERSON)
    except HubError:
        return False
    if opened is not None:
        await sign_in.sessions.touch(opened.digest)
    return opened is not None


def _check_own_page(http: HttpRequest) -> None:
    """Refuse what no page of the hub sends.

    Raises:
        HubError: CROSS_SITE.
    """
    check_site(http.headers)
    if http.headers.get("sec-fetch-site") not in OWN_PAGE:
        raise HubError("CROSS_SITE")


def _sign_in(http: HttpRequest) -> SignIn:
    sign_in: SignIn = http.app.state.sign_in
    return sign_in


async def _style(http: HttpRequest) -> Response:
    return style_sheet()


def _to(address: str) -> Response:
    return RedirectResponse(address, SEE_OTHER)
