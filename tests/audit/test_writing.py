"""Writing the log: group commit, several processes, failing disks, sudden death."""

import asyncio
import dataclasses
import hashlib
import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from security.audit.disk import SystemDisk
from security.audit.entry import Entry, open_reason, seal_reason
from security.audit.heads import BrokenLogError
from security.audit.log import AccessLogDownError, open_log
from security.audit.merkle import Tree, leaf, node
from security.audit.reading import due_on, entries, extract, norms_used, readers_of, readings_by, unreviewed
from tests.audit.logs import ROOT, entry, problems, written


class Counting(SystemDisk):
    """A disk that counts, and fails at the ``fail``-th thing asked of it."""

    def __init__(self, fail: int = -1, *, half: bool = False) -> None:
        self.asked = self.syncs = 0
        self.fail = fail
        self.half = half

    def _step(self) -> None:
        self.asked += 1
        if self.asked - 1 == self.fail:
            raise OSError(28, "no space left")

    def write(self, file: int, data: bytes) -> None:
        if self.half and self.asked == self.fail:
            super().write(file, data[: len(data) // 2])
        self._step()
        super().write(file, data)

    def sync(self, file: int) -> None:
        self.syncs += 1
        self._step()
        super().sync(file)

    def cut(self, file: int, size: int) -> None:
        self._step()
        super().cut(file, size)


def test_tree_is_that_of_rfc_9162() -> None:
    """Section 2.1.1 by its recursive definition."""

    def root(leaves: list[bytes]) -> bytes:
        if not leaves:
            return hashlib.sha256().digest()
        if len(leaves) == 1:
            return leaf(leaves[0])
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return node(root(leaves[:split]), root(leaves[split:]))

    tree = Tree()
    leaves: list[bytes] = []
    for number in range(70):
        assert tree.root == root(leaves)
        leaves.append(str(number).encode())
        tree.add(leaves[-1])


def test_entries_that_come_together_go_to_the_disk_together(tmp_path: Path) -> None:
    disk = Counting()

    async def work() -> list[str]:
        async with open_log(tmp_path, tmp_path / "keys", disk=disk) as log:
            return await asyncio.gather(*(log.append(entry(number)) for number in range(200)))

    places = asyncio.run(work())
    assert places == [f"w001/{number}" for number in range(1, 201)]
    assert disk.syncs <= 4
    assert problems(tmp_path) == []


def test_several_processes_write_streams_of_their_own(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as one, open_log(tmp_path, tmp_path / "keys") as other:
            await asyncio.gather(one.append(entry(1)), other.append(entry(2)))

    asyncio.run(work())
    asyncio.run(work())
    assert [each.place for each in entries(tmp_path)] == ["w001/1", "w001/2", "w002/1", "w002/2"]
    assert problems(tmp_path) == []


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("step", range(2, 14))
def test_a_failing_disk_closes_the_door_and_breaks_nothing(tmp_path: Path, step: int, half: bool) -> None:
    """Each write, sync and cut in turn fails: what was acknowledged is there, and nothing else is broken."""
    acknowledged: list[int] = []

    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys", disk=Counting(step, half=half)) as log:
            for number in range(4):
                try:
                    await log.append(entry(number))
                    acknowledged.append(number)
                except AccessLogDownError:
                    continue
                finally:
                    if number % 2:
                        with suppress(AccessLogDownError):
                            await log.head()

    asyncio.run(work())
    assert len(acknowledged) >= 3
    asyncio.run(_one_more(tmp_path))
    assert problems(tmp_path) == []
    assert [each.entry["persons"] for each in entries(tmp_path)] == [[f"per_{n}"] for n in (*acknowledged, 99)]


async def _one_more(home: Path) -> None:
    async with open_log(home, home / "keys") as log:
        await log.append(entry(99))


WRITER = """
import asyncio, sys
from pathlib import Path
from security.audit.log import open_log
from tests.audit.logs import entry

async def main():
    home = Path(sys.argv[1])
    async with open_log(home, home / "keys", head_seconds=0.01) as log:
        number = 0
        while True:
            await asyncio.gather(*(log.append(entry(number + n)) for n in range(3)))
            number += 3
            print(number, flush=True)

asyncio.run(main())
"""


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    dice, expected = random.Random(5), 0
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        last = 0
        for _ in range(dice.randint(5, 60)):
            last = int(child.stdout.readline())
        os.kill(child.pid, signal.SIGKILL)
        last = max([last, *(int(line) for line in child.stdout if line.endswith("\n"))])
        child.wait()
        expected += last
    found = list(entries(tmp_path))
    asyncio.run(_one_more(tmp_path))
    assert expected <= len(found) <= expected + 6 * 3
    assert problems(tmp_path) == []


def test_a_log_behind_its_own_head_is_not_gone_on_with(tmp_path: Path) -> None:
    written(tmp_path, (5,))
    path = tmp_path / "access-log" / "w001" / "entries.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    with pytest.raises(BrokenLogError, match="w001: entries that a head names are missing"):
        asyncio.run(_one_more(tmp_path))


def test_what_is_asked_of_the_log(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            await log.append(entry(1, persons=("per_a", "per_b"), norms=("89-3",)))
            await log.append(entry(2, persons=("per_b",)))
            first = await log.append(entry(3, kind="emergency", persons=("per_c",)))
            await log.append(entry(4, kind="emergency", persons=("per_d",)))
            await log.append(entry(5, kind="reviewed", persons=(), fields=(), norms=(), reviews=first))

    asyncio.run(work())
    assert [each.place for each in readers_of(tmp_path, "per_b")] == ["w001/1", "w001/2"]
    assert len(list(readings_by(tmp_path, "i/s"))) == 5
    assert norms_used(tmp_path) == {"517-8.1": 3, "89-3": 1}
    assert [each.reading.place for each in unreviewed(tmp_path)] == ["w001/4"]
    [one, _] = extract(tmp_path, "per_b")
    assert "per_a" not in str(one) and "i/s" not in str(one)


@pytest.mark.parametrize(
    ("time", "due"),
    [
        ("2026-11-19T05:00:00.000Z", "2026-11-20"),  # Thursday: Friday
        ("2026-11-20T05:00:00.000Z", "2026-11-23"),  # Friday: Monday
        ("2026-11-19T20:30:00.000Z", "2026-11-23"),  # already Friday in Kazakhstan
        ("2026-12-15T05:00:00.000Z", "2026-12-17"),  # before Independence Day
    ],
)
def test_a_review_is_due_the_next_working_day(time: str, due: str) -> None:
    assert due_on(time).isoformat() == due


def test_an_entry_has_no_place_for_values() -> None:
    """A new field must be thought about: it may hold an id, the number of a norm, the name of a field."""
    assert {each.name for each in dataclasses.fields(Entry)} == {
        *("kind", "time", "caller", "role", "area", "unit", "agency", "purpose", "case", "reason"),
        *("operation", "persons", "fields", "withheld", "norms", "reviews"),
    }


def test_a_reason_is_for_those_who_hold_the_key() -> None:
    sealed = seal_reason(b"k" * 32, "Айгүл is in danger")
    assert "Айгүл" not in sealed and open_reason(b"k" * 32, sealed) == "Айгүл is in danger"
