"""Writing the log: group commit, several processes, failing disks, sudden death."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import orjson
import pytest

from security.audit.disk import SystemDisk
from security.audit.log import HEAD_ENTRIES, AccessLogDownError, open_log
from security.audit.query import entries
from security.audit.signed_heads import BrokenLogError
from tests.audit.logs import ROOT, entry, problems, written

OPENING = 5
"""What is asked of the disk while a log is opened: two cuts, three folders made sure."""


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

    def sync_folder(self, folder: Path) -> None:
        self._step()
        super().sync_folder(folder)


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
@pytest.mark.parametrize("step", range(OPENING, 17))
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


@pytest.mark.parametrize("step", range(OPENING))
def test_a_disk_that_fails_while_the_log_is_opened_harms_nothing(tmp_path: Path, step: int) -> None:
    written(tmp_path, (3, 2))

    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys", disk=Counting(step)) as log:
            await log.append(entry(98))

    with pytest.raises(AccessLogDownError):
        asyncio.run(work())
    asyncio.run(_one_more(tmp_path))
    assert problems(tmp_path) == [] and len(list(entries(tmp_path))) == 6


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
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        last = 0
        for _ in range(dice.randint(1, 40)):
            last = int(child.stdout.readline())
        os.kill(child.pid, signal.SIGKILL)
        last = max([last, *(int(line) for line in child.stdout if line.endswith("\n"))])
        child.wait()
        expected += last
    found = list(entries(tmp_path))
    asyncio.run(_one_more(tmp_path))
    assert expected <= len(found) <= expected + 12 * 3
    assert problems(tmp_path) == []


def test_a_log_behind_its_own_head_is_not_gone_on_with(tmp_path: Path) -> None:
    written(tmp_path, (5,))
    path = tmp_path / "access-log" / "w001" / "entries.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    with pytest.raises(BrokenLogError, match="w001: entries that a head names are missing"):
        asyncio.run(_one_more(tmp_path))


@pytest.mark.parametrize("damage", [b"{\n", b"\0\0\0\n", b"[]\n", b"{}\n"])
def test_a_damaged_line_is_not_gone_on_with(tmp_path: Path, damage: bytes) -> None:
    written(tmp_path, (2,))
    with (tmp_path / "access-log" / "w001" / "entries.jsonl").open("ab") as file:
        file.write(damage)
    with pytest.raises(BrokenLogError, match="w001: entry 3 does not follow"):
        asyncio.run(_one_more(tmp_path))


def _head_sizes(home: Path) -> list[int]:
    lines = (home / "access-log" / "w001" / "heads.jsonl").read_bytes().splitlines()
    return [orjson.loads(line)["size"] for line in lines]


def test_what_a_crash_left_under_no_head_is_signed_at_the_next_start(tmp_path: Path) -> None:
    written(tmp_path, (2, 3))
    heads = tmp_path / "access-log" / "w001" / "heads.jsonl"
    heads.write_bytes(heads.read_bytes().splitlines(keepends=True)[0] + b'{"torn')
    written(tmp_path, ())
    assert _head_sizes(tmp_path) == [2, 5]
    assert problems(tmp_path) == []


def test_a_head_follows_a_thousand_entries_at_once(tmp_path: Path) -> None:
    async def work() -> list[int]:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            await asyncio.gather(*(log.append(entry(number)) for number in range(HEAD_ENTRIES)))
            await log.append(entry(0))
            return _head_sizes(tmp_path)

    assert asyncio.run(work()) == [HEAD_ENTRIES]
    # A head this long is more than one block of the file that is read from its end.
    written(tmp_path, (5_000,))
    asyncio.run(_one_more(tmp_path))
    assert problems(tmp_path) == []


def test_heads_are_signed_one_at_a_time_though_who_waits_gives_up(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys", head_seconds=0) as log:
            for number in range(30):
                await log.append(entry(number))
                waiting = [asyncio.create_task(log.head()) for _ in range(3)]
                await asyncio.sleep(0)
                waiting[0].cancel()

    asyncio.run(work())
    sizes = _head_sizes(tmp_path)
    assert sizes == sorted(set(sizes)) and sizes[-1] == 30
    assert problems(tmp_path) == []
