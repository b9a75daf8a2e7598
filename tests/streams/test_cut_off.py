"""Whose rights end is cut off: by the clock, by the calendar, by a newer connection, by too many streams."""

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from hub.settings import Settings
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell
from security.identity.discovery import FixedKeys
from tests.conftest import Graph
from tests.proofs.worlds import SEES_ALL, role_that_sees_all
from tests.streams.doors import SECONDS, Door, following, serving, told
from tests.streams.graphs import mention_of, person

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


def test_a_token_that_expires_ends_the_stream(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token(lifetime=8)) as events:
            await events.happened()
            await person(cities, "До срока")
            await events.happened()
            assert await events.codes() == ["UNAUTHENTICATED"]

    play(scene)


def _agreement(door: Door, last: dt.date) -> None:
    """Let everything be released to the role that sees all by an agreement that ends."""
    role = role_that_sees_all()
    cells = {access: (PolicyCell(release=Disclosure.FULL, scope="all", until=last),) for access in role.cells}
    roles = dict(door.hub.engine.policy.roles) | {SEES_ALL: replace(role, cells=cells)}
    policy = replace(door.hub.engine.policy, roles=roles)
    engine = replace(door.hub.engine, policy=policy, clock=lambda: _Calendar.today)
    door.hub.engine = door.hub.subscriptions.engine = engine


class _Calendar:
    """The day of the scene."""

    today = dt.date(2026, 6, 1)


def test_the_day_after_an_agreement_ends_the_stream(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        _Calendar.today = dt.date(2026, 6, 1)
        _agreement(door, _Calendar.today)
        async with following(door, door.token(role=SEES_ALL)) as events:
            await events.happened()
            who = await person(cities, "В срок")
            assert told(await events.happened()) == [("CHANGED", who), ("CHANGED", mention_of(who))]
            _Calendar.today += dt.timedelta(days=1)
            await person(cities, "После срока")
            assert await events.codes() == ["RIGHTS_ENDED"]

    play(scene)


def test_a_newer_connection_takes_over(play: Play) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token()) as old:
            await old.happened()
            async with following(door, door.token()) as new:
                await new.happened()
                assert await old.codes() == ["STREAM_TAKEN_OVER"]

    play(scene)


def test_so_many_streams_and_no_more(play: Play) -> None:
    query = 'subscription {{ changes(stream: "{}") {{ kind id }} }}'

    async def scene(door: Door) -> None:
        door.hub.subscriptions.most = 1
        async with following(door, door.token(), query=query.format("one")) as events:
            await events.happened()
            async with following(door, door.token(), query=query.format("two")) as refused:
                assert refused.response.status_code == 429
                assert int(refused.response.headers["retry-after"]) > 0
        async with following(door, door.token(), query=query.format("two")) as events:
            await events.happened()

    play(scene)


def test_who_is_not_known_gets_no_stream(play: Play) -> None:
    async def scene(door: Door) -> None:
        async with following(door, "x") as refused:
            assert refused.response.status_code == 401

    play(scene)


def test_a_page_of_another_site_gets_no_stream(play: Play) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token(), headers={"Origin": "https://elsewhere.example"}) as refused:
            assert refused.response.status_code == 403

    play(scene)


def test_an_emergency_is_no_stream(play: Play) -> None:
    async def scene(door: Door) -> None:
        token = door.token(purposes=("EMERGENCY",))
        async with following(door, token, headers={"Ortaq-Reason": "danger"}) as refused:
            assert refused.response.status_code == 403

    play(scene)


async def _withdrawn(keys: FixedKeys, key_id: str) -> None:
    """Find nothing: the issuer no longer has that key."""


def test_a_key_that_is_withdrawn_ends_the_stream(
    play: Play, cities: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token()) as events:
            await events.happened()
            monkeypatch.setattr(FixedKeys, "find", _withdrawn)
            await person(cities, "После отзыва")
            assert await events.codes() == ["UNAUTHENTICATED"]

    play(scene)


async def _nobody_follows(door: Door) -> None:
    while True:
        await asyncio.sleep(0.02)
        if not door.hub.subscriptions.streams:
            return


def test_who_takes_nothing_is_cut_off(play: Play, cities: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client opens a stream of sixteen megabytes, more than waits on the way, and reads none of them."""
    monkeypatch.setattr("hub.subscriptions.sse.SLOW_SECONDS", 0.3)
    fields = " ".join(f"a{number}: workplace" for number in range(100))
    query = f'subscription {{ changes(after: "") {{ record {{ ... on Person {{ {fields} }} }} }} }}'
    body = json.dumps({"query": query})

    async def scene(door: Door) -> None:
        place = urlsplit(door.url)
        for number in range(40):
            await person(cities, f"Қала{number}", workplace="Қазақстан теміржолы " * 100)
        reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=1024)
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {door.token()}\r\n"
            f"Accept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write((head + body).encode())
        await writer.drain()
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        async with asyncio.timeout(SECONDS):
            await _nobody_follows(door)
        writer.close()

    play(scene)
