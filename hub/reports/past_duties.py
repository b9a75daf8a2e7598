"""The list of duties as of a past day, for ``ortaq duties list --on``: without anybody's name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from graph.engine.store import Store
from graph.write.ids import HUB, IdKey, record_id
from hub.reports import queries
from prevention.duties.rules.rule import Duty
from prevention.history import duties_on
from schema.catalogue import CATALOGUE, DUTY
from schema.identifiers import NormCode, UnitId

_DUTY = CATALOGUE.entity(DUTY)

PastDutyRow = tuple[str, str, str, str, str | None, str | None]
"""Id, norm, status, the day on which it arose, when it is due (UTC), code of the unit."""


@dataclass(frozen=True)
class Wanted:
    """Which duties are listed, by status, number of the norm and code of the unit; None: all."""

    status: str | None = None
    norm: NormCode | None = None
    unit: UnitId | None = None

    def has(self, row: PastDutyRow) -> bool:
        """Whether ``row`` is among them."""
        filters = zip((self.norm, self.status, self.unit), (row[1], row[2], row[5]), strict=True)
        return all(filter_ is None or filter_ == value for filter_, value in filters)


async def listed_on(store: Store, day: dt.date, filters: Wanted, limit: int) -> Sequence[PastDutyRow]:
    """The duties at the end of ``day``, the first due first, at most ``limit``.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    codes = dict(await store.read(queries.UNIT_CODES, {}))
    rows: list[PastDutyRow] = []
    async for duties in duties_on(store, day):
        rows += (row for row in (_row(store.sealer, duty, codes) for duty in duties) if filters.has(row))
        # Not many more are kept than are asked for, however many there are.
        if len(rows) > 2 * limit:
            rows = nsmallest(limit, rows, key=_in_turn)
    return nsmallest(limit, rows, key=_in_turn)


def _in_turn(row: PastDutyRow) -> tuple[bool, str, str]:
    duty_id, due = row[0], row[4]
    return due is None, due or "", duty_id


def _row(key: IdKey, duty: Duty, codes: dict[str, str]) -> PastDutyRow:
    duty_id = record_id(key, _DUTY, HUB, duty.key)
    due = None if duty.due is None else f"{duty.due:%Y-%m-%dT%H:%M:%S}"
    unit = None if duty.unit is None else codes.get(duty.unit)
    return duty_id, duty.norm, duty.status.value, duty.arises.isoformat(), due, unit
