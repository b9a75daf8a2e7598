"""Ids of the old form are refused, and one command makes of them what a fresh load gives."""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.rekey import LABELS
from graph.write.commit import commit
from graph.write.id_scheme import KEYED, REKEYING, IdSchemeError, check_ids, scheme_of, set_state
from graph.write.ids import record_id, unkeyed_record_id
from hub.jobs.rekey_hub import rekey
from prevention.engine import update_changed
from schema.catalogue import CATALOGUE
from tests.conftest import Graph
from tests.rekeying.old import old_store
from tests.rekeying.scene import NOW, NUMBERS, made_up, play
from tests.support.feeding.canonical import canonical
from tests.support.feeding.graphs import emptied
from tests.support.ids import keyed

OLD = re.compile(r"\b[a-z]{3}_(?:[a-z2-7]{16}|[0-9a-f]{24}|[0-9a-f]{32})\b")
ID = re.compile(r"\b[a-z]{3}_[a-z0-9]{16,40}\b")


def nothing(label: str, done: int) -> None:
    """Nobody looks on."""


async def everything(store: Store) -> list[tuple[str, str]]:
    """All that is stored in nodes and on links, each with the kind of node."""
    found: list[tuple[str, str]] = []
    for label in (*LABELS, "Change"):
        for row in await store.read(f"MATCH (n:{label}) RETURN properties(n)", {}):
            found += [(label, text) for text in _texts(row)]
        for row in await store.read(f"MATCH (n:{label})-[r]->() RETURN properties(r)", {}):
            found += [(label, text) for text in _texts(row)]
    return found


def _texts(row: dict[str, Any]) -> Iterable[str]:
    for value in row.values():
        yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


async def beside(store: Store) -> dict[str, list[str]]:
    """The ids of what the canonical form leaves out."""
    return {
        label: sorted(await store.read(f"MATCH (n:{label}) RETURN n.id", {}))
        for label in ("Person", "Duty", "WorkEntry", "Quarantined", "PersonBlock", "DutyFile", "FeedBatch")
    }


async def settled(store: Store) -> None:
    while await update_changed(store, NOW):
        pass


async def fresh(graph: Graph) -> tuple[list[str], dict[str, list[str]]]:
    """What the scene gives a hub of today."""
    await emptied(graph)
    await play(graph.store)
    await settled(graph.store)
    return await canonical(graph.store), await beside(graph.store)


async def old(graph: Graph) -> None:
    """The scene, as a hub of then wrote it. It knew of no closed mentions, and not on what a decision was made."""
    await emptied(graph)
    store = old_store(graph)
    await play(store)
    closed = await store.read("MATCH (s:SourceRecord {closed: true}) RETURN s.id", {})
    assert len(closed) > 1
    await commit(store, _opening)


async def _opening(work: UnitOfWork) -> None:
    for text in (
        """MATCH (s:SourceRecord)-[r:CLOSED_SOURCE_OF]->(p:Person)
           CREATE (s)-[:SOURCE_OF {via: r.via}]->(p) DELETE r""",
        """MATCH (s:SourceRecord {closed: true})
           SET s.personKey = s.openKey, s.openKey = null, s.compartment = null, s.closed = null""",
        "MATCH (p:Person) SET p.hasOpenRecord = null",
        "MATCH (l:PersonLink) SET l.decidedOn = null",
    ):
        await work.rows(text)


def test_rekeying_gives_what_a_fresh_load_gives(empty_graph: Graph, tmp_path: Path) -> None:
    run, store = empty_graph.run, empty_graph.store
    wanted = run(fresh(empty_graph))
    run(old(empty_graph))
    before = run(everything(store))
    assert len({text for _, text in before if OLD.fullmatch(text)}) > 200
    with pytest.raises(IdSchemeError, match=r"of the old form.*: ortaq ids rekey"):
        run(check_ids(store))
    assert run(rekey(store, tmp_path, nothing))
    assert not [each for each in run(everything(store)) if OLD.search(each[1])]
    run(check_ids(store))
    run(settled(store))
    assert difference((run(canonical(store)), run(beside(store))), wanted) == {}
    assert not run(rekey(store, tmp_path, nothing))


def test_rekeying_that_was_stopped_goes_on(empty_graph: Graph, tmp_path: Path) -> None:
    run, store = empty_graph.run, empty_graph.store
    wanted = run(fresh(empty_graph))
    run(old(empty_graph))
    stops = iter(range(3, 10**6, 9))
    left, interrupted = next(stops), 0

    def stopping(label: str, done: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt

    while True:
        try:
            run(_rekey(store, tmp_path, stopping))
            break
        except InterruptedError:
            interrupted += 1
            left = next(stops)
            with pytest.raises(IdSchemeError, match=r"half brought over.*: ortaq ids rekey"):
                run(check_ids(store))
    assert interrupted > 2
    run(settled(store))
    assert difference((run(canonical(store)), run(beside(store))), wanted) == {}


def difference(
    come: tuple[list[str], dict[str, list[str]]], wanted: tuple[list[str], dict[str, list[str]]]
) -> dict[str, list[str]]:
    """The lines and ids that one of two graphs has and the other has not."""
    lines = {"lines": come[0], **come[1]}
    expected = {"lines": wanted[0], **wanted[1]}
    found = {name: sorted(set(lines[name]) ^ set(expected[name])) for name in expected}
    return {name: differing for name, differing in found.items() if differing}


async def _rekey(store: Store, home: Path, progress: Any) -> None:
    try:
        await rekey(store, home, progress)
    except KeyboardInterrupt:
        raise InterruptedError from None


def test_another_key_is_refused_and_an_empty_graph_is_not(empty_graph: Graph, tmp_path: Path) -> None:
    run, store = empty_graph.run, empty_graph.store
    run(emptied(empty_graph))
    assert not run(rekey(store, tmp_path, nothing))
    run(check_ids(store))
    scheme = run(scheme_of(store))
    assert scheme is not None and scheme.state == KEYED
    for state in (KEYED, REKEYING):
        run(set_state(old_store(empty_graph), state))
        for refused in (check_ids(store), rekey(store, tmp_path, nothing)):
            with pytest.raises(IdSchemeError, match="another key than the one in keys/ids"):
                run(refused)


def test_streams_begin_anew(empty_graph: Graph, tmp_path: Path) -> None:
    run = empty_graph.run
    run(old(empty_graph))
    told = tmp_path / "streams" / "told.sqlite"
    told.parent.mkdir()
    told.write_bytes(b"")
    assert run(rekey(empty_graph.store, tmp_path, nothing)) and not told.exists()


def _guesses() -> set[str]:
    """Digests of everything that somebody could guess who knows every system, number and public id there is."""
    made = [orjson.loads(line) for text in made_up().values() for line in text.splitlines()]
    named = {(row["system"], row["recordId"]) for row in made} | {("T", "sought"), ("T", "met")} | set(NUMBERS)
    numbers = [each for _, each in named]
    texts = {f"{system}/{number}" for system, number in named}
    feeds = ("test-register", "test-second", "test-courts", "test-shelter")
    texts |= {f"{system}/{feed}/{number}" for system, number in NUMBERS for feed in feeds}
    texts |= {repr((system, feed, number)) for system, number in NUMBERS for feed in feeds}
    texts |= {repr(("tests", feed, str(number))) for feed in feeds for number in range(1, 9)}
    texts |= {f"HUB/{number}" for number in numbers}
    sizes = (10, 12, 16)
    digests = {hashlib.blake2b(text.encode(), digest_size=size).digest() for text in texts for size in sizes}
    forms = {base64.b32encode(each).decode().lower().rstrip("=") for each in digests}
    return forms | {each.hex() for each in digests}


def test_no_id_of_any_prefix_tells_where_it_comes_from(empty_graph: Graph) -> None:
    run, store = empty_graph.run, empty_graph.store
    guesses = _guesses()
    run(old(empty_graph))
    told = {shown for _, text in run(everything(store)) for shown in ID.findall(text)}
    inverted = {shown.partition("_")[0] for shown in told if shown.partition("_")[2] in guesses}
    named = {CATALOGUE.entity(name).prefix for name in ("Person", "Region", "Unit", "SourceRecord", "ShelterStay")}
    assert inverted >= named | {"mnt", "rec", "bat"}
    run(emptied(empty_graph))
    run(play(store))
    ids = {shown for _, text in run(everything(store)) for shown in ID.findall(text)}
    # What is public of an id is no key to the next: digests over ids that are known lead nowhere either.
    of_ids = {hashlib.blake2b(f"HUB/{shown}".encode(), digest_size=10).digest() for shown in ids}
    guesses |= {base64.b32encode(each).decode().lower() for each in of_ids}
    prefixes = {shown.partition("_")[0] for shown in ids}
    assert prefixes >= {shown.partition("_")[0] for shown in told}
    assert not [shown for shown in ids if shown.partition("_")[2] in guesses or OLD.fullmatch(shown)]
    assert all(re.fullmatch(r"[a-z]{3}_[a-z2-7]{26}", shown) for shown in ids)


def test_the_form_of_ids_is_that_of_the_documentation(empty_graph: Graph) -> None:
    person = CATALOGUE.entity("Person")
    old_id = unkeyed_record_id(person, "MIA", "1")
    assert record_id(empty_graph.store.sealer, person, "MIA", "1") == keyed(old_id)
