"""A sender's own number of a person that is used again for somebody of a like name: two, until one decides."""

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import orjson
import pytest

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from graph.ingest.clusters import CONFIRMED, PROPOSED, REJECTED
from graph.ingest.identity_links import StoredLink, decide, links, persons_of
from tests.conftest import Graph
from tests.support.feeding.graphs import SEMEY, emptied, iin
from tests.support.feeding.kit import EPOCH, REGISTER, Intake, deletion, registered

SECRET = b"a secret of the tests, 32 bytes."
REGION = orjson.dumps({"system": "KATO", "recordId": SEMEY, "version": 1, "kato": SEMEY})
BOY = {"familyName": "Егізов", "givenName": "Хасан", "birthDate": "2012-07-14", "sex": "MALE"}
CARDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another date": (BOY, {**BOY, "givenName": "Хусан", "birthDate": "2014-05-04"}),
    "a date a digit off": (BOY, {**BOY, "givenName": "Хусан", "birthDate": "2012-07-15"}),
    "another sex": (BOY, {**BOY, "givenName": "Хасана", "sex": "FEMALE"}),
    "a sex that the father's name says": (
        {**BOY, "sex": None, "givenName": "Алихан", "patronymic": "Болатұлы"},
        {**BOY, "sex": None, "givenName": "Айша", "patronymic": "Болатқызы"},
    ),
    "a sex that the father's name says in Latin": (
        {**BOY, "sex": None, "patronymic": "Bolatuly"},
        {**BOY, "sex": None, "givenName": "Khassana", "patronymic": "Bolatkyzy"},
    ),
    "a number's date": (
        {**BOY, "birthDate": None, "iin": iin("12071450012")},
        {**BOY, "birthDate": "2014-05-04", "givenName": "Хусан"},
    ),
    "a number's sex": (
        {**BOY, "sex": None, "iin": iin("12071450012")},
        {**BOY, "sex": "FEMALE", "givenName": "Хасана"},
    ),
    "a father's name beside": (BOY, {**BOY, "givenName": "Хусан Серікұлы", "birthDate": "2014-05-04"}),
    "a Kazakh letter": ({**BOY, "givenName": "Олжас"}, {**BOY, "givenName": "Әлжас", "birthDate": "2014-05-04"}),
    "another family and date": (BOY, {**BOY, "familyName": "Оспанов", "birthDate": "2014-05-04"}),
}
FATHER = {
    "familyName": "Ахметов",
    "givenName": "Серік",
    "patronymic": "Қанатұлы",
    "birthDate": "1980-03-14",
    "sex": "MALE",
}
SON = {"familyName": "Ахметов", "givenName": "Ерлан", "sex": "MALE"}
UNDATED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a father and his son": (FATHER, SON),
    "a father and his son with the father's name": (FATHER, {**SON, "patronymic": "Серікұлы"}),
    "a son called a letter off": (FATHER, {**SON, "givenName": "Берік"}),
    "a son called two letters off": (FATHER, {**SON, "givenName": "Зейрік"}),
    "a son of one name and another father": (FATHER, {**SON, "givenName": "Серік", "patronymic": "Серікұлы"}),
    "a father whose number alone says the day": (
        {**FATHER, "birthDate": None, "iin": iin("80031430012")},
        {**SON, "sex": None},
    ),
    "nobody's date": ({**FATHER, "birthDate": None}, SON),
    "a first of January on both": ({**FATHER, "birthDate": "1980-01-01"}, {**SON, "birthDate": "1980-01-01"}),
    "another family too": (FATHER, {**SON, "familyName": "Оспанов"}),
    "another family alone": (FATHER, {**FATHER, "familyName": "Оспанов", "birthDate": None}),
    "no sex and no family": (FATHER, {"givenName": "Ерлан"}),
    "the father's name as a second word": (FATHER, {**SON, "givenName": "Ерлан Серікұлы"}),
    "a son under his father's number": (
        {**FATHER, "birthDate": None, "iin": iin("80031430012")},
        {**SON, "iin": iin("80031430012")},
    ),
    "a son with a number of his own": (
        {**FATHER, "birthDate": None},
        {**SON, "iin": iin("05061550012")},
    ),
    "one name, other fathers and other dates": (
        FATHER,
        {**SON, "givenName": "Серік", "patronymic": "Серікұлы", "birthDate": "2005-06-15"},
    ),
}
CARDS |= UNDATED
UNLIKE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a number's date": (
        {"givenName": "Ерлан", "iin": iin("85060730012")},
        {"givenName": "Самат", "birthDate": "1990-02-03"},
    ),
    "a number's sex": ({"givenName": "Ерлан", "iin": iin("85060730012")}, {"givenName": "Алуа", "sex": "FEMALE"}),
    "a number beside": (
        {"givenName": "Самат", "birthDate": "1990-02-03"},
        {"givenName": "Ерлан", "iin": iin("85060730012")},
    ),
}
ONE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a letter wrong, one date": (BOY, {**BOY, "givenName": "Хасна"}),
    "a date put right": (BOY, {**BOY, "birthDate": "2012-07-15"}),
    "a sex put right": (BOY, {**BOY, "sex": "FEMALE"}),
    "a year only": ({**BOY, "birthDate": "2012-01-01"}, {**BOY, "givenName": "Хасн"}),
    "a Russian keyboard": (
        {**BOY, "givenName": "Нұрлан"},
        {**BOY, "givenName": "Нурлан", "birthDate": "2012-07-15"},
    ),
    "Latin": ({**BOY, "givenName": "Khassan"}, {**BOY, "birthDate": "2012-07-15"}),
    "the father's name beside": (BOY, {**BOY, "givenName": "Хасан Серікұлы", "birthDate": "2012-07-15"}),
    "another family": (BOY, {**BOY, "familyName": "Оспанов"}),
    "a date added": ({**BOY, "birthDate": None}, BOY),
    "a date left out": (FATHER, {**FATHER, "birthDate": None}),
    "a date left out, a Russian keyboard": (FATHER, {**FATHER, "givenName": "Серик", "birthDate": None}),
    "a date left out, the father's name in the other style": (
        FATHER,
        {**FATHER, "patronymic": "Канатович", "birthDate": None},
    ),
    "a date left out, an initial": (FATHER, {**FATHER, "givenName": "С.", "patronymic": None, "birthDate": None}),
    "a date left out, names exchanged": (FATHER, {"familyName": "Серік", "givenName": "Ахметов"}),
    "a date left out, no given name": (FATHER, {"familyName": "Ахметов", "sex": "MALE"}),
    "another name on one day": (FATHER, {**SON, "birthDate": "1980-03-14"}),
    "the number says the day": (
        {**FATHER, "birthDate": None, "iin": iin("80031430012")},
        {**FATHER, "givenName": "Серк"},
    ),
    "married, one day": (FATHER, {**FATHER, "familyName": "Оспанов"}),
    "another father's name on one day": (FATHER, {**FATHER, "patronymic": "Маратұлы"}),
    "an initial": (BOY, {**BOY, "givenName": "Х.", "birthDate": "2012-07-15"}),
}


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": REGION}, lambda *_: None))
    yield Intake(empty_graph.store)


async def _take(intake: Intake, number: int, card: dict[str, Any], version: int = 1) -> None:
    await intake.take(REGISTER, registered(str(number), version, person={"personId": "P", **card}))


async def _linked(intake: Intake) -> list[StoredLink]:
    while await link_waiting(intake.store, SECRET):
        pass
    return await links(intake.store, None, 10)


async def _count(intake: Intake, pattern: str) -> int:
    (found,) = await intake.store.read(f"MATCH {pattern} RETURN count(*)", {})
    return int(found)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("cards", CARDS.values(), ids=CARDS)
def test_like_names_that_are_contradicted_are_two_and_a_question(
    empty_graph: Graph, intake: Intake, cards: tuple[dict[str, Any], dict[str, Any]], first: int
) -> None:
    run = empty_graph.run
    for number in (first, 1 - first):
        run(_take(intake, number, cards[number]))
    assert run(_count(intake, "(p:Person)")) == 2
    (link,) = run(_linked(intake))
    assert link.status == PROPOSED and len(run(persons_of(intake.store, link.id))) == 2
    assert run(_count(intake, "(:Person)-[:POSSIBLY_SAME]->(:Person)")) == 2
    run(decide(intake.store, link.id, REJECTED, "tests", EPOCH))
    assert run(_count(intake, "(p:Person)")) == 2
    assert run(_count(intake, "(:Person)-[:POSSIBLY_SAME]->(:Person)")) == 0
    run(decide(intake.store, link.id, CONFIRMED, "tests", EPOCH))
    assert run(_count(intake, "(p:Person)")) == 1
    assert len(run(persons_of(intake.store, link.id))) == 1
    run(decide(intake.store, link.id, None, "tests", EPOCH))
    assert run(_count(intake, "(p:Person)")) == 2
    run(intake.take(REGISTER, deletion("0", 2)))
    assert run(_count(intake, "(p:Person)")) == 1 and run(_linked(intake)) == []


@pytest.mark.parametrize("cards", UNLIKE.values(), ids=UNLIKE)
def test_what_a_number_says_parts_unlike_names_too(
    empty_graph: Graph, intake: Intake, cards: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    for number, card in enumerate(cards):
        empty_graph.run(_take(intake, number, card))
    assert empty_graph.run(_count(intake, "(p:Person)")) == 2


@pytest.mark.parametrize("cards", ONE.values(), ids=ONE)
def test_one_name_stays_one_person(
    empty_graph: Graph, intake: Intake, cards: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    for number, card in enumerate(cards):
        empty_graph.run(_take(intake, number, card))
    assert empty_graph.run(_count(intake, "(p:Person)")) == 1
    assert empty_graph.run(_linked(intake)) == []


ROWS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    **UNLIKE,
    **CARDS,
    "another number": (
        {**BOY, "iin": iin("12071450012")},
        {**BOY, "iin": iin("12071450077")},
    ),
}


@pytest.mark.parametrize("first", ["load", "feed"])
@pytest.mark.parametrize("cards", ROWS.values(), ids=ROWS)
def test_a_row_of_the_hubs_own_is_not_who_has_its_number_with_the_sender_and_another_name(
    empty_graph: Graph, intake: Intake, cards: tuple[dict[str, Any], dict[str, Any]], first: str
) -> None:
    run, (row, card) = empty_graph.run, cards

    async def load(version: int, said: dict[str, Any]) -> None:
        line = {"system": "PROB", "recordId": "P", "version": version, **said}
        await load_contents(intake.store, {"persons": orjson.dumps(line)}, lambda *_: None)
        await _linked(intake)

    if first == "load":
        run(load(1, row))
    run(_take(intake, 1, card))
    if first == "feed":
        run(load(1, row))
    assert run(_count(intake, "(p:Person)")) == 2
    of_row = "(p:Person)<-[:REGISTERS]-() WHERE p.feedVersion IS NOT NULL"
    assert run(_count(intake, of_row)) == 0
    # The row is put right: it is of the same person.
    run(load(2, card))
    assert run(_count(intake, "(p:Person)")) == 1 and run(_count(intake, of_row)) == 1
    run(load(3, row))
    assert run(_count(intake, "(p:Person)")) == 2 and run(_count(intake, of_row)) == 0


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("silent", [{"givenName": "Х."}, {"givenName": "Хсан"}, {"givenName": "Khasan"}])
def test_a_card_that_is_like_both_joins_no_two(
    empty_graph: Graph, intake: Intake, silent: dict[str, str], order: tuple[int, ...]
) -> None:
    run, (one, other) = empty_graph.run, CARDS["another date"]
    cards = (one, other, {**BOY, "birthDate": None, **silent})
    for number in order:
        run(_take(intake, number, cards[number]))
    assert run(_count(intake, "(p:Person)")) == 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_sources_of_one_person_that_give_two_dates_protect_as_the_younger(
    empty_graph: Graph, intake: Intake, order: tuple[int, int]
) -> None:
    run = empty_graph.run
    cards = ({**BOY, "birthDate": "1990-07-14"}, BOY)
    for number in order:
        run(_take(intake, number, cards[number]))
    assert run(_count(intake, "(p:Person)")) == 1
    days = run(intake.store.read("MATCH (n) WHERE n:Person OR n:Registration RETURN toString(n.adultOn)", {}))
    assert days == ["2030-07-14"] * 3
    run(intake.take(REGISTER, deletion("1", 2)))
    days = run(intake.store.read("MATCH (n) WHERE n:Person OR n:Registration RETURN toString(n.adultOn)", {}))
    assert days == ["2008-07-14"] * 2


MARRIED = (
    {"familyName": "Ахметова", "givenName": "Айгүл", "birthDate": "1985-06-07", "sex": "FEMALE"},
    {"familyName": "Оспанова", "givenName": "Айгүл", "birthDate": "1985-06-07", "sex": "FEMALE"},
    {"familyName": "Оспанова", "givenName": "Айгүл"},
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_card_of_no_date_is_of_whoever_a_dated_card_names_so(
    empty_graph: Graph, intake: Intake, order: tuple[int, ...]
) -> None:
    for number in order:
        empty_graph.run(_take(intake, number, MARRIED[number]))
    assert empty_graph.run(_count(intake, "(p:Person)")) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_name_that_is_put_right_on_one_card_makes_one_of_two(
    empty_graph: Graph, intake: Intake, order: tuple[int, ...]
) -> None:
    run, cards = empty_graph.run, (FATHER, SON, {**SON, "patronymic": "Серікұлы", "birthDate": "2005-06-15"})
    for number in order:
        run(_take(intake, number, cards[number]))
    assert run(_count(intake, "(p:Person)")) == 2, "the son's two cards are one"
    days = run(intake.store.read("MATCH (p:Person) RETURN toString(p.birthDate) ORDER BY p.birthDate", {}))
    assert days == ["1980-03-14", "2005-06-15"]
    run(_take(intake, 1, {**SON, "birthDate": "1980-03-14", "givenName": "Серик"}, 2))
    assert run(_count(intake, "(p:Person)")) == 2, "another name and another date"
    run(intake.take(REGISTER, deletion("2", 2)))
    assert run(_count(intake, "(p:Person)")) == 1
