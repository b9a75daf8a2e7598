"""Rotation: nothing is unreadable or lost, while others read and write, and wherever it is killed."""

import asyncio
import random
from contextlib import suppress
from pathlib import Path

import pytest

from graph.engine.records import Record
from graph.engine.store import Store
from graph.write import reseal
from graph.write.writer import write
from hub.graph_store import OtherKeysError, opened_store
from hub.jobs.key_rotation import Rotated, RotationError, rotate
from hub.settings import Settings
from resolvers.engine.bookmarks import Bookmarks
from resolvers.engine.plan_cache import Plans
from resolvers.execute import Engine, Request, execute
from schema.api.graphql_schema import graphql_schema
from schema.catalogue import CATALOGUE
from schema.internal.search_keys import NAME_FORM
from security.authorization.caller import Caller
from security.vault.cursor_seal import CursorSeal, new_key
from security.vault.key_file import read_ring
from synthetic.draws.dice import Dice
from synthetic.draws.iin import IinBook
from tests.support.hubs import copied
from tests.support.policy_files import agreed_policy
from tests.support.sizes import ROTATIONS, SEED, in_full
from tests.vault.conftest import Sealed
from tests.vault.steps import Steps, fail, killed_at

PERSON = CATALOGUE.entity("Person")
CALLER = Caller(
    subject="test", role="analytics", area=None, unit=None, agency=None, purposes=("CASE_WORK",), expires=2**40
)
APART = 1 if in_full() else 3
"""At a commit every third step is tried, at the next commit perhaps others."""

FIRST = 1 + SEED % APART
BY_IIN = "query ($n: IIN!, $l: [IIN!]!) { personByIin(iin: $n) { id iin } lookup(iins: $l) { found } }"


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reseal, "PAGE", 40)


def engine_on(store: Store) -> Engine:
    plans = Plans(schema=graphql_schema(), dialect=store.dialect)
    return Engine(
        store=store, plans=plans, policy=agreed_policy(), seal=CursorSeal(new_key()), bookmarks=Bookmarks()
    )


def silent(name: str, done: int, total: int) -> None:
    """No progress."""


async def rotated(sealed: Sealed) -> list[Rotated]:
    async with sealed.store() as store:
        return await rotate(store, sealed.folder, CATALOGUE.sealed_entities, silent)


def versions(sealed: Sealed) -> dict[str, list[int]]:
    ring = read_ring(sealed.folder)
    assert ring is not None
    return {name: [each.version for each in found] for name, found in ring.types.items()}


def test_rotation_seals_everything_anew_and_retires_the_old_key(sealed: Sealed) -> None:
    before = versions(sealed)
    done = asyncio.run(rotated(sealed))
    assert versions(sealed) == {name: [found[-1] + 1] for name, found in before.items()}
    assert {each.type: each.retired for each in done} == {name: tuple(found) for name, found in before.items()}
    # Words of names are sealed too, each once (schema/internal/search_keys.py); no value of a record is among them.
    records = {each.type: each.records for each in done}
    assert records.pop(NAME_FORM.name) > 0
    assert sum(records.values()) == len({record_id for record_id, _ in sealed.values})
    assert asyncio.run(sealed.wrong()) == []


def test_second_rotation_at_the_same_time_says_so(sealed: Sealed) -> None:
    async def both() -> None:
        async with sealed.store() as store:

            def again(name: str, done: int, total: int) -> None:
                with pytest.raises(RotationError):
                    rotate(store, sealed.folder, (PERSON,), silent).send(None)

            await rotate(store, sealed.folder, (PERSON,), again)

    asyncio.run(both())


def test_others_read_and_write_while_keys_rotate(sealed: Sealed) -> None:
    """Readers find everybody all the while; what was written last is what stands, whoever sealed it."""
    dice = random.Random(1)
    ids = sorted(each for each, field in sealed.values if field == "iin")
    still, changing = ids[::2], ids[1::2]
    book = IinBook(Dice(5))
    state = {"rotating": True, "turns": 0, "reads": 0, "writes": 0}

    async def read(store: Store) -> None:
        engine = engine_on(store)
        while state["rotating"]:
            some = dice.sample(still, 5)
            numbers = [sealed.values[each, "iin"] for each in some]
            answer = await execute(
                engine,
                CALLER,
                Request(query=BY_IIN, variables={"n": numbers[0], "l": numbers}, operation_name=None),
            )
            assert answer.data["personByIin"] == {"id": some[0], "iin": numbers[0]}
            assert all(hit["found"] for hit in answer.data["lookup"])
            state["reads"] += 1

    async def change(store: Store) -> None:
        while state["rotating"]:
            state["writes"] += 1
            chosen = {
                each: book.issue(700_000 + dice.randrange(20_000), False) for each in dice.sample(changing, 3)
            }
            records = [
                Record(entity=PERSON, id=i, version=state["writes"] + 10, properties={"iin": n}, links={})
                for i, n in chosen.items()
            ]
            assert (await write(store, PERSON, records)).written == 3
            sealed.values.update({(each, "iin"): number for each, number in chosen.items()})

    async def turn() -> None:
        try:
            while min(state["turns"], state["reads"], state["writes"]) < ROTATIONS:
                await rotated(sealed)
                state["turns"] += 1
        finally:
            state["rotating"] = False

    async def all_of_it() -> None:
        async with sealed.store() as first, sealed.store() as second:
            await asyncio.gather(turn(), read(first), read(second), change(first))

    asyncio.run(all_of_it())
    assert asyncio.run(sealed.wrong()) == []


def test_what_was_written_meanwhile_is_not_replaced(sealed: Sealed) -> None:
    """Between the reading of a page and its replacement somebody writes one of its records."""
    record_id = min(each for each, field in sealed.values if field == "iin")

    async def run() -> None:
        async with sealed.store() as store:
            page = await reseal.stale_page(store, PERSON, "none", "")
            assert any(each.id == record_id for each in page)
            record = Record(
                entity=PERSON, id=record_id, version=10**6, properties={"iin": "900101350013"}, links={}
            )
            assert (await write(store, PERSON, [record])).written == 1
            await reseal.seal_anew(store, PERSON, page)

    asyncio.run(run())
    sealed.values[record_id, "iin"] = "900101350013"
    assert asyncio.run(sealed.wrong()) == []


def test_killed_at_any_step_nothing_is_unreadable_and_the_next_one_ends_it(sealed: Sealed) -> None:
    number = FIRST
    while killed_at(lambda: asyncio.run(rotated(sealed)), number):
        assert asyncio.run(sealed.wrong()) == [], number
        number += APART
    assert number > 20
    assert asyncio.run(sealed.wrong()) == []
    assert all(len(found) == 1 for found in versions(sealed).values())
    assert [path.name for path in sealed.folder.iterdir() if path.name.startswith(".")] == []


def test_disk_that_fails_at_any_step_costs_nothing(sealed: Sealed) -> None:
    for number in range(FIRST, 100, APART):
        with pytest.MonkeyPatch.context() as patch:
            steps = Steps(patch, number, fail)
            with suppress(OSError):
                asyncio.run(rotated(sealed))
        assert asyncio.run(sealed.wrong()) == [], number
        if steps.count < number:
            break
    assert number > 20
    assert all(len(found) == 1 for found in versions(sealed).values())


def test_key_is_not_retired_while_somebody_writes_with_it(sealed: Sealed) -> None:
    """A writer that has sealed and not yet committed is waited for before the new key is current."""

    async def run() -> None:
        async with sealed.store() as store:
            current = versions(sealed)["Person"][-1]
            async with store.sealer.writing():
                value = store.sealer.seal("Person", "per_x", "iin", "900101350013")
                turning = asyncio.create_task(asyncio.to_thread(asyncio.run, rotated(sealed)))
                await asyncio.sleep(0.3)
                assert versions(sealed)["Person"] == [current] and value.startswith(f"{current}.")
            await turning
            assert versions(sealed)["Person"] == [current + 1]

    asyncio.run(run())


def test_lost_keys_stop_the_hub_at_its_start(demonstration: Path, tmp_path: Path) -> None:
    """Keys that do not fit what the graph holds are a sentence at the start, not an error at the first question."""
    home = copied(demonstration, tmp_path)

    async def start() -> None:
        async with opened_store(Settings(home=home)):
            raise AssertionError("it opened")

    (home / "keys" / "vault.json").unlink()
    with pytest.raises(OtherKeysError, match="does not open with key 1"):
        asyncio.run(start())
