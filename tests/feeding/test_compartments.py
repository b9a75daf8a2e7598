"""What one closed record says changes nothing of whom another body's closed record alone knows."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.bulk.load_files import load_contents
from adapters.feeds.feed import Content, Fact, Feed, PersonCard, PersonClaim, Sender, Who, Wire
from adapters.matching.find_links import link_waiting
from tests.conftest import Graph
from tests.feeding.test_closed import REGIONS, SHELTER, stay
from tests.support.feeding.graphs import AKTAU, ONE, SEMEY, emptied
from tests.support.feeding.kit import SECOND, Intake, deletion, registered

SECRET = b"a secret of the tests, of any length"


class _Known(Wire):
    """Somebody of whom a closed record tells."""

    person: PersonCard
    since: dt.date


def _treated(wire: _Known, sender: Sender) -> Content:
    return Content((PersonClaim(wire.person),), (Fact("Treatment", {"from": wire.since}, {"person": Who()}),))


def _watched(wire: _Known, sender: Sender) -> Content:
    return Content(
        (PersonClaim(wire.person),), (Fact("OperativeFile", {"openedOn": wire.since}, {"person": Who()}),)
    )


def _assessed(wire: _Known, sender: Sender) -> Content:
    return Content(
        (PersonClaim(wire.person),), (Fact("RiskAssessment", {"assessedOn": wire.since}, {"person": Who()}),)
    )


def _ordered(wire: _Known, sender: Sender) -> Content:
    offender = PersonClaim(
        PersonCard.model_validate({"familyName": "Оралов", "birthDate": "1980-01-01"}), "offender"
    )
    order = Fact("ProtectiveOrder", {"issuedOn": wire.since}, {"offender": Who("offender"), "protected": [Who()]})
    return Content((PersonClaim(wire.person), offender), (order,))


ORDERS = Feed(
    name="test-orders", system="MIA", meaning="Protective orders.", wire=_Known, mapped=_ordered, norms=("622-2",)
)
HOSPITAL = Feed(
    name="test-hospital", system="HEALTH", meaning="Treatment.", wire=_Known, mapped=_treated, norms=("1233-1.6",)
)
OPERATIVE = Feed(
    name="test-operative", system="MIA", meaning="Operative files.", wire=_Known, mapped=_watched, norms=("622-2",)
)
VICTIMS = Feed(
    name="test-victims", system="MIA", meaning="Assessments.", wire=_Known, mapped=_assessed, norms=("622-2",)
)
X, Y = "crc_x", "crc_y"
CLOSED = [(SHELTER, X), (SHELTER, Y), (HOSPITAL, None), (OPERATIVE, None), (VICTIMS, None)]
CARD = {
    "iin": ONE,
    "familyName": "Серіков",
    "givenName": "Алия",
    "birthDate": "1990-01-01",
    "phone": "+77013405062",
}


@pytest.fixture
def intake(empty_graph: Graph) -> Iterator[Intake]:
    empty_graph.run(emptied(empty_graph))
    empty_graph.run(load_contents(empty_graph.store, {"regions": REGIONS}, lambda *_: None))
    yield Intake(empty_graph.store)


async def told_by(intake: Intake, feed: Feed, unit: str | None, number: str, **person: Any) -> None:
    record = stay(number, **person)
    batch = await intake.take(feed, record, unit=unit)
    assert batch.counts.applied == 1
    while await link_waiting(intake.store, SECRET):
        pass


async def known_to(intake: Intake, feed: Feed, unit: str | None) -> list[tuple[str, list[str]]]:
    """The persons on whom a sender's mentions stand, as stored, and whom they may be."""
    compartment = {"HEALTH": "HEALTH", OPERATIVE.name: "OPERATIVE", VICTIMS.name: "VICTIM"}
    name = f"CRISIS:{unit}" if unit else compartment.get(feed.name, "HEALTH")
    rows = await intake.store.read(
        "MATCH (s:SourceRecord {compartment: $name})-[:CLOSED_SOURCE_OF]->(p:Person) "
        "RETURN [properties(p), [(p)-[:POSSIBLY_SAME]->(q) | q.id]]",
        {"name": name},
    )
    return sorted((repr(sorted(person.items())), sorted(alike)) for person, alike in rows)


@pytest.mark.parametrize(("feed", "unit"), CLOSED)
@pytest.mark.parametrize("iin", [ONE, None])
def test_no_other_closed_record_changes_a_person(
    empty_graph: Graph, intake: Intake, feed: Feed, unit: str | None, iin: str | None
) -> None:
    run = empty_graph.run
    run(told_by(intake, feed, unit, "1", **CARD | {"iin": iin, "kato": SEMEY}))
    before = run(known_to(intake, feed, unit))
    assert len(before) == 1
    more = {"patronymic": "Серікқызы", "kato": AKTAU, "workplace": "мектеп"}
    for number, (other, of) in enumerate(CLOSED):
        if (other, of) != (feed, unit):
            # Under the same number of the sender's, and under another.
            run(told_by(intake, other, of, "1" if other.system == "MIA" else f"n{number}", **CARD | more))
    assert run(known_to(intake, feed, unit)) == before


def test_the_first_open_record_brings_all_of_them_together(empty_graph: Graph, intake: Intake) -> None:
    run = empty_graph.run
    for number, (feed, unit) in enumerate(CLOSED):
        run(told_by(intake, feed, unit, f"n{number}", **CARD))
    persons = "MATCH (p:Person) RETURN p.id"
    assert len(run(intake.store.read(persons, {}))) == len(CLOSED)
    run(intake.take(SECOND, registered("1", person=CARD)))
    assert len(run(intake.store.read(persons, {}))) == 1
    run(intake.take(SECOND, deletion("1", 2)))
    assert len(run(intake.store.read(persons, {}))) == len(CLOSED)


def test_a_person_of_the_hubs_own_brings_them_together_as_soon_as_an_open_record_is_there(
    empty_graph: Graph, intake: Intake
) -> None:
    run = empty_graph.run
    person = f'{{"system":"MIA","recordId":"p","version":1,"iin":"{ONE}"}}\n'.encode()
    run(load_contents(empty_graph.store, {"persons": person}, lambda *_: None))
    for number, (feed, unit) in enumerate(CLOSED):
        run(told_by(intake, feed, unit, f"n{number}", **CARD))
    persons = "MATCH (p:Person)<-[:CLOSED_SOURCE_OF]-(s:SourceRecord) RETURN DISTINCT p.id"
    assert len(run(intake.store.read(persons, {}))) == len(CLOSED)
    decision = b'{"system":"COURT","recordId":"d","version":1,"persons":["MIA/p"],"decidedOn":"2026-01-10"}\n'
    run(load_contents(empty_graph.store, {"court_decisions": decision}, lambda *_: None))
    while run(link_waiting(intake.store, SECRET)):
        pass
    assert len(run(intake.store.read(persons, {}))) == 1


def test_an_order_is_no_news_when_whom_it_protects_is(empty_graph: Graph, intake: Intake) -> None:
    """Its offender is for everybody, whom it protects is closed: the log of changes would name the pair."""
    run = empty_graph.run
    run(told_by(intake, ORDERS, None, "1", **CARD))
    (order,) = run(intake.store.read("MATCH (o:ProtectiveOrder) RETURN o.id", {}))
    (last,) = run(intake.store.read("MATCH (c:Change) RETURN max(c.position)", {}))
    # The first open record; another home and another age; the record is withdrawn.
    run(intake.take(SECOND, registered("1", person=CARD | {"kato": SEMEY})))
    (held,) = run(intake.store.read("MATCH (:ProtectiveOrder)-[:PROTECTS]->(p:Person) RETURN p.hasOpenRecord", {}))
    assert held is True
    run(intake.take(SECOND, registered("1", 2, person=CARD | {"kato": AKTAU, "birthDate": "2012-01-01"})))
    run(intake.take(SECOND, deletion("1", 3)))
    named = run(intake.store.read("MATCH (c:Change) WHERE c.position > $last RETURN c.ids", {"last": last}))
    assert len(named) == 3 and not any(order in ids for ids in named)
