"""Who sends a request: by the token in its header, or by the session of the hub's own page.

A request with the header is judged by the header alone. A cookie counts only where the browser says that a page of
the hub itself sends it (Fetch Metadata): what a browser does not say of a request, is no.
"""

from dataclasses import dataclass

from starlette.requests import Request as HttpRequest

from hub.http.admission import Admission
from hub.http.authentication import admitted, token_check
from hub.sign_in.session_cookie import SESSION, cookie_digest
from hub.sign_in.sessions import OpenSession, Sessions
from resolvers.errors import HubError
from resolvers.subscriptions.stream import Standing
from security.authorization.caller import Caller
from security.authorization.purposes import UNSTATED, StatedPurpose

OWN_PAGE = ("same-origin",)
OWN_PAGE_OR_PERSON = ("same-origin", "none")
"""Who may open a page with the session: a page of the hub, or the person who types the address."""


@dataclass(frozen=True)
class RequestAccess:
    """The caller of a request, and the session if it is known by one."""

    caller: Caller
    opened: OpenSession | None
    still_valid: Standing

    @property
    def chosen(self) -> StatedPurpose:
        """What the session says of why, for a request that says nothing."""
        return self.opened.session.chosen if self.opened is not None else UNSTATED

    async def touch(self, sessions: Sessions) -> None:
        """Let the idle limit of the session begin anew, if there is one."""
        if self.opened is not None:
            await sessions.touch(self.opened.digest)


async def access_of(sessions: Sessions, admission: Admission, http: HttpRequest) -> RequestAccess:
    """Who sends the request.

    Raises:
        HubError: UNAUTHENTICATED or TOO_MANY_REQUESTS.
    """
    if "authorization" not in http.headers:
        opened = await session_of(sessions, admission, http)
        if opened is not None:
            return RequestAccess(opened.session.caller, opened, sessions.check_of(opened))
    identity = sessions.identity
    return RequestAccess(await admitted(identity, admission, http), None, token_check(identity, http))


async def session_of(
    sessions: Sessions, admission: Admission, http: HttpRequest, sites: tuple[str, ...] = OWN_PAGE
) -> OpenSession | None:
    """The session by whose cookie the request comes; None if it brings no cookie, or not from one of ``sites``.

    Raises:
        HubError: UNAUTHENTICATED, and the session has ended; or TOO_MANY_REQUESTS.
    """
    digest = cookie_digest(http, SESSION)
    if digest is None or http.headers.get("sec-fetch-site") not in sites:
        return None
    # Stands for the token where requests are counted.
    known_by = f"Session {digest.hex()}"
    admission.before(known_by, http)
    opened = await sessions.current(http, digest)
    if opened is None:
        admission.refused(known_by, http)
        raise HubError("UNAUTHENTICATED")
    admission.passed(known_by, opened.session.caller)
    return opened


async def required_session(
    sessions: Sessions, admission: Admission, http: HttpRequest, sites: tuple[str, ...] = OWN_PAGE
) -> OpenSession:
    """As :func:`session_of`, which must be there.

    Raises:
        HubError: UNAUTHENTICATED or TOO_MANY_REQUESTS.
    """
    opened = await session_of(sessions, admission, http, sites)
    if opened is None:
        raise HubError("UNAUTHENTICATED")
    return opened
