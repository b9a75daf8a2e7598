"""A small country by every door: load, feeds of open and closed sources, links, duties, a match and its notice."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from graph.engine.records import Record
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.identity_links import decide, links
from graph.write.commit import commit
from graph.write.ids import HUB, record_id
from graph.write.writer import write
from prevention.engine import update_changed
from prevention.norm_records import save_law
from prevention.work.carry_out import entry_id
from prevention.work.matches import notice_id
from schema.catalogue import CATALOGUE
from schema.identifiers import NormCode
from synthetic import generate_in_memory
from tests.feeding.test_closed import SHELTER, stay
from tests.support.feeding.graphs import ONE, OTHER
from tests.support.feeding.kit import COURTS, REGISTER, SECOND, Intake, decided, registered

PERSONS, SEED, LINES = 20, 7, 25
NOW = dt.datetime(2026, 6, 30, 12)
SECRET = bytes(32)
CENTRE = "crc_x"

NUMBERS: list[tuple[str, str]] = [
    *(("PROB", number) for number in ("1", "2", "3", "4")),
    *(("MIA", number) for number in ("1", "9")),
    *((f"CRISIS:{CENTRE}", number) for number in ("s1", "s2")),
]
"""Systems and the numbers of records and of persons in them, as senders have them."""


def made_up() -> dict[str, bytes]:
    """The first lines of each file of a made-up country: what refers to more than they hold is refused."""
    files = generate_in_memory(PERSONS, SEED)
    return {name: b"".join(text.splitlines(keepends=True)[:LINES]) for name, text in files.items()}


async def play(store: Store) -> None:
    """Write the scene into an empty graph."""
    await load_contents(store, made_up(), lambda *_: None)
    await save_law(store)
    await _feed(Intake(store))
    while await link_waiting(store, SECRET):
        pass
    first = (await links(store, None, 1))[0]
    await decide(store, first.id, "CONFIRMED", "tests", NOW)
    await _meet(store)
    while await update_changed(store, NOW):
        pass
    await _work(store)


async def _feed(intake: Intake) -> None:
    alike = {"familyName": "Сейітова", "givenName": "Айгүл", "birthDate": "1990-01-01", "phone": "+77015550101"}
    await intake.take(
        REGISTER,
        registered("1", person={"iin": ONE}),
        registered("2", person={"iin": OTHER}),
        registered("3", person=alike),
        registered("4", category="NOBODY"),
    )
    await intake.take(SECOND, registered("1", person={"iin": ONE}), registered("9", person=alike))
    await intake.take(COURTS, decided("d", {"personId": "1", "iin": ONE}, {"personId": "2", "iin": OTHER}))
    await intake.take(SHELTER, stay("s1", iin=ONE), stay("s2", familyName="Жасырын"), unit=CENTRE)


async def _meet(store: Store) -> None:
    person = record_id(store.sealer, CATALOGUE.entity("Person"), "T", "sought")
    sought = {"category": "DID_NOT_ARRIVE", "status": "OPEN", "registeredOn": dt.date(2026, 6, 1)}
    event = {"register": "PASSPORT", "happenedAt": dt.datetime(2026, 6, 10, 6), "text": "Ауыстырылды."}
    await _write(store, "Person", "sought", {"familyName": "Ізделген"})
    await _write(store, "Registration", "sought", sought, person=person)
    await _write(store, "RegisterEvent", "met", event, person=person)


async def _write(store: Store, name: str, number: str, values: Mapping[str, Any], **links: str) -> None:
    entity = CATALOGUE.entity(name)
    ends = {relation: (target_id,) for relation, target_id in links.items()}
    made_id = record_id(store.sealer, entity, "T", number)
    assert (
        await write(store, entity, [Record(entity=entity, id=made_id, version=1, properties=values, links=ends)])
    ).written == 1


async def _work(store: Store) -> None:
    """What is entered by hand: a match is told of, and somebody was moved."""
    match = (await store.read("MATCH (m:ProactiveMatch) WHERE m.madeFor IS NOT NULL RETURN m.id", {}))[0]
    unit = (await store.read("MATCH (u:Unit) RETURN u.id ORDER BY u.code LIMIT 1", {}))[0]
    left = record_id(store.sealer, CATALOGUE.entity("Registration"), "T", "sought")
    notice, registration = CATALOGUE.entity("Notice"), CATALOGUE.entity("Registration")
    told = Record(
        entity=notice,
        id=notice_id(store.sealer, NormCode("89-11b"), match),
        version=1,
        properties={"text": "Табылды."},
        links={"recipient": (unit,)},
    )
    person = record_id(store.sealer, CATALOGUE.entity("Person"), "T", "sought")
    moved = record_id(store.sealer, registration, HUB, f"622-13/{left}")
    await write(store, notice, [told])
    await write(
        store,
        registration,
        [Record(entity=registration, id=moved, version=1, properties={}, links={"person": (person,)})],
    )

    async def job(work: UnitOfWork) -> None:
        text = "CREATE (w:WorkEntry {id: $id, outcome: $outcome})"
        entry = {"id": entry_id(store.sealer, "0" * 32), "outcome": f'["89-11b","{told.id}",["{told.id}"],null]'}
        await work.rows(text, **entry)

    await commit(store, job)
