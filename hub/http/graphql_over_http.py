"""GraphQL over HTTP (the GraphQL Foundation's specification): what comes in, and how an answer goes out."""

from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from hub.http.negotiation import GRAPHQL_JSON, PLAIN_JSON, VARY
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Answer, Request
from security.authorization.purposes import UNSTATED, StatedPurpose
from security.limits.declared import Limits

PURPOSE_HEADER = "Ortaq-Purpose"
CASE_HEADER = "Ortaq-Case"
REASON_HEADER = "Ortaq-Reason"
"""The reason in words, UTF-8, percent-encoded: a header is ASCII."""

BROKEN = "\N{REPLACEMENT CHARACTER}"
STRICT = "access=strict"
RETRY_SECONDS = "2"
CHALLENGE = 'Bearer error="invalid_token"'
"""The one challenge of every 401 (RFC 6750, section 3): a caller without a token is told no less and no more."""

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Vary": VARY,
}
_JSON_HEADERS = {
    kind: {**SECURITY_HEADERS, "Content-Type": f"{kind}; charset=utf-8"} for kind in (GRAPHQL_JSON, PLAIN_JSON)
}
_SHAPE_CODES = ("BAD_REQUEST", "KEY_MISSING", "MEDIA_TYPE", "METHOD_NOT_ALLOWED", "NOT_ACCEPTABLE")


async def read_request(http: HttpRequest, limits: Limits, chosen: StatedPurpose = UNSTATED) -> Request:
    """The operation that a request carries. ``chosen`` says why, where the request itself says nothing of it.

    Raises:
        HubError: METHOD_NOT_ALLOWED, MEDIA_TYPE, DOCUMENT_TOO_LARGE or BAD_REQUEST.
    """
    if http.method == "GET":
        parameters: Mapping[str, Any] = _from_query(http)
    elif http.method == "POST":
        kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != PLAIN_JSON:
            raise HubError("MEDIA_TYPE")
        parameters = _json(await read_body(http, limits.body_bytes))
    else:
        raise HubError("METHOD_NOT_ALLOWED")
    query, variables = parameters.get("query"), parameters.get("variables")
    name, extensions = parameters.get("operationName"), parameters.get("extensions")
    if not isinstance(query, str) or not isinstance(variables, dict | None):
        raise HubError("BAD_REQUEST")
    if not isinstance(name, str | None) or not isinstance(extensions, dict | None):
        raise HubError("BAD_REQUEST")
    strict = is_strict(http.headers.get("prefer"))
    return Request(
        query=query,
        variables=variables or {},
        operation_name=name or None,
        stated=stated_or(http, chosen),
        strict=strict,
        by_get=http.method == "GET",
    )


def stated_or(http: HttpRequest, chosen: StatedPurpose) -> StatedPurpose:
    """What the headers say of why; ``chosen`` where there is none of the three.

    A purpose is never put together of two tellings: a reason stands for the purpose with which it was given.
    """
    if not any(name in http.headers for name in (PURPOSE_HEADER, CASE_HEADER, REASON_HEADER)):
        return chosen
    reason = http.headers.get(REASON_HEADER)
    return StatedPurpose(
        http.headers.get(PURPOSE_HEADER),
        http.headers.get(CASE_HEADER),
        None if reason is None else _words(reason),
    )


def _words(header: str) -> str:
    """The words of a header; bytes that are no UTF-8, or were not percent-encoded, stand as what is broken."""
    return unquote(header) if header.isascii() else BROKEN


def is_strict(prefer: str | None) -> bool:
    """Whether a Prefer header (RFC 7240) asks for strict access."""
    return prefer is not None and STRICT in (part.strip().lower() for part in prefer.split(","))


async def read_body(http: HttpRequest, most: int) -> bytes:
    """The body of a request, of at most so many bytes.

    Raises:
        HubError: DOCUMENT_TOO_LARGE.
    """
    declared = http.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise HubError("DOCUMENT_TOO_LARGE")
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > most:
            raise HubError("DOCUMENT_TOO_LARGE")
    return bytes(body)


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        # Some clients write a byte order mark, which is none of the text (RFC 8259, section 8.1).
        document = orjson.loads(body.removeprefix(BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise HubError("BAD_REQUEST") from error
    if not isinstance(document, dict):
        raise HubError("BAD_REQUEST")
    return document


def _from_query(http: HttpRequest) -> Mapping[str, Any]:
    parameters: dict[str, Any] = dict(http.query_params)
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _json(parameters[name].encode()) if parameters[name] else None
    return parameters


def answer(result: Answer, kind: str, limits: Limits) -> Response:
    """An answer that went well.

    Raises:
        HubError: ANSWER_TOO_LARGE.
    """
    content = {"data": result.data, "extensions": result.extensions} if result.extensions else {"data": result.data}
    body = orjson.dumps(content)
    if len(body) > limits.answer_bytes:
        raise HubError("ANSWER_TOO_LARGE")
    return Response(body, headers=_JSON_HEADERS[kind])


def refusal(error: HubError | RequestErrors, kind: str, language: str) -> Response:
    """An answer to a request that was not carried out.

    A document that is not valid GraphQL is answered with 200 to a caller who accepts plain JSON alone, as
    that caller's clients expect; everything else has the status of its error.
    """
    errors = error.errors if isinstance(error, RequestErrors) else [error]
    status = errors[0].entry.status
    code = errors[0].entry.code
    if kind == PLAIN_JSON and status == 400 and code not in _SHAPE_CODES:
        status = 200
    headers = dict(_JSON_HEADERS[kind])
    if status == 401:
        headers["WWW-Authenticate"] = CHALLENGE
    if status == 405:
        headers["Allow"] = "GET, POST"
    if status == 503:
        headers["Retry-After"] = RETRY_SECONDS
    if status == 429:
        headers["Retry-After"] = str(errors[0].numbers["retrySeconds"])
    body = orjson.dumps({"errors": [error.as_response(language) for error in errors]})
    return Response(body, status, headers=headers)
