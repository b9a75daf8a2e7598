"""The same seed gives the same bytes, whatever the process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from synthetic import generate

SCRIPT = """
import sys
from pathlib import Path
from synthetic import generate
generate(300, 5, Path(sys.argv[1]))
"""


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_same_seed_same_bytes(tmp_path: Path, hash_seed: str) -> None:
    other = tmp_path / "other"
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(other)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    generate(300, 5, tmp_path / "one")
    assert _digest(tmp_path / "one") == _digest(other)


def test_another_seed_gives_another_population(tmp_path: Path) -> None:
    generate(300, 5, tmp_path / "one")
    generate(300, 6, tmp_path / "other")
    assert _digest(tmp_path / "one") != _digest(tmp_path / "other")


def test_a_folder_written_twice_holds_the_last_population_alone(tmp_path: Path) -> None:
    generate(600, 5, tmp_path / "one")
    generate(300, 5, tmp_path / "one")
    generate(300, 5, tmp_path / "other")
    assert _digest(tmp_path / "one") == _digest(tmp_path / "other")


@pytest.mark.parametrize("persons", [0, 1, 2, 7, 301])
def test_there_are_exactly_as_many_persons_as_asked(tmp_path: Path, persons: int) -> None:
    counts = generate(persons, 3, tmp_path)
    assert counts.by_feed.get("persons", 0) == persons
    lines = {p.stem: len(p.read_bytes().splitlines()) for p in tmp_path.iterdir()}
    assert lines == dict(counts.by_feed)
    assert counts.total == sum(lines.values())


def test_progress_ends_with_the_whole(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    generate(2_500, 3, tmp_path, lambda what, done, whole: told.append((what, done, whole)))
    assert told[-1] == ("persons", 2_500, 2_500)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
