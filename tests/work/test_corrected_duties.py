"""What is owed, and of what kinds what was entered is, when the court's record is of another human later."""

import datetime as dt

import pytest

from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import CONFIRMED, PROPOSED
from graph.ingest.identity_links import decide, links
from graph.write.commit import commit
from graph.write.ids import record_id
from prevention.engine import recompute_all
from schema.catalogue import CATALOGUE
from tests.support.engines import IDS
from tests.support.feeding.graphs import ONE
from tests.work.conftest import DISTRICT, Office, unit
from tests.work.court import (
    FIRST,
    LIST,
    OWED,
    SECOND,
    Card,
    Court,
    Row,
    bare,
    cards,
)

OWED_TO = "MATCH (d:Duty {rule: '89-6.2/ground'})-[:OWED_FOR]->(p:Person) RETURN p.id"
LINKS = "MATCH (d:Duty)-[r]->(x) RETURN d.id + ' ' + type(r) + ' ' + x.id"
UNATTACHED = "MATCH (d:Duty) WHERE d.subject STARTS WITH 'per_' AND NOT (d)-[:OWED_FOR]->(:Person) RETURN d.rule"


@pytest.fixture
def court(office: Office) -> Court:
    return Court(office)


def test_what_is_worked_out_is_no_entry(court: Court) -> None:
    """A duty goes with its reason: no card is left behind for it."""
    court.says("d", 1, bare(FIRST))
    court.office.watch()
    court.says("d", 2, bare(SECOND))
    assert court.office.read("MATCH (s:SourceRecord {system: 'HUB'}) RETURN s.id") == []


LATER = "1985-05-05"
ORDERS: dict[str, list[Row]] = {
    "to another, back, the name": [bare(SECOND), bare(FIRST), {**bare(FIRST), "familyName": "Каримов"}],
    "the name, the date, both back": [
        {**bare(FIRST), "familyName": "Каримов"},
        {**bare(FIRST), "familyName": "Каримов", "birthDate": LATER},
        {**bare(FIRST), "familyName": "Каримов"},
        bare(FIRST),
    ],
}


@pytest.mark.parametrize("looked", ["", "1", "2", "3", "12", "13", "23", "123"])
@pytest.mark.parametrize("order", ORDERS)
def test_whoever_is_registered_has_the_duties_however_often_is_looked(
    court: Court, order: str, looked: str
) -> None:
    """The duties are worked out after some of the versions alone: they come one right after another."""
    court.says("d", 1, bare(FIRST))
    court.put_on()
    court.office.watch()
    for version, card in enumerate(ORDERS[order], 2):
        court.says("d", version, card)
        if str(version - 1) in looked:
            court.office.watch()
    court.office.watch()
    of = "MATCH (r:Registration)-[:REGISTERS]->(p:Person) RETURN p.id"
    grounds = "MATCH (p:Person)<-[:CONCERNS]-(:CourtDecision) RETURN p.id"
    owed = court.office.read(OWED_TO)
    assert owed == ([] if court.office.read(of) == court.office.read(grounds) else court.office.read(of))
    assert court.office.read(UNATTACHED) == []


def test_links_of_duties_that_went_are_made_again(court: Court) -> None:
    court.says("d", 1, bare(FIRST))
    court.put_on()
    court.says("d", 2, bare(SECOND))
    court.office.watch()
    before = sorted(court.office.read(LINKS))
    assert {each.split(" ")[1] for each in before} >= {"OWED_FOR", "BINDS", "REQUIRED_BY"}

    async def lost(work: UnitOfWork) -> None:
        for edge in ("OWED_FOR", "BINDS", "REQUIRED_BY"):
            await work.rows(f"MATCH (:Duty)-[r:{edge}]->() DELETE r")

    court.office.run(commit(court.office.graph.store, lost))
    assert court.office.read(LINKS) == []
    court.office.run(recompute_all(court.office.graph.store, court.office.now))
    assert sorted(court.office.read(LINKS)) == before


REGISTERS: dict[str, tuple[str, Row]] = {
    "PAROLEE": ("622-2/ground OVERDUE", {"kind": "PAROLE", "until": "2027-01-10"}),
    LIST: ("622-13/ground OPEN", {"kind": "PAROLE", "until": "2026-03-16"}),
}


@pytest.mark.parametrize("category", REGISTERS)
@cards
def test_every_register_stays_on_whom_it_was_made(court: Court, card: Card, category: str) -> None:
    owed, said = REGISTERS[category]
    court.says("d", 1, card(FIRST), **said)
    # The hub itself moves a parolee to the list, when the term is over.
    court.put_on("PAROLEE" if category == LIST else category)
    court.office.now += dt.timedelta(days=1 if category == LIST else 0)
    court.office.watch()
    assert f"Ахметов {category} OPEN" in court.whose()
    court.says("d", 2, card(SECOND), **said)
    assert [each for each in court.whose() if not each.startswith("Ахметов")] == []
    assert court.owed(owed.split(" ")[0]) == [f"Ахметов {owed}"]
    assert [each for each in court.office.read(OWED) if each.startswith("Каримов")] == []


def test_a_registration_from_a_file_stays_on_whom_it_was_made(court: Court) -> None:
    """In a file the person is named by the court's own number, which the court gives to somebody else later."""
    court.says("d", 1, {**FIRST, "personId": "77"})
    row = {"system": "T", "recordId": "r", "version": 1, "person": "COURT/77", "basis": "COURT/d"}
    row |= {"category": "SUPERVISED", "status": "OPEN", "registeredOn": "2026-03-02", "unit": f"T/PSU-{DISTRICT}"}
    court.office.bring("registrations", row)
    court.says("d", 2, {**SECOND, "personId": "77"})
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]


def test_what_a_file_says_of_a_person_of_its_own_stays_when_the_court_corrects_whom_it_meant(court: Court) -> None:
    """The court's card stood beside the hub's own record of the person, and goes alone."""
    court.office.person("john", familyName="Ахметов", givenName="Марат", iin=ONE)
    court.says("d", 1, FIRST)
    court.office.register("r", "john", "SUPERVISED", "2026-03-02", basis="COURT/d")
    court.says("d", 2, SECOND)
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]


@cards
def test_a_stay_stays_with_whoever_was_placed(court: Court, card: Card) -> None:
    said: Row = {"kind": "EXPULSION", "decidedOn": "2026-03-01", "inForceOn": "2026-03-01"}
    first, second = ({**card(each), "citizenship": "UZB"} for each in (FIRST, SECOND))
    court.says("d", 1, first, **said)
    given = {"person": court.person(), "institution": unit("PD-SPECIAL"), "placedOn": "2026-03-10"}
    given["ruling"] = record_id(IDS, CATALOGUE.entity("CourtDecision"), "COURT", "d")
    assert court.office.do("placeInSpecialInstitution", "migration", **given)["norm"] == "89-22.2b"
    court.says("d", 2, second, **said)
    assert court.office.read("MATCH (:SpecialPlacement)-[:HELD]->(p) RETURN p.familyName") == ["Ахметов"]
    rules = [f"89-22.2b/{part}" for part in ("institution", "service", "told")]
    assert court.owed(*rules) == [f"Ахметов {rule} OVERDUE" for rule in rules], (
        "held without a ruling: told at once"
    )


def test_nobody_is_wanted_in_the_place_of_another(court: Court) -> None:
    """The file and its acts are about whom they were opened on."""
    prison = {"system": "PENAL", "recordId": "prison", "version": 1, "name": "p", "region": f"KATO/{DISTRICT}"}
    court.office.bring("penal_institutions", prison)
    home = {"kato": DISTRICT, "address": "1"}
    row: Row = {"institution": "prison", "ground": "PAROLE", "releasedOn": "2026-02-02", "chosen": home}
    court.feed("penal-releases", "r", person=FIRST, **row)
    release = record_id(IDS, CATALOGUE.entity("ReleaseNotice"), "PENAL", "r")
    step = {"release": release, "step": "HOSPITALS", "at": "2026-03-03T06:00:00Z"}
    assert court.office.do("recordSearchStep", **step)["norm"] == "89-8b"
    court.feed("penal-releases", "r", 2, person=SECOND, **row)
    about = "MATCH (c:Case)-[:ABOUT]->(p:Person) RETURN p.familyName"
    assert court.office.read(about) == ["Ахметов"], "nobody has searched for the other"


def test_that_two_cards_are_one_person_is_not_decided_of_the_card_of_another(court: Court) -> None:
    """Somebody decided that the court's card is of the released person; then the card is another human's."""
    prison = {"system": "PENAL", "recordId": "prison", "version": 1, "name": "p", "region": f"KATO/{DISTRICT}"}
    court.office.bring("penal_institutions", prison)
    row: Row = {"institution": "prison", "ground": "TERM_SERVED", "releasedOn": "2026-03-01"}
    like = {"familyName": "Ахметов", "givenName": "Марат", "kato": DISTRICT}
    court.feed("penal-releases", "r", person=like, **row)
    court.says("d", 1, bare(FIRST))
    store = court.office.graph.store
    (link,) = court.office.run(links(store, None, 10))
    assert link.status == PROPOSED
    court.office.run(decide(store, link.id, CONFIRMED, "tests", court.office.now))
    court.put_on()
    court.says("d", 2, bare(SECOND))
    on = "MATCH (:CourtDecision)-[:CONCERNS]->(p)<-[r]-(x) WHERE NOT x:Duty RETURN labels(x)[0]"
    assert sorted(court.office.read(on)) == ["SourceRecord"], "no release, and no registration"
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
