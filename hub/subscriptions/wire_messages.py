"""What is the same on every way out: the bytes of a message, and of why there is none."""

import secrets
from collections.abc import Sequence
from typing import Any

import orjson
import structlog

from graph.engine.store import GraphDownError, StatementTimeoutError
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Answer
from security.audit.log import AccessLogDownError
from security.limits.declared import Limits

log = structlog.get_logger()

_CODES: Sequence[tuple[type[Exception], str]] = (
    (AccessLogDownError, "LOG_DOWN"),
    (StatementTimeoutError, "STATEMENT_TIMEOUT"),
    (GraphDownError, "GRAPH_DOWN"),
)


def result_of(answer: Answer, limits: Limits) -> dict[str, Any]:
    """A message as a GraphQL result (specification, section 7.1).

    Raises:
        HubError: ANSWER_TOO_LARGE.
    """
    result = {"data": answer.data, **({"extensions": answer.extensions} if answer.extensions else {})}
    if len(orjson.dumps(result)) > limits.answer_bytes:
        raise HubError("ANSWER_TOO_LARGE")
    return result


def failure(error: Exception) -> HubError | RequestErrors:
    """What a subscriber is told of an exception: an error of the catalogue, and nothing of the inside."""
    if isinstance(error, HubError | RequestErrors):
        return error
    for kind, code in _CODES:
        if isinstance(error, kind):
            log.warning("stream broken off", code=code)
            return HubError(code)
    # The type alone: an exception's text may hold a value.
    log.error("stream failed", error=type(error).__name__, number=secrets.token_hex(8))
    return HubError("INTERNAL")


def errors_of(error: HubError | RequestErrors, language: str) -> list[dict[str, Any]]:
    """The errors as GraphQL has them."""
    return [
        hub_error.as_response(language)
        for hub_error in (error.errors if isinstance(error, RequestErrors) else [error])
    ]


def status_of(error: HubError | RequestErrors) -> int:
    """The HTTP status of an error: that of the first."""
    return (error.errors[0] if isinstance(error, RequestErrors) else error).entry.status
