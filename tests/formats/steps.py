"""Reading in tests: payloads from memory, and how much memory a payload takes that is none itself."""

import io
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from adapters.feeds.feed import WireFormat
from adapters.formats import Raw, read

ROOT = Path(__file__).resolve().parents[2]


def read_all(
    kind: WireFormat, payload: bytes, columns: Mapping[str, str] | None = None, element: str = "record"
) -> list[Raw]:
    """All records of ``payload``."""
    return list(read(kind, io.BytesIO(payload), columns or {}, element))


def outcome(raws: Iterable[Raw]) -> list[tuple[int, Any]]:
    """The position of each record, and its data or else its problem."""
    for raw in raws:
        assert (raw.data is None) == bool(raw.problem)
    return [(raw.position, raw.problem or raw.data) for raw in raws]


class _Pieces(io.RawIOBase):
    """A file that is made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = next(self._pieces, b"")
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def made_while_read(pieces: Iterable[bytes]) -> BinaryIO:
    """A file of ``pieces``, which are not held."""
    return cast(BinaryIO, io.BufferedReader(_Pieces(iter(pieces))))


def megabytes_for(name: str) -> tuple[int, dict[str, int]]:
    """The megabytes by which a process grows that reads the payload ``name`` of large.py, and what came out of it.

    A process of its own, because what the XML parser takes is not Python's memory and never shrinks. Skips the test
    where the system is not Linux, which alone tells it.
    """
    if sys.platform != "linux":
        pytest.skip("the peak of memory is read from /proc")
    command = [sys.executable, "-m", "tests.formats.large", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    grown, problems = json.loads(done.stdout)
    return grown, problems
