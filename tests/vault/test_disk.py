"""No number of anybody stands on disk: not in the database, its journal, its logs, the keys, or temporary files."""

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapters.bulk.validate_line import RefusedLineError, record_of
from graph.engine.store import Store
from hub.app import create_engine
from hub.graph_store import opened_store
from hub.made_up_country import DEMO_SEED
from hub.server import load_demo
from hub.settings import Settings
from resolvers.execute import Request, execute
from schema.catalogue import CATALOGUE
from security.authorization.caller import Caller
from synthetic import generate_in_memory
from tests.support.engines import IDS

PERSONS = 250
OFFICER = Caller(
    subject="test", role="analytics", area=None, unit=None, agency=None, purposes=("CASE_WORK",), expires=2**40
)
QUESTION = (
    "query ($n: IIN!, $all: [IIN!]!) { personByIin(iin: $n) { iin familyName } lookup(iins: $all) { found } }"
)


@dataclass
class Watch:
    """Every file that this process opens for writing while it is on."""

    on: bool = False
    written: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        # The lowest bits of the flags: anything but reading alone.
        if self.on and event == "open" and not isinstance(arguments[0], int) and arguments[2] & 0b11:
            self.written.append(os.fsdecode(arguments[0]))


WATCH = Watch()
sys.addaudithook(WATCH)


@pytest.fixture
def watched() -> Iterator[Watch]:
    WATCH.written.clear()
    WATCH.on = True
    yield WATCH
    WATCH.on = False


def lines(contents: dict[str, bytes], feed: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in contents[feed].splitlines()]


RUNS = {
    "utf-8": re.compile(rb"[A-Z]?[0-9]{8,}"),
    "utf-16-le": re.compile(rb"(?:[A-Z]\x00)?(?:[0-9]\x00){8,}"),
    "utf-16-be": re.compile(rb"(?:\x00[A-Z])?(?:\x00[0-9]){8,}"),
}
"""What every number that is looked for is: a letter or none, and at least eight digits, in each encoding."""


def holding(folder: Path, numbers: list[str]) -> set[str]:
    """The files under ``folder`` that hold one of ``numbers`` in one of the encodings: one pass over each."""
    assert all(RUNS["utf-8"].fullmatch(number.encode()) for number in numbers)
    wanted, lengths = set(numbers), {len(number) for number in numbers}
    found = set()
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for encoding, pattern in RUNS.items():
            for run in pattern.findall(content):
                text = run.decode(encoding)
                parts = (text[at : at + length] for length in lengths for at in range(len(text) - length + 1))
                if not wanted.isdisjoint(parts):
                    found.add(str(path.relative_to(folder)))
    return found


def tells(folder: Path, names: list[str]) -> bool:
    """Whether a file under ``folder`` holds one of ``names``."""
    needles = [name.encode() for name in names]
    contents = (path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return any(needle in content for content in contents for needle in needles)


@pytest.mark.parametrize("encoding", RUNS)
@pytest.mark.parametrize("number", ["900101350013", "K123456789", "12345678"])
def test_numbers_are_found_wherever_they_stand(tmp_path: Path, number: str, encoding: str) -> None:
    other = "K023456789 12345679 900101350014"
    for place, (before, after) in enumerate([("", ""), ("\0", "\0"), ("7", "7"), ("ZZ", "99"), ("ЖСН ", "Z")]):
        (tmp_path / f"with-{place}").write_bytes(
            b"\x01" * place + f"{other}{before}{number}{after}".encode(encoding)
        )
    (tmp_path / "without").write_bytes(other.encode(encoding))
    assert holding(tmp_path, [number]) == {f"with-{place}" for place in range(5)}


async def use(home: Path, iins: list[str]) -> Any:
    async with opened_store(Settings(home=home)) as store:
        await load_demo(store, generate_in_memory(PERSONS, DEMO_SEED))
        engine = create_engine(Settings(home=home), store)
        answer = await execute(
            engine,
            OFFICER,
            Request(query=QUESTION, variables={"n": iins[0], "all": iins[:400]}, operation_name=None),
        )
        return answer.data


def test_no_number_stands_on_disk(tmp_path: Path, watched: Watch) -> None:
    contents = generate_in_memory(PERSONS, DEMO_SEED)
    persons = [each for each in lines(contents, "persons") if each.get("iin")]
    iins = [each["iin"] for each in persons]
    numbers = [each["number"] for each in lines(contents, "documents") if each.get("number")]
    assert len(iins) > PERSONS / 2 and numbers
    data = asyncio.run(use(tmp_path, iins))
    assert data["personByIin"]["iin"] == iins[0]
    assert all(hit["found"] for hit in data["lookup"])
    # What is not encrypted is found, so the search looks in the right files.
    assert tells(tmp_path / "graph", [each["familyName"] for each in persons[:50]])
    assert holding(tmp_path, iins + numbers) == set()
    outside = [name for name in watched.written if not name.startswith((str(tmp_path), "/dev/", "/proc/"))]
    assert outside == [] and len(watched.written) > len(outside)


def test_properties_of_class_identity_are_ciphertext_and_index(tmp_path: Path) -> None:
    async def kept(store: Store, label: str) -> list[dict[str, Any]]:
        return await store.read(f"MATCH (n:{label}) RETURN properties(n)", {})

    async def run() -> None:
        async with opened_store(Settings(home=tmp_path)) as store:
            await load_demo(store, generate_in_memory(40, DEMO_SEED))
            for entity in CATALOGUE.sealed_entities:
                for row in await kept(store, entity.name):
                    for each in CATALOGUE.sealed(entity):
                        if each.name in row:
                            assert row[each.name].startswith("1.") and row[f"{each.name}Index"].startswith("1.")

    asyncio.run(run())


@pytest.mark.parametrize(
    ("feed", "changes", "place"),
    [
        ("persons", {"recordId": "900101350013"}, "recordId"),
        ("persons", {"workplace": "ЖСН 900101350013, Алматы"}, "workplace"),
        ("persons", {"region": "TL/900101350013"}, "region"),
        ("court_decisions", {"sentence": "900101350013", "persons": ["TL/p"]}, "sentence"),
        ("court_decisions", {"persons": ["TL/p", "TL/900101350013"]}, "persons"),
        ("agencies", {"name": {"kk": "900101350013"}}, "name"),
    ],
)
def test_number_in_another_field_is_refused(feed: str, changes: dict[str, Any], place: str) -> None:
    entity = next(each for each in CATALOGUE.entities.values() if each.feed == feed)
    line = {"system": "TL", "recordId": "x", "version": 1}
    with pytest.raises(RefusedLineError, match=place) as refused:
        record_of(IDS, entity, orjson.dumps({**line, **changes}))
    assert "900101350013" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["990440000385", "900101350010", "9001013500131", "+77011234567", "901301350013", "2024-000123"]
)
def test_what_is_no_number_of_a_person_comes_in(text: str) -> None:
    entity = CATALOGUE.entity("Person")
    line = {"system": "TL", "recordId": "x", "version": 1, "workplace": text}
    assert record_of(IDS, entity, orjson.dumps(line)).properties["workplace"] == text
