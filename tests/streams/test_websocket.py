"""Subscriptions over WebSocket, by a real client: what is told, and with which code the hub closes."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from hub.settings import Settings
from tests.conftest import Graph
from tests.streams.doors import FOLLOW, SECONDS, Door, serving, told
from tests.streams.graphs import person

Scene = Callable[[Door], Awaitable[None]]
Play = Callable[[Scene], None]


@pytest.fixture
def play(cities: Graph, settings: Settings) -> Play:
    """Plays a scene against a served hub."""

    def played(scene: Scene) -> None:
        async def work() -> None:
            async with serving(cities, settings) as door:
                await scene(door)

        cities.run(work())

    return played


def _socket(door: Door, **how: Any) -> connect:
    given: dict[str, Any] = {"subprotocols": [Subprotocol("graphql-transport-ws")], **how}
    return connect(f"{door.url.replace('http', 'ws')}/graphql", **given)


async def _say(socket: ClientConnection, kind: str, **said: Any) -> None:
    await socket.send(json.dumps({"type": kind, **said}))


async def _hear(socket: ClientConnection) -> dict[str, Any]:
    heard: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), SECONDS))
    return heard


async def _begun(socket: ClientConnection, token: str) -> None:
    await _say(socket, "connection_init", payload={"Authorization": f"Bearer {token}"})
    assert await _hear(socket) == {"type": "connection_ack"}


async def _closed(socket: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            await _hear(socket)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def test_a_stream_over_websocket(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        async with _socket(door) as socket:
            await _begun(socket, door.token())
            await _say(socket, "subscribe", id="1", payload={"query": FOLLOW})
            heard = await _hear(socket)
            assert (heard["id"], heard["type"]) == ("1", "next")
            assert told(heard["payload"]["data"]["changes"]) == [("CAUGHT_UP", None)]
            who = await person(cities, "Слышный")
            heard = await _hear(socket)
            assert told(heard["payload"]["data"]["changes"]) == [("CHANGED", who)]
            assert heard["payload"]["extensions"]["cost"]["requested"] > 0
            await _say(socket, "complete", id="1")
            await _say(socket, "ping")
            assert await _hear(socket) == {"type": "pong"}

    play(scene)


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["{"], 4400),
        (["[]"], 4400),
        (['{"type": "next", "id": "1"}'], 4400),
        (['{"type": "subscribe", "id": "1", "payload": {"query": "subscription { changes { id } }"}}'], 4401),
        (['{"type": "connection_init"}'], 4401),
        (['{"type": "connection_init", "payload": {"Authorization": "Bearer x"}}'], 4401),
        (["INIT", "INIT"], 4429),
        (["INIT", '{"type": "subscribe", "id": "1", "payload": {}}'], 4400),
        (["INIT", "SUBSCRIBE", "SUBSCRIBE"], 4409),
    ],
)
def test_what_closes_the_connection(play: Play, messages: list[str], code: int) -> None:
    async def scene(door: Door) -> None:
        init = {"type": "connection_init", "payload": {"authorization": f"Bearer {door.token()}"}}
        subscribe = {"type": "subscribe", "id": "1", "payload": {"query": FOLLOW}}
        made = {"INIT": json.dumps(init), "SUBSCRIBE": json.dumps(subscribe)}
        async with _socket(door) as socket:
            for message in messages:
                await socket.send(made.get(message, message))
            assert await _closed(socket) == code

    play(scene)


def test_who_says_nothing_is_cut_off(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.subscriptions.websocket.INIT_SECONDS", 0.05)

    async def scene(door: Door) -> None:
        async with _socket(door) as socket:
            assert await _closed(socket) == 4408

    play(scene)


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_page_of_another_site_gets_no_connection(play: Play, headers: dict[str, str]) -> None:
    async def scene(door: Door) -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with _socket(door, additional_headers=headers):
                pass
        assert refused.value.response.status_code == 403

    play(scene)


def test_under_another_name_there_is_no_connection(play: Play) -> None:
    async def scene(door: Door) -> None:
        upgrade = {
            "Host": "elsewhere",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{door.url}/graphql", headers=upgrade)).status_code == 403

    play(scene)


def test_an_operation_that_is_wrong_ends_itself_alone(play: Play) -> None:
    async def scene(door: Door) -> None:
        async with _socket(door) as socket:
            await _begun(socket, door.token())
            await _say(socket, "subscribe", id="1", payload={"query": "subscription { changes { nothing } }"})
            heard = await _hear(socket)
            assert (heard["id"], heard["type"]) == ("1", "error")
            assert [each["extensions"]["code"] for each in heard["payload"]] == ["UNKNOWN_FIELD"]
            assert "nothing" not in json.dumps(heard)
            await _say(socket, "subscribe", id="1", payload={"query": FOLLOW})
            assert (await _hear(socket))["type"] == "next"

    play(scene)


def test_a_token_that_expires_closes_the_connection(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        async with _socket(door) as socket:
            await _begun(socket, door.token(lifetime=2))
            await _say(socket, "subscribe", id="1", payload={"query": FOLLOW})
            assert (await _hear(socket))["type"] == "next"
            assert await _closed(socket) == 4403

    play(scene)
