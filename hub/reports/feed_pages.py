"""The pages on feeds and their samples: ``python -m hub.reports.feed_pages docs/feeds`` writes them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from adapters.feeds.feed import Feed, WireFormat
from adapters.systems import FEEDS, SYSTEMS
from adapters.systems.describe import Samples, index, system_page
from synthetic.wire import write_feeds
from synthetic.wire.files import ENDINGS

_PERSONS, _SEED = 1_000, 7
_RECORDS = 5
_LINES = {WireFormat.NDJSON: 1, WireFormat.CSV: 2, WireFormat.XML: 3, WireFormat.XLSX: 0}
"""How many lines a file takes until its first record is there."""


def write_pages(folder: Path) -> None:
    """Write the index, a page for each system, and a sample of each feed."""
    samples = write_samples(folder / "samples")
    (folder / "README.md").write_text(index(), "utf-8")
    for system in SYSTEMS:
        (folder / f"{system.page}.md").write_text(system_page(system, samples), "utf-8")


def write_samples(folder: Path) -> Samples:
    """Write the first records of each feed of a small population; of a feed that many send, those of one body."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder_name:
        write_feeds(_PERSONS, _SEED, Path(folder_name), most=_RECORDS)
        return {name: _sample(feed, Path(folder_name), folder) for name, feed in FEEDS.items()}


def _sample(feed: Feed, records: Path, folder: Path) -> tuple[str, str]:
    kind = feed.formats[0]
    name = f"{feed.name}.{ENDINGS[kind]}"
    bodies = (
        sorted((records / feed.name).iterdir(), key=lambda file: (-file.stat().st_size, file.name))
        if feed.shared
        else []
    )
    copyfile(bodies[0] if bodies else records / name, folder / name)
    return name, "\n".join(_beginning(folder / name, _LINES[kind]))


def _beginning(file: Path, number: int) -> Iterator[str]:
    yield from file.read_text("utf-8").splitlines()[:number] if number else ()


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
