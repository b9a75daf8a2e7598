"""Hidden changes and the three ways out: a centre delivers stays, and nothing of it reaches or costs anybody."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from graph.write import change_log
from hub.settings import Settings
from resolvers.plan.cost import Charge, charging
from resolvers.subscriptions.positions import change_and_offset
from security.authorization.caller import Caller
from tests.conftest import Graph
from tests.streams.doors import FOLLOW, SECONDS, Door, Events, following, serving, told
from tests.streams.graphs import ALMATY, person, put, two_areas
from tests.streams.receiver import Receiver, receiving
from tests.streams.test_webhooks import QUICK, _text
from tests.support.feeding.graphs import ONE, OTHER

STAYS = "crisis-centre-stays"
NUMBERS = (0, 1, 3, 7, 50)


@pytest.fixture
def charges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What is charged from now on, whoever is charged."""
    found: list[int] = []

    def recording(*given: Any) -> Charge:
        charge = charging(*given)

        def recorded(caller: Caller, cost: int) -> Mapping[str, Any]:
            found.append(cost)
            return charge(caller, cost)

        return recorded

    monkeypatch.setattr("hub.app.charging", recording)
    monkeypatch.setattr("hub.subscriptions.lifecycle.RetryPolicy", lambda: QUICK)
    return found


def _stays(stays: int) -> bytes:
    """So many appeals: of a woman whom everybody knows, of one who was told of, and of some whom nobody knows."""
    persons = ({"iin": ONE}, {"iin": OTHER}, {"familyName": "Жасырын", "birthDate": "1990-01-01"})
    return b"".join(
        orjson.dumps(
            {
                "recordId": f"s{number}",
                "version": 1,
                "changedAt": "2026-03-01T00:00:00Z",
                "person": {"personId": f"n{number}", **persons[number % 3]},
                "appealedOn": "2026-03-01",
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )
        for number in range(stays)
    )


async def _deliver(door: Door, centre: str, stays: int) -> None:
    token = door.token(
        role="crisis_centre", subject="centre", unit=centre, agency="CRISIS", purposes=("FEED",), feeds=(STAYS,)
    )
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k", "Content-Type": "application/x-ndjson"}
    async with httpx.AsyncClient(timeout=SECONDS) as client:
        answer = await client.post(f"{door.url}/feeds/{STAYS}", content=_stays(stays), headers=headers)
    assert (answer.status_code, answer.json()["applied"]) == (200, stays), answer.text


def _is_looked_at(door: Door, end: int) -> bool:
    """Whether every stream stands behind the change at that position."""
    return all(change_and_offset(stream.mark)[0] >= end for stream in door.hub.subscriptions.streams)


async def _looked(door: Door) -> None:
    """Return when the streams have looked at all that is there."""
    end = await change_log.last(door.hub.engine.store)
    async with asyncio.timeout(SECONDS):
        for _ in count():
            if _is_looked_at(door, end):
                return
            await asyncio.sleep(0.01)


async def _heard(socket: ClientConnection) -> dict[str, Any]:
    message = json.loads(await asyncio.wait_for(socket.recv(), SECONDS))
    assert message["type"] == "next", message
    payload: dict[str, Any] = message["payload"]
    return payload


async def _opened(socket: ClientConnection, token: str) -> None:
    await socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}))
    assert json.loads(await socket.recv())["type"] == "connection_ack"
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}))


async def _all_hear(events: Events, socket: ClientConnection, receiver: Receiver) -> list[Any]:
    """The next message of each way out: what it tells, how long its positions are, and what it says of the cost."""
    name, first = await events.next()
    assert name == "next"
    taken = await asyncio.wait_for(receiver.taken.get(), SECONDS)
    results = (first, await _heard(socket), taken)
    return [
        (
            told(each["data"]["changes"]),
            [len(change["position"]) for change in each["data"]["changes"]],
            each["extensions"]["cost"]["requested"],
        )
        for each in results
    ]


async def _scene(graph: Graph, settings: Settings, stays: int, charges: list[int]) -> Any:
    await two_areas(graph)
    centre = await put(graph, "CrisisCenter", "c1", region=f"T/{ALMATY}")
    await person(graph, "Белгілі", iin=ONE)
    async with receiving() as receiver:
        file = settings.home / "webhooks.toml"
        file.write_text(_text(receiver.url))
        async with (
            serving(graph, settings.model_copy(update={"webhooks": file})) as door,
            connect(
                f"{door.url.replace('http', 'ws')}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]
            ) as socket,
            following(door, door.token(subject="sse")) as events,
        ):
            await receiver.believe(door.url)
            await _opened(socket, door.token(subject="socket"))
            assert told((await _heard(socket))["data"]["changes"]) == [("CAUGHT_UP", None)]
            (begin,) = await events.happened()
            await person(graph, "Айтылған", iin=OTHER)
            before = await _all_hear(events, socket, receiver)
            charges.clear()
            await _deliver(door, centre, stays)
            await _looked(door)
            assert charges == [], "the hidden stays were charged to somebody"
            await person(graph, "Көрінген")
            after = await _all_hear(events, socket, receiver)
            entries = _entries(settings.home)
            async with following(door, door.token(subject="sse"), begin["position"]) as again:
                retold = told(await again.until_caught_up())
        return before, after, sorted(charges), entries, _accounts(settings.home), retold


def _entries(home: Path) -> list[tuple[str, list[str]]]:
    """Of whom entries of the access log are, in order."""
    files = sorted((home / "access-log").rglob("entries.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return sorted((each["caller"], each["persons"]) for each in lines if not each["caller"].endswith("/centre"))


def _accounts(home: Path) -> list[tuple[str, int]]:
    """What the accounts of what was told hold: each id, and how often."""
    with closing(sqlite3.connect(home / "streams" / "told.sqlite")) as file:
        return file.execute("SELECT id, COUNT(*) FROM told GROUP BY id ORDER BY id").fetchall()


@pytest.fixture
def played(written_graph: Graph, tmp_path: Path, charges: list[int]) -> Callable[[int], Any]:
    """Plays the scene with so many hidden stays, on a graph and with a hub of its own."""

    def play(stays: int) -> Any:
        home = tmp_path / str(stays)
        home.mkdir(mode=0o700)
        return written_graph.run(_scene(written_graph, Settings(home=home), stays, charges))

    return play


def test_hidden_stays_are_not_told_charged_numbered_or_logged(played: Callable[[int], Any]) -> None:
    quiet, *others = (played(stays) for stays in NUMBERS)
    before, after, charged, entries, accounts, retold = quiet
    assert all(len(happened) == 1 and happened[0][0] == "CHANGED" for happened, _, _ in (*before, *after))
    assert len(charged) == 4 and len(entries) == 6 and [often for _, often in accounts] == [3, 3]
    assert [kind for kind, _ in retold] == ["CHANGED", "CHANGED", "CAUGHT_UP"]
    for other in others:
        assert other == quiet
