"""Every kind of tampering, at every place of a sample log: found, and located."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
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


KINDS: dict[str, Callable[[Lines, int], Lines]] = {
    "changed": lambda lines, at: [*lines[:at], changed(lines[at]), *lines[at + 1 :]],
    "removed": lambda lines, at: [*lines[:at], *lines[at + 1 :]],
    "inserted": lambda lines, at: [*lines[: at + 1], changed(lines[at]), *lines[at + 1 :]],
    "reordered": lambda lines, at: [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]],
    "garbled": lambda lines, at: [*lines[:at], b"{", *lines[at + 1 :]],
}


@pytest.mark.parametrize("at", range(SIZE - 1))
@pytest.mark.parametrize("kind", KINDS)
def test_found_and_located(sample: Path, tmp_path: Path, kind: str, at: int) -> None:
    found = problems(tampered(sample, tmp_path, lambda lines: KINDS[kind](lines, at)))
    near = {str(number) for number in (at + 1, at + 2)}
    assert found and near & set(found[0].replace(":", " ").replace(",", " ").split()), found


@pytest.mark.parametrize("at", range(SIZE - 1))
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "garbled"])
def test_found_though_the_chain_was_written_anew(sample: Path, tmp_path: Path, kind: str, at: int) -> None:
    found = problems(tampered(sample, tmp_path, lambda lines: relinked(KINDS[kind](lines, at))))
    different = at + 1 if kind == "inserted" else at
    first = next(low + 1 for low, high in pairwise((0, 3, 7, 9)) if different < high)
    assert any(f"entries {first} to" in each or "cut off" in each for each in found), found


def test_the_last_entry_too(sample: Path, tmp_path: Path) -> None:
    assert problems(tampered(sample, tmp_path, lambda lines: KINDS["changed"](lines, SIZE - 1)))


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
