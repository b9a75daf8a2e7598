"""Dates that are nobody's for sure: a number that says another day than its card, and the first of January."""

from typing import Any

import pytest

from adapters.feeds.feed import PersonCard
from adapters.matching import blocks, decide, features
from adapters.matching.batch import link_batch
from tests.matching.people import card, decided
from tests.support.feeding.graphs import iin

OF_A_BOY, OF_A_FATHER = iin("12031450012"), iin("60031430012")
PHONE = "+77013405062"


def _is_asked(one: PersonCard, other: PersonCard) -> bool:
    """Whether the pair meets and is a question: on arrival, in either order, and in a batch."""
    a, b = features(one), features(other)
    batch = [decide(pair.score) for pair in link_batch([("a", a), ("b", b)])]
    return decided(one, other) == decided(other, one) == "possible" and batch == ["possible"]


@pytest.mark.parametrize("number", [OF_A_BOY, OF_A_FATHER], ids=["a boy's number", "a father's number"])
@pytest.mark.parametrize(
    "known",
    [
        {},
        {"address": None},
        {"address": None, "kato": None},
        {"patronymic": None},
        {"patronymic": None, "address": None, "kato": None, "sex": None},
        {"phone": PHONE},
    ],
    ids=str,
)
def test_cards_that_are_identical_but_for_a_strangers_number_are_a_question(
    number: str, known: dict[str, Any]
) -> None:
    assert _is_asked(card(**known, iin=number), card(**known))


@pytest.mark.parametrize("number", [OF_A_BOY, OF_A_FATHER], ids=["a boy's number", "a father's number"])
def test_whose_date_is_in_the_strangers_number_and_whose_name_is_the_same_is_a_question(number: str) -> None:
    born = features(card(iin=number)).iin_birth_date
    assert _is_asked(card(iin=number), card(birthDate=born, address=None))
    assert _is_asked(card(iin=number), card(iin=iin("85031430099")))


def test_another_name_under_a_strangers_number_is_nobody_else() -> None:
    assert decided(card(iin=OF_A_BOY), card(givenName="Ерасыл", birthDate="2012-03-14")) == "different"
    assert decided(card(iin=OF_A_BOY, familyName="Оспанов"), card(birthDate="2012-03-14")) != "same"


def test_both_dates_of_a_card_that_contradicts_itself_give_keys() -> None:
    found = blocks(features(card(iin=OF_A_BOY)))
    assert {"day-given:1985-3-14:nr", "day-given:2012-3-14:nr"} <= set(found)


@pytest.mark.parametrize("day", ["1985-01-01", "1970-01-01", "2008-01-01"])
@pytest.mark.parametrize("number", [False, True], ids=["no number", "one number"])
@pytest.mark.parametrize(
    "agreeing",
    [{}, {"phone": PHONE}, {"phone": PHONE, "address": None}, {"address": None}, {"address": None, "kato": None}],
    ids=str,
)
@pytest.mark.parametrize("father", [None, "Серікұлы"], ids=["no father's name", "a father's name on one card"])
def test_a_first_of_january_and_a_common_name_join_nobody_without_asking(
    day: str, number: bool, agreeing: dict[str, Any], father: str | None
) -> None:
    stated = {**agreeing, "birthDate": day}
    own = iin(f"{day[2:4]}0101{'3' if day < '2000' else '5'}0012") if number else None
    one, other = card(**stated, patronymic=father, iin=own), card(**stated, patronymic=None)
    assert decided(one, other) == decided(other, one) == "possible"


def test_a_year_with_the_fathers_name_and_the_home_still_links() -> None:
    assert decided(card(birthDate="1985-01-01"), card(birthDate="1985-01-01")) == "same"
    assert decided(card(birthDate="1985-01-01"), card()) == "same"
