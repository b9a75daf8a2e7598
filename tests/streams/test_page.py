"""The page for a partner's engineer says what is so, and its receiver receives."""

import asyncio
import json
import re
import sys
from pathlib import Path

import pytest

from hub.settings import Settings, described
from hub.subscriptions import sse, websocket
from hub.subscriptions.webhook_config import read_webhooks
from hub.subscriptions.webhook_sender import RetryPolicy
from resolvers.errors import CATALOGUE
from resolvers.subscriptions.stream import CHUNK, HEARTBEAT
from security.limits.declared import Limits
from tests.conftest import Graph
from tests.streams.doors import SECONDS, serving
from tests.streams.graphs import person
from tests.streams.test_webhooks import _state, _text
from tests.support.hubs import free_port
from tests.support.policy_files import agreed_policy

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "streams.md").read_text(encoding="utf-8")


def test_example_is_a_file_that_the_hub_takes(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "webhooks.toml").write_text(found[1], encoding="utf-8")
    assert list(read_webhooks(tmp_path / "webhooks.toml", agreed_policy().roles)) == ["education"]


def test_names_and_numbers_are_those_of_the_code() -> None:
    assert set(re.findall(r"ORTAQ_[A-Z_]+", PAGE)) <= {name for name, _, _ in described()}
    for code in re.findall(r"\(`([A-Z_]+)`\)", PAGE):
        assert code.startswith("ORTAQ_") or code in CATALOGUE, code
    retry_policy = RetryPolicy()
    for text in (
        f"at most {CHUNK}",
        f"every {HEARTBEAT:g} seconds",
        f"at most {Limits().streams} streams open",
        f"nothing for {sse.SLOW_SECONDS:g} seconds",
        f"not taken for {websocket.SLOW_SECONDS:g} seconds",
        f"nothing was said for {websocket.INIT_SECONDS:g} seconds",
        f"within {retry_policy.answer:g} seconds",
        f"After {retry_policy.failures} failures and {retry_policy.period / 3600:g} hours",
        f"up to {retry_policy.longest / 60:g} minutes",
    ):
        assert text in " ".join(PAGE.split()), text


def test_the_receiver_of_the_page_receives(
    cities: Graph, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "hub.subscriptions.lifecycle.RetryPolicy", lambda: RetryPolicy(first=0.05, watch=0.02, failures=1000)
    )

    async def work() -> None:
        url, kept = f"http://127.0.0.1:{free_port()}/ortaq", tmp_path / "changes.ndjson"
        file = tmp_path / "webhooks.toml"
        file.write_text(_text(url))
        async with serving(cities, settings.model_copy(update={"webhooks": file})) as door:
            await _state(settings, lambda state: state.mark is not None)
            words = (sys.executable, str(DOCS / "receive_changes.py"), door.url, url, str(kept))
            receiver = await asyncio.create_subprocess_exec(*words)
            try:
                who = await person(cities, "Принятый")
                await asyncio.wait_for(_state(settings, lambda state: state.delivered > 0), SECONDS)
            finally:
                receiver.terminate()
                await receiver.wait()
        (line,) = [json.loads(each) for each in kept.read_text(encoding="utf-8").splitlines()]
        assert (line["kind"], line["id"], line["record"]["familyName"]) == ("CHANGED", who, "Принятый")

    cities.run(work())
