"""The made-up population, told feed by feed, is what the feeds take; the same seed gives the same bytes."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from adapters.feeds.feed import BodyReference, Content, Deletion, Feed, Wire, WireFormat
from adapters.feeds.iin import holds_iin
from adapters.systems import FEEDS
from graph.write.ids import record_id
from schema.catalogue import CATALOGUE
from security.clock import moment_now
from synthetic import generate
from synthetic.wire import write_feeds
from synthetic.wire.files import ENDINGS, write_file
from tests.support.engines import IDS
from tests.systems.checker import faults, referred
from tests.systems.minimal import sender_of
from tests.systems.reading import read

PERSONS, SEED = 3_000, 1
FEW_DOZEN = 24
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}")

each_feed = pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feeds of a population."""
    out = tmp_path_factory.mktemp("feeds")
    counts = write_feeds(PERSONS, SEED, out)
    assert set(counts) == set(FEEDS)
    assert min(counts.values()) >= FEW_DOZEN
    for name, count in counts.items():
        assert count == sum(1 for _ in _records(FEEDS[name], out))
    return out


@each_feed
def test_every_record_is_taken_and_stands_for_what_the_graph_has(feed: Feed, told: Path) -> None:
    versions: dict[tuple[str, str], Wire] = {}
    kinds: Counter[type[Wire]] = Counter()
    for by, data in _records(feed, told):
        wire = (Deletion if "deleted" in data else feed.wire).model_validate(data)
        kinds[type(wire)] += 1
        before = versions.get((by, wire.record_id))
        if before is not None:
            assert (wire.version, wire.changed_at) > (before.version, before.changed_at)
        versions[(by, wire.record_id)] = wire
        if not isinstance(wire, Deletion):
            assert faults(feed.mapped(wire, sender_of(feed))) == []
    assert kinds[feed.wire]


def test_some_records_are_corrected_and_some_deleted(told: Path) -> None:
    deleted = corrected = 0
    for feed in FEEDS.values():
        seen: set[tuple[str, Any]] = set()
        for by, data in _records(feed, told):
            deleted += "deleted" in data
            corrected += (by, data["recordId"]) in seen and "deleted" not in data
            seen.add((by, data["recordId"]))
    assert deleted > 20
    assert corrected > 20


def test_numbers_are_unique_in_a_system(told: Path) -> None:
    held: dict[tuple[str, str, Any], str] = {}
    for feed in FEEDS.values():
        for by, data in _records(feed, told):
            own = (feed.system, by, data["recordId"])
            assert held.setdefault(own, feed.name) == feed.name


def test_what_is_referred_to_is_there(told: Path, tmp_path: Path) -> None:
    generate(PERSONS, SEED, tmp_path)
    bodies = _bodies(tmp_path)
    made, wanted = set(), set()
    for feed in FEEDS.values():
        for content, number in _contents(feed, told):
            made |= {(f.entity, feed.system, number) for f in content.facts if not f.key}
            wanted |= {(of.entity, of.system, of.record_id) for of in referred(content)}
            for body in _named(content):
                if body.entity not in ("Measure", "Indicator"):
                    assert record_id(IDS, CATALOGUE.entity(body.entity), body.system, body.code) in bodies
    assert wanted <= made


def test_no_number_stands_in_free_text(told: Path) -> None:
    for feed in FEEDS.values():
        for _, data in _records(feed, told):
            assert not holds_iin(_texts(data))


def test_the_same_seed_gives_the_same_bytes(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = moment_now() + dt.timedelta(days=1, hours=1)
    monkeypatch.setattr("security.clock.moment_now", lambda: later)
    write_feeds(PERSONS, SEED, tmp_path)
    files = sorted(path.relative_to(told) for path in told.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    for file in files:
        assert (told / file).read_bytes() == (tmp_path / file).read_bytes(), file


@each_feed
def test_every_form_says_the_same(feed: Feed, told: Path, tmp_path: Path) -> None:
    first = [data for _, data in _records(feed, told)][:60]
    expected = [_validated(feed, data) for data in first]
    for kind in feed.formats:
        path = tmp_path / f"told.{ENDINGS[kind]}"
        write_file(feed, kind, [_plain(wire) for wire in expected], path)
        assert [_validated(feed, data) for data in read(feed, kind, path)] == expected


def test_the_journal_has_kazakh_headings(told: Path) -> None:
    book = load_workbook(told / "juvenile-journal.xlsx", read_only=True)
    (first,) = book.worksheets[0].iter_rows(max_row=1, values_only=True)
    assert [str(heading).isascii() for heading in first] == [False] * len(FEEDS["juvenile-journal"].columns)


def _plain(wire: Wire) -> dict[str, Any]:
    zoned: dict[str, Any] = _zoned(wire.model_dump(mode="json", by_alias=True, exclude_none=True))
    return zoned


def _zoned(value: Any) -> Any:
    """Points in time are kept without a zone, and sent with one."""
    if isinstance(value, dict):
        return {name: _zoned(each) for name, each in value.items()}
    return f"{value}Z" if isinstance(value, str) and MOMENT.fullmatch(value) else value


def _validated(feed: Feed, data: dict[str, Any]) -> Wire:
    return (Deletion if "deleted" in data else feed.wire).model_validate(data)


def _records(feed: Feed, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob(f"{feed.name}.*")) or sorted((folder / feed.name).iterdir()):
        for record in read(feed, feed.formats[0], path):
            yield path.stem, record


def _contents(feed: Feed, folder: Path) -> Iterator[tuple[Content, str]]:
    for _, data in _records(feed, folder):
        if "deleted" not in data:
            wire = feed.wire.model_validate(data)
            yield feed.mapped(wire, sender_of(feed)), wire.record_id


def _named(content: Content) -> Iterator[BodyReference]:
    for update in content.updates:
        if isinstance(update.body, BodyReference):
            yield update.body
    for fact in content.facts:
        for given in fact.links.values():
            many = given if isinstance(given, tuple | list) else (given,)
            yield from (each for each in many if isinstance(each, BodyReference))


def _bodies(folder: Path) -> set[str]:
    found = set()
    for entity in CATALOGUE.entities.values():
        path = folder / f"{entity.feed}.ndjson"
        if path.is_file() and not entity.anchors:
            for line in read(FEEDS["penal-releases"], WireFormat.NDJSON, path):
                found.add(record_id(IDS, entity, line["system"], line["recordId"]))
    return found


def _texts(data: Any) -> Iterator[str]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _texts(value)
        elif isinstance(value, str) and name != "iin":
            yield value
