"""Webhooks to a real receiver: signed, in order, again until taken, parked when that is in vain, and replayed."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import orjson
import pytest
from typer.testing import CliRunner

from hub.cli.main import app as commands
from hub.settings import Settings
from hub.subscriptions.lifecycle import journal_of, webhooks_of
from hub.subscriptions.webhook_sender import RetryPolicy
from hub.subscriptions.webhook_state import WebhookState
from security.site_file import SiteFileError
from tests.conftest import Graph
from tests.streams.doors import SECONDS, Door, serving, told
from tests.streams.graphs import ASTANA, deleted, person
from tests.streams.receiver import Receiver, receiving
from tests.support.policy_files import agreed_policy

QUERY = "subscription { changes { position kind id record { id ... on Person { familyName } } } }"
FILE = """[[webhook]]
name = "{name}"
url = "{url}"
role = "public_security"
area = "{area}"
purpose = "CASE_WORK"
until = {until}
query = "{query}"
"""
QUICK = RetryPolicy(first=0.01, longest=0.05, failures=3, period=0.0, answer=0.5, watch=0.02)
Scene = Callable[[Door, Receiver], Awaitable[None]]


def _text(url: str, name: str = "partner", area: str = "75", until: str = "2099-12-31", query: str = QUERY) -> str:
    return FILE.format(name=name, url=url, area=area, until=until, query=query)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that loses its patience within a second."""
    monkeypatch.setattr("hub.subscriptions.lifecycle.RetryPolicy", lambda: QUICK)


@pytest.fixture
def play(cities: Graph, settings: Settings, tmp_path: Path, quick: None) -> Callable[[Scene], None]:
    """Plays a scene against a hub that sends to a receiver."""

    def played(scene: Scene) -> None:
        async def work() -> None:
            async with receiving() as receiver:
                file = tmp_path / "webhooks.toml"
                file.write_text(_text(receiver.url))
                async with serving(cities, settings.model_copy(update={"webhooks": file})) as door:
                    await receiver.believe(door.url)
                    await _state(settings, lambda state: state.mark is not None)
                    await scene(door, receiver)

        cities.run(work())

    return played


Play = Callable[[Scene], None]


async def _state(settings: Settings, wanted: Callable[[WebhookState], bool]) -> WebhookState:
    """The webhook's state, when it is as wanted."""
    journal = journal_of(settings)
    async with asyncio.timeout(SECONDS):
        while True:
            await asyncio.sleep(0.01)
            state = journal.state("partner")
            if wanted(state):
                return state


def test_what_happens_is_sent_signed_and_in_order(play: Play, cities: Graph) -> None:
    async def scene(door: Door, receiver: Receiver) -> None:
        ids = [await person(cities, f"П{number}") for number in range(3)]
        await person(cities, "Чужой", ASTANA)
        found = await receiver.next()
        while len(found) < 3:
            found += await receiver.next()
        assert told(found) == [("CHANGED", each) for each in ids]
        await deleted(cities, ids[0])
        assert told(await receiver.next()) == [("GONE", ids[0])]
        assert receiver.refused == 0

    play(scene)


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_was_not_taken_is_sent_again(play: Play, cities: Graph, status: int) -> None:
    async def scene(door: Door, receiver: Receiver) -> None:
        receiver.answers = [status, status]
        first = await person(cities, "Упорный")
        assert told(await receiver.next()) == [("CHANGED", first)]
        assert receiver.attempts == 3
        second = await person(cities, "Следующий")
        assert told(await receiver.next()) == [("CHANGED", second)]
        await _state(door.settings, lambda state: state.failures == 0 and state.parked is None)

    play(scene)


def test_a_receiver_that_hangs_is_not_waited_for(play: Play, cities: Graph) -> None:
    async def scene(door: Door, receiver: Receiver) -> None:
        receiver.hold = 2.0
        who = await person(cities, "Ждущий")
        await _state(door.settings, lambda state: state.failures > 0)
        receiver.hold = 0.0
        assert told(await receiver.next())[-1] == ("CHANGED", who)

    play(scene)


def _command(settings: Settings, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    monkeypatch.setenv("ORTAQ_HOME", str(settings.home))
    monkeypatch.setenv("ORTAQ_WEBHOOKS", str(settings.webhooks))
    # In a thread of its own, since a loop runs in this one.
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(CliRunner().invoke, commands, ["webhooks", *words]).result()
    assert found.exit_code == 0, found.output
    return found.output


def test_after_long_failure_it_is_parked_and_goes_on_when_told(
    play: Play, cities: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(door: Door, receiver: Receiver) -> None:
        receiver.answers = [503] * QUICK.failures
        who = await person(cities, "Отложенный")
        state = await _state(door.settings, lambda state: state.parked is not None)
        assert (state.parked, state.failures, receiver.attempts) == ("status 503", QUICK.failures, QUICK.failures)
        assert "parked: status 503" in _command(door.settings, monkeypatch, "show", "partner")
        assert receiver.taken.empty()
        _command(door.settings, monkeypatch, "resume", "partner")
        assert told(await receiver.next()) == [("CHANGED", who)]

    play(scene)


def test_it_is_replayed_from_a_position(play: Play, cities: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(door: Door, receiver: Receiver) -> None:
        ids, found = [], []
        for name in ("Один", "Два", "Три"):
            ids.append(await person(cities, name))
            found += await receiver.next()
        await _state(door.settings, lambda state: state.delivered > 0)
        _command(door.settings, monkeypatch, "replay", "partner", "--after", found[0]["position"])
        again = await receiver.next()
        while len(again) < 2:
            again += await receiver.next()
        assert [each["id"] for each in again] == ids[1:]

    play(scene)


def test_it_goes_on_after_a_restart(cities: Graph, settings: Settings, tmp_path: Path, quick: None) -> None:
    async def work() -> None:
        async with receiving() as receiver:
            file = tmp_path / "webhooks.toml"
            file.write_text(_text(receiver.url))
            given = settings.model_copy(update={"webhooks": file})
            async with serving(cities, given) as door:
                await receiver.believe(door.url)
                await _state(settings, lambda state: state.mark is not None)
            missed = await person(cities, "Пропущенный")
            async with serving(cities, given):
                assert told(await receiver.next()) == [("CHANGED", missed)]

    cities.run(work())


def test_a_webhook_ends_with_its_last_day(cities: Graph, settings: Settings, tmp_path: Path, quick: None) -> None:
    async def work() -> None:
        async with receiving() as receiver:
            file = tmp_path / "webhooks.toml"
            file.write_text(_text(receiver.url, until=(dt.date.today() - dt.timedelta(days=2)).isoformat()))
            async with serving(cities, settings.model_copy(update={"webhooks": file})):
                state = await _state(settings, lambda state: state.parked is not None)
                assert state.parked == "UNAUTHENTICATED"
                assert receiver.attempts == 0

    cities.run(work())


def test_a_message_that_was_changed_is_not_believed(play: Play, cities: Graph) -> None:
    async def scene(door: Door, receiver: Receiver) -> None:
        async with httpx.AsyncClient() as client:
            body = orjson.dumps({"webhook": "partner", "data": {"changes": []}})
            assert (await client.post(receiver.url, content=body)).status_code == 401
        receiver.keys = dict.fromkeys(receiver.keys)
        await person(cities, "Неверенный")
        state = await _state(door.settings, lambda state: state.parked is not None)
        assert state.parked == "status 401"

    play(scene)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://127.0.0.1:1/x", "http://partner.example/x"),
        ("http://127.0.0.1:1/x", "https://user:word@partner.example/x"),
        ('role = "public_security"', 'role = "nobody"'),
        ('purpose = "CASE_WORK"', 'purpose = "EMERGENCY"'),
        ("until = 2099-12-31", 'until = "2099-12-31"'),
        ("until = 2099-12-31", ""),
        ("record {", "rekord {"),
        (QUERY, "{ me { role } }"),
        ('name = "partner"', 'name = "../x"'),
        ('area = "75"', 'area = "75x"'),
        ('area = "75"', 'aera = "75"'),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(settings: Settings, tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / "webhooks.toml"
    text = _text("http://127.0.0.1:1/x")
    assert old in text
    given = settings.model_copy(update={"webhooks": file})
    file.write_text(text)
    assert list(webhooks_of(given, agreed_policy())) == ["partner"]
    file.write_text(text.replace(old, new))
    with pytest.raises(SiteFileError):
        webhooks_of(given, agreed_policy())
