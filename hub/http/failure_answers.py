"""What a caller is told when a request goes wrong: a code of the catalogue, and nothing of the inside."""

import secrets
import time
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from graph.engine.store import GraphDownError, StatementTimeoutError
from hub.http.graphql_over_http import refusal
from hub.http.negotiation import language_of
from resolvers.errors import HubError, RequestErrors
from security.audit.log import AccessLogDownError

log = structlog.get_logger()


async def with_failures_told(http: HttpRequest, kind: str, work: Callable[[], Awaitable[Response]]) -> Response:
    """What ``work`` answers; whatever goes wrong is told by a code of the catalogue, as media type ``kind``."""
    language = language_of(http.headers.get("accept-language"))
    started = time.perf_counter()
    try:
        return await work()
    except (HubError, RequestErrors) as error:
        return refusal(error, kind, language)
    except AccessLogDownError:
        log.error("access log down; nothing is answered", milliseconds=_since(started))
        return refusal(HubError("LOG_DOWN"), kind, language)
    except StatementTimeoutError:
        log.warning("statement timed out", milliseconds=_since(started))
        return refusal(HubError("STATEMENT_TIMEOUT"), kind, language)
    except GraphDownError:
        log.warning("graph down", milliseconds=_since(started))
        return refusal(HubError("GRAPH_DOWN"), kind, language)
    except Exception as error:
        number = secrets.token_hex(8)
        # The type alone: an exception's text may hold a value.
        log.error("request failed", request=number, error=type(error).__name__, cause=_chain(error))
        response = refusal(HubError("INTERNAL"), kind, language)
        response.headers["Request-Number"] = number
        return response


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _chain(error: BaseException) -> list[str]:
    """Where the error came from: file and line of every step, no values."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-6:]
