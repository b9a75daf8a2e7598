"""Every kind of tampering, at every place of a sample log: found, and located."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from security.audit.entry import START, hash_of
from tests.audit.logs import ROOT, problems, written

COUNTS = (3, 4, 2)
SIZE = sum(COUNTS)
Lines = list[bytes]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("log")
    written(home, COUNTS)
    assert problems(home) == []
    return home


def tampered(sample: Path, home: Path, change: Callable[[Lines], Lines]) -> Path:
    shutil.copytree(sample, home, dirs_exist_ok=True)
    path = home / "access-log" / "w001" / "entries.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in change(path.read_bytes().split(b"\n")[:-1])))
    return home


def relinked(lines: Lines) -> Lines:
    """``lines`` as somebody writes them who knows the format: numbered and chained anew."""
    previous, found = START, []
    for number, line in enumerate(lines, 1):
        entry = {**orjson.loads(line), "number": number, "previous": previous}
        found.append(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS))
        previous = hash_of(found[-1])
    return found


def changed(line: bytes) -> bytes:
    return line.replace(b"precinct", b"criminal")


def with_field(line: bytes, name: str, value: object) -> bytes:
    return orjson.dumps({**orjson.loads(line), name: value}, option=orjson.OPT_SORT_KEYS)


KINDS: dict[str, Callable[[Lines, int], Lines]] = {
    "changed": lambda lines, at: [*lines[:at], changed(lines[at]), *lines[at + 1 :]],
    "removed": lambda lines, at: [*lines[:at], *lines[at + 1 :]],
    "inserted": lambda lines, at: [*lines[: at + 1], changed(lines[at]), *lines[at + 1 :]],
    "repeated": lambda lines, at: [*lines[: at + 1], lines[at], *lines[at + 1 :]],
    "reordered": lambda lines, at: [*lines[:at], *reversed(lines[at : at + 2]), *lines[at + 2 :]],
}
IN_PLACE: dict[str, Callable[[bytes], bytes]] = {
    "garbled": lambda line: b"{",
    "emptied": lambda line: b"",
    "spaced": lambda line: line.replace(b":", b": ", 1),
    "renumbered": lambda line: with_field(line, "number", 7_000),
    "unnumbered": lambda line: with_field(line, "number", None),
    "unlinked": lambda line: with_field(line, "previous", "f" * 64),
    "of another stream": lambda line: with_field(line, "stream", "w002"),
}


def expected(kind: str, at: int, size: int) -> set[str]:
    """What may be said of ``kind`` at ``at``: that alone, and nothing else."""
    number, last = at + 1, at + 1 == size
    inserted = {f"w001: line {number + 1} was inserted after entry {number}"}
    if kind in ("inserted", "repeated"):
        # After the last signed entry nobody but the chain can tell.
        return inserted if not last else set()
    if kind == "removed":
        return {f"w001: entry {number} was {'cut off' if last else 'removed'}"}
    if kind == "reordered":
        swapped = {(number, number + 1), (number + 1, number)}
        return set() if last else {f"w001: entry {one} was moved to line {other}" for one, other in swapped}
    return {f"w001: entry {number} was changed"}


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("at", range(SIZE))
@pytest.mark.parametrize("kind", KINDS)
def test_found_and_located(sample: Path, tmp_path: Path, kind: str, at: int, anew: bool) -> None:
    """With the chain as it was, and by somebody who numbers and chains all of it anew."""
    finish = relinked if anew else list[bytes]
    found = problems(tampered(sample, tmp_path, lambda lines: finish(KINDS[kind](lines, at))))
    told = expected(kind, at, SIZE)
    if told:
        assert len(found) == 1 and set(found) <= told, found
    elif kind == "reordered":
        assert found == []
    else:
        # What was put after the last head is told from the chain, unless it was chained well: no head signs it yet.
        assert (f"line {SIZE + 1}" in found[0]) if not anew else found == []


@pytest.mark.parametrize("at", range(SIZE))
@pytest.mark.parametrize("kind", IN_PLACE)
def test_a_line_that_is_not_as_written_is_found_and_located(
    sample: Path, tmp_path: Path, kind: str, at: int
) -> None:
    def change(lines: Lines) -> Lines:
        return [*lines[:at], IN_PLACE[kind](lines[at]), *lines[at + 1 :]]

    [found] = problems(tampered(sample, tmp_path, change))
    assert found.startswith(f"w001: entry {at + 1} was changed"), found


@pytest.mark.parametrize("seed", range(20))
def test_several_at_once_are_each_told(sample: Path, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    places = sorted(dice.sample(range(0, SIZE - 1, 3), 2), reverse=True)
    kinds = [dice.choice(["changed", "removed", "inserted"]) for _ in places]

    def change(lines: Lines) -> Lines:
        for kind, at in zip(kinds, places, strict=True):
            lines = KINDS[kind](lines, at)
        return relinked(lines)

    found = problems(tampered(sample, tmp_path, change))
    assert len(found) == 2
    for kind, at in zip(kinds, places, strict=True):
        told = f"after entry {at + 1}" if kind == "inserted" else f"entry {at + 1} was {kind}"
        assert any(told in each for each in found), found


@pytest.mark.parametrize("at", range(SIZE))
def test_entries_under_no_head_are_told_by_their_chain(sample: Path, tmp_path: Path, at: int) -> None:
    home = tampered(sample, tmp_path, lambda lines: KINDS["changed"](lines, at))
    (home / "access-log" / "w001" / "heads.jsonl").write_bytes(b"")
    found = problems(home)
    # The last entry before its head is told by nothing: that is why heads follow at once.
    assert found == [] if at + 1 == SIZE else f"entry {at + 1} or {at + 2} was changed" in found[0]


def test_heads_that_were_removed_are_missed(tmp_path: Path) -> None:
    written(tmp_path, COUNTS, seconds=61)
    path = tmp_path / "access-log" / "w001" / "heads.jsonl"
    heads = path.read_bytes().splitlines(keepends=True)
    for gone, told in ((0, "over entries 1 to 3"), (1, "over entries 4 to 7")):
        path.write_bytes(b"".join(heads[:gone] + heads[gone + 1 :]))
        assert any(f"the head {told} is missing" in each for each in problems(tmp_path))
    path.write_bytes(heads[0])
    assert problems(tmp_path) == ["w001: entries 4 to 9 stand under no head: heads were removed"]
    path.write_bytes(b"".join((heads[1], heads[0], heads[2])))
    assert problems(tmp_path)


@pytest.mark.parametrize("back", range(SIZE))
def test_a_log_rolled_back_and_gone_on_with_is_found(sample: Path, tmp_path: Path, back: int) -> None:
    """By the hub itself, with its own key: only a head kept elsewhere can tell."""
    kept = tmp_path / "kept.jsonl"
    heads = (sample / "access-log" / "w001" / "heads.jsonl").read_bytes().splitlines(keepends=True)
    kept.write_bytes(heads[-1])
    home = tampered(sample, tmp_path / "log", lambda lines: lines[:back])
    sound = [line for line in heads if orjson.loads(line)["size"] <= back]
    (home / "access-log" / "w001" / "heads.jsonl").write_bytes(b"".join(sound))
    written(home, (SIZE,), role="probation")
    assert problems(home) == []
    found = problems(home, [kept])
    assert f"entries up to {SIZE} are not those of the head kept elsewhere" in found[0]
    # The head kept names the last two entries one by one.
    assert [each for each in found[1:] if f"entry {SIZE} was changed" in each]


@pytest.mark.parametrize("left", range(SIZE))
def test_a_tail_cut_off_is_found_by_a_head_kept_elsewhere(sample: Path, tmp_path: Path, left: int) -> None:
    kept = tmp_path / "kept.jsonl"
    heads = (sample / "access-log" / "w001" / "heads.jsonl").read_bytes().split(b"\n")[:-1]
    kept.write_bytes(heads[-1] + b"\n")
    home = tampered(sample, tmp_path / "log", lambda lines: lines[:left])
    (home / "access-log" / "w001" / "heads.jsonl").write_bytes(b"")
    assert problems(home) == []
    [found] = problems(home, [kept])
    assert f"entries {left + 1} to {SIZE} were cut off" in found


def test_a_log_rolled_back_with_its_heads_is_found_by_a_head_kept_elsewhere(sample: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    heads = (sample / "access-log" / "w001" / "heads.jsonl").read_bytes().split(b"\n")[:-1]
    kept.write_bytes(heads[-1] + b"\n")
    home = tampered(sample, tmp_path / "log", lambda lines: lines[:3])
    (home / "access-log" / "w001" / "heads.jsonl").write_bytes(heads[0] + b"\n")
    assert problems(home) == []
    assert "cut off" in problems(home, [kept])[0]


@pytest.mark.parametrize("what", ["signature", "root", "size", "time"])
def test_a_forged_head_is_found(sample: Path, tmp_path: Path, what: str) -> None:
    shutil.copytree(sample, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "access-log" / "w001" / "heads.jsonl"
    heads = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    heads[1][what] = 2 if what == "size" else heads[0][what]
    path.write_bytes(b"".join(orjson.dumps(head, option=orjson.OPT_SORT_KEYS) + b"\n" for head in heads))
    assert any("head 2 is not signed" in each for each in problems(tmp_path))


def test_a_missing_stream_is_found(sample: Path, tmp_path: Path) -> None:
    kept = sample / "access-log" / "w001" / "heads.jsonl"
    shutil.copytree(sample, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "access-log" / "w001")
    assert problems(tmp_path, [kept]) == ["w001: the whole stream is missing"]


def test_the_verifier_stands_alone(sample: Path, tmp_path: Path) -> None:
    """Run as a person runs it, from elsewhere, with nothing of the hub on the path."""
    home = tampered(sample, tmp_path, lambda lines: KINDS["changed"](lines, 4))
    command = [sys.executable, "-I", str(ROOT / "docs" / "verify_access_log.py")]
    key = ["--key", str(sample / "keys" / "access-log.pub")]
    sound = subprocess.run(
        [*command, str(sample / "access-log"), *key], capture_output=True, text=True, check=False
    )
    broken = subprocess.run([*command, str(home / "access-log"), *key], capture_output=True, text=True, check=False)
    assert (sound.returncode, broken.returncode) == (0, 1)
    assert "w001: entry 5 was changed" in broken.stdout
    source = (ROOT / "docs" / "verify_access_log.py").read_text(encoding="utf-8")
    assert not any(f"import {room}" in source or f"from {room}" in source for room in ("security", "hub", "graph"))
