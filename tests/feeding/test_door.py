"""The door for records over HTTP: what a sender meets who does all well, and who does something wrong."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.delivery import deliver
from adapters.delivery.deliver import IngestContext, disclosed_batch, turn_of
from adapters.delivery.receipts import Receipts
from graph.ingest.batches import Batch, apply_batch_step
from graph.ingest.quarantine import refused_records
from graph.write.feed_messages import DeliveryCounts
from resolvers.access.even_times import receipt_step
from security.clock import utc_now
from security.limits.declared import Limits
from tests.feeding.conftest import Play
from tests.support.feeding.doors import NDJSON, SENDER, SHARED, TABLES, Door, Who, code_of, lines
from tests.support.feeding.kit import REGISTER, SECOND, deletion, registered

SECRET = "Құпияев-900101350012"
GOOD = lines([registered("1"), registered("2")])
OTHER = Who("other")
DELIVERIES = "{ deliveries { state applied receipt doneAt } }"


def test_a_delivery_is_answered_with_its_receipt_and_a_repeat_with_the_same(play: Play) -> None:
    async def scene(door: Door) -> None:
        first, again, looked = await door.send(GOOD), await door.send(GOOD), await door.look()
        assert first.status_code == again.status_code == looked.status_code == 200
        assert first.content == again.content == looked.content
        said = first.json()
        assert (said["state"], said["received"], said["applied"]) == ("DONE", 2, 2)
        assert said["receipt"].count(".") == 2

    play(scene)


def test_a_receipt_leaves_at_an_even_time(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether closed records tell of the same people is not to be told from how long it took."""
    monkeypatch.setenv("ORTAQ_HOLD_SECONDS", "0.4")

    async def scene(door: Door) -> None:
        for key, records in (("one", 1), ("ten", 10)):
            begun = time.monotonic()
            content = lines([registered(f"{key}-{number}") for number in range(records)])
            assert (await door.send(content, key)).status_code == 200
            assert time.monotonic() - begun >= receipt_step(0.4, records)
        begun = time.monotonic()
        assert (await door.send(lines([registered("same")] * 10), "same")).json()["received"] == 10
        assert time.monotonic() - begun >= receipt_step(0.4, 10), "one card ten times is work ten times"
        begun = time.monotonic()
        gone = lines([deletion(f"ten-{number}", 2) for number in range(10)])
        assert (await door.send(gone, "gone")).json()["applied"] == 10
        assert time.monotonic() - begun >= receipt_step(0.4, 10), "to unsay takes as long as to say"

    play(scene)


def test_until_its_receipt_leaves_a_delivery_runs_for_whoever_asks(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORTAQ_HOLD_SECONDS", "2")
    done = "MATCH (b:FeedBatch) WHERE b.doneAt IS NOT NULL RETURN b.id"

    async def scene(door: Door) -> None:
        sending = asyncio.create_task(door.send(GOOD))
        for _ in range(1_000):
            if await play.graph.store.read(done, {}):
                break
            await asyncio.sleep(0.01)
        looked, listed = (await door.look()).json(), await door.told(DELIVERIES)
        assert not sending.done(), "asked while the receipt is held"
        assert (looked["state"], looked["applied"], looked["receipt"]) == ("RUNNING", 0, None)
        assert listed["deliveries"] == [{"state": "RUNNING", "applied": 0, "receipt": None, "doneAt": None}]
        said = (await sending).json()
        assert (said["state"], said["applied"]) == ("DONE", 2)
        assert (await door.look()).json() == said

    play(scene)


def test_while_it_runs_no_count_of_a_delivery_is_told(play: Play, tmp_path: Path) -> None:
    """When its first records were in, and when all were, tells how long the hub worked on them."""
    batch = Batch(
        id="bat_1",
        sender="c",
        system="s",
        feed="f",
        key="k",
        payload="p",
        begun_at=utc_now(),
        counts=DeliveryCounts(5, 5, 0, 0),
    )
    context = IngestContext(play.graph.store, tmp_path, Receipts(Ed25519PrivateKey.generate(), "k"))
    assert disclosed_batch(context, batch).counts.received == 5, "stopped in the middle"
    with turn_of(tmp_path, batch.id):
        assert disclosed_batch(context, batch).counts == DeliveryCounts()


def test_a_key_in_quotes_is_the_same_key(play: Play) -> None:
    async def scene(door: Door) -> None:
        first, again = await door.send(GOOD, "k"), await door.send(GOOD, '"k"')
        assert first.content == again.content

    play(scene)


async def _twice(door: Door) -> httpx.Response:
    headers = [*door.headers(SENDER).items(), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    return await door.client.post(f"/feeds/{REGISTER.name}", content=GOOD, headers=headers)


REFUSALS: dict[str, tuple[int, str, dict[str, Any]]] = {
    "no key": (400, "KEY_MISSING", {"key": None}),
    "empty key": (400, "KEY_MISSING", {"key": ""}),
    "key with a space": (400, "KEY_MISSING", {"key": "a b"}),
    "long key": (400, "KEY_MISSING", {"key": "k" * 256}),
    "another purpose": (403, "PURPOSE_REFUSED", {"who": Who(purposes=("FEED", "CASE_WORK"), stated="CASE_WORK")}),
    "no purpose of several": (403, "PURPOSE_REFUSED", {"who": Who(purposes=("FEED", "CASE_WORK"))}),
    "a token without the purpose": (403, "PURPOSE_REFUSED", {"who": Who(purposes=("CASE_WORK",))}),
    "a purpose that the token lacks": (
        403,
        "PURPOSE_REFUSED",
        {"who": Who(purposes=("CASE_WORK",), stated="FEED")},
    ),
    "no feed": (403, "FEED_REFUSED", {"who": Who(feeds=())}),
    "another feed": (403, "FEED_REFUSED", {"feed": SECOND.name}),
    "no such feed": (403, "FEED_REFUSED", {"feed": "test-nothing"}),
    "a shared feed without a unit": (
        403,
        "FEED_REFUSED",
        {"feed": SHARED.name, "who": Who(feeds=(SHARED.name,))},
    ),
    "another format": (415, "FEED_FORMAT", {"kind": "application/xml"}),
    "no format": (415, "FEED_FORMAT", {"kind": ""}),
    "a format of other feeds": (415, "FEED_FORMAT", {"feed": TABLES.name, "who": Who(feeds=(TABLES.name,))}),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_not_allowed_is_refused_and_nothing_comes_in(play: Play, name: str) -> None:
    status, code, how = REFUSALS[name]

    async def scene(door: Door) -> None:
        response = await door.send(GOOD, **how)
        assert (response.status_code, code_of(response)) == (status, code)
        assert await play.graph.store.read("MATCH (n:FeedBatch) RETURN n.id", {}) == []

    play(scene)


def test_two_keys_are_no_key(play: Play) -> None:
    async def scene(door: Door) -> None:
        assert code_of(await _twice(door)) == "KEY_MISSING"

    play(scene)


def test_a_feed_that_is_not_there_and_one_that_the_token_lacks_are_the_same(play: Play) -> None:
    async def scene(door: Door) -> None:
        lacking, unknown = await door.send(GOOD, feed="test-second"), await door.send(GOOD, feed="test-secomd")
        assert (lacking.status_code, lacking.content) == (unknown.status_code, unknown.content)
        lacking, unknown = await door.look(feed="test-second"), await door.look(feed="test-secomd")
        assert (lacking.status_code, lacking.content) == (unknown.status_code, unknown.content)

    play(scene)


def test_without_a_token_nobody_learns_anything(play: Play) -> None:
    async def scene(door: Door) -> None:
        for headers in ({}, {"Authorization": "Bearer x"}):
            response = await door.client.post(f"/feeds/{REGISTER.name}", content=GOOD, headers=headers)
            assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")

    play(scene)


def test_another_payload_under_the_key_is_refused(play: Play) -> None:
    async def scene(door: Door) -> None:
        await door.send(GOOD)
        response = await door.send(lines([registered("3")]))
        assert (response.status_code, code_of(response)) == (422, "KEY_REUSED")
        other = await door.send(GOOD, kind="text/csv")
        assert (other.status_code, code_of(other)) == (422, "KEY_REUSED")

    play(scene)


def test_what_is_too_large_is_refused_as_soon_as_it_is(play: Play) -> None:
    async def scene(door: Door) -> None:
        response = await door.send(GOOD)
        assert (response.status_code, code_of(response)) == (413, "DELIVERY_TOO_LARGE")

    play(scene, Limits(delivery_bytes=len(GOOD) - 1))


def test_nothing_was_delivered_under_a_key_that_nobody_used(play: Play) -> None:
    async def scene(door: Door) -> None:
        response = await door.look("unused")
        assert (response.status_code, code_of(response)) == (404, "DELIVERY_UNKNOWN")

    play(scene)


def test_while_it_runs_it_is_running_and_a_repeat_waits(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    half_in, go_on = asyncio.Event(), asyncio.Event()

    async def slow(store: Any, step: Any, *more: Any) -> Batch:
        if step.begins:
            half_in.set()
            await go_on.wait()
        return await apply_batch_step(store, step, *more)

    async def scene(door: Door) -> None:
        sending = asyncio.create_task(door.send(GOOD))
        await asyncio.wait_for(half_in.wait(), 30)
        said = (await door.look()).json()
        assert (said["state"], said["received"], said["receipt"]) == ("RUNNING", 0, None)
        query = '{ delivery(feed: "test-register", key: "k") { state received doneAt receipt } }'
        asked = await door.told(query)
        assert asked["delivery"] == {"state": "RUNNING", "received": 0, "doneAt": None, "receipt": None}
        again = await door.send(GOOD)
        assert (again.status_code, code_of(again)) == (409, "DELIVERY_RUNNING")
        go_on.set()
        assert (await sending).json()["state"] == "DONE"

    monkeypatch.setattr(deliver, "apply_batch_step", slow)
    monkeypatch.setattr(deliver, "STEP", 1)
    play(scene)


def test_two_senders_see_nothing_of_each_other_and_may_use_the_same_key(play: Play) -> None:
    async def scene(door: Door) -> None:
        mine = (await door.send(GOOD)).json()
        assert (await door.look(who=OTHER)).status_code == 404
        theirs = (await door.send(lines([registered("7")]), who=OTHER)).json()
        assert theirs["delivery"] != mine["delivery"] and theirs["received"] == 1
        assert (await door.look()).json() == mine

    play(scene)


def test_bodies_that_share_a_feed_cannot_touch_each_others_records(play: Play) -> None:
    one, two = (Who(unit, (SHARED.name,), unit) for unit in ("ngo_1", "ngo_2"))

    async def scene(door: Door) -> None:
        for who, status in ((one, "OPEN"), (two, "CLOSED")):
            sent = await door.send(lines([registered("1", status=status)]), who=who, feed=SHARED.name)
            assert sent.json()["applied"] == 1
        gone = lines([{"recordId": "1", "version": 2, "changedAt": "2026-02-02T00:00:00Z", "deleted": True}])
        assert (await door.send(gone, "gone", two, SHARED.name)).json()["applied"] == 1
        left = await play.graph.store.read("MATCH (r:Registration) RETURN r.status", {})
        assert left == ["OPEN"]

    play(scene)


def test_one_sender_for_two_bodies_sends_two_deliveries(play: Play) -> None:
    """The same subject with a token for another body: its delivery is no repeat, and not seen by the other."""
    one, two = (Who("shared", (SHARED.name,), unit) for unit in ("ngo_1", "ngo_2"))

    async def scene(door: Door) -> None:
        assert (await door.send(GOOD, who=one, feed=SHARED.name)).status_code == 200
        assert (await door.look(who=two, feed=SHARED.name)).status_code == 404
        # Under the same key, of which the other body learns nothing.
        assert (await door.send(GOOD, who=two, feed=SHARED.name)).json()["applied"] == 2
        assert (await door.look(who=two, feed=SHARED.name)).status_code == 200

    play(scene)


def test_no_answer_repeats_what_was_sent(play: Play) -> None:
    wrong = [registered("1", status=SECRET), {**registered("2"), SECRET: SECRET}, SECRET, {SECRET: SECRET}]

    async def scene(door: Door) -> None:
        answers = [
            await door.send(lines(wrong)),
            await door.send(lines(wrong) + b"\xff{" + SECRET.encode(), "again"),
            await door.send(lines([registered("3", person={"familyName": SECRET})])),
            await door.send(GOOD, feed=SECRET),
            await door.send(GOOD, kind=f"{NDJSON.partition('/')[0]}/{SECRET.partition('-')[2]}"),
        ]
        told = "".join(answer.text for answer in answers)
        assert "900101350012" not in told and "Құпияев" not in told
        held = await refused_records(play.graph.store)
        assert len(held) == 9
        assert not any("900101350012" in f"{each.code}{each.where}" for each in held)

    play(scene)
