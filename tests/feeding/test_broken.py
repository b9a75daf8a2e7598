"""One record in twenty broken, in every way that its form allows: the others come in, each has its reason."""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.bulk.load_files import load_contents
from adapters.delivery.deliver import Delivery, IngestContext, deliver
from adapters.delivery.map_record import feed_record_id
from adapters.delivery.receipts import Receipts, read_receipt
from adapters.delivery.retry import NotRetriedError, retry
from adapters.feeds.feed import Sender, WireFormat
from adapters.formats.raw import ORIGINAL_BYTES
from adapters.systems import FEEDS
from graph.engine.store import Store
from graph.ingest.batches import Batch
from graph.ingest.quarantine import Refused, find_refused, refused_records
from graph.write.feed_messages import DeliveryCounts
from synthetic import generate
from synthetic.wire import write_feeds
from tests.conftest import Graph
from tests.support.engines import IDS
from tests.support.feeding.broken_forms import (
    FORM_FAULTS,
    FormFault,
    first_position,
    in_form,
    payload_of,
    piece_of,
    texts_of,
)
from tests.support.feeding.broken_records import GROUNDS, Fault, Ground, Row, changed, faults, unusual
from tests.support.feeding.graphs import emptied, iin
from tests.systems.reading import read

PERSONS, SEED = 600, 7
ONE_IN = 20
NOBODY = iin("01010150099")
KEY = Ed25519PrivateKey.generate()
BODIES = ("regions", "agencies", "legal_acts", "units", "schools", "inspectors", "norms")

each_form = pytest.mark.parametrize("form", list(WireFormat), ids=lambda form: form.name)


@dataclass(frozen=True)
class Broken:
    """A broken record of a payload: where it stands, and what is to be said of it."""

    name: str
    position: int
    code: str
    where: str
    piece: bytes
    row: Row
    whole: bool
    read: bool


@dataclass(frozen=True)
class Made:
    """A payload, the good records in it, and the broken ones."""

    payload: bytes
    good: list[Row]
    broken: list[Broken]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A population, and the feeds that tell of it."""
    home = tmp_path_factory.mktemp("people")
    generate(PERSONS, SEED, home / "population")
    write_feeds(PERSONS, SEED, home / "feeds")
    return home


@pytest.fixture
def ingest(empty_graph: Graph, people: Path, tmp_path: Path) -> IngestContext:
    """A graph with bodies and nobody in it."""
    empty_graph.run(emptied(empty_graph))
    contents = {name: (people / "population" / f"{name}.ndjson").read_bytes() for name in BODIES}
    reports = empty_graph.run(load_contents(empty_graph.store, contents, lambda *_: None))
    assert not any(report.refused for report in reports)
    return IngestContext(empty_graph.store, tmp_path, Receipts(KEY, "key"))


def _rows(ground: Ground, people: Path) -> Iterator[Row]:
    """Made-up records without end, each with a number of its own."""
    ending = {
        WireFormat.NDJSON: "ndjson",
        WireFormat.CSV: "ndjson",
        WireFormat.XLSX: "xlsx",
        WireFormat.XML: "xml",
    }[ground.form]
    kind = WireFormat.NDJSON if ground.form is WireFormat.CSV else ground.form
    found: dict[str, Row] = {}
    for row in read(ground.feed, kind, people / "feeds" / f"{ground.feed.name}.{ending}"):
        # No court tells of its decisions here, so nobody can come in as supervised.
        if "deleted" not in row and row.get("category") != "SUPERVISED":
            cards = row.get("persons", [])
            listed = {"persons": cards if isinstance(cards, list) else [cards]} if cards else {}
            found.setdefault(row["recordId"], {**row, **listed})
    for lap in count():
        for number, row in found.items():
            yield row if lap == 0 else {**row, "recordId": f"{number}-{lap}"}


def _made(ground: Ground, people: Path) -> Made:
    rows, pieces = _rows(ground, people), []
    good: list[Row] = []
    broken: list[Broken] = []
    special = iter(unusual(ground))
    every: list[Fault | FormFault] = [*faults(ground, NOBODY), *FORM_FAULTS[ground.form]]
    for fault in every:
        if isinstance(fault, Fault) and not all(in_form(ground, path) for path in fault.changes):
            continue
        for _ in range(ONE_IN - 1):
            row = changed(next(rows), next(special, ("", {}))[1])
            good.append(row)
            pieces.append(piece_of(row, ground))
        position = first_position(ground.form) + len(pieces)
        broken.append(_broken(fault, good[-1], next(rows), ground, position))
        pieces.append(broken[-1].piece)
    assert next(special, None) is None
    return Made(payload_of(ground, pieces), good, broken)


def _broken(fault: Fault | FormFault, before: Row, row: Row, ground: Ground, position: int) -> Broken:
    if isinstance(fault, FormFault):
        where = fault.where.replace("card", ground.card)
        piece = fault.make(row, ground)
        return Broken(
            name=fault.name,
            position=position,
            code=fault.code,
            where=where,
            piece=piece,
            row=row,
            whole=fault.whole,
            read=bool(where),
        )
    row = changed(before if fault.follows else row, fault.changes)
    return Broken(
        name=fault.name,
        position=position,
        code=fault.code,
        where=fault.where,
        piece=piece_of(row, ground),
        row=row,
        whole=True,
        read=True,
    )


async def _delivered(ingest: IngestContext, ground: Ground, payload: bytes, key: str = "k") -> Batch:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(payload), 65_536):
            yield payload[at : at + 65_536]

    delivery = Delivery(
        feed=ground.feed, format=ground.form, sender=Sender(ground.feed.system), caller="tests", key=key
    )
    with ingest.spool() as spool:
        await spool.fill(chunks(), 10**9)
        return await deliver(ingest, delivery, spool)


@each_form
def test_the_others_come_in_and_each_has_its_reason(
    form: WireFormat, empty_graph: Graph, ingest: IngestContext, people: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run, ground = empty_graph.run, GROUNDS[form]
    made = _made(ground, people)
    with caplog.at_level(logging.INFO):
        batch = run(_delivered(ingest, ground, made.payload))
    held = run(refused_records(ingest.store, batch=batch.id, limit=1_000))
    said = {each.position: (each.code, each.where) for each in held}
    expected = {each.position: (each.code, each.where) for each in made.broken}
    names = {each.position: each.name for each in made.broken}
    differ = {
        names.get(place, place): (said.get(place), expected.get(place))
        for place in said.keys() | expected.keys()
        if said.get(place) != expected.get(place)
    }
    assert differ == {}
    assert len(held) == len(made.broken)
    assert batch.counts == DeliveryCounts(len(made.good) + len(made.broken), len(made.good), 0, len(made.broken))
    _counts_are_signed(batch)
    assert run(_standing(ingest.store, ground)) == _numbers(ground, made.good)
    _nothing_is_told(made.broken, [f"{each.code} {each.where}" for each in held], caplog.text)
    for each, broken in zip(held, made.broken, strict=True):
        assert (each.read, each.whole) == (broken.read, broken.whole), broken.name
        opened = run(find_refused(ingest.store, each.id))
        assert opened is not None
        _is_original(opened[1], broken, ground)
    _retried(empty_graph, ingest, held, made)


def _counts_are_signed(batch: Batch) -> None:
    assert batch.receipt is not None
    said = read_receipt(batch.receipt, KEY.public_key())
    counts = batch.counts
    assert said["received"] == said["applied"] + said["unchanged"] + said["quarantined"]
    assert DeliveryCounts(said["received"], said["applied"], said["unchanged"], said["quarantined"]) == counts


async def _standing(store: Store, ground: Ground) -> tuple[dict[str, int], int, int]:
    """The versions of what the graph remembers of the records, and how many facts and mentions they made."""
    rows = await store.read("MATCH (f:FeedRecord) RETURN [f.id, f.version]", {})
    facts = await store.read(f"MATCH (n:{ground.fact}) RETURN count(n)", {})
    claims = await store.read("MATCH (s:SourceRecord)-[:SOURCE_OF]->(:Person) RETURN count(s)", {})
    return dict(rows), facts[0], claims[0]


def _numbers(ground: Ground, good: Sequence[Row]) -> tuple[dict[str, int], int, int]:
    sender = Sender(ground.feed.system)
    stands = {
        feed_record_id(IDS, ground.feed, sender, row["recordId"].strip()): int(row["version"]) for row in good
    }
    assert len(stands) == len(good)
    return stands, len(good), sum(len(row.get("persons", ["one"])) for row in good)


def _nothing_is_told(broken: Sequence[Broken], told: Sequence[str], log: str) -> None:
    """No value of a record stands in a reason or in the log: neither one as sent nor one that was broken."""
    text = "\n".join([*told, log])
    values = {value for each in broken for value in texts_of(each.row) if len(value) > 3}
    words = {"OPEN", "CLOSED", "SENTENCE", "BY_MINOR", "AGAINST_MINOR", "MALE", "FEMALE", "true", "closed"}
    assert [value for value in values - words if value in text] == []
    assert "900101300123" not in text


def _is_original(original: bytes, broken: Broken, ground: Ground) -> None:
    """What is kept of a record is what was sent, or its beginning; of one that was read, its names and values."""
    if broken.read and ground.form is WireFormat.NDJSON:
        assert orjson.loads(original) == orjson.loads(broken.piece), broken.name
    elif broken.read:
        kept = Counter(texts_of(orjson.loads(original)))
        numbers = set(texts_of(broken.row)) & set(kept)
        assert len(numbers) >= len(set(kept)) - 2 or broken.name in ("the headings again", "501 persons"), (
            broken.name
        )
    elif ground.form is WireFormat.XLSX:
        assert broken.row["recordId"].encode() in original, broken.name
    else:
        assert original == broken.piece.strip()[: len(original)], broken.name
        assert len(original) == (min(len(broken.piece.strip()), ORIGINAL_BYTES)), broken.name


def _retried(graph: Graph, ingest: IngestContext, held: Sequence[Refused], made: Made) -> None:
    """What was not read has to be sent again; what was is refused for the same reason, and is there once."""
    for each in {(each.code, each.read): each for each in held}.values():
        if not each.read:
            with pytest.raises(NotRetriedError, match="sent again"):
                graph.run(retry(ingest, FEEDS, each.id))
            continue
        again = graph.run(retry(ingest, FEEDS, each.id))
        assert again.counts == DeliveryCounts(1, 0, 0, 1)
        (anew,) = graph.run(refused_records(ingest.store, batch=again.id))
        assert (anew.code, anew.where) == (each.code, each.where)
    assert len(graph.run(refused_records(ingest.store, limit=1_000))) == len(made.broken)
