"""Reading: what the graph holds of registers and of a district, for the comparison.

Everything is asked in the one transaction in which an act is drawn up. The registrations come with one statement,
the same for every kind of reconciliation: which registers are meant are its parameters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from prevention.reconciliation import queries
from prevention.reconciliation.compare import ReconciliationPeriod, RegisterEntry
from prevention.reconciliation.kinds import ReconciliationKind
from prevention.statistics import DISTRICT
from schema.identifiers import NOWHERE, AreaCode

KATO_DIGITS = 9
_WHOLE_REGION = "00"


@dataclass(frozen=True)
class District:
    """A district: its id in the hub, its KATO code, and its name in Kazakh and Russian."""

    id: str
    kato: AreaCode
    kk: str
    ru: str


@dataclass(frozen=True, kw_only=True)
class Office:
    """A unit whose register is counted, with its name in Kazakh and Russian."""

    id: str
    kind: str
    code: str
    kk: str
    ru: str


async def district_of(work: UnitOfWork, kato: AreaCode) -> District | None:
    """The district with this KATO code; None if the hub knows none, or it is that of a whole region."""
    if len(kato) != KATO_DIGITS or kato[2:DISTRICT] == _WHOLE_REGION:
        return None
    rows = await work.rows(queries.DISTRICT_BY_KATO, kato=kato)
    return District(*(text or NOWHERE for text in rows[0]["found"])) if rows else None


async def offices_of(work: UnitOfWork, kind: ReconciliationKind, kato: AreaCode) -> dict[str, tuple[Office, ...]]:
    """The units of a district by the body of ``kind`` whose registers they keep, each in the order of ids."""
    rows = await work.rows(queries.UNITS_OF_DISTRICT, district=kato[:DISTRICT], units=_unit_kinds(kind))
    offices = sorted((_office(row["found"]) for row in rows), key=lambda office: office.id)
    return {r.body: tuple(office for office in offices if office.kind in r.units) for r in kind.registers}


async def offices_named(store: Store, name: str) -> list[Office]:
    """The units with this id or code: agencies give codes of their own, so there may be several."""
    return [_office(row) for row in await store.read(queries.UNITS_BY_ID_OR_CODE, {"name": name})]


async def entries_of(
    work: UnitOfWork, kind: ReconciliationKind, kato: AreaCode, period: ReconciliationPeriod
) -> list[RegisterEntry]:
    """The registrations of everybody who has one in the district on a register of ``kind``."""
    rows = await work.rows(
        queries.REGISTRATIONS_OF_DISTRICT,
        district=kato[:DISTRICT],
        units=_unit_kinds(kind),
        categories=sorted({category for register in kind.registers for category in register.categories}),
        until=period.end,
    )
    return [_entry(row["found"]) for row in rows]


def _office(texts: Sequence[str | None]) -> Office:
    record_id, kind, code, kk, ru = (text or "" for text in texts)
    return Office(id=record_id, kind=kind, code=code, kk=kk, ru=ru)


def _unit_kinds(kind: ReconciliationKind) -> list[str]:
    return sorted({unit for register in kind.registers for unit in register.units})


def _entry(row: list[Any]) -> RegisterEntry:
    registration_id, person, unit, unit_kind, kato, category, status, on, off, adult, via, record = row
    return RegisterEntry(
        id=registration_id,
        person=person,
        unit=unit,
        unit_kind=unit_kind,
        kato=kato or NOWHERE,
        category=category,
        status=status,
        registered_on=on,
        closed_on=off,
        adult_on=adult,
        via=via,
        feed_record=record,
    )
