"""Records of feeds in the graph: exactly once, whatever their order; and persons put together of what is said."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.bulk.load_files import load_contents
from graph.ingest.provenance import sources_of
from graph.write.feed_messages import DeliveryCounts
from tests.conftest import Graph
from tests.support.feeding.canonical import canonical
from tests.support.feeding.graphs import AKTAU, ONE, OTHER, SEMEY, emptied, iin
from tests.support.feeding.kit import COURTS, REGISTER, SECOND, Intake, decided, deletion, registered


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    """An empty graph with two regions."""
    regions = b"".join(
        f'{{"system":"KATO","recordId":"{kato}","version":1,"kato":"{kato}"}}\n'.encode() for kato in (SEMEY, AKTAU)
    )
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": regions}, lambda *_: None))
    yield Intake(empty_graph.store)


async def _persons(intake: Intake) -> list[dict[str, Any]]:
    text = (
        "MATCH (p:Person) RETURN {family: p.familyName, area: p.area, phone: p.phone, "
        "sources: [(p)<-[:SOURCE_OF]-(s:SourceRecord) | s.system], "
        "registrations: [(p)<-[:REGISTERS]-(r:Registration) | r.status]}"
    )
    return await intake.store.read(text, {})


def test_a_record_comes_in_once_and_a_repeat_changes_nothing(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    first = run(intake.take(REGISTER, registered("1", person={"iin": ONE, "kato": SEMEY})))
    before = run(canonical(intake.store))
    again = run(intake.take(REGISTER, registered("1", person={"iin": ONE, "kato": SEMEY})))
    assert (first.counts, again.counts) == (DeliveryCounts(1, 1, 0, 0), DeliveryCounts(1, 0, 1, 0))
    assert run(canonical(intake.store)) == before
    (person,) = run(_persons(intake))
    assert person["area"] == SEMEY and person["sources"] == ["PROB"] and person["registrations"] == ["OPEN"]


def test_the_newest_version_stands_whenever_it_comes(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", 3, status="CLOSED", person={"phone": "+77015550100"})))
    late = run(intake.take(REGISTER, registered("1", 2)))
    assert late.counts == DeliveryCounts(1, 0, 1, 0)
    (person,) = run(_persons(intake))
    assert person["registrations"] == ["CLOSED"] and person["phone"] == "+77015550100"


def test_a_deletion_takes_everything_out_and_holds_against_what_comes_late(
    empty_graph: Graph, intake: Intake
) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", person={"address": "Абай көшесі, 1"})))
    run(intake.take(REGISTER, deletion("1", 2)))
    run(intake.take(REGISTER, registered("1")))
    assert run(_persons(intake)) == []
    assert run(intake.store.read("MATCH (n:Registration) RETURN n.id", {})) == []
    assert run(intake.store.read("MATCH (n:Address) RETURN n.id", {})) == []


def test_a_number_makes_one_person_of_two_systems_and_the_leading_one_is_shown(
    empty_graph: Graph, intake: Intake
) -> None:
    run = empty_graph.run
    run(
        intake.take(
            REGISTER, registered("1", 5, person={"iin": ONE, "familyName": "Ескі", "phone": "+77015550101"})
        )
    )
    run(intake.take(SECOND, registered("9", 1, person={"iin": ONE, "familyName": "Жаңа", "phone": "+77015550102"})))
    (person,) = run(_persons(intake))
    assert sorted(person["sources"]) == ["MIA", "PROB"] and len(person["registrations"]) == 2
    assert (person["family"], person["phone"]) == ("Жаңа", "+77015550101")


def test_everything_says_on_which_records_it_stands(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1", 2, person={"iin": ONE})))
    run(intake.take(SECOND, registered("9", 3, person={"iin": ONE})))
    (person,) = run(intake.store.read("MATCH (p:Person) RETURN p.id", {}))
    both = run(sources_of(intake.store, person))
    assert [(each.system, each.feed, each.version) for each in both] == [
        ("MIA", "test-second", 3),
        ("PROB", "test-register", 2),
    ]
    for fact in run(intake.store.read("MATCH (r:Registration) RETURN r.id", {})):
        assert run(sources_of(intake.store, fact))[0] in both
    assert run(sources_of(intake.store, "per_none")) == run(sources_of(intake.store, "nothing")) == []


def test_two_feeds_of_one_system_may_number_records_alike(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    other = replace(COURTS, name="test-other", system="PROB")
    run(intake.take(REGISTER, registered("1", person={"iin": ONE})))
    run(intake.take(other, {**decided("1", {"iin": OTHER}), "recordId": "1"}))
    assert len(run(_persons(intake))) == 2
    run(intake.take(other, deletion("1", 2)))
    (person,) = run(_persons(intake))
    assert person["registrations"] == ["OPEN"] and person["sources"] == ["PROB"]


def test_a_wrong_number_that_is_corrected_parts_two_persons_again(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(SECOND, registered("9", person={"iin": ONE, "familyName": "Басқа"})))
    alone = run(canonical(intake.store))
    run(intake.take(REGISTER, registered("1", 1, person={"iin": ONE, "familyName": "Қате"})))
    assert len(run(_persons(intake))) == 1
    run(intake.take(REGISTER, registered("1", 2, person={"iin": OTHER, "familyName": "Қате"})))
    assert sorted(p["family"] for p in run(_persons(intake))) == ["Басқа", "Қате"]
    run(intake.take(REGISTER, deletion("1", 3)))
    left = [line for line in run(canonical(intake.store)) if '"deleted":true' not in line]
    assert left == alone


def test_two_numbers_under_one_number_of_the_sender_are_two_persons(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    for number, stated in enumerate((ONE, OTHER, None)):
        who = {"personId": "P", "iin": stated, "familyName": f"Аты-{number}"}
        run(intake.take(REGISTER, registered(str(number), person={k: v for k, v in who.items() if v})))
    persons = run(_persons(intake))
    assert sorted(person["family"] for person in persons) == ["Аты-0", "Аты-1", "Аты-2"]
    pairs = "MATCH (p:Person)-[:POSSIBLY_SAME]->(q:Person) RETURN [p.familyName, q.familyName]"
    assert len(run(intake.store.read(pairs, {}))) == 6, "a question, to whoever may see both"
    first = run(intake.store.read("MATCH (p:Person) WHERE p.familyName = 'Аты-0' RETURN p.id", {}))
    run(intake.take(REGISTER, registered("1", 2, person={"personId": "P", "iin": ONE, "familyName": "Аты-0"})))
    (person,) = run(_persons(intake))
    assert len(person["registrations"]) == 3, "once the number is corrected they are one"
    assert run(intake.store.read("MATCH (p:Person) RETURN p.id", {})) == first
    assert run(intake.store.read(pairs, {})) == []


def test_a_link_to_what_has_not_come_yet_is_made_when_it_comes(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    basis = "MATCH (r:Registration) RETURN [(r)-[:BASED_ON]->(d:CourtDecision) | d.number]"
    run(intake.take(REGISTER, registered("1", decision="1-22", person={"iin": ONE})))
    assert run(intake.store.read(basis, {})) == [[]]
    run(intake.take(COURTS, decided("1-22", {"iin": ONE}, {"familyName": "Екінші"})))
    assert run(intake.store.read(basis, {})) == [["1-22"]]
    run(intake.take(COURTS, deletion("1-22", 2)))
    assert run(intake.store.read(basis, {})) == [[]]
    run(intake.take(COURTS, decided("1-22", {"iin": ONE}, version=3)))
    assert run(intake.store.read(basis, {})) == [["1-22"]]


def test_a_record_that_names_an_unknown_body_is_quarantined_and_the_others_come_in(
    empty_graph: Graph, intake: Intake
) -> None:
    run = empty_graph.run
    records = [registered("1"), registered("2", unit="PSU-0000"), registered("3", person={"kato": "990000000"})]
    batch = run(intake.take(REGISTER, *records, registered("4", person={"iin": "900101300120"})))
    assert batch.counts == DeliveryCounts(4, 1, 0, 3)
    found = run(intake.store.read("MATCH (q:Quarantined) RETURN [q.position, q.code, q.where]", {}))
    assert sorted(found) == [
        [2, "UNKNOWN_BODY", "unit"],
        [3, "UNKNOWN_BODY", "person.kato"],
        [4, "INVALID: the check digit of the IIN is wrong", "person.iin"],
    ]


def test_the_same_version_with_other_content_is_a_mistake_of_the_sender(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    run(intake.take(REGISTER, registered("1")))
    batch = run(intake.take(REGISTER, registered("1", status="CLOSED")))
    assert batch.counts == DeliveryCounts(1, 0, 0, 1)
    assert run(_persons(intake))[0]["registrations"] == ["OPEN"]


@pytest.mark.parametrize("seed", range(10))
def test_shuffled_doubled_and_delayed_the_graph_ends_the_same(
    empty_graph: Graph, intake: Intake, seed: int, told: dict[str, list[str]]
) -> None:
    run, rng = empty_graph.run, random.Random(seed)
    records = _story()
    if seed:
        records = [*records, *rng.sample(records, len(records) // 2)]
        rng.shuffle(records)
    while records:
        count = rng.randint(1, 12) if seed else 12
        some, records = records[:count], records[count:]
        for feed in (REGISTER, SECOND, COURTS):
            mine = [record for each, record in some if each is feed]
            if mine:
                run(intake.take(feed, *mine))
    ended = run(canonical(intake.store))
    assert told.setdefault(empty_graph.engine, ended) == ended


@pytest.fixture(scope="module")
def told() -> dict[str, list[str]]:
    """What the graph of each engine says in the end."""
    return {}


def _story() -> list[tuple[Any, dict[str, Any]]]:
    """Records of three systems about a dozen persons: corrected, moved, deleted, deleted and entered again."""
    rng = random.Random("story")
    numbers = [iin(f"8{n % 10}0101300{n:02}") for n in range(12)]
    found: list[tuple[Any, dict[str, Any]]] = []
    for n in range(30):
        feed = REGISTER if n % 2 else SECOND
        for version in range(1, rng.randint(2, 4)):
            person = {
                "personId": f"P-{n // 3}",
                "iin": numbers[n // 3] if rng.random() < 0.6 else None,
                "familyName": f"Тегі-{n // 3}-{version}",
                "kato": rng.choice((SEMEY, AKTAU, None)),
                "address": f"Абай көшесі, {n}" if rng.random() < 0.5 else None,
            }
            decision = f"1-{rng.randint(1, 9)}" if rng.random() < 0.5 else None
            found.append((feed, registered(str(n), version, person=person, decision=decision)))
        if rng.random() < 0.3:
            found.append((feed, deletion(str(n), 8)))
            if rng.random() < 0.5:
                found.append((feed, registered(str(n), 9, person={"personId": f"P-{n // 3}"})))
    for n in range(1, 10):
        persons = [{"iin": rng.choice(numbers)}, {"familyName": f"Белгісіз-{n}"}]
        for version in (1, 2):
            found.append((COURTS, decided(f"1-{n}", *persons[: rng.randint(1, 2)], version=version)))
        if n % 4 == 0:
            found.append((COURTS, deletion(f"1-{n}", 3)))
    return found
