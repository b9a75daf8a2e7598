"""A watched folder: what a system puts into ``inbox/<feed>/`` comes in; in ``done/`` its receipt lies beside it.

A file is taken once it is complete: whoever writes it gives it another name first (ending in ``.part``) and renames
it. Its key is made of its name and its content, so that a file that is put there again is the same delivery.
"""

import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from watchfiles import awatch

from adapters.delivery.deliver import Delivery, IngestContext, OtherPayloadError, RunningError, deliver
from adapters.delivery.spool import TooMuchError
from adapters.feeds.feed import Feed, Sender, WireFormat
from graph.ingest.batches import Batch

SUFFIXES: Mapping[str, WireFormat] = {
    ".ndjson": WireFormat.NDJSON,
    ".csv": WireFormat.CSV,
    ".xlsx": WireFormat.XLSX,
    ".xml": WireFormat.XML,
}
PART = ".part"
CALLER = "folder"
MOST_BYTES = 2 * 10**9
"""The largest file that is taken."""

_READ = 2**20


@dataclass(frozen=True)
class FolderFile:
    """A file that was taken in, or could not be: then ``problem`` says why, and it lies in ``failed/``."""

    feed: str
    name: str
    batch: Batch | None
    problem: str = ""


async def take_all(ingest: IngestContext, feeds: Mapping[str, Feed], folder: Path) -> AsyncIterator[FolderFile]:
    """Take in every complete file that lies in the inbox now, the oldest first."""
    for feed, path in _waiting(feeds, folder):
        yield await _deliver_file(ingest, feed, path, folder)


async def watch(ingest: IngestContext, feeds: Mapping[str, Feed], folder: Path) -> AsyncIterator[FolderFile]:
    """Take in what lies in the inbox, and whatever comes, until cancelled."""
    inbox = folder / "inbox"
    for name in feeds:
        (inbox / name).mkdir(parents=True, exist_ok=True)
    async for folder_file in take_all(ingest, feeds, folder):
        yield folder_file
    async for _ in awatch(inbox):
        async for folder_file in take_all(ingest, feeds, folder):
            yield folder_file


def _waiting(feeds: Mapping[str, Feed], folder: Path) -> Iterator[tuple[Feed, Path]]:
    files = [
        (path.stat().st_mtime_ns, name, path)
        for name in feeds
        for path in (folder / "inbox" / name).glob("*")
        if path.is_file() and path.suffix != PART and not path.name.startswith(".")
    ]
    for _, name, path in sorted(files):
        yield feeds[name], path


async def _deliver_file(ingest: IngestContext, feed: Feed, path: Path, folder: Path) -> FolderFile:
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None or kind not in feed.formats:
        return _moved(feed, path, folder / "failed", None, "the feed does not come in this format")
    if feed.shared:
        return _moved(
            feed, path, folder / "failed", None, "bodies send this feed themselves, with tokens of their own"
        )
    delivery = Delivery(feed=feed, format=kind, sender=Sender(feed.system), caller=CALLER, key=_key(path))
    try:
        with ingest.spool() as spool:
            await spool.fill(_chunks(path), MOST_BYTES)
            batch = await deliver(ingest, delivery, spool)
    except TooMuchError:
        return _moved(feed, path, folder / "failed", None, "the file is too large; divide it")
    except (OtherPayloadError, RunningError):
        return FolderFile(feed.name, path.name, None, "another process is taking it in")
    return _moved(feed, path, folder / "done", batch, "")


def _key(path: Path) -> str:
    name = hashlib.sha256(path.name.encode()).hexdigest()[:16]
    with path.open("rb") as file:
        return f"{name}-{hashlib.file_digest(file, 'sha256').hexdigest()}"


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_READ):
            yield chunk


def _moved(feed: Feed, path: Path, to: Path, batch: Batch | None, problem: str) -> FolderFile:
    place = to / feed.name
    place.mkdir(parents=True, exist_ok=True)
    if batch is not None and batch.receipt is not None:
        (place / f"{path.name}.receipt").write_text(batch.receipt, encoding="ascii")
    target = place / path.name
    path.replace(target)
    with suppress(PermissionError):
        # Whoever put it there may have let others read it, or own it still.
        target.chmod(0o600)
    return FolderFile(feed.name, path.name, batch, problem)
