"""Break-glass: who may state EMERGENCY, with what, and what it changes."""

from dataclasses import replace

import pytest

from resolvers.errors import HubError
from resolvers.execute import Answer, Request, execute
from schema.identifiers import AreaCode
from schema.model import AccessClass
from security.authorization.caller import Caller
from security.authorization.purposes import StatedPurpose
from tests.conftest import Graph

OFFICER = Caller(
    subject="officer",
    role="precinct",
    area=AreaCode("7510"),
    unit=None,
    agency="MIA",
    purposes=("CASE_WORK", "EMERGENCY"),
    expires=2**40,
)
REASON = "A child is being held in the flat."
EMERGENCY = StatedPurpose("EMERGENCY", None, REASON)
ELSEWHERE = '{ persons(first: 1, where: {region: {kato: {startsWith: "71"}}}) { nodes { id familyName phone } } }'


def ask(graph: Graph, caller: Caller, query: str, stated: StatedPurpose, **more: object) -> Answer:
    return graph.run(
        execute(graph.hub(), caller, Request(query=query, variables=more, operation_name=None, stated=stated))
    )


def somebody(graph: Graph) -> str:
    """The id of a person outside the officer's area."""
    everywhere = replace(OFFICER, role="statistics", area=AreaCode(""))
    answer = ask(graph, everywhere, ELSEWHERE.replace(" phone", ""), StatedPurpose("CASE_WORK"))
    return str(answer.data["persons"]["nodes"][0]["id"])


ONE = "query($id: ID!) { person(id: $id) { familyName phone } }"


def test_an_emergency_releases_what_the_role_file_names(graph: Graph) -> None:
    known = somebody(graph)
    daily = ask(graph, OFFICER, ONE, StatedPurpose("CASE_WORK"), id=known)
    assert daily.data == {"person": {"familyName": None, "phone": None}}
    assert [(note["path"][-1], note["release"], note["reason"]) for note in daily.extensions["access"]] == [
        ("familyName", "POINTER", "PURPOSE"),
        ("phone", "HIDDEN", "PURPOSE"),
    ]
    wider = ask(graph, OFFICER, ONE, EMERGENCY, id=known)
    assert wider.data["person"]["familyName"]
    assert "access" not in wider.extensions


def test_a_pointer_names_the_bodies_to_ask(graph: Graph) -> None:
    [name, _] = ask(graph, OFFICER, ONE, StatedPurpose("CASE_WORK"), id=somebody(graph)).extensions["access"]
    assert name["ask"] and name["norms"] == ["517-8.1", "1095-18", "89-16b"] and name["rows"] == 1


@pytest.mark.parametrize(
    ("caller", "stated", "code"),
    [
        (replace(OFFICER, purposes=("CASE_WORK",)), EMERGENCY, "PURPOSE_REFUSED"),
        (replace(OFFICER, role="statistics"), EMERGENCY, "PURPOSE_REFUSED"),
        (OFFICER, StatedPurpose("EMERGENCY"), "PURPOSE_INCOMPLETE"),
        (OFFICER, StatedPurpose("EMERGENCY", None, "  "), "PURPOSE_INCOMPLETE"),
        (OFFICER, StatedPurpose("EMERGENCY", None, "x" * 501), "PURPOSE_INCOMPLETE"),
        (OFFICER, StatedPurpose("EMERGENCY", "a case, with words", REASON), "PURPOSE_INCOMPLETE"),
        (replace(OFFICER, purposes=("EMERGENCY",)), StatedPurpose(), "PURPOSE_INCOMPLETE"),
        (replace(OFFICER, purposes=("INVESTIGATION",)), StatedPurpose(), "PURPOSE_INCOMPLETE"),
        (replace(OFFICER, purposes=("INVESTIGATION",)), StatedPurpose(None, "24-1", None), "PURPOSE_INCOMPLETE"),
        (replace(OFFICER, purposes=("INVESTIGATION",)), StatedPurpose(None, None, REASON), "PURPOSE_INCOMPLETE"),
    ],
)
def test_it_is_refused_before_anything_runs(graph: Graph, caller: Caller, stated: StatedPurpose, code: str) -> None:
    with pytest.raises(HubError) as refused:
        ask(graph, caller, "{ no such field", stated)
    assert refused.value.entry.code == code


def test_an_investigation_states_case_and_reason(graph: Graph) -> None:
    caller = replace(OFFICER, purposes=("INVESTIGATION",))
    assert ask(graph, caller, "{ me { role } }", StatedPurpose(None, "24-7510/12", REASON)).data["me"]


def test_what_the_token_leaves_out_no_emergency_brings_back(graph: Graph) -> None:
    narrowed = replace(OFFICER, classes=frozenset({AccessClass.CONTACT}))
    answer = ask(graph, narrowed, ONE, EMERGENCY, id=somebody(graph))
    assert answer.data == {"person": None}


def test_strict_mode_fails_at_the_first_thing_withheld(graph: Graph) -> None:
    request = Request(
        query=ONE,
        variables={"id": somebody(graph)},
        operation_name=None,
        stated=StatedPurpose("CASE_WORK"),
        strict=True,
    )
    with pytest.raises(HubError) as refused:
        graph.run(execute(graph.hub(), OFFICER, request))
    assert (refused.value.entry.code, refused.value.path) == ("ACCESS_WITHHELD", ("person", "familyName"))
    inside = replace(request, query="{ me { role } }", variables={})
    assert graph.run(execute(graph.hub(), OFFICER, inside)).data["me"]
