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
    "grandfather and grandson, one undated": ({}, {"birthDate": None}),
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


@pytest.mark.parametrize(
    "other",
    [
        {"address": "Достық көшесі, 1-1"},
        {"address": "Достық көшесі, 1-1", "kato": "711000000"},
        {"address": None, "kato": None},
        {"address": None, "kato": "711000000"},
        {"address": "Абай көшесі, 12-35"},
    ],
)
def test_name_and_date_without_an_address_are_at_most_possible(other: dict[str, Any]) -> None:
    assert decided(card(), card(**other)) == "possible"


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
