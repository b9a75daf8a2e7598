"""A district with its three bodies, whose registers come by the feeds, and the heads who sign."""

import datetime as dt
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.bulk.load_files import load_contents
from adapters.systems import FEEDS
from graph.write.ids import IdKey, record_id
from prevention.reconciliation.acts import ReconciliationAct, act_of
from prevention.reconciliation.draw_up import act_id
from prevention.reconciliation.kinds import PROBATIONERS
from prevention.reconciliation.signatories import Signatory, add, public_of, text_of, thumbprint
from prevention.statistics import Quarter
from resolvers.engine.plan_cache import Plans
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Engine, Request, execute
from schema.api.graphql_schema import graphql_schema
from schema.catalogue import CATALOGUE
from schema.identifiers import AreaCode, HubId, UnitId, area_code
from security.authorization.caller import Caller
from tests.conftest import Graph
from tests.support.engines import IDS
from tests.support.feeding.doors import lines
from tests.support.feeding.graphs import emptied, iin
from tests.support.feeding.kit import Intake

T = TypeVar("T")
DISTRICT, OTHER = "751110000", "751310000"
QUARTER = Quarter(2026, 2)
TODAY = dt.date(2026, 7, 3)
ROLES = {"PROBATION": "probation", "PUBLIC_SECURITY": "public_security", "ANALYTICS": "analytics"}
CODES = {"PROBATION": "PR", "PUBLIC_SECURITY": "PSU", "ANALYTICS": "IAU"}
BORN = {"aida": "1990-01-01", "dana": "1985-05-05"}
NUMBERS = {"aida": iin("90010130012"), "dana": iin("85050540034")}
NAMES = {"PROBATION": "Ұлан Әлиев", "PUBLIC_SECURITY": "Ғани Қожа", "ANALYTICS": "Өмір Һәкім"}
DRAW = """mutation ($district: String!, $year: Int = 2026, $quarter: Int = 2) {
  drawUpReconciliation(district: $district, year: $year, quarter: $quarter) { act status digest signatures } }"""
SIGN = """mutation ($act: ID!, $key: String!, $day: Date!, $signature: String!) {
  signReconciliation(act: $act, key: $key, signedOn: $day, signature: $signature) { act status signatures } }"""


def system_of(body: str) -> str:
    """The system whose unit keeps a body's register."""
    return "PROB" if body == "PROBATION" else "MIA"


def unit_id(body: str, district: str = DISTRICT, ids: IdKey = IDS) -> str:
    """The id of a body's unit."""
    return record_id(ids, CATALOGUE.entity("Unit"), system_of(body), f"{CODES[body]}-{district}")


def bodies() -> dict[str, bytes]:
    """Districts, and the units of the three bodies in each, as the hub's own records."""
    regions = [
        ("750000000", "Алматы", "Алматы"),
        (DISTRICT, "Алатау", "Алатауский"),
        (OTHER, "Әуезов", "Ауэзовский"),
    ]
    rows = [
        {"system": "KATO", "recordId": kato, "version": 1, "kato": kato, "name": {"kk": kk, "ru": ru}}
        for kato, kk, ru in regions
    ]
    units = [
        {
            "system": system_of(body),
            "recordId": f"{code}-{kato}",
            "version": 1,
            "code": f"{code}-{kato}",
            "name": {"kk": f"{kk} {code}", "ru": f"{ru} {code}"},
            "kind": body,
            "level": "DISTRICT",
            "region": f"KATO/{kato}",
            "agency": f"HUB/{system_of(body)}",
        }
        for kato, kk, ru in regions[1:]
        for body, code in CODES.items()
    ]
    agencies = [{"system": "HUB", "recordId": code, "version": 1, "code": code} for code in ("PROB", "MIA")]
    return {"regions": lines(rows), "agencies": lines(agencies), "units": lines(units)}


@dataclass
class Stage:
    """A graph with the district, a hub that answers on it, and keys that only the heads have."""

    graph: Graph
    home: Path
    intake: Intake
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    ids: IdKey = IDS

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine, on the loop of the graph's driver."""
        return self.graph.run(work)

    def register(
        self, body: str, person: str, on: str, off: str | None = None, district: str = DISTRICT, **more: Any
    ) -> None:
        """A registration comes in, or changes, by the feed of the body's agency."""
        feed = FEEDS["probation-register" if body == "PROBATION" else "police-registered-element"]
        number = f"{CODES[body]}-{district}-{person}"
        version = self.versions[feed.name, number] = self.versions.get((feed.name, number), 0) + 1
        card = {
            "personId": person,
            "familyName": "Сыналатын",
            "kato": district,
            "iin": NUMBERS.get(person),
            "birthDate": BORN.get(person),
        }
        card |= more.pop("card", {})
        card = {name: value for name, value in card.items() if value is not None}
        row = {
            "recordId": number,
            "version": version,
            "changedAt": f"2026-06-{version:02}T10:00:00Z",
            "person": card,
            "status": "CLOSED" if off else "OPEN",
            "registeredOn": on,
            "unit": f"{CODES[body]}-{district}",
            **({"closedOn": off} if off else {}),
            **({} if body == "PROBATION" else {"category": "PROBATIONER"}),
            **more,
        }
        batch = self.run(self.intake.take(feed, row))
        assert batch.counts.applied == 1, batch

    def hub(self) -> Engine:
        """The hub, as it is served: to each caller the schema of that caller's view."""
        plans = Plans(schema=graphql_schema(), dialect=self.graph.store.dialect)
        return replace(self.graph.hub(), plans=plans, home=self.home, clock=lambda: TODAY)

    def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        role: str = "analytics",
        area: str | None = DISTRICT,
        **more: Any,
    ) -> Any:
        """The data of an answer, or the code of its error."""
        hub = more.pop("hub", None) or self.hub()
        caller = Caller(
            subject="tests",
            role=role,
            area=area_code(area),
            unit=more.get("unit"),
            agency=more.get("agency"),
            purposes=("RECONCILIATION",),
            expires=2**40,
        )
        try:
            return self.run(
                execute(hub, caller, Request(query=query, variables=variables or {}, operation_name=None))
            ).data
        except HubError as error:
            return error.entry.code
        except RequestErrors as error:
            return error.errors[0].entry.code

    def draw(self, body: str = "PROBATION", **more: Any) -> Any:
        """The act is drawn up by a body."""
        return self.ask(DRAW, {"district": DISTRICT}, ROLES[body], **more)

    def act(self) -> ReconciliationAct:
        """The act as it is stored."""
        found = self.run(act_of(self.graph.store.read, act_id(self.ids, PROBATIONERS, AreaCode(DISTRICT), QUARTER)))
        assert found is not None
        return found

    def head(self, body: str, district: str = DISTRICT, **more: Any) -> Signatory:
        """The head of a body's unit, with a new key that the hub is told the public half of."""
        key = self.keys[f"{body}-{district}"] = Ed25519PrivateKey.generate()
        public = public_of(key.public_key())
        unit, name = unit_id(body, district, self.ids), NAMES[body]
        head = Signatory(
            key=thumbprint(public),
            public=public,
            unit=UnitId(HubId(unit)),
            body=body,
            name=name,
            rank="полковник",
            since=dt.date(2026, 1, 1),
        )
        head = replace(head, **more)
        add(self.home, head)
        return head

    def signature(
        self, body: str, head: Signatory, on: dt.date = TODAY, district: str = DISTRICT
    ) -> dict[str, Any]:
        """What a head hands in: the next signature under the act as it stands."""
        act = self.act()
        statement = act.statement(len(act.signatures) + 1, head.key, on)
        signed = self.keys[f"{body}-{district}"].sign(statement)
        return {"act": act.id, "key": head.key, "day": on.isoformat(), "signature": text_of(signed)}

    def sign(self, body: str, head: Signatory, **more: Any) -> Any:
        """A head signs, and hands it in."""
        return self.ask(SIGN, self.signature(body, head), ROLES[body], **more)

    def stored(self) -> list[Any]:
        """All that the graph holds of acts: nothing of it changes where something is refused."""
        labels = ["ReconciliationAct", "ReconciliationTotal", "ReconciliationDifference", "ReconciliationFinding"]
        found = [
            self.run(self.graph.store.read(f"MATCH (n:{label}) RETURN n.id + coalesce(n.digest, '')", {}))
            for label in (*labels, "ReconciliationSignature")
        ]
        return [sorted(each) for each in found]


@pytest.fixture
def stage(empty_graph: Graph, tmp_path: Path) -> Iterator[Stage]:
    """The district, with one person on whom all agree, and Dana, who moved and whom one register still has."""
    yield district(empty_graph, tmp_path)


def district(graph: Graph, home: Path, ids: IdKey = IDS) -> Stage:
    """The same, on the graph's store whatever it is."""
    graph.run(emptied(graph))
    graph.run(load_contents(graph.store, bodies(), lambda feed, done, size: None))
    made = Stage(graph, home, Intake(graph.store), ids=ids)
    for body in ROLES:
        made.register(body, "aida", "2026-02-01")
    made.register("PROBATION", "dana", "2025-03-01", "2026-04-10")
    made.register("PUBLIC_SECURITY", "dana", "2025-03-02")
    made.register("ANALYTICS", "dana", "2025-03-03", "2026-04-12")
    made.register("PROBATION", "dana", "2026-04-11", district=OTHER)
    return made
