"""How long a session lasts: by a clock that the tests set."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from hub.sign_in.session import SessionLimits
from hub.sign_in.session_cookie import digest_of
from hub.sign_in.session_store import SESSIONS_OF_ONE
from hub.sign_in.sign_in import SignIn
from security.clock import unix_now
from tests.conftest import Runner
from tests.sign_in.person import HUB_ADDRESS, Person
from tests.sign_in.site import person_at

ME = "{ me { role } }"


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = unix_now()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(demo_app: Starlette) -> Iterator[Clock]:
    """The clock of the sessions, for one test."""
    before: SignIn = demo_app.state.sign_in
    clock = Clock()
    limits = SessionLimits(idle=1800, absolute=7200)
    demo_app.state.sign_in = replace(before, sessions=replace(before.sessions, clock=clock, limits=limits))
    yield clock
    demo_app.state.sign_in = before


@pytest.fixture
def probation(demo_app: Starlette, run: Runner, clock: Clock) -> Person:
    person = person_at(demo_app, run)
    person.sign_in_demo("probation")
    person.ask("PUT", "/session", json={"purpose": "CASE_WORK"})
    return person


def test_who_asks_nothing_has_to_sign_in_again(probation: Person, clock: Clock) -> None:
    clock.now += 1799
    assert probation.query(ME).status_code == 200
    clock.now += 1799
    assert probation.query(ME).status_code == 200
    clock.now += 1800
    assert probation.query(ME).status_code == 401
    clock.now -= 1800
    assert probation.query(ME).status_code == 401, "an ended session came back"


def test_looking_at_the_session_keeps_it_only_where_it_is_meant(probation: Person, clock: Clock) -> None:
    clock.now += 1000
    assert probation.session(params={"peek": "1"}).json()["idleSeconds"] == 800
    assert probation.session().json()["idleSeconds"] == 1800
    clock.now += 1799
    assert probation.session(params={"peek": "1"}).json()["idleSeconds"] == 1
    clock.now += 1
    assert probation.session().status_code == 401


def test_it_ends_at_last_whatever_is_asked(probation: Person, clock: Clock) -> None:
    for _ in range(4):
        clock.now += 1790
        assert probation.session().status_code == 200
    clock.now += 40
    assert probation.session().status_code == 401 and probation.ask("GET", "/today").status_code == 303


def test_it_ends_with_its_token_where_nothing_renews_it(
    demo_app: Starlette, probation: Person, clock: Clock
) -> None:
    sign_in: SignIn = demo_app.state.sign_in
    longer = SessionLimits(idle=10**6, absolute=10**6)
    demo_app.state.sign_in = replace(sign_in, sessions=replace(sign_in.sessions, limits=longer))
    clock.now += 12 * 3600 - 60
    assert probation.session().status_code == 200
    clock.now += 60
    assert probation.session().status_code == 401


def test_one_official_has_a_limited_number_of_sessions(demo_app: Starlette, run: Runner, clock: Clock) -> None:
    people = [person_at(demo_app, run) for _ in range(SESSIONS_OF_ONE + 1)]
    for person in people:
        person.sign_in_demo("juvenile")
        clock.now += 1
    assert [person.session().status_code for person in people] == [401, *[200] * SESSIONS_OF_ONE]


STREAM = {"query": "subscription { changes { kind id position } }"}


@pytest.mark.parametrize("how", ["by sign-out", "by the idle limit"])
def test_a_stream_ends_with_its_session(
    demo_app: Starlette, run: Runner, clock: Clock, probation: Person, how: str
) -> None:
    streams = demo_app.state.hub.subscriptions
    streams.heartbeat = 0.1
    sign_in: SignIn = demo_app.state.sign_in
    headers = {
        "Accept": "text/event-stream",
        "Sec-Fetch-Site": "same-origin",
        "Cookie": f"ortaq={probation.cookies['ortaq']}",
    }

    async def work() -> httpx.Response:
        transport = httpx.ASGITransport(app=demo_app)
        async with httpx.AsyncClient(transport=transport, base_url=HUB_ADDRESS) as client:
            asked = asyncio.create_task(client.post("/graphql", json=STREAM, headers=headers))
            while not streams.streams:
                assert not asked.done(), asked.result().text
                await asyncio.sleep(0.01)
            if how == "by sign-out":
                await sign_in.sessions.end(digest_of(probation.cookies["ortaq"]))
            else:
                clock.now += 1800
            async with asyncio.timeout(60):
                return await asked

    answer = run(work())
    assert answer.status_code == 200
    assert "event: next" in answer.text and "UNAUTHENTICATED" in answer.text
