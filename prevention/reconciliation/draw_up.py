"""Drawing up: registers are compared and the act is written, all in one transaction.

Until somebody has signed it, drawing an act up again replaces it. The act's node is changed first and looked at
then, so that of two who draw up or sign at once the later one sees what the earlier one did.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.engine.records import Record
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.provenance import sources_by_record
from graph.write.commit import commit
from graph.write.ids import HUB, IdKey, record_id
from graph.write.writer import upsert_records
from prevention.reconciliation import queries
from prevention.reconciliation.acts import (
    ACT,
    DIFFERENCE,
    DRAFT,
    FINDING,
    TOTAL,
    ActError,
    act_of,
    within,
)
from prevention.reconciliation.compare import Comparison, RegisterEntry, compare, period_of
from prevention.reconciliation.content import (
    RegistrationSource,
    RegistrationSources,
    TableHeading,
    content_of,
    difference_content,
    digest_of,
)
from prevention.reconciliation.kinds import ReconciliationKind
from prevention.reconciliation.read_registers import District, Office, district_of, entries_of, offices_of
from prevention.statistics import Quarter, last_quarter
from schema.identifiers import AreaCode, UnitId

FIRST_YEAR = 2000

_PARTS = (FINDING, DIFFERENCE, TOTAL)
"""What an act is made of, last first."""


@dataclass(frozen=True, kw_only=True)
class ActRequest:
    """Who wants which act: the body, the caller's unit where the token names one, the day in Kazakhstan."""

    kind: ReconciliationKind
    kato: AreaCode
    quarter: Quarter
    body: str
    unit: UnitId | None
    today: dt.date


@dataclass(frozen=True)
class DrawUpResult:
    """What became of an act."""

    act: str
    status: str
    digest: str
    signatures: int


@dataclass(frozen=True)
class Compared:
    """Registers of a district, compared, with whose they are and the records on which differences stand."""

    district: District
    offices: Mapping[str, tuple[Office, ...]]
    comparison: Comparison
    sources: RegistrationSources


async def draw(store: Store, order: ActRequest) -> DrawUpResult:
    """Draw an act up, or a draft of it anew.

    Raises:
        ActError: ACT_UNKNOWN: there is no such district, or the caller's unit is none of its. ACT_PERIOD: the
            quarter has not ended, or there is none. ACT_FROZEN: somebody has signed it (517-9.4).
        graph.engine.store.GraphDownError: the graph is away; nothing is written.
    """

    async def job(work: UnitOfWork) -> DrawUpResult:
        return await _draw(work, order)

    return await commit(store, job)


async def compared(work: UnitOfWork, kind: ReconciliationKind, kato: AreaCode, quarter: Quarter) -> Compared:
    """The registers of ``kind`` in the district with this code, compared at the end of ``quarter``.

    Raises:
        ActError: ACT_UNKNOWN: there is no such district.
    """
    district = await district_of(work, kato)
    if district is None:
        raise ActError("ACT_UNKNOWN")
    period = period_of(quarter)
    comparison = compare(kind, kato, period, await entries_of(work, kind, kato, period))
    sources = await _sources(work, (f.entry for difference in comparison.differences for f in difference.findings))
    return Compared(district, await offices_of(work, kind, kato), comparison, sources)


def act_id(key: IdKey, kind: ReconciliationKind, kato: AreaCode, quarter: Quarter) -> str:
    """The id of an act: there is one of a kind for a district and quarter."""
    return record_id(key, ACT, HUB, _number(kind, kato, quarter))


def has_ended(quarter: Quarter, today: dt.date) -> bool:
    """Whether there was such a quarter, and it is over."""
    return 1 <= quarter.number <= 4 and quarter.year >= FIRST_YEAR and quarter <= last_quarter(today)


async def _draw(work: UnitOfWork, order: ActRequest) -> DrawUpResult:
    offices = await offices_of(work, order.kind, order.kato)
    if order.unit is not None and order.unit not in {office.id for office in offices.get(order.body, ())}:
        raise ActError("ACT_UNKNOWN")
    if not has_ended(order.quarter, order.today):
        raise ActError("ACT_UNKNOWN" if await district_of(work, order.kato) is None else "ACT_PERIOD")
    drawn_id = act_id(work.sealer, order.kind, order.kato, order.quarter)
    await work.lock(ACT.name, [drawn_id])
    before = await act_of(within(work), drawn_id)
    if before is not None and before.status != DRAFT:
        raise ActError("ACT_FROZEN")
    comparison = await compared(work, order.kind, order.kato, order.quarter)
    await _clear(work, drawn_id)
    version = 0 if before is None else before.version + 1
    digest = await _write(work, order, comparison, drawn_id, version)
    return DrawUpResult(drawn_id, DRAFT, digest, 0)


async def _clear(work: UnitOfWork, drawn_id: str) -> None:
    """Take the rows, differences and findings of a draft away."""
    for entity in _PARTS:
        ids = sorted(row["id"] for row in await work.rows(queries.parts_of_act(entity.name), id=drawn_id))
        await work.rows(queries.delete_parts(entity.name), ids=ids)
        work.touch(ids)


async def _write(
    work: UnitOfWork,
    order: ActRequest,
    comparison: Compared,
    drawn_id: str,
    version: int,
) -> str:
    """Write the act with all its parts. Returns the digest of its content."""
    period = period_of(order.quarter)
    heading = TableHeading(
        id=drawn_id,
        kind=order.kind.name,
        norm=order.kind.norm,
        district=comparison.district,
        year=order.quarter.year,
        quarter=order.quarter.number,
        period=period,
        drawn_by=order.body,
        drawn_on=order.today,
    )
    difference_rows = [
        difference_content(difference, period, comparison.sources)
        for difference in comparison.comparison.differences
    ]
    content = content_of(heading, comparison.comparison.totals, comparison.offices, difference_rows)
    number = _number(order.kind, order.kato, order.quarter)
    kinds = (
        (ACT, [_act(heading, content, version)]),
        (TOTAL, list(_rows(work.sealer, number, drawn_id, comparison))),
        (DIFFERENCE, list(_differences(work.sealer, number, drawn_id, difference_rows))),
        (FINDING, list(_findings(work.sealer, number, difference_rows, comparison))),
    )
    for entity, records in kinds:
        await upsert_records(work, entity, records)
    await _follow_claims(work, number, comparison)
    return digest_of(content)


def _act(heading: TableHeading, content: str, version: int) -> Record:
    properties = {
        "kind": heading.kind,
        "norm": heading.norm,
        "year": heading.year,
        "quarter": heading.quarter,
        "from": heading.period.start,
        "until": heading.period.end,
        "status": DRAFT,
        "drawnUpBy": heading.drawn_by,
        "drawnUpOn": heading.drawn_on,
        "content": content,
        "digest": digest_of(content),
    }
    return Record(
        entity=ACT,
        id=heading.id,
        version=version,
        properties=properties,
        links={"district": (heading.district.id,)},
    )


def _rows(key: IdKey, number: str, act: str, comparison: Compared) -> Iterable[Record]:
    for place, total in enumerate(comparison.comparison.totals, 1):
        counts = {"putOn": total.put_on, "takenOff": total.taken_off, "standing": total.standing}
        units = tuple(office.id for office in comparison.offices[total.body])
        links = {"act": (act,), "units": units}
        properties = {"place": place, "body": total.body, **counts}
        yield Record(
            entity=TOTAL,
            id=record_id(key, TOTAL, HUB, f"{number}/{total.body}"),
            version=0,
            properties=properties,
            links=links,
        )


def _differences(key: IdKey, number: str, act: str, difference_rows: list[dict[str, Any]]) -> Iterable[Record]:
    for place, difference_row in enumerate(difference_rows, 1):
        properties = {
            "place": place,
            # Persons are put together and parted again: under what signed content stands, the id does not change.
            "subject": difference_row["person"],
            "column": difference_row["column"],
            "missingIn": difference_row["missingIn"],
            "since": dt.date.fromisoformat(difference_row["since"]),
        }
        links = {"act": (act,), "person": (difference_row["person"],)}
        yield Record(
            entity=DIFFERENCE, id=_difference_id(key, number, place), version=0, properties=properties, links=links
        )


def _findings(
    key: IdKey, number: str, difference_rows: list[dict[str, Any]], comparison: Compared
) -> Iterable[Record]:
    for at, (difference_row, difference) in enumerate(
        zip(difference_rows, comparison.comparison.differences, strict=True), 1
    ):
        for place, (values, finding) in enumerate(
            zip(difference_row["findings"], difference.findings, strict=True), 1
        ):
            source = comparison.sources.get(finding.entry.id)
            properties = {
                **{name: value for name, value in values.items() if name != "unit"},
                "place": place,
                "keptBy": finding.entry.unit,
                "registeredOn": finding.entry.registered_on,
                "closedOn": dt.date.fromisoformat(values["closedOn"]) if values["closedOn"] else None,
                "sourceChangedAt": source.changed_at if source else None,
                "sourceReceivedAt": source.received_at if source else None,
            }
            links = {"difference": (_difference_id(key, number, at),), "unit": (finding.entry.unit,)}
            yield Record(
                entity=FINDING,
                id=record_id(key, FINDING, HUB, f"{number}/{at}/{place}"),
                version=0,
                properties=properties,
                links=links,
            )


async def _follow_claims(work: UnitOfWork, number: str, comparison: Compared) -> None:
    """Let differences mean persons by the mentions by which registrations do: they go with whoever they are of."""
    pairs = [
        [_difference_id(work.sealer, number, place), via]
        for place, difference in enumerate(comparison.comparison.differences, 1)
        if (via := next((f.entry.via for f in difference.findings if f.entry.via is not None), None)) is not None
    ]
    await work.rows(queries.LINK_DIFFERENCES_TO_CLAIMS, pairs=pairs)


async def _sources(work: UnitOfWork, entries: Iterable[RegisterEntry]) -> RegistrationSources:
    source_by_entry = {entry.id: entry.feed_record for entry in entries if entry.feed_record is not None}
    records = await sources_by_record(work, source_by_entry.values())
    return {
        total_id: RegistrationSource(
            system=s.system.partition(":")[0],
            feed=s.feed,
            version=str(s.version),
            changed_at=s.changed_at,
            received_at=s.received_at,
        )
        for total_id, record in source_by_entry.items()
        if (s := records.get(record)) is not None
    }


def _number(kind: ReconciliationKind, kato: AreaCode, quarter: Quarter) -> str:
    return f"{kind.name}/{kato}/{quarter.year}/{quarter.number}"


def _difference_id(key: IdKey, number: str, place: int) -> str:
    return record_id(key, DIFFERENCE, HUB, f"{number}/{place}")
