"""No change without its intent on disk: a full disk, a lost outcome, a crash, and every door that writes."""

import asyncio
import re
import resource
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer

from graph.engine.intents import under
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from hub.cli.main import app
from security.audit.disk import SystemDisk
from security.audit.intents import Intents, left, resolution, unfinished
from security.audit.log import AccessLogDownError, open_log
from security.audit.query import entries
from tests.audit.logs import ROOT, entry, problems
from tests.audit.test_trace import asking, log_of
from tests.conftest import Graph
from tests.support.hubs import command, copied, free_port, served

WRITING = {
    *("serve", "load", "load-plan", "feeds send", "feeds watch", "feeds pull", "quarantine retry"),
    *("quarantine drop", "links find", "links confirm", "links reject", "links undo", "duties recompute"),
    *("keys rotate", "keys rewrap", "webhooks resume", "webhooks replay", "reconciliation draw"),
    *("reconciliation submit", "reconciliation head add", "reconciliation head end"),
    *("ids rekey", "duties read"),
}
"""The commands that change what the hub has."""

READING = {
    *("token", "roles", "sdl", "dictionary", "errors", "settings", "population", "notices", "policy check"),
    *("policy matrix", "policy explain", "policy diff", "keys list", "audit verify", "audit heads", "audit who"),
    *("audit caller", "audit norms", "audit extract", "audit unreviewed", "audit unfinished", "audit review"),
    *("feeds list", "feeds source", "quarantine list", "quarantine show", "receipts list", "receipts show"),
    *("receipts verify", "links list", "duties list", "duties norms", "webhooks list", "webhooks show"),
    *("reconciliation list", "reconciliation show", "reconciliation compare", "reconciliation verify"),
    *("reconciliation export", "reconciliation new-key", "reconciliation sign", "reconciliation head list"),
    *("matching evaluate", "matching train", "ids of", "ids bodies"),
}
"""The commands that print, or write files of their user's own. A review is an entry of the log itself."""

COMMITTING = {
    "adapters/matching/find_links.py": 1,
    "graph/close_claims.py": 1,
    "graph/ingest/batches.py": 2,
    "graph/ingest/identity_links.py": 1,
    "graph/ingest/person_blocks.py": 1,
    "graph/ingest/quarantine.py": 1,
    "graph/rekey.py": 2,
    "graph/stored_keys.py": 2,
    "graph/write/id_scheme.py": 1,
    "graph/write/intent_markers.py": 1,
    "graph/write/reseal.py": 1,
    "graph/write/writer.py": 1,
    "hub/cli/reconciliation.py": 1,
    "hub/jobs/rekey_hub.py": 6,
    "prevention/engine.py": 6,
    "prevention/history.py": 1,
    "prevention/reconciliation/draw_up.py": 1,
    "prevention/reconciliation/rekey_acts.py": 2,
    "prevention/reconciliation/sign.py": 1,
    "prevention/work/carry_out.py": 1,
}
"""Where a unit of work is committed, and how often. Whoever adds one announces it and adds it here."""


def commands(group: Any, before: str = "") -> set[str]:
    found = set()
    for name, each in group.commands.items():
        words = f"{before} {name}".strip()
        found |= commands(each, words) if hasattr(each, "commands") else {words}
    return found


def test_every_command_that_writes_announces_it() -> None:
    assert commands(typer.main.get_command(app)) == WRITING | READING
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "hub").rglob("*.py"))
    before = (r"change\(", r"changing\(settings, ", r"announced_command\(settings, ", r'with_\w+\([^"]*?, ')
    decided = ("CONFIRMED, ", "REJECTED, ", "None, ")
    announced = re.findall(rf'(?:{"|".join((*before, *decided))})"([a-z -]+)"', sources)
    assert set(announced) >= WRITING


def test_no_unit_of_work_is_committed_anywhere_else() -> None:
    committing, beginning = {}, set()
    for room in ("graph", "prevention", "resolvers", "adapters", "hub", "security"):
        for path in (ROOT / room).rglob("*.py"):
            name, text = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
            if count := len(re.findall(r"\bcommit(?:_statement|_with_bookmarks)?\(\s*(?:\w+\.)?store, ", text)):
                committing[name] = count
            if re.search(r"(?:store|self)\.write\(|execute_write\(|begin_transaction\(", text):
                beginning.add(name)
    within = committing.pop("graph/write/commit.py")
    assert committing == COMMITTING and within == 2
    # The store itself, where it runs the definitions and where a transaction begins, and who calls it.
    assert beginning == {"graph/engine/store.py", "graph/write/commit.py"}


class Full(SystemDisk):
    """A disk that can be full."""

    full = False

    def write(self, file: int, data: bytes) -> None:
        if self.full:
            super().write(file, data[:3])
            raise OSError(28, "no space left")
        super().write(file, data)


def test_outcome_that_could_not_be_written_comes_before_the_next_intent(tmp_path: Path) -> None:
    disk = Full()

    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys", disk=disk) as log:
            intents = Intents(log)
            intent_id = await intents.announce(entry(1))
            disk.full = True
            with pytest.raises(AccessLogDownError):
                await intents.append(entry(1, kind="done", intent=intent_id))
            with pytest.raises(AccessLogDownError):
                await intents.announce(entry(2))
            assert not await log.writable()
            disk.full = False
            await intents.announce(entry(3))
            assert [each["persons"] for each in unfinished(tmp_path)] == [["per_3"]]

    asyncio.run(work())
    assert [each.entry["kind"] for each in entries(tmp_path)] == ["intent", "done", "intent"]
    assert problems(tmp_path) == []


def test_what_an_ended_process_left_is_told_from_what_runs(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as one:
            await Intents(one).announce(entry(1))
        async with open_log(tmp_path, tmp_path / "keys") as one, open_log(tmp_path, tmp_path / "keys") as other:
            await Intents(other).announce(entry(2))
            [found] = left(tmp_path, one.stream)
            assert found["persons"] == ["per_1"]
            await Intents(one).append(resolution(found, written=True))
            assert left(tmp_path, one.stream) == []

    asyncio.run(work())
    assert [each.entry["kind"] for each in entries(tmp_path)].count("found_written") == 1
    assert problems(tmp_path) == []


def test_probe_leaves_no_entry_and_says_when_there_is_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("security.audit.log.PROBE_SECONDS", -1.0)
    disk = Full()

    async def work() -> list[bool]:
        async with open_log(tmp_path, tmp_path / "keys", disk=disk) as log:
            said = [await log.writable()]
            await log.append(entry(1))
            disk.full = True
            said.append(await log.writable())
            disk.full = False
            said.append(await log.writable())
            await log.append(entry(2))
            return said

    assert asyncio.run(work()) == [True, False, True]
    assert len(list(entries(tmp_path))) == 2 and problems(tmp_path) == []


def test_next_start_looks_up_what_became_of_an_intent_and_tells_the_auditor(graph: Graph, tmp_path: Path) -> None:
    async def nothing(work: UnitOfWork) -> None:
        await work.rows("RETURN 1 AS one")

    async def work() -> None:
        store = graph.hub().store
        one, two = await store.read("MATCH (p:Person {hasOpenRecord: true}) RETURN p.id ORDER BY p.id LIMIT 2", {})
        async with open_log(tmp_path, tmp_path / "keys") as log:
            intents = Intents(log)
            await intents.announce(entry(1, area="75", persons=(one,)))
            with under(await intents.announce(entry(2, area="75", persons=(two,)))):
                await commit(store, nothing)
        async with asking(graph, tmp_path) as ask:
            for kind, person in (("FOUND_UNWRITTEN", one), ("FOUND_WRITTEN", two)):
                [told] = await log_of(ask, "auditor", None, kind=kind)
                assert told["persons"] == [person]
        assert list(unfinished(tmp_path)) == []

    graph.run(work())
    assert problems(tmp_path) == []


def deliver(url: str, token: str, key: str) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {token}",
        "Ortaq-Purpose": "FEED",
        "Idempotency-Key": key,
        "Content-Type": "application/x-ndjson",
    }
    return httpx.post(f"{url}/feeds/court-decisions", content=b"{}\n", headers=headers, timeout=30)


def asked(url: str, token: str, key: str) -> int:
    headers = {"Authorization": f"Bearer {token}", "Ortaq-Purpose": "FEED", "Idempotency-Key": key}
    return httpx.get(f"{url}/feeds/court-decisions", headers=headers, timeout=30).status_code


def test_full_disk_lets_nothing_be_written_and_crash_is_resolved(demonstration: Path, tmp_path: Path) -> None:
    """A hub whose files may not grow, as on a full disk; then one that is killed between change and outcome."""
    port = free_port()
    before = len(list(entries(copied(demonstration, tmp_path))))
    with served(tmp_path, port, 0) as hub:
        words = ("--role", "criminal", "--purpose", "FEED", "--feed", "court-decisions", "--agency", "COURT")
        token = command(tmp_path, port, "token", *words).stdout.strip()
        assert deliver(hub.url, token, "first").status_code == 200
        stream = max((tmp_path / "access-log").glob("w*/entries.jsonl"))
        hard = resource.prlimit(hub.process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(hub.process.pid, resource.RLIMIT_FSIZE, (stream.stat().st_size, hard))
        refused = deliver(hub.url, token, "second")
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "LOG_DOWN")
        ready = httpx.get(f"{hub.url}/readyz")
        assert (ready.status_code, ready.json()["accessLog"]) == (503, "cannot be written")
        resource.prlimit(hub.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert asked(hub.url, token, "second") == 404
        assert deliver(hub.url, token, "second").status_code == 200
    # As if it had been killed after the change, and before its outcome was on disk.
    kinds = [each.entry["kind"] for each in entries(tmp_path)]
    assert before > 0 and kinds == ["intent", "done"] * (before // 2 + 2) and problems(tmp_path) == []
