"""Duties: every open case looked at again, with nothing to change, and with the clock moved on by a quarter.

A case is a released person with a notice, a registration, a case and an event, in one of the country's districts.
Everything the rules ask for is read and worked out; what is measured is a night in which all is gone through.
"""

import datetime as dt
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.bulk.load_files import load_contents
from bench.country import STATEMENT_SECONDS, started, vault
from graph.engine.records import Record
from graph.engine.store import Store, open_store
from graph.write.ids import IdKey, record_id
from graph.write.writer import write
from prevention.engine import recompute_all
from prevention.grounds import require_lawful
from prevention.norm_records import save_law
from schema.catalogue import CATALOGUE
from synthetic import generate_in_memory

NOW = dt.datetime(2026, 6, 30, 12)
_BATCH = 2_000
_UNITS = "MATCH (u:Unit) WHERE u.kind = 'PUBLIC_SECURITY' AND u.level = 'DISTRICT' RETURN u.id"


@dataclass(frozen=True)
class Watching:
    """Seconds for all cases: written for the first time, looked at again unchanged, and a quarter later."""

    cases: int
    duties: int
    first: float
    again: float
    later: float

    def each(self, seconds: float) -> float:
        """Milliseconds a case."""
        return seconds / self.cases * 1_000


async def watching(cases: int) -> Watching:
    """Work the duties of so many open cases out, three times, on an embedded graph of their own."""
    with tempfile.TemporaryDirectory() as home, started(Path(home)) as address:
        async with open_store(address, STATEMENT_SECONDS, vault(Path(home)), require_lawful) as store:
            await store.prepare()
            await load_contents(store, generate_in_memory(1, 7), lambda *_: None)
            await save_law(store)
            await _write_cases(store, cases)
            seconds = [await _timed(store, now) for now in (NOW, NOW, NOW + dt.timedelta(days=92))]
            counted = await store.read("MATCH (d:Duty) RETURN count(d)", {})
            return Watching(cases, counted[0], *seconds)


async def _timed(store: Store, now: dt.datetime) -> float:
    began = time.perf_counter()
    await recompute_all(store, now)
    return time.perf_counter() - began


async def _write_cases(store: Store, cases: int) -> None:
    units = sorted(await store.read(_UNITS, {}))
    dice = random.Random(1)
    for first in range(0, cases, _BATCH):
        records = [
            each
            for number in range(first, min(cases, first + _BATCH))
            for each in _case(store.sealer, number, units, dice)
        ]
        for name in ("Person", "ReleaseNotice", "Registration", "Case", "CaseEvent"):
            entity = CATALOGUE.entity(name)
            await write(store, entity, [record for record in records if record.entity is entity])


def _case(key: IdKey, number: int, units: list[str], dice: random.Random) -> Iterator[Record]:
    released = NOW.date() - dt.timedelta(days=dice.randint(0, 200))
    person, unit = _id(key, "Person", number), dice.choice(units)
    notice = {
        "kind": dice.choice(("PAROLE", "TERM_SERVED")),
        "notifiedOn": released - dt.timedelta(days=30),
        "releasedOn": released,
        "plannedArrivalOn": released + dt.timedelta(days=3),
        "arrivedOn": released + dt.timedelta(days=3) if dice.random() < 0.8 else None,
    }
    category = "PAROLEE" if notice["arrivedOn"] else "DID_NOT_ARRIVE"
    opened = released + dt.timedelta(days=4)
    yield _record(key, "Person", number, {"familyName": "Сынақов"})
    yield _record(key, "ReleaseNotice", number, notice, person=person)
    standing = {"category": category, "status": "OPEN", "registeredOn": opened}
    yield _record(key, "Registration", number, standing, person=person, unit=unit)
    case = {"kind": "RELEASE_TRACKING", "status": "OPEN", "openedOn": opened}
    yield _record(key, "Case", number, case, subject=person, leadUnit=unit)
    event = {"kind": "SEARCH_STEP", "at": dt.datetime.combine(opened, dt.time(6))}
    norm = record_id(key, CATALOGUE.entity("Norm"), "HUB", "89-8b")
    yield _record(key, "CaseEvent", number, event, case=_id(key, "Case", number), norm=norm, unit=unit)


def _record(key: IdKey, name: str, number: int, properties: dict[str, Any], **links: str) -> Record:
    ends = {relation: (target_id,) for relation, target_id in links.items()}
    return Record(
        entity=CATALOGUE.entity(name), id=_id(key, name, number), version=1, properties=properties, links=ends
    )


def _id(key: IdKey, name: str, number: int) -> str:
    return record_id(key, CATALOGUE.entity(name), "BENCH", str(number))
