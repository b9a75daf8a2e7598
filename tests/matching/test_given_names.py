"""Given names that differ by letters: twins bear them, and nobody is linked by them without asking."""

from typing import Any

import pytest

from adapters.matching import decide, features
from adapters.matching.batch import link_batch
from tests.matching.people import card, decided, table
from tests.support.feeding.graphs import iin


@pytest.mark.parametrize(("one", "other"), table()["different"])
def test_twins_are_two_people(one: str, other: str) -> None:
    assert decided(card(givenName=one), card(givenName=other)) != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("Хасан", "Хусан"),
            ("Хасан", "Хұсаин"),
            ("Нұрлан", "Нұржан"),
            ("Айжан", "Айман"),
            ("Әсел", "Әсем"),
            ("Мария", "Марина"),
        ),
        *(("Айсұңқар", "Айсұңғар"), ("Бирзават", "Бирманат"), ("Жансая", "Жансара"), ("Ержан", "Ерлан")),
    ],
)
@pytest.mark.parametrize("number", [None, "850314300003"], ids=["no number", "one number"])
def test_given_names_a_letter_or_two_apart_are_a_question_whatever_a_list_knows(
    one: str, other: str, number: str | None
) -> None:
    a, b = card(givenName=one, iin=number), card(givenName=other)
    assert decided(a, b) == decided(b, a) == "possible"
    pairs = link_batch([("a", features(a)), ("b", features(b))])
    assert [decide(pair.score) for pair in pairs] == ["possible"]


ONE_FORM = [
    *(
        ("Жанна", "Жана"),
        ("Инна", "Ина"),
        ("Дана", "Данна"),
        ("Данель", "Даниэль"),
        ("Олжас", "Өлжас"),
        ("Әли", "Али"),
    ),
    *(
        ("Janna", "Jana"),
        ("Danel", "Daniel"),
        ("Olzhas", "Olžas"),
        ("Анна", "Аня"),
        ("Саша", "Паша"),
        ("Юля", "Оля"),
    ),
    *(("Асель", "Әсел"), ("Наталья", "Наталия"), ("Нұр-Али", "Нұрали Ә"), ("ЖАННА", "жана")),
]


@pytest.mark.parametrize(("one", "other"), ONE_FORM)
@pytest.mark.parametrize("number", [None, "850314300003"], ids=["no number", "one number"])
@pytest.mark.parametrize(
    "agreeing",
    [{}, {"patronymic": None}, {"birthDate": "1985-01-01"}, {"phone": "+77013405062"}, {"address": None}],
    ids=str,
)
def test_letters_that_the_compared_form_does_not_know_are_a_question(
    one: str, other: str, number: str | None, agreeing: dict[str, Any]
) -> None:
    number = iin("85010130000") if number and "birthDate" in agreeing else number
    a, b = card(**{**agreeing, "givenName": one, "iin": number}), card(**{**agreeing, "givenName": other})
    assert decided(a, b) == decided(b, a) == "possible"
    pairs = link_batch([("a", features(a)), ("b", features(b))])
    assert [decide(pair.score) for pair in pairs] == ["possible"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Артём", "Артем"),
        ("НҰРЛАН", "Нұрлан"),
        ("Нұр-Сұлтан", "Нұрсұлтан"),
        ("Өлжас", "Olzhas"),
        ("Жанна", "Zhana"),
    ],
)
def test_letters_of_two_alphabets_and_what_is_no_letter_keep_nobody_apart(one: str, other: str) -> None:
    assert decided(card(givenName=one), card(givenName=other)) == "same"


@pytest.mark.parametrize(("one", "other"), [("Хасан", "Мұхтар"), ("Асан", "Берік"), ("Айгүл", "Айдана")])
def test_given_names_further_apart_are_two_people(one: str, other: str) -> None:
    assert decided(card(givenName=one), card(givenName=other)) == "different"


def test_names_that_nobody_knows_and_that_differ_little_are_looked_at() -> None:
    assert decided(card(givenName="Айсұңқар"), card(givenName="Айсұңғар")) != "different"
    assert decided(card(givenName="Бирзават"), card(givenName="Бирманат")) != "same"
