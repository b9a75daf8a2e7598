"""The routes by which people come in and go."""

from urllib.parse import parse_qs, urlencode

import structlog
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from hub.http.admission import check_site
from hub.http.failure_answers import with_failures_told
from hub.http.graphql_over_http import SECURITY_HEADERS, read_body
from hub.http.negotiation import PLAIN_JSON, language_of
from hub.sign_in.page_paths import FIRST_PAGE, PAGES, known_path
from hub.sign_in.request_access import OWN_PAGE, OWN_PAGE_OR_PERSON, session_of
from hub.sign_in.session import TokenSet
from hub.sign_in.session_cookie import SESSION, cookie_digest, drop_cookie, set_session_cookie
from hub.sign_in.session_endpoint import session_route
from hub.sign_in.sign_in import Demonstration, SignIn
from hub.sign_in.sign_in_page import LANGUAGES, MESSAGES, STYLE, SignInChoices, sign_in_page, style_sheet
from resolvers.errors import HubError
from security.identity.local_issuer import LOCAL_ISSUER
from web.pages import app_page

log = structlog.get_logger()

SIGN_IN = "/sign-in"
CLEARED = '"cache", "storage"'
"""What a browser forgets of the hub at sign-out (Clear Site Data, section 3.1)."""

_FORM_BYTES = 2_048
_SEE_OTHER = 303


def sign_in_routes(demo: bool) -> list[BaseRoute]:
    """Sign-in, sign-out, the session, and the pages that need one. The demonstration's only where it is on."""
    return [
        Route("/", first_page, methods=["GET"]),
        Route(SIGN_IN, choose_issuer, methods=["GET"]),
        Route(STYLE, _style, methods=["GET"]),
        Route("/sign-out", sign_out, methods=["POST"]),
        Route("/session", session_route, methods=["GET", "PUT"]),
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
    return _to_sign_in(next=known_path(http.scope["raw_path"].decode("ascii", "replace")))


async def choose_issuer(http: HttpRequest) -> Response:
    """The sign-in page."""
    asked = http.query_params.get("lang")
    language = asked if asked in LANGUAGES else language_of(http.headers.get("accept-language"))
    message = http.query_params.get("message")
    demonstration = _sign_in(http).demonstration
    choices = SignInChoices(issuers=(), officials=demonstration.officials if demonstration else ())
    next_path = known_path(http.query_params.get("next"))
    return sign_in_page(choices, language, next_path, message if message in MESSAGES else None)


async def sign_in_demo(http: HttpRequest) -> Response:
    """Sign in as a made-up official. The hub has no such route unless it demonstrates."""
    sign_in = _sign_in(http)
    demonstration = sign_in.demonstration
    if demonstration is None:
        return PlainTextResponse("Not Found", 404)

    async def work() -> Response:
        _check_own_page(http)
        form = parse_qs((await read_body(http, _FORM_BYTES)).decode("ascii", "replace"))
        return await _begin_demo(http, sign_in, demonstration, form)

    return await with_failures_told(http, PLAIN_JSON, work)


async def _begin_demo(
    http: HttpRequest, sign_in: SignIn, demonstration: Demonstration, form: dict[str, list[str]]
) -> Response:
    official = demonstration.official(form.get("official", [""])[0])
    if official is None:
        raise HubError("BAD_REQUEST")
    tokens = TokenSet(access=demonstration.issuer.issue(official.claims))
    await _end_current(http, sign_in)
    secret = await sign_in.sessions.begin(http, tokens, LOCAL_ISSUER, official.name, demo=True)
    log.info("signed in", issuer=LOCAL_ISSUER, role=official.claims.role)
    response = _to(known_path(form.get("next", [""])[0]))
    set_session_cookie(http, response, secret)
    return response


async def sign_out(http: HttpRequest) -> Response:
    """End the session. The answer says where the browser goes on."""

    async def work() -> Response:
        _check_own_page(http)
        await _end_current(http, _sign_in(http))
        location = f"{SIGN_IN}?{urlencode({'message': 'signed_out'})}"
        headers = {**SECURITY_HEADERS, "Clear-Site-Data": CLEARED}
        response = JSONResponse({"location": location}, headers=headers)
        drop_cookie(http, response, SESSION)
        return response

    return await with_failures_told(http, PLAIN_JSON, work)


async def _end_current(http: HttpRequest, sign_in: SignIn) -> None:
    """End the session of this browser, if there is one: a new sign-in has a new one."""
    digest = cookie_digest(http, SESSION)
    ended = await sign_in.sessions.end(digest) if digest is not None else None
    if ended is not None:
        log.info("signed out", issuer=ended.issuer, role=ended.caller.role)


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


def _to_sign_in(**parameters: str) -> Response:
    return _to(f"{SIGN_IN}?{urlencode(parameters)}")


def _to(address: str) -> Response:
    return RedirectResponse(address, _SEE_OTHER)
