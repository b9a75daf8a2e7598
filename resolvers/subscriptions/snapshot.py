"""What a subscriber sees today of the records that the hub names, each record by itself."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from resolvers.access.access_trail import AccessTrace, DisclosurePlan
from resolvers.access.bind_parameters import Context, bind
from resolvers.access.open_cursors import check_cursors
from resolvers.engine.compile import Plan
from resolvers.errors import HubError
from resolvers.execute import Engine, Request, rows_of
from resolvers.plan.change_query import IDS, RecordSelection
from resolvers.request.documents import Document
from resolvers.roots.record_roots import id_of
from security.authorization.caller import Caller, Grants


@dataclass(frozen=True)
class RecordSnapshot:
    """A record as it is shown, by response key, and what showing it withholds and whom it touches."""

    data: dict[str, Any]
    trace: AccessTrace


@dataclass(frozen=True)
class Snapshot:
    """The records that are shown, by id, and what they may release."""

    records: Mapping[str, RecordSnapshot]
    disclosures: DisclosurePlan


@dataclass(kw_only=True)
class SnapshotQuery:
    """The question of one subscription. ``grants`` and ``day`` are brought up to date by the stream."""

    engine: Engine
    caller: Caller
    request: Request
    document: Document
    variables: dict[str, Any]
    grants: Grants
    day: dt.date

    def _plan(self, variables: Mapping[str, Any]) -> Plan:
        return self.engine.plans.plan(
            self.request.query, self.request.operation_name, self.document, variables, self.grants
        )

    def followed(self, most: int) -> RecordSelection:
        """What the subscription asks, with ``most`` records at a time.

        Raises:
            HubError: it cannot be planned; BAD_CURSOR: one under ``record``;
                OPERATION_TOO_COSTLY: so many records cost more than there ever is.
        """
        variables = {**self.variables, IDS: []}
        plan = self._plan(variables)
        if plan.followed is None:
            raise HubError("UNSUPPORTED_OPERATION")
        cost, largest = plan.cost.of({**self.variables, IDS: [""] * most}), self.engine.plans.limits.cost_per_minute
        if cost > largest:
            raise HubError("OPERATION_TOO_COSTLY", numbers={"cost": cost, "most": largest})
        sealer, seal = self.engine.store.sealer, self.engine.seal
        context = Context(
            variables=variables,
            caller=self.caller,
            grants=self.grants,
            today=self.day,
            seal=seal,
            sealer=sealer,
            trace=AccessTrace(rows=[]),
        )
        for root in plan.roots:
            check_cursors(root.cursors, context)
        return plan.followed

    async def fetch(self, ids: Sequence[str]) -> Snapshot:
        """What is seen of ``ids``. It costs the caller nothing: to look is the hub's own work.

        Raises:
            graph.engine.store.GraphDownError: the graph is away.
        """
        variables = {**self.variables, IDS: list(ids)}
        plan = self._plan(variables)
        sealer = self.engine.store.sealer
        while True:
            keys = sealer.generation() if plan.seeks_sealed else 0
            context = Context(
                variables=variables,
                caller=self.caller,
                grants=self.grants,
                today=self.day,
                seal=self.engine.seal,
                sealer=sealer,
                trace=AccessTrace(rows=[]),
            )
            read = [await self._rows(plan, number, context) for number in range(len(plan.roots))]
            if not plan.seeks_sealed or sealer.generation() == keys:
                break
        snapshots = {
            record_id: snapshot
            for record_id in ids
            if (snapshot := self._record_snapshot(plan, read, record_id, context)) is not None
        }
        return Snapshot(snapshots, plan.disclosures)

    def disclosures_of(self, ids: Sequence[str]) -> DisclosurePlan:
        """What telling of ``ids``, and of nothing that was looked at beside them, may release."""
        return self._plan({**self.variables, IDS: list(ids)}).disclosures

    def charge(self, event_count: int) -> dict[str, Any]:
        """Charge for a message that tells of so many records, and give what it says of the cost.

        Raises:
            HubError: COST_EXCEEDED.
        """
        variables = {**self.variables, IDS: [""] * event_count}
        return dict(self.engine.charge(self.caller, self._plan(variables).cost.of(variables)))

    async def _rows(self, plan: Plan, number: int, context: Context) -> dict[str, list[Any]]:
        """The rows of a root, by the record's id."""
        root, by_id = plan.roots[number], defaultdict[str, list[Any]](list)
        if root.statement is not None:
            values = bind(root.statement.parameters, context)
            for row in await rows_of(self.engine, root, values, self.caller):
                by_id[id_of(row)].append(row)
        return by_id

    def _record_snapshot(
        self, plan: Plan, read: Sequence[Mapping[str, list[Any]]], record_id: str, context: Context
    ) -> RecordSnapshot | None:
        """A record as it is shown; None if some question about it was answered by nothing."""
        trace = AccessTrace(rows=[0] * len(plan.disclosures.sites))
        record_context = replace(context, variables={**self.variables, IDS: [record_id]}, trace=trace)
        data: dict[str, Any] = {}
        for root, rows in zip(plan.roots, read, strict=True):
            (answer,) = root.finish(rows.get(record_id, []), record_context)
            if answer is None:
                return None
            data[root.response] = answer
        return RecordSnapshot(data, trace)
