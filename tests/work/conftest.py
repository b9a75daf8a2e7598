"""A district with its bodies, a clock that can be set, and callers of every role who work there."""

import datetime as dt
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest

from adapters.bulk.load_files import load_contents
from graph.write.ids import record_id
from prevention.deadlines import day_of
from prevention.engine import update_changed
from resolvers.access.access_record import AccessEvent
from resolvers.engine.plan_cache import Plans
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Engine, Request, execute
from resolvers.roots import case_work
from schema.api.graphql_schema import graphql_schema
from schema.catalogue import CATALOGUE
from security.authorization.caller import Caller
from tests.conftest import Graph
from tests.support.engines import IDS
from tests.support.feeding.doors import lines
from tests.support.feeding.graphs import lawful

T = TypeVar("T")
REGION, DISTRICT, OTHER = "750000000", "751110000", "751310000"
FAR_REGION, FAR = "710000000", "711110000"
NOW = dt.datetime(2026, 3, 16, 6)
"""A Monday, eleven in the morning in Almaty."""

UNITS = {
    "CDP": ("POLICE", "DISTRICT"),
    "PSU": ("PUBLIC_SECURITY", "DISTRICT"),
    "CP": ("CRIMINAL", "DISTRICT"),
    "IAU": ("ANALYTICS", "DISTRICT"),
    "DUTY": ("DUTY", "DISTRICT"),
    "PATROL": ("PATROL", "DISTRICT"),
    "PROB": ("PROBATION", "DISTRICT"),
    "JUV": ("JUVENILE", "DISTRICT"),
    "UPP": ("PRECINCT_POINT", "POINT"),
    "PD-PSU": ("PUBLIC_SECURITY", "REGION"),
    "PD-IAU": ("ANALYTICS", "REGION"),
    "PD-MS": ("MIGRATION", "REGION"),
    "PD-PENAL": ("PENAL", "REGION"),
    "PD-SPECIAL": ("SPECIAL_INSTITUTION", "REGION"),
}
PLACES = {"DISTRICT": (DISTRICT, OTHER, FAR), "POINT": (DISTRICT,), "REGION": (REGION, FAR_REGION)}
ROLES = {
    "public_security": "PSU",
    "precinct": "UPP",
    "probation": "PROB",
    "juvenile": "JUV",
    "criminal": "CP",
    "analytics": "PD-IAU",
    "migration": "PD-MS",
    "penal": "PD-PENAL",
    "patrol": "PATROL",
}
POINT = f"T/UPP-{DISTRICT}"
PRISON = record_id(IDS, CATALOGUE.entity("PenalInstitution"), "T", "prison")


def id_of(entity: str, number: str) -> str:
    """The id of a record of the system T."""
    return record_id(IDS, CATALOGUE.entity(entity), "T", number)


def unit(code: str, place: str | None = None) -> str:
    """The id of a unit."""
    return id_of("Unit", f"{code}-{place or PLACES[UNITS[code][1]][0]}")


def bodies() -> dict[str, bytes]:
    """Places, agencies, units, a precinct with its inspectors, and a prison, as the hub's own records."""
    places = (REGION, DISTRICT, OTHER, FAR_REGION, FAR)
    regions = [
        {"system": "KATO", "recordId": kato, "version": 1, "kato": kato, "name": {"kk": kato}} for kato in places
    ]
    agencies = [{"system": "HUB", "recordId": code, "version": 1, "code": code} for code in ("MIA", "HEALTH")]
    units = [
        {
            **_head(f"{code}-{place}"),
            "code": f"{code}-{place}",
            "kind": kind,
            "level": level,
            "region": f"KATO/{place}",
            "agency": "HUB/MIA",
            **({"parent": f"T/CDP-{place}"} if code == "PSU" else {}),
        }
        for code, (kind, level) in UNITS.items()
        for place in PLACES[level]
    ]
    here = {"region": f"KATO/{DISTRICT}"}
    return {
        "regions": lines(regions),
        "agencies": lines(agencies),
        "units": lines(units),
        "inspectors": lines([{**_head(name), "name": name, "unit": POINT} for name in ("old", "new")]),
        "precincts": lines([{**_head("7"), "number": "7", **here, "point": POINT, "inspector": "T/old"}]),
        "penal_institutions": lines([{**_head("prison"), "name": "prison", "region": f"KATO/{REGION}"}]),
        "adaptation_centers": lines([{**_head("centre"), "name": "centre", "region": f"KATO/{DISTRICT}"}]),
    }


def _head(number: str) -> dict[str, Any]:
    return {"system": "T", "recordId": number, "version": 1}


def document(name: str) -> str:
    """A mutation that takes all its arguments from variables, of which those that may be left out can be."""
    mutations = graphql_schema().mutation_type
    assert mutations is not None
    arguments = mutations.fields[name].args
    declared = ", ".join(f"${each}: {argument.type}" for each, argument in arguments.items())
    passed = ", ".join(f"{each}: ${each}" for each in arguments)
    return f"mutation ({declared}) {{ {name}({passed}) {{ norm at record notices }} }}"


@dataclass
class Office:
    """A graph with the district, a hub that answers on it, and what the access log would hold."""

    graph: Graph
    now: dt.datetime = NOW
    logged: list[AccessEvent] = field(default_factory=list)
    keys: int = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine, on the loop of the graph's driver."""
        return self.graph.run(work)

    def bring(self, feed: str, *rows: dict[str, Any]) -> None:
        """Records come in, in the hub's own form."""
        reports = self.run(load_contents(self.graph.store, {feed: lines(rows)}, lambda *_: None))
        assert not [line for report in reports for line in report.refused]

    def person(self, number: str, kato: str = DISTRICT, born: str = "1990-01-01", **more: Any) -> str:
        """Somebody who lives in a district, and has a document: of whom no open record tells, nobody knows."""
        row = {**_head(number), "familyName": number, "birthDate": born, "region": f"KATO/{kato}", **more}
        self.bring("persons", row)
        self.bring("documents", {**_head(f"card-{number}"), "owner": f"T/{number}", "kind": "IDENTITY_CARD"})
        return id_of("Person", number)

    def release(
        self, number: str, person: str, on: str, kind: str = "TERM_SERVED", kato: str = DISTRICT, **more: Any
    ) -> str:
        """A notice of release, to a chosen address."""
        at = {
            **_head(f"home-{number}"),
            "owner": f"T/{person}",
            "kind": "CHOSEN_AFTER_RELEASE",
            "region": f"KATO/{kato}",
        }
        self.bring("addresses", at)
        row = {**_head(number), "person": f"T/{person}", "releasedOn": on, "kind": kind, "institution": "T/prison"}
        self.bring("release_notices", {**row, "notifiedOn": on, "chosenAddress": f"T/home-{number}", **more})
        return id_of("ReleaseNotice", number)

    def register(self, number: str, person: str, category: str, on: str, **more: Any) -> str:
        """A registration with the district's public-security unit."""
        row = {**_head(number), "person": f"T/{person}", "category": category, "status": "OPEN", "registeredOn": on}
        self.bring("registrations", {**row, "unit": f"T/PSU-{DISTRICT}", **more})
        return id_of("Registration", number)

    def hub(self) -> Engine:
        """The hub as it is served, with its clock set."""
        plans = Plans(schema=graphql_schema(), dialect=self.graph.store.dialect)

        async def record(given: AccessEvent) -> None:
            self.logged.append(given)

        return replace(self.graph.hub(), plans=plans, clock=lambda: day_of(self.now), record=record)

    def caller(self, role: str, **more: Any) -> Caller:
        """Somebody of a role, with the unit that does its work in the district."""
        code = ROLES.get(role)
        own = unit(code) if code else "unt_none"
        area = REGION[:2] if code and code.startswith("PD-") else DISTRICT[:4]
        known = {"unit": own, "area": area, "agency": None, "purposes": ("CASE_WORK",), **more}
        subject = known.get("subject", f"test:{role}:{known['unit']}")
        return Caller(
            subject=subject,
            role=role,
            area=known["area"],
            unit=known["unit"],
            agency=known["agency"],
            purposes=known["purposes"],
            expires=2**40,
        )

    def ask(self, query: str, role: str, variables: dict[str, Any] | None = None, **more: Any) -> Any:
        """The data of an answer, or its error as the caller is shown it."""
        hub = more.pop("hub", None) or self.hub()
        try:
            return self.run(
                execute(
                    hub,
                    self.caller(role, **more),
                    Request(query=query, variables=variables or {}, operation_name=None),
                )
            ).data
        except HubError as error:
            return error.as_response()["extensions"]
        except RequestErrors as error:
            return error.errors[0].as_response()["extensions"]

    def do(self, name: str, role: str = "public_security", caller: Mapping[str, Any] = {}, /, **given: Any) -> Any:
        """What a mutation answers, or the extensions of its error. Without a key it is done under a new one."""
        self.keys += 1
        said = self.ask(document(name), role, {"key": f"key-{self.keys}", **given}, **caller)
        return said.get(name, said)

    def watch(self) -> None:
        """The watcher works in what has happened."""
        while self.run(update_changed(self.graph.store, self.now)):
            pass

    def duty(self, norm: str) -> str | None:
        """Where the one duty under a norm stands; of one with several parts, that which has the norm's own name."""
        self.watch()
        text = "MATCH (d:Duty)-[:REQUIRED_BY]->(:Norm {code: $norm}) RETURN [d.rule, d.status]"
        rows = self.run(self.graph.store.read(text, {"norm": norm}))
        found = [row for row in rows if row[0] == norm] or rows
        assert len(found) < 2, found
        return found[0][1] if found else None

    def read(self, text: str, **parameters: Any) -> list[Any]:
        """The first column of what the graph says."""
        return self.run(self.graph.store.read(text, parameters))


@pytest.fixture
def office(empty_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The district, with nobody in it yet."""
    empty_graph.run(lawful(empty_graph))
    made = Office(empty_graph)
    monkeypatch.setattr(case_work, "utc_now", lambda: made.now)
    reports = empty_graph.run(load_contents(empty_graph.store, bodies(), lambda *_: None))
    assert not [line for report in reports for line in report.refused]
    yield made
