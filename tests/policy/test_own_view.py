"""``me`` and ``access``: a caller asks what is released to it; an agreement that ends takes its release along."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from resolvers.engine.plan_cache import Plans
from resolvers.execute import Engine, Request, execute
from resolvers.visibility.policy_check import checked_policy
from schema.api.graphql_schema import graphql_schema
from schema.identifiers import AreaCode, HubId, UnitId
from security.authorization.caller import Caller
from security.authorization.policy import DIRECTORY
from tests.conftest import Graph
from tests.support.policy_files import AGREED, changed

DAY = dt.date(2026, 6, 30)
NEXT = DAY + dt.timedelta(days=1)
ACCESS = """query($t: String!, $f: String!) { access(type: $t, field: $f) {
  type field class releases { release scope norms until } minors { release scope norms } } }"""


def engine(graph: Graph, folder: Path = DIRECTORY, day: dt.date = DAY) -> Engine:
    plans = Plans(schema=graphql_schema(), dialect=graph.store.dialect)
    return replace(graph.hub(), plans=plans, policy=checked_policy(folder, day, AGREED), clock=lambda: day)


def ask(graph: Graph, hub: Engine, query: str, variables: dict[str, Any], role: str = "precinct") -> Any:
    caller = Caller(
        subject="t",
        role=role,
        area=AreaCode("75"),
        unit=UnitId(HubId("ngo_x")),
        agency=None,
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    return graph.run(execute(hub, caller, Request(query=query, variables=variables, operation_name=None))).data


def test_access_says_class_releases_and_norms(graph: Graph) -> None:
    found = ask(graph, engine(graph), ACCESS, {"t": "Person", "f": "iin"})["access"]
    assert found == {
        "type": "Person",
        "field": "iin",
        "class": "IDENTITY",
        "releases": [{"release": "MASKED", "scope": "area", "norms": ["517-8.1", "89-16b"], "until": None}],
        "minors": [{"release": "MASKED", "scope": "area", "norms": ["517-8.1", "1095-18", "89-16b"]}],
    }


def test_access_to_what_is_public_hidden_and_absent(graph: Graph) -> None:
    hub = engine(graph)
    public = ask(graph, hub, ACCESS, {"t": "Region", "f": "name"})["access"]
    assert public["class"] == "PUBLIC" and public["minors"] is None
    assert public["releases"] == [{"release": "FULL", "scope": "all", "norms": [], "until": None}]
    for name, field in (("Treatment", "kind"), ("Person", "treatments"), ("Person", "inn"), ("Persn", "iin")):
        assert ask(graph, hub, ACCESS, {"t": name, "f": field}) == {"access": None}


def test_me_says_all_that_is_released(graph: Graph) -> None:
    query = """{ me { __typename role area unit purposes
      releases { __typename class how: releases { release scope } } } }"""
    found = ask(graph, engine(graph), query, {}, "ngo")["me"]
    assert found == {
        "__typename": "Caller",
        "role": "ngo",
        "area": "75",
        "unit": "ngo_x",
        "purposes": ["CASE_WORK"],
        "releases": [
            {"__typename": "ClassRelease", "class": "PUBLIC", "how": [{"release": "FULL", "scope": "all"}]},
            {"__typename": "ClassRelease", "class": "PERSON", "how": [{"release": "FULL", "scope": "client"}]},
            {"__typename": "ClassRelease", "class": "CONTACT", "how": [{"release": "FULL", "scope": "client"}]},
        ],
    }


def _agreed(to: Path) -> Path:
    return changed(
        to,
        "ngo",
        'CONTACT = "FULL client"',
        "CONTACT = [\n"
        f'  {{ release = "FULL client", norms = ["agreement 2026-14 until {DAY}"] }},\n'
        '  { release = "MASKED client" },\n]',
    )


def test_release_ends_with_its_agreement_while_the_hub_runs(graph: Graph, tmp_path: Path) -> None:
    hub = engine(graph, _agreed(tmp_path))
    asked = {"t": "Person", "f": "phone"}
    today = ask(graph, hub, ACCESS, asked, "ngo")["access"]["releases"]
    assert [(each["release"], each["until"]) for each in today] == [("FULL", str(DAY)), ("MASKED", "2030-12-31")]
    assert today[0]["norms"] == [f"agreement 2026-14 until {DAY}"]
    tomorrow = ask(graph, replace(hub, clock=lambda: NEXT), ACCESS, asked, "ngo")["access"]["releases"]
    assert [each["release"] for each in tomorrow] == ["MASKED"]
    again = ask(graph, hub, ACCESS, asked, "ngo")["access"]["releases"]
    assert again == today


def _client() -> Caller:
    """An organisation with one client."""
    case = Path(__file__).parent.parent / "golden" / "role_without_a_class"
    unit = json.loads((case / "caller.json").read_text(encoding="utf-8"))["unit"]
    return Caller(
        subject="t", role="ngo", area=None, unit=unit, agency=None, purposes=("CASE_WORK",), expires=2**40
    )


def test_without_another_release_the_answer_says_that_it_has_expired(graph: Graph, tmp_path: Path) -> None:
    agreement = f"agreement 2026-14 until {DAY}"
    folder = changed(
        tmp_path,
        "ngo",
        'CONTACT = "FULL client"',
        f'CONTACT = {{ release = "FULL client", norms = ["{agreement}"] }}',
    )
    hub = engine(graph, folder)
    asked = Request(
        query="{ persons { nodes { phone addresses { totalCount } } } }", variables={}, operation_name=None
    )
    before = graph.run(execute(hub, _client(), asked))
    assert before.data["persons"]["nodes"][0]["phone"] and not before.extensions.get("access")
    after = graph.run(execute(replace(hub, clock=lambda: NEXT), _client(), asked))
    assert after.data == {"persons": {"nodes": [{"phone": None, "addresses": None}]}}
    assert {(note["reason"], *note["norms"]) for note in after.extensions["access"]} == {("EXPIRED", agreement)}
    assert len(after.extensions["access"]) == 2


@pytest.mark.parametrize(("limit", "shown"), [("MASKED", "Т."), ("HIDDEN", None)])
def test_a_narrowed_field_is_given_no_further(graph: Graph, tmp_path: Path, limit: str, shown: str | None) -> None:
    last = 'CONTACT = "FULL client"'
    folder = changed(tmp_path, "ngo", last, f'{last}\n[fields]\n"Person.familyName" = "{limit}"')
    # On the whole schema, so that it is the guard that narrows.
    hub = replace(graph.hub(), policy=checked_policy(folder, DAY, AGREED), clock=lambda: DAY)

    def find(query: str) -> Any:
        return graph.run(execute(hub, _client(), Request(query=query, variables={}, operation_name=None))).data[
            "persons"
        ]

    assert find("{ persons { nodes { familyName } } }") == {"nodes": [{"familyName": shown}]}
    for where in ('{eq: "Төлегенова"}', '{ne: "x"}', "{isNull: true}", "{isNull: false}"):
        assert find(f"{{ persons(where: {{familyName: {where}}}) {{ totalCount }} }}") == {"totalCount": 0}
