"""Reading and answering the golden cases."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graph.engine.dialect import Dialect
from resolvers.engine.plan_cache import Plans
from resolvers.execute import Request, execute
from schema.api.graphql_schema import graphql_schema
from security.authorization.caller import Caller, grants_of
from security.vault.cursor_seal import CursorSeal
from tests.conftest import Graph, whole
from tests.proofs.oracle.view import OracleCaller
from tests.support.policy_files import agreed_policy

FOLDER = Path(__file__).parent
SEAL = CursorSeal(bytes(range(64)))
"""A seal whose key everybody knows, so that cursors are the same in every run."""


@dataclass(frozen=True)
class Golden:
    """One case."""

    folder: Path
    query: str
    variables: dict[str, Any]
    caller: Caller
    today: dt.date

    @property
    def oracle_caller(self) -> OracleCaller:
        """The caller as the oracle knows callers."""
        who = self.caller
        return OracleCaller(role=who.role, area=who.area, unit=who.unit, agency=who.agency)

    def statements(self, dialect: Dialect) -> str:
        """The statements of all roots, one a line, with where their parameters come from."""
        plans = Plans(schema=graphql_schema(), dialect=dialect, narrow=whole)
        grants = grants_of(self.caller, agreed_policy().roles[self.caller.role], self.today)
        document = plans.document(self.query, None, grants)
        values = document.coerce(self.variables)
        plan = plans.plan(self.query, None, document, values, grants)
        lines = []
        for root in plan.roots:
            if root.statement is not None:
                lines.append(root.statement.text)
                lines += [f"//   ${name} = {value}" for name, value in root.statement.parameters]
        return "\n".join(lines) + "\n"

    def answer(self, graph: Graph) -> Any:
        """The hub's answer on ``graph``, on the day of the case."""
        hub = replace(graph.hub(), seal=SEAL, clock=lambda: self.today)
        return graph.run(
            execute(hub, self.caller, Request(query=self.query, variables=self.variables, operation_name=None))
        ).data


def goldens() -> Iterator[Golden]:
    """Every case."""
    for folder in sorted(path.parent for path in FOLDER.glob("*/query.graphql")):
        who = json.loads((folder / "caller.json").read_text(encoding="utf-8"))
        caller = Caller(
            subject="golden",
            role=who["role"],
            area=who.get("area"),
            unit=who.get("unit"),
            agency=who.get("agency"),
            purposes=("CASE_WORK",),
            expires=2**40,
        )
        yield Golden(
            folder=folder,
            query=(folder / "query.graphql").read_text(encoding="utf-8"),
            variables=json.loads((folder / "variables.json").read_text(encoding="utf-8")),
            caller=caller,
            today=dt.date.fromisoformat(who["today"]),
        )
