"""The files: one line a record, one file a kind of record, written as they come.

The form of a line is the one that ``docs/queries.md`` describes under "Records as they are fed".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

import orjson

from schema.catalogue import CATALOGUE
from schema.model import Entity

JsonValue = str | int | float | bool | list[str] | dict[str, str] | None
"""What a field or relation of a record may hold."""

_LINES_HELD = 2_000


@dataclass(frozen=True)
class FileCounts:
    """How many records of each kind were written, by the name of their feed."""

    by_feed: Mapping[str, int]

    @property
    def total(self) -> int:
        """All records together."""
        return sum(self.by_feed.values())


class PopulationFolder(Protocol):
    """Where the files of a population go."""

    def clear(self) -> None:
        """Take away what an earlier population left."""

    def open(self, feed: str) -> BinaryIO:
        """A new file for the records of a feed."""


@dataclass(frozen=True)
class Folder:
    """Files of a folder."""

    path: Path

    def clear(self) -> None:
        """See :class:`PopulationFolder`."""
        self.path.mkdir(parents=True, exist_ok=True)
        for entity in CATALOGUE.entities.values():
            (self.path / f"{entity.feed}.ndjson").unlink(missing_ok=True)

    def open(self, feed: str) -> BinaryIO:
        """See :class:`PopulationFolder`."""
        return (self.path / f"{feed}.ndjson").open("wb")


class Memory:
    """Files that stand on no disk; ``contents`` has them by feed, once they are closed."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    def clear(self) -> None:
        """See :class:`PopulationFolder`."""
        self.contents.clear()

    def open(self, feed: str) -> BinaryIO:
        """See :class:`PopulationFolder`."""
        return _KeptFile(self.contents, feed)


class _KeptFile(BytesIO):
    """A file in memory whose contents are kept when it is closed."""

    def __init__(self, contents: dict[str, bytes], feed: str) -> None:
        super().__init__()
        self._contents, self._feed = contents, feed

    def close(self) -> None:
        if not self.closed:
            self._contents[self._feed] = self.getvalue()
        super().close()


class _Feed:
    """One open file. Lines are gathered, because a write for each costs more than the line."""

    def __init__(self, entity: Entity, out: PopulationFolder) -> None:
        self.letters = entity.prefix.upper()
        self.count = 0
        self._lines: list[bytes] = []
        self._file: BinaryIO = out.open(entity.feed)

    def write(self, line: bytes) -> None:
        self.count += 1
        self._lines.append(line)
        if len(self._lines) >= _LINES_HELD:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        self._file.write(b"".join(self._lines))
        self._lines.clear()


class Feeds:
    """The feed files of a population; a kind without records leaves no file behind."""

    def __init__(self, out: PopulationFolder) -> None:
        out.clear()
        self._out = out
        self._open: dict[str, _Feed] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for feed in self._open.values():
            feed.close()

    def add(self, entity: str, system: str, values: Mapping[str, JsonValue], record: str = "") -> str:
        """Write a record and give the reference to it; without ``record`` it gets the next number."""
        feed = self._open.get(entity) or self._start(entity)
        record = record or f"{feed.letters}-{feed.count + 1:07}"
        line: dict[str, JsonValue] = {"system": system, "recordId": record, "version": 1}
        for name, value in values.items():
            if value is not None:
                line[name] = value
        feed.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        return f"{system}/{record}"

    def next_number(self, entity: str) -> int:
        """The number of the record of that kind that comes next."""
        return (self._open.get(entity) or self._start(entity)).count + 1

    def counts(self) -> FileCounts:
        """What has been written so far."""
        counts_by_feed = {CATALOGUE.entity(name).feed: feed.count for name, feed in self._open.items()}
        return FileCounts({feed: counts_by_feed[feed] for feed in sorted(counts_by_feed)})

    def _start(self, entity: str) -> _Feed:
        feed = _Feed(CATALOGUE.entity(entity), self._out)
        self._open[entity] = feed
        return feed
