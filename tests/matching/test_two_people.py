"""Who must not be linked: family, namesakes, holders of two numbers."""

from datetime import date
from typing import Any

import pytest

from adapters.matching import features, link_batch, score
from tests.matching.people import card, decided, table

TWO_PEOPLE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "father and son": (
        {"givenName": "Серік", "patronymic": "Нұрланұлы", "birthDate": "1960-05-02"},
        {"givenName": "Нұрлан", "patronymic": "Серікұлы"},
    ),
    "father and son of one given name": (
        {"patronymic": "Нұрланұлы", "birthDate": "1985-03-14"},
        {"patronymic": "Серікұлы", "birthDate": "1960-05-02"},
    ),
    "father and son of one name": ({}, {"birthDate": "1961-03-14"}),
    "father and son, born one digit apart": ({}, {"birthDate": "1965-03-14", "patronymic": None}),
    "grandfather and grandson, one undated": ({}, {"birthDate": None, "patronymic": None}),
    "grandfather and grandson of one full name, one undated, in two flats": (
        {},
        {"birthDate": None, "address": "Абай көшесі, 12-35"},
    ),
    "father and son of one full name, one undated": (
        {"givenName": "Серік"},
        {"givenName": "Серік", "birthDate": None},
    ),
    "father and son of one full name, born one digit apart": (
        {"givenName": "Илья", "patronymic": "Ильич"},
        {"givenName": "Илья", "patronymic": "Ильич", "birthDate": "1965-03-14"},
    ),
    "brothers": ({}, {"givenName": "Ерлан", "birthDate": "1987-03-14"}),
    "namesakes born in one year": (
        {},
        {"birthDate": "1985-09-30", "kato": "711000000", "address": "Достық көшесі, 1-1"},
    ),
    "namesakes born in one year, no address": (
        {"address": None},
        {"birthDate": "1985-09-30", "kato": "711000000", "address": None},
    ),
}


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_relatives_and_namesakes_are_not_linked(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert decided(card(**one), card(**other)) != "same"


@pytest.mark.parametrize(("one", "other"), table()["different"])
def test_twins_are_two_people(one: str, other: str) -> None:
    assert decided(card(givenName=one), card(givenName=other)) == "different"


def test_names_that_nobody_knows_and_that_differ_little_are_looked_at() -> None:
    assert decided(card(givenName="Айсұңқар"), card(givenName="Айсұңғар")) != "different"
    assert decided(card(givenName="Бирзават"), card(givenName="Бирманат")) != "same"


ELSEWHERE = {"address": "Достық көшесі, 1-1", "kato": "711000000"}
APART = {
    "another address": {"address": "Достық көшесі, 1-1"},
    "another flat": {"address": "Абай көшесі, 12-35"},
    "another address and district": ELSEWHERE,
    "no address": {"address": None, "kato": None},
    "no address, another district": {"address": None, "kato": "711000000"},
}


@pytest.mark.parametrize("other", APART.values(), ids=APART)
def test_full_name_and_date_link_without_a_place_in_common(other: dict[str, Any]) -> None:
    assert decided(card(), card(**other)) == "same"


@pytest.mark.parametrize(
    "contradicting",
    [
        {"sex": "FEMALE"},
        {"patronymic": None},
        {"patronymic": "Маратұлы"},
        {"patronymic": "С."},
        {"familyName": "Оспанов"},
        {"birthDate": "1985-03-15"},
        {"birthDate": "1985-01-01"},
        {"birthDate": None},
        {"givenName": "Ерлан"},
        {"givenName": "Нұржан"},
        {"givenName": "Н."},
    ],
    ids=str,
)
def test_without_a_place_in_common_nothing_may_be_missing_or_differ(contradicting: dict[str, Any]) -> None:
    assert decided(card(), card(**ELSEWHERE, **contradicting)) != "same"
    assert decided(card(iin="850314300003"), card(**ELSEWHERE, **contradicting)) != "same"


def test_a_typing_error_is_borne_without_a_place_in_common_but_in_the_family_name() -> None:
    assert decided(card(), card(**ELSEWHERE, givenName="Нұрлна")) == "same"
    assert decided(card(), card(**ELSEWHERE, patronymic="Сериквоич")) == "same"
    assert decided(card(), card(**ELSEWHERE, familyName="Ахмтеов")) == "possible"


def test_a_telephone_that_differs_is_one_thing_too_many() -> None:
    assert decided(card(phone="+77011234567"), card(**ELSEWHERE, phone="+77011234568")) == "possible"


@pytest.mark.parametrize(
    ("other", "decision"),
    [
        ({"patronymic": None}, "same"),
        ({"patronymic": "Маратұлы"}, "possible"),
        ({"birthDate": "1985-03-15"}, "possible"),
        ({"birthDate": "1985-03-15", "address": None}, "same"),
        ({"birthDate": "1985-03-15", "address": None, "patronymic": None}, "possible"),
        ({"givenName": "Нұржан"}, "different"),
    ],
    ids=str,
)
def test_within_a_district_the_date_or_the_full_name_has_to_agree(other: dict[str, Any], decision: str) -> None:
    assert decided(card(), card(**{"address": "Достық көшесі, 1-1", **other})) == decision


def test_a_full_name_that_father_and_son_cannot_share_links_without_a_date_in_one_flat() -> None:
    assert decided(card(), card(birthDate=None)) == "same"
    assert decided(card(), card(birthDate="1965-03-14")) == "same"
    assert decided(card(), card(birthDate=None, address="Абай көшесі, 12-35")) == "possible"
    assert decided(card(), card(birthDate="1961-03-14")) == "different"


def test_two_numbers_are_never_proposed() -> None:
    one, other = features(card(iin="850314300003")), features(card(iin="850314300013"))
    assert score(one, other) == 0.0
    assert link_batch([("a", one), ("b", other)]) == []


def test_the_date_in_a_number_can_contradict() -> None:
    assert decided(card(iin="850314300003"), card(birthDate=date(1985, 3, 14))) == "same"
    assert decided(card(iin="850314300003"), card(birthDate=date(1985, 7, 29))) != "same"
    assert decided(card(iin="850314300003", birthDate=None), card(birthDate=date(1965, 7, 29))) == "different"


def test_a_wrong_sex_is_looked_at_in_either_order() -> None:
    one, other = card(phone="+77011234567", address=None), card(phone="+77011234567", address=None, sex="FEMALE")
    assert decided(one, other) == decided(other, one) == "possible"
