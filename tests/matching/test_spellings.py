"""The same name and the same address in other letters, styles and notations."""

import pytest

from adapters.matching import blocks, features
from adapters.matching.levels import levels
from tests.matching.people import card, decided, named, table

SAME, ASKED = table()["same"], table()["asked"]


def test_the_table_is_long_enough() -> None:
    assert len(SAME) >= 45 and len(ASKED) >= 25


@pytest.mark.parametrize(("one", "other"), [*SAME, *ASKED])
def test_spellings_of_one_name_are_nearly_one_form(one: str, other: str) -> None:
    found = levels(features(named(one)), features(named(other)))
    assert {found[name] for name in ("family", "given", "patronymic") if name in found} <= {"equal", "close"}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_person_are_linked(one: str, other: str) -> None:
    assert decided(named(one), named(other)) == "same"
    assert set(blocks(features(named(one)))) & set(blocks(features(named(other))))


@pytest.mark.parametrize(("one", "other"), ASKED)
def test_another_letter_in_the_given_name_is_a_question(one: str, other: str) -> None:
    assert decided(named(one), named(other)) == "possible"
    assert set(blocks(features(named(one)))) & set(blocks(features(named(other))))


@pytest.mark.parametrize(("one", "other"), table()["addresses"])
def test_notations_of_one_address_are_one_home(one: str, other: str) -> None:
    assert levels(features(card(address=one)), features(card(address=other)))["home"] == "equal"


@pytest.mark.parametrize(
    "other",
    [
        card(familyName="Нұрлан", givenName="Ахметов"),
        card(patronymic=None),
        card(givenName="Нұрлан Серикович", patronymic=None),
        card(familyName="Ахметов Нұрлан Серік ұлы", givenName=None, patronymic=None),
        card(birthDate="1985-03-15"),
        card(birthDate="1985-01-01"),
        card(address=None, kato="751000000"),
        card(address="ул. Абая, д. 12"),
        card(sex=None),
        card(iin="850314300003"),
    ],
    ids=lambda other: str(other.model_dump(exclude_none=True)),
)
def test_a_card_with_less_or_with_an_error_is_still_linked(other: object) -> None:
    assert decided(card(), card().model_validate(other)) == "same"


def test_day_and_month_may_be_swapped() -> None:
    assert decided(card(birthDate="1985-03-04"), card(birthDate="1985-04-03")) == "same"


def test_a_telephone_in_common_stands_for_an_address() -> None:
    moved = card(address="ул. Сатпаева, 1-1", kato="711000000", phone="8 701 340 50 62")
    assert decided(card(phone="+77013405062"), moved) == "same"
    assert decided(card(phone="+77013405063"), moved) == "possible"


def test_a_woman_who_married_is_found() -> None:
    girl = named("Ахметова Айгүл Серікқызы", sex="FEMALE")
    assert decided(girl, named("Оспанова Айгүл Серікқызы", sex="FEMALE")) == "same"
    assert decided(girl, named("Оспанова Айгүл", sex="FEMALE", address=None)) == "possible"


def test_features_hold_no_number() -> None:
    found = features(card(iin="850314300003"))
    assert found.has_iin and str(found.iin_birth_date) == "1985-03-14"
    assert "850314300003" not in repr(found)
