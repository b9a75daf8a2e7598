"""The session as its page knows it: ``GET /session`` tells it, ``PUT /session`` keeps what the person chose."""

import datetime as dt
import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response

from hub.http.admission import check_site
from hub.http.failure_answers import with_failures_told
from hub.http.graphql_over_http import SECURITY_HEADERS, read_body
from hub.http.negotiation import PLAIN_JSON
from hub.sign_in.draft_key import draft_key
from hub.sign_in.request_access import required_session
from hub.sign_in.sessions import OpenSession
from hub.sign_in.sign_in import SignIn
from resolvers.errors import HubError
from security.authorization.purposes import StatedPurpose

MOST_BYTES = 8_192
"""Of what a person chooses."""

PEEK = "1"


class ChoiceBody(BaseModel):
    """The body of ``PUT /session``. What is left out is chosen no more."""

    model_config = ConfigDict(extra="forbid", strict=True)

    purpose: str | None = None
    case_number: str | None = Field(None, alias="caseNumber")
    reason: str | None = None
    language: Literal["kk", "ru", "en"] | None = None


async def session_route(http: HttpRequest) -> Response:
    """``GET`` and ``PUT /session``."""
    sign_in: SignIn = http.app.state.sign_in

    async def work() -> Response:
        check_site(http.headers)
        opened = await required_session(sign_in.sessions, sign_in.admission, http)
        if http.method == "PUT":
            await _choose(http, sign_in, opened)
        if http.query_params.get("peek") != PEEK:
            await sign_in.sessions.touch(opened.digest)
        now = await sign_in.sessions.find(opened.digest)
        if now is None:
            raise HubError("UNAUTHENTICATED")
        return JSONResponse(_content(sign_in, now), headers=SECURITY_HEADERS)

    return await with_failures_told(http, PLAIN_JSON, work)


async def _choose(http: HttpRequest, sign_in: SignIn, opened: OpenSession) -> None:
    """Keep what the body chooses.

    Raises:
        HubError: MEDIA_TYPE, DOCUMENT_TOO_LARGE, BAD_REQUEST; PURPOSE_REFUSED, PURPOSE_INCOMPLETE.
    """
    if http.headers.get("content-type", "").partition(";")[0].strip().lower() != PLAIN_JSON:
        raise HubError("MEDIA_TYPE")
    try:
        body = ChoiceBody.model_validate_json(await read_body(http, MOST_BYTES))
    except ValidationError as error:
        raise HubError("BAD_REQUEST") from error
    chosen = StatedPurpose(body.purpose, body.case_number or None, body.reason or None)
    if chosen.purpose is None:
        chosen = StatedPurpose()
    elif chosen.purpose not in opened.session.caller.purposes:
        raise HubError("PURPOSE_REFUSED")
    elif not chosen.complete_for(chosen.purpose):
        raise HubError("PURPOSE_INCOMPLETE")
    await sign_in.sessions.choose(opened.digest, chosen, body.language)


def _content(sign_in: SignIn, opened: OpenSession) -> dict[str, Any]:
    session, sessions = opened.session, sign_in.sessions
    ends_at = dt.datetime.fromtimestamp(int(sessions.limits.ends_at(session)), dt.UTC)
    return {
        "name": session.name,
        "agency": session.caller.agency,
        "role": session.caller.role,
        "unit": session.caller.unit,
        "area": session.caller.area,
        "purposes": list(session.caller.purposes),
        "purpose": session.chosen.purpose,
        "caseNumber": session.chosen.case,
        "reason": session.chosen.reason,
        "language": session.language,
        "idleSeconds": max(0, math.ceil(sessions.limits.idle_until(session) - sessions.clock())),
        "endsAt": ends_at.isoformat().replace("+00:00", "Z"),
        "demo": session.demo,
        "draftKey": draft_key(sign_in.drafts, session),
    }
