"""WebSocket: subscriptions by the protocol graphql-transport-ws.

Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md. A browser cannot give a WebSocket headers,
so the first message brings what the headers of a request do: ``Authorization``, and where they are needed
``Ortaq-Purpose``, ``Ortaq-Case``, ``Ortaq-Reason`` and ``Prefer``. A page of another site is refused before that.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from hub.http.admission import Admission, check_site
from hub.http.authentication import Identity, admitted, token_check
from hub.http.graphql_over_http import CASE_HEADER, PURPOSE_HEADER, REASON_HEADER, is_strict
from hub.http.negotiation import language_of
from hub.subscriptions.registry import SubscriptionRegistry
from hub.subscriptions.wire_messages import errors_of, failure, log, result_of, status_of
from resolvers.errors import HubError
from resolvers.execute import Request
from resolvers.subscriptions.stream import Standing, always
from security.authorization.caller import Caller
from security.authorization.purposes import UNSTATED, StatedPurpose
from security.clock import unix_now
from security.limits.declared import Limits

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
"""So long a connection may stay without its first message."""

SLOW_SECONDS = 30.0
"""A client that takes no message for so long is cut off."""

BAD, UNAUTHORIZED, FORBIDDEN, LATE, TAKEN, TOO_MANY_INITS = 4400, 4401, 4403, 4408, 4409, 4429
SLOW = 1013
"""Close codes: the protocol's own, and "try again later" (RFC 6455 and the registry that it opened)."""


class ClosingError(Exception):
    """The connection has to be closed, with a code and a word that tell nothing of the inside."""

    def __init__(self, code: int, word: str) -> None:
        super().__init__(word)
        self.code = code
        self.word = word


@dataclass(kw_only=True)
class _Connection:
    """One WebSocket, its caller, and the streams that it has open."""

    socket: WebSocket
    identity: Identity
    admission: Admission
    subscriptions: SubscriptionRegistry
    limits: Limits
    language: str
    caller: Caller | None = None
    stated: StatedPurpose = UNSTATED
    strict: bool = False
    token_check: Standing = always
    streams: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Serve the connection until it closes."""
        try:
            begun = time.monotonic()
            while True:
                await self._handle(await self._receive_until(begun + INIT_SECONDS))
        finally:
            for task in self.streams.values():
                task.cancel()
            await asyncio.gather(*self.streams.values(), return_exceptions=True)

    async def _receive_until(self, init: float) -> Mapping[str, Any]:
        """The next message, if it comes before ``init`` or, once it is known who calls, while the token is good."""
        left = init - time.monotonic() if self.caller is None else self.caller.expires - unix_now()
        try:
            return await asyncio.wait_for(self._receive(), max(0.0, left))
        except TimeoutError as error:
            if self.caller is None:
                raise ClosingError(LATE, "Connection initialisation timeout") from error
            raise ClosingError(FORBIDDEN, "UNAUTHENTICATED") from error

    async def _receive(self) -> Mapping[str, Any]:
        try:
            message = orjson.loads(await self.socket.receive_text())
        except (orjson.JSONDecodeError, KeyError) as error:
            raise ClosingError(BAD, "Invalid message") from error
        except RuntimeError as error:
            raise ClosingError(BAD, "Closed") from error
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise ClosingError(BAD, "Invalid message")
        return message

    async def _handle(self, message: Mapping[str, Any]) -> None:
        kind = message["type"]
        if kind == "connection_init":
            await self._init(message.get("payload"))
        elif kind == "ping":
            await self._send({"type": "pong"})
        elif kind == "pong":
            return
        elif kind == "subscribe":
            await self._subscribe(message)
        elif kind == "complete":
            task = self.streams.pop(_name(message), None)
            if task is not None:
                task.cancel()
        else:
            raise ClosingError(BAD, "Invalid message")

    async def _init(self, payload: Any) -> None:
        if self.caller is not None:
            raise ClosingError(TOO_MANY_INITS, "Too many initialisation requests")
        headers = (
            {name.lower(): text for name, text in (payload or {}).items()}
            if isinstance(payload, dict | None)
            else {}
        )
        if any(not isinstance(text, str) for text in headers.values()):
            raise ClosingError(BAD, "Invalid message")
        try:
            self.caller = await admitted(self.identity, self.admission, self.socket, headers.get("authorization"))
        except HubError as error:
            raise ClosingError(UNAUTHORIZED if status_of(error) == 401 else FORBIDDEN, error.entry.code) from error
        self.token_check = token_check(self.identity, self.socket, headers.get("authorization"))
        self.stated = StatedPurpose(
            *(headers.get(name.lower()) for name in (PURPOSE_HEADER, CASE_HEADER, REASON_HEADER))
        )
        self.strict = is_strict(headers.get("prefer"))
        await self._send({"type": "connection_ack"})

    async def _subscribe(self, message: Mapping[str, Any]) -> None:
        if self.caller is None:
            raise ClosingError(UNAUTHORIZED, "Unauthorized")
        name, payload = _name(message), message.get("payload")
        if name in self.streams:
            raise ClosingError(TAKEN, "Subscriber already exists")
        request = _request(payload, self.stated, self.strict)
        self.streams[name] = asyncio.create_task(self._follow(name, self.caller, request))

    async def _follow(self, name: str, caller: Caller, request: Request) -> None:
        """Tell one stream, and say when it is over. Where the token has expired the whole connection is."""
        try:
            self.admission.count(caller)
            async with (
                self.subscriptions.open(caller, request, token_check=self.token_check) as stream,
                aclosing(stream.messages()) as messages,
            ):
                async for message in messages:
                    payload = result_of(message, self.limits)
                    await self._send({"id": name, "type": "next", "payload": payload})
        except ClosingError as error:
            await self._close(error)
        except Exception as error:
            hub_error = failure(error)
            if status_of(hub_error) == 401:
                await self._close(ClosingError(FORBIDDEN, "UNAUTHENTICATED"))
                return
            with suppress(ClosingError):
                await self._send({"id": name, "type": "error", "payload": errors_of(hub_error, self.language)})
        finally:
            self.streams.pop(name, None)

    async def _send(self, message: Mapping[str, Any]) -> None:
        try:
            async with asyncio.timeout(SLOW_SECONDS):
                await self.socket.send_text(orjson.dumps(message).decode())
        except TimeoutError as error:
            raise ClosingError(SLOW, "Too slow") from error
        except (RuntimeError, WebSocketDisconnect) as error:
            # It is closed already; whoever receives learns of it and ends the rest.
            raise ClosingError(BAD, "Closed") from error

    async def _close(self, error: ClosingError) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await self.socket.close(error.code, error.word)


def _name(message: Mapping[str, Any]) -> str:
    name = message.get("id")
    if not isinstance(name, str) or not 0 < len(name) <= 200:
        raise ClosingError(BAD, "Invalid message")
    return name


def _request(payload: Any, stated: StatedPurpose, strict: bool) -> Request:
    parameters = payload if isinstance(payload, dict) else {}
    query, variables, name = parameters.get("query"), parameters.get("variables"), parameters.get("operationName")
    if not isinstance(query, str) or not isinstance(variables, dict | None) or not isinstance(name, str | None):
        raise ClosingError(BAD, "Invalid message")
    return Request(
        query=query, variables=variables or {}, operation_name=name or None, stated=stated, strict=strict
    )


async def graphql_socket(socket: WebSocket) -> None:
    """The one door for subscriptions over WebSocket."""
    hub = socket.app.state.hub
    try:
        check_site(socket.headers)
    except HubError:
        await socket.close(FORBIDDEN)
        return
    if PROTOCOL not in socket.scope.get("subprotocols", ()):
        await socket.close(4406, "Subprotocol not acceptable")
        return
    await socket.accept(PROTOCOL)
    language = language_of(socket.headers.get("accept-language"))
    connection = _Connection(
        socket=socket,
        identity=hub.identity,
        admission=hub.admission,
        subscriptions=hub.subscriptions,
        limits=hub.limits,
        language=language,
    )
    try:
        await connection.run()
    except ClosingError as error:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(error.code, error.word)
    except WebSocketDisconnect:
        pass
    except Exception as error:
        failure(error)
        log.info("connection closed")
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(1011)
