"""Following what happens: hidden records, and other values of what is withheld, change nothing of what is told."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from resolvers.execute import Engine, Request
from resolvers.subscriptions.change_poller import ChangePoller
from resolvers.subscriptions.delivered_state import DeliveredState
from resolvers.subscriptions.open import open_stream
from tests.proofs.leaks.conftest import Stage
from tests.proofs.leaks.scene import DAY, PROSECUTOR, absent_id, all_types, id_in_scene, secret_ids
from tests.proofs.oracle.facts import types
from tests.proofs.reference.decide import Who
from tests.proofs.worlds import SEES_ALL, caller_of

KEY = b"k" * 32


def _query(after: str) -> str:
    """Every field of every type; one whose name several types have is asked for under a name of its own."""
    named = Counter(name for fact in types().values() for name in fact.fields)

    def asked(owner: str) -> str:
        fields = types()[owner].fields
        return " ".join(f"{owner}_{name}: {name}" if named[name] > 1 else name for name in fields)

    fields = " ".join(f"... on {name} {{ {asked(name)} }}" for name in all_types())
    return f'subscription {{ changes(after: "{after}") {{ kind id record {{ __typename {fields} }} }} }}'


async def _told(hub: Engine, who: Who, delivered: DeliveredState, touched: list[str] | None = None) -> list[Any]:
    """What is told from the first record on; then, if ``touched`` were written meanwhile, of those."""
    poller = ChangePoller(store=hub.store)
    request = Request(query=_query(""), variables={}, operation_name=None)
    stream = await open_stream(replace(hub, clock=lambda: DAY), delivered, poller, caller_of(who), request)
    stream.heartbeat = 0.0
    found: list[Any] = []
    ends = 0
    async for message in stream.messages():
        found.append((message.data, message.extensions))
        if message.data["changes"][-1]["kind"] == "CAUGHT_UP":
            ends += 1
            if ends == 2 or touched is None:
                break
            await commit(hub.store, _touching(touched))
    return found


def _touching(ids: list[str]) -> Callable[[UnitOfWork], Awaitable[None]]:
    async def job(work: UnitOfWork) -> None:
        work.touch(ids)

    return job


def _both(stage: Stage, who: Who, folder: Path, touched: list[str] | None = None) -> tuple[list[Any], list[Any]]:
    async def work() -> tuple[list[Any], list[Any]]:
        with (
            closing(DeliveredState(folder / "one", KEY)) as first,
            closing(DeliveredState(folder / "other", KEY)) as second,
        ):
            one, other = await asyncio.gather(
                *(
                    _told(hub, who, delivered, touched)
                    for hub, delivered in zip(stage.hubs, (first, second), strict=True)
                )
            )
            return one, other

    return stage.graphs[0].run(work())


def test_all_that_was_ever_written_is_told_as_if_the_hidden_were_not_there(stage: Stage, tmp_path: Path) -> None:
    one, other = _both(stage, PROSECUTOR, tmp_path)
    assert one == other
    assert len(one) > 1
    all_of_one, all_of_other = _both(stage, Who(SEES_ALL), tmp_path)
    assert all_of_one != all_of_other


@pytest.mark.parametrize("name", sorted(secret_ids()))
def test_what_happens_to_a_hidden_record_is_not_told(stage: Stage, tmp_path: Path, name: str) -> None:
    """The hidden record is written in one graph; in the other there is none, and an absent one is named."""
    touched = [secret_ids()[name], absent_id(name)]
    one, other = _both(stage, PROSECUTOR, tmp_path, touched)
    assert one == other
    assert [each["kind"] for each in one[-1][0]["changes"]] == ["CAUGHT_UP"]


@pytest.mark.parametrize(("name", "record"), [("ShelterStay", "stay"), ("OperativeFile", "file")])
def test_what_happens_to_what_is_only_pointed_at_is_not_told(
    stage: Stage, tmp_path: Path, name: str, record: str
) -> None:
    told_of = id_in_scene(name, record)
    one, other = _both(stage, PROSECUTOR, tmp_path, [told_of])
    assert one == other
    assert told_of not in str(one)
    assert told_of in str(_both(stage, Who(SEES_ALL), tmp_path)[0])
