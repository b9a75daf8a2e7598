"""Watching: whatever the order in which facts come and the clock goes on, duties are those of everything anew."""

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.bulk.load_files import load
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import delete_facts
from graph.write.change_log import last
from graph.write.commit import commit
from graph.write.ids import record_id
from graph.write.writer import write
from prevention.deadlines import end_of
from prevention.engine import recompute_all, update_changed
from schema.catalogue import CATALOGUE
from synthetic import generate
from tests.conftest import Graph
from tests.support.engines import IDS

NOW = dt.datetime(2026, 6, 30, 12)
REGION = "75"
DUTIES = """MATCH (d:Duty) OPTIONAL MATCH (d)-[:BINDS]->(u:Unit) OPTIONAL MATCH (d)-[:OWED_FOR]->(p:Person)
  OPTIONAL MATCH (d)-[:ARISES_IN]->(c:Case) OPTIONAL MATCH (d)-[:REQUIRED_BY]->(n:Norm)
  RETURN [d.id, d.rule, d.status, toString(d.arisesOn), toString(d.dueOn), toString(d.doneOn), u.id, p.id, c.id,
    n.code, d.area]"""

Row = list[Any]


def standing(graph: Graph) -> list[Row]:
    return sorted(graph.run(graph.store.read(DUTIES, {})))


def settle(graph: Graph, now: dt.datetime) -> None:
    """Watch until nothing is left to do."""
    while graph.run(update_changed(graph.store, now)):
        pass


def anew(graph: Graph, now: dt.datetime) -> list[Row]:
    """The duties of everything worked out anew, with none remembered."""
    graph.run(forget(graph))
    graph.run(recompute_all(graph.store, now))
    return standing(graph)


async def forget(graph: Graph) -> None:
    async def job(work: UnitOfWork) -> None:
        found = await work.rows("MATCH (d:Duty) RETURN d.id AS id")
        await delete_facts(work, [row["id"] for row in found])
        await work.rows("MATCH (f:DutyFile) DELETE f")

    await commit(graph.store, job)


async def keep_one_region(graph: Graph) -> None:
    """Leave of the country what lies in one region: what is worked out is few, and of every kind."""

    async def job(work: UnitOfWork) -> None:
        for label in ("Person", "Unit", "ReportMeeting"):
            text = f"MATCH (n:{label}) WHERE NOT n.area STARTS WITH $region DETACH DELETE n"
            await work.rows(text, region=REGION)

    await commit(graph.store, job)


def test_a_country_is_worked_out_once_and_the_clock_moves_it_on(bare: Graph, tmp_path: Path) -> None:
    generate(300, 3, tmp_path)
    bare.run(load(bare.store, tmp_path, lambda *_: None))
    bare.run(keep_one_region(bare))
    settle(bare, NOW)
    first, position = standing(bare), bare.run(last(bare.store))
    assert {row[2] for row in first} >= {"OPEN", "DONE", "DONE_LATE", "OVERDUE"}
    assert all(row[9] and (row[6] is None or row[10].startswith(REGION)) for row in first)
    settle(bare, NOW)
    assert bare.run(last(bare.store)) == position
    assert anew(bare, NOW) == first
    for days in (1, 5, 40, 100):
        now = NOW + dt.timedelta(days=days)
        settle(bare, now)
        stood = standing(bare)
        assert stood != first and anew(bare, now) == stood


PERSON, UNIT, CASE = (record_id(IDS, CATALOGUE.entity(name), "T", "1") for name in ("Person", "Unit", "Case"))


def fact(name: str, number: int, properties: dict[str, Any], **links: str) -> Record:
    """A record of the system T."""
    entity = CATALOGUE.entity(name)
    ends = {relation: (target_id,) for relation, target_id in links.items()}
    return Record(
        entity=entity, id=record_id(IDS, entity, "T", str(number)), version=1, properties=properties, links=ends
    )


def norm(code: str) -> str:
    return record_id(IDS, CATALOGUE.entity("Norm"), "HUB", code)


def history(dice: random.Random) -> list[Record]:
    """Facts about somebody who was released, each on a day that may or may not keep to the law."""
    start = dt.date(2026, dice.choice((2, 3, 12)), dice.randint(1, 28))

    def day(most: int) -> dt.date:
        return start + dt.timedelta(days=dice.randint(0, most))

    def moment(most: int) -> dt.datetime:
        return end_of(day(most)) - dt.timedelta(seconds=dice.choice((0, 1, 86_399, 40_000)))

    facts = [fact("Case", 1, {"kind": "RELEASE_TRACKING", "status": "OPEN", "openedOn": day(30)}, subject=PERSON)]
    facts.append(
        fact(
            "ReleaseNotice",
            1,
            {
                "kind": dice.choice(("PAROLE", "TERM_SERVED")),
                "notifiedOn": start - dt.timedelta(days=20),
                "releasedOn": start,
                "plannedArrivalOn": day(5),
                "arrivedOn": day(40) if dice.random() < 0.6 else None,
            },
            person=PERSON,
        )
    )
    for number, category in enumerate(("DID_NOT_ARRIVE", "PAROLEE", "SUPERVISED")):
        standing_on = {"category": category, "status": "OPEN", "registeredOn": day(60)}
        facts.append(fact("Registration", number, standing_on, person=PERSON, unit=UNIT))
    for number in range(4):
        found = moment(90)
        values: dict[str, Any] = {"register": "PASSPORT", "foundAt": found, "decision": "PENDING"}
        if dice.random() < 0.7:
            decided = found + dt.timedelta(hours=dice.randint(1, 40))
            values |= {"decision": "NOTIFY", "decidedAt": decided, "acknowledgedAt": decided}
        facts.append(fact("ProactiveMatch", number, values, person=PERSON))
    codes = ("89-8a", "89-8b", "89-8d", "89-16a", "622-42.2", "622-9.1", "89-6.2", "89-6.3")
    for number, code in enumerate(dice.sample(codes, 5)):
        kind = dice.choice(("SEARCH_STEP", "MONITORING_ALERT", "INTERVIEW", "OTHER"))
        facts.append(fact("CaseEvent", number, {"kind": kind, "at": moment(100)}, case=CASE, norm=norm(code)))
        notice = fact("Notice", number, {"sentAt": moment(100)}, person=PERSON, norm=norm(code), sender=UNIT)
        facts.append(notice)
    decision = {"kind": dice.choice(("ADMINISTRATIVE_SUPERVISION", "SEARCH_AND_RESTRAINT")), "decidedOn": day(30)}
    decision["inForceOn"] = day(40)
    facts.append(fact("CourtDecision", 1, decision, persons=PERSON))
    return facts


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_order_duties_are_those_of_everything_anew(bare: Graph, seed: int) -> None:
    dice = random.Random(seed)
    unit = {"kind": "PUBLIC_SECURITY", "level": "COUNTRY"}
    for each in (fact("Unit", 1, unit), fact("Person", 1, {"birthDate": dt.date(1990, 2, 28)})):
        bare.run(write(bare.store, each.entity, [each]))
    facts = history(dice)
    case, *rest = facts
    dice.shuffle(rest)
    now = dt.datetime(2026, 1, 10)
    for each in (case, *rest):
        bare.run(write(bare.store, each.entity, [each]))
        now += dt.timedelta(days=dice.randint(0, 15), seconds=dice.randint(0, 86_400))
        settle(bare, now)
    stood = standing(bare)
    assert stood and anew(bare, now) == stood
    assert len({row[0] for row in stood}) == len(stood)


def test_what_was_deleted_is_owed_no_more(bare: Graph) -> None:
    person, unit = fact("Person", 1, {}), fact("Unit", 1, {"kind": "PUBLIC_SECURITY", "level": "COUNTRY"})
    release = fact("ReleaseNotice", 1, {"releasedOn": NOW.date(), "plannedArrivalOn": NOW.date()}, person=PERSON)
    for each in (unit, person, release):
        bare.run(write(bare.store, each.entity, [each]))
    settle(bare, NOW)
    assert sorted(row[1] for row in standing(bare) if row[7]) == ["89-16b", "89-3"]

    async def delete(work: UnitOfWork) -> None:
        touched = await delete_facts(work, [release.id])
        work.touch([release.id, *touched])

    bare.run(commit(bare.store, delete))
    settle(bare, NOW)
    assert [row for row in standing(bare) if row[7]] == []


def test_a_decision_on_two_persons_is_owed_for_each(bare: Graph) -> None:
    persons = [fact("Person", number, {"citizenship": "UZB"}) for number in (1, 2)]
    refusal = {"kind": "EXPULSION", "decidedOn": NOW.date(), "isRefusal": True}
    entity = CATALOGUE.entity("CourtDecision")
    ends = {"persons": tuple(each.id for each in persons)}
    decision = Record(entity=entity, id=record_id(IDS, entity, "T", "1"), version=1, properties=refusal, links=ends)
    for each in (*persons, decision):
        bare.run(write(bare.store, each.entity, [each]))
    settle(bare, NOW)
    assert [(row[1], row[7]) for row in sorted(standing(bare), key=lambda row: str(row[7]))] == [
        ("89-22.3", each.id) for each in sorted(persons, key=lambda each: each.id)
    ]


def test_an_event_that_was_another_case_s_leaves_the_old_file_as_it_was(bare: Graph) -> None:
    release = {"kind": "PAROLE", "releasedOn": dt.date(2026, 6, 1)}
    facts = [fact("Person", number, {}) for number in (1, 2)]
    cases = []
    for number, person in enumerate(list(facts), 1):
        case = {"kind": "RELEASE_TRACKING", "status": "OPEN", "openedOn": dt.date(2026, 6, 1)}
        cases.append(fact("Case", number, case, subject=person.id))
        facts.append(fact("Address", number, {"kind": "CHOSEN_AFTER_RELEASE"}, owner=person.id))
        facts.append(fact("ReleaseNotice", number, release, person=person.id, chosenAddress=facts[-1].id))
    came = {"kind": "ARRIVAL", "at": dt.datetime(2026, 6, 2, 6)}
    event = fact("CaseEvent", 1, came, case=cases[0].id)
    for each in (*facts, *cases, event):
        bare.run(write(bare.store, each.entity, [each]))
    settle(bare, NOW)
    assert {row[7] for row in standing(bare) if row[1] == "89-8a"} == {facts[1].id}
    moved = replace(event, version=2, links={"case": (cases[1].id,)})
    bare.run(write(bare.store, event.entity, [moved]))
    settle(bare, NOW)
    assert {row[7] for row in standing(bare) if row[1] == "89-8a"} == {facts[0].id}
    stood = standing(bare)
    assert anew(bare, NOW) == stood
