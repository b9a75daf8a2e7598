"""Writes the files: a population is made in a folder of its own, and told feed by feed from there."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from adapters.systems import FEEDS
from synthetic.generate import generate
from synthetic.wire import casework, help, journal, justice, society
from synthetic.wire.envelope import WireRow, history
from synthetic.wire.files import ENDINGS, write_file
from synthetic.wire.source import PopulationReader
from synthetic.wire.told import WireRecord

_TELLERS: tuple[Callable[[PopulationReader], Iterator[WireRecord]], ...] = (
    justice.decisions,
    justice.releases,
    justice.registrations,
    justice.met,
    justice.matches,
    justice.files,
    casework.cases,
    casework.events,
    journal.protected_minors,
    help.orders,
    help.risks,
    help.treatments,
    help.students,
    help.places,
    help.stays,
    help.beds,
    society.meetings,
    society.complaints,
    society.progress,
    society.indicators,
)
_HELD = 2_000


def write_feeds(persons: int, seed: int, out: Path, most: int | None = None) -> Mapping[str, int]:
    """Write the feeds of a population into ``out`` and give the number of records of each.

    A feed is one file; of a feed that many bodies send, a folder with a file for each body.
    ``most`` bounds the records of a file; what follows one, a correction or a deletion, comes with it.
    """
    with TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        generate(persons, seed, folder / "population")
        spool = _Spool(folder, most)
        source = PopulationReader(folder / "population")
        for teller in _TELLERS:
            for record in teller(source):
                spool.add(record)
        return spool.write(out)


class _Spool:
    """Records on their way, in a file for each feed and body: tellers take turns, a table is written at once."""

    def __init__(self, folder: Path, most: int | None) -> None:
        self._folder = folder / "spool"
        self._folder.mkdir()
        self._most = most
        self._places: Counter[str] = Counter()
        self._taken: Counter[tuple[str, str]] = Counter()
        self._waiting: dict[tuple[str, str], list[bytes]] = defaultdict(list)

    def add(self, record: WireRecord) -> None:
        """Take a record, with what follows it."""
        spool_key = (record.feed, record.by)
        if self._most is not None and self._taken[spool_key] >= self._most:
            return
        self._taken[spool_key] += 1
        self._places[record.feed] += 1
        lines = self._waiting[spool_key]
        for row in history(record.row, self._places[record.feed], stays=record.stays):
            lines.append(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        if len(lines) >= _HELD:
            self._flush(record.feed, record.by)

    def write(self, out: Path) -> Mapping[str, int]:
        """Write everything in the forms of the feeds."""
        counts: Counter[str] = Counter()
        for name, by in sorted(self._waiting):
            self._flush(name, by)
            feed = FEEDS[name]
            kind = feed.formats[0]
            path = out / name / by if by else out / name
            counts[name] += write_file(feed, kind, self._rows(name, by), Path(f"{path}.{ENDINGS[kind]}"))
        return dict(counts)

    def _flush(self, feed: str, by: str) -> None:
        with self._path(feed, by).open("ab") as file:
            file.writelines(self._waiting[(feed, by)])
        self._waiting[(feed, by)].clear()

    def _rows(self, feed: str, by: str) -> Iterator[WireRow]:
        with self._path(feed, by).open("rb") as file:
            yield from map(orjson.loads, file)

    def _path(self, feed: str, by: str) -> Path:
        return self._folder / f"{feed} {by}"
