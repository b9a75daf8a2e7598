"""Feeds: newline-delimited JSON, one kind of record a file, brought in batch by batch, from a folder or memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from adapters.bulk.validate_line import RefusedLineError, record_of
from graph.engine.records import Record
from graph.engine.store import Store
from graph.write.writer import write
from schema.catalogue import CATALOGUE
from schema.model import Entity

BATCH = 1000

Progress = Callable[[str, int, int], None]
"""Called with the name of the feed, the bytes read and the bytes in all."""


@dataclass(frozen=True)
class RefusedLine:
    """A line that did not come in, and why."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True)
class FeedReport:
    """What became of one file."""

    feed: str
    written: int
    unchanged: int
    refused: tuple[RefusedLine, ...]


class NoFeedsError(Exception):
    """The folder holds no feed file."""


def feed_files(directory: Path) -> list[tuple[Entity, Path]]:
    """The feed files of ``directory``, so that records come after those they refer to.

    Raises:
        NoFeedsError: there is none.
    """
    files = [(e, directory / f"{e.feed}.ndjson") for e in CATALOGUE.load_order]
    present = [(entity, path) for entity, path in files if path.is_file()]
    if not present:
        raise NoFeedsError(f"{directory} holds no feed file such as persons.ndjson")
    return present


async def load(store: Store, directory: Path, progress: Progress) -> list[FeedReport]:
    """Bring in every feed file of ``directory``.

    Raises:
        NoFeedsError: there is none.
        graph.engine.store.GraphDownError: the graph went away; all batches until then are in.
    """
    reports = []
    for entity, path in feed_files(directory):
        with path.open("rb") as file:
            reports.append(await _load_feed(store, entity, file, path.stat().st_size, progress))
    return reports


async def load_contents(store: Store, contents: Mapping[str, bytes], progress: Progress) -> list[FeedReport]:
    """Bring in feeds from memory: the contents of their files, by feed.

    Raises:
        graph.engine.store.GraphDownError: the graph went away; all batches until then are in.
    """
    return [
        await _load_feed(store, entity, BytesIO(contents[entity.feed]), len(contents[entity.feed]), progress)
        for entity in CATALOGUE.load_order
        if entity.feed in contents
    ]


async def _load_feed(store: Store, entity: Entity, file: BinaryIO, size: int, progress: Progress) -> FeedReport:
    written = unchanged = position = 0
    refused: list[RefusedLine] = []
    name = f"{entity.feed}.ndjson"
    for batch in _batches(file):
        records: list[Record] = []
        lines: list[int] = []
        for number, text in batch:
            position += len(text)
            if not text.strip():
                continue
            try:
                records.append(record_of(store.sealer, entity, text))
                lines.append(number)
            except RefusedLineError as error:
                refused.append(RefusedLine(name, number, str(error)))
        outcome = await write(store, entity, records)
        written += outcome.written
        unchanged += outcome.unchanged
        refused += [RefusedLine(name, lines[r.index], r.reason) for r in outcome.refused]
        progress(entity.feed, position, size)
    return FeedReport(entity.feed, written, unchanged, tuple(sorted(refused, key=lambda r: r.line)))


def _batches(file: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    batch: list[tuple[int, bytes]] = []
    for number, line in enumerate(file, 1):
        batch.append((number, line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
