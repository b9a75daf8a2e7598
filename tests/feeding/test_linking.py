"""One person of two systems without a number: linked, proposed, decided on, undone; seen by who may see both."""

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.bulk.load_files import load_contents
from adapters.matching.find_links import link_waiting
from graph.ingest.clusters import CONFIRMED, LINKED, PROPOSED, REJECTED
from graph.ingest.identity_links import NoLinkError, StoredLink, decide, links
from tests.conftest import Graph
from tests.support.feeding.callers import data_of
from tests.support.feeding.canonical import canonical
from tests.support.feeding.graphs import AKTAU, SEMEY, emptied, iin
from tests.support.feeding.kit import EPOCH, REGISTER, SECOND, Intake, deletion, registered

SECRET = b"a secret of the tests, 32 bytes."
ONE, OTHER = iin("85031230012"), iin("85031230077")
SERIK = {
    "familyName": "Ахметов",
    "givenName": "Ерлан",
    "patronymic": "Серікұлы",
    "birthDate": "1985-03-12",
    "sex": "MALE",
    "address": "Абай көшесі, 12-4",
    "kato": SEMEY,
}
SAME = {
    **SERIK,
    "familyName": "Akhmetov",
    "givenName": "Yerlan",
    "patronymic": "Серикович",
    "address": "ул. Абая, д. 12, кв. 4",
}
LIKE = {**SERIK, "patronymic": None, "birthDate": None, "address": None}


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    regions = b"".join(
        f'{{"system":"KATO","recordId":"{kato}","version":1,"kato":"{kato}"}}\n'.encode() for kato in (SEMEY, AKTAU)
    )
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": regions}, lambda *_: None))
    yield Intake(empty_graph.store)


async def linked(intake: Intake) -> list[StoredLink]:
    while await link_waiting(intake.store, SECRET):
        pass
    return await links(intake.store, None, 100)


async def persons(intake: Intake) -> list[list[str]]:
    text = "MATCH (p:Person) RETURN [(p)<-[:SOURCE_OF]-(s:SourceRecord) | s.system + s.recordId]"
    return sorted(sorted(each) for each in await intake.store.read(text, {}))


async def possibly(intake: Intake) -> int:
    found = await intake.store.read("MATCH (:Person)-[r:POSSIBLY_SAME]->(:Person) RETURN count(r)", {})
    return int(found[0])


def test_a_spelling_of_the_same_person_is_linked_and_facts_move_with_it(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person={"iin": ONE, **SERIK})))
    run(intake.take(SECOND, registered("9", person=SAME)))
    assert run(persons(intake)) == [["MIA9"], ["PROB1"]]
    (link,) = run(linked(intake))
    assert link.status == LINKED and run(persons(intake)) == [["MIA9", "PROB1"]]
    both = "MATCH (p:Person) RETURN [(p)<-[:REGISTERS]-(r:Registration) | r.id]"
    assert len(run(intake.store.read(both, {}))[0]) == 2


def test_a_link_that_is_rejected_is_as_if_it_had_never_been_and_is_not_found_again(
    empty_graph: Graph, intake: Intake
) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person=SERIK)))
    run(intake.take(SECOND, registered("9", person=SAME)))
    before = run(canonical(intake.store))
    (link,) = run(linked(intake))
    assert run(canonical(intake.store)) != before
    run(decide(intake.store, link.id, REJECTED, "tests", EPOCH))
    assert [line for line in run(canonical(intake.store)) if not line.startswith("PersonLink")] == before
    run(intake.take(SECOND, registered("9", 2, person=SAME)))
    assert [each.status for each in run(linked(intake))] == [REJECTED]
    assert run(persons(intake)) == [["MIA9"], ["PROB1"]] and run(possibly(intake)) == 0
    run(decide(intake.store, link.id, None, "tests", EPOCH))
    assert run(persons(intake)) == [["MIA9", "PROB1"]]


def test_a_doubtful_pair_is_proposed_confirmed_and_undone(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person={"iin": ONE, **SERIK})))
    run(intake.take(SECOND, registered("9", person=LIKE)))
    (link,) = run(linked(intake))
    proposed = run(canonical(intake.store))
    assert link.status == PROPOSED and run(possibly(intake)) == 2
    run(decide(intake.store, link.id, CONFIRMED, "tests", EPOCH))
    assert run(persons(intake)) == [["MIA9", "PROB1"]] and run(possibly(intake)) == 0
    run(decide(intake.store, link.id, None, "tests", EPOCH))
    assert run(canonical(intake.store)) == proposed
    with pytest.raises(NoLinkError):
        run(decide(intake.store, "lnk_none", CONFIRMED, "tests", EPOCH))


def test_a_third_card_does_not_join_whom_somebody_parted(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person=SERIK)))
    run(intake.take(SECOND, registered("9", person=SAME)))
    (link,) = run(linked(intake))
    run(decide(intake.store, link.id, REJECTED, "tests", EPOCH))
    run(intake.take(SECOND, registered("8", person=SAME)))
    run(linked(intake))
    assert len(run(persons(intake))) == 3, "the third is like both: a question"


def test_an_undated_card_does_not_join_two_who_are_born_on_different_days(
    empty_graph: Graph, intake: Intake
) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person=SERIK)))
    run(intake.take(SECOND, registered("9", person={**SERIK, "birthDate": "2014-05-05"})))
    assert len(run(linked(intake))) == 0 and len(run(persons(intake))) == 2
    run(intake.take(SECOND, registered("8", person={**SERIK, "birthDate": None})))
    run(linked(intake))
    assert len(run(persons(intake))) == 3


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("parting", [{"patronymic": "Маратұлы"}, {"sex": "FEMALE"}])
def test_a_card_that_is_silent_joins_no_two_who_contradict_each_other(
    empty_graph: Graph, intake: Intake, parting: dict[str, str], order: tuple[int, ...]
) -> None:
    run = empty_graph.run
    serik = {**SERIK, "address": None}
    silent = {**serik, **dict.fromkeys(parting, None)}
    deliveries: list[tuple[Any, dict[str, Any]]] = [
        (REGISTER, registered("1", person=serik)),
        (REGISTER, registered("2", person={**serik, **parting})),
        (SECOND, registered("9", person=silent)),
    ]
    for place in order:
        run(intake.take(*deliveries[place]))
        run(linked(intake))
    assert not any({"PROB1", "PROB2"} <= set(of_one) for of_one in run(persons(intake)))


def test_what_would_join_two_numbers_is_a_question_whoever_came_first(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person={"iin": ONE, **SERIK})))
    run(intake.take(REGISTER, registered("2", person={"iin": OTHER, **SERIK})))
    run(intake.take(SECOND, registered("9", person=SAME)))
    assert [each.status for each in run(linked(intake))] == [LINKED, LINKED]
    assert run(persons(intake)) == [["MIA9"], ["PROB1"], ["PROB2"]] and run(possibly(intake)) == 4


def test_decisions_that_would_join_two_numbers_join_nobody(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person={"iin": ONE, **SERIK})))
    run(intake.take(SECOND, registered("9", person=LIKE)))
    run(intake.take(SECOND, registered("8", person={**LIKE, "patronymic": "Серікұлы"})))
    for link in run(linked(intake)):
        run(decide(intake.store, link.id, CONFIRMED, "tests", EPOCH))
    assert run(persons(intake)) == [["MIA8", "MIA9", "PROB1"]]
    # The third card gets a number of its own after the decisions.
    run(intake.take(SECOND, registered("8", 2, person={**LIKE, "patronymic": "Серікұлы", "iin": OTHER})))
    of_each = run(persons(intake))
    assert not any({"PROB1", "MIA8"} <= set(of_one) for of_one in of_each), of_each


def test_whoever_goes_takes_the_links_that_nobody_decided_on(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person=SERIK)))
    alone = run(canonical(intake.store))
    run(intake.take(SECOND, registered("9", person=SAME)))
    run(linked(intake))
    run(intake.take(SECOND, deletion("9", 2)))
    assert run(linked(intake)) == []
    left = [line for line in run(canonical(intake.store)) if '"deleted":true' not in line]
    assert left == alone


def test_the_order_in_which_they_came_does_not_matter(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    records: list[tuple[Any, dict[str, Any]]] = [
        (REGISTER, registered("1", person={"iin": ONE, **SERIK})),
        (SECOND, registered("9", person=SAME)),
        (SECOND, registered("8", person=LIKE)),
        (REGISTER, registered("2", person={**SERIK, "givenName": "Нұрлан"})),
    ]
    told = []
    for turn in range(4):
        run(emptied(empty_graph))
        regions = f'{{"system":"KATO","recordId":"{SEMEY}","version":1,"kato":"{SEMEY}"}}\n'.encode()
        run(load_contents(intake.store, {"regions": regions}, lambda *_: None))
        for feed, record in records[turn:] + records[:turn]:
            run(intake.take(feed, record))
            if turn % 2:
                run(linked(intake))
        run(linked(intake))
        told.append(run(canonical(intake.store)))
    assert told[1:] == told[:1] * 3


def test_whoever_may_see_both_sees_the_candidate_and_nobody_else(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person={"iin": ONE, **SERIK})))
    run(
        intake.take(
            SECOND, registered("9", person={**SERIK, "birthDate": "1985-03-13", "kato": AKTAU, "address": None})
        )
    )
    run(linked(intake))
    hub = empty_graph.hub()
    query = "{ persons { nodes { familyName possiblySame { totalCount nodes { region { kato } } } } } }"

    async def asked(role: str, area: str) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = (await data_of(hub, role, area, query))["persons"]["nodes"]
        return nodes

    everywhere = run(asked("analytics", ""))
    assert [each["possiblySame"]["totalCount"] for each in everywhere] == [1, 1]
    (alone,) = run(asked("prosecutor", SEMEY[:2]))
    assert alone["possiblySame"] == {"totalCount": 0, "nodes": []}
