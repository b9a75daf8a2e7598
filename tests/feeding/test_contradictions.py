"""Facts that contradict each other protect: by feed and by load, as the youngest that any of them says."""

import datetime as dt
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import orjson
import pytest

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from graph.ingest.clusters import PROPOSED
from graph.ingest.identity_links import links
from graph.write.derived import UNKNOWN_AGE
from tests.conftest import Graph
from tests.support.feeding.graphs import SEMEY, emptied, iin
from tests.support.feeding.kit import REGISTER, SECOND, Intake, deletion, registered

SECRET = b"a secret of the tests, 32 bytes."
CHILD, ADULT = iin("12080950012"), iin("71020340012")
BY_CHILDS_NUMBER = dt.date(2030, 8, 9)
REGION = orjson.dumps({"system": "KATO", "recordId": SEMEY, "version": 1, "kato": SEMEY})


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": REGION}, lambda *_: None))
    yield Intake(empty_graph.store)


async def _adult_on(intake: Intake, label: str = "Person") -> list[dt.date]:
    found = await intake.store.read(f"MATCH (n:{label}) RETURN n.adultOn", {})
    return [day.to_native() for day in found]


async def _load(intake: Intake, feed: str, **line: Any) -> None:
    content = orjson.dumps({"system": "MIA", "recordId": "P1", "version": 1, **line})
    await load_contents(intake.store, {feed: content}, lambda *_: None)


@pytest.mark.parametrize(
    ("card", "day", "disputed"),
    [
        ({"iin": CHILD, "birthDate": "1990-08-09"}, BY_CHILDS_NUMBER, True),
        ({"iin": ADULT, "birthDate": "2012-08-09"}, BY_CHILDS_NUMBER, True),
        ({"iin": CHILD}, BY_CHILDS_NUMBER, False),
        ({"iin": ADULT}, dt.date(1989, 2, 3), False),
        ({"iin": ADULT, "birthDate": "1900-01-01"}, dt.date(1989, 2, 3), False),
        ({"birthDate": "1912-08-09"}, UNKNOWN_AGE, False),
        ({"birthDate": "2098-08-09"}, UNKNOWN_AGE, False),
    ],
)
def test_a_card_and_its_number_protect_as_the_younger_of_them(
    empty_graph: Graph, intake: Intake, card: dict[str, Any], day: dt.date, disputed: bool
) -> None:
    run, query = empty_graph.run, "MATCH (p:Person) RETURN p.birthDateDisputed"
    run(intake.take(REGISTER, registered("1", person=card)))
    for label in ("Person", "Registration", "SourceRecord"):
        assert run(_adult_on(intake, label)) == [day], label
    assert run(intake.store.read(query, {})) == [disputed]
    run(emptied(empty_graph))
    run(_load(intake, "persons", **card))
    assert run(_adult_on(intake)) == [day]
    assert run(intake.store.read(query, {})) == [disputed]


def test_any_source_protects_as_long_as_it_says_so(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SECOND, registered("9", person={"iin": ADULT, "birthDate": "1971-02-03"})))
    assert run(_adult_on(intake)) == [dt.date(1989, 2, 3)]
    run(intake.take(REGISTER, registered("1", person={"iin": ADULT, "birthDate": "2012-08-09"})))
    assert run(_adult_on(intake)) == [BY_CHILDS_NUMBER]
    assert set(run(_adult_on(intake, "Registration"))) == {BY_CHILDS_NUMBER}
    run(intake.take(REGISTER, deletion("1", 2)))
    assert run(_adult_on(intake)) == run(_adult_on(intake, "Registration")) == [dt.date(1989, 2, 3)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_date_is_disputed_whichever_of_two_came_last(
    empty_graph: Graph, intake: Intake, order: tuple[int, ...]
) -> None:
    named = {"personId": "P", "familyName": "Ахметов", "givenName": "Ерлан"}
    cards = (
        {**named, "birthDate": "1971-02-03", "iin": ADULT},
        {**named, "birthDate": "2012-08-09"},
        {**named, "birthDate": "2012-08-09"},
    )
    for number in order:
        empty_graph.run(intake.take(REGISTER, registered(str(number), person=cards[number])))
    text = "MATCH (p:Person) RETURN [p.birthDateDisputed, toString(p.adultOn)]"
    assert empty_graph.run(intake.store.read(text, {})) == [[True, "2030-08-09"]]
    empty_graph.run(intake.take(REGISTER, deletion("1", 2), deletion("2", 2)))
    assert empty_graph.run(intake.store.read(text, {})) == [[False, "1989-02-03"]]


@pytest.mark.parametrize("silent", [0, 1])
def test_a_date_that_one_card_says_is_the_persons_whoever_leads(
    empty_graph: Graph, intake: Intake, silent: int
) -> None:
    """The police lead on who somebody is; where they say the sex alone, the other's date stands."""
    dated, undated = {"birthDate": "1990-02-01"}, {"sex": "MALE"}
    cards = [
        {"iin": None, "personId": "P", "familyName": "Ахметов", "givenName": "Асан", **more}
        for more in (undated, dated)
    ]
    for place in (silent, 1 - silent):
        empty_graph.run(intake.take(REGISTER, registered(str(place), person=cards[place])))
    text = "MATCH (p:Person) RETURN [toString(p.birthDate), p.sex]"
    assert empty_graph.run(intake.store.read(text, {})) == [["1990-02-01", "MALE"]]


async def _disputed(intake: Intake) -> list[list[Any]]:
    text = "MATCH (s:SourceRecord) RETURN [toString(s.birthDate), s.birthDateDisputed] ORDER BY s.birthDate"
    return await intake.store.read(text, {})


@pytest.mark.parametrize("first", [0, 1])
def test_a_source_that_gives_another_date_than_its_person_says_so(
    empty_graph: Graph, intake: Intake, first: int
) -> None:
    run = empty_graph.run
    deliveries = [
        (REGISTER, registered("1", person={"iin": ADULT, "birthDate": "2012-08-09"})),
        (SECOND, registered("9", person={"iin": ADULT, "birthDate": "1971-02-03"})),
    ]
    for feed, record in deliveries[first:] + deliveries[:first]:
        run(intake.take(feed, record))
    # The police lead on who a person is.
    assert run(_disputed(intake)) == [["1971-02-03", False], ["2012-08-09", True]]
    run(intake.take(SECOND, registered("9", 2, person={"iin": ADULT, "birthDate": "2012-08-09"})))
    assert run(_disputed(intake)) == [["2012-08-09", False], ["2012-08-09", False]]
    run(_load(intake, "persons", iin=ADULT, birthDate="1971-02-03"))

    async def joined() -> None:
        while await link_waiting(intake.store, SECRET):
            pass

    run(joined())
    assert run(_disputed(intake)) == [["2012-08-09", True], ["2012-08-09", True]]
    run(_load(intake, "persons", version=2, iin=ADULT, birthDate="2012-08-09"))
    assert run(_disputed(intake)) == [["2012-08-09", False], ["2012-08-09", False]]
    run(_load(intake, "sources", recordId="S1", birthDate="1999-08-09", owner="MIA/P1"))
    assert run(_disputed(intake))[0] == ["1999-08-09", True]


def test_whom_the_hub_holds_by_a_record_of_its_own_a_source_protects_too(
    empty_graph: Graph, intake: Intake
) -> None:
    run = empty_graph.run
    run(_load(intake, "persons", iin=ADULT, birthDate="1971-02-03"))
    run(intake.take(REGISTER, registered("1", person={"iin": ADULT, "birthDate": "2012-08-09"})))
    assert run(_adult_on(intake)) == run(_adult_on(intake, "Registration")) == [BY_CHILDS_NUMBER]
    run(_load(intake, "persons", version=2, iin=ADULT, birthDate="1971-02-04"))
    assert run(_adult_on(intake)) == [BY_CHILDS_NUMBER]
    run(intake.take(REGISTER, deletion("1", 2)))
    assert run(_adult_on(intake)) == [dt.date(1989, 2, 4)]
    run(_load(intake, "sources", recordId="S1", birthDate="2012-08-09", owner="MIA/P1"))
    assert run(_adult_on(intake)) == [BY_CHILDS_NUMBER]


def test_where_the_card_is_silent_the_number_says_date_and_sex(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    said = "MATCH (p:Person) RETURN [toString(p.birthDate), p.sex]"
    number = iin("80080940012")
    run(intake.take(REGISTER, registered("1", person={"iin": number})))
    assert run(intake.store.read(said, {})) == [["1980-08-09", "FEMALE"]]
    run(emptied(empty_graph))
    run(_load(intake, "persons", iin=number))
    assert run(intake.store.read(said, {})) == [["1980-08-09", "FEMALE"]]


@pytest.mark.parametrize(("one", "other"), [("Хасан", "Хусан"), ("Нұрлан", "Нұржан"), ("Айжан", "Айман")])
def test_twins_stay_two_until_somebody_decides(empty_graph: Graph, intake: Intake, one: str, other: str) -> None:
    run = empty_graph.run
    twin = {"familyName": "Егізов", "birthDate": "2012-07-14", "kato": SEMEY}
    number = iin("12071450012")
    run(load_contents(intake.store, {"regions": REGION}, lambda *_: None))
    run(intake.take(REGISTER, registered("1", person={**twin, "givenName": one, "iin": number})))
    run(intake.take(REGISTER, registered("2", person={**twin, "givenName": other})))
    while run(link_waiting(intake.store, SECRET)):
        pass
    assert [link.status for link in run(links(intake.store, None, 10))] == [PROPOSED]
    assert len(run(_adult_on(intake))) == 2


def test_a_telephone_that_becomes_a_crowds_parts_whom_it_joined(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    # Without a father's name, the telephone alone makes two cards one person.
    man = {"familyName": "Ахметов", "givenName": "Ерлан", "birthDate": "1985-03-12", "phone": "+77172555010"}

    async def linked() -> list[str]:
        while await link_waiting(intake.store, SECRET):
            pass
        return [link.status for link in await links(intake.store, None, 500)]

    run(intake.take(REGISTER, registered("a", person=man)))
    run(intake.take(SECOND, registered("b", person=man)))
    assert run(linked()) == ["LINKED"]
    crowd = [registered(str(n), person={"familyName": None, "phone": man["phone"]}) for n in range(30)]
    run(intake.take(REGISTER, *crowd))
    assert "LINKED" not in run(linked())
    assert len(run(_adult_on(intake))) == 32
    run(intake.take(REGISTER, *(deletion(str(n), 2) for n in range(30))))
    assert run(linked()) == ["LINKED"]
