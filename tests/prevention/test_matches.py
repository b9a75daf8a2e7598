"""Whoever did not arrive and is met in a register makes a match, once; one that nobody decides becomes overdue."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from adapters.systems import FEEDS
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import delete_facts
from graph.write.commit import commit
from graph.write.ids import HUB, record_id
from graph.write.writer import write
from prevention.deadlines import begin_of, end_of
from prevention.duties.duty_facts import Match, PersonFile, RegisterEvent, Registration
from prevention.matches.detect import matched
from prevention.matches.save_matches import match_id
from schema.catalogue import CATALOGUE
from tests.conftest import Graph
from tests.prevention.test_watching import PERSON, anew, fact, settle, standing
from tests.support.engines import IDS
from tests.support.feeding.graphs import ONE
from tests.support.feeding.kit import Intake, deletion

NOW = dt.datetime(2026, 6, 30, 12)
SINCE, CLOSED = dt.date(2026, 6, 1), dt.date(2026, 6, 20)
SECOND = dt.timedelta(seconds=1)
ELEMENT, EVENTS, MATCHES = (
    FEEDS[name] for name in ("police-registered-element", "police-register-events", "police-proactive-matches")
)
FOUND = """MATCH (m:ProactiveMatch) OPTIONAL MATCH (m)-[:MATCHES]->(p:Person)
  OPTIONAL MATCH (m)-[:MADE_OF]->(e:RegisterEvent)
  RETURN [m.id, m.register, m.decision, toString(m.foundAt), p.id, e.id, m.area]"""
WHOSE = """MATCH (m:ProactiveMatch) OPTIONAL MATCH (m)-[:MATCHES]->(p:Person)
  RETURN [m.id, m.register, m.decision, [(p)<-[:SOURCE_OF]-(s:SourceRecord) | s.recordId]]"""


def found(graph: Graph) -> list[list[Any]]:
    return sorted(graph.run(graph.store.read(FOUND, {})))


def whose(graph: Graph) -> list[list[Any]]:
    """The matches, each with the numbers under which the police know its person."""
    rows = graph.run(graph.store.read(WHOSE, {}))
    return sorted([*row[:3], sorted(row[3])] for row in rows)


def owed(graph: Graph) -> list[str]:
    return sorted(row[2] for row in standing(graph) if row[1] == "89-11b")


def bring(graph: Graph, *records: Record) -> None:
    for each in records:
        graph.run(write(graph.store, each.entity, [each]))


def sought(number: int = 1, person: str = PERSON, **more: Any) -> Record:
    values = {"category": "DID_NOT_ARRIVE", "status": "OPEN", "registeredOn": SINCE, **more}
    return fact("Registration", number, values, person=person)


def event(number: int = 1, day: int = 10, person: str = PERSON) -> Record:
    values = {"register": "PASSPORT", "happenedAt": dt.datetime(2026, 6, day, 6), "text": "Ауыстырылды."}
    return fact("RegisterEvent", number, values, person=person)


def delete(graph: Graph, *records: Record) -> None:
    async def job(work: UnitOfWork) -> None:
        ids = [each.id for each in records]
        work.touch([*ids, *await delete_facts(work, ids)])

    graph.run(commit(graph.store, job))


def decide(graph: Graph, made: str, at: dt.datetime) -> None:
    """Somebody decides on a match."""

    async def job(work: UnitOfWork) -> None:
        text = "MATCH (m:ProactiveMatch {id: $id}) SET m.decision = 'NOTIFY', m.decidedAt = $at"
        await work.rows(text, id=made, at=at)
        work.touch([made])

    graph.run(commit(graph.store, job))


@pytest.mark.parametrize(
    ("at", "met"),
    [
        (begin_of(SINCE) - SECOND, False),
        (begin_of(SINCE), True),
        (end_of(CLOSED), True),
        (end_of(CLOSED) + SECOND, False),
    ],
)
def test_days_in_almaty_on_which_somebody_is_sought(at: dt.datetime, met: bool) -> None:
    registrations = (Registration(id="r", category="DID_NOT_ARRIVE", since=SINCE, closed=CLOSED),)
    file = PersonFile(
        id="per_1", registrations=registrations, register_events=(RegisterEvent("e", "PASSPORT", at),)
    )
    assert bool(matched(file)) is met


def test_the_sought_alone_are_matched_and_not_where_the_police_did_it() -> None:
    met = (RegisterEvent("e", "PASSPORT", NOW),)
    registrations = tuple(
        Registration(id=name, category=name, since=SINCE) for name in ("PAROLEE", "SUPERVISED", "RELEASED")
    )
    assert not matched(PersonFile(id="per_1", registrations=registrations, register_events=met))
    registrations += (
        Registration(id="r", category="DID_NOT_ARRIVE", since=SINCE),
        Registration(id="s", category="DID_NOT_ARRIVE", since=CLOSED),
    )
    for event_, own, count in (("e", False, 0), ("e", True, 1), ("other", False, 1), (None, False, 1)):
        matches = (Match(id="m", found_at=NOW, event=event_, is_own=own),)
        file = PersonFile(id="per_1", registrations=registrations, matches=matches, register_events=met)
        assert len(matched(file)) == count


def test_an_event_makes_one_match_and_an_overdue_duty(bare: Graph) -> None:
    bring(bare, fact("Person", 1, {}), sought(), sought(2), event(), event(2, 15))
    settle(bare, NOW)
    first = found(bare)
    when = f"{NOW:%Y-%m-%dT%H:%M}"
    assert [(row[0], row[1:3], row[4:6]) for row in first] == sorted(
        (match_id(IDS, each.id), ["PASSPORT", "PENDING"], [PERSON, each.id]) for each in (event(), event(2))
    )
    assert all(row[3].startswith(when) for row in first)
    assert owed(bare) == ["OPEN", "OPEN"]
    decide(bare, first[0][0], NOW + dt.timedelta(hours=2))
    settle(bare, NOW + dt.timedelta(hours=24))
    assert owed(bare) == ["DONE", "OPEN"]
    late = NOW + dt.timedelta(hours=24, seconds=1)
    settle(bare, late)
    assert owed(bare) == ["DONE", "OVERDUE"]
    stood = standing(bare)
    assert anew(bare, late) == stood
    # When it was found is written once, and so is everything else of it.
    assert [row[3] for row in found(bare)] == [row[3] for row in first] and len(first) == 2


def test_what_is_pending_goes_with_its_cause_and_what_is_decided_stays(bare: Graph) -> None:
    person, other = fact("Person", 1, {}), sought(2, registeredOn=dt.date(2026, 6, 5))
    events = [event(number, 10 + number) for number in range(1, 5)]
    bring(bare, person, sought(), other, *events)
    settle(bare, NOW)
    assert len(found(bare)) == 4
    decided = [match_id(IDS, each.id) for each in events[:2]]
    for each in decided:
        decide(bare, each, NOW)
    settle(bare, NOW)
    # One registration still covers them all.
    delete(bare, sought())
    settle(bare, NOW)
    assert len(found(bare)) == 4
    delete(bare, events[1], events[2])
    settle(bare, NOW)
    assert [row[0] for row in found(bare)] == sorted([*decided, match_id(IDS, events[3].id)])
    delete(bare, other)
    settle(bare, NOW)
    assert [row[0] for row in found(bare)] == sorted(decided)
    assert {row[2] for row in found(bare)} == {"NOTIFY"} and owed(bare) == ["DONE", "DONE"]
    # They come again: what was decided is not asked anew.
    bring(bare, other, events[1], events[2])
    settle(bare, NOW + dt.timedelta(hours=1))
    rows = {row[0]: row[2] for row in found(bare)}
    assert sorted(rows) == sorted(match_id(IDS, each.id) for each in events)
    assert [rows[each] for each in decided] == ["NOTIFY", "NOTIFY"]


def test_an_event_of_somebody_else_takes_its_match_along_while_it_is_pending(bare: Graph) -> None:
    persons = [fact("Person", number, {}) for number in (1, 2)]
    events = [event(number, person=persons[0].id) for number in (1, 2)]
    bring(bare, *persons, *(sought(n, each.id) for n, each in enumerate(persons)), *events)
    settle(bare, NOW)
    assert {row[4] for row in found(bare)} == {persons[0].id}
    decide(bare, match_id(IDS, events[1].id), NOW)
    settle(bare, NOW)
    for each in events:
        bring(bare, replace(each, version=2, links={"person": (persons[1].id,)}))
    settle(bare, NOW + dt.timedelta(hours=1))
    of = {row[0]: (row[2], row[4]) for row in found(bare)}
    assert of == {
        match_id(IDS, events[0].id): ("PENDING", persons[1].id),
        match_id(IDS, events[1].id): ("NOTIFY", persons[0].id),
    }


def test_a_person_who_is_gone_leaves_no_pending_match(bare: Graph) -> None:
    bring(bare, fact("Person", 1, {}), sought(), event())
    settle(bare, NOW)
    assert len(found(bare)) == 1
    delete(bare, fact("Person", 1, {}), sought(), event())
    settle(bare, NOW)
    assert found(bare) == [] and owed(bare) == []


# What the police send, of two persons whom one number may make one.


def police(number: str, version: int, who: str, iin: str | None = None, **content: Any) -> dict[str, Any]:
    person = {"personId": who, "familyName": "Ахметов"} | ({"iin": iin} if iin else {})
    changed = f"2026-06-{version:02}T10:00:00Z"
    return {"recordId": number, "version": version, "changedAt": changed, "person": person, **content}


def element(number: str, version: int, who: str, iin: str | None = None, closed: int = 0) -> dict[str, Any]:
    content: dict[str, Any] = {"category": "DID_NOT_ARRIVE", "registeredOn": "2026-06-01", "unit": "1"}
    end = {"status": "CLOSED", "closedOn": f"2026-06-{closed:02}"} if closed else {"status": "OPEN"}
    return police(number, version, who, iin, **content, **end)


def met(number: str, version: int, who: str, day: int, where: str = "PASSPORT", **more: Any) -> dict[str, Any]:
    content = {"metIn": where, "happenedAt": f"2026-06-{day:02}T10:00:00Z", "text": "Ауыстырылды."}
    return police(number, version, who, **content, **more)


def agency_match(number: str, version: int, who: str, of: str | None) -> dict[str, Any]:
    content = {"metIn": "PASSPORT", "foundAt": "2026-06-16T10:00:00Z", "decision": "PENDING"}
    return police(number, version, who, **content, **({"event": of} if of else {}))


@pytest.fixture
def intake(bare: Graph) -> Intake:
    unit = CATALOGUE.entity("Unit")
    bring(
        bare,
        Record(
            entity=unit,
            id=record_id(IDS, unit, "MIA", "1"),
            version=1,
            properties={"kind": "PUBLIC_SECURITY", "level": "COUNTRY"},
            links={},
        ),
    )
    return Intake(bare.store)


def own(number: str) -> str:
    return match_id(IDS, record_id(IDS, CATALOGUE.entity("RegisterEvent"), "MIA", number))


def test_a_match_goes_with_its_event_when_persons_are_put_together_and_parted(bare: Graph, intake: Intake) -> None:
    run = bare.run
    run(intake.take(ELEMENT, element("R1", 1, "A", ONE)))
    run(intake.take(EVENTS, met("E1", 1, "B", 10), met("E2", 1, "B", 11)))
    settle(bare, NOW)
    assert whose(bare) == []
    # One number makes them one person.
    run(intake.take(EVENTS, met("E3", 1, "B", 12, iin=ONE)))
    settle(bare, NOW)
    assert [(row[0], row[3]) for row in whose(bare)] == sorted(
        (own(number), ["A", "B", "B", "B"]) for number in ("E1", "E2", "E3")
    )
    decide(bare, own("E1"), NOW)
    settle(bare, NOW)
    # The number was wrong: the match on which nobody decided goes, the other stands on whom its event is about.
    run(intake.take(EVENTS, met("E3", 2, "B", 12)))
    settle(bare, NOW)
    assert [(row[0], row[3]) for row in whose(bare)] == [(own("E1"), ["B", "B", "B"])]
    stood = standing(bare)
    assert anew(bare, NOW) == stood


def test_a_match_of_the_police_that_names_its_event_is_the_only_one(bare: Graph, intake: Intake) -> None:
    run = bare.run
    run(intake.take(ELEMENT, element("R1", 1, "A")))
    run(intake.take(EVENTS, met("E1", 1, "A", 10)))
    settle(bare, NOW)
    assert [row[0] for row in whose(bare)] == [own("E1")]
    run(intake.take(MATCHES, agency_match("M1", 1, "A", "E1")))
    settle(bare, NOW)
    (only,) = found(bare)
    assert only[0] == record_id(IDS, CATALOGUE.entity("ProactiveMatch"), "MIA", "M1")
    assert only[5] == record_id(IDS, CATALOGUE.entity("RegisterEvent"), "MIA", "E1") and owed(bare) == ["OVERDUE"]
    run(intake.take(MATCHES, agency_match("M1", 2, "A", None)))
    settle(bare, NOW)
    assert {row[0] for row in found(bare)} == {only[0], own("E1")}


def history(dice: random.Random) -> list[tuple[Any, dict[str, Any]]]:
    """Versions of a few records about two persons, who may be one."""
    told: list[tuple[Any, dict[str, Any]]] = []
    for number in range(3):
        name, who = f"R{number}", dice.choice("AB")
        told.append((ELEMENT, element(name, 1, who, dice.choice((None, ONE)))))
        if dice.random() < 0.5:
            told.append((ELEMENT, element(name, 2, who, dice.choice((None, ONE)), dice.randint(5, 20))))
        if dice.random() < 0.3:
            told.append((ELEMENT, deletion(name, 3)))
    for number in range(5):
        name = f"E{number}"
        for version in range(1, dice.randint(2, 4)):
            where = dice.choice(("PASSPORT", "CRIMINAL_ITEMS"))
            told.append((EVENTS, met(name, version, dice.choice("AB"), dice.randint(1, 28), where)))
        if dice.random() < 0.3:
            told.append((EVENTS, deletion(name, 9)))
    told.append((MATCHES, agency_match("M1", 1, "A", dice.choice(("E0", "E1", None)))))
    return told


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_order_in_which_facts_come_the_matches_are_the_same(
    bare: Graph, intake: Intake, seed: int
) -> None:
    dice = random.Random(seed)
    told, seen = history(dice), []
    for turn in range(3):
        for feed, record in told:
            bare.run(intake.take(feed, record))
            if turn and dice.random() < 0.5:
                settle(bare, NOW)
        settle(bare, NOW)
        stood, matches = standing(bare), whose(bare)
        assert anew(bare, NOW) == stood and whose(bare) == matches
        seen.append(matches)
        dice.shuffle(told)
        bare.run(forgotten(bare, ("RegisterEvent", "Registration", "ProactiveMatch")))
    assert seen[0] == seen[1] == seen[2]
    assert {row[0] for row in seen[0]}


async def forgotten(graph: Graph, labels: Iterable[str]) -> None:
    """Take everything out that came by feeds, and what was made of it."""

    async def job(work: UnitOfWork) -> None:
        for label in (*labels, "FeedRecord", "SourceRecord", "Person", "Waiting", "Duty", "DutyFile", "DutyWatch"):
            await work.rows(f"MATCH (n:{label}) DETACH DELETE n")

    await commit(graph.store, job)


def test_ids_of_matches_are_the_hubs(bare: Graph) -> None:
    entity = CATALOGUE.entity("ProactiveMatch")
    assert match_id(IDS, "rge_1") == record_id(IDS, entity, HUB, "rge_1")
