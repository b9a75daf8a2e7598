"""One record by what names it: hidden and absent are the same, byte for byte."""

import pytest

from tests.proofs.leaks.conftest import Stage
from tests.proofs.leaks.scene import HIDDEN_IIN, PROSECUTOR, SECRET, absent_id, all_types, id_in_scene, secret_ids
from tests.proofs.oracle.facts import types
from tests.proofs.reference.decide import Who
from tests.proofs.reference.hub import question
from tests.proofs.worlds import SEES_ALL

FREE_IIN = "850101300020"
HIDDEN = sorted(SECRET)
NODE = "query($id: ID!) {{ node(id: $id) {{ __typename id ... on {name} {{ {fields} }} }} }}"


def _node(name: str) -> str:
    return NODE.format(name=name, fields=" ".join(types()[name].fields))


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_record_and_none_are_the_same(stage: Stage, name: str) -> None:
    nobody = Who("ngo") if types()[name].access == "SERVICE" else PROSECUTOR
    absent, hidden = absent_id(name), secret_ids()[name]
    documents = {
        _node(name): ({"id": hidden}, {"id": absent}),
        question(types()[name]): ({"ids": [hidden]}, {"ids": [absent]}),
        "query($id: ID!) { node(id: $id) { __typename } }": ({"id": hidden}, {"id": absent}),
    }
    for document, (one, other) in documents.items():
        for served in (False, True):
            said, nothing = (stage.ask(document, nobody, v, served=served) for v in (one, other))
            assert said.text == nothing.text
            assert said.errors is not None or said.data in ({"node": None}, {"nodes": [None]})
    seen = stage.ask(_node(name), Who(SEES_ALL), {"id": hidden})
    assert seen.data["node"]["id"] == hidden


@pytest.mark.parametrize("name", all_types())
def test_an_absent_record_of_every_type_is_null(stage: Stage, name: str) -> None:
    for who in (PROSECUTOR, Who("operator"), Who(SEES_ALL)):
        said = stage.ask(_node(name), who, {"id": absent_id(name)})
        assert said.data == {"node": None} and said.extensions == {} and said.errors is None


def test_a_hidden_record_by_the_root_of_its_type(stage: Stage) -> None:
    for root, name in (("person", "Person"), ("case", "Case")):
        document = f"query($id: ID!) {{ {root}(id: $id) {{ id __typename }} }}"
        hidden, absent = (stage.ask(document, variables={"id": i}) for i in (secret_ids()[name], absent_id(name)))
        assert hidden.text == absent.text and hidden.data == {root: None}


def test_an_id_of_another_type_finds_nothing(stage: Stage) -> None:
    key = id_in_scene("Case", "home")
    said = stage.ask("query($id: ID!) { person(id: $id) { id } }", variables={"id": key})
    assert said.data == {"person": None}


def test_a_hidden_persons_number_and_a_free_one_are_the_same(stage: Stage) -> None:
    documents = (
        "query($iin: IIN!) { personByIin(iin: $iin) { id familyName } }",
        "query($iin: IIN!) { lookup(iins: [$iin]) { found holders { code } } }",
    )
    for document in documents:
        hidden, free = (stage.ask(document, variables={"iin": iin}) for iin in (HIDDEN_IIN, FREE_IIN))
        assert hidden.text == free.text and hidden.errors is None
        assert stage.ask(document, Who(SEES_ALL), {"iin": HIDDEN_IIN}).text != free.text


def test_a_role_without_numbers_finds_nobody_by_number(stage: Stage) -> None:
    for role in ("commission", "education", "ngo", "crisis_centre", "ministry", "mia_committee", "operator"):
        said = stage.ask(f'{{ lookup(iins: ["{HIDDEN_IIN}"]) {{ found }} }}', Who(role, "", None, "PD75"))
        assert said.data == {"lookup": [{"found": False}]}, role


def test_a_list_of_ids_keeps_its_length_and_says_nothing_more(stage: Stage) -> None:
    hidden, absent = secret_ids()["Person"], absent_id("Person")
    seen = id_in_scene("Person", "aigerim")
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    said = stage.ask(document, variables={"ids": [hidden, seen, absent, "nothing", seen, hidden]})
    assert said.data["nodes"] == [None, {"id": seen}, None, None, {"id": seen}, None]
