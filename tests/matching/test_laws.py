"""What holds of any two cards: order does not matter, time does not, and both ways of matching agree."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.feeds.feed import PersonCard
from adapters.matching import Features, blocks, decide, features, score
from adapters.matching.batch import link_batch
from synthetic.doubles import write_doubles

NAMES = st.sampled_from(
    ["Нұрлан", "Нұржан", "Nurlan", "Нурлна", "Ахметов", "Ахметова", "Серікұлы", "Серикович", "А."]
)
TEXTS = st.one_of(st.none(), NAMES, st.text(st.characters(codec="utf-8"), min_size=1, max_size=12))
CARDS = st.builds(
    PersonCard.model_construct,
    iin=st.sampled_from([None, "850314300003", "850314300013"]),
    family_name=TEXTS,
    given_name=TEXTS,
    patronymic=TEXTS,
    birth_date=st.one_of(
        st.none(),
        st.sampled_from([dt.date(1985, 3, 4), dt.date(1985, 4, 3), dt.date(1985, 1, 1)]),
        st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)),
    ),
    sex=st.sampled_from([None, "MALE", "FEMALE"]),
    kato=st.sampled_from([None, "751000000", "751200000", "711000000"]),
    address=st.one_of(TEXTS, st.sampled_from(["Абай көшесі, 12-34", "ул. Абая, 12", "Мир 1-1"])),
    phone=st.sampled_from([None, "+77013405062", "87013405062", "8 702 405 06 07", "нет"]),
).map(features)


@given(CARDS, CARDS)
def test_order_does_not_matter(one: Features, other: Features) -> None:
    assert score(one, other) == score(other, one)
    assert 0.0 <= score(one, other) <= 1.0


@given(CARDS)
def test_a_card_is_never_another_person_than_itself(one: Features) -> None:
    if not one.has_iin and one.given_name and one.family and one.born and one.address:
        assert decide(score(one, one)) != "different"


@given(CARDS)
def test_keys_are_sorted_and_each_stands_once(one: Features) -> None:
    assert list(blocks(one)) == sorted(set(blocks(one)))


@given(st.lists(CARDS, max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_batch_says_what_arrival_says_of_any_cards(cards: list[Features]) -> None:
    _agree(cards)


def test_a_batch_says_what_arrival_says_of_a_population() -> None:
    _agree([features(each.card) for each in write_doubles(400, 5)])


def test_a_batch_says_the_same_again() -> None:
    cards = [(str(n), features(each.card)) for n, each in enumerate(write_doubles(200, 6))]
    assert link_batch(cards) == link_batch(cards) == link_batch(cards[::-1])


def _agree(cards: list[Features]) -> None:
    batch = {
        (pair.a, pair.b): round(pair.score, 9) for pair in link_batch([(f"{n:05}", c) for n, c in enumerate(cards)])
    }
    arrival = {
        (f"{a:05}", f"{b:05}"): round(score(one, cards[b]), 9)
        for a, one in enumerate(cards)
        for b in range(a + 1, len(cards))
        if set(blocks(one)) & set(blocks(cards[b])) and decide(score(one, cards[b])) != "different"
    }
    assert batch == arrival
