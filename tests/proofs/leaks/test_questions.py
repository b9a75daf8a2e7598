"""Filters, orders, counts, aliases, fragments: none of them tells a hidden record or value apart from none.

The questions stand in ``questions.toml``, by leak class.
"""

import tomllib
from pathlib import Path

import pytest

from tests.proofs.leaks.conftest import Stage
from tests.proofs.leaks.scene import HIDDEN_IIN, IIN, id_in_scene, secret_ids
from tests.proofs.oracle.answer import LISTS
from tests.proofs.oracle.facts import types
from tests.proofs.reference.decide import Who
from tests.proofs.worlds import SEES_ALL

PLACES = {"HIDDEN_IIN": HIDDEN_IIN, "IIN": IIN, "CHINGIZ": id_in_scene("Person", "chingiz")}
QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))
SECRETS = (IIN, HIDDEN_IIN, "2024-02-03", "2025-10-01", "North", "OP-1", "Chingizov", "Erlanov")


def _question(group: str, name: str) -> str:
    text = str(QUESTIONS[group][name])
    for place, value in PLACES.items():
        text = text.replace(f'"{place}"', f'"{value}"')
    return text


@pytest.mark.parametrize("name", QUESTIONS["direct"])
def test_filter_on_a_hidden_field(stage: Stage, name: str) -> None:
    stage.alike(_question("direct", name))


@pytest.mark.parametrize("name", QUESTIONS["linked"])
def test_filter_through_relations(stage: Stage, name: str) -> None:
    stage.alike(_question("linked", name))


@pytest.mark.parametrize("name", QUESTIONS["joined"])
def test_filter_inside_or_and_not(stage: Stage, name: str) -> None:
    stage.alike(_question("joined", name))


@pytest.mark.parametrize("name", QUESTIONS["ordered"])
def test_order(stage: Stage, name: str) -> None:
    stage.alike(_question("ordered", name))


@pytest.mark.parametrize("name", QUESTIONS["counted"])
def test_counts(stage: Stage, name: str) -> None:
    stage.alike(_question("counted", name))


@pytest.mark.parametrize("name", QUESTIONS["aliases"])
def test_aliases(stage: Stage, name: str) -> None:
    said = stage.alike(_question("aliases", name))
    assert not [secret for secret in SECRETS if secret in said.text]


@pytest.mark.parametrize("name", QUESTIONS["fragments"])
def test_fragments_on_interfaces(stage: Stage, name: str) -> None:
    """Whatever the id is of, what is hidden included."""
    bodies = [id_in_scene("Ngo", "ngo"), id_in_scene("CrisisCenter", "haven"), id_in_scene("Person", "aigerim")]
    different = 0
    for key in (*secret_ids().values(), *bodies):
        one, other = stage.both(_question("fragments", name), variables={"id": key})
        assert one.text == other.text, key
        whole, bare = stage.both(_question("fragments", name), Who(SEES_ALL), {"id": key})
        different += whole.text != bare.text
    assert different


@pytest.mark.parametrize("name", LISTS)
def test_counts_of_every_list_for_somebody_without_any_grant(stage: Stage, name: str) -> None:
    said = stage.ask(f"{{ {name} {{ totalCount nodes {{ id }} edges {{ cursor }} }} }}", Who("ngo"))
    if types()[LISTS[name]].access != "PUBLIC":
        assert said.data == {name: {"totalCount": 0, "nodes": [], "edges": []}}


def test_a_right_guess_at_a_masked_number_finds_as_little_as_a_wrong_one(stage: Stage) -> None:
    query = "query($iin: IIN) { persons(where: { iin: { eq: $iin } }) { totalCount nodes { id } } }"
    right, wrong = (stage.ask(query, variables={"iin": iin}).text for iin in (IIN, HIDDEN_IIN))
    assert right == wrong and "per_" not in right


def test_an_alias_is_masked_as_the_field_itself_is(stage: Stage) -> None:
    said = stage.ask("{ persons { nodes { familyName iin a: iin phone: iin } } }")
    row = next(each for each in said.data["persons"]["nodes"] if each["familyName"] == "Axmetova")
    assert row["iin"] == row["a"] == row["phone"] == "********0001"


def test_minors_of_the_same_year_are_not_put_in_the_order_of_their_birthdays(stage: Stage) -> None:
    precinct = Who("precinct", "75")
    query = "query($way: SortDirection!) { persons(orderBy: [{ birthDate: $way }]) { nodes { id birthDate } } }"
    rising, falling = (stage.ask(query, precinct, {"way": way}) for way in ("ASC", "DESC"))
    assert rising.text == falling.text
    assert [row["birthDate"] for row in rising.data["persons"]["nodes"]].count("2010") == 2
